// SPDX-License-Identifier: GPL-2.0-only
/*
 * peers.c - rule 24: where peers need not be isolated from each other as long
 * as they belong together (peers=same-owner), do they?
 *
 * Whom nothing keeps apart is what the rules say that refuse without that
 * policy. They are asked once more, for their peers only.
 */
#include "finding.h"

#include "policy.h"

/* Looks for one peer among those of a function */
struct search {
	u32 wanted;
	bool found;
};

/* Nobody who is known is the same as nobody else who is not */
static bool is_same_owner(const struct vg_function *a,
			  const struct vg_function *b)
{
	return a->owner_pid && a->owner_pid == b->owner_pid &&
	       a->owner_start == b->owner_start;
}

/*
 * Who has a device open does not lose it to somebody who claims a peer: that
 * one is refused, because this conflict is found from both sides.
 */
static bool is_open_apart(const struct vg_function *x,
			  const struct vg_function *peer)
{
	if (!(x->flags & peer->flags & VG_F_OPEN) || is_same_owner(x, peer))
		return false;
	return x->flags & VG_F_CLAIMED || !(peer->flags & VG_F_CLAIMED);
}

static enum vg_cause conflict_of(const struct vg_function *x,
				 const struct vg_function *peer)
{
	if (is_open_apart(x, peer))
		return VG_CAUSE_OTHER_OWNER;
	if (peer->flags & VG_F_ASSIGNED)
		return VG_CAUSE_NONE;
	if (peer->flags & VG_F_HOST_DRIVER)
		return VG_CAUSE_HOST_DRIVER;
	return peer->flags & VG_F_QUIET ? VG_CAUSE_NONE : VG_CAUSE_NOT_QUIET;
}

/*
 * Firmware leaves Memory Space on in most devices, and those of one tenant come
 * one after the other: what is not quiet may still be bound itself, so it only
 * stands in the way of an open.
 */
static enum vg_severity severity_of(const struct vg_judgement *j,
				    enum vg_cause cause)
{
	if (cause == VG_CAUSE_NOT_QUIET &&
	    !(j->t->fn[j->x].flags & VG_F_OPEN))
		return VG_SEVERITY_WARN;
	return vg_severity_of(j->policy, VG_RULE_PEER_OWNER_CONFLICT);
}

/* The same peer is met on several ways, and by several rules */
static void find_conflict(void *context, u32 position)
{
	struct vg_judgement *j = context;
	const struct vg_function *peer = &j->t->fn[position];
	enum vg_cause cause = conflict_of(&j->t->fn[j->x], peer);
	struct vg_finding *f;

	/* rule 8 compares bridges, too: these are nobody's */
	if (cause == VG_CAUSE_NONE || vg_is_bridge(peer))
		return;
	f = vg_find_as(j, VG_RULE_PEER_OWNER_CONFLICT, severity_of(j, cause),
		       cause, VG_OUTBOUND, position);
	if (!f->peer_count)
		vg_add_peer(j, f, position);
}

static void ask_for_peers(const struct vg_judgement *j, u32 x,
			  void (*peer)(void *context, u32 position),
			  void *context)
{
	struct vg_judgement asked = {
		.t = j->t,
		.x = x,
		.in_scope = vg_in_scope(j->policy, &j->t->fn[x]),
		.policy = j->policy,
		.peer = peer,
		.context = context,
	};
	u32 rule;

	for (rule = 1; rule <= VG_RULE_MAX; rule++)
		if (vg_left_to_owners(j->policy, rule))
			vg_judge_rule(&asked, rule);
}

static void note_wanted(void *context, u32 position)
{
	struct search *s = context;

	s->found |= position == s->wanted;
}

static bool has_peer(const struct vg_judgement *j, u32 x, u32 peer)
{
	struct search s = { .wanted = peer };

	ask_for_peers(j, x, note_wanted, &s);
	return s.found;
}

/**
 * vg_rule_peer_owner_conflict() - rule 24
 * @j: the judgement
 *
 * Some rules ask what a function can do, and not what can be done to it. Of
 * two that are open it does not matter which one was opened first, so those of
 * other owners are asked for their peers, too.
 */
void vg_rule_peer_owner_conflict(struct vg_judgement *j)
{
	const struct vg_topology *t = j->t;
	u32 p;

	if (j->policy->peers != VG_PEERS_SAME_OWNER)
		return;
	ask_for_peers(j, j->x, find_conflict, j);
	for (p = 0; p < t->count; p++)
		if (p != j->x && is_open_apart(&t->fn[j->x], &t->fn[p]) &&
		    vg_concerns(j, p) && has_peer(j, p, j->x))
			find_conflict(j, p);
}
