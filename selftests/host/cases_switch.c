// SPDX-License-Identifier: GPL-2.0-only
/*
 * cases_switch.c - switches: which port lets a request turn round.
 *
 *	00:01.0 root port - 01:00.0 upstream - 02:00.0 downstream - 03:00.0
 *	                                     - 02:01.0 downstream - 04:00.0
 */
#include "test.h"

#define HEAD	ROOT(F(00,01,0), 01, 09, FULL, 1), \
		UP(F(01,00,0), 02, 09, NOACS, 2)

static const struct tcase cases[] = {
{
	.name = "everything on: each GPU alone",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "", "", "" }, { "04:00.0", "", "", "" } },
	.closure = "",
	.mainline = "",
	.judged = { { "03:00.0", VG_ALLOW, "" }, { "04:00.0", VG_ALLOW, "" } },
}, {
	/* the switch's own registers: no rule judges them, so they change nothing */
	.name = "M8: ACS Enhanced capability with its controls off",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, ACS(0x9f, 0x1f), 3),
		GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, ACS(0x9f, 0x1f), 4),
		GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "", "", "" }, { "04:00.0", "", "", "" } },
	.closure = "",
	.mainline = "",
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "M1: downstream ports without ACS",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, NOACS, 3), GPU(F(03,00,0), 3),
		DOWN(F(02,01,0), 04, 04, NOACS, 4), GPU(F(04,00,0), 4) },
	.looks = { { "03:00.0", "04:00.0", "04:00.0", "",
		     "02:00.0 02:01.0 00:01.0" },
		   { "04:00.0", "03:00.0", "03:00.0", "" } },
	.closure = "03:00.0 04:00.0",
	.mainline = "02:00.0 03:00.0 | 02:01.0 04:00.0",
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "4 refuse 02:00.0 no-acs : 04:00.0;"
		  "5 refuse 02:01.0 no-acs : 04:00.0;"
		  "25 refuse 02:00.0 no-acs : 04:00.0" },
		{ "04:00.0", VG_REFUSE,
		  "4 refuse 02:01.0 no-acs : 03:00.0;"
		  "5 refuse 02:00.0 no-acs : 03:00.0;"
		  "25 refuse 02:01.0 no-acs : 03:00.0" } },
}, {
	.name = "empty slots: a port without ACS and with nothing behind it",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, NOACS, 3), GPU(F(03,00,0), 3),
		DOWN(F(02,01,0), 04, 04, NOACS, 4),
		DOWN(F(02,02,0), 00, 00, NOACS, 5) },
	.looks = { { "03:00.0", "", "", "", "02:00.0 00:01.0" } },
	.closure = "",
	.mainline = "02:00.0 03:00.0",
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "one-port switch without ACS",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, NOACS, 3), GPU(F(03,00,0), 3) },
	.looks = { { "03:00.0", "", "", "" } },
	.mainline = "02:00.0 03:00.0",
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "M2: the good sibling port does not protect its device",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, NOACS, 4), GPU(F(04,00,0), 4) },
	.looks = { { "03:00.0", "", "04:00.0", "" },
		   { "04:00.0", "03:00.0", "", "" } },
	.closure = "03:00.0 04:00.0",
	.mainline = "02:01.0 04:00.0",
	.judged = {
		{ "03:00.0", VG_REFUSE, "5 refuse 02:01.0 no-acs : 04:00.0" },
		{ "04:00.0", VG_REFUSE,
		  "4 refuse 02:01.0 no-acs : 03:00.0;"
		  "25 refuse 02:01.0 no-acs : 03:00.0" } },
}, {
	.name = "request redirect off at one port",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 6),
		DOWN(F(02,01,0), 04, 04, ACS(0x1f, 0x19), 5),
		GPU(F(04,00,0), 5) },
	.looks = { { "03:00.0", "", "04:00.0", "" },
		   { "04:00.0", "03:00.0", "", "" } },
	.mainline = "02:01.0 04:00.0",
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "5 refuse 02:01.0 rr-off in want:4 seen:19 : 04:00.0" },
		{ "04:00.0", VG_REFUSE,
		  "4 refuse 02:01.0 rr-off out want:4 seen:19 : 03:00.0" } },
}, {
	.name = "three ports, the middle one off",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 6),
		DOWN(F(02,01,0), 04, 04, ACS(0x1f, 0x19), 4),
		GPU(F(04,00,0), 4),
		DOWN(F(02,02,0), 05, 05, FULL, 5), GPU(F(05,00,0), 7) },
	.looks = { { "03:00.0", "", "04:00.0", "" },
		   { "04:00.0", "03:00.0 05:00.0", "", "" },
		   { "05:00.0", "", "04:00.0", "" } },
	.closure = "03:00.0 04:00.0 05:00.0",
	.mainline = "02:01.0 04:00.0",
	.judged = {
		{ "05:00.0", VG_REFUSE, "5 refuse 02:01.0 rr-off : 04:00.0" },
		{ "04:00.0", VG_REFUSE,
		  "4 refuse 02:01.0 rr-off : 03:00.0 05:00.0" } },
}, {
	.name = "downstream port that cannot redirect",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, ACS(0x1b, 0x19), 4),
		GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "", "04:00.0", "" },
		   { "04:00.0", "03:00.0", "", "" } },
	.mainline = "",
	.judged = {
		{ "03:00.0", VG_REFUSE, "5 refuse 02:01.0 no-rr : 04:00.0" },
		{ "04:00.0", VG_REFUSE, "4 refuse 02:01.0 no-rr : 03:00.0" } },
}, {
	.name = "a control bit without its capability does nothing",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, ACS(0x1b, 0x1d), 4),
		GPU(F(04,00,0), 6) },
	.looks = { { "04:00.0", "03:00.0", "", "" } },
	.mainline = "",
	.judged = {
		{ "03:00.0", VG_REFUSE, "5 refuse 02:01.0 no-rr : 04:00.0" } },
}, {
	.name = "M3: egress control with a clear vector bit",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, ACS(0x3f, 0x3d), 3,
		     .plus = VG_F_EGRESS_OPEN), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "04:00.0", "", "" },
		   { "04:00.0", "", "03:00.0", "" } },
	.closure = "03:00.0 04:00.0",
	.mainline = "",
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "4 refuse 02:00.0 egress-open want:20 seen:3d : 04:00.0" },
		{ "04:00.0", VG_REFUSE,
		  "5 refuse 02:00.0 egress-open : 03:00.0" } },
}, {
	.name = "egress control with every vector bit set",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, ACS(0x3f, 0x3d), 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "", "", "" } },
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "clear vector bit, egress control off or not in the capability",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, ACS(0x3f, 0x1d), 3,
		     .plus = VG_F_EGRESS_OPEN), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, ACS(0x1f, 0x3d), 4,
		     .plus = VG_F_EGRESS_OPEN), GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "", "", "" }, { "04:00.0", "", "", "" } },
	.judged = { { "03:00.0", VG_ALLOW, "" }, { "04:00.0", VG_ALLOW, "" } },
}, {
	.name = "direct translated without blocking: no rule of this version",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, ACS(0x5f, 0x5d), 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "", "", "" } },
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "completion redirect off alone isolates",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, ACS(0x1f, 0x15), 3), GPU(F(03,00,0), 3),
		DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "", "", "" } },
	.mainline = "02:00.0 03:00.0",
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "root port that cannot forward upstream, above a full switch",
	.rows = { ROOT(F(00,01,0), 01, 09, ACS(0x0f, 0x0d), 1),
		UP(F(01,00,0), 02, 09, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "04:00.0", "04:00.0", "" } },
	.closure = "03:00.0 04:00.0",
	.mainline = "",
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "4 refuse 00:01.0 no-uf : 04:00.0;"
		  "5 refuse 00:01.0 no-uf : 04:00.0" } },
}, {
	.name = "root port with upstream forwarding off: one group, allowed",
	.rows = { ROOT(F(00,01,0), 01, 09, ACS(0x1f, 0x0d), 1),
		UP(F(01,00,0), 02, 09, NOACS, 1),
		DOWN(F(02,00,0), 03, 03, FULL, 1), GPU(F(03,00,0), 1),
		DOWN(F(02,01,0), 04, 04, FULL, 1), GPU(F(04,00,0), 1) },
	.looks = { { "03:00.0", "04:00.0", "04:00.0", "" } },
	.mainline = "00:01.0 01:00.0 02:00.0 02:01.0 03:00.0 04:00.0",
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "root port without ACS above a full switch: one group, allowed",
	.rows = { ROOT(F(00,01,0), 01, 09, NOACS, 1),
		UP(F(01,00,0), 02, 09, NOACS, 1),
		DOWN(F(02,00,0), 03, 03, FULL, 1), GPU(F(03,00,0), 1),
		DOWN(F(02,01,0), 04, 04, FULL, 1), GPU(F(04,00,0), 1) },
	.looks = { { "03:00.0", "04:00.0", "04:00.0", "" } },
	.closure = "03:00.0 04:00.0",
	.mainline = "00:01.0 01:00.0 02:00.0 02:01.0 03:00.0 04:00.0",
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "upstream forwarding off above ports that do not redirect",
	.rows = { ROOT(F(00,01,0), 01, 09, ACS(0x1f, 0x0d), 1),
		UP(F(01,00,0), 02, 09, NOACS, 1),
		DOWN(F(02,00,0), 03, 03, OFF, 1), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, FULL, 1), GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "04:00.0", "04:00.0", "" } },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "4 refuse 02:00.0 rr-off : 04:00.0;"
		  "5 refuse 00:01.0 uf-off : 04:00.0;"
		  "8 refuse * changed;?8 refuse * changed;"
		  "25 refuse 02:00.0 sv-off : 04:00.0" } },
}, {
	.name = "upstream forwarding off above a lone device is harmless",
	.rows = { ROOT(F(00,01,0), 01, 09, ACS(0x1f, 0x0d), 1),
		UP(F(01,00,0), 02, 09, NOACS, 1),
		DOWN(F(02,00,0), 03, 03, FULL, 1), GPU(F(03,00,0), 1) },
	.looks = { { "03:00.0", "", "", "" } },
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "management endpoint on the switch's internal bus",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), 6),
		NIC(F(02,1f,0), 7, .class = 0x010700) },
	.looks = { { "03:00.0", "", "02:1f.0", "" },
		   { "02:1f.0", "03:00.0 04:00.0", "", "" } },
	.closure = "03:00.0 04:00.0 02:1f.0",
	.mainline = "",
	.judged = {
		{ "03:00.0", VG_REFUSE, "5 refuse 02:1f.0 no-acs : 02:1f.0" },
		{ "02:1f.0", VG_REFUSE,
		  "4 refuse 02:1f.0 no-acs : 03:00.0 04:00.0;"
		  "25 refuse * sv-wide : 03:00.0 04:00.0",
		  VG_SCOPE_ALL } },
}, {
	.name = "management endpoint that redirects, or cannot do peer-to-peer",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		NIC(F(02,1e,0), 7, ACS(0x0c, 0x0c), .class = 0x010700),
		NIC(F(02,1f,0), 8, ACS(0x00, 0x00), .class = 0x010700) },
	.looks = { { "03:00.0", "", "", "" }, { "02:1f.0", "", "", "" } },
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "downstream port off beside a management endpoint",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, ACS(0x1f, 0x19), 3),
		GPU(F(03,00,0), 3),
		NIC(F(02,1f,0), 7, ACS(0x0c, 0x0c), .class = 0x010700) },
	.looks = { { "03:00.0", "02:1f.0", "", "" } },
	.judged = {
		{ "03:00.0", VG_REFUSE, "4 refuse 02:00.0 rr-off : 02:1f.0" } },
}, {
	.name = "upstream port with a management function, ACS on at both",
	.rows = { ROOT(F(00,01,0), 01, 09, FULL, 1),
		UP(F(01,00,0), 02, 09, ACS(0x4c, 0x0c), 2, MULTI),
		NIC(F(01,00,1), 7, ACS(0x4c, 0x0c), MULTI, .class = 0x058000),
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "", "", "" }, { "01:00.1", "", "", "" } },
	.mainline = "",
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "upstream port with a management function, ACS off at both",
	.rows = { ROOT(F(00,01,0), 01, 09, FULL, 1),
		UP(F(01,00,0), 02, 09, ACS(0x4c, 0), 2, MULTI),
		NIC(F(01,00,1), 7, ACS(0x4c, 0), MULTI, .class = 0x058000),
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "01:00.1", "01:00.1", "" },
		   { "01:00.1", "03:00.0 04:00.0", "03:00.0 04:00.0", "" } },
	.closure = "03:00.0 04:00.0 01:00.1",
	.mainline = "01:00.0 01:00.1 02:00.0 02:01.0 03:00.0 04:00.0",
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "4 refuse 01:00.0 rr-off : 01:00.1;"
		  "5 refuse 01:00.1 rr-off : 01:00.1;"
		  "8 refuse 01:00.0 changed" } },
}, {
	.name = "nested switches, everything on",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 06, FULL, 3),
		UP(F(03,00,0), 04, 06, NOACS, 4),
		DOWN(F(04,00,0), 05, 05, FULL, 5), GPU(F(05,00,0), 15),
		DOWN(F(04,01,0), 06, 06, FULL, 6), GPU(F(06,00,0), 16),
		DOWN(F(02,01,0), 07, 07, FULL, 7), GPU(F(07,00,0), 17) },
	.looks = { { "05:00.0", "", "", "" }, { "07:00.0", "", "", "" } },
	.closure = "",
	.mainline = "",
	.judged = { { "05:00.0", VG_ALLOW, "" }, { "07:00.0", VG_ALLOW, "" } },
}, {
	.name = "nested switches, forwarding off at the port between",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 06, ACS(0x1f, 0x0d), 3),
		UP(F(03,00,0), 04, 06, NOACS, 4),
		DOWN(F(04,00,0), 05, 05, FULL, 5), GPU(F(05,00,0), 15),
		DOWN(F(04,01,0), 06, 06, FULL, 6), GPU(F(06,00,0), 16),
		DOWN(F(02,01,0), 07, 07, FULL, 7), GPU(F(07,00,0), 17) },
	.looks = { { "05:00.0", "06:00.0", "06:00.0", "" },
		   { "07:00.0", "", "", "" } },
	.closure = "05:00.0 06:00.0",
	.mainline = "02:00.0 03:00.0 04:00.0 04:01.0 05:00.0 06:00.0",
	.judged = {
		{ "05:00.0", VG_REFUSE,
		  "4 refuse 02:00.0 uf-off want:10 : 06:00.0;"
		  "5 refuse 02:00.0 uf-off : 06:00.0;"
		  "8 refuse 02:00.0 changed" },
		{ "07:00.0", VG_ALLOW, "" } },
}, {
	.name = "nested switches, redirect off at the port between",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 06, ACS(0x1f, 0x19), 3),
		UP(F(03,00,0), 04, 06, NOACS, 3),
		DOWN(F(04,00,0), 05, 05, FULL, 3), GPU(F(05,00,0), 3),
		DOWN(F(04,01,0), 06, 06, FULL, 3), GPU(F(06,00,0), 3),
		DOWN(F(02,01,0), 07, 07, FULL, 7), GPU(F(07,00,0), 17) },
	.looks = { { "05:00.0", "07:00.0", "", "" },
		   { "06:00.0", "07:00.0", "", "" },
		   { "07:00.0", "", "05:00.0 06:00.0", "" } },
	.closure = "05:00.0 06:00.0 07:00.0",
	.mainline = "02:00.0 03:00.0 04:00.0 04:01.0 05:00.0 06:00.0",
	.judged = {
		{ "05:00.0", VG_REFUSE, "4 refuse 02:00.0 rr-off : 07:00.0" },
		{ "07:00.0", VG_REFUSE,
		  "5 refuse 02:00.0 rr-off : 05:00.0 06:00.0" } },
}, {
	.name = "nested switches, redirect off at an inner port",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 06, FULL, 3),
		UP(F(03,00,0), 04, 06, NOACS, 4),
		DOWN(F(04,00,0), 05, 05, ACS(0x1f, 0x19), 5),
		GPU(F(05,00,0), 5),
		DOWN(F(04,01,0), 06, 06, FULL, 6), GPU(F(06,00,0), 16),
		DOWN(F(02,01,0), 07, 07, FULL, 7), GPU(F(07,00,0), 17) },
	.looks = { { "05:00.0", "06:00.0", "", "" },
		   { "06:00.0", "", "05:00.0", "" },
		   { "07:00.0", "", "", "" } },
	.closure = "05:00.0 06:00.0",
	.judged = {
		{ "06:00.0", VG_REFUSE, "5 refuse 04:00.0 rr-off : 05:00.0" },
		{ "07:00.0", VG_ALLOW, "" } },
}, {
	.name = "nested switches, forwarding off at the root port",
	.rows = { ROOT(F(00,01,0), 01, 09, ACS(0x0f, 0x0d), 1),
		UP(F(01,00,0), 02, 09, NOACS, 2),
		DOWN(F(02,00,0), 03, 06, FULL, 3),
		UP(F(03,00,0), 04, 06, NOACS, 4),
		DOWN(F(04,00,0), 05, 05, FULL, 5), GPU(F(05,00,0), 15),
		DOWN(F(04,01,0), 06, 06, FULL, 6), GPU(F(06,00,0), 16),
		DOWN(F(02,01,0), 07, 07, FULL, 7), GPU(F(07,00,0), 17) },
	.looks = { { "05:00.0", "06:00.0 07:00.0", "06:00.0 07:00.0", "" } },
	.judged = {
		{ "05:00.0", VG_REFUSE,
		  "4 refuse 00:01.0 no-uf : 06:00.0 07:00.0;"
		  "5 refuse 00:01.0 no-uf : 06:00.0 07:00.0" } },
}, {
	.name = "nested switches, no ACS in either",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 06, NOACS, 3),
		UP(F(03,00,0), 04, 06, NOACS, 3),
		DOWN(F(04,00,0), 05, 05, NOACS, 3), GPU(F(05,00,0), 3),
		DOWN(F(04,01,0), 06, 06, NOACS, 3), GPU(F(06,00,0), 3),
		DOWN(F(02,01,0), 07, 07, NOACS, 7), GPU(F(07,00,0), 7) },
	.looks = { { "05:00.0", "06:00.0 07:00.0", "06:00.0 07:00.0", "" } },
	.closure = "05:00.0 06:00.0 07:00.0",
	.mainline = "02:00.0 03:00.0 04:00.0 04:01.0 05:00.0 06:00.0 | "
		    "02:01.0 07:00.0",
	.judged = {
		{ "05:00.0", VG_REFUSE,
		  "4 refuse 02:00.0 no-acs : 07:00.0;"
		  "5 refuse 02:01.0 no-acs : 07:00.0;"
		  "25 refuse 04:00.0 no-acs : 07:00.0" } },
},
};

TABLE(switch);
