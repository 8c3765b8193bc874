/* SPDX-License-Identifier: GPL-2.0-only */
/* requester_id.h - under which requester IDs the IOMMU sees a function */
#ifndef VG_REQUESTER_ID_H
#define VG_REQUESTER_ID_H

#include "topology.h"

bool vg_rid_first_shared(const struct vg_topology *t, u32 x, u32 nth,
			 bool below, u32 position);

#endif /* VG_REQUESTER_ID_H */
