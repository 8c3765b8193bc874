// SPDX-License-Identifier: GPL-2.0-only
/* cases_bridge.c - conventional buses, bridges and shared requester IDs */
#include "test.h"

#define ROOTBUS	.plus = VG_F_ROOT_BUS

static const struct tcase cases[] = {
{
	.name = "PCIe to PCI bridge: no control on the bus, one group",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1),
		BRIDGE7(F(01,00,0), 02, 02, 5),
		PCI(F(02,01,0), 5), PCI(F(02,02,0), 5) },
	.looks = { { "02:01.0", "02:02.0", "02:02.0", "02:02.0" } },
	.closure = "02:01.0 02:02.0",
	.mainline = "01:00.0 02:01.0 02:02.0",
	.judged = { { "02:01.0", VG_ALLOW, "" } },
}, {
	.name = "PCIe to PCI bridge, claim split",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1),
		BRIDGE7(F(01,00,0), 02, 02, 5),
		PCI(F(02,01,0), 5), PCI(F(02,02,0), 6) },
	.judged = {
		{ "02:01.0", VG_REFUSE,
		  "4 refuse 01:00.0 conventional : 02:02.0;"
		  "5 refuse 01:00.0 conventional : 02:02.0;"
		  "7 refuse * alias : 02:02.0;8 refuse *;?8 refuse *;"
		  "25 refuse * : 02:02.0" } },
}, {
	.name = "functions of one conventional device",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1),
		BRIDGE7(F(01,00,0), 02, 02, 5),
		PCI(F(02,01,0), 5, MULTI), PCI(F(02,01,1), 6, MULTI) },
	.looks = { { "02:01.0", "02:01.1", "02:01.1", "02:01.1" } },
	.judged = {
		{ "02:01.0", VG_REFUSE,
		  "6 refuse * conventional/no-acs out : 02:01.1;"
		  "6 refuse * conventional/no-acs in : 02:01.1;"
		  "7 refuse * alias : 02:01.1;8 refuse *;?8 refuse *" } },
}, {
	.name = "ACS bits of a function on a conventional bus mean nothing",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1),
		BRIDGE7(F(01,00,0), 02, 02, 5),
		PCI(F(02,01,0), 5, FULL), PCI(F(02,02,0), 5, FULL) },
	.looks = { { "02:01.0", "02:02.0", "02:02.0", "02:02.0" } },
}, {
	.name = "PCIe to PCI bridge that keeps requester IDs",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1),
		BRIDGE7(F(01,00,0), 02, 02, 5, .plus = VG_F_BRIDGE_NO_ALIAS),
		PCI(F(02,01,0), 5), PCI(F(02,02,0), 5) },
	.looks = { { "02:01.0", "02:02.0", "02:02.0", "" } },
	.closure = "02:01.0 02:02.0",
	.judged = { { "02:01.0", VG_ALLOW, "" } },
}, {
	.name = "no alias at or above a bridge that translates",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1),
		BRIDGE7(F(01,00,0), 02, 02, 5, .plus = VG_F_XLATE_ROOT),
		PCI(F(02,01,0), 5), PCI(F(02,02,0), 5) },
	.looks = { { "02:01.0", "02:02.0", "02:02.0", "" } },
}, {
	.name = "an alias below a bridge that translates counts",
	.rows = { ROOT(F(00,01,0), 01, 03, FULL, 1),
		BRIDGE7(F(01,00,0), 02, 03, 5, .plus = VG_F_XLATE_ROOT),
		PCIBRIDGE(F(02,01,0), 03, 03, 5),
		PCI(F(03,01,0), 5), PCI(F(03,02,0), 5), PCI(F(02,02,0), 5) },
	.looks = { { "03:01.0", "02:02.0 03:02.0", "02:02.0 03:02.0",
		     "03:02.0" },
		   { "02:02.0", "03:01.0 03:02.0", "03:01.0 03:02.0", "" } },
}, {
	.name = "conventional bridge below a PCIe to PCI bridge",
	.rows = { ROOT(F(00,01,0), 01, 03, FULL, 1),
		BRIDGE7(F(01,00,0), 02, 03, 5),
		PCI(F(02,00,0), 5), PCIBRIDGE(F(02,01,0), 03, 03, 5),
		PCI(F(03,00,0), 5) },
	.looks = { { "02:00.0", "03:00.0", "03:00.0", "03:00.0" },
		   { "03:00.0", "02:00.0", "02:00.0", "02:00.0" } },
	.closure = "02:00.0 03:00.0",
	.mainline = "01:00.0 02:00.0 02:01.0 03:00.0",
	.judged = { { "03:00.0", VG_ALLOW, "" } },
}, {
	.name = "an endpoint that owns the requester ID which a bridge takes",
	.rows = { ROOT(F(00,01,0), 01, 03, FULL, 1),
		BRIDGE7(F(01,00,0), 02, 03, 5, .plus = VG_F_BRIDGE_NO_ALIAS),
		PCIBRIDGE(F(02,01,0), 03, 03, 5, .plus = VG_F_ALIAS_SECONDARY),
		PCI(F(03,00,0), 5), PCI(F(03,01,0), 5), PCI(F(02,02,0), 5) },
	.looks = { { "03:00.0", "02:02.0 03:01.0", "02:02.0 03:01.0",
		     "03:01.0" },
		   { "02:02.0", "03:00.0 03:01.0", "03:00.0 03:01.0", "" } },
}, {
	.name = "conventional bridge on the root bus",
	.rows = { PCIBRIDGE(F(00,1e,0), 01, 01, 1, ROOTBUS),
		PCI(F(01,01,0), 1), PCI(F(01,02,0), 1),
		ROOT(F(00,01,0), 02, 02, FULL, 2), GPU(F(02,00,0), 3) },
	.looks = { { "01:01.0", "01:02.0", "01:02.0", "01:02.0" },
		   { "02:00.0", "", "", "" } },
	.closure = "01:01.0 01:02.0",
	.mainline = "00:1e.0 01:01.0 01:02.0",
	.judged = {
		{ "01:01.0", VG_REFUSE, "23 info *;25 refuse 00:1e.0 no-acs" },
		{ "02:00.0", VG_ALLOW, "23 info *" } },
}, {
	.name = "PCI to PCIe bridge: all below share its requester ID",
	.rows = { ROOT(F(00,01,0), 01, 06, FULL, 1),
		BRIDGE7(F(01,00,0), 02, 06, 5),
		BRIDGE8(F(02,00,0), 03, 06, 5),
		UP(F(03,00,0), 04, 06, NOACS, 5),
		DOWN(F(04,00,0), 05, 05, FULL, 5), GPU(F(05,00,0), 5),
		DOWN(F(04,01,0), 06, 06, FULL, 5), GPU(F(06,00,0), 5) },
	.looks = { { "05:00.0", NULL, NULL, "06:00.0" } },
	.closure = "05:00.0 06:00.0",
	.mainline = "01:00.0 02:00.0 03:00.0 04:00.0 04:01.0 05:00.0 06:00.0",
	.judged = { { "05:00.0", VG_ALLOW, "" } },
}, {
	.name = "PCI to PCIe bridge beside a conventional device",
	.rows = { ROOT(F(00,01,0), 01, 06, FULL, 1),
		BRIDGE7(F(01,00,0), 02, 06, 5, .plus = VG_F_BRIDGE_NO_ALIAS),
		BRIDGE8(F(02,00,0), 03, 03, 5), GPU(F(03,00,0), 5),
		PCI(F(02,01,0), 5) },
	.looks = { { "03:00.0", "02:01.0", "02:01.0", "" },
		   { "02:01.0", "03:00.0", "03:00.0", "" } },
	.closure = "02:01.0 03:00.0",
}, {
	.name = "a function that uses its sibling's requester ID",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, MULTI, ACS(0x0c, 0x0c)),
		GPU(F(01,00,1), 6, MULTI, ACS(0x0c, 0x0c)) },
	.alias = { { 0, 0, F(01,00,0), F(01,00,1) } },
	.aliases = 1,
	.looks = { { "01:00.0", "", "", "01:00.1" },
		   { "01:00.1", "", "", "01:00.0" } },
	.closure = "01:00.0 01:00.1",
	.mainline = "01:00.0 01:00.1",
	.judged = {
		{ "01:00.0", VG_REFUSE,
		  "7 refuse * alias : 01:00.1;8 refuse *;?8 refuse *" },
		{ "01:00.1", VG_REFUSE,
		  "7 refuse * alias : 01:00.0;8 refuse *;?8 refuse *" } },
}, {
	.name = "shared requester ID and one group",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, MULTI, ACS(0x0c, 0x0c)),
		GPU(F(01,00,1), 5, MULTI, ACS(0x0c, 0x0c)) },
	.alias = { { 0, 0, F(01,00,0), F(01,00,1) } },
	.aliases = 1,
	.judged = { { "01:00.0", VG_ALLOW, "" } },
}, {
	.name = "two functions with a further requester ID in common",
	.rows = { ROOT(F(00,01,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 5, MULTI, ACS(0x0c, 0x0c)),
		GPU(F(01,00,1), 5, MULTI, ACS(0x0c, 0x0c)),
		GPU(F(01,00,2), 6, MULTI, ACS(0x0c, 0x0c)) },
	.alias = { { 0, 0, F(01,00,0), F(01,00,7) },
		   { 0, 0, F(01,00,1), F(01,00,7) } },
	.aliases = 2,
	.looks = { { "01:00.0", "", "", "01:00.1" },
		   { "01:00.2", "", "", "" } },
	.closure = "01:00.0 01:00.1",
}, {
	.name = "a requester ID in another segment (VMD)",
	.rows = { ROOTPCI(F(00,0e,0), 5, .class = 0x010400),
		ROOT(F(00,00,0), 01, 01, FULL, 5, .segment = 0x10000),
		GPU(F(01,00,0), 5, .segment = 0x10000),
		ROOT(F(00,01,0), 02, 02, FULL, 5, .segment = 0x10000),
		GPU(F(02,00,0), 5, .segment = 0x10000) },
	.alias = { { 0x10000, 0, F(01,00,0), F(00,0e,0) },
		   { 0x10000, 0, F(02,00,0), F(00,0e,0) } },
	.aliases = 2,
	.looks = { { "10000:01:00.0", "", "", "00:0e.0 10000:02:00.0" },
		   { "00:0e.0", "", "", "10000:01:00.0 10000:02:00.0" } },
	.closure = "00:0e.0 10000:01:00.0 10000:02:00.0",
}, {
	.name = "the same requester ID in two segments is not shared",
	.rows = { ROOT(F(00,00,0), 01, 01, FULL, 1), GPU(F(01,00,0), 5),
		ROOT(F(00,00,0), 01, 01, FULL, 2, .segment = 1),
		GPU(F(01,00,0), 6, .segment = 1) },
	.looks = { { "01:00.0", "", "", "" }, { "0001:01:00.0", "", "", "" } },
	.closure = "",
	.mainline = "",
	.judged = { { "01:00.0", VG_ALLOW, "?23 info *" },
		    { "0001:01:00.0", VG_ALLOW, "?23 info *" } },
}, {
	.name = "conventional devices in one slot of a switch port reach out",
	.rows = { ROOT(F(00,01,0), 01, 09, FULL, 1),
		UP(F(01,00,0), 02, 09, NOACS, 2),
		DOWN(F(02,00,0), 03, 04, ACS(0x1f, 0x19), 3),
		BRIDGE7(F(03,00,0), 04, 04, 3), PCI(F(04,01,0), 3),
		PCI(F(04,02,0), 3),
		DOWN(F(02,01,0), 05, 05, FULL, 4), GPU(F(05,00,0), 6) },
	.looks = { { "04:01.0", "04:02.0 05:00.0", "04:02.0", "04:02.0" },
		   { "05:00.0", "", "04:01.0 04:02.0", "" } },
	.closure = "04:01.0 04:02.0 05:00.0",
	.mainline = "02:00.0 03:00.0 04:01.0 04:02.0",
	.judged = {
		{ "05:00.0", VG_REFUSE,
		  "5 refuse 02:00.0 rr-off : 04:01.0 04:02.0" } },
}, {
	.name = "no quirk isolates on a conventional bus",
	.rows = { ROOT(F(00,01,0), 01, 02, FULL, 1),
		BRIDGE7(F(01,00,0), 02, 02, 5),
		PCI(F(02,01,0), 5, MULTI, .id = 0x80861521),
		PCI(F(02,01,1), 5, MULTI, .id = 0x80861521) },
	.looks = { { "02:01.0", "02:01.1", "02:01.1", "02:01.1" } },
	.judged = { { "02:01.0", VG_ALLOW, "" } },
}, {
	.name = "two bridges that use one requester ID: a peer counts once",
	.rows = { ROOT(F(00,01,0), 01, 03, FULL, 1),
		BRIDGE7(F(01,00,0), 02, 03, 5),
		PCIBRIDGE(F(02,00,0), 03, 03, 5),
		PCI(F(03,00,0), 5), PCI(F(03,01,0), 6) },
	.looks = { { "03:00.0", "03:01.0", "03:01.0", "03:01.0" } },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "4 refuse 02:00.0 conventional : 03:01.0;"
		  "5 refuse 02:00.0 conventional : 03:01.0;"
		  "7 refuse * alias : 03:01.0;8 refuse *;?8 refuse *;"
		  "?8 refuse *;25 refuse * : 03:01.0" } },
}, {
	.name = "the same, where the upper bridge translates",
	.rows = { ROOT(F(00,01,0), 01, 03, FULL, 1),
		BRIDGE7(F(01,00,0), 02, 03, 5, .plus = VG_F_XLATE_ROOT),
		PCIBRIDGE(F(02,00,0), 03, 03, 5),
		PCI(F(03,00,0), 5), PCI(F(03,01,0), 6) },
	.looks = { { "03:00.0", "03:01.0", "03:01.0", "03:01.0" } },
	.judged = {
		{ "03:00.0", VG_REFUSE,
		  "4 refuse 02:00.0 conventional : 03:01.0;"
		  "5 refuse 02:00.0 conventional : 03:01.0;"
		  "7 refuse * alias : 03:01.0;8 refuse *;?8 refuse *;"
		  "?8 refuse *;25 refuse * : 03:01.0" } },
},
};

TABLE(bridge);
