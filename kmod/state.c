// SPDX-License-Identifier: GPL-2.0-only
/*
 * state.c - what is remembered of a device: the last decision, what it was
 * approved with, and whether it is at the gate.
 *
 * Under vg_device.lock, whose place among the locks device.c has: nothing here
 * sleeps with it. Once the function is being deleted nothing is remembered of
 * it any more.
 */
#include <linux/bits.h>
#include <linux/kref.h>
#include <linux/minmax.h>
#include <linux/pci.h>
#include <linux/spinlock.h>

#include "approval.h"
#include "assigned.h"
#include "decide.h"
#include "device.h"
#include "state.h"

/* What the review found of a use is over with the use */
static bool is_over(struct vg_device *dev)
{
	bool reviewed;

	spin_lock(&dev->lock);
	reviewed = dev->decision &&
		   dev->decision->trigger == VFIOGUARD_TRIGGER_WATCH;
	spin_unlock(&dev->lock);
	return reviewed && !vg_device_open(dev);
}

/**
 * vg_devices_violations() - count what should not be assigned
 *
 * Context: may sleep.
 * Return: number of assigned devices whose last decision refuses them as they are.
 */
u32 vg_devices_violations(void)
{
	struct vg_device *dev = NULL;
	struct pci_dev *pdev;
	u32 count = 0;

	while ((dev = vg_device_each_refused(dev, &pdev)))
		if (vg_pdev_assigned(pdev) && !is_over(dev))
			count++;
	return count;
}

/* That others have what it reaches is nothing against a device */
static bool is_of_others(const struct vg_decision *decision)
{
	return decision->trigger == VFIOGUARD_TRIGGER_OPEN &&
	       decision->rules == BIT(VG_RULE_PEER_OWNER_CONFLICT);
}

static void approve(struct vg_device *dev, struct vg_decision *decision)
{
	lockdep_assert_held(&dev->lock);

	if (!decision->approved)
		return;
	swap(dev->approved, decision->approved);
	if (decision->approved)
		vg_approvals_inherit(dev->approved, decision->approved);
}

static bool is_last(struct vg_device *dev, const struct vg_decision *last)
{
	lockdep_assert_held(&dev->lock);

	return dev->decision && dev->decision->sequence == last->sequence;
}

/**
 * vg_device_is_last() - whether nothing was decided since
 * @dev: the entry
 * @last: copy of a decision
 *
 * Return: whether it is still the last one about the device.
 */
bool vg_device_is_last(struct vg_device *dev, const struct vg_decision *last)
{
	bool so;

	spin_lock(&dev->lock);
	so = is_last(dev, last);
	spin_unlock(&dev->lock);
	return so;
}

/**
 * vg_device_approve() - other ports than before decide for a device
 * @dev: the entry
 * @last: copy of the last decision; with another one meanwhile nothing is done
 * @now: what was decided again, and led to nothing else
 */
void vg_device_approve(struct vg_device *dev, const struct vg_decision *last,
		       struct vg_decision *now)
{
	spin_lock(&dev->lock);
	if (dev->pdev && is_last(dev, last))
		approve(dev, now);
	spin_unlock(&dev->lock);
}

/**
 * vg_device_set_decision() - remember the last decision about a device
 * @dev: the entry
 * @decision: from kmalloc(); owned by this function from now on. An older one
 *	than there is, by its number, is dropped
 */
void vg_device_set_decision(struct vg_device *dev, struct vg_decision *decision)
{
	spin_lock(&dev->lock);
	if (dev->pdev && (!dev->decision ||
			  dev->decision->sequence < decision->sequence)) {
		swap(dev->decision, decision);
		/* @decision is the one before now: the gate never asked it */
		dev->decision->unguarded =
			dev->decision->trigger != VFIOGUARD_TRIGGER_BIND &&
			(!decision || decision->unguarded);
		dev->decision->was_unguarded = dev->decision->unguarded ||
			(decision && decision->was_unguarded);
		/* What was approved before goes with the decision before */
		approve(dev, dev->decision);
		if (decision)
			swap(dev->decision->approved, decision->approved);
		if (!is_of_others(dev->decision))
			vg_device_mark(dev,
				       dev->decision->outcome == VG_REFUSE);
		/* And what was found of the use before is over */
		else if (decision &&
			 decision->trigger == VFIOGUARD_TRIGGER_WATCH)
			vg_device_mark(dev, false);
		vg_devices_changed();
	}
	spin_unlock(&dev->lock);
	vg_decision_drop(decision);
}

/**
 * vg_device_approved() - what a device was approved with
 * @dev: the entry
 *
 * Return: the list with a reference for the caller, or NULL.
 */
struct vg_approvals *vg_device_approved(struct vg_device *dev)
{
	struct vg_approvals *approved;

	spin_lock(&dev->lock);
	approved = dev->approved;
	if (approved)
		kref_get(&approved->refs);
	spin_unlock(&dev->lock);
	return approved;
}

/**
 * vg_device_decision() - the last decision about a device
 * @dev: the entry
 * @copy: filled when there is one
 *
 * Return: whether there is one.
 */
bool vg_device_decision(struct vg_device *dev, struct vg_decision *copy)
{
	bool found;

	spin_lock(&dev->lock);
	found = dev->decision;
	if (found)
		*copy = *dev->decision;
	spin_unlock(&dev->lock);
	return found;
}

/**
 * vg_device_decided() - look for a decision about a device
 * @dev: the entry
 * @after: number of the last decision that is too old
 * @policy: what was in force, vg_settings.word
 *
 * Return: whether the last one is younger, of that policy, and one of those that
 * bind the device or take it away. The others leave it where it is.
 */
bool vg_device_decided(struct vg_device *dev, u64 after, u32 policy)
{
	bool decided;

	spin_lock(&dev->lock);
	decided = dev->decision && dev->decision->sequence > after &&
		  dev->decision->policy == policy &&
		  dev->decision->trigger != VFIOGUARD_TRIGGER_OPEN &&
		  dev->decision->trigger != VFIOGUARD_TRIGGER_WATCH;
	spin_unlock(&dev->lock);
	return decided;
}

/**
 * vg_device_set_binding() - a VFIO driver is at the gate with a device, or was
 * @pdev: the device that is being probed
 * @binding: it is
 */
void vg_device_set_binding(struct pci_dev *pdev, bool binding)
{
	struct vg_device *dev = vg_device_of(pdev);

	if (!dev)
		return;
	spin_lock(&dev->lock);
	dev->binding = binding;
	spin_unlock(&dev->lock);
	vg_device_put(dev);
}

/**
 * vg_device_binding() - whether a VFIO driver is at the gate with a device
 * @dev: the entry
 *
 * Return: whether the driver that it has is one of VFIO, although nothing else
 * shows that yet.
 */
bool vg_device_binding(struct vg_device *dev)
{
	bool binding;

	spin_lock(&dev->lock);
	binding = dev->binding;
	spin_unlock(&dev->lock);
	return binding;
}

/**
 * vg_device_unguarded() - whether a device can be open without the gate's leave
 * @dev: the entry of a device that is assigned
 *
 * Until it is judged for the first time nothing is known of one that was bound
 * before the gate was armed. One that was opened since then is closed when its
 * use is over.
 *
 * Return: whether it was bound before the gate was armed, and not opened since.
 */
bool vg_device_unguarded(struct vg_device *dev)
{
	bool unguarded;

	spin_lock(&dev->lock);
	unguarded = !dev->use && (!dev->decision || dev->decision->unguarded);
	spin_unlock(&dev->lock);
	return unguarded;
}
