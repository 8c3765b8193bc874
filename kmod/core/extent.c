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

/**
 * vg_list_members() - members of the IOMMU group
 * @t: the topology
 * @x: whose group
 * @fn: called for the first VG_LIST_MAX members, @x always among them
 * @context: for @fn
 *
 * Return: number of members, all of them; 0 without a group.
 */
u32 vg_list_members(const struct vg_topology *t, u32 x, vg_entry_fn fn,
		    void *context)
{
	struct list list = { x, fn, context, VG_LIST_MAX, 0 };
	u32 i;

	for (i = 0; i < t->count; i++)
		if (vg_same_group(&t->fn[x], &t->fn[i]))
			add_entry(&list, i);
	return list.count;
}

/**
 * vg_list_domain() - the isolation domain
 * @t: the topology
 * @x: whose domain
 * @mask: scratch, @t->count bytes
 * @fn: called for the first VG_LIST_MAX functions, @x always among them
 * @context: for @fn
 *
 * Return: number of functions, all of them, @x included.
 */
u32 vg_list_domain(const struct vg_topology *t, u32 x, u8 *mask,
		   vg_entry_fn fn, void *context)
{
	struct list list = { x, fn, context, VG_LIST_MAX, 0 };
	u32 i;

	vg_isolation_sets(t, x, mask);
	for (i = 0; i < t->count; i++)
		if (i == x || mask[i])
			add_entry(&list, i);
	return list.count;
}
