// SPDX-License-Identifier: GPL-2.0-only
/*
 * finding.c - findings of one judgement: leaks in, culprits and peers out
 */
#include "finding.h"

#include "policy.h"

/**
 * vg_name_of() - name of a function, for use after the topology is gone
 * @t: the topology
 * @position: the function, or VG_NONE
 *
 * Return: the name; not valid for VG_NONE.
 */
struct vg_name vg_name_of(const struct vg_topology *t, s32 position)
{
	struct vg_name name = { .group = VG_NO_GROUP };

	if (position == VG_NONE)
		return name;
	name.segment = t->fn[position].segment;
	name.rid = t->fn[position].rid;
	name.group = t->fn[position].group;
	name.valid = true;
	return name;
}

static bool same_name(const struct vg_name *a, const struct vg_name *b)
{
	return a->valid == b->valid && a->segment == b->segment &&
	       a->rid == b->rid;
}

/* What the register of the culprit should show for the cause to go away */
static u16 wanted_bits(enum vg_cause cause)
{
	switch (cause) {
	case VG_CAUSE_NO_ACS:
	case VG_CAUSE_NO_RR:
	case VG_CAUSE_RR_OFF:
		return VG_ACS_RR;
	case VG_CAUSE_EGRESS_OPEN:
		return VG_ACS_EC;
	case VG_CAUSE_NO_UF:
	case VG_CAUSE_UF_OFF:
		return VG_ACS_UF;
	case VG_CAUSE_NO_SV:
	case VG_CAUSE_SV_OFF:
	case VG_CAUSE_SV_WIDE:
		return VG_ACS_SV;
	case VG_CAUSE_DT_ON:
		return VG_ACS_DT;
	default:
		return 0;
	}
}

/* With a full verdict the first one that refuses still gets the last place */
static struct vg_finding *new_finding(struct vg_judgement *j,
				      enum vg_severity severity)
{
	u32 i = j->v->finding_count++;

	if (i < VG_MAX_FINDINGS)
		return &j->v->finding[i];
	if (severity == VG_SEVERITY_REFUSE && !j->refused)
		return &j->v->finding[VG_MAX_FINDINGS - 1];
	return &j->dropped;
}

/**
 * vg_find_as() - the finding of a rule about a culprit, of a given severity
 * @j: the judgement
 * @rule: the rule
 * @severity: its severity
 * @cause: why it fires
 * @direction: as seen from the function judged
 * @culprit: position of the culprit, or VG_NONE
 *
 * Return: the same again for the same arguments, so that peers come together.
 */
struct vg_finding *vg_find_as(struct vg_judgement *j, enum vg_rule rule,
			      enum vg_severity severity, enum vg_cause cause,
			      enum vg_direction direction, s32 culprit)
{
	const struct vg_name name = vg_name_of(j->t, culprit);
	struct vg_finding *f;
	u32 i;

	if (j->peer)
		return &j->dropped;
	for (i = 0; i < vg_findings_stored(j->v); i++) {
		f = &j->v->finding[i];
		if (f->rule == rule && f->cause == cause &&
		    f->direction == direction && same_name(&f->culprit, &name))
			return f;
	}
	f = new_finding(j, severity);
	memset(f, 0, sizeof(*f));
	f->rule = rule;
	f->severity = severity;
	f->cause = cause;
	f->direction = direction;
	f->wanted = wanted_bits(cause);
	f->culprit = name;
	f->seen = culprit == VG_NONE ? 0 : j->t->fn[culprit].acs_ctrl;
	f->subject = j->v->device;
	f->swapped = !j->in_scope;
	j->refused |= severity == VG_SEVERITY_REFUSE;
	return f;
}

/**
 * vg_find() - the finding of a rule about a culprit
 * @j: the judgement
 * @rule: the rule
 * @cause: why it fires
 * @direction: as seen from the function judged
 * @culprit: position of the culprit, or VG_NONE
 *
 * Return: as vg_find_as(), of the severity that the policy gives to the rule.
 */
struct vg_finding *vg_find(struct vg_judgement *j, enum vg_rule rule,
			   enum vg_cause cause, enum vg_direction direction,
			   s32 culprit)
{
	return vg_find_as(j, rule, vg_severity_of(j->policy, rule), cause,
			  direction, culprit);
}

/**
 * vg_add_peer() - one more endpoint that a finding is about
 * @j: the judgement
 * @f: the finding
 * @position: the endpoint
 */
void vg_add_peer(struct vg_judgement *j, struct vg_finding *f, u32 position)
{
	struct vg_name name = vg_name_of(j->t, position);

	if (j->peer) {
		j->peer(j->context, position);
		return;
	}
	if (f->peer_count < VG_MAX_PEERS)
		f->peers[f->peer_count] = name;
	f->peer_count++;
	if (f->swapped && f->peer_count == 1)
		f->subject = name;
}

/**
 * vg_concerns() - whether a peer counts
 * @j: the judgement
 * @position: the peer
 *
 * Return: true when it is outside the claim and, where the function judged is
 * not protected itself, a protected device in use.
 */
bool vg_concerns(const struct vg_judgement *j, u32 position)
{
	const struct vg_function *peer = &j->t->fn[position];

	if (vg_same_group(&j->t->fn[j->x], peer))
		return false;
	return j->in_scope || (peer->flags & VG_F_ASSIGNED &&
				  vg_in_scope(j->policy, peer));
}

/* Leaks that one rule collects */
struct collect {
	struct vg_judgement *j;
	enum vg_rule rule;
	enum vg_direction direction;
	bool own_device;	/* functions of the own device, or the others */
	bool unreadable;	/* leaks for want of registers, or the others */
};

static bool lacks_registers(enum vg_cause cause)
{
	return cause == VG_CAUSE_UNREADABLE || cause == VG_CAUSE_NO_UPSTREAM;
}

static void collect_leak(void *context, const struct vg_leak *leak)
{
	const struct collect *c = context;
	const struct vg_topology *t = c->j->t;
	struct vg_finding *f = NULL;
	u32 i, p;

	if (leak->direction != c->direction ||
	    lacks_registers(leak->cause) != c->unreadable)
		return;
	for (i = 0; i < ARRAY_SIZE(leak->range); i++)
		for (p = leak->range[i].from; p < leak->range[i].to; p++) {
			bool own = p >= t->package[c->j->x] &&
				   p < t->package_end[c->j->x];

			if (!c->unreadable && own != c->own_device &&
			    leak->direction != VG_SHARED_RID)
				continue;
			if (!vg_leak_peer(t, c->j->x, leak, p) ||
			    !vg_concerns(c->j, p))
				continue;
			if (!f)
				f = vg_find(c->j, c->rule, leak->cause,
					    leak->direction, leak->culprit);
			vg_add_peer(c->j, f, p);
		}
}

/**
 * vg_collect() - add a finding for each culprit of some leaks
 * @j: the judgement
 * @rule: the rule that fires
 * @direction: the direction of the leaks
 * @own_device: peers of the own device, or all others; does not matter for
 *	VG_SHARED_RID and @unreadable
 * @unreadable: leaks for want of registers, or all others
 */
void vg_collect(struct vg_judgement *j, enum vg_rule rule,
		enum vg_direction direction, bool own_device, bool unreadable)
{
	struct collect c = {
		.j = j,
		.rule = rule,
		.direction = direction,
		.own_device = own_device,
		.unreadable = unreadable,
	};

	if (direction == VG_SHARED_RID)
		vg_isolation_shared_rids(j->t, j->x, collect_leak, &c);
	else
		vg_isolation_walk(j->t, j->x, collect_leak, &c);
}
