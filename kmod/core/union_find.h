/* SPDX-License-Identifier: GPL-2.0-only */
/* union_find.h - disjoint sets of positions, named by their lowest member */
#ifndef VG_UNION_FIND_H
#define VG_UNION_FIND_H

#include "port.h"

static inline void vg_sets_init(u32 *set, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++)
		set[i] = i;
}

static inline u32 vg_set_of(u32 *set, u32 i)
{
	while (set[i] != i) {
		set[i] = set[set[i]];
		i = set[i];
	}
	return i;
}

static inline void vg_unite(u32 *set, u32 a, u32 b)
{
	a = vg_set_of(set, a);
	b = vg_set_of(set, b);
	if (a < b)
		set[b] = a;
	else
		set[a] = b;
}

/* Name every member by the lowest of its set */
static inline void vg_sets_finish(u32 *set, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++)
		set[i] = vg_set_of(set, i);
}

#endif /* VG_UNION_FIND_H */
