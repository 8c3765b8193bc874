/* SPDX-License-Identifier: GPL-2.0-only */
/* decide.h - judgements of live devices and what they led to */
#ifndef VG_DECIDE_H
#define VG_DECIDE_H

#include <linux/types.h>
#include <linux/vfioguard.h>

#include "core/rules.h"
#include "core/text.h"
#include "owner.h"

struct pci_dev;
struct vg_settings;
struct vg_approvals;

/* Slot paths as long as that are kept: of 11 levels in a 16-bit segment */
#define VG_KEPT_PATH_LEN	64

/**
 * struct vg_decision - a judgement that led to something; or another event of
 *	the journal, without a verdict, and maybe without a device
 * @sequence: number of its entry in the journal, from 1
 * @time: CLOCK_BOOTTIME in nanoseconds
 * @realtime: CLOCK_REALTIME in nanoseconds
 * @event: what it is
 * @trigger: what asked for it
 * @action: what it led to
 * @outcome: the verdict
 * @policy: what was in force, vg_settings.word
 * @rules: bits of the rules that refuse
 * @segment: PCI segment of the device
 * @rid: its requester ID
 * @vendor: its vendor ID
 * @device: its device ID
 * @wanted: ACS Control bits that @culprit misses
 * @seen: its ACS Control register
 * @was: the same when the device was approved, of drift
 * @culprit: the port or function to blame by the lowest of @rules
 * @unguarded: the device was assigned before the gate was armed, and has been
 *	since
 * @was_unguarded: or it was, and has been bound again since
 * @owner: who asked for it, of an open; who has or had the device open, of
 *	whatever else
 * @approved: what an allowed device is approved with, until it is recorded
 * @path: its slot path, or empty
 * @sentence: the verdict, or the event, in one sentence
 */
struct vg_decision {
	u64 sequence;
	u64 time;
	u64 realtime;
	enum vfioguard_event event;
	enum vfioguard_trigger trigger;
	enum vfioguard_action action;
	enum vg_outcome outcome;
	u32 policy;
	u32 rules;
	u32 segment;
	u16 rid;
	u16 vendor;
	u16 device;
	u16 wanted;
	u16 seen;
	u16 was;
	struct vg_name culprit;
	bool unguarded;
	bool was_unguarded;
	struct vg_owner owner;
	struct vg_approvals *approved;
	char path[VG_KEPT_PATH_LEN];
	char sentence[VG_SENTENCE_LEN];
};

static_assert(VG_RULE_MAX < 32);

/* Whether an entry of the journal is about a device */
static inline bool vg_entry_has_device(const struct vg_decision *entry)
{
	return entry->event == VFIOGUARD_EVENT_DECISION ||
	       entry->event >= VFIOGUARD_EVENT_DRIFT;
}

/**
 * struct vg_decision_stats - counters of decisions
 * @allowed: those that allowed
 * @refused: those that refused
 * @would_refuse: those that the audit mode let pass
 * @unbound: devices that were taken from their driver
 */
struct vg_decision_stats {
	u64 allowed;
	u64 refused;
	u64 would_refuse;
	u64 unbound;
};

void vg_judge_device(const struct vg_topology *topology, u32 x,
		     const struct vg_policy *policy, struct vg_verdict *verdict);
struct vg_decision *vg_decide(struct pci_dev *pdev,
			      const struct vg_settings *config, u32 facts,
			      bool wake);
void vg_decision_drop(struct vg_decision *decision);
void vg_decision_record(struct pci_dev *pdev, struct vg_decision *decision,
			enum vfioguard_trigger trigger,
			enum vfioguard_action action);
struct vg_decision *vg_event_make(struct pci_dev *pdev,
				  enum vfioguard_event event);
void vg_event_record(struct vg_decision *event);
int vg_decide_bind(struct pci_dev *pdev);
int vg_decide_open(struct pci_dev *pdev, const struct vg_owner *owner,
		   u32 facts);
void vg_decision_unbound(void);
void vg_decision_stats(struct vg_decision_stats *stats);

#endif /* VG_DECIDE_H */
