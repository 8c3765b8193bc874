// SPDX-License-Identifier: GPL-2.0-only
/*
 * props_peers.c - peers=same-owner against the sets of those that are not
 * isolated, which are computed without any rule
 */
#include "random.h"

static const struct vg_policy refuse = {
	VG_MODE_ENFORCE, VG_SCOPE_ALL, VG_PROFILE_STANDARD, VG_PEERS_REFUSE,
};

static const struct vg_policy same_owner = {
	VG_MODE_ENFORCE, VG_SCOPE_ALL, VG_PROFILE_STANDARD, VG_PEERS_SAME_OWNER,
};

/*
 * Who merely claims does not count here, and what is not quiet counts at an
 * open only
 */
static bool may_be_beside(const struct vg_function *x,
			  const struct vg_function *p)
{
	if (x->flags & VG_F_OPEN && p->flags & VG_F_OPEN)
		return p->flags & VG_F_CLAIMED ||
		       (x->owner_pid && x->owner_pid == p->owner_pid &&
			x->owner_start == p->owner_start);
	if (p->flags & VG_F_ASSIGNED)
		return true;
	return !(p->flags & VG_F_HOST_DRIVER) &&
	       (p->flags & VG_F_QUIET || !(x->flags & VG_F_OPEN));
}

static const struct vg_finding *find_about(const struct vg_verdict *v,
					   const struct vg_function *peer)
{
	u32 i;

	for (i = 0; i < vg_findings_stored(v); i++)
		if (v->finding[i].rule == VG_RULE_PEER_OWNER_CONFLICT &&
		    v->finding[i].culprit.segment == peer->segment &&
		    v->finding[i].culprit.rid == peer->rid)
			return &v->finding[i];
	return NULL;
}

static const char *check_peers(const struct world *w, u32 x,
			       const struct vg_verdict *v)
{
	const struct vg_topology *t = &w->lab.t;
	bool blind = false;
	u32 p;

	/* who can be reached for want of registers is rule 13's */
	for (p = 0; p < vg_findings_stored(v); p++)
		blind |= v->finding[p].rule == VG_RULE_UNREADABLE;
	for (p = 0; p < t->count; p++) {
		bool apart = !w->mask[x][p] || vg_same_group(&t->fn[x],
							     &t->fn[p]);

		if (p == x || !is_endpoint(t, p) || apart ||
		    may_be_beside(&t->fn[x], &t->fn[p]))
			continue;
		if (v->outcome == VG_ALLOW)
			return "allowed beside a peer that is in the way";
		if (v->finding_count <= VG_MAX_FINDINGS && !blind &&
		    !find_about(v, &t->fn[p]))
			return "a peer that is in the way is not named";
	}
	return NULL;
}

/* What refuses where peers are refused, and owners do not change */
static bool refuses_anyway(const struct vg_verdict *v)
{
	static const u32 left = BIT(4) | BIT(5) | BIT(6) | BIT(7) | BIT(8) |
				BIT(25);
	u32 i;

	for (i = 0; i < vg_findings_stored(v); i++) {
		const struct vg_finding *f = &v->finding[i];

		if (f->severity == VG_SEVERITY_REFUSE &&
		    (!(left & BIT(f->rule)) ||
		     (f->rule == VG_RULE_ACS_SOURCE_VALIDATION &&
		      !f->peer_count)))
			return true;
	}
	return false;
}

/* Owners take nothing away but what is theirs, and add nothing but rule 24 */
static const char *compare(const struct vg_verdict *strict,
			   const struct vg_verdict *v)
{
	bool conflict = false;
	u32 n = 0;
	u32 i;

	if (strict->finding_count > VG_MAX_FINDINGS ||
	    v->finding_count > VG_MAX_FINDINGS)
		return v->outcome == VG_ALLOW && refuses_anyway(strict) ?
		       "a full verdict allows" : NULL;
	for (i = 0; i < v->finding_count; i++) {
		if (v->finding[i].rule == VG_RULE_PEER_OWNER_CONFLICT)
			conflict |= v->finding[i].severity ==
				    VG_SEVERITY_REFUSE;
		else if (v->finding[i].rule != strict->finding[n++].rule)
			return "another finding than without owners";
	}
	if (n != strict->finding_count)
		return "a finding is lost";
	if ((v->outcome == VG_REFUSE) != (conflict || refuses_anyway(strict)))
		return "the outcome is another";
	return NULL;
}

/* Two that are open, and neither of them merely claimed */
static const char *check_both_sides(const struct vg_topology *t, u32 x,
				    const struct vg_verdict *v)
{
	struct vg_verdict other;
	u32 p;

	for (p = 0; p < x; p++) {
		const struct vg_function *y = &t->fn[p];

		if (!(t->fn[x].flags & y->flags & VG_F_OPEN) ||
		    !is_endpoint(t, p) || (t->fn[x].flags | y->flags) & VG_F_CLAIMED)
			continue;
		vg_judge(t, p, &same_owner, &other);
		if (v->finding_count <= VG_MAX_FINDINGS &&
		    other.finding_count <= VG_MAX_FINDINGS &&
		    !find_about(v, y) != !find_about(&other, &t->fn[x]))
			return "a conflict is seen from one side only";
	}
	return NULL;
}

const char *prop_same_owner(struct random *r)
{
	const char *broken = NULL;
	struct vg_verdict strict;
	struct vg_verdict v;
	static struct world w;
	u32 x;

	r->facts.host.unjudged = 0;
	if (random_chance(r, 50) || !world_make(&w, &r->facts))
		return NULL;
	for (x = 0; x < r->count && !broken; x++) {
		if (!is_endpoint(&w.lab.t, x))
			continue;
		vg_judge(&w.lab.t, x, &refuse, &strict);
		vg_judge(&w.lab.t, x, &same_owner, &v);
		broken = compare(&strict, &v);
		if (!broken && !(w.lab.t.fn[x].flags & VG_F_CLAIMED))
			broken = check_peers(&w, x, &v);
		if (!broken)
			broken = check_both_sides(&w.lab.t, x, &v);
	}
	world_free(&w);
	return broken;
}
