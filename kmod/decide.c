// SPDX-License-Identifier: GPL-2.0-only
/* decide.c - judges live devices, records what that led to, and counts */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "approval.h"
#include "config.h"
#include "core/policy.h"
#include "decide.h"
#include "device.h"
#include "journal.h"
#include "snapshot.h"
#include "state.h"
#include "use.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

static atomic64_t allowed = ATOMIC64_INIT(0);
static atomic64_t refused = ATOMIC64_INIT(0);
static atomic64_t would_refuse = ATOMIC64_INIT(0);
static atomic64_t unbound = ATOMIC64_INIT(0);

/* A part of a path would be that of another device */
static void take_path(struct vg_decision *decision, const struct vg_topology *t,
		      u32 position)
{
	char path[VG_SLOT_PATH_LEN];

	vg_slot_path(path, sizeof(path), t, position);
	if (strscpy(decision->path, path, sizeof(decision->path)) < 0)
		*decision->path = '\0';
}

static void take_verdict(struct vg_decision *decision,
			 const struct vg_verdict *verdict)
{
	const struct vg_finding *f;
	u32 i;

	decision->outcome = verdict->outcome;
	for (i = 0; i < vg_findings_stored(verdict); i++)
		if (verdict->finding[i].severity == VG_SEVERITY_REFUSE)
			decision->rules |= BIT(verdict->finding[i].rule);
	if (verdict->decisive != VG_NONE) {
		f = &verdict->finding[verdict->decisive];
		decision->culprit = f->culprit;
		decision->wanted = f->wanted;
		decision->seen = f->seen;
	}
	vg_sentence(decision->sentence, sizeof(decision->sentence), verdict);
}

/**
 * vg_judge_device() - judge a device by what it was approved with, too
 * @topology: of a snapshot
 * @x: position of the device
 * @policy: what is in force
 * @verdict: filled
 */
void vg_judge_device(const struct vg_topology *topology, u32 x,
		     const struct vg_policy *policy, struct vg_verdict *verdict)
{
	const struct vg_function *f = &topology->fn[x];
	struct vg_device *dev = vg_device_get(vg_device_key(f->segment,
							    f->rid));
	struct vg_approvals *approved = dev ? vg_device_approved(dev) : NULL;
	struct vg_topology t = *topology;

	if (approved) {
		t.approved = approved->entry;
		t.approved_count = approved->count;
	}
	vg_judge(&t, x, policy, verdict);
	vg_approvals_put(approved);
	vg_device_put(dev);
}

static int judge(struct pci_dev *pdev, const struct vg_policy *policy,
		 u32 facts, bool wake, struct vg_decision *decision,
		 struct vg_verdict *verdict)
{
	struct vg_snapshot snapshot;
	s32 position;
	int err;

	err = vg_snapshot_take(&snapshot, pdev, policy, wake);
	if (err)
		return err;
	position = vg_snapshot_find(&snapshot, pdev);
	if (position == VG_NONE) {
		err = -ENODEV;
	} else {
		snapshot.topology.fn[position].flags |= facts;
		vg_judge_device(&snapshot.topology, position, policy, verdict);
		take_verdict(decision, verdict);
		take_path(decision, &snapshot.topology, position);
		/* More isolation than before becomes what is approved */
		if (verdict->outcome == VG_ALLOW)
			decision->approved =
				vg_approvals_make(&snapshot.topology, position);
	}
	vg_snapshot_drop(&snapshot);
	return err;
}

/* Fail closed: what cannot be judged is not handed out */
static void take_error(struct vg_decision *decision,
		       const struct vg_policy *policy, int err)
{
	decision->outcome = vg_outcome_of(policy, true);
	snprintf(decision->sentence, sizeof(decision->sentence),
		 "%s: the isolation of this device cannot be judged (%pe)",
		 decision->outcome == VG_REFUSE ? "refused" : "would refuse",
		 ERR_PTR(err));
}

/**
 * vg_decide() - judge a device
 * @pdev: the device, the caller holds a reference
 * @config: what is in force
 * @facts: enum vg_function_flag of it that no snapshot has
 * @wake: see vg_snapshot_take()
 *
 * A device that cannot be judged, for lack of memory or because it is being
 * deleted, is judged refused.
 *
 * Context: may sleep, see vg_snapshot_take().
 * Return: the decision, without number, time, trigger and action; for
 * vg_decision_record() or vg_decision_drop(), which free it.
 */
struct vg_decision *vg_decide(struct pci_dev *pdev,
			      const struct vg_settings *config, u32 facts,
			      bool wake)
{
	struct vg_verdict *verdict = kvmalloc(sizeof(*verdict), GFP_KERNEL);
	struct vg_decision *decision;
	int err = -ENOMEM;

	/* No refusal without a record; so small an allocation only waits */
	decision = kzalloc(sizeof(*decision), GFP_KERNEL | __GFP_NOFAIL);
	decision->policy = config->word;
	if (verdict)
		err = judge(pdev, &config->policy, facts, wake, decision,
			    verdict);
	if (err)
		take_error(decision, &config->policy, err);
	kvfree(verdict);
	return decision;
}

/**
 * vg_decision_drop() - free a decision that leads to nothing
 * @decision: from vg_decide(), or NULL
 */
void vg_decision_drop(struct vg_decision *decision)
{
	if (decision)
		vg_approvals_put(decision->approved);
	kfree(decision);
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

static void take_identity(struct vg_decision *decision, struct pci_dev *pdev)
{
	decision->segment = pci_domain_nr(pdev->bus);
	decision->rid = pci_dev_id(pdev);
	decision->vendor = pdev->vendor;
	decision->device = pdev->device;
}

/* The sentence without the verdict in front */
static const char *reason_of(const struct vg_decision *decision)
{
	const char *colon = strstr(decision->sentence, ": ");

	return colon ? colon + 2 : decision->sentence;
}

static void announce(struct pci_dev *pdev, const struct vg_decision *decision)
{
	const char *text = reason_of(decision);
	const char *what = "";

	switch (decision->action) {
	case VFIOGUARD_ACTION_ALLOWED:
		return;
	case VFIOGUARD_ACTION_REFUSED:
	case VFIOGUARD_ACTION_AUDITED:
		text = decision->sentence;
		if (decision->trigger == VFIOGUARD_TRIGGER_OPEN)
			what = "open ";
		break;
	case VFIOGUARD_ACTION_KEPT:
		what = "kept: ";
		break;
	case VFIOGUARD_ACTION_KEPT_OPEN:
		what = "kept: in use, but ";
		break;
	case VFIOGUARD_ACTION_UNBOUND:
		what = "unbound: ";
		break;
	}
	pci_warn(pdev, "vfioguard: %s%s\n", what, text);
}

/**
 * vg_decision_record() - say a decision in the log unless it allows, put it into
 *	the journal, and remember it with its device
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

	decision->event = VFIOGUARD_EVENT_DECISION;
	decision->trigger = trigger;
	decision->action = action;
	take_identity(decision, pdev);
	if (dev && trigger != VFIOGUARD_TRIGGER_OPEN)
		vg_use_owner(dev, &decision->owner);
	announce(pdev, decision);
	vg_journal_add(decision);
	trace_vg_decision(decision);
	count(decision->outcome);
	if (dev)
		vg_device_set_decision(dev, decision);
	else
		vg_decision_drop(decision);
	vg_device_put(dev);
}

/**
 * vg_event_make() - begin an entry about a device that is no decision
 * @pdev: the device, the caller holds a reference
 * @event: what happened
 *
 * Return: the entry, for vg_event_record(); sentence and owner are to be set.
 */
struct vg_decision *vg_event_make(struct pci_dev *pdev,
				  enum vfioguard_event event)
{
	/* What happened has to be recorded; so small an allocation only waits */
	struct vg_decision *entry = kzalloc(sizeof(*entry),
					    GFP_KERNEL | __GFP_NOFAIL);
	struct vg_device *dev = vg_device_of(pdev);

	/* For its path, which nobody else keeps */
	if (dev && vg_device_decision(dev, entry)) {
		memset(entry, 0, offsetof(struct vg_decision, path));
		*entry->sentence = '\0';
	}
	vg_device_put(dev);
	take_identity(entry, pdev);
	entry->event = event;
	entry->outcome = VG_ALLOW;
	entry->policy = vg_config_get().word;
	return entry;
}

/**
 * vg_event_record() - put an entry into the journal
 * @event: from vg_event_make(); freed
 */
void vg_event_record(struct vg_decision *event)
{
	vg_journal_add(event);
	kfree(event);
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

/* H11: nothing of an earlier judgement is used */
static bool refuses(struct pci_dev *pdev, enum vfioguard_trigger trigger,
		    const struct vg_owner *owner, u32 facts)
{
	struct vg_decision *decision;
	struct vg_settings config;
	enum vg_outcome outcome;

	/* Pairs with vg_present_scan(): either this sees the policy that was
	 * set, or the scan after it sees the driver that is being probed, or
	 * the group that is open.
	 */
	smp_mb();
	config = vg_config_get();
	decision = vg_decide(pdev, &config, facts, true);
	outcome = decision->outcome;
	if (outcome == VG_ALLOW && facts) {
		/* This open has been allowed already */
		vg_decision_drop(decision);
		return false;
	}
	if (owner)
		decision->owner = *owner;
	vg_decision_record(pdev, decision, trigger, action_of(outcome));
	return outcome == VG_REFUSE;
}

/**
 * vg_decide_bind() - decide whether a device may be bound to a VFIO driver
 * @pdev: the device that is being probed
 *
 * H12: the task is often a kworker, so nothing is asked of it.
 *
 * Context: the gate, see there.
 * Return: 0, or -EPERM after one warning that names device, rule and cause.
 */
int vg_decide_bind(struct pci_dev *pdev)
{
	return refuses(pdev, VFIOGUARD_TRIGGER_BIND, NULL, 0) &&
	       VG_REFUSES_BIND ? -EPERM : 0;
}

/**
 * vg_decide_open() - decide whether a device may be opened
 * @pdev: the device, bound to a VFIO driver and open to nobody
 * @owner: who opens it, and has claimed it
 * @facts: what came to light after it was allowed, or 0
 *
 * Context: the gate, see there.
 * Return: 0, or -EPERM after one warning that names device, rule and cause.
 */
int vg_decide_open(struct pci_dev *pdev, const struct vg_owner *owner,
		   u32 facts)
{
	return refuses(pdev, VFIOGUARD_TRIGGER_OPEN, owner, facts) &&
	       VG_REFUSES_OPEN ? -EPERM : 0;
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
	stats->allowed = atomic64_read(&allowed);
	stats->refused = atomic64_read(&refused);
	stats->would_refuse = atomic64_read(&would_refuse);
	stats->unbound = atomic64_read(&unbound);
}
