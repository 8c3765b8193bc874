/* SPDX-License-Identifier: GPL-2.0-only */
/* groups.h - IOMMU groups as find, or one of the well known scripts, lists them */
#ifndef VG_GROUPS_H
#define VG_GROUPS_H

#include "dump_line.h"
#include "facts.h"

/**
 * struct vg_group_entry - a function in a group
 * @bdf: the function
 * @group: the group
 * @line: where
 */
struct vg_group_entry {
	struct vg_bdf bdf;
	s32 group;
	u32 line;
};

/**
 * struct vg_group_list - what was read so far
 * @at: the entries
 * @count: number of entries
 * @capacity: room in @at
 * @heading: the group that the addresses below are in, or VG_NO_GROUP
 * @bad_line: the first line with a number that no group has, 0: there is none
 */
struct vg_group_list {
	struct vg_group_entry *at;
	u32 count;
	u32 capacity;
	s32 heading;
	u32 bad_line;
};

void vg_groups_open(struct vg_group_list *list);
bool vg_groups_line(struct vg_group_list *list, const struct vg_line *line);
void vg_groups_merge(const struct vg_group_list *list, struct vg_facts *facts);
void vg_groups_close(struct vg_group_list *list);

#endif /* VG_GROUPS_H */
