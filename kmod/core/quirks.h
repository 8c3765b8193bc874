/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * quirks.h - functions whose isolation mainline takes on a vendor's word
 * (pci_dev_acs_enabled[] of drivers/pci/quirks.c), and ports with an erratum.
 */
#ifndef VG_QUIRKS_H
#define VG_QUIRKS_H

#include "topology.h"

/**
 * enum vg_quirk - name of a quirk; the order is that of vg_quirk_name()
 */
enum vg_quirk {
	VG_QUIRK_NONE,
	VG_QUIRK_AMD_SB,
	VG_QUIRK_MF_ENDPOINT,
	VG_QUIRK_RCIEP,
	VG_QUIRK_QCOM_RP,
	VG_QUIRK_INTEL_PCH,
	VG_QUIRK_INTEL_PCH_UNPROGRAMMED,
	VG_QUIRK_CAVIUM,
	VG_QUIRK_XGENE,
	VG_QUIRK_BRCM,
	VG_QUIRK_LOONGSON,
	VG_QUIRK_AL,
	VG_QUIRK_NXP_RP,
	VG_QUIRK_ZHAOXIN,
	VG_QUIRK_ZHAOXIN_DENIED,
	VG_QUIRK_WANGXUN,
	VG_QUIRK_WANGXUN_DENIED,
	VG_QUIRK_COUNT,
};

enum vg_quirk vg_quirk_find(const struct vg_function *f,
			    const struct vg_host *host);
const char *vg_quirk_name(enum vg_quirk quirk);
u16 vg_quirk_asserts(enum vg_quirk quirk);
bool vg_sv_reads_zero(const struct vg_function *f);
bool vg_sv_not_grouped_on(const struct vg_function *f);
bool vg_acs_is_dword(const struct vg_function *f);

#endif /* VG_QUIRKS_H */
