// SPDX-License-Identifier: GPL-2.0-only
#include "missing.h"

static bool has_bus(const struct vg_facts *facts, u32 count, u32 segment,
		    u32 bus)
{
	for (u32 i = 0; i < count; i++) {
		if (facts->fn[i].segment == segment &&
		    facts->fn[i].rid >> 8 == bus)
			return true;
	}
	return false;
}

/* The first line of a bridge that leads to a bus; 0: there is none */
static u32 find_way(const struct vg_facts *facts, u32 segment, u32 bus)
{
	for (u32 i = 0; i < facts->count; i++) {
		const struct vg_function *f = &facts->fn[i];

		if (f->segment == segment && f->header == 1 &&
		    f->secondary == bus && bus > f->rid >> 8)
			return facts->detail[i].line;
	}
	return 0;
}

/**
 * vg_missing_behind - a file ends in the middle of a function
 * @facts: sorted; sorted afterwards
 * @segment: segment of the last function
 * @rid: its requester ID
 *
 * lspci goes by addresses, so what is on higher buses is missing, if there is
 * anything. A bridge to such a bus then has nothing behind it in the file, and
 * a port with nothing behind it endangers nobody: an unreadable function is
 * put there, so that what is missing never makes its neighbours isolated.
 */
void vg_missing_behind(struct vg_facts *facts, u32 segment, u16 rid)
{
	const u32 count = facts->count;

	vg_facts_note(facts, VG_TROUBLE_END, 0);
	for (u32 bus = (rid >> 8) + 1; bus < 256; bus++) {
		u32 line = find_way(facts, segment, bus);

		if (!line || has_bus(facts, count, segment, bus))
			continue;
		vg_facts_add(facts, segment, bus << 8)->flags |=
			VG_F_UNREADABLE;
		facts->detail[facts->count - 1].line = line;
	}
	vg_facts_sort(facts);
}
