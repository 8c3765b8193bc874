// SPDX-License-Identifier: GPL-2.0-only
/* cases_source.c - rule 25: who can act under whose requester ID */
#include "test.h"

#define NO_SV	ACS(0x1e, 0x1c)	/* not in the capability */
#define SV_OFF	ACS(0x1f, 0x1c)
#define ERRATUM	.id = 0x10221483

static const struct tcase cases[] = {
{
	.name = "two downstream ports without validation below one with",
	.rows = { ROOT(F(00,01,0), 01, 04, FULL, 1),
		UP(F(01,00,0), 02, 04, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, NO_SV, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, NO_SV, 4), GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "", "", "" } },
	.mainline = "",
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "25 refuse * no-sv : 04:00.0" },
		{ "04:00.0", VG_REFUSE,
		  "25 refuse * no-sv : 03:00.0" } },
}, {
	.name = "validation off at both downstream ports",
	.rows = { ROOT(F(00,01,0), 01, 04, FULL, 1),
		UP(F(01,00,0), 02, 04, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, SV_OFF, 3), GPU(F(03,00,0), 3),
		DOWN(F(02,01,0), 04, 04, SV_OFF, 4), GPU(F(04,00,0), 4) },
	.looks = { { "03:00.0", "", "", "" } },
	.mainline = "02:00.0 03:00.0 | 02:01.0 04:00.0",
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "25 refuse 02:00.0 sv-off : 04:00.0" } },
}, {
	.name = "X's own path only: the other port does not validate",
	.rows = { ROOT(F(00,01,0), 01, 04, FULL, 1),
		UP(F(01,00,0), 02, 04, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, NO_SV, 4), GPU(F(04,00,0), 6) },
	.judged = {
		{ "03:00.0", VG_ALLOW, "" },
		{ "04:00.0", VG_REFUSE,
		  "25 refuse * no-sv : 03:00.0" } },
}, {
	.name = "a control bit without its capability validates nothing",
	.rows = { ROOT(F(00,01,0), 01, 01, ACS(0x1e, 0x1d), 1),
		GPU(F(01,00,0), 2) },
	.judged = { { "01:00.0", VG_REFUSE, "25 refuse 00:01.0 no-sv" } },
}, {
	.name = "validation further up, but for no other endpoint",
	.rows = { ROOT(F(00,01,0), 01, 04, FULL, 1),
		UP(F(01,00,0), 02, 04, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, NO_SV, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, NO_SV, 4) },
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "validation further up, the others are in the group",
	.rows = { ROOT(F(00,01,0), 01, 04, FULL, 1),
		UP(F(01,00,0), 02, 04, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, NO_SV, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, NO_SV, 4), GPU(F(04,00,0), 5) },
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "the port's range counts, not only what is below it",
	.rows = { ROOT(F(00,01,0), 01, 03, FULL, 1), GPU(F(01,00,0), 2),
		ROOT(F(00,02,0), 02, 02, FULL, 3), GPU(F(02,00,0), 4) },
	.judged = { { "01:00.0", VG_REFUSE,
		      "23 info *;25 refuse * : 02:00.0" } },
}, {
	.name = "no validation anywhere",
	.rows = { ROOT(F(00,01,0), 01, 04, NO_SV, 1),
		UP(F(01,00,0), 02, 04, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, NO_SV, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, NO_SV, 4), GPU(F(04,00,0), 6) },
	.mainline = "",
	.judged = { { "03:00.0", VG_REFUSE, "25 refuse * no-sv" } },
}, {
	.name = "no validation anywhere, alone in the host",
	.rows = { ROOT(F(00,01,0), 01, 01, NO_SV, 1), GPU(F(01,00,0), 2) },
	.judged = { { "01:00.0", VG_REFUSE, "25 refuse 00:01.0 no-sv" } },
}, {
	.name = "validation off at the only port",
	.rows = { ROOT(F(00,01,0), 01, 01, SV_OFF, 1), GPU(F(01,00,0), 1) },
	.mainline = "00:01.0 01:00.0",
	.judged = { { "01:00.0", VG_REFUSE,
		      "25 refuse 00:01.0 sv-off want:1 seen:1c" } },
}, {
	.name = "erratum: validation reads back 0",
	.rows = { ROOT(F(00,01,0), 01, 01, SV_OFF, 1, ERRATUM),
		GPU(F(01,00,0), 2) },
	.judged = { { "01:00.0", VG_ALLOW, "25 warn 00:01.0" } },
}, {
	.name = "erratum, but redirect is off",
	.rows = { ROOT(F(00,01,0), 01, 01, ACS(0x1f, 0x18), 1, ERRATUM),
		GPU(F(01,00,0), 1) },
	.judged = { { "01:00.0", VG_REFUSE, "25 refuse 00:01.0" } },
}, {
	.name = "erratum, but upstream forwarding is off",
	.rows = { ROOT(F(00,01,0), 01, 01, ACS(0x1f, 0x0c), 1, ERRATUM),
		GPU(F(01,00,0), 1) },
	.judged = { { "01:00.0", VG_REFUSE, "25 refuse 00:01.0" } },
}, {
	.name = "erratum, but validation is not in the capability",
	.rows = { ROOT(F(00,01,0), 01, 01, NO_SV, 1, ERRATUM),
		GPU(F(01,00,0), 2) },
	.judged = { { "01:00.0", VG_REFUSE, "25 refuse 00:01.0 no-sv" } },
}, {
	.name = "erratum port above downstream ports that validate",
	.rows = { ROOT(F(00,01,0), 01, 04, SV_OFF, 1, ERRATUM),
		UP(F(01,00,0), 02, 04, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "", "", "" } },
	.mainline = "",
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "erratum port above downstream ports that do not validate",
	.rows = { ROOT(F(00,01,0), 01, 04, SV_OFF, 1, ERRATUM),
		UP(F(01,00,0), 02, 04, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, NO_SV, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, NO_SV, 4), GPU(F(04,00,0), 6) },
	.judged = { { "03:00.0", VG_REFUSE, "25 refuse *" } },
}, {
	.name = "quirk: NXP root port asserts validation",
	.rows = { ROOT(F(00,01,0), 01, 01, NOACS, 1, .id = 0x19578d81),
		GPU(F(01,00,0), 2) },
	.mainline = "",
	.judged = { { "01:00.0", VG_ALLOW, "10 info 00:01.0" } },
}, {
	.name = "quirk: NXP root port above downstream ports",
	.rows = { ROOT(F(00,01,0), 01, 04, NOACS, 1, .id = 0x19578d81),
		UP(F(01,00,0), 02, 04, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "", "", "" } },
	.mainline = "",
	.judged = { { "03:00.0", VG_ALLOW, "10 info 00:01.0" } },
}, {
	.name = "quirk: AMD southbridge redirects but does not validate",
	.host = { .ivrs = true },
	.rows = { ROOTPCI(F(00,14,0), 1, MULTI, .id = 0x10024385,
			  .class = 0x0c0500),
		PCIBRIDGE(F(00,14,4), 01, 01, 2, .id = 0x10024384,
			  .plus = VG_F_ROOT_BUS | VG_F_MULTIFUNCTION),
		PCI(F(01,05,0), 2) },
	.looks = { { "01:05.0", "", "", "" } },
	.closure = "",
	.mainline = "00:14.4 01:05.0",
	.judged = {
		{ "01:05.0", VG_REFUSE,
		  "10 info 00:14.0;10 info 00:14.4;"
		  "25 refuse 00:14.4" } },
}, {
	.name = "AMD southbridge without IOMMU table: no quirk",
	.rows = { ROOTPCI(F(00,14,0), 1, MULTI, .id = 0x10024385,
			  .class = 0x0c0500),
		PCIBRIDGE(F(00,14,4), 01, 01, 1, .id = 0x10024384,
			  .plus = VG_F_ROOT_BUS | VG_F_MULTIFUNCTION),
		PCI(F(01,05,0), 1) },
	.looks = { { "01:05.0", "00:14.0", "00:14.0", "" } },
	.closure = "00:14.0 01:05.0",
	.mainline = "00:14.0 00:14.4 01:05.0",
	.judged = { { "01:05.0", VG_REFUSE, "25 refuse 00:14.4 no-acs" } },
}, {
	.name = "M9: switch ports whose validation the kernel does not use",
	.rows = { ROOT(F(00,01,0), 01, 04, FULL, 1),
		UP(F(01,00,0), 02, 04, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, SV_OFF, 3, .id = 0x111d80b5),
		GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, SV_OFF, 4, .id = 0x111d8090),
		GPU(F(04,00,0), 6) },
	.mainline = "",
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "25 refuse 02:00.0 sv-off : 04:00.0" } },
}, {
	.name = "a port of the erratum list whose validation is on",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1, ERRATUM),
		GPU(F(01,00,0), 2) },
	.judged = { { "01:00.0", VG_ALLOW, "" } },
},
};

TABLE(source);
