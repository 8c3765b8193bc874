// SPDX-License-Identifier: GPL-2.0-only
/*
 * fabric.c - devices with NVLink, a way between GPUs beside PCIe
 */
#include "fabric.h"

#define VENDOR_NVIDIA	0x10de
#define CLASS_BRIDGE	0x0680	/* other bridge: NVSwitch, NVLink bridge */
#define CLASS_3D	0x0302

/*
 * GPUs with NVLink ports, by the device IDs of NVIDIA's open-gpu-kernel-modules
 * (g_nv_name_released.h) and gpu-admin-tools (devid_properties.py).
 */
static const u16 nvlink_gpus[] = {
	0x20b0,	/* A100 SXM4 40GB */
	0x20b2,	/* A100 SXM4 80GB */
	0x230e,	/* H20 NVL16 */
	0x2321,	/* H100 NVL */
	0x2322,	/* H800 PCIe */
	0x2324,	/* H800 SXM */
	0x2329,	/* H20 */
	0x232c,	/* H20-3e */
	0x2330,	/* H100 SXM5 80GB */
	0x2331,	/* H100 PCIe */
	0x2335,	/* H200 SXM 141GB */
	0x2336,	/* H100 96GB */
	0x2339,	/* H100 64GB */
	0x233a,	/* H800 NVL */
	0x233b,	/* H200 NVL */
	0x2342,	/* GH200 120GB, 480GB */
	0x2348,	/* GH200 144G HBM3e */
	0x2901,	/* B200 */
	0x2941,	/* GB200 */
	0x3182,	/* B300 SXM6 */
	0x31c2,	/* GB300 */
};

/**
 * vg_is_fabric() - whether a function is an NVLink or NVSwitch device
 * @f: the function
 *
 * Return: true for NVSwitches, and for GPUs that are known to have NVLink.
 */
bool vg_is_fabric(const struct vg_function *f)
{
	u32 i;

	if (f->vendor != VENDOR_NVIDIA)
		return false;
	if (f->class >> 8 == CLASS_BRIDGE)
		return true;
	for (i = 0; i < ARRAY_SIZE(nvlink_gpus); i++)
		if (f->class >> 8 == CLASS_3D && f->device == nvlink_gpus[i])
			return true;
	return false;
}
