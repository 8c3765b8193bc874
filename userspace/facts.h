/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * facts.h - the facts of a host as the core takes them, wherever they come
 * from: the host itself, a dump of lspci, a snapshot.
 */
#ifndef VG_FACTS_H
#define VG_FACTS_H

#include <stddef.h>

#include "rules.h"
#include "topology.h"

/* Rules whose facts are in no file, and on a live host with the kernel only */
#define VG_KERNEL_RULES	(BIT(VG_RULE_ACS_DRIFT) | \
			 BIT(VG_RULE_RESET_FAILED) | \
			 BIT(VG_RULE_PEER_OWNER_CONFLICT))

/**
 * enum vg_trouble - what was not understood in a file, or not readable
 *
 * The order is that of the texts in facts.c.
 */
enum vg_trouble {
	VG_TROUBLE_LINE,	/* a line that lspci does not write */
	VG_TROUBLE_CUT,		/* a register dump or register text is cut */
	VG_TROUBLE_CONFIG,	/* config space is missing or cut */
	VG_TROUBLE_CONFLICT,	/* two copies of a function contradict */
	VG_TROUBLE_NAME,	/* no numeric ID, and a name that is not known */
	VG_TROUBLE_BRIDGE,	/* the bridge above is not there */
	VG_TROUBLE_END,		/* the file ends in the middle of a function */
	VG_TROUBLE_MISSING,	/* a port with a link, nothing is behind it */
	VG_TROUBLE_GROUP,	/* a group of a function that is not there */
	VG_TROUBLE_UNGROUPED,	/* a function without group beside grouped */
	VG_TROUBLE_JOINED,	/* understood: a wrapped line put together */
	VG_TROUBLE_COUNT,
};

#define VG_TROUBLE_SPANS	8

/**
 * struct vg_span - lines [first, last] of a file
 * @first: first line, from 1
 * @last: last line
 */
struct vg_span {
	u32 first;
	u32 last;
};

/**
 * struct vg_notes - all troubles of one kind
 * @count: how many
 * @span_count: how many spans of lines these are; above VG_TROUBLE_SPANS only
 *	the first are in @span
 * @span: where, in order; empty for what has no line
 */
struct vg_notes {
	u32 count;
	u32 span_count;
	struct vg_span span[VG_TROUBLE_SPANS];
};

/**
 * struct vg_detail - what the core does not need to know of a function
 * @driver: driver in use, or NULL; owned
 * @numa_node: NUMA node, -1 when it has none or it is not known
 * @line: line of the file where the function is first met, 0: there is none
 */
struct vg_detail {
	char *driver;
	s32 numa_node;
	u32 line;
};

/**
 * struct vg_facts - the facts of a host
 * @fn: the functions; @fn[i].group is VG_NO_GROUP where none is recorded
 * @detail: of the same functions
 * @count: number of functions
 * @capacity: room in @fn and @detail
 * @alias: further requester IDs
 * @alias_count: number of these
 * @alias_capacity: room in @alias
 * @host: facts of the host as a whole
 * @live: this host, now
 * @lost: functions are missing in the file, or nothing is known of one
 * @notes: by enum vg_trouble
 */
struct vg_facts {
	struct vg_function *fn;
	struct vg_detail *detail;
	u32 count;
	u32 capacity;
	struct vg_alias *alias;
	u32 alias_count;
	u32 alias_capacity;
	struct vg_host host;
	bool live;
	bool lost;
	struct vg_notes notes[VG_TROUBLE_COUNT];
};

/* A function of which nothing is known but its address */
static inline struct vg_function vg_function_at(u32 segment, u16 rid)
{
	return (struct vg_function){
		.segment = segment,
		.rid = rid,
		.pf_rid = rid,
		.group = VG_NO_GROUP,
		.type = VG_TYPE_CONVENTIONAL,
	};
}

struct vg_function *vg_facts_add(struct vg_facts *facts, u32 segment, u16 rid);
void vg_facts_add_alias(struct vg_facts *facts, const struct vg_alias *alias);
void vg_facts_sort(struct vg_facts *facts);
s32 vg_facts_find(const struct vg_facts *facts, u32 segment, u16 rid);
bool vg_facts_grouped(const struct vg_facts *facts);
void vg_facts_note(struct vg_facts *facts, enum vg_trouble what, u32 line);
const char *vg_trouble_text(enum vg_trouble what);
const char *vg_trouble_name(enum vg_trouble what);
void vg_facts_copy(struct vg_facts *copy, const struct vg_facts *facts);
void vg_facts_free(struct vg_facts *facts);

#endif /* VG_FACTS_H */
