// SPDX-License-Identifier: GPL-2.0-only
/*
 * mainline_ref.c - pci_device_group() written down a second time, straight
 * from kernel-notes 3.1: device by device in the order in which the kernel
 * meets them, each looking for a group that is already there. Slow, and
 * shares nothing with mainline.c but the records and the quirk table.
 */
#include "invariants.h"
#include "quirks.h"

#define REQUIRED	(VG_ACS_SV | VG_ACS_RR | VG_ACS_CR | VG_ACS_UF)
#define NO_NUMBER	UINT32_MAX

struct ref {
	const struct vg_topology *t;
	u32 *group;		/* by position; NO_NUMBER: not yet */
	bool visited[256];	/* by devfn, as in the kernel */
};

static bool is_virtual_bus(const struct vg_function *f)
{
	return f->flags & VG_F_VF && f->rid >> 8 != f->pf_rid >> 8;
}

/* How many bridges lead to bus @bus, and one of them */
static u32 count_bridges(const struct vg_topology *t, u32 segment, u32 bus,
			 s32 *bridge)
{
	u32 count = 0;
	u32 j;

	for (j = 0; j < t->count; j++) {
		const struct vg_function *f = &t->fn[j];

		if ((f->header != 1 && f->header != 2) || f->flags & VG_F_VF ||
		    f->segment != segment || f->secondary != bus ||
		    f->rid >> 8 >= bus)
			continue;
		*bridge = (s32)j;
		count++;
	}
	return count;
}

/* The nearest bridge that is known and whose range of buses covers @bus */
static s32 find_covering(const struct vg_topology *t, u32 segment, u32 bus)
{
	s32 bridge;
	u32 above;

	for (above = bus; above-- > 1;)
		if (count_bridges(t, segment, above, &bridge) == 1 &&
		    t->fn[bridge].subordinate >= bus)
			return bridge;
	return VG_NONE;
}

static s32 find_bus_self(const struct vg_topology *t, u32 i)
{
	const struct vg_function *f = &t->fn[i];
	/* a VF is where its PF is, unless that is not there */
	bool vf = f->flags & VG_F_VF && !(f->flags & VG_F_ORPHAN);
	u8 bus = (vf ? f->pf_rid : f->rid) >> 8;
	u32 j;

	for (j = 0; j < t->count; j++)
		if (t->fn[j].header == 1 && t->fn[j].secondary == bus && bus &&
		    t->fn[j].segment == f->segment &&
		    t->fn[j].rid >> 8 < bus)
			return j;
	if (f->flags & VG_F_ORPHAN && !(f->flags & VG_F_ROOT_BUS))
		return find_covering(t, f->segment, bus);
	return VG_NONE;
}

/* bus->self of the bus of each function, virtual buses of VFs skipped */
static s32 selves[MAX_WORLD];

static s32 bus_self(u32 i)
{
	return selves[i];
}

/* Has to be called first for each topology */
void ref_prepare(const struct vg_topology *t)
{
	u32 i;

	for (i = 0; i < t->count; i++)
		selves[i] = find_bus_self(t, i);
}

static bool same_bus(const struct vg_function *a, const struct vg_function *b)
{
	return a->segment == b->segment && a->rid >> 8 == b->rid >> 8 &&
	       is_virtual_bus(a) == is_virtual_bus(b);
}

static bool ref_flags(const struct vg_function *f)
{
	u16 want;

	if (f->acs_kind == VG_ACS_ABSENT)
		return false;
	want = REQUIRED & f->acs_cap;
	/* IDT: the kernel took SV out of its cached capability */
	if (vg_sv_not_grouped_on(f))
		want &= ~VG_ACS_SV;
	return (f->acs_ctrl & want) == want;
}

static bool ref_acs_enabled(const struct vg_topology *t, u32 i)
{
	const struct vg_function *f = &t->fn[i];

	switch (vg_quirk_find(f, &t->host)) {
	case VG_QUIRK_NONE:
		break;
	case VG_QUIRK_INTEL_PCH_UNPROGRAMMED:
	case VG_QUIRK_ZHAOXIN_DENIED:
	case VG_QUIRK_WANGXUN_DENIED:
		return false;
	default:
		return true;
	}
	switch (f->type) {
	case VG_TYPE_CONVENTIONAL:
	case VG_TYPE_PCI_TO_PCIE:
	case VG_TYPE_PCIE_TO_PCI:
	case VG_TYPE_RC_COLLECTOR:
		return false;
	case VG_TYPE_ROOT_PORT:
	case VG_TYPE_DOWNSTREAM:
		return ref_flags(f);
	default:
		/* pci_iov_add_virtfn() clears multifunction */
		return f->flags & VG_F_VF ||
		       !(f->flags & VG_F_MULTIFUNCTION) || ref_flags(f);
	}
}

static bool ref_path_enabled(const struct vg_topology *t, s32 bridge)
{
	for (; bridge >= 0; bridge = bus_self(bridge))
		if (!ref_acs_enabled(t, bridge))
			return false;
	return true;
}

static bool ref_aliases(const struct vg_topology *t, u32 a, u32 b)
{
	u32 i;

	for (i = 0; i < t->alias_count; i++) {
		const struct vg_alias *alias = &t->alias[i];

		if (alias->segment != t->fn[a].segment ||
		    alias->alias_segment != t->fn[a].segment)
			continue;
		if (alias->rid == t->fn[a].rid &&
		    alias->alias_rid == t->fn[b].rid)
			return true;
		if (alias->rid == t->fn[b].rid &&
		    alias->alias_rid == t->fn[a].rid)
			return true;
	}
	return false;
}

static u32 function_alias_group(struct ref *r, u32 i);

/* get_pci_alias_group() */
static u32 alias_group(struct ref *r, u32 i)
{
	const struct vg_topology *t = r->t;
	u32 found;
	u32 j;

	if (r->visited[t->fn[i].rid & 0xff])
		return NO_NUMBER;
	r->visited[t->fn[i].rid & 0xff] = true;
	if (r->group[i] != NO_NUMBER)
		return r->group[i];
	for (j = 0; j < t->count; j++) {
		if (j == i || !same_bus(&t->fn[i], &t->fn[j]) ||
		    !ref_aliases(t, i, j))
			continue;
		found = alias_group(r, j);
		if (found == NO_NUMBER)
			found = function_alias_group(r, j);
		if (found != NO_NUMBER)
			return found;
	}
	return NO_NUMBER;
}

/* get_pci_function_alias_group() */
static u32 function_alias_group(struct ref *r, u32 i)
{
	const struct vg_topology *t = r->t;
	const struct vg_function *f = &t->fn[i];
	u32 found;
	u32 j;

	if (f->flags & VG_F_VF || !(f->flags & VG_F_MULTIFUNCTION) ||
	    ref_acs_enabled(t, i))
		return NO_NUMBER;
	for (j = 0; j < t->count; j++) {
		if (j == i || !same_bus(f, &t->fn[j]) ||
		    (f->rid & 0xf8) != (t->fn[j].rid & 0xf8) ||
		    ref_acs_enabled(t, j))
			continue;
		found = alias_group(r, j);
		if (found != NO_NUMBER)
			return found;
	}
	return NO_NUMBER;
}

/*
 * pci_for_each_dma_alias() with get_pci_alias_or_group(): the last device that
 * was visited, which has a group when the walk ended there
 */
static u32 last_alias(const struct ref *r, u32 i)
{
	const struct vg_topology *t = r->t;
	u32 last = i;
	s32 b;

	if (r->group[i] != NO_NUMBER)
		return i;
	for (b = bus_self(i); b >= 0; b = bus_self(b)) {
		const struct vg_function *f = &t->fn[b];

		if (f->flags & VG_F_XLATE_ROOT)
			break;
		if (f->type == VG_TYPE_PCIE_TO_PCI &&
		    f->flags & VG_F_BRIDGE_NO_ALIAS)
			continue;
		if (f->type != VG_TYPE_PCIE_TO_PCI &&
		    f->type != VG_TYPE_PCI_TO_PCIE &&
		    f->type != VG_TYPE_CONVENTIONAL)
			continue;
		last = b;
		if (r->group[b] != NO_NUMBER)
			break;
	}
	return last;
}

static u32 device_group(struct ref *r, u32 i)
{
	const struct vg_topology *t = r->t;
	u32 d = last_alias(r, i);
	u32 found;
	s32 b;

	if (r->group[d] != NO_NUMBER)
		return r->group[d];
	for (b = bus_self(d); b >= 0; b = bus_self(b)) {
		if (ref_path_enabled(t, b))
			break;
		d = b;
		if (r->group[d] != NO_NUMBER)
			return r->group[d];
	}
	memset(r->visited, 0, sizeof(r->visited));
	found = alias_group(r, d);
	if (found == NO_NUMBER)
		found = function_alias_group(r, d);
	return found == NO_NUMBER ? i : found;
}

/* A bus is scanned as a whole before the buses below it */
static u32 depth_of(const struct vg_topology *t, u32 i)
{
	u32 depth = t->fn[i].flags & VG_F_VF ? 1000 : 0;
	s32 b;

	for (b = bus_self(i); b >= 0; b = bus_self(b))
		depth++;
	return depth;
}

/* Fills @group with the lowest position of the group of each function */
void ref_mainline_groups(const struct vg_topology *t, u32 *group)
{
	u32 number[MAX_WORLD];
	struct ref r = { .t = t, .group = number };
	u32 depth;
	u32 left = t->count;
	u32 i;
	u32 j;

	for (i = 0; i < t->count; i++)
		number[i] = NO_NUMBER;
	for (depth = 0; left && depth < 2000; depth++)
		for (i = 0; i < t->count; i++)
			if (depth_of(t, i) == depth) {
				number[i] = device_group(&r, i);
				left--;
			}
	for (i = 0; i < t->count; i++) {
		for (j = 0; number[j] != number[i]; j++)
			;
		group[i] = j;
	}
}

/* What the kernel would never show, or grouped on facts of another time */
bool ref_comparable(const struct vg_topology *t)
{
	u32 i;

	for (i = 0; i < t->count; i++)
		if (t->fn[i].flags &
		    (VG_F_ORPHAN | VG_F_UNREADABLE | VG_F_NOT_READ))
			return false;
	for (i = 0; i < t->alias_count; i++) {
		const struct vg_alias *a = &t->alias[i];

		if (a->segment != a->alias_segment ||
		    a->rid >> 8 != a->alias_rid >> 8)
			return false;
	}
	return true;
}

/* One requester ID of a function: its own, an alias, or of a bridge above */
static bool uses_rid(const struct vg_topology *t, u32 i, u32 segment, u16 rid)
{
	const struct vg_function *f = &t->fn[i];
	u32 j;
	s32 b;

	if (f->segment == segment && f->rid == rid)
		return true;
	for (j = 0; j < t->alias_count; j++)
		if (t->alias[j].segment == f->segment &&
		    t->alias[j].rid == f->rid &&
		    t->alias[j].alias_segment == segment &&
		    t->alias[j].alias_rid == rid)
			return true;
	for (b = bus_self(i); b >= 0; b = bus_self(b)) {
		const struct vg_function *p = &t->fn[b];
		u16 taken = p->rid;

		if (p->flags & VG_F_XLATE_ROOT)
			return false;
		if (p->type != VG_TYPE_PCIE_TO_PCI &&
		    p->type != VG_TYPE_PCI_TO_PCIE &&
		    p->type != VG_TYPE_CONVENTIONAL)
			continue;
		if (p->type == VG_TYPE_PCIE_TO_PCI) {
			if (p->flags & VG_F_BRIDGE_NO_ALIAS)
				continue;
			taken = p->secondary << 8;
		} else if (p->type == VG_TYPE_CONVENTIONAL &&
			   p->flags & VG_F_ALIAS_SECONDARY) {
			taken = p->secondary << 8;
		}
		if (p->segment == segment && taken == rid)
			return true;
	}
	return false;
}

static bool share_rid(const struct vg_topology *t, u32 a, u32 b)
{
	u32 i;
	s32 p;

	if (uses_rid(t, b, t->fn[a].segment, t->fn[a].rid))
		return true;
	for (i = 0; i < t->alias_count; i++)
		if (t->alias[i].segment == t->fn[a].segment &&
		    t->alias[i].rid == t->fn[a].rid &&
		    uses_rid(t, b, t->alias[i].alias_segment,
			     t->alias[i].alias_rid))
			return true;
	for (p = bus_self(a); p >= 0; p = bus_self(p)) {
		const struct vg_function *f = &t->fn[p];

		if (uses_rid(t, a, f->segment, f->rid) &&
		    uses_rid(t, b, f->segment, f->rid))
			return true;
		if (uses_rid(t, a, f->segment, f->secondary << 8) &&
		    uses_rid(t, b, f->segment, f->secondary << 8))
			return true;
	}
	return false;
}

/* Which endpoints have a requester ID in common with @x */
void ref_rid_peers(const struct vg_topology *t, u32 x, bool *peer)
{
	u32 i;

	for (i = 0; i < t->count; i++)
		peer[i] = i != x && is_endpoint(t, i) && share_rid(t, x, i);
}
