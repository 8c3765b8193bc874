// SPDX-License-Identifier: GPL-2.0-only
/*
 * source_validation.c - rule acs-source-validation: whose requester ID can a
 * function use?
 */
#include "finding.h"

#include "policy.h"

/* The port above that validates requester IDs, and how sure that is */
struct validator {
	s32 lowest;	/* first port above, VG_NONE: there is none */
	s32 bound;	/* lowest port with Source Validation on, or VG_NONE */
	bool erratum;	/* @bound reads back 0 (vg_sv_reads_zero()) */
};

static struct validator find_validator(const struct vg_judgement *j)
{
	struct validator v = { .lowest = VG_NONE, .bound = VG_NONE };
	const struct vg_topology *t = j->t;
	s32 p;

	for (p = t->parent[j->x]; p != VG_NONE; p = t->parent[p]) {
		const struct vg_function *f = &t->fn[p];
		u16 on = vg_acs_effective(t, p);

		if (!vg_is_port(f))
			continue;
		if (v.lowest == VG_NONE)
			v.lowest = p;
		if (vg_is_unreadable(f))
			continue;
		v.erratum = !(on & VG_ACS_SV) && vg_sv_reads_zero(f) &&
			    f->acs_cap & VG_ACS_SV && on & VG_ACS_RR &&
			    on & VG_ACS_UF;
		if (on & VG_ACS_SV || v.erratum) {
			v.bound = p;
			break;
		}
	}
	return v;
}

static enum vg_cause sv_cause(const struct vg_topology *t, u32 port)
{
	const struct vg_function *f = &t->fn[port];

	if (vg_is_unreadable(f))
		return VG_CAUSE_UNREADABLE;
	if (vg_acs_effective(t, port) & VG_ACS_SV)
		return VG_CAUSE_SV_WIDE;
	if (f->acs_kind == VG_ACS_ABSENT)
		return VG_CAUSE_NO_ACS;
	return f->acs_cap & VG_ACS_SV ? VG_CAUSE_SV_OFF : VG_CAUSE_NO_SV;
}

static struct vg_finding *find_sv(struct vg_judgement *j, u32 culprit,
				  enum vg_severity severity)
{
	struct vg_finding *f;

	f = vg_find_as(j, VG_RULE_ACS_SOURCE_VALIDATION, severity,
		       sv_cause(j->t, culprit), VG_OUTBOUND, culprit);
	f->wanted = VG_ACS_SV;
	return f;
}

/*
 * No port validates: the device can pose as anybody, also as those of the host
 * and of other slots, so that one owner of all peers is no answer.
 */
static struct vg_finding *find_unbound(struct vg_judgement *j, u32 culprit)
{
	return find_sv(j, culprit,
		       vg_severity_apart(j->policy,
					 VG_RULE_ACS_SOURCE_VALIDATION));
}

/* Endpoints on buses [from, to] whose requester ID could be used */
static bool add_posed_as(struct vg_judgement *j, u32 culprit, u8 from, u8 to)
{
	const struct vg_topology *t = j->t;
	u32 segment = t->fn[j->x].segment;
	struct vg_finding *f = NULL;
	u32 i;

	i = vg_lower_bound(t->by_rid, t->count, segment, from << 8);
	for (; i < t->count && t->by_rid[i].major == segment &&
	     t->by_rid[i].minor >> 8 <= to; i++) {
		u32 p = t->by_rid[i].index;

		/* functions of the own device: rule multifunction-leak */
		if (vg_is_bridge(&t->fn[p]) ||
		    t->package[p] == t->package[j->x] || !vg_concerns(j, p))
			continue;
		if (!f)
			f = find_sv(j, culprit,
				    vg_severity_of(j->policy,
						   VG_RULE_ACS_SOURCE_VALIDATION));
		vg_add_peer(j, f, p);
	}
	return f;
}

/* Perhaps it validates: only `paranoid` refuses for that */
static void warn_of_erratum(struct vg_judgement *j, u32 port)
{
	bool refused = j->refused;
	struct vg_finding *f = find_unbound(j, port);

	f->erratum = true;
	if (j->policy->profile == VG_PROFILE_PARANOID)
		return;
	if (f->severity == VG_SEVERITY_REFUSE)
		f->severity = VG_SEVERITY_WARN;
	j->refused = refused;
}

/**
 * vg_rule_acs_source_validation() - rule 25
 * @j: the judgement
 *
 * Source Validation checks that the bus number of a requester ID is in the
 * range of the port (PCIe 6.12.1.1), so the lowest port above that has it on
 * bounds whose requester ID the function can use. Which of its own functions a
 * device sends as is its own business: what it says about that is rule 6.
 */
void vg_rule_acs_source_validation(struct vg_judgement *j)
{
	const struct vg_topology *t = j->t;
	struct validator v = find_validator(j);
	u32 culprit;
	u8 to;

	/* a root complex integrated endpoint: no port to ask for it */
	if (t->parent[j->x] == VG_NONE)
		return;
	culprit = v.lowest == VG_NONE ? t->parent[j->x] : v.lowest;
	if (v.bound == VG_NONE) {
		if (j->in_scope)
			find_unbound(j, culprit);
		else
			add_posed_as(j, culprit, 0, 0xff);
		return;
	}
	/* registers that contradict themselves cover everything */
	to = t->fn[v.bound].subordinate;
	if (to < t->fn[v.bound].secondary)
		to = 0xff;
	if (add_posed_as(j, culprit, t->fn[v.bound].secondary, to))
		return;
	if (v.erratum && j->in_scope)
		warn_of_erratum(j, v.bound);
}
