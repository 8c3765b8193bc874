// SPDX-License-Identifier: GPL-2.0-only
/* cases_facts.c - what a device is: resets, BARs, link, ATS, its PF, fabric */
#include "test.h"

#define NO_RESET	.plus = VG_F_NO_RESET
#define NO_BUS_RESET	.plus = VG_F_NO_RESET | VG_F_NO_BUS_RESET
#define ATS		.plus = VG_F_ATS
/* ACS Control: as the kernel sets it, with Direct Translated P2P, with both */
#define USUAL		0x1d
#define DT_ON		0x5d
#define DT_BLOCKED	0x5f
#define LINK(s, w, ms, mw)	.link = { s, w, ms, mw }

/* Root port, switch with the ACS Control of its two ports, first of two GPUs */
#define TWO(ctrl1, ctrl2, ...) \
	ROOT(F(00,01,0), 01, 04, FULL, 1), UP(F(01,00,0), 02, 04, NOACS, 2), \
	DOWN(F(02,00,0), 03, 03, ACS(0x5f, ctrl1), 3), \
	DOWN(F(02,01,0), 04, 04, ACS(0x5f, ctrl2), 4), \
	GPU(F(03,00,0), 5, ##__VA_ARGS__)

static const struct tcase cases[] = {
{
	.name = "neither the function nor its bus can be reset",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 2, NO_BUS_RESET) },
	.judged = { { "01:00.0", VG_ALLOW, "14 warn - none" } },
}, {
	.name = "the port above must not be reset",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1, .plus = VG_F_NO_BUS_RESET),
		GPU(F(01,00,0), 2, NO_RESET) },
	.judged = { { "01:00.0", VG_ALLOW, "14 warn - none" } },
}, {
	.name = "a neighbour on the bus must not be reset",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 2, NO_RESET),
		NIC(F(01,00,1), 2, .plus = VG_F_NO_BUS_RESET) },
	.judged = { { "01:00.0", VG_ALLOW, "14 warn - none" } },
}, {
	.name = "a reset of the bus is one, alone",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 2, NO_RESET) },
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "a root bus cannot be reset",
	.rows = { RCIEP(F(00,02,0), 2, NO_RESET) },
	.judged = { { "00:02.0", VG_ALLOW, "14 warn - none" } },
}, {
	.name = "the only reset takes the audio function down, which goes along",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 2, NO_RESET),
		NIC(F(01,00,1), 2, .class = 0x040300) },
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "the only reset takes others down",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 2, NO_RESET, ACS(0x0c, 0x0c)),
		NIC(F(01,00,1), 3, ACS(0x0c, 0x0c)) },
	.judged = {
		{ "01:00.0", VG_REFUSE, "15 refuse 00:01.0 none : 01:00.1" },
		{ "01:00.0", VG_WOULD_REFUSE, "15 refuse *",
		  .audit = true } },
}, {
	.name = "the neighbours of a function with a reset of its own",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 2, ACS(0x0c, 0x0c)),
		NIC(F(01,00,1), 3, ACS(0x0c, 0x0c), NO_RESET) },
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "the reset of the function did not work",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 2, .plus = VG_F_RESET_FAILED) },
	.judged = { { "01:00.0", VG_REFUSE, "16 refuse - none" } },
}, {
	.name = "the reset of the bus did not work",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 2, .plus = VG_F_RESET_FAILED | VG_F_NO_RESET) },
	.judged = { { "01:00.0", VG_REFUSE, "16 refuse - none" } },
}, {
	.name = "a bus with two on it is not reset for one",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 2, .plus = VG_F_RESET_FAILED | VG_F_NO_RESET),
		NIC(F(01,00,1), 2, .class = 0x040300) },
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "a reset that is not there cannot fail",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 2, .plus = VG_F_RESET_FAILED | VG_F_NO_RESET |
				   VG_F_NO_BUS_RESET) },
	.judged = { { "01:00.0", VG_ALLOW, "14 warn - none" } },
}, {
	.name = "a BAR without address",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 2, .plus = VG_F_BAR_UNASSIGNED) },
	.judged = { { "01:00.0", VG_ALLOW, "17 warn - none" } },
}, {
	.name = "a link below what both ends can do",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1, LINK(4, 8, 5, 16)),
		GPU(F(01,00,0), 2, LINK(4, 8, 5, 16)) },
	.judged = { { "01:00.0", VG_ALLOW, "19 info 00:01.0 none" } },
}, {
	.name = "a link that is too narrow",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1, LINK(5, 8, 5, 16)),
		GPU(F(01,00,0), 2, LINK(5, 8, 5, 16)) },
	.judged = { { "01:00.0", VG_ALLOW, "19 info 00:01.0 none" } },
}, {
	.name = "a link that the port cannot do better",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1, LINK(4, 8, 4, 8)),
		GPU(F(01,00,0), 2, LINK(4, 8, 5, 16)) },
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "a link that the device cannot do better",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1, LINK(4, 8, 5, 16)),
		GPU(F(01,00,0), 2, LINK(4, 8, 4, 8)) },
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "a link whose other end says nothing",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 2, LINK(4, 8, 5, 16)) },
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "a VF has the link of its PF",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1, LINK(4, 8, 5, 16)),
		GPU(F(01,00,0), 5, LINK(4, 8, 5, 16)),
		VF(F(01,00,4), F(01,00,0), 6, LINK(4, 8, 5, 16)) },
	.judged = { { "01:00.4", VG_ALLOW, "21 info *" } },
}, {
	.name = "the PF is assigned",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1),
		GPU(F(01,00,0), 5, .plus = VG_F_ASSIGNED),
		VF(F(01,00,4), F(01,00,0), 6) },
	.judged = {
		{ "01:00.4", VG_REFUSE, "20 refuse 01:00.0 none;21 info *" },
		{ "01:00.0", VG_ALLOW, "21 info *" } },
}, {
	.name = "another VF is assigned",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1), GPU(F(01,00,0), 5),
		VF(F(01,00,4), F(01,00,0), 6, .plus = VG_F_ASSIGNED),
		VF(F(01,00,5), F(01,00,0), 7) },
	.judged = { { "01:00.5", VG_ALLOW, "21 info *" } },
}, {
	.name = "NVLink and NVSwitch",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		ROOT(F(00,02,0), 02, 02, FULL, 3),
		ROOT(F(00,03,0), 03, 03, FULL, 5),
		GPU(F(01,00,0), 2, .id = 0x10de2335),
		GPU(F(02,00,0), 4, .id = 0x10de22a3, .class = 0x068000),
		NIC(F(03,00,0), 6, .id = 0x10de2335) },
	.judged = {
		{ "01:00.0", VG_ALLOW, "22 info - none;23 info *" },
		{ "02:00.0", VG_ALLOW, "22 info - none;23 info *" } },
}, {
	.name = "translated requests of this device",
	.rows = { TWO(DT_ON, USUAL, ATS), GPU(F(04,00,0), 6) },
	.judged = {
		{ "03:00.0", VG_ALLOW, "12 warn 02:00.0 dt-on out want:40 "
				       "seen:5d : 04:00.0" },
		{ "03:00.0", VG_REFUSE, "12 refuse *",
		  .profile = VG_PROFILE_PARANOID },
		{ "04:00.0", VG_ALLOW, "12 warn 02:00.0 dt-on in : 03:00.0" } },
}, {
	.name = "translated requests, from outside",
	.rows = { TWO(DT_ON, USUAL, ATS), GPU(F(04,00,0), 6) },
	.judged = { { "04:00.0", VG_ALLOW, "12 warn *" } },
}, {
	.name = "translated requests are blocked",
	.rows = { TWO(DT_BLOCKED, USUAL, ATS), GPU(F(04,00,0), 6) },
	.judged = { { "03:00.0", VG_ALLOW, "" }, { "04:00.0", VG_ALLOW, "" } },
}, {
	.name = "Direct Translated P2P without ATS",
	.rows = { TWO(DT_ON, DT_ON), GPU(F(04,00,0), 6) },
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "ATS, Direct Translated P2P at the port of somebody else",
	.rows = { TWO(USUAL, DT_ON, ATS), GPU(F(04,00,0), 6) },
	.judged = { { "03:00.0", VG_ALLOW, "" }, { "04:00.0", VG_ALLOW, "" } },
}, {
	.name = "Direct Translated P2P cannot be done",
	.rows = { ROOT(F(00,01,0), 01, 04, FULL, 1),
		UP(F(01,00,0), 02, 04, NOACS, 2),
		DOWN(F(02,00,0), 03, 03, ACS(0x1f, 0x5d), 3),
		DOWN(F(02,01,0), 04, 04, FULL, 4),
		GPU(F(03,00,0), 5, ATS), GPU(F(04,00,0), 6) },
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "translated requests within the group",
	.rows = { TWO(DT_ON, USUAL, ATS), GPU(F(04,00,0), 5) },
	.judged = { { "03:00.0", VG_ALLOW, "12 warn 02:00.0 dt-on :" },
		    { "04:00.0", VG_ALLOW, "" } },
}, {
	.name = "translated requests, further up",
	.rows = { ROOT(F(00,01,0), 01, 01, ACS(0x5f, DT_ON), 1),
		ROOT(F(00,01,1), 02, 02, FULL, 2),
		GPU(F(01,00,0), 3, ATS), GPU(F(02,00,0), 4) },
	.judged = { { "01:00.0", VG_ALLOW, "12 warn 00:01.0 dt-on out : 02:00.0" },
		    { "02:00.0", VG_ALLOW, "12 warn 00:01.0 dt-on in : 01:00.0" } },
},
};

TABLE(facts);
