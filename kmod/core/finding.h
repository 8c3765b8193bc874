/* SPDX-License-Identifier: GPL-2.0-only */
/* finding.h - what the rules share while they judge; not used outside core */
#ifndef VG_FINDING_H
#define VG_FINDING_H

#include "rules.h"

/**
 * struct vg_judgement - one judgement under way
 * @t: the topology
 * @x: position of the function judged
 * @in_scope: it is protected
 * @policy: what is in force
 * @v: what is filled; NULL with @peer
 * @refused: a finding refuses
 * @dropped: written in place of a finding when @v is full, or there is none
 * @peer: called for each peer of each finding, and nothing else comes of it;
 *	or NULL
 * @context: for @peer
 */
struct vg_judgement {
	const struct vg_topology *t;
	u32 x;
	bool in_scope;
	const struct vg_policy *policy;
	struct vg_verdict *v;
	bool refused;
	struct vg_finding dropped;
	void (*peer)(void *context, u32 position);
	void *context;
};

struct vg_finding *vg_find(struct vg_judgement *j, enum vg_rule rule,
			   enum vg_cause cause, enum vg_direction direction,
			   s32 culprit);
struct vg_finding *vg_find_as(struct vg_judgement *j, enum vg_rule rule,
			      enum vg_severity severity, enum vg_cause cause,
			      enum vg_direction direction, s32 culprit);
void vg_add_peer(struct vg_judgement *j, struct vg_finding *f, u32 position);
bool vg_concerns(const struct vg_judgement *j, u32 position);
void vg_collect(struct vg_judgement *j, enum vg_rule rule,
		enum vg_direction direction, bool own_device, bool unreadable);

void vg_judge_rule(struct vg_judgement *j, enum vg_rule rule);

void vg_rule_claim_without_hardware(struct vg_judgement *j);
void vg_rule_acs_source_validation(struct vg_judgement *j);
void vg_rule_translated_p2p(struct vg_judgement *j);
void vg_rule_reset_missing(struct vg_judgement *j);
void vg_rule_reset_shared(struct vg_judgement *j);
void vg_rule_reset_failed(struct vg_judgement *j);
void vg_rule_acs_drift(struct vg_judgement *j);
void vg_rule_bar_unassigned(struct vg_judgement *j);
void vg_rule_firmware_region(struct vg_judgement *j);
void vg_rule_link_degraded(struct vg_judgement *j);
void vg_rule_pf_with_vfs(struct vg_judgement *j);
void vg_rule_fabric_not_evaluated(struct vg_judgement *j);
void vg_rule_peer_owner_conflict(struct vg_judgement *j);

#endif /* VG_FINDING_H */
