// SPDX-License-Identifier: GPL-2.0-only
/*
 * closure.c - who belongs together, for a whole host: the closure of what
 * isolation.c says of single functions, in one pass over all routers
 */
#include "isolation.h"
#include "union_find.h"

#define NOBODY	(-2)	/* beside VG_NONE: looked for, and there is none */

struct closure {
	const struct vg_topology *t;
	u32 *set;
	u32 x;		/* whose leaks are being united */
};

/* Every endpoint of a range in one set */
static void collapse(const struct closure *c, struct vg_range range)
{
	s32 first = VG_NONE;
	u32 p;

	for (p = range.from; p < range.to; p++) {
		if (vg_is_bridge(&c->t->fn[p]))
			continue;
		if (first == VG_NONE)
			first = p;
		else
			vg_unite(c->set, first, p);
	}
}

/* A function without ACS reaches all but itself and vg_sriov_pair()s */
static void close_function(const struct closure *c, u32 q,
			   struct vg_range range)
{
	u32 p;

	for (p = range.from; p < range.to; p++)
		if (!vg_is_bridge(&c->t->fn[p]) && !vg_sriov_pair(c->t, q, p))
			vg_unite(c->set, q, p);
}

/* Some endpoint of the range that is not of the device of @q */
static s32 other_device(const struct vg_topology *t, u32 q,
			struct vg_range range)
{
	u32 p;

	for (p = range.from; p < range.to; p++)
		if (!vg_is_bridge(&t->fn[p]) && t->package[p] != t->package[q])
			return p;
	return VG_NONE;
}

/*
 * Of one device, all VFs without ACS reach the same, and so do all other
 * functions: after the first of a kind did, one of what it reached is enough.
 */
static void close_functions(const struct closure *c, struct vg_range range)
{
	const struct vg_topology *t = c->t;
	u32 q, package = t->count;
	s32 reached[2];

	for (q = range.from; q < range.to; q += t->size[q]) {
		u32 vf = !!(t->fn[q].flags & VG_F_VF);

		if (vg_is_bridge(&t->fn[q]) ||
		    vg_turn_at(t, q).cause != VG_CAUSE_NO_ACS)
			continue;
		if (t->package[q] != package) {
			package = t->package[q];
			reached[0] = VG_NONE;
			reached[1] = VG_NONE;
		}
		if (reached[vf] >= 0)
			vg_unite(c->set, q, reached[vf]);
		if (reached[vf] != VG_NONE)
			continue;
		close_function(c, q, range);
		reached[vf] = vf ? other_device(t, q, range) : (s32)q;
		if (reached[vf] == VG_NONE)
			reached[vf] = NOBODY;
	}
}

static void close_router(const struct closure *c, u32 head)
{
	const struct vg_topology *t = c->t;
	struct vg_range range = vg_router_range(t, head);
	u32 all = vg_endpoints_in(t, range.from, range.to);
	bool functions = false;
	u32 q;

	if (vg_router_above(t, head) == VG_ROUTER_CONVENTIONAL) {
		collapse(c, range);
		return;
	}
	for (q = range.from; q < range.to; q += t->size[q]) {
		u32 own = vg_endpoints_in(t, q, q + t->size[q]);
		enum vg_cause cause;

		/* nobody who asks, or nobody to reach */
		if (!own || own == all)
			continue;
		cause = vg_turn_at(t, q).cause;
		/* a CardBus bridge is a function with others behind it */
		if (cause == VG_CAUSE_NO_ACS && !vg_is_bridge(&t->fn[q]) &&
		    t->size[q] == 1) {
			functions = true;
		} else if (cause != VG_CAUSE_NONE) {
			collapse(c, range);
			return;
		}
	}
	if (functions)
		close_functions(c, range);
}

static void unite_leak(void *context, const struct vg_leak *leak)
{
	const struct closure *c = context;
	u32 i, p;

	for (i = 0; i < ARRAY_SIZE(leak->range); i++)
		for (p = leak->range[i].from; p < leak->range[i].to; p++)
			if (vg_leak_peer(c->t, c->x, leak, p))
				vg_unite(c->set, c->x, p);
}

static void close_rid(struct closure *c, u32 segment, u16 rid)
{
	s32 p = vg_topology_find(c->t, segment, rid);

	if (p == VG_NONE || vg_is_bridge(&c->t->fn[p]))
		return;
	c->x = p;
	vg_isolation_shared_rids(c->t, p, unite_leak, c);
}

/*
 * Requester IDs: what shares one below a bridge is on a conventional bus and
 * collapsed already. Left are aliases, and functions that happen to have the
 * requester ID that a bridge uses.
 */
static void close_rids(struct closure *c)
{
	const struct vg_topology *t = c->t;
	u32 i;

	for (i = 0; i < t->alias_count; i++)
		close_rid(c, t->alias[i].segment, t->alias[i].rid);
	for (i = 0; i < t->bridge_count; i++) {
		const struct vg_function *f = &t->fn[t->bridge[i].index];

		close_rid(c, f->segment, f->secondary << 8);
		close_rid(c, f->segment, f->rid);
	}
}

/**
 * vg_isolation_groups() - closure groups of a host
 * @t: the topology
 * @group: @t->count entries, filled with the lowest position of the group
 *	that each position belongs to; a bridge is alone
 */
void vg_isolation_groups(const struct vg_topology *t, u32 *group)
{
	struct closure c = { .t = t, .set = group };
	u32 p;

	vg_sets_init(group, t->count);
	for (p = 0; p < t->count; p++)
		if (vg_router_range(t, p).from == p)
			close_router(&c, p);
	close_rids(&c);
	vg_sets_finish(group, t->count);
}
