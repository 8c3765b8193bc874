/* SPDX-License-Identifier: GPL-2.0-only */
/* capability.h - where the capabilities of a function are */
#ifndef VG_CAPABILITY_H
#define VG_CAPABILITY_H

#include "registers.h"

/* Capability IDs, PCI Code and ID Assignment Specification */
#define VG_CAP_MSI		0x05
#define VG_CAP_MSIX		0x11
#define VG_EXT_CAP_AER		0x01
#define VG_EXT_CAP_ACS		0x0d
#define VG_EXT_CAP_ATS		0x0f
#define VG_EXT_CAP_SRIOV	0x10
#define VG_EXT_CAP_PRI		0x13
#define VG_EXT_CAP_REBAR	0x15
#define VG_EXT_CAP_PASID	0x1b
#define VG_EXT_CAP_VF_REBAR	0x24

/* ATS Capability and Control, PCIe 10.5.1.2 and 10.5.1.3, and its Enable */
#define VG_ATS_WORDS		4
#define VG_ATS_ENABLE		BIT(31)

/* called with the ID and the offset of each capability */
typedef void (*vg_capability_fn)(void *context, u16 id, u16 where);

void vg_capabilities(const struct vg_config *config, vg_capability_fn fn,
		     void *context);
void vg_extended_capabilities(const struct vg_config *config,
			      vg_capability_fn fn, void *context);

#endif /* VG_CAPABILITY_H */
