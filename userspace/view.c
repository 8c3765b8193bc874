// SPDX-License-Identifier: GPL-2.0-only
#include "view.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

/* lspci shows these bits of the ACS registers, and no more */
#define ACS_SHOWN	0x7f

/**
 * vg_views_add - append a view
 * @views: the list
 * @v: is copied, what it owns goes over to the list
 *
 * Return: the copy, valid until the next one is added.
 */
struct vg_view *vg_views_add(struct vg_views *views, const struct vg_view *v)
{
	if (views->count == views->capacity) {
		views->capacity += views->capacity / 2 + 64;
		views->at = reallocarray(views->at, views->capacity,
					 sizeof(*views->at));
		if (!views->at)
			err(EX_UNAVAILABLE, "realloc for %u functions",
			    views->capacity);
	}
	views->at[views->count] = *v;
	return &views->at[views->count++];
}

static int compare_views(const void *a, const void *b)
{
	const struct vg_view *x = a;
	const struct vg_view *y = b;

	if (x->f.segment != y->f.segment)
		return x->f.segment < y->f.segment ? -1 : 1;
	if (x->f.rid != y->f.rid)
		return x->f.rid < y->f.rid ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank > y->rank ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

static bool same_acs(const struct vg_function *a, const struct vg_function *b)
{
	/* lspci decodes the wrong registers of Sunrise Point */
	if (a->acs_kind == VG_ACS_SPT_DWORD || b->acs_kind == VG_ACS_SPT_DWORD)
		return true;
	return a->acs_kind == b->acs_kind &&
	       !((a->acs_cap ^ b->acs_cap) & ACS_SHOWN) &&
	       !((a->acs_ctrl ^ b->acs_ctrl) & ACS_SHOWN);
}

/* Whether two views say the same where both say something */
static bool agree(const struct vg_view *a, const struct vg_view *b)
{
	const struct vg_function *x = &a->f;
	const struct vg_function *y = &b->f;
	u16 both = a->known & b->known;

	if (both & VG_KNOWN_IDS &&
	    (x->vendor != y->vendor || x->device != y->device))
		return false;
	if (a->name && b->name && strcmp(a->name, b->name))
		return false;
	/* lspci leaves the programming interface out when it has no name */
	if (both & VG_KNOWN_CLASS && x->class >> 8 != y->class >> 8)
		return false;
	if (both & VG_KNOWN_HEADER && x->header != y->header)
		return false;
	if (both & VG_KNOWN_TYPE && x->type != y->type)
		return false;
	if (both & VG_KNOWN_BUSES && (x->secondary != y->secondary ||
				      x->subordinate != y->subordinate))
		return false;
	if (x->group != y->group && x->group != VG_NO_GROUP &&
	    y->group != VG_NO_GROUP)
		return false;
	return !(both & VG_KNOWN_ACS) || same_acs(x, y);
}

static void take_registers(struct vg_view *into, const struct vg_view *from,
			   u16 take)
{
	if (take & VG_KNOWN_BUSES) {
		into->f.secondary = from->f.secondary;
		into->f.subordinate = from->f.subordinate;
	}
	if (take & VG_KNOWN_ACS) {
		into->f.acs_kind = from->f.acs_kind;
		into->f.acs_cap = from->f.acs_cap;
		into->f.acs_ctrl = from->f.acs_ctrl;
		into->f.flags |= from->f.flags & VG_F_EGRESS_OPEN;
	}
	if (take & VG_KNOWN_REGISTERS)
		into->f.flags |= from->f.flags & VG_F_PCH_ACS;
	if (take & VG_KNOWN_MULTIFUNCTION)
		into->f.flags |= from->f.flags & VG_F_MULTIFUNCTION;
	if (!into->sriov.enabled)
		into->sriov = from->sriov;
}

static bool is_text(const struct vg_view *v)
{
	return v->rank == VG_RANK_TEXT || v->rank == VG_RANK_BRIEF;
}

/*
 * In text lspci says what the kernel knows of a BAR: "[virtual]" is one whose
 * register has lost the address.
 */
static void take_device(struct vg_view *into, const struct vg_view *from,
			u16 take)
{
	if (take & VG_KNOWN_BARS ||
	    (from->known & VG_KNOWN_BARS && is_text(from) && !is_text(into))) {
		into->f.flags &= ~VG_F_BAR_UNASSIGNED;
		into->f.flags |= from->f.flags & VG_F_BAR_UNASSIGNED;
	}
	if (take & VG_KNOWN_LINK)
		into->f.link = from->f.link;
	if (take & VG_KNOWN_ATS)
		into->f.flags |= from->f.flags & VG_F_ATS;
}

static void take_identity(struct vg_view *into, const struct vg_view *from,
			  u16 take)
{
	if (take & VG_KNOWN_IDS) {
		into->f.vendor = from->f.vendor;
		into->f.device = from->f.device;
	}
	if (take & VG_KNOWN_CLASS)
		into->f.class = from->f.class;
	if (take & VG_KNOWN_HEADER)
		into->f.header = from->f.header;
	if (take & VG_KNOWN_TYPE)
		into->f.type = from->f.type;
}

/* What may be no bridge is not one: it counts among the peers of others */
static void fold_header(struct vg_view *into, const struct vg_view *from)
{
	const u16 both = into->known & from->known;
	const bool bridge = vg_view_is_bridge(into);
	bool differ = both & VG_KNOWN_HEADER &&
		      into->f.header != from->f.header;

	if (both & VG_KNOWN_CLASS && bridge != vg_view_is_bridge(from))
		differ = true;
	if (!differ || (bridge && vg_view_is_bridge(from)))
		return;
	into->f.header = 0;
	into->known |= VG_KNOWN_HEADER;
}

static void move_text(char **into, char **from)
{
	if (*into)
		free(*from);
	else
		*into = *from;
	*from = NULL;
}

/* What a better view already says stays */
static void fold(struct vg_view *into, struct vg_view *from)
{
	u16 take = from->known & ~into->known;

	if (!agree(into, from))
		into->trouble |= BIT(VG_TROUBLE_CONFLICT);
	fold_header(into, from);
	take_identity(into, from, take);
	take_registers(into, from, take);
	take_device(into, from, take);
	into->known |= from->known;
	into->f.flags |= from->f.flags & (VG_F_MEM_BAR | VG_F_ASSIGNED |
					  VG_F_VF | VG_F_UNREADABLE);
	into->trouble |= from->trouble;
	into->extended |= from->extended;
	into->link_up |= from->link_up;
	if (into->f.group == VG_NO_GROUP)
		into->f.group = from->f.group;
	if (into->numa_node < 0)
		into->numa_node = from->numa_node;
	if (from->line < into->line)
		into->line = from->line;
	move_text(&into->name, &from->name);
	move_text(&into->driver, &from->driver);
}

/**
 * vg_views_merge - make all views of a function one
 * @views: in the order of addresses afterwards
 */
void vg_views_merge(struct vg_views *views)
{
	struct vg_view *into = views->at;

	if (!views->count)
		return;
	qsort(views->at, views->count, sizeof(*views->at), compare_views);
	for (u32 i = 1; i < views->count; i++) {
		struct vg_view *v = &views->at[i];

		if (v->f.segment == into->f.segment && v->f.rid == into->f.rid)
			fold(into, v);
		else
			*++into = *v;
	}
	views->count = into - views->at + 1;
}

/**
 * vg_views_from - where an address is, or would be
 * @views: merged
 * @segment: its segment
 * @rid: its requester ID
 *
 * Return: index of the first view that is not before it; the count of views
 * when all are.
 */
u32 vg_views_from(const struct vg_views *views, u32 segment, u16 rid)
{
	u32 high = views->count;
	u32 low = 0;

	while (low < high) {
		u32 middle = low + (high - low) / 2;
		const struct vg_function *f = &views->at[middle].f;

		if (f->segment < segment ||
		    (f->segment == segment && f->rid < rid))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/**
 * vg_views_find - look for a function
 * @views: merged
 * @segment: its segment
 * @rid: its requester ID
 *
 * Return: its view, or NULL.
 */
struct vg_view *vg_views_find(struct vg_views *views, u32 segment, u16 rid)
{
	struct vg_view *v = &views->at[vg_views_from(views, segment, rid)];

	return v < views->at + views->count && v->f.segment == segment &&
	       v->f.rid == rid ? v : NULL;
}

/**
 * vg_views_free - release a list
 * @views: empty afterwards
 */
void vg_views_free(struct vg_views *views)
{
	for (u32 i = 0; i < views->count; i++) {
		free(views->at[i].name);
		free(views->at[i].driver);
	}
	free(views->at);
	*views = (struct vg_views){ 0 };
}
