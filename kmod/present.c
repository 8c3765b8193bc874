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
#include <linux/string.h>
#include <linux/workqueue.h>

#include "config.h"
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
	if (vg_config.present == VFIOGUARD_PRESENT_KEEP ||
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

static void judge_present(struct vg_device *dev, struct pci_dev *pdev)
{
	struct vg_decision *decision = vg_decide(pdev);
	enum vfioguard_action action = choose(dev, decision->outcome);

	announce(pdev, decision, action);
	/* Before the release, which waits when it was opened just now: until
	 * then the device counts as a violation.
	 */
	vg_decision_record(pdev, decision, VFIOGUARD_TRIGGER_PRESENT, action);
	if (action == VFIOGUARD_ACTION_UNBOUND) {
		device_release_driver(&pdev->dev);
		vg_decision_unbound();
	}
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

static void scan(bool wait)
{
	struct vg_device *dev;
	struct pci_dev *pdev;
	unsigned long key = 0;

	for (; (dev = vg_device_next(&key)); key++) {
		pdev = vg_device_pdev(dev);
		/* With a decision, the gate or the scan before has seen it */
		if (pdev && !vg_device_decided(dev) && is_assigned(pdev, wait))
			judge_present(dev, pdev);
		pci_dev_put(pdev);
		vg_device_put(dev);
	}
}

/* Twice, so that one stuck probe does not keep the others from being judged */
static void scan_present(struct work_struct *work)
{
	scan(false);
	scan(true);
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
