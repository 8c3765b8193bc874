/* SPDX-License-Identifier: GPL-2.0-only */
/* approval.h - ACS of the ports that decide, as it was when a device was allowed */
#ifndef VG_APPROVAL_H
#define VG_APPROVAL_H

#include <linux/kref.h>

#include "core/topology.h"

/**
 * struct vg_approvals - what a device was approved with
 * @refs: whoever judges by it holds one
 * @count: number of entries of @entry
 * @entry: the functions whose registers decided
 */
struct vg_approvals {
	struct kref refs;
	u32 count;
	struct vg_approval entry[];
};

struct vg_approvals *vg_approvals_make(const struct vg_topology *t, u32 x);
void vg_approvals_inherit(struct vg_approvals *approvals,
			  const struct vg_approvals *before);
void vg_approvals_put(struct vg_approvals *approvals);

#endif /* VG_APPROVAL_H */
