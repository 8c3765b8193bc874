/* SPDX-License-Identifier: GPL-2.0-only */
/* region.h - reserved regions of an IOMMU group */
#ifndef VG_REGION_H
#define VG_REGION_H

#include <linux/types.h>
#include <linux/vfioguard.h>

struct iommu_group;

/**
 * struct vg_region - addresses that a group must not use
 * @start: first address
 * @length: bytes
 * @type: why
 */
struct vg_region {
	u64 start;
	u64 length;
	enum vfioguard_region_type type;
};

int vg_group_regions(struct iommu_group *group, struct vg_region *region,
		     u32 room);
u32 vg_group_region_flags(struct iommu_group *group);

#endif /* VG_REGION_H */
