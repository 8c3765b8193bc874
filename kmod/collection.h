/* SPDX-License-Identifier: GPL-2.0-only */
/* collection.h - the functions of the host, and where their facts came from */
#ifndef VG_COLLECTION_H
#define VG_COLLECTION_H

#include <linux/limits.h>
#include <linux/pci.h>

#include "core/topology.h"

/* Of no function */
#define VG_NO_KEY	ULONG_MAX

/**
 * struct vg_source - where the facts of a function came from
 * @pdev: the function, a reference
 * @key: vg_pdev_key()
 * @bridge: key of the bridge whose secondary bus it is on, or VG_NO_KEY
 * @slot: key of function 0 of the slot of a root bus that it is below of
 * @port: a bridge with something below
 * @read: its registers are wanted
 * @awake: a runtime PM reference is held
 * @power: its state before that
 */
struct vg_source {
	struct pci_dev *pdev;
	unsigned long key;
	unsigned long bridge;
	unsigned long slot;
	bool port;
	bool read;
	bool awake;
	pci_power_t power;
};

/**
 * struct vg_collection - a snapshot in the making
 * @source: sorted by key
 * @fn: facts of the same functions
 * @alias: further requester IDs
 * @vfio: a driver of VFIO, or NULL; only to compare with
 * @count: number of functions
 * @capacity: of @source and @fn
 * @alias_count: number of aliases
 * @alias_capacity: of @alias
 */
struct vg_collection {
	struct vg_source *source;
	struct vg_function *fn;
	struct vg_alias *alias;
	const struct device_driver *vfio;
	u32 count;
	u32 capacity;
	u32 alias_count;
	u32 alias_capacity;
};

int vg_collection_gather(struct vg_collection *c, struct pci_dev *only);
struct vg_source *vg_source_find(const struct vg_collection *c,
				 unsigned long key);

#endif /* VG_COLLECTION_H */
