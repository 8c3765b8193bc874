// SPDX-License-Identifier: GPL-2.0-only
/*
 * expected_gpu.c - nothing in here is guessed: each fact names its source, and
 * what follows from a like model only is marked
 */
#include "expected_gpu.h"

#include "record.h"

#define KIB(n) ((long long)(n) << 10)
#define MIB(n) (KIB(n) << 10)
#define GIB(n) (MIB(n) << 10)

#define NAMES "NVIDIA open-gpu-kernel-modules 595.45.04 g_nv_name_released.h"
#define XE9680 "lspci -vvv of a Dell XE9680 with H100 SXM"
#define HGX_H200 "sysfs of a Supermicro HGX H200: 32.0 GT/s, width 16"
#define SMI_H200 "nvidia-smi -q of an H200 SXM: BAR1 total 262144 MiB" \
	"; that it is Region 2 is inferred: as on H100 SXM, " XE9680
#define SAME_DIE "inferred: GH100 as on H100 SXM, " XE9680
#define B200_BLOG "report about B200 passthrough: 64M, 256G and 32M"
#define MI300X "lspci -vvv of MI300X hosts"

static const struct vg_known h200_sxm[] = {
	{ VG_KNOWN_BAR, "BAR0", 0, MIB(16), 0, true, SAME_DIE },
	{ VG_KNOWN_BAR, "BAR1", 2, GIB(256), 0, false, SMI_H200 },
	{ VG_KNOWN_BAR, "BAR3", 4, MIB(32), 0, true, SAME_DIE },
	{ VG_KNOWN_LINK, "link", 0, 5, 16, false, HGX_H200 },
	{ VG_KNOWN_FLR, "FLR", 0, 1, 0, true, SAME_DIE },
	{ VG_KNOWN_MSI, "MSI", 0, 16, 0, true, SAME_DIE },
	{ VG_KNOWN_MSIX, "MSI-X", 0, 9, 0, true, SAME_DIE },
	{ VG_KNOWN_VFS, "SR-IOV", 0, 32, 0, true, SAME_DIE },
	{ 0 },
};

static const struct vg_known h100_sxm[] = {
	{ VG_KNOWN_BAR, "BAR0", 0, MIB(16), 0, false, XE9680 },
	{ VG_KNOWN_BAR, "BAR1", 2, GIB(128), 0, false, XE9680 },
	{ VG_KNOWN_BAR, "BAR3", 4, MIB(32), 0, false, XE9680 },
	{ VG_KNOWN_LINK, "link", 0, 5, 16, false, XE9680 },
	{ VG_KNOWN_FLR, "FLR", 0, 1, 0, false, XE9680 },
	{ VG_KNOWN_MSI, "MSI", 0, 16, 0, false, XE9680 },
	{ VG_KNOWN_MSIX, "MSI-X", 0, 9, 0, false, XE9680 },
	{ VG_KNOWN_VFS, "SR-IOV", 0, 32, 0, false, XE9680 },
	{ 0 },
};

static const struct vg_known b200[] = {
	{ VG_KNOWN_BAR, "BAR0", 0, MIB(64), 0, false, B200_BLOG },
	{ VG_KNOWN_BAR, "BAR1", 2, GIB(256), 0, false, B200_BLOG },
	{ VG_KNOWN_BAR, "BAR3", 4, MIB(32), 0, false, B200_BLOG },
	{ 0 },
};

static const struct vg_known nvswitch3[] = {
	{ VG_KNOWN_BAR, "BAR0", 0, MIB(32), 0, false, XE9680 },
	{ VG_KNOWN_LINK, "link", 0, 4, 2, false, XE9680 },
	{ VG_KNOWN_FLR, "FLR", 0, 1, 0, false, XE9680 },
	{ VG_KNOWN_MSI, "MSI", 0, 16, 0, false, XE9680 },
	{ 0 },
};

static const struct vg_known mi300x[] = {
	{ VG_KNOWN_BAR, "BAR0", 0, GIB(256), 0, false, MI300X },
	{ VG_KNOWN_BAR, "BAR2", 2, MIB(2), 0, false, MI300X },
	{ VG_KNOWN_BAR, "BAR5", 5, MIB(2), 0, false, MI300X },
	{ VG_KNOWN_FLR, "FLR", 0, 0, 0, false, MI300X },
	{ VG_KNOWN_VFS, "SR-IOV", 0, 1, 0, false, MI300X },
	{ 0 },
};

static const struct vg_model models[] = {
	{ 0x10de, 0x2335, "H200 SXM", NAMES, h200_sxm },
	{ 0x10de, 0x233b, "H200 NVL", NAMES, NULL },
	{ 0x10de, 0x2330, "H100 SXM", NAMES, h100_sxm },
	{ 0x10de, 0x2331, "H100 PCIe", NAMES, NULL },
	{ 0x10de, 0x2321, "H100 NVL", NAMES, NULL },
	{ 0x10de, 0x2336, "H100 96GB", NAMES, NULL },
	{ 0x10de, 0x2339, "H100 64GB", NAMES, NULL },
	{ 0x10de, 0x2322, "H800 PCIe", NAMES, NULL },
	{ 0x10de, 0x2324, "H800 SXM", NAMES, NULL },
	{ 0x10de, 0x233a, "H800 NVL", NAMES, NULL },
	{ 0x10de, 0x2329, "H20", NAMES, NULL },
	{ 0x10de, 0x232c, "H20-3e", NAMES, NULL },
	{ 0x10de, 0x230e, "H20 NVL16", NAMES, NULL },
	{ 0x10de, 0x2342, "GH200", NAMES, NULL },
	{ 0x10de, 0x2348, "GH200 144G", NAMES, NULL },
	{ 0x10de, 0x2901, "B200", NAMES, b200 },
	{ 0x10de, 0x2941, "GB200", NAMES, NULL },
	{ 0x10de, 0x31c2, "GB300", NAMES, NULL },
	{ 0x10de, 0x3182, "B300 SXM6", NAMES, NULL },
	{ 0x10de, 0x22a3, "NVSwitch gen3", XE9680, nvswitch3 },
	{ 0x1002, 0x74a1, "MI300X", MI300X, mi300x },
};

/**
 * vg_model_of - which model a device is
 * @device: the device
 *
 * Return: the model, or NULL when it is not in the table.
 */
const struct vg_model *vg_model_of(const struct device *device)
{
	for (size_t i = 0; i < ARRAY_SIZE(models); i++) {
		if (models[i].vendor == device->vendor.value &&
		    models[i].device == device->device.value)
			return &models[i];
	}
	return NULL;
}
