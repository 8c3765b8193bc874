// SPDX-License-Identifier: GPL-2.0-only
/*
 * isolation.c - who can reach whom below the IOMMU, for one function
 */
#include "isolation.h"

#include "requester_id.h"
#include "router.h"

/* One function asking, and whom to tell */
struct walk {
	const struct vg_topology *t;
	u32 x;
	vg_leak_fn fn;
	void *context;
};

static void emit(const struct walk *w, struct vg_leak *leak)
{
	if (vg_endpoints_in(w->t, leak->range[0].from, leak->range[0].to) ||
	    vg_endpoints_in(w->t, leak->range[1].from, leak->range[1].to))
		w->fn(w->context, leak);
}

/* Requests of @w->x enter the router at @e and may turn to all but @e */
static void emit_outbound(const struct walk *w, u32 e, struct vg_range all,
			  struct vg_turn turn)
{
	struct vg_leak leak = {
		.direction = VG_OUTBOUND,
		.cause = turn.cause,
		.ingress = e,
		.culprit = turn.culprit,
		.range = { { all.from, e }, { e + w->t->size[e], all.to } },
	};

	emit(w, &leak);
}

static void emit_inbound(const struct walk *w, u32 sibling,
			 struct vg_turn turn)
{
	struct vg_leak leak = {
		.direction = VG_INBOUND,
		.cause = turn.cause,
		.ingress = sibling,
		.culprit = turn.culprit,
		.range = { { sibling, sibling + w->t->size[sibling] } },
	};

	emit(w, &leak);
}

static void walk_router(const struct walk *w, u32 e)
{
	struct vg_range all = vg_router_range(w->t, e);
	struct vg_turn turn;
	u32 q;

	turn = vg_turn_at(w->t, e);
	if (turn.cause != VG_CAUSE_NONE)
		emit_outbound(w, e, all, turn);
	for (q = all.from; q < all.to; q += w->t->size[q]) {
		if (q == e || !vg_endpoints_in(w->t, q, q + w->t->size[q]))
			continue;
		turn = vg_turn_at(w->t, q);
		if (turn.cause != VG_CAUSE_NONE)
			emit_inbound(w, q, turn);
	}
}

/* A conventional bus has no control: all on it reach each other */
static void walk_conventional(const struct walk *w, u32 e)
{
	u32 bridge = w->t->parent[e];
	struct vg_range all = vg_router_range(w->t, e);
	struct vg_turn turn = { VG_CAUSE_CONVENTIONAL, bridge };
	struct vg_leak inbound = {
		.direction = VG_INBOUND,
		.cause = VG_CAUSE_CONVENTIONAL,
		.ingress = bridge,
		.culprit = bridge,
		.range = { { all.from, e }, { e + w->t->size[e], all.to } },
	};

	emit_outbound(w, e, all, turn);
	emit(w, &inbound);
}

/**
 * vg_isolation_walk() - all ways between a function and others
 * @t: the topology
 * @x: position of the function
 * @fn: called for each leak, outbound and inbound
 * @context: for @fn
 *
 * Costs depth plus the siblings on the path.
 */
void vg_isolation_walk(const struct vg_topology *t, u32 x, vg_leak_fn fn,
		       void *context)
{
	const struct walk w = { .t = t, .x = x, .fn = fn, .context = context };
	s32 e;

	for (e = x; e != VG_NONE; e = t->parent[e]) {
		if (vg_router_above(t, e) == VG_ROUTER_CONVENTIONAL)
			walk_conventional(&w, e);
		else
			walk_router(&w, e);
	}
}

/**
 * vg_isolation_deciders() - functions whose registers decide for a function
 * @t: the topology
 * @x: position of the function
 * @fn: called for the ports on the path, and at each router with more than
 *	one way for each function through which requests can enter it
 * @context: for @fn
 */
void vg_isolation_deciders(const struct vg_topology *t, u32 x,
			   vg_decider_fn fn, void *context)
{
	struct vg_range all;
	bool alone;
	s32 e;
	u32 q;

	for (e = x; e != VG_NONE; e = t->parent[e]) {
		if (vg_router_above(t, e) == VG_ROUTER_CONVENTIONAL)
			continue;
		all = vg_router_range(t, e);
		alone = vg_endpoints_in(t, all.from, all.to) ==
			vg_endpoints_in(t, e, e + t->size[e]);
		if (!alone || vg_is_port(&t->fn[e]))
			fn(context, e);
		for (q = all.from; q < all.to; q += t->size[q])
			if (q != (u32)e &&
			    vg_endpoints_in(t, q, q + t->size[q]))
				fn(context, q);
	}
}

/**
 * vg_leak_peer() - whether a position of a leak's range counts
 * @t: the topology
 * @x: the function that the leak was computed for
 * @leak: the leak
 * @position: a position of its ranges
 *
 * Bridges are no peers. An SR-IOV device without ACS is trusted to keep its VFs
 * apart from its other functions (rule sriov-asserted). What shares several
 * requester IDs is the peer of the first.
 *
 * Return: true when @position is a peer of @x.
 */
bool vg_leak_peer(const struct vg_topology *t, u32 x,
		  const struct vg_leak *leak, u32 position)
{
	if (position == x || vg_is_bridge(&t->fn[position]))
		return false;
	if (leak->direction == VG_SHARED_RID)
		return vg_rid_first_shared(t, x, leak->nth,
					   leak->ingress != x, position);
	return leak->cause != VG_CAUSE_NO_ACS ||
	       !vg_sriov_pair(t, x, position) ||
	       (leak->ingress != x && leak->ingress != position);
}

struct sets {
	const struct vg_topology *t;
	u32 x;
	u8 *mask;
	struct vg_range *touched;
	u32 count;
};

static void touch(struct vg_range *touched, u32 position)
{
	if (position < touched->from)
		touched->from = position;
	if (position >= touched->to)
		touched->to = position + 1;
}

static void mark(void *context, const struct vg_leak *leak)
{
	struct sets *s = context;
	u32 i, p;

	for (i = 0; i < ARRAY_SIZE(leak->range); i++)
		for (p = leak->range[i].from; p < leak->range[i].to; p++) {
			if (!vg_leak_peer(s->t, s->x, leak, p))
				continue;
			s->count += !s->mask[p];
			s->mask[p] |= BIT(leak->direction);
			touch(s->touched, p);
		}
}

/**
 * vg_isolation_mark() - vg_isolation_sets() for one function after the other
 * @t: the topology
 * @x: position of the function
 * @mask: @t->count bytes of zeroes, VG_SET_* of each position are set
 * @touched: filled: all that is set lies in it
 *
 * Return: number of positions with a bit set; @x itself has none.
 */
u32 vg_isolation_mark(const struct vg_topology *t, u32 x, u8 *mask,
		      struct vg_range *touched)
{
	struct sets s = { .t = t, .x = x, .mask = mask, .touched = touched };

	touched->from = t->count;
	touched->to = 0;
	vg_isolation_walk(t, x, mark, &s);
	vg_isolation_shared_rids(t, x, mark, &s);
	return s.count;
}

/**
 * vg_isolation_sets() - isolation domain of a function
 * @t: the topology
 * @x: position of the function
 * @mask: @t->count bytes, filled with VG_SET_* of each position
 *
 * Return: number of positions with a bit set; @x itself has none.
 */
u32 vg_isolation_sets(const struct vg_topology *t, u32 x, u8 *mask)
{
	struct vg_range touched;

	memset(mask, 0, t->count);
	return vg_isolation_mark(t, x, mask, &touched);
}
