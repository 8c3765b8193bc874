// SPDX-License-Identifier: GPL-2.0-only
/*
 * selection.c - the functions whose registers decide: chosen, woken, read.
 *
 * A part of taking a snapshot: what snapshot.c says of locks and static data
 * holds here, too. Ports are woken for it, which can take seconds.
 */
#include <linux/delay.h>
#include <linux/iommu.h>
#include <linux/jiffies.h>
#include <linux/pci.h>
#include <linux/pm_runtime.h>

#include "collection.h"
#include "compat/iommu.h"
#include "config.h"
#include "device.h"
#include "gpu.h"
#include "region.h"
#include "registers.h"
#include "selection.h"

/* Waking a port takes 100 ms and more, PCIe 6.6.1 */
#define WAKE_TIMEOUT	msecs_to_jiffies(2000)
#define WAKE_POLL_MS	5

static void select_slot(struct vg_collection *c, unsigned long slot)
{
	u32 i;

	for (i = 0; i < c->count; i++)
		if (c->source[i].slot == slot)
			c->source[i].read = true;
}

/* Rule 24 also asks whom the devices reach that others have open */
static void select_ports_of_open(struct vg_collection *c)
{
	u32 i;
	u32 p;

	for (i = 0; i < c->count; i++) {
		if (!(c->fn[i].flags & VG_F_OPEN))
			continue;
		for (p = 0; p < c->count; p++)
			if (c->source[p].port &&
			    c->source[p].slot == c->source[i].slot)
				c->source[p].read = true;
	}
}

/*
 * Registers below other slots of the root bus decide nothing, and ports there
 * may sleep on, unless it matters who has what open.
 */
static int select_sources(struct vg_collection *c, struct pci_dev *only,
			  const struct vg_policy *policy)
{
	struct vg_source *s;
	u32 i;

	if (only) {
		s = vg_source_find(c, vg_pdev_key(only));
		/* Removed meanwhile, or lost: nothing can be said about it */
		if (!s || s->pdev != only || s->slot == VG_NO_KEY)
			return -ENODEV;
		select_slot(c, s->slot);
		if (policy->peers == VG_PEERS_SAME_OWNER)
			select_ports_of_open(c);
		return 0;
	}
	for (i = 0; i < c->count; i++)
		if (!c->source[i].read && vg_config_covers(policy, &c->fn[i]))
			select_slot(c, c->source[i].slot);
	return 0;
}

/*
 * Wakes ports, the function asked for, and what has no power: in D3hot config
 * space is there below a port that is awake. They stay awake until the snapshot
 * is dropped, since records are read by it. Not synchronously: a port that
 * comes from D3cold resumes its bus under pci_bus_sem, which may wait for the
 * device_lock of our caller. Ours are only the request and a bounded wait.
 */
static void wake(struct vg_collection *c, struct pci_dev *only)
{
	unsigned long deadline;
	u32 i;

	for (i = 0; i < c->count; i++) {
		struct vg_source *s = &c->source[i];

		if (!s->read || (!s->port && s->pdev != only &&
				 s->power != PCI_D3cold))
			continue;
		pm_runtime_get(&s->pdev->dev);
		s->awake = true;
	}
	deadline = jiffies + WAKE_TIMEOUT;
	for (i = 0; i < c->count; i++)
		while (c->source[i].awake &&
		       !pm_runtime_active(&c->source[i].pdev->dev) &&
		       time_before(jiffies, deadline))
			msleep(WAKE_POLL_MS);
}

/* What is behind the IOMMU core's claim: an IOMMU, remapping, regions */
static void check_iommu(const struct vg_source *s, struct vg_function *f)
{
	struct vg_device *dev = vg_device_get(s->key);
	struct iommu_group *group = NULL;

	if (!dev)
		return;
	spin_lock(&dev->lock);
	if (dev->pdev == s->pdev) {
		group = iommu_group_get(&s->pdev->dev);
		/* What VFIO itself asks for; a no-IOMMU group does not have it */
		if (group && device_iommu_capable(&s->pdev->dev,
						  IOMMU_CAP_CACHE_COHERENCY))
			f->flags |= VG_F_IOMMU;
	}
	spin_unlock(&dev->lock);
	vg_device_put(dev);
	/* Takes the group's mutex, so outside of the lock */
	if (group) {
		if (vg_group_isolated_msi(group))
			f->flags |= VG_F_MSI_ISOLATED;
		f->flags |= vg_group_region_flags(group);
	}
	iommu_group_put(group);
}

/* What matters of a device that is judged, not of its neighbours */
static void check_device(const struct vg_source *s, struct vg_function *f)
{
	check_iommu(s, f);
	if (vg_gpu_bar_unassigned(s->pdev))
		f->flags |= VG_F_BAR_UNASSIGNED;
}

/* A port that sleeps has registers as long as the one above it is awake */
static bool is_reachable(const struct vg_collection *c,
			 const struct vg_source *s)
{
	const struct vg_source *above = vg_source_find(c, s->bridge);

	return s->power != PCI_D3cold &&
	       (!above || pm_runtime_active(&above->pdev->dev));
}

/* What lies below a port that sleeps does nothing, as long as nobody wakes it */
static void read_one(const struct vg_collection *c, u32 i, bool woken)
{
	const struct vg_source *s = &c->source[i];
	struct vg_function *f = &c->fn[i];

	if (!s->read)
		f->flags |= VG_F_NOT_READ;
	else if (woken || is_reachable(c, s))
		vg_registers_read(s->pdev, f);
	else
		f->flags |= VG_F_UNREADABLE | VG_F_QUIET;
}

static void read_all(struct vg_collection *c, struct pci_dev *only,
		     bool may_wake)
{
	u32 i;

	if (may_wake)
		wake(c, only);
	for (i = 0; i < c->count; i++) {
		read_one(c, i, may_wake);
		if (only ? c->source[i].pdev == only : c->source[i].read)
			check_device(&c->source[i], &c->fn[i]);
	}
}

/**
 * vg_selection_read() - read what decides
 * @c: gathered; registers are added to its facts
 * @only: the function to be judged, or NULL; see vg_snapshot_take()
 * @policy: in force
 * @may_wake: see vg_snapshot_take()
 *
 * Context: see snapshot.c; may sleep, up to seconds when ports have to be
 * woken. What was woken is kept awake for whoever has the references.
 * Return: 0, or -ENODEV when nothing can be said about @only.
 */
int vg_selection_read(struct vg_collection *c, struct pci_dev *only,
		      const struct vg_policy *policy, bool may_wake)
{
	int err = select_sources(c, only, policy);

	if (!err)
		read_all(c, only, may_wake);
	return err;
}
