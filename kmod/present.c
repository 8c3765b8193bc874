// SPDX-License-Identifier: GPL-2.0-only
/*
 * present.c - judges devices that VFIO had before the gate was armed, and
 * takes those refused from their driver unless they are in use.
 *
 * From a worker: releasing a driver can wait for its user, module init must
 * not. H17: nobody who holds a lock waits for this worker but module exit.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "config.h"
#include "core/policy.h"
#include "decide.h"
#include "device.h"
#include "present.h"

static struct workqueue_struct *queue;

static enum vfioguard_action choose(struct vg_device *dev,
				    enum vg_outcome outcome)
{
	if (outcome == VG_ALLOW)
		return VFIOGUARD_ACTION_ALLOWED;
	if (outcome == VG_WOULD_REFUSE)
		return VFIOGUARD_ACTION_AUDITED;
	if (vg_parameters.present == VFIOGUARD_PRESENT_KEEP ||
	    !VG_UNBINDS_PRESENT)
		return VFIOGUARD_ACTION_KEPT;
	return vg_device_open(dev) ? VFIOGUARD_ACTION_KEPT_OPEN :
				     VFIOGUARD_ACTION_UNBOUND;
}

/* The sentence without the verdict in front */
static const char *reason_of(const struct vg_decision *decision)
{
	const char *colon = strstr(decision->sentence, ": ");

	return colon ? colon + 2 : decision->sentence;
}

static void announce(struct pci_dev *pdev, const struct vg_decision *decision,
		     enum vfioguard_action action)
{
	switch (action) {
	case VFIOGUARD_ACTION_AUDITED:
		pci_warn(pdev, "vfioguard: %s\n", decision->sentence);
		break;
	case VFIOGUARD_ACTION_KEPT:
		pci_warn(pdev, "vfioguard: kept: %s\n", reason_of(decision));
		break;
	case VFIOGUARD_ACTION_KEPT_OPEN:
		pci_warn(pdev, "vfioguard: kept: in use, but %s\n",
			 reason_of(decision));
		break;
	case VFIOGUARD_ACTION_UNBOUND:
		pci_warn(pdev, "vfioguard: unbound: %s\n",
			 reason_of(decision));
		break;
	default:
		break;
	}
}

static bool is_protected(struct pci_dev *pdev)
{
	const struct vg_function f = {
		.vendor = pdev->vendor,
		.class = pdev->class & 0xffffff,
	};

	return vg_in_scope(&vg_parameters.policy, &f);
}

/*
 * A probe that passed the hook's place before it was armed has no VFIO child
 * yet, but holds device_lock until it has: so the lock is taken for the look.
 */
static bool is_assigned(struct pci_dev *pdev, bool wait)
{
	bool assigned;

	if (!READ_ONCE(pdev->dev.driver))
		return false;
	if (wait)
		device_lock(&pdev->dev);
	else if (!device_trylock(&pdev->dev))
		return false;
	assigned = vg_pdev_assigned(pdev);
	device_unlock(&pdev->dev);
	return assigned;
}

static void judge(struct vg_device *dev, struct pci_dev *pdev, bool wait)
{
	struct vg_decision *decision;
	enum vfioguard_action action;

	/* With a decision, the gate or the pass before has seen it */
	if (vg_device_decided(dev) || !is_assigned(pdev, wait))
		return;
	decision = vg_decide(pdev);
	if (vg_device_decided(dev)) {
		/* Bound anew meanwhile, and the gate has judged that */
		kfree(decision);
		return;
	}
	action = choose(dev, decision->outcome);
	announce(pdev, decision, action);
	/* Until it is released the device counts as a violation */
	vg_decision_record(pdev, decision, VFIOGUARD_TRIGGER_PRESENT, action);
}

/*
 * Waits for the user of a device that was opened since it was judged. That it
 * is bound to another driver between this look and the release cannot be
 * excluded: no release exported to modules takes the driver that is meant.
 */
static void release(struct vg_device *dev, struct pci_dev *pdev, bool wait)
{
	struct vg_decision *last = kmalloc(sizeof(*last),
					   GFP_KERNEL | __GFP_NOFAIL);

	if (vg_device_decision(dev, last) &&
	    last->trigger == VFIOGUARD_TRIGGER_PRESENT &&
	    last->action == VFIOGUARD_ACTION_UNBOUND &&
	    is_assigned(pdev, wait)) {
		device_release_driver(&pdev->dev);
		vg_decision_unbound();
	}
	kfree(last);
}

static void visit_all(void (*visit)(struct vg_device *dev,
				    struct pci_dev *pdev, bool wait),
		      bool protected, bool wait)
{
	struct vg_device *dev;
	struct pci_dev *pdev;
	unsigned long key = 0;

	for (; (dev = vg_device_next(&key)); key++) {
		pdev = vg_device_pdev(dev);
		if (pdev && is_protected(pdev) == protected)
			visit(dev, pdev, wait);
		pci_dev_put(pdev);
		vg_device_put(dev);
	}
}

/*
 * All protected devices are judged before the first is released, which can
 * wait for its user; the others after that, since they are refused only for
 * what they could do to a protected device that is assigned then. Judged in
 * two passes, so that one stuck probe does not keep the rest from it.
 */
static void scan_present(struct work_struct *work)
{
	static const bool order[] = { true, false };
	int i;

	for (i = 0; i < ARRAY_SIZE(order); i++) {
		visit_all(judge, order[i], false);
		visit_all(judge, order[i], true);
		visit_all(release, order[i], true);
	}
	/* vg_present_exit() waits for the few instructions that follow */
	module_put(THIS_MODULE);
}

static DECLARE_WORK(work, scan_present);

/**
 * vg_present_init() - make the worker
 *
 * Context: module init.
 * Return: 0 or -ENOMEM.
 */
int __init vg_present_init(void)
{
	queue = alloc_ordered_workqueue("vfioguard", 0);
	return queue ? 0 : -ENOMEM;
}

/**
 * vg_present_start() - judge what is assigned already, without waiting
 *
 * Context: module init, armed.
 */
void __init vg_present_start(void)
{
	/* The worker may wait for the user of a device that it releases */
	__module_get(THIS_MODULE);
	queue_work(queue, &work);
}

/**
 * vg_present_exit() - wait for the worker and end it
 *
 * Context: module init and exit.
 */
void vg_present_exit(void)
{
	destroy_workqueue(queue);
}
