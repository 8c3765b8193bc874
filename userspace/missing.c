// SPDX-License-Identifier: GPL-2.0-only
#include "missing.h"

#include <string.h>

static bool has_bus(const struct vg_views *views, u32 segment, u32 bus)
{
	u32 i = vg_views_from(views, segment, bus << 8);

	return i < views->count && views->at[i].f.segment == segment &&
	       views->at[i].f.rid >> 8 == bus;
}

static bool leads_on(const struct vg_view *v)
{
	return v->f.header == 1 && v->f.secondary > v->f.rid >> 8;
}

static bool is_up(const struct vg_view *v)
{
	return vg_is_port(&v->f) && v->link_up;
}

/* An unreadable function, for want of the one that is at or beside @of */
static void put(struct vg_facts *facts, const struct vg_view *of, u16 rid)
{
	struct vg_function *f;

	vg_facts_note(facts, VG_TROUBLE_MISSING, of->line);
	f = vg_facts_add(facts, of->f.segment, rid);
	f->flags |= VG_F_UNREADABLE;
	facts->detail[facts->count - 1].line = of->line;
}

/* Function 0 says that there are others, and there is none: PCI 6.2.1 */
static bool lacks_functions(const struct vg_views *views, u32 i)
{
	const struct vg_view *v = &views->at[i];

	if (v->f.rid & 7 || !(v->f.flags & VG_F_MULTIFUNCTION))
		return false;
	return i + 1 == views->count || v[1].f.segment != v->f.segment ||
	       v[1].f.rid >> 3 != v->f.rid >> 3;
}

/**
 * vg_missing_behind - put functions where some have to be
 * @facts: made of @views; sorted afterwards
 * @views: all that the file names, in the order of addresses
 * @lost: a function is not in the file for certain
 *
 * A port with nothing behind it endangers nobody. Where its link is up, there
 * is something; where functions were lost, there may be: an unreadable one is
 * put there, so that what is missing never makes its neighbours isolated. The
 * same goes for a multifunction device of which one function is left.
 */
void vg_missing_behind(struct vg_facts *facts, const struct vg_views *views,
		       bool lost)
{
	bool filled[256] = { false };

	for (u32 i = 0; i < views->count; i++) {
		const struct vg_view *v = &views->at[i];

		if (i && v[-1].f.segment != v->f.segment)
			memset(filled, 0, sizeof(filled));
		if (!leads_on(v) || !(lost || is_up(v)))
			continue;
		if (filled[v->f.secondary] ||
		    has_bus(views, v->f.segment, v->f.secondary))
			continue;
		filled[v->f.secondary] = true;
		put(facts, v, v->f.secondary << 8);
	}
	for (u32 i = 0; lost && i < views->count; i++) {
		if (lacks_functions(views, i))
			put(facts, &views->at[i], views->at[i].f.rid + 1);
	}
	vg_facts_sort(facts);
}
