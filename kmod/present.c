// SPDX-License-Identifier: GPL-2.0-only
/*
 * present.c - judges devices that VFIO had before the gate was armed or the
 * policy was set, and takes those refused from their driver unless they are in
 * use.
 *
 * From a worker: releasing a driver can wait for its user, module init must
 * not. H17: nobody who holds a lock waits for this worker but module exit.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "assigned.h"
#include "config.h"
#include "core/policy.h"
#include "decide.h"
#include "device.h"
#include "present.h"
#include "state.h"

static struct workqueue_struct *queue;
/* What was decided up to this number is judged anew */
static atomic64_t too_old = ATOMIC64_INIT(0);

static enum vfioguard_action choose(struct vg_device *dev,
				    enum vg_outcome outcome,
				    enum vfioguard_present present)
{
	if (outcome == VG_ALLOW)
		return VFIOGUARD_ACTION_ALLOWED;
	if (outcome == VG_WOULD_REFUSE)
		return VFIOGUARD_ACTION_AUDITED;
	if (present == VFIOGUARD_PRESENT_KEEP ||
	    !VG_UNBINDS_PRESENT)
		return VFIOGUARD_ACTION_KEPT;
	return vg_device_open(dev) ? VFIOGUARD_ACTION_KEPT_OPEN :
				     VFIOGUARD_ACTION_UNBOUND;
}

static bool is_protected(struct pci_dev *pdev)
{
	const struct vg_function f = {
		.vendor = pdev->vendor,
		.class = pdev->class & 0xffffff,
	};
	const struct vg_settings config = vg_config_get();

	return vg_in_scope(&config.policy, &f);
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

/* The gate or the pass before has seen it, under this policy */
static bool is_settled(struct vg_device *dev, const struct vg_settings *config)
{
	return vg_device_decided(dev, atomic64_read(&too_old), config->word);
}

static void judge(struct vg_device *dev, struct pci_dev *pdev, bool wait)
{
	const struct vg_settings config = vg_config_get();
	struct vg_decision *decision;
	enum vfioguard_action action;

	if (is_settled(dev, &config) || !is_assigned(pdev, wait))
		return;
	decision = vg_decide(pdev, &config, 0, true);
	if (is_settled(dev, &config)) {
		/* Bound anew meanwhile, and the gate has judged that */
		vg_decision_drop(decision);
		return;
	}
	action = choose(dev, decision->outcome, config.present);
	/* Until it is released the device counts as a violation */
	vg_decision_record(pdev, decision, VFIOGUARD_TRIGGER_PRESENT, action);
}

/* Whether it is refused although nobody has it open */
static bool is_refused(struct pci_dev *pdev, const struct vg_settings *config)
{
	struct vg_decision *now = vg_decide(pdev, config, 0, true);
	bool refused = now->outcome == VG_REFUSE;

	vg_decision_drop(now);
	return refused;
}

/*
 * No bind was decided since, and no other policy set, for which a scan follows.
 * Whoever tried to open it meanwhile was refused for the same, or because a peer
 * has another owner: that is nothing against the device.
 */
static bool is_condemned(struct vg_device *dev, struct pci_dev *pdev,
			 struct vg_decision *last)
{
	const struct vg_settings config = vg_config_get();

	if (!vg_device_decision(dev, last) || last->policy != config.word)
		return false;
	if (last->trigger == VFIOGUARD_TRIGGER_OPEN)
		return last->action == VFIOGUARD_ACTION_REFUSED &&
		       config.present == VFIOGUARD_PRESENT_UNBIND &&
		       is_refused(pdev, &config);
	return last->trigger == VFIOGUARD_TRIGGER_PRESENT &&
	       last->action == VFIOGUARD_ACTION_UNBOUND;
}

/*
 * Devices that are released before can take long, and this one can have found
 * a user meanwhile: who is kept as if he had been seen at once, because to wait
 * for him would also put off whatever policy comes next. That it is opened, or
 * bound to another driver, between this look and the release cannot be
 * excluded: no release exported to modules takes the driver that is meant.
 */
static void release(struct vg_device *dev, struct pci_dev *pdev, bool wait)
{
	struct vg_decision *last = kmalloc(sizeof(*last),
					   GFP_KERNEL | __GFP_NOFAIL);

	if (!is_condemned(dev, pdev, last) || !is_assigned(pdev, wait)) {
		kfree(last);
	} else if (vg_device_open(dev)) {
		vg_decision_record(pdev, last, VFIOGUARD_TRIGGER_PRESENT,
				   VFIOGUARD_ACTION_KEPT_OPEN);
	} else {
		kfree(last);
		device_release_driver(&pdev->dev);
		vg_decision_unbound();
	}
}

static void visit_all(void (*visit)(struct vg_device *dev,
				    struct pci_dev *pdev, bool wait),
		      bool protected, bool wait)
{
	struct vg_device *dev = NULL;
	struct pci_dev *pdev;

	while ((dev = vg_device_each(dev, &pdev)))
		if (is_protected(pdev) == protected)
			visit(dev, pdev, wait);
}

/*
 * All protected devices are judged before the first is released, which can
 * wait for its user; the others after that, since they are refused only for
 * what they could do to a protected device that is assigned then. Judged in
 * two passes, so that one stuck probe does not keep the rest from it.
 */
static void scan_present(struct work_struct *__always_unused work)
{
	static const bool order[] = { true, false };
	size_t i;

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
 * vg_present_scan() - judge what is assigned already, without waiting
 * @after: decisions up to this number are too old; what was decided later, and
 *	under the policy in force, stands
 *
 * Context: armed, not from the gate: module init, or a request. One that comes
 * too late, while the module leaves, does nothing.
 */
void vg_present_scan(u64 after)
{
	/* The worker may wait for the user of a device that it releases */
	if (!try_module_get(THIS_MODULE))
		return;
	if (after)
		atomic64_set(&too_old, after);
	/* Pairs with the gate, for the policy that was set before */
	smp_mb();
	if (!queue_work(queue, &work))
		module_put(THIS_MODULE);
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
