// SPDX-License-Identifier: GPL-2.0-only
/*
 * requester_id.c - under which requester IDs the IOMMU sees a function, and
 * who else it sees under the same: pci_for_each_dma_alias() of
 * drivers/pci/search.c, read backwards
 */
#include "requester_id.h"

#include "isolation.h"

/* One requester ID, and what puts it on the requests */
struct rid {
	u32 segment;
	u16 rid;
	u32 by;		/* the function itself, or a bridge above it */
};

static bool same_rid(const struct rid *a, u32 segment, u16 rid)
{
	return a->segment == segment && a->rid == rid;
}

/* What bridge @b puts on the requests from below; false: nothing */
static bool bridge_rid(const struct vg_topology *t, u32 b, struct rid *r)
{
	const struct vg_function *f = &t->fn[b];

	r->by = b;
	r->segment = f->segment;
	switch (vg_bridge_alias(f)) {
	case VG_ALIAS_SELF:
		r->rid = f->rid;
		return true;
	case VG_ALIAS_SECONDARY:
		r->rid = f->secondary << 8;
		return true;
	case VG_ALIAS_NONE:
		break;
	}
	return false;
}

/* Requester ID number @nth that bridges put on requests of @p */
static bool nth_from_bridges(const struct vg_topology *t, u32 p, u32 nth,
			     struct rid *r)
{
	s32 b;

	for (b = t->parent[p]; b != VG_NONE; b = t->parent[b]) {
		if (t->fn[b].flags & VG_F_XLATE_ROOT)
			return false;
		if (bridge_rid(t, b, r) && !nth--)
			return true;
	}
	return false;
}

static struct vg_range aliases_of(const struct vg_topology *t,
				  const struct vg_function *f)
{
	struct vg_range range;

	range.from = vg_lower_bound(t->owner_key, t->alias_count, f->segment,
				    f->rid);
	range.to = vg_lower_bound(t->owner_key, t->alias_count, f->segment,
				  f->rid + 1U);
	return range;
}

/* Number 0 is the function's own, then aliases, then those of bridges */
static bool nth_rid(const struct vg_topology *t, u32 x, u32 nth,
		    struct rid *r)
{
	const struct vg_function *f = &t->fn[x];
	struct vg_range aliases = aliases_of(t, f);
	const struct vg_alias *a;

	r->by = x;
	r->segment = f->segment;
	r->rid = f->rid;
	if (!nth--)
		return true;
	if (nth >= aliases.to - aliases.from)
		return nth_from_bridges(t, x, nth - (aliases.to - aliases.from),
					r);
	a = &t->alias[t->owner_key[aliases.from + nth].index];
	r->segment = a->alias_segment;
	r->rid = a->alias_rid;
	return true;
}

static bool has_alias(const struct vg_topology *t, u32 p, const struct rid *r)
{
	struct vg_range aliases = aliases_of(t, &t->fn[p]);
	u32 i;

	for (i = aliases.from; i < aliases.to; i++) {
		const struct vg_alias *a = &t->alias[t->owner_key[i].index];

		if (same_rid(r, a->alias_segment, a->alias_rid))
			return true;
	}
	return false;
}

static bool gets_from_bridge(const struct vg_topology *t, u32 p,
			     const struct rid *r)
{
	struct rid other;
	u32 i;

	for (i = 0; nth_from_bridges(t, p, i, &other); i++)
		if (same_rid(r, other.segment, other.rid))
			return true;
	return false;
}

static bool uses_rid(const struct vg_topology *t, u32 p, const struct rid *r)
{
	return same_rid(r, t->fn[p].segment, t->fn[p].rid) ||
	       has_alias(t, p, r) || gets_from_bridge(t, p, r);
}

/**
 * vg_rid_first_shared() - whether a requester ID is the first in common
 * @t: the topology
 * @x: one function
 * @nth: which of its requester IDs
 * @below: @position has to get it from a bridge above it
 * @position: the other function
 *
 * Return: true when @position uses it too, and none of @x before it.
 */
bool vg_rid_first_shared(const struct vg_topology *t, u32 x, u32 nth,
			 bool below, u32 position)
{
	struct rid r;
	u32 i;

	for (i = 0; i < nth; i++)
		if (nth_rid(t, x, i, &r) && uses_rid(t, position, &r))
			return false;
	if (!nth_rid(t, x, nth, &r))
		return false;
	return below ? gets_from_bridge(t, position, &r) :
		       uses_rid(t, position, &r);
}

/* Whose leaks, of which requester ID, and whom to tell */
struct sharing {
	const struct vg_topology *t;
	u32 x;
	u32 nth;
	struct rid rid;
	vg_leak_fn fn;
	void *context;
};

static void emit(const struct sharing *s, u32 by, u32 from, u32 to)
{
	struct vg_leak leak = {
		.direction = VG_SHARED_RID,
		.cause = VG_CAUSE_ALIAS,
		.ingress = by,
		.culprit = s->rid.by,
		.nth = s->nth,
		.range = { { from, to } },
	};

	s->fn(s->context, &leak);
}

/* All below a bridge at once, unless a bridge above it says the same of more */
static void emit_below(const struct sharing *s, s32 b)
{
	struct rid other;

	if (b == VG_NONE || s->t->fn[b].flags & VG_F_XLATE_ROOT)
		return;
	if (bridge_rid(s->t, b, &other) &&
	    same_rid(&s->rid, other.segment, other.rid) &&
	    !gets_from_bridge(s->t, b, &s->rid))
		emit(s, b, b + 1, b + s->t->size[b]);
}

static void emit_bridges(const struct sharing *s)
{
	const struct vg_topology *t = s->t;
	u8 bus = s->rid.rid >> 8;
	u32 i;

	i = vg_lower_bound(t->bridge, t->bridge_count, s->rid.segment, bus);
	for (; i < t->bridge_count && t->bridge[i].major == s->rid.segment &&
	     t->bridge[i].minor == bus; i++)
		emit_below(s, t->bridge[i].index);
	emit_below(s, vg_topology_find(t, s->rid.segment, s->rid.rid));
}

/* A single function, unless it is met below a bridge too */
static void emit_one(const struct sharing *s, s32 p)
{
	if (p != VG_NONE && !gets_from_bridge(s->t, p, &s->rid))
		emit(s, s->x, p, p + 1);
}

static void emit_aliases(const struct sharing *s, s32 owner)
{
	const struct vg_topology *t = s->t;
	s32 last = VG_NONE;
	u32 i;

	i = vg_lower_bound(t->alias_key, t->alias_count, s->rid.segment,
			   s->rid.rid);
	for (; i < t->alias_count && t->alias_key[i].major == s->rid.segment &&
	     t->alias_key[i].minor == s->rid.rid; i++) {
		const struct vg_alias *a = &t->alias[t->alias_key[i].index];
		s32 p = vg_topology_find(t, a->segment, a->rid);

		if (p != owner && p != last)
			emit_one(s, p);
		last = p;
	}
}

/**
 * vg_isolation_shared_rids() - functions with a requester ID in common
 * @t: the topology
 * @x: position of the function
 * @fn: called for each leak of direction VG_SHARED_RID; what vg_leak_peer()
 *	lets pass comes once
 * @context: for @fn
 */
void vg_isolation_shared_rids(const struct vg_topology *t, u32 x,
			      vg_leak_fn fn, void *context)
{
	struct sharing s = { .t = t, .x = x, .fn = fn, .context = context };

	for (; nth_rid(t, x, s.nth, &s.rid); s.nth++) {
		s32 owner = vg_topology_find(t, s.rid.segment, s.rid.rid);

		emit_one(&s, owner);
		emit_aliases(&s, owner);
		emit_bridges(&s);
	}
}
