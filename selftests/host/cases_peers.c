// SPDX-License-Identifier: GPL-2.0-only
/*
 * cases_peers.c - peers=same-owner: what is not isolated from each other may
 * be in use as long as it has one owner, or none.
 */
#include "test.h"

#define SAME		.peers = VG_PEERS_SAME_OWNER
#define QUIET		.plus = VG_F_QUIET
#define ASSIGNED	.plus = VG_F_ASSIGNED
#define HOST		.plus = VG_F_HOST_DRIVER | VG_F_QUIET
#define OPEN(number)	.plus = VG_F_ASSIGNED | VG_F_OPEN, .pid = (number), \
			.start = 1000
#define CLAIMED(number)	.plus = VG_F_ASSIGNED | VG_F_OPEN | VG_F_CLAIMED, \
			.pid = (number), .start = 1000
#define HEAD		ROOT(F(00,01,0), 01, 09, FULL, 1), \
			UP(F(01,00,0), 02, 09, NOACS, 2)
/* Nothing keeps these two apart */
#define PAIR(a, b)	HEAD, DOWN(F(02,00,0), 03, 03, NOACS, 3), \
			GPU(F(03,00,0), 3, a), \
			DOWN(F(02,01,0), 04, 04, NOACS, 4), \
			GPU(F(04,00,0), 4, b)
#define LEAKS		"4 info 02:00.0 : 04:00.0;5 info 02:01.0 : 04:00.0;" \
			"25 info 02:00.0 : 04:00.0"
#define LEAKS_BACK	"4 info 02:01.0 : 03:00.0;5 info 02:00.0 : 03:00.0;" \
			"25 info 02:01.0 : 03:00.0"
/* A GPU and a network card, each below a port with the given control */
#define NEAR(gpu_acs, gpu, nic_acs, nic) \
	HEAD, DOWN(F(02,00,0), 03, 03, PORT_##gpu_acs, 3), \
	GPU(F(03,00,0), 3, gpu), \
	DOWN(F(02,01,0), 04, 04, PORT_##nic_acs, 4), \
	NIC(F(04,00,0), 4, nic)
#define PORT_FULL	FULL
#define PORT_RR_OFF	ACS(0x1f, 0x19)
#define PORT_NO_SV	ACS(0x1e, 0x1c)

static const struct tcase cases[] = {
{
	.name = "both are quiet",
	.rows = { PAIR(QUIET, QUIET) },
	.judged = {
		{ "03:00.0", VG_ALLOW, LEAKS, SAME },
		{ "04:00.0", VG_ALLOW, LEAKS_BACK, SAME },
		{ "03:00.0", VG_REFUSE, "4 refuse *;5 refuse *;25 refuse *",
		  .peers = VG_PEERS_REFUSE },
		{ "03:00.0", VG_REFUSE, "4 refuse *;5 refuse *;25 refuse *" } },
}, {
	.name = "the peer is assigned",
	.rows = { PAIR(QUIET, ASSIGNED) },
	.judged = { { "03:00.0", VG_ALLOW, LEAKS, SAME } },
}, {
	.name = "the peer is unbound and not quiet",
	.rows = { PAIR(OPEN(7), .plus = 0) },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  LEAKS ";24 refuse 04:00.0 not-quiet : 04:00.0", SAME },
		{ "03:00.0", VG_WOULD_REFUSE,
		  LEAKS ";24 refuse 04:00.0 not-quiet", SAME, .audit = true },
		{ "04:00.0", VG_ALLOW, LEAKS_BACK, SAME } },
}, {
	.name = "the peer is not quiet, and nothing is open yet",
	.rows = { PAIR(ASSIGNED, .plus = 0) },
	.judged = {
		{ "03:00.0", VG_ALLOW,
		  LEAKS ";24 warn 04:00.0 not-quiet : 04:00.0", SAME },
		{ "04:00.0", VG_ALLOW, LEAKS_BACK, SAME } },
}, {
	.name = "the peer has a driver of the host",
	.rows = { PAIR(ASSIGNED, HOST) },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  LEAKS ";24 refuse 04:00.0 host-driver : 04:00.0", SAME } },
}, {
	.name = "the peer cannot be read",
	.rows = { PAIR(OPEN(7), .plus = VG_F_UNREADABLE) },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  LEAKS ";24 refuse 04:00.0 not-quiet", SAME } },
}, {
	.name = "one owner has both",
	.rows = { PAIR(OPEN(7), OPEN(7)) },
	.judged = { { "03:00.0", VG_ALLOW, LEAKS, SAME },
		    { "04:00.0", VG_ALLOW, LEAKS_BACK, SAME } },
}, {
	.name = "two owners",
	.rows = { PAIR(OPEN(7), OPEN(8)) },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  LEAKS ";24 refuse 04:00.0 other-owner : 04:00.0", SAME },
		{ "04:00.0", VG_REFUSE,
		  LEAKS_BACK ";24 refuse 03:00.0 other-owner : 03:00.0",
		  SAME } },
}, {
	.name = "the number of a process came again",
	.rows = { HEAD, DOWN(F(02,00,0), 03, 03, NOACS, 3),
		GPU(F(03,00,0), 3, OPEN(7)),
		DOWN(F(02,01,0), 04, 04, NOACS, 4),
		GPU(F(04,00,0), 4, .plus = VG_F_ASSIGNED | VG_F_OPEN, .pid = 7,
		    .start = 1001) },
	.judged = { { "03:00.0", VG_REFUSE,
		      LEAKS ";24 refuse 04:00.0 other-owner", SAME } },
}, {
	.name = "owners that nobody knows are not the same",
	.rows = { PAIR(OPEN(0), OPEN(0)) },
	.judged = { { "03:00.0", VG_REFUSE,
		      LEAKS ";24 refuse 04:00.0 other-owner", SAME } },
}, {
	.name = "one is open",
	.rows = { PAIR(ASSIGNED, OPEN(7)) },
	.judged = { { "03:00.0", VG_ALLOW, LEAKS, SAME },
		    { "04:00.0", VG_ALLOW, LEAKS_BACK, SAME } },
}, {
	.name = "who claims the peer of an open device is refused, alone",
	.rows = { PAIR(OPEN(7), CLAIMED(8)) },
	.judged = {
		{ "03:00.0", VG_ALLOW, LEAKS, SAME },
		{ "04:00.0", VG_REFUSE,
		  LEAKS_BACK ";24 refuse 03:00.0 other-owner", SAME } },
}, {
	.name = "two claims: each is refused",
	.rows = { PAIR(CLAIMED(7), CLAIMED(8)) },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  LEAKS ";24 refuse 04:00.0 other-owner", SAME },
		{ "04:00.0", VG_REFUSE,
		  LEAKS_BACK ";24 refuse 03:00.0 other-owner", SAME } },
}, {
	.name = "one group: what VFIO itself looks after",
	.rows = { HEAD, DOWN(F(02,00,0), 03, 03, NOACS, 3),
		GPU(F(03,00,0), 3, OPEN(7)),
		DOWN(F(02,01,0), 04, 04, NOACS, 3),
		GPU(F(04,00,0), 3, OPEN(8)) },
	.judged = { { "03:00.0", VG_ALLOW, "", SAME } },
}, {
	.name = "those that are isolated are nobody's business",
	.rows = { HEAD, DOWN(F(02,00,0), 03, 03, FULL, 3),
		GPU(F(03,00,0), 3, OPEN(7)),
		DOWN(F(02,01,0), 04, 04, FULL, 4),
		GPU(F(04,00,0), 4, OPEN(8)),
		DOWN(F(02,02,0), 05, 05, FULL, 5), NIC(F(05,00,0), 5, HOST) },
	.judged = { { "03:00.0", VG_ALLOW, "", SAME } },
}, {
	.name = "no port validates at all: it can pose as anybody",
	.rows = { ROOT(F(00,01,0), 01, 01, ACS(0x1e, 0x1c), 1),
		GPU(F(01,00,0), 1, QUIET) },
	.judged = { { "01:00.0", VG_REFUSE, "25 refuse 00:01.0", SAME } },
}, {
	.name = "validation that reads back 0 counts as before",
	.rows = { ROOT(F(00,01,0), 01, 01, ACS(0x1f, 0x1c), 1,
		       .id = 0x10221483), GPU(F(01,00,0), 1, QUIET) },
	.judged = {
		{ "01:00.0", VG_ALLOW, "25 warn 00:01.0", SAME },
		{ "01:00.0", VG_REFUSE, "25 refuse 00:01.0", SAME,
		  .profile = VG_PROFILE_PARANOID } },
}, {
	.name = "what does not come from a peer is judged as before",
	.host = { .acs_override = true, .intremap_nosid = true },
	.rows = { PAIR(QUIET, QUIET) },
	.judged = { { "03:00.0", VG_REFUSE,
		      "2 refuse *;9 refuse *;" LEAKS, SAME } },
}, {
	.name = "functions of the own device",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, MULTI),
		NIC(F(01,00,1), 6, .plus = VG_F_MULTIFUNCTION | VG_F_QUIET) },
	.judged = {
		{ "01:00.0", VG_ALLOW,
		  "6 info 01:00.0 out;6 info 01:00.1 in;8 info *", SAME } },
}, {
	.name = "functions of the own device, one with a driver of the host",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, MULTI),
		NIC(F(01,00,1), 6, .plus = VG_F_MULTIFUNCTION |
		    VG_F_HOST_DRIVER) },
	.judged = {
		{ "01:00.0", VG_REFUSE,
		  "6 info 01:00.0 out;6 info 01:00.1 in;8 info *;"
		  "24 refuse 01:00.1 host-driver : 01:00.1", SAME },
		/* mainline's own rule puts them into one group, too */
		{ "01:00.0", VG_REFUSE,
		  "6 info *;6 info *;8 info *;24 refuse 01:00.1", SAME,
		  .profile = VG_PROFILE_MAINLINE } },
}, {
	.name = "mainline asks nothing of those that its own rule keeps apart",
	.rows = { PAIR(ASSIGNED, HOST) },
	.judged = { { "03:00.0", VG_ALLOW, LEAKS, SAME,
		      .profile = VG_PROFILE_MAINLINE } },
}, {
	.name = "a requester ID in common",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1),
		BRIDGE7(F(01,00,0), 02, 02, 5), PCI(F(02,01,0), 5, OPEN(7)),
		PCI(F(02,02,0), 6, OPEN(8)) },
	.judged = {
		{ "02:01.0", VG_REFUSE,
		  "?4 info *;?5 info *;7 info *;?8 info *;?25 info *;"
		  "24 refuse 02:02.0 other-owner", SAME } },
}, {
	.name = "bridges are nobody's",
	.rows = { ROOT(F(00,01,0), 01, 01, OFF, 1,
		       .plus = VG_F_HOST_DRIVER), GPU(F(01,00,0), 2, QUIET) },
	.judged = {
		{ "01:00.0", VG_REFUSE, "8 info 00:01.0;25 refuse 00:01.0",
		  SAME } },
}, {
	.name = "who can pose as whom: it does not matter who came first",
	.rows = { HEAD, DOWN(F(02,00,0), 03, 03, ACS(0x1e, 0x1c), 3),
		GPU(F(03,00,0), 3, OPEN(7)),
		DOWN(F(02,01,0), 04, 04, FULL, 4),
		GPU(F(04,00,0), 4, OPEN(8)) },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "?8 info *;24 refuse 04:00.0 other-owner;25 info 02:00.0 : 04:00.0",
		  SAME },
		{ "04:00.0", VG_REFUSE, "24 refuse 03:00.0 other-owner", SAME },
		{ "04:00.0", VG_ALLOW, "" } },
}, {
	.name = "the network card can reach the GPU, two owners",
	.rows = { NEAR(FULL, OPEN(7), RR_OFF, OPEN(8)) },
	.judged = {
		{ "04:00.0", VG_REFUSE,
		  "5 info 02:01.0 for:03:00.0;"
		  "24 refuse 03:00.0 other-owner for:03:00.0 : 03:00.0", SAME },
		{ "03:00.0", VG_REFUSE,
		  "5 info 02:01.0;24 refuse 04:00.0 other-owner", SAME } },
}, {
	.name = "the GPU can reach the network card, two owners",
	.rows = { NEAR(RR_OFF, OPEN(7), FULL, OPEN(8)) },
	.judged = {
		{ "04:00.0", VG_REFUSE,
		  "24 refuse 03:00.0 other-owner for:03:00.0", SAME },
		{ "04:00.0", VG_ALLOW, "" },
		{ "03:00.0", VG_REFUSE,
		  "4 info 02:00.0;24 refuse 04:00.0 other-owner", SAME } },
}, {
	.name = "the network card can pose as the GPU, two owners",
	.rows = { NEAR(FULL, OPEN(7), NO_SV, OPEN(8)) },
	.judged = {
		{ "04:00.0", VG_REFUSE,
		  "25 info 02:01.0 for:03:00.0;24 refuse 03:00.0 for:03:00.0",
		  SAME },
		{ "03:00.0", VG_REFUSE, "24 refuse 04:00.0 other-owner", SAME },
		{ "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "GPU and network card have one owner",
	.rows = { NEAR(RR_OFF, OPEN(7), RR_OFF, OPEN(7)) },
	.judged = {
		{ "04:00.0", VG_ALLOW, "5 info 02:01.0 for:03:00.0", SAME },
		{ "03:00.0", VG_ALLOW, "4 info *;5 info *", SAME } },
}, {
	.name = "a network card is bound beside a GPU that is open",
	.rows = { NEAR(RR_OFF, OPEN(7), RR_OFF, QUIET) },
	.judged = {
		{ "04:00.0", VG_ALLOW, "5 info 02:01.0 for:03:00.0", SAME },
		{ "04:00.0", VG_REFUSE, "5 refuse 02:01.0 for:03:00.0" } },
}, {
	.name = "the network card is the host's",
	.rows = { NEAR(RR_OFF, ASSIGNED, RR_OFF, HOST) },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "4 info *;5 info *;24 refuse 04:00.0 host-driver", SAME } },
}, {
	.name = "a network card in another slot is nobody's business",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 2, CLAIMED(7)),
		ROOT(F(00,02,0), 02, 02, FULL, 3),
		NIC(F(02,00,0), 4, OPEN(8)) },
	.judged = { { "01:00.0", VG_ALLOW, "23 info *", SAME } },
}, {
	.name = "a network card in another slot can pose as the GPU",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 2, CLAIMED(7)),
		ROOT(F(00,02,0), 02, 02, ACS(0x1e, 0x1c), 3),
		NIC(F(02,00,0), 4, OPEN(8)) },
	.judged = { { "01:00.0", VG_REFUSE,
		      "23 info *;24 refuse 02:00.0 other-owner", SAME } },
}, {
	.name = "two network cards, and two owners",
	.rows = { HEAD, DOWN(F(02,00,0), 03, 03, NOACS, 3),
		NIC(F(03,00,0), 3, OPEN(7)),
		DOWN(F(02,01,0), 04, 04, NOACS, 4),
		NIC(F(04,00,0), 4, OPEN(8)) },
	.judged = {
		{ "03:00.0", VG_ALLOW, "", SAME },
		{ "03:00.0", VG_REFUSE, LEAKS ";24 refuse 04:00.0", SAME,
		  .scope = VG_SCOPE_ALL } },
}, {
	.name = "VFs that are trusted to be apart, and their PF on the host",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1), GPU(F(01,00,0), 5, HOST),
		VF(F(01,00,4), F(01,00,0), 6, OPEN(7)),
		VF(F(01,00,5), F(01,00,0), 7, OPEN(8)) },
	.judged = { { "01:00.4", VG_ALLOW, "21 info *", SAME } },
}, {
	.name = "where owners are not known peers are refused",
	.host = { .unjudged = BIT(24) },
	.rows = { PAIR(OPEN(7), OPEN(7)) },
	.judged = { { "03:00.0", VG_REFUSE, "4 refuse *;5 refuse *;25 refuse *",
		      SAME } },
},
};

TABLE(peers);
