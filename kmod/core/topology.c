// SPDX-License-Identifier: GPL-2.0-only
/*
 * topology.c - build the tree of a snapshot: parents, devices, sorted lookups
 *
 * All work is done once here, in O(n log n), so that a judgement afterwards
 * costs what the path of one function costs, whatever else the host holds.
 */
#include "topology.h"

#include "quirks.h"

/*
 * What is needed while building and not afterwards. A "place" is an index
 * into by_rid, the order of segment and requester ID.
 */
struct scratch {
	struct vg_key *child;	/* places in order of parent, then device */
	bool *orphan;		/* by place */
	s32 *parent;		/* by place, a place */
	u32 *size;		/* by place */
	u32 *position;		/* by place, the position in the tree */
	u32 *child_start;	/* by parent's place + 1; 0: root buses */
};

/* One allocation, handed out piece by piece; without @base only counted */
struct layout {
	char *base;
	size_t used;
};

static void *carve(struct layout *l, size_t each, u32 count)
{
	void *piece = l->base ? l->base + l->used : NULL;

	l->used += (each * count + 7) & ~(size_t)7;
	return piece;
}

/* There is one list of pieces, so size and layout cannot differ */
static size_t lay_out(struct vg_topology *t, struct scratch *s, void *memory,
		      u32 n, u32 n_alias)
{
	struct layout l = { .base = memory };

	t->fn = carve(&l, sizeof(*t->fn), n);
	t->origin = carve(&l, sizeof(*t->origin), n);
	t->parent = carve(&l, sizeof(*t->parent), n);
	t->size = carve(&l, sizeof(*t->size), n);
	t->package = carve(&l, sizeof(*t->package), n);
	t->package_end = carve(&l, sizeof(*t->package_end), n);
	t->no_uf = carve(&l, sizeof(*t->no_uf), n);
	t->endpoints = carve(&l, sizeof(*t->endpoints), n + 1);
	t->quirk = carve(&l, sizeof(*t->quirk), n);
	t->by_rid = carve(&l, sizeof(*t->by_rid), n);
	t->bridge = carve(&l, sizeof(*t->bridge), n);
	t->alias = carve(&l, sizeof(*t->alias), n_alias);
	t->alias_key = carve(&l, sizeof(*t->alias_key), n_alias);
	t->owner_key = carve(&l, sizeof(*t->owner_key), n_alias);
	s->child = carve(&l, sizeof(*s->child), n);
	s->orphan = carve(&l, sizeof(*s->orphan), n);
	s->parent = carve(&l, sizeof(*s->parent), n);
	s->size = carve(&l, sizeof(*s->size), n);
	s->position = carve(&l, sizeof(*s->position), n);
	s->child_start = carve(&l, sizeof(*s->child_start), n + 2);
	return l.used;
}

/**
 * vg_topology_bytes() - memory that a topology needs
 * @count: number of functions
 * @alias_count: number of aliases
 *
 * Return: bytes, 0 when there are more than VG_MAX_FUNCTIONS functions or
 * VG_MAX_ALIASES aliases.
 */
size_t vg_topology_bytes(u32 count, u32 alias_count)
{
	struct vg_topology t;
	struct scratch s;

	if (count > VG_MAX_FUNCTIONS || alias_count > VG_MAX_ALIASES)
		return 0;
	return lay_out(&t, &s, NULL, count, alias_count);
}

static int compare_keys(const void *a, const void *b)
{
	const struct vg_key *x = a;
	const struct vg_key *y = b;

	if (x->major != y->major)
		return x->major < y->major ? -1 : 1;
	if (x->minor != y->minor)
		return x->minor < y->minor ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

/* Snapshots come nearly in order: look before paying for a sort */
static void sort_keys(struct vg_key *key, u32 n)
{
	u32 i;

	for (i = 1; i < n; i++)
		if (compare_keys(&key[i - 1], &key[i]) > 0)
			break;
	if (i < n)
		vg_sort(key, n, sizeof(*key), compare_keys);
}

/**
 * vg_lower_bound() - first entry that is not below (major, minor)
 * @key: sorted keys
 * @n: number of keys
 * @major: as in struct vg_key
 * @minor: as in struct vg_key
 *
 * Return: the index, @n when all are below.
 */
u32 vg_lower_bound(const struct vg_key *key, u32 n, u64 major, u64 minor)
{
	u32 low = 0;

	while (low < n) {
		u32 middle = low + (n - low) / 2;

		if (key[middle].major < major ||
		    (key[middle].major == major && key[middle].minor < minor))
			low = middle + 1;
		else
			n = middle;
	}
	return low;
}

/* The one entry with that key: none when there is none, or more than one */
static s32 find_unique(const struct vg_key *key, u32 n, u64 major, u64 minor)
{
	u32 i = vg_lower_bound(key, n, major, minor);

	if (i == n || key[i].major != major || key[i].minor != minor)
		return VG_NONE;
	if (i + 1 < n && key[i + 1].major == major && key[i + 1].minor == minor)
		return VG_NONE;
	return key[i].index;
}

static int sort_functions(struct vg_topology *t,
			  const struct vg_snapshot_facts *in)
{
	u32 i;

	for (i = 0; i < t->count; i++) {
		t->by_rid[i].major = in->fn[i].segment;
		t->by_rid[i].minor = in->fn[i].rid;
		t->by_rid[i].index = i;
	}
	sort_keys(t->by_rid, t->count);
	for (i = 1; i < t->count; i++)
		if (t->by_rid[i].major == t->by_rid[i - 1].major &&
		    t->by_rid[i].minor == t->by_rid[i - 1].minor)
			return -EEXIST;
	return 0;
}

/*
 * Header types 1 and 2 keep their secondary bus number at the same place. A
 * VF is an endpoint (PCIe 9.1), so it is a leaf of the tree.
 */
static bool has_secondary(const struct vg_function *f)
{
	return (f->header == 1 || f->header == 2) && !(f->flags & VG_F_VF) &&
	       f->secondary > f->rid >> 8;
}

static void sort_bridges(struct vg_topology *t,
			 const struct vg_snapshot_facts *in)
{
	u32 n = 0;
	u32 i;

	for (i = 0; i < t->count; i++) {
		const struct vg_function *f = &in->fn[t->by_rid[i].index];

		if (!has_secondary(f))
			continue;
		t->bridge[n].major = f->segment;
		t->bridge[n].minor = f->secondary;
		t->bridge[n].index = i;
		n++;
	}
	t->bridge_count = n;
	sort_keys(t->bridge, n);
}

/*
 * The function whose place decides parent and device: the PF for a VF, which
 * can be on a bus that no bridge leads to. Without its PF a VF is taken to be
 * where it is, as an orphan.
 */
static const struct vg_function *anchor_of(const struct vg_topology *t,
					   const struct vg_snapshot_facts *in,
					   const struct vg_function *f)
{
	s32 pf;

	if (!(f->flags & VG_F_VF))
		return f;
	pf = find_unique(t->by_rid, t->count, f->segment, f->pf_rid);
	if (pf == VG_NONE || in->fn[pf].flags & VG_F_VF)
		return f;
	return &in->fn[pf];
}

/*
 * Where the bridge to a bus is missing, the one that is known to lead there:
 * the lowest above whose bus range covers it. What is below that is beside
 * the orphan, and must not count as if there were nothing.
 */
static s32 find_covering(const struct vg_topology *t,
			 const struct vg_snapshot_facts *in,
			 const struct vg_function *f)
{
	u32 bus = f->rid >> 8;
	u32 secondary = bus;
	s32 i;

	while (secondary-- > 1) {
		i = find_unique(t->bridge, t->bridge_count, f->segment,
				secondary);
		if (i != VG_NONE &&
		    in->fn[t->by_rid[i].index].subordinate >= bus)
			return i;
	}
	return VG_NONE;
}

/*
 * A bridge has a smaller bus number than all below it (has_secondary()), so
 * parents come first in the order of requester IDs and there is no cycle.
 * Two bridges to one bus mean that neither is known.
 */
static void find_parents(const struct vg_topology *t,
			 const struct vg_snapshot_facts *in, struct scratch *s)
{
	u32 i;

	for (i = 0; i < t->count; i++) {
		const struct vg_function *f = &in->fn[t->by_rid[i].index];
		const struct vg_function *anchor = anchor_of(t, in, f);

		s->parent[i] = VG_NONE;
		s->orphan[i] = anchor->flags & VG_F_VF;
		if (anchor->flags & VG_F_ROOT_BUS)
			continue;
		s->parent[i] = find_unique(t->bridge, t->bridge_count,
					   anchor->segment, anchor->rid >> 8);
		if (s->parent[i] != VG_NONE)
			continue;
		s->orphan[i] = true;
		s->parent[i] = find_covering(t, in, anchor);
	}
}

/*
 * What keeps the functions of one device apart from those of another on the
 * same bus: nothing on a link, which carries one device (PCIe 6.13 with ARI,
 * device number 0 without), else the slot.
 */
static u64 device_key(const struct vg_function *anchor,
		      const struct vg_function *parent)
{
	if (parent && vg_is_port(parent))
		return 0;
	return (u64)anchor->segment << 16 | (anchor->rid & ~7U);
}

static void sort_children(const struct vg_topology *t,
			  const struct vg_snapshot_facts *in,
			  struct scratch *s)
{
	u32 i;

	for (i = 0; i < t->count; i++) {
		const struct vg_function *f = &in->fn[t->by_rid[i].index];
		const struct vg_function *anchor = anchor_of(t, in, f);
		const struct vg_function *parent = NULL;

		if (s->parent[i] != VG_NONE)
			parent = &in->fn[t->by_rid[s->parent[i]].index];
		s->child[i].major = s->parent[i] + 1;
		s->child[i].minor = device_key(anchor, parent);
		s->child[i].index = i;
	}
	sort_keys(s->child, t->count);
	memset(s->child_start, 0, sizeof(*s->child_start) * (t->count + 2));
	for (i = 0; i < t->count; i++)
		s->child_start[s->child[i].major + 1] = i + 1;
	for (i = 1; i < t->count + 2; i++)
		if (s->child_start[i] < s->child_start[i - 1])
			s->child_start[i] = s->child_start[i - 1];
}

/* Hand out positions to the children of one parent, or of all root buses */
static void place_children(const struct scratch *s, u32 parent_key, u32 next)
{
	u32 c;

	for (c = s->child_start[parent_key]; c < s->child_start[parent_key + 1];
	     c++) {
		s->position[s->child[c].index] = next;
		next += s->size[s->child[c].index];
	}
}

/*
 * Parents come first, so one pass back adds up sizes, and one pass forward
 * hands out positions. Only VFs can come before their parent: these leaves are
 * added up before.
 */
static void place(const struct vg_topology *t,
		  const struct vg_snapshot_facts *in, struct scratch *s)
{
	u32 i;

	for (i = 0; i < t->count; i++)
		s->size[i] = 1;
	for (i = 0; i < t->count; i++)
		if (in->fn[t->by_rid[i].index].flags & VG_F_VF &&
		    s->parent[i] != VG_NONE)
			s->size[s->parent[i]]++;
	for (i = t->count; i-- > 0;)
		if (!(in->fn[t->by_rid[i].index].flags & VG_F_VF) &&
		    s->parent[i] != VG_NONE)
			s->size[s->parent[i]] += s->size[i];
	place_children(s, 0, 0);
	for (i = 0; i < t->count; i++)
		place_children(s, i + 1, s->position[i] + 1);
}

static void fill_positions(struct vg_topology *t,
			   const struct vg_snapshot_facts *in,
			   const struct scratch *s)
{
	u32 i;

	for (i = 0; i < t->count; i++) {
		u32 p = s->position[i];

		t->origin[p] = t->by_rid[i].index;
		t->fn[p] = in->fn[t->origin[p]];
		t->fn[p].flags &= ~VG_F_ORPHAN;
		if (s->orphan[i])
			t->fn[p].flags |= VG_F_ORPHAN;
		t->size[p] = s->size[i];
		t->parent[p] = s->parent[i] == VG_NONE ?
			       VG_NONE : (s32)s->position[s->parent[i]];
		t->by_rid[i].index = p;
	}
	for (i = 0; i < t->bridge_count; i++)
		t->bridge[i].index = s->position[t->bridge[i].index];
}

static void fill_packages(struct vg_topology *t, const struct scratch *s)
{
	u32 first = 0;
	u32 c;

	for (c = 0; c < t->count; c++) {
		if (!c || s->child[c].major != s->child[first].major ||
		    s->child[c].minor != s->child[first].minor)
			first = c;
		t->package[s->position[s->child[c].index]] =
			s->position[s->child[first].index];
	}
	for (c = t->count; c-- > 0;) {
		u32 p = s->position[s->child[c].index];
		u32 head = t->package[p];

		/* the last function of a device is met first */
		if (c + 1 == t->count ||
		    t->package[s->position[s->child[c + 1].index]] != head)
			t->package_end[head] = p + t->size[p];
		t->package_end[p] = t->package_end[head];
	}
}

static bool forwards_upstream(const struct vg_topology *t, u32 p)
{
	const struct vg_function *f = &t->fn[p];

	if (vg_is_unreadable(f))
		return false;
	if (f->acs_kind == VG_ACS_ABSENT)
		return vg_quirk_asserts(t->quirk[p]) & VG_ACS_UF;
	/* a capability bit that reads 0 cannot be done, whatever control says */
	return f->acs_cap & f->acs_ctrl & VG_ACS_UF;
}

static void derive(struct vg_topology *t)
{
	u32 p;

	t->endpoints[0] = 0;
	for (p = 0; p < t->count; p++) {
		struct vg_function *f = &t->fn[p];

		t->quirk[p] = vg_quirk_find(f, &t->host);
		t->endpoints[p + 1] = t->endpoints[p] + !vg_is_bridge(f);
		t->no_uf[p] = t->parent[p] == VG_NONE ?
			      VG_NONE : t->no_uf[t->parent[p]];
		if (f->flags & VG_F_ORPHAN ||
		    (vg_is_port(f) && !forwards_upstream(t, p)))
			t->no_uf[p] = p;
	}
}

/* In one order, whatever that of the input: by function, then alias */
static void sort_aliases(struct vg_topology *t,
			 const struct vg_snapshot_facts *in)
{
	struct vg_key *key = t->alias_key;
	const struct vg_alias *a;
	u32 i;

	for (i = 0; i < t->alias_count; i++) {
		a = &in->alias[i];
		key[i].major = (u64)a->segment << 16 | a->rid;
		key[i].minor = (u64)a->alias_segment << 16 | a->alias_rid;
		key[i].index = i;
	}
	sort_keys(key, t->alias_count);
	for (i = 0; i < t->alias_count; i++)
		t->alias[i] = in->alias[key[i].index];
	for (i = 0; i < t->alias_count; i++) {
		a = &t->alias[i];
		t->owner_key[i].major = a->segment;
		t->owner_key[i].minor = a->rid;
		t->owner_key[i].index = i;
		t->alias_key[i].major = a->alias_segment;
		t->alias_key[i].minor = a->alias_rid;
		t->alias_key[i].index = i;
	}
	sort_keys(t->alias_key, t->alias_count);
}

/**
 * vg_topology_build() - build the tree of a snapshot
 * @t: filled
 * @facts: the snapshot; not referenced afterwards
 * @memory: vg_topology_bytes() bytes, owned by the caller, in use as long as
 *	@t is
 *
 * A function whose bridge is missing, or named by two bridges, is marked
 * VG_F_ORPHAN. It is placed below the lowest bridge whose range of buses
 * covers it, beside what else is there; how it gets there is not known.
 *
 * Return: 0, -E2BIG above VG_MAX_FUNCTIONS or VG_MAX_ALIASES, -EEXIST when a
 * function is there twice.
 */
int vg_topology_build(struct vg_topology *t,
		      const struct vg_snapshot_facts *facts, void *memory)
{
	struct scratch s;
	int ret;

	if (!vg_topology_bytes(facts->count, facts->alias_count))
		return -E2BIG;
	memset(t, 0, sizeof(*t));
	t->count = facts->count;
	t->alias_count = facts->alias_count;
	t->host = facts->host;
	lay_out(t, &s, memory, t->count, t->alias_count);
	ret = sort_functions(t, facts);
	if (ret)
		return ret;
	sort_bridges(t, facts);
	find_parents(t, facts, &s);
	sort_children(t, facts, &s);
	place(t, facts, &s);
	fill_positions(t, facts, &s);
	fill_packages(t, &s);
	derive(t);
	sort_aliases(t, facts);
	return 0;
}

/**
 * vg_topology_find() - position of a function
 * @t: the topology
 * @segment: PCI segment
 * @rid: requester ID
 *
 * Return: the position, or VG_NONE.
 */
s32 vg_topology_find(const struct vg_topology *t, u32 segment, u16 rid)
{
	return find_unique(t->by_rid, t->count, segment, rid);
}
