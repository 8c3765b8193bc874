/* SPDX-License-Identifier: GPL-2.0-only */
/* decide.h - judgements of live devices and what they led to */
#ifndef VG_DECIDE_H
#define VG_DECIDE_H

#include <linux/types.h>
#include <linux/vfioguard.h>

#include "core/rules.h"
#include "core/text.h"

struct pci_dev;

/**
 * struct vg_decision - a judgement that led to something
 * @sequence: number of the decision, from 1
 * @time: CLOCK_BOOTTIME in nanoseconds
 * @trigger: what asked for it
 * @action: what it led to
 * @outcome: the verdict
 * @rule: the refusing rule with the lowest number, 0 when there is none
 * @sentence: the verdict in one sentence
 */
struct vg_decision {
	u64 sequence;
	u64 time;
	enum vfioguard_trigger trigger;
	enum vfioguard_action action;
	enum vg_outcome outcome;
	u32 rule;
	char sentence[VG_SENTENCE_LEN];
};

/**
 * struct vg_decision_stats - counters of decisions
 * @sequence: decisions so far
 * @allowed: those that allowed
 * @refused: those that refused
 * @would_refuse: those that the audit mode let pass
 * @unbound: devices that were taken from their driver
 */
struct vg_decision_stats {
	u64 sequence;
	u64 allowed;
	u64 refused;
	u64 would_refuse;
	u64 unbound;
};

struct vg_decision *vg_decide(struct pci_dev *pdev);
void vg_decision_record(struct pci_dev *pdev, struct vg_decision *decision,
			enum vfioguard_trigger trigger,
			enum vfioguard_action action);
int vg_decide_bind(struct pci_dev *pdev);
void vg_decision_unbound(void);
void vg_decision_stats(struct vg_decision_stats *stats);

#endif /* VG_DECIDE_H */
