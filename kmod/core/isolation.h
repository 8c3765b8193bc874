/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * isolation.h - who can reach whom without passing the IOMMU, computed from
 * live registers (PCIe 6.12.3): directed sets for one function, closure
 * groups for a host.
 */
#ifndef VG_ISOLATION_H
#define VG_ISOLATION_H

#include "router.h"

/**
 * enum vg_direction - which way a leak goes, as seen from the function asked
 * @VG_OUTBOUND: the function can reach the peers
 * @VG_INBOUND: the peers can reach the function
 * @VG_SHARED_RID: both use one requester ID
 */
enum vg_direction {
	VG_OUTBOUND,
	VG_INBOUND,
	VG_SHARED_RID,
};

/**
 * struct vg_leak - one way around the IOMMU
 * @direction: enum vg_direction
 * @cause: enum vg_cause
 * @ingress: position of the function through which requests enter the router;
 *	of VG_SHARED_RID the bridge that puts the requester ID on requests of
 *	the peers, or the function itself
 * @culprit: position of the port or function to blame
 * @nth: of VG_SHARED_RID, which of the function's requester IDs it is
 * @range: what can be reached, or can reach; bridges and functions that
 *	vg_leak_peer() denies do not count
 */
struct vg_leak {
	enum vg_direction direction;
	enum vg_cause cause;
	u32 ingress;
	u32 culprit;
	u32 nth;
	struct vg_range range[2];
};

/**
 * typedef vg_leak_fn - called for each leak
 * @context: as given to the walk
 * @leak: valid during the call only
 */
typedef void (*vg_leak_fn)(void *context, const struct vg_leak *leak);

/**
 * typedef vg_decider_fn - called for each function whose registers decide
 * @context: as given to the walk
 * @position: the function
 */
typedef void (*vg_decider_fn)(void *context, u32 position);

void vg_isolation_walk(const struct vg_topology *t, u32 x, vg_leak_fn fn,
		       void *context);
void vg_isolation_shared_rids(const struct vg_topology *t, u32 x,
			      vg_leak_fn fn, void *context);
void vg_isolation_deciders(const struct vg_topology *t, u32 x,
			   vg_decider_fn fn, void *context);
bool vg_leak_peer(const struct vg_topology *t, u32 x,
		  const struct vg_leak *leak, u32 position);

/* bits of the masks that vg_isolation_sets() fills */
#define VG_SET_OUTBOUND	BIT(VG_OUTBOUND)
#define VG_SET_INBOUND	BIT(VG_INBOUND)
#define VG_SET_RID	BIT(VG_SHARED_RID)

u32 vg_isolation_sets(const struct vg_topology *t, u32 x, u8 *mask);
u32 vg_isolation_mark(const struct vg_topology *t, u32 x, u8 *mask,
		      struct vg_range *touched);
void vg_isolation_groups(const struct vg_topology *t, u32 *group);

#endif /* VG_ISOLATION_H */
