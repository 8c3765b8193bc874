// SPDX-License-Identifier: GPL-2.0-only
/*
 * cases_scope.c - functions out of scope: refused only where they could
 * reach, or pose as, a protected assigned device outside their own group.
 */
#include "test.h"

#define ASSIGNED	.plus = VG_F_ASSIGNED
#define HEAD		ROOT(F(00,01,0), 01, 09, FULL, 1), \
			UP(F(01,00,0), 02, 09, NOACS, 2)
/* 02:00.0 - GPU 03:00.0, 02:01.0 - network 04:00.0 */
#define PAIR(gpu_acs, nic_acs, nic_group, ...) \
	HEAD, DOWN(F(02,00,0), 03, 03, PORT_##gpu_acs, 3), \
	GPU(F(03,00,0), 3, ##__VA_ARGS__), \
	DOWN(F(02,01,0), 04, 04, PORT_##nic_acs, 4), NIC(F(04,00,0), nic_group)
/* expanded one step later, when it is a single argument of DOWN() */
#define PORT_FULL	FULL
#define PORT_RR_OFF	RR_OFF
#define RR_OFF	ACS(0x1f, 0x19)
#define NO_SV	ACS(0x1e, 0x1c)

static const struct tcase cases[] = {
{
	.name = "requests reach an assigned GPU",
	.rows = { PAIR(FULL, RR_OFF, 4, ASSIGNED) },
	.looks = { { "04:00.0", "03:00.0", "", "" } },
	.judged = {
		{ "04:00.0", VG_REFUSE,
		  "5 refuse 02:01.0 rr-off out for:03:00.0" },
		{ "04:00.0", VG_REFUSE, "4 refuse 02:01.0 rr-off : 03:00.0",
		  VG_SCOPE_ALL },
		{ "03:00.0", VG_REFUSE,
		  "5 refuse 02:01.0 rr-off in : 04:00.0" } },
}, {
	.name = "resets, regions and parameters of what is not protected",
	.host = { .unsafe_interrupts = true },
	.rows = { HEAD, DOWN(F(02,00,0), 03, 03, FULL, 3),
		GPU(F(03,00,0), 3, ASSIGNED),
		DOWN(F(02,01,0), 04, 04, FULL, 4),
		NIC(F(04,00,0), 4, .plus = VG_F_NO_RESET |
		    VG_F_NO_BUS_RESET | VG_F_FIRMWARE_REGION) },
	.judged = {
		{ "04:00.0", VG_ALLOW, "" },
		{ "04:00.0", VG_REFUSE, "3 warn *;14 warn *;18 refuse *",
		  VG_SCOPE_ALL },
		{ "03:00.0", VG_ALLOW, "3 warn *" } },
}, {
	.name = "audit mode, roles swapped",
	.rows = { PAIR(FULL, RR_OFF, 4, ASSIGNED) },
	.judged = {
		{ "04:00.0", VG_WOULD_REFUSE,
		  "5 refuse 02:01.0 rr-off for:03:00.0", .audit = true } },
}, {
	.name = "requests reach a GPU that is not assigned",
	.rows = { PAIR(FULL, RR_OFF, 4) },
	.judged = { { "04:00.0", VG_ALLOW, "" } },
}, {
	.name = "requests reach an assigned GPU of the own group",
	.rows = { PAIR(FULL, RR_OFF, 3, ASSIGNED) },
	.judged = { { "04:00.0", VG_ALLOW, "" } },
}, {
	.name = "an assigned GPU can reach it: the GPU's affair",
	.rows = { PAIR(RR_OFF, FULL, 4, ASSIGNED) },
	.looks = { { "04:00.0", "", "03:00.0", "" } },
	.judged = {
		{ "04:00.0", VG_ALLOW, "" },
		{ "03:00.0", VG_REFUSE,
		  "4 refuse 02:00.0 rr-off : 04:00.0" } },
}, {
	.name = "an assigned device that is not protected",
	.rows = { HEAD, DOWN(F(02,00,0), 03, 03, FULL, 3),
		NIC(F(03,00,0), 3, ASSIGNED),
		DOWN(F(02,01,0), 04, 04, RR_OFF, 4), NIC(F(04,00,0), 4) },
	.judged = { { "04:00.0", VG_ALLOW, "" } },
}, {
	.name = "a port above cannot forward upstream",
	.rows = { ROOT(F(00,01,0), 01, 09, ACS(0x0f, 0x0d), 1),
		UP(F(01,00,0), 02, 09, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 5, ASSIGNED),
		DOWN(F(02,01,0), 04, 04, FULL, 4), NIC(F(04,00,0), 6) },
	.judged = {
		{ "04:00.0", VG_REFUSE, "5 refuse 00:01.0 no-uf for:03:00.0" } },
}, {
	.name = "a function of the GPU's own device",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, ACS(0x0c, 0x0c),
		    .plus = VG_F_MULTIFUNCTION | VG_F_ASSIGNED),
		NIC(F(01,00,1), 6, MULTI) },
	.judged = {
		{ "01:00.1", VG_REFUSE,
		  "6 refuse 01:00.1 no-acs for:01:00.0" } },
}, {
	.name = "a function of the GPU's own device that redirects",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, .plus = VG_F_MULTIFUNCTION | VG_F_ASSIGNED),
		NIC(F(01,00,1), 6, MULTI, ACS(0x0c, 0x0c)) },
	.judged = { { "01:00.1", VG_ALLOW, "" } },
}, {
	.name = "a requester ID in common",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1),
		BRIDGE7(F(01,00,0), 02, 02, 5),
		PCI(F(02,01,0), 5, ASSIGNED),
		PCI(F(02,02,0), 6, .class = 0x020000) },
	.judged = {
		{ "02:02.0", VG_REFUSE,
		  "5 refuse 01:00.0 conventional for:02:01.0;"
		  "7 refuse * alias rid for:02:01.0;"
		  "25 refuse * for:02:01.0" } },
}, {
	.name = "it can pose as the GPU",
	.rows = { HEAD, DOWN(F(02,00,0), 03, 03, NO_SV, 3),
		GPU(F(03,00,0), 5, ASSIGNED),
		DOWN(F(02,01,0), 04, 04, NO_SV, 4), NIC(F(04,00,0), 6) },
	.judged = { { "04:00.0", VG_REFUSE, "25 refuse * for:03:00.0" } },
}, {
	.name = "no validation above it, an assigned GPU in another slot",
	.rows = { ROOT(F(00,01,0), 01, 01, NO_SV, 1), NIC(F(01,00,0), 2),
		ROOT(F(00,02,0), 02, 02, FULL, 3), GPU(F(02,00,0), 4, ASSIGNED) },
	.judged = { { "01:00.0", VG_REFUSE, "25 refuse * for:02:00.0" },
		    { "02:00.0", VG_ALLOW, "23 info *" } },
}, {
	.name = "no validation above it, no assigned GPU",
	.rows = { ROOT(F(00,01,0), 01, 01, NO_SV, 1), NIC(F(01,00,0), 2),
		ROOT(F(00,02,0), 02, 02, FULL, 3), GPU(F(02,00,0), 4) },
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "no validation above it, the GPU is in another segment",
	.rows = { ROOT(F(00,01,0), 01, 01, NO_SV, 1), NIC(F(01,00,0), 2),
		ROOT(F(00,01,0), 01, 01, FULL, 3, .segment = 1),
		GPU(F(01,00,0), 4, .segment = 1, ASSIGNED) },
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "erratum above it: the GPU is endangered by no more than before",
	.rows = { ROOT(F(00,01,0), 01, 01, ACS(0x1f, 0x1c), 1,
		       .id = 0x10221483), NIC(F(01,00,0), 2),
		ROOT(F(00,02,0), 02, 02, FULL, 3), GPU(F(02,00,0), 4, ASSIGNED) },
	.judged = { { "01:00.0", VG_ALLOW, "?25 warn 00:01.0 for:02:00.0" } },
}, {
	.name = "out of scope: the other rules are the owner's business",
	.host = { .intremap_nosid = true, .acs_override = true },
	.rows = { ROOT(F(00,01,0), 01, 09, NOACS, 1),
		UP(F(01,00,0), 02, 09, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, NOACS, 3), NIC(F(03,00,0), VG_NO_GROUP),
		DOWN(F(02,01,0), 04, 04, NOACS, 4), NIC(F(04,00,0), 6),
		GPU(F(02,1f,0), 7) },
	.judged = { { "03:00.0", VG_ALLOW, "" }, { "04:00.0", VG_ALLOW, "" } },
}, {
	.name = "NVSwitch is in scope, another bridge of class 0680 is not",
	.rows = { HEAD, DOWN(F(02,00,0), 03, 03, RR_OFF, 3),
		GPU(F(03,00,0), 3, .id = 0x10de22a3, .class = 0x068000),
		DOWN(F(02,01,0), 04, 04, RR_OFF, 4),
		NIC(F(04,00,0), 4, .class = 0x068000) },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "4 refuse 02:00.0 rr-off : 04:00.0;"
		  "5 refuse 02:01.0 rr-off : 04:00.0;22 info *" },
		{ "04:00.0", VG_ALLOW, "" } },
}, {
	.name = "accelerators are in scope",
	.rows = { HEAD, DOWN(F(02,00,0), 03, 03, RR_OFF, 3),
		NIC(F(03,00,0), 3, .class = 0x120000),
		DOWN(F(02,01,0), 04, 04, RR_OFF, 4),
		NIC(F(04,00,0), 4) },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "4 refuse 02:00.0 rr-off : 04:00.0;"
		  "5 refuse 02:01.0 rr-off : 04:00.0" } },
}, {
	.name = "scope all: a network card is judged like any other",
	.host = { .intremap_nosid = true },
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1), NIC(F(01,00,0), 2) },
	.judged = { { "01:00.0", VG_ALLOW, "" },
		    { "01:00.0", VG_REFUSE, "2 refuse *", VG_SCOPE_ALL } },
}, {
	.name = "its port is unreadable beside an assigned GPU",
	.rows = { HEAD, DOWN(F(02,00,0), 03, 03, FULL, 3),
		GPU(F(03,00,0), 3, ASSIGNED),
		DOWN(F(02,01,0), 04, 04, NOACS, 4, .plus = VG_F_UNREADABLE),
		NIC(F(04,00,0), 4) },
	.judged = {
		{ "04:00.0", VG_REFUSE,
		  "13 refuse 02:01.0 unreadable out for:03:00.0;"
		  "?25 refuse * for:03:00.0" } },
}, {
	.name = "its port is unreadable, no GPU is assigned",
	.rows = { HEAD, DOWN(F(02,00,0), 03, 03, FULL, 3), GPU(F(03,00,0), 3),
		DOWN(F(02,01,0), 04, 04, NOACS, 4, .plus = VG_F_UNREADABLE),
		NIC(F(04,00,0), 4) },
	.judged = { { "04:00.0", VG_ALLOW, "" } },
}, {
	.name = "orphan: nobody knows what it reaches",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 2, ASSIGNED), NIC(F(05,00,0), 3) },
	.judged = {
		{ "05:00.0", VG_REFUSE,
		  "13 refuse 05:00.0 no-upstream for:01:00.0;"
		  "?25 refuse * for:01:00.0" } },
}, {
	.name = "orphan, and no GPU is assigned",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1), GPU(F(01,00,0), 2),
		NIC(F(05,00,0), 3) },
	.judged = { { "05:00.0", VG_ALLOW, "" } },
},
};

TABLE(scope);
