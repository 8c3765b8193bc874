/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mainline.h - the kernel's own grouping rule (pci_device_group(), the same
 * in 6.1 to 7.3) on the registers of a snapshot, known quirks included.
 */
#ifndef VG_MAINLINE_H
#define VG_MAINLINE_H

#include "router.h"

bool vg_mainline_acs_enabled(const struct vg_topology *t, u32 position);
void vg_mainline_groups(const struct vg_topology *t, u32 *group);

/**
 * typedef vg_member_fn - called for each member of a group
 * @context: as given to the walk
 * @position: the member
 */
typedef void (*vg_member_fn)(void *context, u32 position);

void vg_mainline_members(const struct vg_topology *t, u32 x, vg_member_fn fn,
			 void *context);

#endif /* VG_MAINLINE_H */
