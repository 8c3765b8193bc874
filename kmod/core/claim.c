// SPDX-License-Identifier: GPL-2.0-only
/*
 * claim.c - rule claim-without-hardware: the kernel's group against its own
 * rule
 */
#include "finding.h"
#include "mainline.h"

/* Members that mainline's rule would add to the claim */
struct missing {
	struct vg_judgement *j;
	struct vg_finding *f;	/* NULL: only look for the first */
	s32 first;
};

/* A function that was never grouped says nothing about a claim */
static bool grouped_apart(const struct vg_judgement *j, u32 position)
{
	const struct vg_function *f = &j->t->fn[position];

	return f->group != VG_NO_GROUP &&
	       !vg_same_group(&j->t->fn[j->x], f);
}

static void collect_missing(void *context, u32 position)
{
	struct missing *m = context;

	if (!grouped_apart(m->j, position))
		return;
	if (m->first == VG_NONE)
		m->first = position;
	if (m->f)
		vg_add_peer(m->j, m->f, position);
}

static void add_claim_finding(struct vg_judgement *j, u32 culprit)
{
	const struct vg_function *f = &j->t->fn[culprit];
	bool absent = f->acs_kind == VG_ACS_ABSENT;
	struct missing m = { .j = j, .first = VG_NONE };

	m.f = vg_find(j, VG_RULE_CLAIM_WITHOUT_HARDWARE,
		      absent ? VG_CAUSE_OVERRIDE : VG_CAUSE_CHANGED, VG_OUTBOUND,
		   culprit);
	m.f->wanted = VG_ACS_REQUIRED;
	if (!absent)
		m.f->wanted &= f->acs_cap & ~f->acs_ctrl;
	vg_mainline_members(j->t, j->x, collect_missing, &m);
}

/* The kernel must have found isolation there, and the registers show none */
static bool believed(const struct vg_judgement *j, u32 position)
{
	return !vg_mainline_acs_enabled(j->t, position) &&
	       grouped_apart(j, position);
}

/*
 * Nothing on the path is to blame, so it is on that of the missing member, or
 * the two are functions of one slot: one of them was believed to be isolated,
 * rather the one that has an ACS capability.
 */
static u32 blame_beside(const struct vg_judgement *j, u32 missing)
{
	const struct vg_topology *t = j->t;
	s32 culprit = VG_NONE;
	s32 p;

	for (p = missing; p != VG_NONE; p = t->parent[p])
		if (believed(j, p))
			culprit = p;
	if (culprit == VG_NONE)
		return missing;
	if (t->fn[culprit].acs_kind == VG_ACS_ABSENT &&
	    t->fn[j->x].acs_kind != VG_ACS_ABSENT &&
	    !vg_mainline_acs_enabled(t, j->x))
		return j->x;
	return culprit;
}

/**
 * vg_rule_claim_without_hardware() - rule 8
 * @j: the judgement
 *
 * Compares the group with mainline's own rule on live registers. A path port
 * outside the group that does not isolate was believed to: either there is no
 * capability to believe in (override), or its bits changed after grouping.
 */
void vg_rule_claim_without_hardware(struct vg_judgement *j)
{
	struct missing m = { .j = j, .first = VG_NONE };
	bool on_path = false;
	s32 p;

	if (j->t->fn[j->x].group == VG_NO_GROUP)
		return;
	vg_mainline_members(j->t, j->x, collect_missing, &m);
	if (m.first == VG_NONE)
		return;
	for (p = j->t->parent[j->x]; p != VG_NONE; p = j->t->parent[p]) {
		if (!believed(j, p))
			continue;
		add_claim_finding(j, p);
		on_path = true;
	}
	if (!on_path)
		add_claim_finding(j, blame_beside(j, m.first));
}
