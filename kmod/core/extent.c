// SPDX-License-Identifier: GPL-2.0-only
/*
 * extent.c - lists that the module sends and the tool makes itself: the same
 * entries in the same order, cut at the same place
 */
#include "extent.h"

#include "isolation.h"

/**
 * struct list - a list under way
 * @x: whose list it is; it is in it even where that is cut
 * @fn: whom to tell
 * @context: for @fn
 * @room: entries left
 * @count: entries, all of them
 */
struct list {
	u32 x;
	vg_entry_fn fn;
	void *context;
	u32 room;
	u32 count;
};

static void add_entry(struct list *list, u32 position)
{
	list->count++;
	/* The last place is for @x, until that has one */
	if (!list->room || (position < list->x && list->room == 1))
		return;
	list->room--;
	list->fn(list->context, position);
}

static int compare_claims(const void *a, const void *b)
{
	const struct vg_claim *x = a;
	const struct vg_claim *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return x->position < y->position ? -1 : x->position > y->position;
}

/**
 * vg_sort_claims() - all functions by group, for vg_list_members()
 * @t: the topology
 * @claim: @t->count entries, filled
 */
void vg_sort_claims(const struct vg_topology *t, struct vg_claim *claim)
{
	u32 i;

	for (i = 0; i < t->count; i++) {
		claim[i].group = t->fn[i].group;
		claim[i].position = i;
	}
	vg_sort(claim, t->count, sizeof(*claim), compare_claims);
}

/* The first claim that is not below (@group, @position) */
static u32 find_claim(const struct vg_claim *claim, u32 count, s32 group,
		      u32 position)
{
	const struct vg_claim wanted = { group, position };
	u32 low = 0;

	while (low < count) {
		u32 middle = low + (count - low) / 2;

		if (compare_claims(&claim[middle], &wanted) < 0)
			low = middle + 1;
		else
			count = middle;
	}
	return low;
}

/* Entries behind the cut are counted only, they can be the whole host */
static u32 list_claims(struct list *list, const struct vg_claim *claim,
		       u32 count, s32 group)
{
	u32 from = find_claim(claim, count, group, 0);
	u32 to = find_claim(claim, count, group, count);
	u32 i;

	for (i = from; i < to && list->room; i++) {
		if (list->room == 1 && claim[i].position < list->x)
			i = find_claim(claim, count, group, list->x);
		add_entry(list, claim[i].position);
	}
	return to - from;
}

/**
 * vg_list_members() - members of the IOMMU group
 * @t: the topology
 * @x: whose group
 * @claim: from vg_sort_claims(), for the lists of many functions; NULL: all
 *	functions are looked at
 * @fn: called for the first VG_LIST_MAX members, @x always among them
 * @context: for @fn
 *
 * Return: number of members, all of them; 0 without a group.
 */
u32 vg_list_members(const struct vg_topology *t, u32 x,
		    const struct vg_claim *claim, vg_entry_fn fn,
		    void *context)
{
	struct list list = { x, fn, context, VG_LIST_MAX, 0 };
	u32 i;

	if (t->fn[x].group == VG_NO_GROUP)
		return 0;
	if (claim)
		return list_claims(&list, claim, t->count, t->fn[x].group);
	for (i = 0; i < t->count; i++)
		if (vg_same_group(&t->fn[x], &t->fn[i]))
			add_entry(&list, i);
	return list.count;
}

/**
 * vg_list_domain() - the isolation domain
 * @t: the topology
 * @x: whose domain
 * @mask: scratch, @t->count bytes of zeroes; so it is left
 * @fn: called for the first VG_LIST_MAX functions, @x always among them
 * @context: for @fn
 *
 * Return: number of functions, all of them, @x included.
 */
u32 vg_list_domain(const struct vg_topology *t, u32 x, u8 *mask,
		   vg_entry_fn fn, void *context)
{
	struct list list = { x, fn, context, VG_LIST_MAX, 0 };
	struct vg_range touched;
	u32 i;

	/* A host has many more functions than a domain */
	vg_isolation_mark(t, x, mask, &touched);
	if (x < touched.from)
		touched.from = x;
	if (x >= touched.to)
		touched.to = x + 1;
	for (i = touched.from; i < touched.to; i++)
		if (i == x || mask[i])
			add_entry(&list, i);
	memset(mask + touched.from, 0, touched.to - touched.from);
	return list.count;
}
