// SPDX-License-Identifier: GPL-2.0-only
/* cases_claims.c - what the kernel claims, against the hardware */
#include "test.h"

#define SWITCH(acs, port, a, b) \
	ROOT(F(00,01,0), 01, 09, FULL, 1), UP(F(01,00,0), 02, 09, NOACS, 2), \
	DOWN(F(02,00,0), 03, 03, PORT_##acs, port), GPU(F(03,00,0), a), \
	DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), b)
/* expanded one step later, when it is a single argument of DOWN() */
#define PORT_FULL	FULL
#define PORT_OFF	OFF
#define PORT_NOACS	NOACS
#define PORT_ACS(c, l)	ACS(c, l)
#define ALONE	ROOT(F(00,01,0), 01, 01, FULL, 1)
#define NONE	VG_NO_GROUP

static const struct tcase cases[] = {
{
	.name = "ACS override: isolation claimed where no capability is",
	.rows = { SWITCH(NOACS, 3, 5, 6) },
	.mainline = "02:00.0 03:00.0",
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "4 refuse 02:00.0 no-acs : 04:00.0;"
		  "8 refuse 02:00.0 override;"
		  "25 refuse 02:00.0 no-acs : 04:00.0" },
		{ "04:00.0", VG_REFUSE,
		  "5 refuse 02:00.0 no-acs : 03:00.0" } },
}, {
	.name = "ACS override, seen on the command line too",
	.host = { .acs_override = true },
	.rows = { SWITCH(FULL, 3, 5, 6) },
	.judged = { { "03:00.0", VG_REFUSE, "9 refuse *" } },
}, {
	.name = "ACS override of a lone root port",
	.rows = { ROOT(F(00,01,0), 01, 01, NOACS, 1), GPU(F(01,00,0), 2) },
	.mainline = "00:01.0 01:00.0",
	.judged = {
		{ "01:00.0", VG_REFUSE,
		  "8 refuse 00:01.0 override;25 refuse 00:01.0 no-acs" } },
}, {
	.name = "ACS override of a root port above a full switch",
	.rows = { ROOT(F(00,01,0), 01, 09, NOACS, 1),
		UP(F(01,00,0), 02, 09, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), 6) },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "4 refuse 00:01.0 no-uf/no-acs : 04:00.0;"
		  "5 refuse 00:01.0 no-uf/no-acs : 04:00.0;"
		  "8 refuse 00:01.0 override" } },
}, {
	.name = "ACS cleared after grouping",
	.rows = { SWITCH(OFF, 3, 5, 6) },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "4 refuse 02:00.0 rr-off want:4 seen:0 : 04:00.0;"
		  "8 refuse 02:00.0 changed;"
		  "25 refuse 02:00.0 sv-off : 04:00.0" },
		{ "04:00.0", VG_REFUSE,
		  "5 refuse 02:00.0 rr-off want:4 seen:0 : 03:00.0" } },
}, {
	.name = "only completion redirect cleared after grouping",
	.rows = { SWITCH(ACS(0x1f, 0x15), 3, 5, 6) },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "8 refuse 02:00.0 changed want:8 seen:15" },
		{ "04:00.0", VG_ALLOW, "" } },
}, {
	.name = "ACS cleared, and the group holds the port: no rule 8",
	.rows = { SWITCH(OFF, 5, 5, 6) },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "4 refuse 02:00.0 rr-off : 04:00.0;"
		  "25 refuse 02:00.0 sv-off : 04:00.0" } },
}, {
	.name = "the claim is wider than the domain",
	.rows = { SWITCH(FULL, 3, 5, 5) },
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "the claim is as wide as the domain",
	.rows = { SWITCH(NOACS, 5, 5, 5) },
	.looks = { { "03:00.0", "04:00.0", "", "" } },
	.judged = { { "03:00.0", VG_ALLOW, "" }, { "04:00.0", VG_ALLOW, "" } },
}, {
	.name = "functions without a group are no evidence for rule 8",
	.rows = { ROOT(F(00,01,0), 01, 09, FULL, NONE),
		UP(F(01,00,0), 02, 09, NOACS, NONE),
		DOWN(F(02,00,0), 03, 03, NOACS, NONE), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, FULL, NONE), GPU(F(04,00,0), 6) },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "4 refuse 02:00.0 no-acs : 04:00.0;"
		  "25 refuse 02:00.0 no-acs : 04:00.0" } },
}, {
	.name = "a peer that has no group yet is outside",
	.rows = { SWITCH(NOACS, 5, 5, NONE) },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "4 refuse 02:00.0 no-acs : 04:00.0;"
		  "25 refuse 02:00.0 no-acs : 04:00.0" } },
}, {
	.name = "two functions without a group are not in one group",
	.rows = { SWITCH(NOACS, NONE, NONE, NONE) },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "1 refuse *;4 refuse 02:00.0 no-acs : 04:00.0;"
		  "25 refuse 02:00.0 no-acs : 04:00.0" } },
}, {
	.name = "quirk: Intel PCH root port that the kernel programmed",
	.rows = { ROOT(F(00,1c,0), 01, 01, NOACS, 1, .id = 0x80863b42,
		       .plus = VG_F_PCH_ACS), GPU(F(01,00,0), 2) },
	.mainline = "",
	.judged = { { "01:00.0", VG_ALLOW, "10 info 00:1c.0" } },
}, {
	.name = "quirk: two programmed PCH root ports of one slot",
	.rows = { ROOT(F(00,1c,0), 01, 01, NOACS, 1, .id = 0x80863b42,
		       .plus = VG_F_PCH_ACS | VG_F_MULTIFUNCTION),
		GPU(F(01,00,0), 2),
		ROOT(F(00,1c,4), 02, 02, NOACS, 3, .id = 0x80863b4a,
		     .plus = VG_F_PCH_ACS | VG_F_MULTIFUNCTION),
		GPU(F(02,00,0), 4) },
	.looks = { { "01:00.0", "", "", "" } },
	.mainline = "",
	.judged = { { "01:00.0", VG_ALLOW,
		      "10 info 00:1c.0;10 info 00:1c.4" } },
}, {
	.name = "Intel PCH root port that the kernel did not program",
	.rows = { ROOT(F(00,1c,0), 01, 01, NOACS, 1, .id = 0x80863b42),
		GPU(F(01,00,0), 1) },
	.mainline = "00:1c.0 01:00.0",
	.judged = { { "01:00.0", VG_REFUSE, "25 refuse 00:1c.0 no-acs" } },
}, {
	.name = "Intel PCH root port that was not programmed, claimed isolated",
	.rows = { ROOT(F(00,1c,0), 01, 01, NOACS, 1, .id = 0x80863b42),
		GPU(F(01,00,0), 2) },
	.judged = { { "01:00.0", VG_REFUSE,
		      "8 refuse 00:1c.0;25 refuse 00:1c.0 no-acs" } },
}, {
	.name = "Intel Sunrise Point root port, dword registers",
	.rows = { ROOT(F(00,1c,0), 01, 01, FULL, 1, .id = 0x8086a110,
		       .spt = true), GPU(F(01,00,0), 2) },
	.mainline = "",
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "no IOMMU group",
	.rows = { ALONE, GPU(F(01,00,0), NONE) },
	.judged = { { "01:00.0", VG_REFUSE, "1 refuse *" } },
}, {
	.name = "a group that no IOMMU backs",
	.rows = { ALONE, GPU(F(01,00,0), 2, .minus = VG_F_IOMMU) },
	.judged = { { "01:00.0", VG_REFUSE, "1 refuse *" } },
}, {
	.name = "MSIs are not isolated",
	.rows = { ALONE, GPU(F(01,00,0), 2, .minus = VG_F_MSI_ISOLATED) },
	.judged = { { "01:00.0", VG_REFUSE, "2 refuse *" } },
}, {
	.name = "interrupt remapping without source IDs",
	.host = { .intremap_nosid = true },
	.rows = { ALONE, GPU(F(01,00,0), 2) },
	.judged = { { "01:00.0", VG_REFUSE, "2 refuse *" } },
}, {
	.name = "VFIO lets devices pass without interrupt remapping",
	.host = { .unsafe_interrupts = true },
	.rows = { SWITCH(FULL, 3, 5, 6) },
	.judged = {
		{ "03:00.0", VG_ALLOW, "3 warn *" },
		{ "03:00.0", VG_ALLOW, "3 warn *", .audit = true },
		{ "03:00.0", VG_ALLOW, "3 warn *",
		  .profile = VG_PROFILE_MAINLINE } },
}, {
	.name = "no reset",
	.rows = { ALONE, GPU(F(01,00,0), 2, .plus = VG_F_NO_RESET |
			     VG_F_NO_BUS_RESET) },
	.judged = { { "01:00.0", VG_ALLOW, "14 warn *" } },
}, {
	.name = "no reset of others",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1, .plus = VG_F_NO_RESET),
		GPU(F(01,00,0), 2),
		RCIEP(F(00,03,0), 3, .plus = VG_F_NO_RESET,
		      .class = 0x020000) },
	.judged = { { "01:00.0", VG_ALLOW, "23 info *" } },
}, {
	.name = "firmware keeps memory mapped",
	.rows = { ALONE, GPU(F(01,00,0), 2, .plus = VG_F_FIRMWARE_REGION) },
	.judged = {
		{ "01:00.0", VG_REFUSE, "18 refuse *" },
		{ "01:00.0", VG_WOULD_REFUSE, "18 refuse *", .audit = true },
		{ "01:00.0", VG_REFUSE, "18 refuse *",
		  .profile = VG_PROFILE_MAINLINE } },
}, {
	.name = "firmware had memory mapped",
	.rows = { ALONE, GPU(F(01,00,0), 2, .plus = VG_F_RELAXABLE_REGION) },
	.judged = {
		{ "01:00.0", VG_ALLOW, "18 info *" },
		{ "01:00.0", VG_ALLOW, "18 info *",
		  .profile = VG_PROFILE_PARANOID } },
}, {
	.name = "firmware keeps memory mapped, and had more",
	.rows = { ALONE, GPU(F(01,00,0), 2, .plus = VG_F_FIRMWARE_REGION |
			     VG_F_RELAXABLE_REGION) },
	.judged = { { "01:00.0", VG_REFUSE, "18 refuse *" } },
}, {
	.name = "firmware had memory mapped, and another rule refuses",
	.rows = { ALONE, GPU(F(01,00,0), 2, .plus = VG_F_RELAXABLE_REGION,
			     .minus = VG_F_IOMMU) },
	.judged = { { "01:00.0", VG_REFUSE, "1 refuse *;18 info *" } },
}, {
	.name = "firmware regions are those of a group",
	.rows = { ALONE, GPU(F(01,00,0), NONE, .plus = VG_F_FIRMWARE_REGION |
			     VG_F_RELAXABLE_REGION) },
	.judged = { { "01:00.0", VG_REFUSE, "1 refuse *" } },
}, {
	.name = "resets, regions and parameters that the source cannot give",
	.host = { .unsafe_interrupts = true,
		  .unjudged = BIT(3) | BIT(14) | BIT(18) },
	.rows = { ALONE, GPU(F(01,00,0), 2, .plus = VG_F_NO_RESET |
			     VG_F_FIRMWARE_REGION) },
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "several rules: the lowest number decides",
	.host = { .intremap_nosid = true, .acs_override = true },
	.rows = { SWITCH(NOACS, 3, 5, 6) },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "2 refuse *;4 refuse 02:00.0 no-acs : 04:00.0;"
		  "8 refuse 02:00.0 override;9 refuse *;"
		  "25 refuse 02:00.0 no-acs : 04:00.0" } },
}, {
	.name = "rules whose facts the source cannot give",
	.host = { .intremap_nosid = true, .acs_override = true,
		  .unjudged = BIT(1) | BIT(2) | BIT(9) },
	.rows = { ALONE, GPU(F(01,00,0), 2,
			     .minus = VG_F_IOMMU | VG_F_MSI_ISOLATED) },
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "audit mode",
	.rows = { SWITCH(NOACS, 3, 3, 6) },
	.judged = {
		{ "03:00.0", VG_WOULD_REFUSE,
		  "4 refuse 02:00.0 no-acs : 04:00.0;"
		  "25 refuse 02:00.0 no-acs : 04:00.0", .audit = true } },
}, {
	.name = "audit mode, nothing to refuse",
	.rows = { SWITCH(FULL, 3, 5, 6) },
	.judged = { { "03:00.0", VG_ALLOW, "", .audit = true } },
}, {
	.name = "a sibling port with redirect off",
	.rows = { ROOT(F(00,01,0), 01, 09, FULL, 1),
		UP(F(01,00,0), 02, 09, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 4),
		DOWN(F(02,01,0), 04, 04, ACS(0x1f, 0x19), 5),
		NIC(F(04,00,0), 5) },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "5 refuse 02:01.0 rr-off : 04:00.0" } },
}, {
	.name = "functions claimed apart: blame the one whose bits can change",
	.rows = { ALONE, GPU(F(01,00,0), 5, MULTI, ACS(0x0c, 0)),
		GPU(F(01,00,1), 6, MULTI) },
	.mainline = "01:00.0 01:00.1",
	.judged = {
		{ "01:00.0", VG_REFUSE,
		  "6 refuse 01:00.0 rr-off out : 01:00.1;"
		  "6 refuse 01:00.1 no-acs in : 01:00.1;"
		  "8 refuse 01:00.0 changed" },
		{ "01:00.1", VG_REFUSE,
		  "6 refuse 01:00.1 no-acs out : 01:00.0;"
		  "6 refuse 01:00.0 rr-off in : 01:00.0;"
		  "8 refuse 01:00.0 changed" } },
}, {
	.name = "quirk: a vouched-for port with nothing below is no matter",
	.rows = { ROOT(F(00,01,0), 01, 01, NOACS, 1, .id = 0x19578d81, MULTI),
		GPU(F(01,00,0), 2),
		ROOT(F(00,01,1), 02, 02, NOACS, 3, .id = 0x19578d81, MULTI) },
	.judged = { { "01:00.0", VG_ALLOW, "10 info 00:01.0" } },
}, {
	.name = "a port of the quirk table that has ACS: the registers decide",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1, .id = 0x19578d81, MULTI),
		GPU(F(01,00,0), 2),
		ROOT(F(00,01,1), 02, 02, OFF, 3, .id = 0x19578d81, MULTI),
		GPU(F(02,00,0), 4) },
	.looks = { { "01:00.0", "", "02:00.0", "" } },
	.judged = {
		{ "01:00.0", VG_REFUSE, "5 refuse 00:01.1 rr-off : 02:00.0" } },
},
};

TABLE(claims);
