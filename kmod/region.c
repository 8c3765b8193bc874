// SPDX-License-Identifier: GPL-2.0-only
/* region.c - reserved regions of an IOMMU group */
#include <linux/iommu.h>
#include <linux/list.h>
#include <linux/slab.h>

#include "core/topology.h"
#include "region.h"

static enum vfioguard_region_type type_of(const struct iommu_resv_region *r)
{
	switch (r->type) {
	case IOMMU_RESV_DIRECT:
		return VFIOGUARD_REGION_TYPE_DIRECT;
	case IOMMU_RESV_DIRECT_RELAXABLE:
		return VFIOGUARD_REGION_TYPE_DIRECT_RELAXABLE;
	case IOMMU_RESV_MSI:
		return VFIOGUARD_REGION_TYPE_MSI;
	case IOMMU_RESV_SW_MSI:
		return VFIOGUARD_REGION_TYPE_SW_MSI;
	default:
		return VFIOGUARD_REGION_TYPE_RESERVED;
	}
}

static void free_regions(struct list_head *regions)
{
	struct iommu_resv_region *next;
	struct iommu_resv_region *r;

	/* Copies of the core's own, as iommu_group_show_resv_regions() has it */
	list_for_each_entry_safe(r, next, regions, list)
		kfree(r);
}

/**
 * vg_group_regions() - list the reserved regions of a group
 * @group: the group, the caller holds a reference
 * @region: filled
 * @room: number of entries of @region
 *
 * Context: may sleep; takes the group's mutex.
 * Return: number of regions, also of those beyond @room, or an errno.
 */
int vg_group_regions(struct iommu_group *group, struct vg_region *region,
		     u32 room)
{
	struct iommu_resv_region *r;
	LIST_HEAD(regions);
	u32 count = 0;
	int err = iommu_get_group_resv_regions(group, &regions);

	if (!err) {
		list_for_each_entry(r, &regions, list) {
			if (count < room) {
				region[count].start = r->start;
				region[count].length = r->length;
				region[count].type = type_of(r);
			}
			count++;
		}
	}
	free_regions(&regions);
	return err ?: count;
}

/**
 * vg_group_region_flags() - whether firmware keeps memory mapped for a group
 * @group: the group, the caller holds a reference
 *
 * What cannot be read counts as mapped: rule firmware-region then refuses.
 *
 * Context: may sleep; takes the group's mutex.
 * Return: VG_F_FIRMWARE_REGION and VG_F_RELAXABLE_REGION.
 */
u32 vg_group_region_flags(struct iommu_group *group)
{
	struct iommu_resv_region *r;
	LIST_HEAD(regions);
	u32 flags = 0;

	if (iommu_get_group_resv_regions(group, &regions))
		flags = VG_F_FIRMWARE_REGION;
	list_for_each_entry(r, &regions, list) {
		if (r->type == IOMMU_RESV_DIRECT)
			flags |= VG_F_FIRMWARE_REGION;
		else if (r->type == IOMMU_RESV_DIRECT_RELAXABLE)
			flags |= VG_F_RELAXABLE_REGION;
	}
	free_regions(&regions);
	return flags;
}
