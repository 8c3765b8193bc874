// SPDX-License-Identifier: GPL-2.0-only
/* cases_profile.c - what the profiles make of the same findings */
#include "test.h"

#define PARANOID	.profile = VG_PROFILE_PARANOID
#define MAINLINE	.profile = VG_PROFILE_MAINLINE

static const struct tcase cases[] = {
{
	.name = "paranoid does not take the word of an SR-IOV device",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1), GPU(F(01,00,0), 5),
		VF(F(01,00,4), F(01,00,0), 6) },
	.judged = {
		{ "01:00.4", VG_ALLOW, "21 info *" },
		{ "01:00.4", VG_REFUSE, "21 refuse *", PARANOID },
		{ "01:00.4", VG_ALLOW, "21 info *", MAINLINE } },
}, {
	.name = "paranoid does not take the word of the root complex",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1), GPU(F(01,00,0), 2),
		ROOT(F(00,02,0), 02, 02, FULL, 3), GPU(F(02,00,0), 4) },
	.judged = {
		{ "01:00.0", VG_ALLOW, "23 info *" },
		{ "01:00.0", VG_REFUSE, "23 refuse 00:01.0", PARANOID },
		{ "01:00.0", VG_ALLOW, "23 info *", MAINLINE } },
}, {
	.name = "paranoid does not take the word of a quirk",
	.rows = { ROOT(F(00,01,0), 01, 01, NOACS, 1, .id = 0x19578d81),
		GPU(F(01,00,0), 2) },
	.judged = {
		{ "01:00.0", VG_ALLOW, "10 info 00:01.0" },
		{ "01:00.0", VG_REFUSE, "10 refuse 00:01.0", PARANOID } },
}, {
	.name = "paranoid does not take validation that reads back 0",
	.rows = { ROOT(F(00,01,0), 01, 01, ACS(0x1f, 0x1c), 1,
		       .id = 0x10221483), GPU(F(01,00,0), 2) },
	.judged = {
		{ "01:00.0", VG_ALLOW, "25 warn 00:01.0" },
		{ "01:00.0", VG_REFUSE, "25 refuse 00:01.0", PARANOID },
		{ "01:00.0", VG_ALLOW, "25 info 00:01.0", MAINLINE } },
}, {
	.name = "mainline does not look at the sibling's port",
	.rows = { ROOT(F(00,01,0), 01, 09, FULL, 1),
		UP(F(01,00,0), 02, 09, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, NOACS, 4), GPU(F(04,00,0), 4) },
	.mainline = "02:01.0 04:00.0",
	.judged = {
		{ "03:00.0", VG_REFUSE, "5 refuse 02:01.0 no-acs" },
		{ "03:00.0", VG_ALLOW, "5 info 02:01.0 no-acs", MAINLINE },
		{ "04:00.0", VG_ALLOW, "4 info *;25 info *", MAINLINE } },
}, {
	.name = "mainline's own rule refuses a claim that nothing is behind",
	.rows = { ROOT(F(00,01,0), 01, 01, OFF, 1), GPU(F(01,00,0), 2) },
	.mainline = "00:01.0 01:00.0",
	.judged = {
		{ "01:00.0", VG_REFUSE,
		  "8 refuse 00:01.0 changed;25 info *", MAINLINE } },
}, {
	.name = "paranoid does not take Direct Translated P2P with ATS",
	.rows = { ROOT(F(00,01,0), 01, 04, FULL, 1),
		UP(F(01,00,0), 02, 04, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, ACS(0x5f, 0x5d), 3),
		GPU(F(03,00,0), 5, .plus = VG_F_ATS),
		DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), 6) },
	.judged = {
		{ "03:00.0", VG_ALLOW, "12 warn 02:00.0 dt-on" },
		{ "03:00.0", VG_REFUSE, "12 refuse 02:00.0 dt-on", PARANOID },
		{ "03:00.0", VG_ALLOW, "12 warn 02:00.0 dt-on", MAINLINE } },
}, {
	.name = "mainline does not look at the egress control vector",
	.rows = { ROOT(F(00,01,0), 01, 09, FULL, 1),
		UP(F(01,00,0), 02, 09, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, ACS(0x3f, 0x3d), 3,
		     .plus = VG_F_EGRESS_OPEN), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), 6) },
	.judged = {
		{ "03:00.0", VG_REFUSE, "4 refuse 02:00.0 egress-open" },
		{ "03:00.0", VG_REFUSE, "4 refuse 02:00.0 egress-open", PARANOID },
		{ "03:00.0", VG_ALLOW, "4 info 02:00.0 egress-open", MAINLINE } },
}, {
	.name = "mainline does not look at the other functions of a device",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, MULTI, ACS(0x0c, 0x0c)),
		GPU(F(01,00,1), 6, MULTI) },
	.judged = {
		{ "01:00.0", VG_REFUSE, "6 refuse 01:00.1 no-acs in" },
		{ "01:00.0", VG_REFUSE, "6 refuse 01:00.1 no-acs in", PARANOID },
		{ "01:00.0", VG_ALLOW, "6 info 01:00.1 no-acs in", MAINLINE } },
}, {
	.name = "mainline does not look for a requester ID that nobody has",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, MULTI, ACS(0x0c, 0x0c)),
		GPU(F(01,00,1), 6, MULTI, ACS(0x0c, 0x0c)) },
	.alias = { { 0, 0, F(01,00,0), F(01,00,7) },
		   { 0, 0, F(01,00,1), F(01,00,7) } },
	.aliases = 2,
	.judged = {
		{ "01:00.0", VG_REFUSE, "7 refuse * alias : 01:00.1" },
		{ "01:00.0", VG_REFUSE, "7 refuse * alias : 01:00.1", PARANOID },
		{ "01:00.0", VG_ALLOW, "7 info * alias : 01:00.1", MAINLINE } },
}, {
	.name = "mainline does not miss source validation that cannot be done",
	.rows = { ROOT(F(00,01,0), 01, 01, ACS(0x1e, 0x1c), 1),
		GPU(F(01,00,0), 2), ROOT(F(00,02,0), 02, 02, FULL, 3),
		NIC(F(02,00,0), 4) },
	.judged = {
		{ "01:00.0", VG_REFUSE, "23 info *;25 refuse 00:01.0 no-sv" },
		{ "01:00.0", VG_REFUSE, "23 refuse *;25 refuse 00:01.0 no-sv",
		  PARANOID },
		{ "01:00.0", VG_ALLOW, "23 info *;25 info 00:01.0 no-sv",
		  MAINLINE } },
},
};

TABLE(profile);
