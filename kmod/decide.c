// SPDX-License-Identifier: GPL-2.0-only
/* decide.c - judges live devices, records what that led to, and counts */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "config.h"
#include "core/policy.h"
#include "decide.h"
#include "device.h"
#include "snapshot.h"

static atomic64_t sequence = ATOMIC64_INIT(0);
static atomic64_t allowed = ATOMIC64_INIT(0);
static atomic64_t refused = ATOMIC64_INIT(0);
static atomic64_t would_refuse = ATOMIC64_INIT(0);
static atomic64_t unbound = ATOMIC64_INIT(0);

static int judge(struct pci_dev *pdev, struct vg_verdict *verdict)
{
	struct vg_snapshot snapshot;
	s32 position;
	int err;

	err = vg_snapshot_take(&snapshot, pdev);
	if (err)
		return err;
	position = vg_snapshot_find(&snapshot, pdev);
	if (position == VG_NONE)
		err = -ENODEV;
	else
		vg_judge(&snapshot.topology, position, &vg_parameters.policy,
			 verdict);
	vg_snapshot_drop(&snapshot);
	return err;
}

static void take_verdict(struct vg_decision *decision,
			 const struct vg_verdict *verdict)
{
	decision->outcome = verdict->outcome;
	if (verdict->decisive != VG_NONE)
		decision->rule = verdict->finding[verdict->decisive].rule;
	vg_sentence(decision->sentence, sizeof(decision->sentence), verdict);
}

/* Fail closed: what cannot be judged is not handed out */
static void take_error(struct vg_decision *decision, int err)
{
	decision->outcome = vg_outcome_of(&vg_parameters.policy, true);
	snprintf(decision->sentence, sizeof(decision->sentence),
		 "%s: the isolation of this device cannot be judged (%pe)",
		 decision->outcome == VG_REFUSE ? "refused" : "would refuse",
		 ERR_PTR(err));
}

/**
 * vg_decide() - judge a device
 * @pdev: the device, the caller holds a reference
 *
 * A device that cannot be judged, for lack of memory or because it is being
 * deleted, is judged refused.
 *
 * Context: may sleep, see vg_snapshot_take().
 * Return: the decision, without number, time, trigger and action; for
 * vg_decision_record(), which frees it.
 */
struct vg_decision *vg_decide(struct pci_dev *pdev)
{
	struct vg_verdict *verdict = kvmalloc(sizeof(*verdict), GFP_KERNEL);
	struct vg_decision *decision;
	int err = -ENOMEM;

	/* No refusal without a record; so small an allocation only waits */
	decision = kzalloc(sizeof(*decision), GFP_KERNEL | __GFP_NOFAIL);
	if (verdict)
		err = judge(pdev, verdict);
	if (err)
		take_error(decision, err);
	else
		take_verdict(decision, verdict);
	kvfree(verdict);
	return decision;
}

static void count(enum vg_outcome outcome)
{
	switch (outcome) {
	case VG_ALLOW:
		atomic64_inc(&allowed);
		break;
	case VG_REFUSE:
		atomic64_inc(&refused);
		break;
	case VG_WOULD_REFUSE:
		atomic64_inc(&would_refuse);
		break;
	}
}

/**
 * vg_decision_record() - number a decision and remember it with its device
 * @pdev: the device, the caller holds a reference
 * @decision: from vg_decide(); owned by this function from now on
 * @trigger: what asked for it
 * @action: what it leads to
 */
void vg_decision_record(struct pci_dev *pdev, struct vg_decision *decision,
			enum vfioguard_trigger trigger,
			enum vfioguard_action action)
{
	struct vg_device *dev = vg_device_of(pdev);

	decision->trigger = trigger;
	decision->action = action;
	decision->time = ktime_get_boottime_ns();
	decision->sequence = atomic64_inc_return(&sequence);
	count(decision->outcome);
	if (dev)
		vg_device_set_decision(dev, decision);
	else
		kfree(decision);
	vg_device_put(dev);
}

static enum vfioguard_action action_of(enum vg_outcome outcome)
{
	switch (outcome) {
	case VG_ALLOW:
		return VFIOGUARD_ACTION_ALLOWED;
	case VG_WOULD_REFUSE:
		return VFIOGUARD_ACTION_AUDITED;
	case VG_REFUSE:
		break;
	}
	return VFIOGUARD_ACTION_REFUSED;
}

/**
 * vg_decide_bind() - decide whether a device may be bound to a VFIO driver
 * @pdev: the device that is being probed
 *
 * H11: nothing of an earlier judgement is used. H12: the task is often a
 * kworker, so nothing is asked of it.
 *
 * Context: the gate, see there.
 * Return: 0, or -EPERM after one warning that names device, rule and cause.
 */
int vg_decide_bind(struct pci_dev *pdev)
{
	struct vg_decision *decision = vg_decide(pdev);
	enum vg_outcome outcome = decision->outcome;

	if (outcome != VG_ALLOW)
		pci_warn(pdev, "vfioguard: %s\n", decision->sentence);
	vg_decision_record(pdev, decision, VFIOGUARD_TRIGGER_BIND,
			   action_of(outcome));
	return outcome == VG_REFUSE && VG_REFUSES_BIND ? -EPERM : 0;
}

/** vg_decision_unbound() - count a device that was taken from its driver */
void vg_decision_unbound(void)
{
	atomic64_inc(&unbound);
}

/**
 * vg_decision_stats() - read the counters
 * @stats: filled
 */
void vg_decision_stats(struct vg_decision_stats *stats)
{
	stats->sequence = atomic64_read(&sequence);
	stats->allowed = atomic64_read(&allowed);
	stats->refused = atomic64_read(&refused);
	stats->would_refuse = atomic64_read(&would_refuse);
	stats->unbound = atomic64_read(&unbound);
}
