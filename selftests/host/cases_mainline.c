// SPDX-License-Identifier: GPL-2.0-only
/* cases_mainline.c - the kernel's own rule, exotic parts (kernel-notes 3.1) */
#include "test.h"

static const struct tcase cases[] = {
{
	.name = "functions of one slot, only those without ACS together",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		NIC(F(01,00,0), 2, MULTI, ACS(0x0c, 0x0c)),
		NIC(F(01,00,1), 3, MULTI), NIC(F(01,00,2), 3, MULTI),
		NIC(F(01,00,3), 4, MULTI, ACS(0x0c, 0x0c)) },
	.mainline = "01:00.1 01:00.2",
}, {
	.name = "egress control that is not in the capability is not wanted",
	.rows = { ROOT(F(00,01,0), 01, 01, ACS(0x1f, 0x3d), 1),
		NIC(F(01,00,0), 2) },
	.mainline = "",
}, {
	.name = "root port with an empty ACS capability is isolated",
	.rows = { ROOT(F(00,01,0), 01, 01, ACS(0, 0), 1), NIC(F(01,00,0), 2) },
	.mainline = "",
}, {
	.name = "event collectors never isolate",
	.rows = { RCIEP(F(00,00,1), 1, MULTI, ACS(0x0c, 0x0c),
			.id = 0x10220001),
		ENDPOINT(F(00,00,4), VG_TYPE_RC_COLLECTOR, 2, 0x10220002,
			 0x080700, FULL, .base = VG_F_ROOT_BUS, MULTI),
		RCIEP(F(00,00,5), 2, MULTI, .id = 0x10220003) },
	.mainline = "00:00.4 00:00.5",
}, {
	.name = "a function that does not say it is multifunction is isolated",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1), NIC(F(01,00,0), 2),
		NIC(F(01,00,1), 3) },
	.mainline = "",
}, {
	.name = "root ports without ACS in one slot share a group with all below",
	.rows = { ROOT(F(00,01,0), 01, 01, NOACS, 1, MULTI), NIC(F(01,00,0), 1),
		ROOT(F(00,01,1), 02, 02, NOACS, 1, MULTI), NIC(F(02,00,0), 1),
		ROOT(F(00,01,2), 03, 03, FULL, 2, MULTI), NIC(F(03,00,0), 3) },
	.mainline = "00:01.0 01:00.0 00:01.1 02:00.0",
}, {
	.name = "root ports without ACS in different slots do not",
	.rows = { ROOT(F(00,01,0), 01, 01, NOACS, 1), NIC(F(01,00,0), 1),
		ROOT(F(00,02,0), 02, 02, NOACS, 2), NIC(F(02,00,0), 2) },
	.mainline = "00:01.0 01:00.0 | 00:02.0 02:00.0",
}, {
	.name = "a VF below a root port without ACS joins the port",
	.rows = { ROOT(F(00,01,0), 01, 02, NOACS, 1), NIC(F(01,00,0), 1),
		VF(F(02,00,0), F(01,00,0), 1) },
	.mainline = "00:01.0 01:00.0 02:00.0",
}, {
	.name = "a VF's own ACS is never asked",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1),
		NIC(F(01,00,0), 1, MULTI), NIC(F(01,00,1), 1, MULTI),
		VF(F(01,00,2), F(01,00,0), 2, OFF) },
	.mainline = "01:00.0 01:00.1",
}, {
	.name = "aliases join across slots of one bus, and their functions",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		NIC(F(01,00,0), 2), NIC(F(01,02,0), 2, MULTI),
		NIC(F(01,02,1), 2, MULTI), NIC(F(01,03,0), 3) },
	.alias = { { 0, 0, F(01,00,0), F(01,02,0) } },
	.aliases = 1,
	.mainline = "01:00.0 01:02.0 01:02.1",
}, {
	.name = "quirk: a Zhaoxin port that is denied in spite of ACS",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1, .id = 0x1d179999),
		NIC(F(01,00,0), 1) },
	.mainline = "00:01.0 01:00.0",
}, {
	.name = "quirk: a Zhaoxin port that is vouched for",
	.rows = { ROOT(F(00,01,0), 01, 01, NOACS, 1, .id = 0x1d170710),
		NIC(F(01,00,0), 2) },
	.mainline = "",
}, {
	.name = "quirk: a port that lacks redirect but not the vendor's word",
	.rows = { ROOT(F(00,01,0), 01, 01, OFF, 1, .id = 0x17cb0400),
		NIC(F(01,00,0), 2) },
	.mainline = "",
}, {
	.name = "a VF counts as a single function whatever its header says",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1),
		NIC(F(01,00,0), 1, MULTI), NIC(F(01,00,1), 1, MULTI),
		VF(F(01,00,2), F(01,00,0), 2, OFF, MULTI) },
	.mainline = "01:00.0 01:00.1",
}, {
	.name = "functions of one slot that do not say they are multifunction",
	.rows = { ROOTPCI(F(00,02,0), 1), ROOTPCI(F(00,02,1), 2) },
	.mainline = "",
},
};

TABLE(mainline);
