// SPDX-License-Identifier: GPL-2.0-only
/* drift.c - ports that isolate less than when a device was approved */
#include "finding.h"

static const struct vg_approval *find_approval(const struct vg_topology *t,
					       const struct vg_function *f)
{
	u32 i;

	for (i = 0; i < t->approved_count; i++)
		if (t->approved[i].segment == f->segment &&
		    t->approved[i].rid == f->rid)
			return &t->approved[i];
	return NULL;
}

static void add_drift(void *context, u32 position)
{
	struct vg_judgement *j = context;
	const struct vg_function *now = &j->t->fn[position];
	const struct vg_approval *was = find_approval(j->t, now);
	struct vg_finding *f;
	u16 changed;

	if (!was || vg_is_unreadable(now))
		return;
	changed = vg_acs_lost(was->acs_ctrl, now->acs_ctrl);
	if (!changed)
		return;
	f = vg_find(j, VG_RULE_ACS_DRIFT, VG_CAUSE_NONE, VG_OUTBOUND, position);
	f->wanted = changed;
}

/**
 * vg_rule_acs_drift() - ACS changed since the device was approved
 * @j: the judgement
 *
 * Approved is what is assigned: a bind is judged for what it is.
 */
void vg_rule_acs_drift(struct vg_judgement *j)
{
	if (j->t->fn[j->x].flags & VG_F_ASSIGNED)
		vg_isolation_deciders(j->t, j->x, add_drift, j);
}
