// SPDX-License-Identifier: GPL-2.0-only
/* cases_unreadable.c - what cannot be read fails closed, under rule 13 */
#include "test.h"

#define HEAD	ROOT(F(00,01,0), 01, 09, FULL, 1), \
		UP(F(01,00,0), 02, 09, NOACS, 2)
#define DEAF	.plus = VG_F_UNREADABLE

static const struct tcase cases[] = {
{
	.name = "the device itself",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1), GPU(F(01,00,0), 2, DEAF) },
	.judged = { { "01:00.0", VG_REFUSE,
		      "13 refuse 01:00.0 unreadable" } },
}, {
	.name = "the device's registers were not asked for",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 2, .plus = VG_F_NOT_READ) },
	.judged = { { "01:00.0", VG_REFUSE,
		      "13 refuse 01:00.0 unreadable" } },
}, {
	.name = "a port on the path; a sibling with an endpoint",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, NOACS, 3, DEAF), GPU(F(03,00,0), 3),
		DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "04:00.0", "", "" },
		   { "04:00.0", "", "03:00.0", "" } },
	.closure = "03:00.0 04:00.0",
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "13 refuse 02:00.0 unreadable out : 04:00.0;?25 refuse *" },
		{ "04:00.0", VG_REFUSE,
		  "13 refuse 02:00.0 unreadable in : 03:00.0" } },
}, {
	.name = "ACS bits of an unreadable port count for nothing",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, FULL, 3, DEAF), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "04:00.0", "", "" },
		   { "04:00.0", "", "03:00.0", "" } },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "13 refuse 02:00.0 unreadable;"
		  "25 refuse 02:00.0 unreadable : 04:00.0" },
		{ "04:00.0", VG_REFUSE, "13 refuse 02:00.0 unreadable" } },
}, {
	.name = "a sibling that was not read, with an endpoint",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, NOACS, 4, .plus = VG_F_NOT_READ),
		GPU(F(04,00,0), 4) },
	.judged = {
		{ "03:00.0", VG_REFUSE, "13 refuse 02:01.0 unreadable" } },
}, {
	.name = "a sibling with nothing behind it",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, NOACS, 4, DEAF),
		DOWN(F(02,02,0), 05, 05, NOACS, 6, .plus = VG_F_NOT_READ) },
	.looks = { { "03:00.0", "", "", "" } },
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "a port elsewhere in the host",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1), GPU(F(01,00,0), 2),
		ROOT(F(00,02,0), 02, 02, NOACS, 3, DEAF), GPU(F(02,00,0), 3) },
	.looks = { { "01:00.0", "", "", "" } },
	.judged = { { "01:00.0", VG_ALLOW, "23 info *" } },
}, {
	.name = "the root port above a full switch",
	.rows = { ROOT(F(00,01,0), 01, 09, NOACS, 1, DEAF),
		UP(F(01,00,0), 02, 09, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "04:00.0", "04:00.0", "" } },
	.closure = "03:00.0 04:00.0",
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "13 refuse 00:01.0 unreadable out;"
		  "13 refuse 00:01.0 unreadable in" } },
}, {
	.name = "a root port of the same slot, with an endpoint",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1, MULTI), GPU(F(01,00,0), 2),
		ROOT(F(00,01,1), 02, 02, NOACS, 3,
		     .plus = VG_F_MULTIFUNCTION | VG_F_UNREADABLE),
		GPU(F(02,00,0), 3) },
	.looks = { { "01:00.0", "", "02:00.0", "" } },
	.judged = {
		{ "01:00.0", VG_REFUSE, "13 refuse 00:01.1 unreadable" } },
}, {
	.name = "a function of the same device",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, MULTI, ACS(0x0c, 0x0c)),
		GPU(F(01,00,1), 6, ACS(0x0c, 0x0c),
		    .plus = VG_F_MULTIFUNCTION | VG_F_UNREADABLE) },
	.looks = { { "01:00.0", "", "01:00.1", "" } },
	.judged = {
		{ "01:00.0", VG_REFUSE,
		  "13 refuse 01:00.1 unreadable" } },
}, {
	.name = "a management endpoint on the switch's internal bus",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		NIC(F(02,1f,0), 7, ACS(0x0c, 0x0c), DEAF) },
	.looks = { { "03:00.0", "", "02:1f.0", "" } },
	.judged = {
		{ "03:00.0", VG_REFUSE, "13 refuse 02:1f.0 unreadable" } },
}, {
	.name = "a PF, whose word is not heard",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1), GPU(F(01,00,0), 5, DEAF),
		VF(F(01,00,4), F(01,00,0), 6) },
	.looks = { { "01:00.4", "", "01:00.0", "" } },
	.judged = {
		{ "01:00.4", VG_REFUSE,
		  "13 refuse 01:00.0 unreadable;?21 info *" } },
}, {
	.name = "both ports unreadable: one finding each",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, NOACS, 3, DEAF), GPU(F(03,00,0), 3),
		DOWN(F(02,01,0), 04, 04, NOACS, 4, DEAF), GPU(F(04,00,0), 4) },
	.looks = { { "03:00.0", "04:00.0", "04:00.0", "" } },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "13 refuse 02:00.0 unreadable;13 refuse 02:01.0 unreadable;"
		  "?25 refuse *" } },
}, {
	.name = "orphan: the bridge above is not in the snapshot",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1), GPU(F(05,00,0), 2) },
	.judged = { { "05:00.0", VG_REFUSE,
		      "13 refuse 05:00.0 no-upstream;?25 refuse *;"
		      "?23 info *" } },
}, {
	.name = "orphan: a VF without its PF",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1),
		VF(F(01,00,4), F(01,00,0), 6) },
	.judged = { { "01:00.4", VG_REFUSE,
		      "13 refuse 01:00.4 no-upstream;?25 refuse *;"
		      "?23 info *;?21 info *" } },
}, {
	.name = "orphan: a switch whose root port is missing",
	.rows = { UP(F(01,00,0), 02, 09, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		DOWN(F(02,01,0), 04, 04, FULL, 4), GPU(F(04,00,0), 6) },
	.looks = { { "03:00.0", "04:00.0", "04:00.0", "" } },
	.judged = { { "03:00.0", VG_REFUSE,
		      "13 refuse 01:00.0 no-upstream out;"
		      "?13 refuse 01:00.0 no-upstream in;?23 info *" } },
}, {
	.name = "an orphan elsewhere harms nobody",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1), GPU(F(01,00,0), 2),
		GPU(F(05,00,0), 3) },
	.looks = { { "01:00.0", "", "", "" } },
	.judged = { { "01:00.0", VG_ALLOW, "?23 info *" } },
}, {
	.name = "orphan beside a GPU: its port of the switch is missing",
	.rows = { HEAD,
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5),
		NIC(F(04,00,0), 6) },
	.looks = { { "03:00.0", "", "04:00.0", "" } },
	.closure = "03:00.0 04:00.0",
	.judged = { { "03:00.0", VG_REFUSE,
		      "13 refuse 04:00.0 no-upstream in : 04:00.0" },
		    { "04:00.0", VG_REFUSE,
		      "13 refuse 04:00.0 no-upstream : 03:00.0;?25 refuse *",
		      .scope = VG_SCOPE_ALL } },
}, {
	.name = "orphan below a root port: the whole switch is missing",
	.rows = { ROOT(F(00,01,0), 01, 09, FULL, 1), GPU(F(03,00,0), 5),
		ROOT(F(00,02,0), 0a, 0a, FULL, 2), GPU(F(0a,00,0), 6) },
	.looks = { { "0a:00.0", "", "", "" } },
	.judged = { { "0a:00.0", VG_ALLOW, "23 info *" },
		    { "03:00.0", VG_REFUSE,
		      "13 refuse 03:00.0 no-upstream;?25 refuse *;23 info *" } },
}, {
	.name = "orphans of one device: where redirected requests go is unknown",
	.rows = { GPU(F(05,00,0), 2, MULTI, ACS(0x0c, 0x0c)),
		GPU(F(05,00,1), 3, MULTI, ACS(0x0c, 0x0c)) },
	.looks = { { "05:00.0", "05:00.1", "05:00.1", "" } },
	.closure = "05:00.0 05:00.1",
}, {
	.name = "orphan, alone in the host",
	.rows = { GPU(F(05,00,0), 2) },
	.judged = { { "05:00.0", VG_REFUSE,
		      "13 refuse 05:00.0 no-upstream;?25 refuse *" } },
},
};

TABLE(unreadable);
