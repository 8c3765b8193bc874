// SPDX-License-Identifier: GPL-2.0-only
/*
 * use.c - the time between open and close of a device.
 *
 * A device is claimed before it is judged: of two owners who open two devices
 * at once, and must not have one each, at least one sees the other's claim.
 * For A claims a, passes smp_mb() and looks at b; B claims b, passes smp_mb()
 * and looks at a. Had neither seen the other, A's look at b would come before
 * B's claim and B's look at a before A's claim. But A's claim comes before A's
 * look, and B's before B's: each of the four would come before itself. A claim
 * goes only when its open has failed, or the device was closed: whoever does
 * not see it any more competes with nobody. Both can be refused, of which
 * nothing leaks.
 */
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "assigned.h"
#include "core/topology.h"
#include "decide.h"
#include "device.h"
#include "journal.h"
#include "state.h"
#include "use.h"

/**
 * vg_use_claim() - somebody is about to open a device
 * @pdev: the device, open to nobody
 * @owner: who
 *
 * Context: the gate, see there.
 */
void vg_use_claim(struct pci_dev *pdev, const struct vg_owner *owner)
{
	/* Kept with the device from the first open on */
	struct vg_use *use = kzalloc(sizeof(*use), GFP_KERNEL | __GFP_NOFAIL);
	struct vg_device *dev = vg_device_of(pdev);

	if (dev) {
		spin_lock(&dev->lock);
		if (!dev->use)
			swap(dev->use, use);
		dev->use->owner = *owner;
		dev->use->state = VG_USE_CLAIMED;
		vg_devices_changed();
		spin_unlock(&dev->lock);
	}
	vg_device_put(dev);
	kfree(use);
	/* Claims of others are read behind this one */
	smp_mb();
}

/**
 * vg_use_settle() - a claimed device was opened, or was not
 * @pdev: the device
 * @open: it was
 */
void vg_use_settle(struct pci_dev *pdev, bool open)
{
	struct vg_device *dev = vg_device_of(pdev);

	if (!dev)
		return;
	spin_lock(&dev->lock);
	/* Not registered when it was claimed: then it was not allowed either */
	if (dev->use)
		dev->use->state = open ? VG_USE_OPEN : VG_USE_NONE;
	vg_devices_changed();
	spin_unlock(&dev->lock);
	vg_device_put(dev);
}

/* A device that does not answer masters nothing that could be seen */
static bool is_bus_master(struct pci_dev *pdev)
{
	u32 value;

	return !pci_read_config_dword(pdev, PCI_COMMAND, &value) &&
	       !PCI_POSSIBLE_ERROR(value) && value & PCI_COMMAND_MASTER;
}

static void record_close(struct pci_dev *pdev, const struct vg_use *use)
{
	struct vg_decision *entry = vg_event_make(pdev, VFIOGUARD_EVENT_CLOSE);

	entry->owner = use->last;
	snprintf(entry->sentence, sizeof(entry->sentence),
		 "closed by process %u: %s, bus mastering %s", use->last.pid,
		 use->needs_reset ? "left without a reset" : "reset",
		 use->bus_master ? "left on" : "off");
	vg_event_record(entry);
}

/**
 * vg_use_end() - a device was closed by its last user
 * @pdev: the device
 * @needs_reset: what VFIO says of the reset at the close
 *
 * One that was opened before the gate was armed has no owner to lose.
 */
void vg_use_end(struct pci_dev *pdev, bool needs_reset)
{
	struct vg_device *dev = vg_device_of(pdev);
	bool bus_master = is_bus_master(pdev);
	struct vg_use ended = {};
	struct vg_use *use;

	if (!dev)
		return;
	spin_lock(&dev->lock);
	use = dev->use;
	if (use && use->state == VG_USE_OPEN) {
		use->state = VG_USE_NONE;
		use->last = use->owner;
		use->closed = ktime_get_boottime_ns();
		use->needs_reset = needs_reset;
		use->bus_master = bus_master;
		vg_devices_changed();
		ended = *use;
	}
	spin_unlock(&dev->lock);
	vg_device_put(dev);
	if (ended.closed)
		record_close(pdev, &ended);
}

/**
 * vg_use_forget_all() - disarmed: nobody will say when devices are closed
 *
 * Context: may sleep; no task is in the gate any more.
 */
void vg_use_forget_all(void)
{
	struct vg_device *dev = NULL;
	struct pci_dev *pdev;

	while ((dev = vg_device_each(dev, &pdev))) {
		spin_lock(&dev->lock);
		if (dev->use)
			dev->use->state = VG_USE_NONE;
		spin_unlock(&dev->lock);
	}
}

/**
 * vg_use_get() - who uses a device
 * @dev: its entry
 * @copy: filled when it was opened since the gate was armed
 *
 * Return: whether it was.
 */
bool vg_use_get(struct vg_device *dev, struct vg_use *copy)
{
	bool found;

	spin_lock(&dev->lock);
	found = dev->use;
	if (found)
		*copy = *dev->use;
	spin_unlock(&dev->lock);
	return found;
}

/**
 * vg_use_owner() - who has a device open
 * @dev: its entry
 * @owner: filled; nobody when nobody is known to
 *
 * Return: whether somebody is.
 */
bool vg_use_owner(struct vg_device *dev, struct vg_owner *owner)
{
	struct vg_use use;
	bool open = vg_use_get(dev, &use) && use.state == VG_USE_OPEN;

	*owner = open ? use.owner : (struct vg_owner){};
	return open;
}

/**
 * vg_use_describe() - tell the core who uses a device
 * @dev: its entry
 * @f: its facts, of which it is known who drives it
 *
 * One that was opened before the gate was armed has an owner whom nobody knows.
 *
 * Context: may sleep; takes the mutex of groups.
 */
void vg_use_describe(struct vg_device *dev, struct vg_function *f)
{
	struct vg_use use;

	if (vg_use_get(dev, &use)) {
		if (use.state == VG_USE_NONE)
			return;
		/* Its VFIO device can be gone: vfio_unregister_group_dev()
		 * then waits for the user
		 */
		f->flags &= ~VG_F_HOST_DRIVER;
		f->flags |= VG_F_OPEN | VG_F_ASSIGNED;
		if (use.state == VG_USE_CLAIMED)
			f->flags |= VG_F_CLAIMED;
		f->owner_pid = use.owner.pid;
		f->owner_start = use.owner.start;
	} else if (f->flags & VG_F_ASSIGNED && vg_device_unguarded(dev) &&
		   vg_device_open(dev)) {
		f->flags |= VG_F_OPEN;
	}
}
