/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * view.h - what one piece of a file says of one function, and how such pieces
 * are put together
 */
#ifndef VG_VIEW_H
#define VG_VIEW_H

#include "facts.h"

/**
 * enum vg_known - what a view says
 * @VG_KNOWN_IDS: vendor and device
 * @VG_KNOWN_CLASS: class code
 * @VG_KNOWN_HEADER: header layout
 * @VG_KNOWN_TYPE: whether it is PCIe, and the port type
 * @VG_KNOWN_BUSES: bus numbers of a bridge
 * @VG_KNOWN_ACS: ACS registers, or that there are none
 * @VG_KNOWN_REGISTERS: the registers as such, not what lspci made of them
 * @VG_KNOWN_MULTIFUNCTION: VG_F_MULTIFUNCTION
 * @VG_KNOWN_BARS: VG_F_BAR_UNASSIGNED
 * @VG_KNOWN_LINK: speed and width of the link
 * @VG_KNOWN_ATS: VG_F_ATS
 */
enum vg_known {
	VG_KNOWN_IDS		= BIT(0),
	VG_KNOWN_CLASS		= BIT(1),
	VG_KNOWN_HEADER		= BIT(2),
	VG_KNOWN_TYPE		= BIT(3),
	VG_KNOWN_BUSES		= BIT(4),
	VG_KNOWN_ACS		= BIT(5),
	VG_KNOWN_REGISTERS	= BIT(6),
	VG_KNOWN_MULTIFUNCTION	= BIT(7),
	VG_KNOWN_BARS		= BIT(8),
	VG_KNOWN_LINK		= BIT(9),
	VG_KNOWN_ATS		= BIT(10),
};

/* Header layout of a function that answers with ones */
#define VG_HEADER_GONE	0x7f

/**
 * enum vg_rank - which view is believed first
 */
enum vg_rank {
	VG_RANK_NAME,	/* a line that names it */
	VG_RANK_BRIEF,	/* lspci -v */
	VG_RANK_SHORT,	/* 64 or 256 bytes of config space */
	VG_RANK_TEXT,	/* lspci -vv */
	VG_RANK_FULL,	/* 4096 bytes of config space */
};

/**
 * struct vg_sriov - SR-IOV capability of a PF, PCIe 9.3.3
 * @enabled: VF Enable
 * @count: NumVFs
 * @offset: First VF Offset
 * @stride: VF Stride
 * @device: VF Device ID
 */
struct vg_sriov {
	bool enabled;
	u16 count;
	u16 offset;
	u16 stride;
	u16 device;
};

/**
 * struct vg_view - what a piece of a file says of a function
 * @f: the facts; only those of @known count, and flags and group
 * @known: enum vg_known
 * @rank: enum vg_rank
 * @extended: an extended capability was shown
 * @link_up: its link is up, or its slot has a card
 * @trouble: BIT(enum vg_trouble)
 * @line: where the function is first named
 * @sriov: its SR-IOV capability
 * @numa_node: NUMA node or -1
 * @name: "class: vendor device" where these are no numbers, or NULL; owned
 * @driver: driver in use or NULL; owned
 */
struct vg_view {
	struct vg_function f;
	u16 known;
	u8 rank;
	bool extended;
	bool link_up;
	u32 trouble;
	u32 line;
	struct vg_sriov sriov;
	s32 numa_node;
	char *name;
	char *driver;
};

/**
 * struct vg_views - a growing list
 * @at: the views
 * @count: number of views
 * @capacity: room in @at
 */
struct vg_views {
	struct vg_view *at;
	u32 count;
	u32 capacity;
};

struct vg_view *vg_views_add(struct vg_views *views, const struct vg_view *v);
void vg_views_merge(struct vg_views *views);
u32 vg_views_from(const struct vg_views *views, u32 segment, u16 rid);
struct vg_view *vg_views_find(struct vg_views *views, u32 segment, u16 rid);
void vg_views_free(struct vg_views *views);

/* Class of a bridge, whose header has bus numbers */
static inline bool vg_view_is_bridge(const struct vg_view *v)
{
	return v->known & VG_KNOWN_CLASS &&
	       (v->f.class >> 8 == 0x0604 || v->f.class >> 8 == 0x0607);
}

static inline void vg_view_open(struct vg_view *v, u32 segment, u16 rid,
				u32 line)
{
	*v = (struct vg_view){
		.f = vg_function_at(segment, rid),
		.line = line,
		.numa_node = -1,
	};
}

#endif /* VG_VIEW_H */
