/* SPDX-License-Identifier: GPL-2.0-only */
/* gpu.h - what is shown of one device beside its verdict */
#ifndef VG_GPU_H
#define VG_GPU_H

#include <linux/types.h>
#include <linux/vfioguard.h>

#include "core/feature.h"
#include "region.h"

struct pci_dev;
struct vg_snapshot;

/* Registers of an endpoint and its expansion ROM */
#define VG_MAX_BARS	7
#define VG_MAX_METHODS	8
#define VG_MAX_REGIONS	32
#define VG_DRIVER_LEN	40

/**
 * struct vg_bar - a base address register
 * @address: first address, 0 when it has none
 * @size: bytes, 0 when the kernel gave the resource up
 * @index: number of the register, 6 is the ROM
 * @flags: VFIOGUARD_BAR_FLAG_*
 */
struct vg_bar {
	u64 address;
	u64 size;
	u32 index;
	u32 flags;
};

/**
 * struct vg_driver - the driver of a function
 * @busy: its lock is taken: it is just being bound, unbound or reset
 * @name: its name, empty without one
 */
struct vg_driver {
	bool busy;
	char name[VG_DRIVER_LEN];
};

/**
 * struct vg_gpu - what is shown of a device
 * @features: what its config space says
 * @bar: its BARs
 * @bar_count: number of them
 * @method: reset methods that are usable now, in their order
 * @method_count: number of them
 * @vfio: the device has a VFIO driver, whose state follows
 * @needs_reset: VFIO knows that the device was left without a reset
 * @last_reset: how the reset at the last hand-out ended, 0 when not known
 * @domain_type: IOMMU domain that its group is attached to, 0 without one
 * @region: the first reserved regions of its group
 * @region_count: number of them all, or an errno
 */
struct vg_gpu {
	struct vg_features features;
	struct vg_bar bar[VG_MAX_BARS];
	u32 bar_count;
	u8 method[VG_MAX_METHODS];
	u32 method_count;
	bool vfio;
	bool needs_reset;
	enum vfioguard_reset_result last_reset;
	enum vfioguard_domain_type domain_type;
	struct vg_region region[VG_MAX_REGIONS];
	int region_count;
};

void vg_gpu_read(const struct vg_snapshot *snapshot, u32 position,
		 struct vg_gpu *gpu);
void vg_driver_read(struct pci_dev *pdev, struct vg_driver *driver);
bool vg_gpu_bar_unassigned(struct pci_dev *pdev);
bool vg_gpu_lacks_reset(struct pci_dev *pdev);

#endif /* VG_GPU_H */
