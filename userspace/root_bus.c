// SPDX-License-Identifier: GPL-2.0-only
#include "root_bus.h"

#define BUS(f)	((f)->rid >> 8)

/* Functions [from, to) of one bus; its segment begins at @segment */
struct bus {
	u32 segment;
	u32 from;
	u32 to;
};

static bool is_same_bus(const struct vg_function *a,
			const struct vg_function *b)
{
	return a->segment == b->segment && BUS(a) == BUS(b);
}

/* As in vg_topology_build() */
static bool has_secondary(const struct vg_function *f)
{
	return (f->header == 1 || f->header == 2) && !(f->flags & VG_F_VF) &&
	       f->secondary > BUS(f);
}

/* All bridges that lead there are before it: has_secondary() */
static bool is_led_to(const struct vg_facts *facts, const struct bus *bus)
{
	const struct vg_function *f = &facts->fn[bus->from];

	for (u32 i = bus->segment; i < bus->from; i++)
		if (has_secondary(&facts->fn[i]) &&
		    facts->fn[i].secondary == BUS(f))
			return true;
	return false;
}

/* A bridge above that is not in the file has a window above it that may be */
static bool is_covered(const struct vg_facts *facts, const struct bus *bus)
{
	const struct vg_function *f = &facts->fn[bus->from];

	for (u32 i = bus->segment; i < bus->from; i++) {
		const struct vg_function *b = &facts->fn[i];

		if (has_secondary(b) && BUS(f) >= b->secondary &&
		    BUS(f) <= b->subordinate)
			return true;
	}
	return false;
}

/* PCIe 1.3: these are part of the root complex */
static bool is_root_complex(const struct vg_function *f)
{
	return f->type == VG_TYPE_ROOT_PORT || f->type == VG_TYPE_RC_ENDPOINT ||
	       f->type == VG_TYPE_RC_COLLECTOR || f->class >> 8 == 0x0600;
}

/* Of a bus that no bridge leads to */
static bool is_root_bus(const struct vg_facts *facts, const struct bus *bus)
{
	const struct vg_function *f = &facts->fn[bus->from];
	bool conventional = true;

	if (!BUS(f))
		return true;
	for (u32 i = bus->from; i < bus->to; i++) {
		if (facts->fn[i].flags & VG_F_VF)
			continue;
		if (is_root_complex(&facts->fn[i]))
			return true;
		if (facts->fn[i].type != VG_TYPE_CONVENTIONAL)
			conventional = false;
	}
	/* uncore functions of a CPU have buses of their own */
	return conventional && !is_covered(facts, bus);
}

static void mark_bus(struct vg_facts *facts, const struct bus *bus)
{
	bool root;

	if (is_led_to(facts, bus))
		return;
	root = is_root_bus(facts, bus);
	for (u32 i = bus->from; i < bus->to; i++) {
		if (facts->fn[i].flags & VG_F_VF)
			continue;
		if (root)
			facts->fn[i].flags |= VG_F_ROOT_BUS;
		else
			vg_facts_note(facts, VG_TROUBLE_BRIDGE,
				      facts->detail[i].line);
	}
}

static void mark_vfs(struct vg_facts *facts)
{
	for (u32 i = 0; i < facts->count; i++) {
		struct vg_function *f = &facts->fn[i];
		s32 pf;

		if (!(f->flags & VG_F_VF))
			continue;
		pf = vg_facts_find(facts, f->segment, f->pf_rid);
		if (pf != VG_NONE)
			f->flags |= facts->fn[pf].flags & VG_F_ROOT_BUS;
	}
}

/**
 * vg_root_bus_mark - set VG_F_ROOT_BUS
 * @facts: sorted, VFs are marked; gets a note for each function that is
 *	neither on a root bus nor below a bridge
 */
void vg_root_bus_mark(struct vg_facts *facts)
{
	struct bus bus = { 0 };

	while (bus.from < facts->count) {
		if (facts->fn[bus.segment].segment !=
		    facts->fn[bus.from].segment)
			bus.segment = bus.from;
		bus.to = bus.from + 1;
		while (bus.to < facts->count &&
		       is_same_bus(&facts->fn[bus.from], &facts->fn[bus.to]))
			bus.to++;
		mark_bus(facts, &bus);
		bus.from = bus.to;
	}
	mark_vfs(facts);
}
