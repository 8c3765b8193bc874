// SPDX-License-Identifier: GPL-2.0-only
/*
 * mainline.c - pci_device_group() of drivers/iommu/iommu.c on a snapshot
 *
 * In closed form: a function below a bridge that mainline does not find
 * isolating, or whose requester ID it uses, ends in the group of the topmost
 * such bridge. Otherwise it is on its own. Either is joined by functions of
 * its slot that are not isolated either, and by its DMA aliases on the same
 * bus.
 */
#include "mainline.h"

#include "quirks.h"
#include "union_find.h"

/* pci_acs_flags_enabled(): a capability bit that reads 0 counts as on */
static bool flags_enabled(const struct vg_function *f)
{
	u16 wanted = VG_ACS_REQUIRED & f->acs_cap;

	if (f->acs_kind == VG_ACS_ABSENT)
		return false;
	if (vg_sv_not_grouped_on(f))
		wanted &= ~VG_ACS_SV;
	return (f->acs_ctrl & wanted) == wanted;
}

/**
 * vg_mainline_acs_enabled() - pci_acs_enabled(pdev, REQ_ACS_FLAGS)
 * @t: the topology
 * @position: the function
 *
 * A function that cannot be read gives no evidence against the kernel, so it
 * counts as isolated here (rule unreadable deals with it).
 *
 * Return: what mainline would answer on the registers of the snapshot.
 */
bool vg_mainline_acs_enabled(const struct vg_topology *t, u32 position)
{
	const struct vg_function *f = &t->fn[position];

	if (vg_is_unreadable(f))
		return true;
	if (t->quirk[position] != VG_QUIRK_NONE)
		return vg_quirk_asserts(t->quirk[position]) & VG_ACS_RR;
	switch (f->type) {
	case VG_TYPE_CONVENTIONAL:
	case VG_TYPE_PCIE_TO_PCI:
	case VG_TYPE_PCI_TO_PCIE:
	case VG_TYPE_RC_COLLECTOR:
		return false;
	case VG_TYPE_ROOT_PORT:
	case VG_TYPE_DOWNSTREAM:
		return flags_enabled(f);
	case VG_TYPE_ENDPOINT:
	case VG_TYPE_LEGACY_ENDPOINT:
	case VG_TYPE_UPSTREAM:
	case VG_TYPE_RC_ENDPOINT:
		/* pci_iov_add_virtfn() clears multifunction */
		if (f->flags & VG_F_VF || !(f->flags & VG_F_MULTIFUNCTION))
			return true;
		return flags_enabled(f);
	default:
		return true;
	}
}

/*
 * The topmost bridge that the function shares a group with, or the function
 * itself: bridges that do not isolate, and those whose requester ID it uses,
 * up to a VG_F_XLATE_ROOT.
 */
static u32 group_head(const struct vg_topology *t, u32 p)
{
	bool aliased = true;
	u32 head = p;
	s32 b;

	for (b = t->parent[p]; b != VG_NONE; b = t->parent[b]) {
		const struct vg_function *f = &t->fn[b];

		if (f->flags & VG_F_XLATE_ROOT)
			aliased = false;
		if (vg_mainline_acs_enabled(t, b) &&
		    (!aliased || vg_bridge_alias(f) == VG_ALIAS_NONE))
			continue;
		/* a member now, whose own aliases are looked at anew */
		head = b;
		aliased = true;
	}
	return head;
}

static bool joins_slot(const struct vg_topology *t, u32 p)
{
	return t->fn[p].flags & VG_F_MULTIFUNCTION &&
	       !vg_mainline_acs_enabled(t, p);
}

/* Bring @p to the group of @head: get_pci_function_alias_group() */
static bool joins(const struct vg_topology *t, u32 head, u32 p)
{
	return p != head && (joins_slot(t, head) || joins_slot(t, p)) &&
	       !vg_mainline_acs_enabled(t, head) &&
	       !vg_mainline_acs_enabled(t, p);
}

/* Functions of the same slot, as PCI_SLOT() has it: ARI makes no difference */
static struct vg_range slot_of(const struct vg_topology *t, u32 p)
{
	const struct vg_function *f = &t->fn[p];
	u16 first = f->rid & ~7;
	struct vg_range range;

	range.from = vg_lower_bound(t->by_rid, t->count, f->segment, first);
	range.to = range.from;
	while (range.to < t->count &&
	       t->by_rid[range.to].major == f->segment &&
	       t->by_rid[range.to].minor < first + 8U)
		range.to++;
	return range;
}

/* pci_devs_are_dma_aliases() looks at the devices of one bus only */
static s32 alias_pair(const struct vg_topology *t, const struct vg_alias *a)
{
	if (a->segment != a->alias_segment ||
	    a->rid >> 8 != a->alias_rid >> 8)
		return VG_NONE;
	return vg_topology_find(t, a->segment, a->alias_rid);
}

/**
 * vg_mainline_groups() - the groups that mainline would form
 * @t: the topology
 * @group: @t->count entries, filled with the lowest position of the group
 *	that each position belongs to, bridges included
 */
void vg_mainline_groups(const struct vg_topology *t, u32 *group)
{
	u32 i, p;

	vg_sets_init(group, t->count);
	for (p = 0; p < t->count; p++) {
		struct vg_range slot = slot_of(t, p);
		u32 head = group_head(t, p);

		if (head != p) {
			vg_unite(group, head, p);
			continue;
		}
		for (i = slot.from; i < slot.to; i++) {
			u32 other = t->by_rid[i].index;

			/* below a bridge it is not on the same bus, whatever
			 * its number says
			 */
			if (joins(t, p, other) && group_head(t, other) == other)
				vg_unite(group, p, other);
		}
	}
	for (i = 0; i < t->alias_count; i++) {
		s32 owner = vg_topology_find(t, t->alias[i].segment,
					     t->alias[i].rid);
		s32 alias = alias_pair(t, &t->alias[i]);

		if (owner != VG_NONE && alias != VG_NONE &&
		    group_head(t, owner) == (u32)owner &&
		    group_head(t, alias) == (u32)alias)
			vg_unite(group, owner, alias);
	}
	vg_sets_finish(group, t->count);
}

/* Heads of one group, all on one bus: by device and function number */
struct heads {
	const struct vg_topology *t;
	u32 queue[256];
	u32 count;
	u32 seen[256 / 32];
};

static void add_head(struct heads *h, s32 p)
{
	u8 devfn;

	if (p == VG_NONE || group_head(h->t, p) != (u32)p)
		return;
	devfn = h->t->fn[p].rid & 0xff;
	if (h->seen[devfn / 32] & BIT(devfn % 32))
		return;
	h->seen[devfn / 32] |= BIT(devfn % 32);
	h->queue[h->count++] = p;
}

static void add_aliases(struct heads *h, u32 p)
{
	const struct vg_topology *t = h->t;
	const struct vg_function *f = &t->fn[p];
	u32 i;

	i = vg_lower_bound(t->owner_key, t->alias_count, f->segment, f->rid);
	for (; i < t->alias_count && t->owner_key[i].major == f->segment &&
	     t->owner_key[i].minor == f->rid; i++)
		add_head(h, alias_pair(t, &t->alias[t->owner_key[i].index]));
	i = vg_lower_bound(t->alias_key, t->alias_count, f->segment, f->rid);
	for (; i < t->alias_count && t->alias_key[i].major == f->segment &&
	     t->alias_key[i].minor == f->rid; i++) {
		const struct vg_alias *a = &t->alias[t->alias_key[i].index];

		if (alias_pair(t, a) != VG_NONE)
			add_head(h, vg_topology_find(t, a->segment, a->rid));
	}
}

/**
 * vg_mainline_members() - the group that mainline would give one function
 * @t: the topology
 * @x: position of the function
 * @fn: called for each member, @x and bridges included
 * @context: for @fn
 *
 * Costs depth, slot, aliases and the members; the rest of the host does not
 * matter.
 */
void vg_mainline_members(const struct vg_topology *t, u32 x, vg_member_fn fn,
			 void *context)
{
	struct heads h = { .t = t };
	u32 i, j;

	add_head(&h, group_head(t, x));
	for (i = 0; i < h.count; i++) {
		struct vg_range slot = slot_of(t, h.queue[i]);
		u32 head = h.queue[i];
		u32 end = head + 1;

		for (j = slot.from; j < slot.to; j++)
			if (joins(t, head, t->by_rid[j].index))
				add_head(&h, t->by_rid[j].index);
		add_aliases(&h, head);
		if (t->fn[head].header)
			end = head + t->size[head];
		for (j = head; j < end; j++)
			if (group_head(t, j) == head)
				fn(context, j);
	}
}
