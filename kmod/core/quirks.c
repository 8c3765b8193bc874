// SPDX-License-Identifier: GPL-2.0-only
/*
 * quirks.c - ids of the functions that pci_dev_acs_enabled[] of
 * drivers/pci/quirks.c vouches for (132 rows, the same in 6.1 to 7.3), and
 * what each of its callbacks asserts
 */
#include "quirks.h"

struct quirk {
	const char *name;	/* of the kernel's callback */
	u16 asserts;		/* VG_ACS_* */
};

static const struct quirk quirks[VG_QUIRK_COUNT] = {
	[VG_QUIRK_NONE]		= { "none", 0 },
	[VG_QUIRK_AMD_SB]	= { "pci_quirk_amd_sb_acs",
				    VG_ACS_RR | VG_ACS_CR },
	[VG_QUIRK_MF_ENDPOINT]	= { "pci_quirk_mf_endpoint_acs", VG_ACS_REQUIRED },
	[VG_QUIRK_RCIEP]	= { "pci_quirk_rciep_acs", VG_ACS_REQUIRED },
	[VG_QUIRK_QCOM_RP]	= { "pci_quirk_qcom_rp_acs", VG_ACS_REQUIRED },
	[VG_QUIRK_INTEL_PCH]	= { "pci_quirk_intel_pch_acs", VG_ACS_REQUIRED },
	[VG_QUIRK_INTEL_PCH_UNPROGRAMMED] = { "pci_quirk_intel_pch_acs", 0 },
	[VG_QUIRK_CAVIUM]	= { "pci_quirk_cavium_acs", VG_ACS_REQUIRED },
	[VG_QUIRK_XGENE]	= { "pci_quirk_xgene_acs", VG_ACS_REQUIRED },
	[VG_QUIRK_BRCM]		= { "pci_quirk_brcm_acs", VG_ACS_REQUIRED },
	[VG_QUIRK_LOONGSON]	= { "pci_quirk_loongson_acs", VG_ACS_REQUIRED },
	[VG_QUIRK_AL]		= { "pci_quirk_al_acs", VG_ACS_REQUIRED },
	[VG_QUIRK_NXP_RP]	= { "pci_quirk_nxp_rp_acs", VG_ACS_REQUIRED },
	[VG_QUIRK_ZHAOXIN]	= { "pci_quirk_zhaoxin_pcie_ports_acs",
				    VG_ACS_REQUIRED },
	[VG_QUIRK_ZHAOXIN_DENIED] = { "pci_quirk_zhaoxin_pcie_ports_acs", 0 },
	[VG_QUIRK_WANGXUN]	= { "pci_quirk_wangxun_nic_acs", VG_ACS_REQUIRED },
	[VG_QUIRK_WANGXUN_DENIED] = { "pci_quirk_wangxun_nic_acs", 0 },
};

/* Rows with a device ID, sorted by vendor and device */
static const struct {
	u16 vendor;
	u16 device;
	u8 quirk;
} exact[] = {
	{ 0x0014, 0x3c09, VG_QUIRK_LOONGSON },
	{ 0x0014, 0x3c19, VG_QUIRK_LOONGSON },
	{ 0x0014, 0x3c29, VG_QUIRK_LOONGSON },
	{ 0x0014, 0x7a09, VG_QUIRK_LOONGSON },
	{ 0x0014, 0x7a19, VG_QUIRK_LOONGSON },
	{ 0x0014, 0x7a29, VG_QUIRK_LOONGSON },
	{ 0x0014, 0x7a39, VG_QUIRK_LOONGSON },
	{ 0x0014, 0x7a49, VG_QUIRK_LOONGSON },
	{ 0x0014, 0x7a59, VG_QUIRK_LOONGSON },
	{ 0x0014, 0x7a69, VG_QUIRK_LOONGSON },
	{ 0x1002, 0x4383, VG_QUIRK_AMD_SB },
	{ 0x1002, 0x4384, VG_QUIRK_AMD_SB },
	{ 0x1002, 0x4385, VG_QUIRK_AMD_SB },
	{ 0x1002, 0x4399, VG_QUIRK_AMD_SB },
	{ 0x1002, 0x439c, VG_QUIRK_AMD_SB },
	{ 0x1002, 0x439d, VG_QUIRK_AMD_SB },
	{ 0x1022, 0x7809, VG_QUIRK_AMD_SB },
	{ 0x1022, 0x780f, VG_QUIRK_AMD_SB },
	{ 0x10df, 0x0720, VG_QUIRK_MF_ENDPOINT },
	{ 0x10e8, 0xe004, VG_QUIRK_XGENE },
	{ 0x14e4, 0x16d7, VG_QUIRK_MF_ENDPOINT },
	{ 0x14e4, 0x1750, VG_QUIRK_MF_ENDPOINT },
	{ 0x14e4, 0x1751, VG_QUIRK_MF_ENDPOINT },
	{ 0x14e4, 0x1752, VG_QUIRK_MF_ENDPOINT },
	{ 0x14e4, 0x1760, VG_QUIRK_MF_ENDPOINT },
	{ 0x14e4, 0x1761, VG_QUIRK_MF_ENDPOINT },
	{ 0x14e4, 0x1762, VG_QUIRK_MF_ENDPOINT },
	{ 0x14e4, 0x1763, VG_QUIRK_MF_ENDPOINT },
	{ 0x14e4, 0xd714, VG_QUIRK_BRCM },
	{ 0x177d, 0xa026, VG_QUIRK_MF_ENDPOINT },
	{ 0x177d, 0xa059, VG_QUIRK_MF_ENDPOINT },
	{ 0x177d, 0xa060, VG_QUIRK_MF_ENDPOINT },
	{ 0x17cb, 0x0111, VG_QUIRK_QCOM_RP },
	{ 0x17cb, 0x0115, VG_QUIRK_QCOM_RP },
	{ 0x17cb, 0x0120, VG_QUIRK_QCOM_RP },
	{ 0x17cb, 0x0400, VG_QUIRK_QCOM_RP },
	{ 0x17cb, 0x0401, VG_QUIRK_QCOM_RP },
	{ 0x1924, 0x0903, VG_QUIRK_MF_ENDPOINT },
	{ 0x1924, 0x0923, VG_QUIRK_MF_ENDPOINT },
	{ 0x1924, 0x0a03, VG_QUIRK_MF_ENDPOINT },
	{ 0x1957, 0x8d80, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8d81, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8d82, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8d83, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8d88, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8d89, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8d8a, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8d8b, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8d90, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8d91, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8d92, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8d93, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8d98, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8d99, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8d9a, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8d9b, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8da0, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8da1, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8da8, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8da9, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8db0, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8db1, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8db8, VG_QUIRK_NXP_RP },
	{ 0x1957, 0x8db9, VG_QUIRK_NXP_RP },
	{ 0x19a2, 0x0710, VG_QUIRK_MF_ENDPOINT },
	{ 0x1c36, 0x0031, VG_QUIRK_AL },
	{ 0x1d17, 0x3038, VG_QUIRK_MF_ENDPOINT },
	{ 0x1d17, 0x3104, VG_QUIRK_MF_ENDPOINT },
	{ 0x1d17, 0x9083, VG_QUIRK_MF_ENDPOINT },
	{ 0x1dbf, 0x0401, VG_QUIRK_QCOM_RP },
	{ 0x1def, 0xe005, VG_QUIRK_XGENE },
	{ 0x1def, 0xe006, VG_QUIRK_XGENE },
	{ 0x1def, 0xe007, VG_QUIRK_XGENE },
	{ 0x1def, 0xe008, VG_QUIRK_XGENE },
	{ 0x1def, 0xe009, VG_QUIRK_XGENE },
	{ 0x1def, 0xe00a, VG_QUIRK_XGENE },
	{ 0x1def, 0xe00b, VG_QUIRK_XGENE },
	{ 0x1def, 0xe00c, VG_QUIRK_XGENE },
	{ 0x8086, 0x105e, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x105f, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x1060, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10a7, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10a9, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10c6, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10c9, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10d6, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10d9, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10db, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10dd, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10e1, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10e6, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10e7, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10e8, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10f1, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10f7, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10f8, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10f9, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10fa, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10fb, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x10fc, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x1507, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x1509, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x150a, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x150d, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x150e, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x150f, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x1510, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x1511, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x1514, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x1516, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x1518, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x151c, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x1521, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x1522, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x1523, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x1524, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x1526, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x1527, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x1529, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x152a, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x154d, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x154f, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x1551, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x1558, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x15b7, VG_QUIRK_MF_ENDPOINT },
	{ 0x8086, 0x15b8, VG_QUIRK_MF_ENDPOINT },
};

struct id_range {
	u16 from;
	u16 to;
};

/* Intel PCH root ports with ACS-like registers, no capability */
static const struct id_range intel_pch[] = {
	{ 0x1c10, 0x1c1f },
	{ 0x1d10, 0x1d10 },
	{ 0x1d12, 0x1d12 },
	{ 0x1d14, 0x1d14 },
	{ 0x1d16, 0x1d16 },
	{ 0x1d18, 0x1d18 },
	{ 0x1d1a, 0x1d1a },
	{ 0x1d1c, 0x1d1c },
	{ 0x1d1e, 0x1d1e },
	{ 0x1e10, 0x1e1f },
	{ 0x3b42, 0x3b51 },
	{ 0x8c10, 0x8c1f },
	{ 0x8c90, 0x8c90 },
	{ 0x8c92, 0x8c92 },
	{ 0x8c94, 0x8c94 },
	{ 0x8c96, 0x8c96 },
	{ 0x8c98, 0x8c98 },
	{ 0x8c9a, 0x8c9a },
	{ 0x8c9c, 0x8c9c },
	{ 0x8c9e, 0x8c9e },
	{ 0x8d10, 0x8d1e },
	{ 0x9c10, 0x9c1b },
	{ 0x9c90, 0x9c9b },
};

static const struct id_range cavium[] = {
	{ 0xa000, 0xa7ff },	/* ThunderX1 */
	{ 0xaf84, 0xaf84 },	/* ThunderX2 */
	{ 0xb884, 0xb884 },	/* ThunderX3 */
};

static const struct id_range zhaoxin[] = {
	{ 0x0710, 0x071e },
	{ 0x0721, 0x0721 },
	{ 0x0723, 0x0752 },
};

static const struct id_range wangxun[] = {
	{ 0x0100, 0x010f },	/* 1G */
	{ 0x1001, 0x1001 },	/* 10G */
	{ 0x2001, 0x2001 },
	{ 0x5010, 0x5010 },	/* 40G, 25G */
	{ 0x5025, 0x5025 },
	{ 0x5040, 0x5040 },
	{ 0x5110, 0x5110 },
	{ 0x5125, 0x5125 },
	{ 0x5140, 0x5140 },
};

/*
 * Intel Sunrise Point and Union Point root ports, whose ACS registers are
 * 32 bits wide (pci_quirk_intel_spt_pch_acs_match())
 */
static const struct id_range intel_spt[] = {
	{ 0x9d10, 0x9d1b },
	{ 0xa110, 0xa11f },
	{ 0xa167, 0xa16a },
	{ 0xa290, 0xa29f },
	{ 0xa2e7, 0xa2ee },
};

static bool in_ranges(const struct id_range *range, u32 n, u16 id)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (id >= range[i].from && id <= range[i].to)
			return true;
	return false;
}

#define IN_RANGES(range, id)	in_ranges(range, ARRAY_SIZE(range), id)

static enum vg_quirk find_exact(u16 vendor, u16 device)
{
	u32 high = ARRAY_SIZE(exact);
	u32 low = 0;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (exact[middle].vendor == vendor &&
		    exact[middle].device == device)
			return exact[middle].quirk;
		if (exact[middle].vendor < vendor ||
		    (exact[middle].vendor == vendor &&
		     exact[middle].device < device))
			low = middle + 1;
		else
			high = middle;
	}
	return VG_QUIRK_NONE;
}

/* Rows with PCI_ANY_ID, whose callbacks look at more than the vendor */
static enum vg_quirk find_by_vendor(const struct vg_function *f)
{
	bool root_port = f->type == VG_TYPE_ROOT_PORT;

	switch (f->vendor) {
	case 0x8086:
		if (f->type == VG_TYPE_RC_ENDPOINT)
			return VG_QUIRK_RCIEP;
		if (!root_port || !IN_RANGES(intel_pch, f->device))
			return VG_QUIRK_NONE;
		return f->flags & VG_F_PCH_ACS ?
		       VG_QUIRK_INTEL_PCH : VG_QUIRK_INTEL_PCH_UNPROGRAMMED;
	case 0x177d:
		return root_port && IN_RANGES(cavium, f->device) ?
		       VG_QUIRK_CAVIUM : VG_QUIRK_NONE;
	case 0x1d17:
		if (!root_port && f->type != VG_TYPE_DOWNSTREAM)
			return VG_QUIRK_NONE;
		return IN_RANGES(zhaoxin, f->device) ?
		       VG_QUIRK_ZHAOXIN : VG_QUIRK_ZHAOXIN_DENIED;
	case 0x8088:
		return IN_RANGES(wangxun, f->device) ?
		       VG_QUIRK_WANGXUN : VG_QUIRK_WANGXUN_DENIED;
	default:
		return VG_QUIRK_NONE;
	}
}

/**
 * vg_quirk_find() - the quirk that mainline applies to a function
 * @f: the function
 * @host: facts of the host
 *
 * Return: the quirk of the first row of pci_dev_acs_enabled[] whose callback
 * answers, or VG_QUIRK_NONE when the registers decide.
 */
enum vg_quirk vg_quirk_find(const struct vg_function *f,
			    const struct vg_host *host)
{
	enum vg_quirk quirk = find_exact(f->vendor, f->device);

	if (quirk == VG_QUIRK_NONE)
		return find_by_vendor(f);
	if (quirk == VG_QUIRK_AMD_SB &&
	    (!host->ivrs || !(f->flags & VG_F_MULTIFUNCTION) ||
	     !(f->flags & VG_F_ROOT_BUS)))
		return VG_QUIRK_NONE;
	if (quirk == VG_QUIRK_AL && f->type != VG_TYPE_ROOT_PORT)
		return VG_QUIRK_NONE;
	return quirk;
}

/**
 * vg_quirk_name() - name of the kernel's callback
 * @quirk: the quirk
 *
 * Return: constant string.
 */
const char *vg_quirk_name(enum vg_quirk quirk)
{
	return quirk < VG_QUIRK_COUNT ? quirks[quirk].name : "unknown";
}

/**
 * vg_quirk_asserts() - what a quirk vouches for
 * @quirk: the quirk
 *
 * Return: VG_ACS_* bits; 0 means "not isolated".
 */
u16 vg_quirk_asserts(enum vg_quirk quirk)
{
	return quirk < VG_QUIRK_COUNT ? quirks[quirk].asserts : 0;
}

/**
 * vg_sv_reads_zero() - erratum: Source Validation reads back 0
 * @f: a port
 *
 * Root ports 1022:1483 (AMD Milan) lose the bit after it was written.
 *
 * Return: whether the port is on the list.
 */
bool vg_sv_reads_zero(const struct vg_function *f)
{
	return f->vendor == 0x1022 && f->device == 0x1483;
}

/**
 * vg_sv_not_grouped_on() - the kernel may have grouped without SV of this port
 * @f: a port
 *
 * Beside the erratum above: IDT switches 111d:80b5 and 111d:8090, from whose
 * cached capability 7.2 and later remove SV (pci_disable_broken_acs_cap()).
 *
 * Return: whether a missing SV says nothing about an override.
 */
bool vg_sv_not_grouped_on(const struct vg_function *f)
{
	return vg_sv_reads_zero(f) ||
	       (f->vendor == 0x111d &&
		(f->device == 0x80b5 || f->device == 0x8090));
}

/**
 * vg_acs_is_dword() - ACS registers are 32 bits wide
 * @f: a function with an ACS capability
 *
 * Return: whether Capability and Control are at +4 and +8 (VG_ACS_SPT_DWORD).
 */
bool vg_acs_is_dword(const struct vg_function *f)
{
	return f->vendor == 0x8086 && f->type == VG_TYPE_ROOT_PORT &&
	       IN_RANGES(intel_spt, f->device);
}
