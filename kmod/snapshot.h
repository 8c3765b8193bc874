/* SPDX-License-Identifier: GPL-2.0-only */
/* snapshot.h - the facts of all PCI functions of the host, at one time */
#ifndef VG_SNAPSHOT_H
#define VG_SNAPSHOT_H

#include <linux/pci.h>

#include "core/rules.h"
#include "core/topology.h"

struct vg_source;

/**
 * struct vg_snapshot - topology of the host and the functions it came from
 * @policy: what it was taken for, and what chose the registers that are read:
 *	by another one devices would be judged on some that nobody asked for
 * @topology: what the core judges
 * @source: the functions, by vg_topology.origin; a reference to each
 * @count: number of functions
 * @memory: of @topology
 */
struct vg_snapshot {
	struct vg_policy policy;
	struct vg_topology topology;
	struct vg_source *source;
	u32 count;
	void *memory;
};

int vg_snapshot_take(struct vg_snapshot *snapshot, struct pci_dev *only,
		     const struct vg_policy *policy, bool may_wake);
void vg_snapshot_drop(struct vg_snapshot *snapshot);
struct pci_dev *vg_snapshot_pdev(const struct vg_snapshot *snapshot,
				 u32 position);
pci_power_t vg_snapshot_power(const struct vg_snapshot *snapshot, u32 position);
s32 vg_snapshot_find(const struct vg_snapshot *snapshot, struct pci_dev *pdev);

#endif /* VG_SNAPSHOT_H */
