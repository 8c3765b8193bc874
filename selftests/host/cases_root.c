// SPDX-License-Identifier: GPL-2.0-only
/* cases_root.c - root buses: slots, host bridges, integrated endpoints */
#include "test.h"

static const struct tcase cases[] = {
{
	.name = "AMD root port beside its dummy host bridge",
	.rows = { HOSTBRIDGE(F(00,01,0), 1, MULTI),
		ROOT(F(00,01,1), 01, 01, FULL, 2, MULTI), GPU(F(01,00,0), 3) },
	.looks = { { "01:00.0", "", "", "" } },
	.closure = "",
	.mainline = "",
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "two root ports of one slot, ACS on",
	.rows = { HOSTBRIDGE(F(00,01,0), 1, MULTI),
		ROOT(F(00,01,1), 01, 01, FULL, 2, MULTI), GPU(F(01,00,0), 3),
		ROOT(F(00,01,3), 02, 02, FULL, 4, MULTI), GPU(F(02,00,0), 5) },
	.looks = { { "01:00.0", "", "", "" } },
	.mainline = "",
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "host bridge with a memory BAR is an endpoint",
	.rows = { HOSTBRIDGE(F(00,01,0), 1,
			     .plus = VG_F_MULTIFUNCTION | VG_F_MEM_BAR),
		ROOT(F(00,01,1), 01, 01, FULL, 2, MULTI), GPU(F(01,00,0), 3) },
	.looks = { { "01:00.0", "", "00:01.0", "" } },
	.closure = "00:01.0 01:00.0",
	.mainline = "",
	.judged = {
		{ "01:00.0", VG_REFUSE, "5 refuse 00:01.0 no-acs : 00:01.0" } },
}, {
	.name = "root port without ACS isolates nothing of its own slot",
	.rows = { ROOT(F(00,01,0), 01, 01, NOACS, 1, MULTI),
		GPU(F(01,00,0), 1),
		ROOT(F(00,01,1), 02, 02, FULL, 2, MULTI), GPU(F(02,00,0), 4) },
	.looks = { { "01:00.0", "02:00.0", "", "" },
		   { "02:00.0", "", "01:00.0", "" } },
	.closure = "01:00.0 02:00.0",
	.mainline = "00:01.0 01:00.0",
	.judged = {
		{ "01:00.0", VG_REFUSE,
		  "4 refuse 00:01.0 no-acs : 02:00.0;"
		  "25 refuse 00:01.0 no-acs" },
		{ "02:00.0", VG_REFUSE,
		  "5 refuse 00:01.0 no-acs : 01:00.0" } },
}, {
	.name = "root port with redirect off and a neighbour in its slot",
	.rows = { ROOT(F(00,01,0), 01, 01, ACS(0x1f, 0x19), 1, MULTI),
		GPU(F(01,00,0), 1),
		ROOT(F(00,01,1), 02, 02, FULL, 2, MULTI), GPU(F(02,00,0), 4) },
	.looks = { { "01:00.0", "02:00.0", "", "" } },
	.mainline = "00:01.0 01:00.0",
	.judged = {
		{ "01:00.0", VG_REFUSE, "4 refuse 00:01.0 rr-off : 02:00.0" },
		{ "02:00.0", VG_REFUSE, "5 refuse 00:01.0 rr-off : 01:00.0" } },
}, {
	.name = "root ports that cannot do peer-to-peer",
	.rows = { ROOT(F(00,01,0), 01, 01, ACS(0x11, 0x11), 1, MULTI),
		GPU(F(01,00,0), 3),
		ROOT(F(00,01,1), 02, 02, ACS(0x01, 0x01), 2, MULTI),
		GPU(F(02,00,0), 4) },
	.looks = { { "01:00.0", "", "", "" }, { "02:00.0", "", "", "" } },
	.closure = "",
	.mainline = "",
	.judged = { { "01:00.0", VG_ALLOW, "" }, { "02:00.0", VG_ALLOW, "" } },
}, {
	.name = "upstream forwarding is not needed at the root port itself",
	.rows = { ROOT(F(00,01,0), 01, 01, ACS(0x0f, 0x0d), 1, MULTI),
		GPU(F(01,00,0), 3),
		ROOT(F(00,01,1), 02, 02, ACS(0x0f, 0x0d), 2, MULTI),
		GPU(F(02,00,0), 4) },
	.looks = { { "01:00.0", "", "", "" } },
	.mainline = "",
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "M7: root port without ACS in another slot",
	.rows = { ROOT(F(00,01,0), 01, 01, NOACS, 1), GPU(F(01,00,0), 1),
		ROOT(F(00,02,0), 02, 02, FULL, 2), GPU(F(02,00,0), 3) },
	.looks = { { "01:00.0", "", "", "" }, { "02:00.0", "", "", "" } },
	.closure = "",
	.mainline = "00:01.0 01:00.0",
	.judged = {
		{ "01:00.0", VG_REFUSE, "23 info *;25 refuse 00:01.0 no-acs" },
		{ "02:00.0", VG_ALLOW, "23 info *" } },
}, {
	.name = "PCH root ports without upstream forwarding elsewhere",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1), GPU(F(01,00,0), 2),
		ROOT(F(00,1c,0), 02, 02, ACS(0x0f, 0x0d), 3, MULTI),
		NIC(F(02,00,0), 4),
		ROOT(F(00,1c,4), 03, 03, ACS(0x0f, 0x0d), 5, MULTI),
		NIC(F(03,00,0), 6) },
	.looks = { { "01:00.0", "", "", "" }, { "02:00.0", "", "", "" } },
	.closure = "",
	.mainline = "",
	.judged = { { "01:00.0", VG_ALLOW, "23 info *" } },
}, {
	.name = "Intel root bus with integrated endpoints beside the port",
	.rows = { HOSTBRIDGE(F(00,00,0), 1, .id = 0x80864641),
		ROOT(F(00,01,0), 01, 01, FULL, 2), GPU(F(01,00,0), 3),
		RCIEP(F(00,02,0), 4, .id = 0x808646a6),
		ROOTPCI(F(00,14,0), 5, .id = 0x808651ed, .class = 0x0c0330),
		ROOTPCI(F(00,1f,0), 6, .id = 0x80865182, .class = 0x060100,
			MULTI),
		ROOTPCI(F(00,1f,3), 6, .id = 0x808651c8, .class = 0x040380,
			MULTI) },
	.looks = { { "01:00.0", "", "", "" }, { "00:02.0", "", "", "" },
		   { "00:1f.0", "00:1f.3", "00:1f.3", "" } },
	.closure = "00:1f.0 00:1f.3",
	.mainline = "00:1f.0 00:1f.3",
	.judged = { { "01:00.0", VG_ALLOW, "23 info *" },
		    { "00:02.0", VG_ALLOW, "23 info *;?10 info *" } },
}, {
	.name = "integrated multifunction endpoint, one group",
	.rows = { RCIEP(F(00,05,0), 5, MULTI), RCIEP(F(00,05,1), 5, MULTI) },
	.looks = { { "00:05.0", "00:05.1", "00:05.1", "" } },
	.closure = "00:05.0 00:05.1",
	.mainline = "00:05.0 00:05.1",
	.judged = { { "00:05.0", VG_ALLOW, "" } },
}, {
	.name = "integrated multifunction endpoint, claim split",
	.rows = { RCIEP(F(00,05,0), 5, MULTI), RCIEP(F(00,05,1), 6, MULTI) },
	.judged = {
		{ "00:05.0", VG_REFUSE,
		  "6 refuse 00:05.0 no-acs out : 00:05.1;"
		  "6 refuse 00:05.1 no-acs in : 00:05.1;"
		  "8 refuse * override;?8 refuse * override" } },
}, {
	.name = "quirk: Intel integrated endpoints do no peer-to-peer",
	.rows = { RCIEP(F(00,05,0), 5, MULTI, .id = 0x80860b25),
		RCIEP(F(00,05,1), 6, MULTI, .id = 0x80860b25) },
	.looks = { { "00:05.0", "", "", "" } },
	.closure = "",
	.mainline = "",
	.judged = { { "00:05.0", VG_ALLOW,
		      "10 info 00:05.0;10 info 00:05.1" } },
}, {
	.name = "conventional functions of one slot of the root bus",
	.rows = { ROOTPCI(F(00,1f,0), 5, MULTI), ROOTPCI(F(00,1f,3), 5, MULTI),
		ROOTPCI(F(00,02,0), 6) },
	.looks = { { "00:1f.0", "00:1f.3", "00:1f.3", "" },
		   { "00:02.0", "", "", "" } },
	.closure = "00:1f.0 00:1f.3",
	.mainline = "00:1f.0 00:1f.3",
	.judged = { { "00:02.0", VG_ALLOW, "23 info *" },
		    { "00:1f.0", VG_ALLOW, "23 info *" } },
}, {
	.name = "conventional functions of one slot, claim split",
	.rows = { ROOTPCI(F(00,1f,0), 5, MULTI),
		ROOTPCI(F(00,1f,3), 6, MULTI) },
	.judged = {
		{ "00:1f.0", VG_REFUSE,
		  "6 refuse 00:1f.0 no-acs out : 00:1f.3;"
		  "6 refuse 00:1f.3 no-acs in : 00:1f.3;"
		  "8 refuse * ;?8 refuse *" } },
}, {
	.name = "integrated endpoint in the slot of a root port without ACS",
	.rows = { RCIEP(F(00,03,0), 1, MULTI, ACS(0x0c, 0x0c)),
		ROOT(F(00,03,1), 01, 01, NOACS, 2, MULTI),
		GPU(F(01,00,0), 2) },
	.looks = { { "01:00.0", "00:03.0", "", "" },
		   { "00:03.0", "", "01:00.0", "" } },
	.closure = "00:03.0 01:00.0",
	.mainline = "00:03.1 01:00.0",
	.judged = {
		{ "01:00.0", VG_REFUSE,
		  "4 refuse 00:03.1 no-acs : 00:03.0;"
		  "25 refuse 00:03.1 no-acs" } },
}, {
	.name = "a server: switch below each root port, bridges in between",
	.rows = { HOSTBRIDGE(F(00,01,0), 1, MULTI),
		ROOT(F(00,01,1), 01, 04, FULL, 2, MULTI),
		UP(F(01,00,0), 02, 04, NOACS, 3),
		DOWN(F(02,00,0), 03, 03, ACS(0x5f, 0x1d), 4),
		GPU(F(03,00,0), 10),
		DOWN(F(02,01,0), 04, 04, ACS(0x5f, 0x1d), 5),
		NIC(F(04,00,0), 11),
		HOSTBRIDGE(F(00,02,0), 6, MULTI),
		ROOT(F(00,02,1), 05, 05, FULL, 7, MULTI), NIC(F(05,00,0), 12) },
	.looks = { { "03:00.0", "", "", "" } },
	.closure = "",
	.mainline = "",
	.judged = { { "03:00.0", VG_ALLOW, "23 info *" } },
},
};

TABLE(root);
