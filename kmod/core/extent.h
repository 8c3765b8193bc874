/* SPDX-License-Identifier: GPL-2.0-only */
/* extent.h - IOMMU group and isolation domain of a function, as lists */
#ifndef VG_EXTENT_H
#define VG_EXTENT_H

#include "topology.h"

/* Entries of a list; the counts are whole */
#define VG_LIST_MAX	96

/**
 * typedef vg_entry_fn - called for each entry of a list
 * @context: as given with the list
 * @position: the entry
 */
typedef void (*vg_entry_fn)(void *context, u32 position);

/**
 * struct vg_claim - a function in the order of groups
 * @group: number of its IOMMU group or VG_NO_GROUP
 * @position: the function
 */
struct vg_claim {
	s32 group;
	u32 position;
};

void vg_sort_claims(const struct vg_topology *t, struct vg_claim *claim);
u32 vg_list_members(const struct vg_topology *t, u32 x,
		    const struct vg_claim *claim, vg_entry_fn fn,
		    void *context);
u32 vg_list_domain(const struct vg_topology *t, u32 x, u8 *mask,
		   vg_entry_fn fn, void *context);

#endif /* VG_EXTENT_H */
