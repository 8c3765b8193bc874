// SPDX-License-Identifier: GPL-2.0-only
/*
 * snapshot.c - pci_dev to records of the core.
 *
 * Runs in the gate, below a device_lock and maybe the rescan lock: takes
 * neither these nor pci_bus_sem (an AER handler holds that while it waits for
 * a device_lock, and a queued writer then blocks us). H18: no static data.
 */
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "collection.h"
#include "host.h"
#include "selection.h"
#include "snapshot.h"

/* A host that changes while it is looked at is looked at again, so often */
#define TRIES		3

static int build(struct vg_snapshot *snapshot, const struct vg_collection *c)
{
	struct vg_snapshot_facts facts = {
		.fn = c->fn,
		.count = c->count,
		.alias = c->alias,
		.alias_count = c->alias_count,
		.host = *vg_host_facts(),
	};
	int err;

	if (c->count > VG_MAX_FUNCTIONS || c->alias_count > VG_MAX_ALIASES)
		return -E2BIG;
	snapshot->memory = kvmalloc(vg_topology_bytes(c->count, c->alias_count),
				    GFP_KERNEL);
	if (!snapshot->memory)
		return -ENOMEM;
	err = vg_topology_build(&snapshot->topology, &facts, snapshot->memory);
	if (err)
		kvfree(snapshot->memory);
	/* One function twice: it went and another came while we looked */
	return err == -EEXIST ? -EAGAIN : err;
}

static void put_sources(struct vg_source *source, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++) {
		if (source[i].awake)
			pm_runtime_put(&source[i].pdev->dev);
		pci_dev_put(source[i].pdev);
	}
	kvfree(source);
}

static int try_take(struct vg_snapshot *snapshot, struct pci_dev *only,
		    bool may_wake)
{
	struct vg_collection c;
	int err;

	err = vg_collection_gather(&c, only);
	if (!err)
		err = vg_selection_read(&c, only, &snapshot->policy, may_wake);
	if (!err)
		err = build(snapshot, &c);
	kvfree(c.alias);
	kvfree(c.fn);
	if (err) {
		put_sources(c.source, c.count);
		return err;
	}
	snapshot->source = c.source;
	snapshot->count = c.count;
	return 0;
}

/**
 * vg_snapshot_take() - gather the facts of the host
 * @snapshot: filled; the caller drops it with vg_snapshot_drop()
 * @only: the function to be judged, the caller holds a reference: registers
 *	that cannot decide for it are not read; NULL for all that are covered
 * @policy: what they are to be judged by
 * @may_wake: what sleeps and has to be read is woken; else what lies below a
 *	port that sleeps is unreadable, and quiet
 *
 * Context: may sleep, up to seconds when ports have to be woken. Callers may
 * hold a device_lock and the rescan lock.
 * Return: 0, -ENOMEM, -ENODEV when @only is being deleted or not registered,
 * -EAGAIN when the host does not stand still, -E2BIG when it is too big.
 * There is nothing to drop then.
 */
int vg_snapshot_take(struct vg_snapshot *snapshot, struct pci_dev *only,
		     const struct vg_policy *policy, bool may_wake)
{
	int tries;
	int err = -EAGAIN;

	might_sleep();
	memset(snapshot, 0, sizeof(*snapshot));
	snapshot->policy = *policy;
	for (tries = 0; tries < TRIES && err == -EAGAIN; tries++)
		err = try_take(snapshot, only, may_wake);
	return err;
}

/**
 * vg_snapshot_drop() - free a snapshot, and let sleep what it keeps awake
 * @snapshot: taken
 */
void vg_snapshot_drop(struct vg_snapshot *snapshot)
{
	put_sources(snapshot->source, snapshot->count);
	kvfree(snapshot->memory);
}

/**
 * vg_snapshot_pdev() - the function at a position
 * @snapshot: taken
 * @position: of its topology
 *
 * Return: the function; the snapshot keeps its reference.
 */
struct pci_dev *vg_snapshot_pdev(const struct vg_snapshot *snapshot,
				 u32 position)
{
	return snapshot->source[snapshot->topology.origin[position]].pdev;
}

/**
 * vg_snapshot_power() - the power state of the function at a position
 * @snapshot: taken
 * @position: of its topology
 *
 * Return: what it was in before it was woken to be read.
 */
pci_power_t vg_snapshot_power(const struct vg_snapshot *snapshot, u32 position)
{
	return snapshot->source[snapshot->topology.origin[position]].power;
}

/**
 * vg_snapshot_find() - where a function is
 * @snapshot: taken
 * @pdev: the function
 *
 * Return: its position or VG_NONE.
 */
s32 vg_snapshot_find(const struct vg_snapshot *snapshot, struct pci_dev *pdev)
{
	s32 position = vg_topology_find(&snapshot->topology,
					pci_domain_nr(pdev->bus),
					pci_dev_id(pdev));

	if (position != VG_NONE && vg_snapshot_pdev(snapshot, position) != pdev)
		return VG_NONE;
	return position;
}
