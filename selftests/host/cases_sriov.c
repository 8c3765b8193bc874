// SPDX-License-Identifier: GPL-2.0-only
/* cases_sriov.c - a PF and its VFs */
#include "test.h"

static const struct tcase cases[] = {
{
	.name = "M6: PF and VFs without ACS, on the device's word",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1), GPU(F(01,00,0), 5),
		VF(F(01,00,4), F(01,00,0), 6), VF(F(01,00,5), F(01,00,0), 7) },
	.looks = { { "01:00.0", "", "", "" }, { "01:00.4", "", "", "" } },
	.closure = "",
	.mainline = "",
	.judged = {
		{ "01:00.0", VG_ALLOW, "21 info 01:00.0 : 01:00.4 01:00.5" },
		{ "01:00.4", VG_ALLOW, "21 info 01:00.0 : 01:00.0 01:00.5" } },
}, {
	.name = "PF alone",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1), GPU(F(01,00,0), 5) },
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "VFs on a bus of their own",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1), GPU(F(01,00,0), 5),
		VF(F(02,00,0), F(01,00,0), 6), VF(F(02,00,1), F(01,00,0), 7) },
	.looks = { { "02:00.0", "", "", "" } },
	.closure = "",
	.mainline = "",
	.judged = { { "02:00.0", VG_ALLOW, "21 info *" } },
}, {
	.name = "PF and VFs in one group rest on nothing",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1), GPU(F(01,00,0), 5),
		VF(F(01,00,4), F(01,00,0), 5) },
	.judged = { { "01:00.4", VG_ALLOW, "?21 info *" } },
}, {
	.name = "PF with redirect off is not trusted",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1),
		GPU(F(01,00,0), 5, ACS(0x0c, 0x08)),
		VF(F(01,00,4), F(01,00,0), 6), VF(F(01,00,5), F(01,00,0), 7) },
	.looks = { { "01:00.0", "01:00.4 01:00.5", "", "" },
		   { "01:00.4", "", "01:00.0", "" } },
	.closure = "01:00.0 01:00.4 01:00.5",
	.mainline = "",
	.judged = {
		{ "01:00.0", VG_REFUSE,
		  "6 refuse 01:00.0 rr-off out : 01:00.4 01:00.5;21 info *" },
		{ "01:00.4", VG_REFUSE,
		  "6 refuse 01:00.0 rr-off in : 01:00.0;21 info *" } },
}, {
	.name = "VF with redirect off is not trusted",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1),
		GPU(F(01,00,0), 5, ACS(0x0c, 0x0c)),
		VF(F(01,00,4), F(01,00,0), 6, ACS(0x0c, 0x08)),
		VF(F(01,00,5), F(01,00,0), 7, ACS(0x0c, 0x0c)) },
	.looks = { { "01:00.4", "01:00.0 01:00.5", "", "" },
		   { "01:00.5", "", "01:00.4", "" },
		   { "01:00.0", "", "01:00.4", "" } },
	.closure = "01:00.0 01:00.4 01:00.5",
	.mainline = "",
	.judged = {
		{ "01:00.5", VG_REFUSE,
		  "6 refuse 01:00.4 rr-off in : 01:00.4" },
		{ "01:00.4", VG_REFUSE,
		  "6 refuse 01:00.4 rr-off out : 01:00.0 01:00.5" } },
}, {
	.name = "PF and VFs redirect: hardware, not the device's word",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1),
		GPU(F(01,00,0), 5, ACS(0x0c, 0x0c)),
		VF(F(01,00,4), F(01,00,0), 6, ACS(0x0c, 0x0c)),
		VF(F(01,00,5), F(01,00,0), 7, ACS(0x0c, 0x0c)) },
	.looks = { { "01:00.4", "", "", "" } },
	.judged = { { "01:00.4", VG_ALLOW, "" },
		    { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "VFs redirect to a root port that cannot send back",
	.rows = { ROOT(F(00,01,0), 01, 02, ACS(0x0f, 0x0d), 1),
		GPU(F(01,00,0), 5, ACS(0x0c, 0x0c)),
		VF(F(01,00,4), F(01,00,0), 6, ACS(0x0c, 0x0c)) },
	.looks = { { "01:00.4", "01:00.0", "01:00.0", "" } },
	.judged = {
		{ "01:00.4", VG_REFUSE,
		  "6 refuse 00:01.0 no-uf out : 01:00.0;"
		  "6 refuse 00:01.0 no-uf in : 01:00.0" } },
}, {
	.name = "VFs of two PFs of one device",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1),
		GPU(F(01,00,0), 5, MULTI), GPU(F(01,00,1), 5, MULTI),
		VF(F(01,00,4), F(01,00,0), 6), VF(F(01,01,0), F(01,00,1), 7) },
	.looks = { { "01:00.4", "", "", "" },
		   { "01:00.0", "01:00.1", "01:00.1", "" } },
	.closure = "01:00.0 01:00.1",
	.mainline = "01:00.0 01:00.1",
	.judged = {
		{ "01:00.4", VG_ALLOW,
		  "21 info 01:00.0 : 01:00.0 01:00.1 01:01.0" },
		{ "01:00.0", VG_ALLOW, "21 info * : 01:00.4 01:01.0" } },
}, {
	.name = "dual-port NIC with VFs, empty ACS in the PFs: all pass",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1),
		NIC(F(01,00,0), 5, MULTI, ACS(0, 0)),
		NIC(F(01,00,1), 6, MULTI, ACS(0, 0)),
		VF(F(01,00,4), F(01,00,0), 7), VF(F(01,01,0), F(01,00,1), 8) },
	.looks = { { "01:00.4", "", "", "" }, { "01:00.0", "", "", "" } },
	.closure = "",
	.mainline = "",
	.judged = {
		{ "01:00.0", VG_ALLOW, "21 info * : 01:00.4 01:01.0",
		  VG_SCOPE_ALL },
		{ "01:00.4", VG_ALLOW,
		  "21 info * : 01:00.0 01:00.1 01:01.0", VG_SCOPE_ALL } },
}, {
	.name = "VF below a switch whose ports redirect nothing",
	.rows = { ROOT(F(00,01,0), 01, 09, FULL, 1),
		UP(F(01,00,0), 02, 09, NOACS, 2),
		DOWN(F(02,00,0), 03, 04, NOACS, 3), GPU(F(03,00,0), 3),
		VF(F(04,00,0), F(03,00,0), 3),
		DOWN(F(02,01,0), 05, 05, FULL, 4), GPU(F(05,00,0), 6) },
	.looks = { { "04:00.0", "05:00.0", "", "" },
		   { "05:00.0", "", "03:00.0 04:00.0", "" } },
	.closure = "03:00.0 04:00.0 05:00.0",
	.mainline = "02:00.0 03:00.0 04:00.0",
	.judged = {
		{ "04:00.0", VG_REFUSE,
		  "4 refuse 02:00.0 no-acs : 05:00.0;?21 info *;"
		  "25 refuse 02:00.0 no-acs : 05:00.0" },
		{ "05:00.0", VG_REFUSE,
		  "5 refuse 02:00.0 no-acs : 03:00.0 04:00.0" } },
}, {
	.name = "a server NIC with SR-IOV beside a GPU",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1), NIC(F(01,00,0), 2),
		VF(F(02,00,0), F(01,00,0), 3, .class = 0x020000),
		VF(F(02,00,1), F(01,00,0), 4, .class = 0x020000),
		ROOT(F(00,02,0), 03, 03, FULL, 5),
		GPU(F(03,00,0), 6, .plus = VG_F_ASSIGNED) },
	.judged = { { "03:00.0", VG_ALLOW, "23 info *" },
		    { "02:00.0", VG_ALLOW, "" },
		    { "02:00.0", VG_ALLOW, "21 info *;23 info *",
		      VG_SCOPE_ALL } },
},
};

TABLE(sriov);
