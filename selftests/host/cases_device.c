// SPDX-License-Identifier: GPL-2.0-only
/* cases_device.c - functions of one device, ARI counted */
#include "test.h"

#define AUDIO	.class = 0x040300, .id = 0x10de22bc

static const struct tcase cases[] = {
{
	.name = "GPU and its audio function, claim and hardware agree",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, MULTI), GPU(F(01,00,1), 5, MULTI, AUDIO) },
	.looks = { { "01:00.0", "01:00.1", "01:00.1", "",
		     "00:01.0 01:00.0 01:00.1" } },
	.closure = "01:00.0 01:00.1",
	.mainline = "01:00.0 01:00.1",
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "GPU and its audio function, claim split",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, MULTI), GPU(F(01,00,1), 6, MULTI, AUDIO) },
	.looks = { { "01:00.0", "01:00.1", "01:00.1", "" } },
	.mainline = "01:00.0 01:00.1",
	.judged = {
		{ "01:00.0", VG_REFUSE,
		  "6 refuse 01:00.0 no-acs out : 01:00.1;"
		  "6 refuse 01:00.1 no-acs in : 01:00.1;"
		  "8 refuse * override;?8 refuse * override" } },
}, {
	.name = "M4: one function with ACS on, one without",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, MULTI, ACS(0x0c, 0x0c)),
		GPU(F(01,00,1), 6, MULTI) },
	.looks = { { "01:00.0", "", "01:00.1", "" },
		   { "01:00.1", "01:00.0", "", "" } },
	.closure = "01:00.0 01:00.1",
	.mainline = "",
	.judged = {
		{ "01:00.0", VG_REFUSE,
		  "6 refuse 01:00.1 no-acs in : 01:00.1" },
		{ "01:00.1", VG_REFUSE,
		  "6 refuse 01:00.1 no-acs out : 01:00.0" } },
}, {
	.name = "both functions redirect: reach is none, requester IDs are not"
		" validated on a link",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, MULTI, ACS(0x0c, 0x0c)),
		GPU(F(01,00,1), 6, MULTI, ACS(0x0c, 0x0c)) },
	.looks = { { "01:00.0", "", "", "" } },
	.closure = "",
	.mainline = "",
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "both functions redirect and are in one group",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, MULTI, ACS(0x0c, 0x0c)),
		GPU(F(01,00,1), 5, MULTI, ACS(0x0c, 0x0c)) },
	.looks = { { "01:00.0", "", "", "" } },
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "request redirect off in one function",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, MULTI, ACS(0x0c, 0x08)),
		GPU(F(01,00,1), 6, MULTI, ACS(0x0c, 0x0c)) },
	.looks = { { "01:00.0", "01:00.1", "", "" } },
	.mainline = "",
	.judged = {
		{ "01:00.0", VG_REFUSE,
		  "6 refuse 01:00.0 rr-off out want:4 seen:8 : 01:00.1" } },
}, {
	.name = "empty ACS capability: the functions cannot do peer-to-peer",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, MULTI, ACS(0, 0)),
		GPU(F(01,00,1), 6, MULTI, ACS(0, 0)) },
	.looks = { { "01:00.0", "", "", "" }, { "01:00.1", "", "", "" } },
	.mainline = "",
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "functions redirect to a root port that cannot send back",
	.rows = { ROOT(F(00,01,0), 01, 01, ACS(0x0f, 0x0d), 1),
		GPU(F(01,00,0), 5, MULTI, ACS(0x0c, 0x0c)),
		GPU(F(01,00,1), 6, MULTI, ACS(0x0c, 0x0c)) },
	.looks = { { "01:00.0", "01:00.1", "01:00.1", "" } },
	.closure = "01:00.0 01:00.1",
	.mainline = "",
	.judged = {
		{ "01:00.0", VG_REFUSE,
		  "6 refuse 00:01.0 no-uf out : 01:00.1;"
		  "6 refuse 00:01.0 no-uf in : 01:00.1" } },
}, {
	.name = "functions that cannot do peer-to-peer need no forwarding",
	.rows = { ROOT(F(00,01,0), 01, 01, ACS(0x0f, 0x0d), 1),
		GPU(F(01,00,0), 5, MULTI, ACS(0x08, 0x08)),
		GPU(F(01,00,1), 5, MULTI, ACS(0x08, 0x08)) },
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "egress control with a clear vector bit in a function",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, ACS(0x2c, 0x2c),
		    .plus = VG_F_MULTIFUNCTION | VG_F_EGRESS_OPEN),
		GPU(F(01,00,1), 6, MULTI, ACS(0x0c, 0x0c)) },
	.looks = { { "01:00.0", "01:00.1", "", "" } },
	.mainline = "",
	.judged = {
		{ "01:00.1", VG_REFUSE,
		  "6 refuse 01:00.0 egress-open in : 01:00.0" } },
}, {
	.name = "M5: ARI device with ten functions, groups of eight",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, MULTI), NIC(F(01,00,1), 5, MULTI),
		NIC(F(01,00,2), 5, MULTI), NIC(F(01,00,3), 5, MULTI),
		NIC(F(01,00,4), 5, MULTI), NIC(F(01,00,5), 5, MULTI),
		NIC(F(01,00,6), 5, MULTI), NIC(F(01,00,7), 5, MULTI),
		NIC(F(01,01,0), 6, MULTI), NIC(F(01,01,1), 6, MULTI) },
	.looks = { { "01:01.1",
		     "01:00.0 01:00.1 01:00.2 01:00.3 01:00.4 01:00.5 "
		     "01:00.6 01:00.7 01:01.0",
		     "01:00.0 01:00.1 01:00.2 01:00.3 01:00.4 01:00.5 "
		     "01:00.6 01:00.7 01:01.0", "" } },
	.closure = "01:00.0 01:00.1 01:00.2 01:00.3 01:00.4 01:00.5 "
		   "01:00.6 01:00.7 01:01.0 01:01.1",
	.mainline = "01:00.0 01:00.1 01:00.2 01:00.3 01:00.4 01:00.5 "
		    "01:00.6 01:00.7 | 01:01.0 01:01.1",
	.judged = {
		{ "01:00.0", VG_REFUSE,
		  "6 refuse 01:00.0 no-acs out : 01:01.0 01:01.1;"
		  "6 refuse 01:01.0 no-acs in : 01:01.0;"
		  "6 refuse 01:01.1 no-acs in : 01:01.1" } },
}, {
	.name = "ARI device, one group: allowed",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, MULTI), NIC(F(01,00,1), 5, MULTI),
		NIC(F(01,01,0), 5, MULTI), NIC(F(01,01,1), 5, MULTI) },
	.mainline = "01:00.0 01:00.1 | 01:01.0 01:01.1",
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "a peer list longer than a finding holds is counted in full",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, MULTI), NIC(F(01,01,1), 6, MULTI),
		NIC(F(01,01,2), 6, MULTI), NIC(F(01,01,3), 6, MULTI),
		NIC(F(01,01,4), 6, MULTI), NIC(F(01,01,5), 6, MULTI),
		NIC(F(01,01,6), 6, MULTI), NIC(F(01,01,7), 6, MULTI),
		NIC(F(01,02,0), 6, MULTI, ACS(0, 0)),
		NIC(F(01,02,1), 6, MULTI, ACS(0, 0)) },
	.judged = {
		{ "01:00.0", VG_REFUSE,
		  "6 refuse 01:00.0 no-acs out : 01:01.1 01:01.2 01:01.3 "
		  "01:01.4 01:01.5 01:01.6 01:01.7 01:02.0 01:02.1;"
		  "6 refuse 01:01.1 no-acs in;6 refuse 01:01.2 no-acs in;"
		  "6 refuse 01:01.3 no-acs in;6 refuse 01:01.4 no-acs in;"
		  "6 refuse 01:01.5 no-acs in;6 refuse 01:01.6 no-acs in;"
		  "6 refuse 01:01.7 no-acs in" } },
}, {
	.name = "quirk: Intel network functions do no peer-to-peer",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		NIC(F(01,00,0), 5, MULTI, .id = 0x80861521),
		NIC(F(01,00,1), 6, MULTI, .id = 0x80861521) },
	.looks = { { "01:00.0", "", "", "" } },
	.closure = "",
	.mainline = "",
	.judged = {
		{ "01:00.0", VG_ALLOW,
		  "10 info 01:00.0;10 info 01:00.1",
		  VG_SCOPE_ALL } },
}, {
	.name = "a device below the switch, its functions below one port",
	.rows = { ROOT(F(00,01,0), 01, 09, FULL, 1),
		UP(F(01,00,0), 02, 09, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, FULL, 3),
		GPU(F(03,00,0), 5, MULTI), NIC(F(03,00,1), 5, MULTI),
		DOWN(F(02,01,0), 04, 04, ACS(0x1f, 0x19), 4),
		GPU(F(04,00,0), 4, MULTI), NIC(F(04,00,1), 4, MULTI) },
	.looks = { { "03:00.0", "03:00.1", "03:00.1 04:00.0 04:00.1", "" },
		   { "04:00.0", "03:00.0 03:00.1 04:00.1", "04:00.1", "" } },
	.closure = "03:00.0 03:00.1 04:00.0 04:00.1",
	.mainline = "03:00.0 03:00.1 | 02:01.0 04:00.0 04:00.1",
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "5 refuse 02:01.0 rr-off : 04:00.0 04:00.1" },
		{ "04:00.0", VG_REFUSE,
		  "4 refuse 02:01.0 rr-off : 03:00.0 03:00.1" } },
},
};

TABLE(device);
