/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scene.h - what is drawn of a host, line by line: who is judged, who is to
 * blame, and what is left out
 */
#ifndef VG_SCENE_H
#define VG_SCENE_H

#include "domain.h"

struct pci_access;

/* all causes and all rules by name, with commas between */
#define VG_BLAME_LEN	1280
/* "in 4294967295 groups, 4294967295 in none" */
#define VG_CLAIMS_LEN	48
/* "would refuse" and the longest name of a rule */
#define VG_VERDICT_LEN	48

/**
 * struct vg_mark - what is known of one position
 * @blame: 0, or why it is to blame: BIT(enum vg_cause); where a rule has no
 *	cause BIT(32 + enum vg_rule)
 * @wanted: ACS Control bits at fault
 * @joins: enum vg_cause: why requests turn round here, so that what is below
 *	belongs to one domain with what is beside; of bridges only
 * @outcome: enum vg_outcome, 0 when it is not judged
 * @rule: the rule that refuses, 0 when none does
 * @drawn: it has a line, of its own or among its like
 * @asked: it is to be drawn whatever else is
 */
struct vg_mark {
	u64 blame;
	u16 wanted;
	u8 joins;
	u8 outcome;
	u8 rule;
	bool drawn;
	bool asked;
};

/**
 * enum vg_row_kind - kinds of lines
 * @VG_ROW_BUS: a root bus
 * @VG_ROW_QUIET_BUS: a root bus of which nothing is drawn
 * @VG_ROW_FUNCTION: a function
 * @VG_ROW_RUN: functions that are alike, one after the other
 * @VG_ROW_REST: what is left out at this place
 */
enum vg_row_kind {
	VG_ROW_BUS,
	VG_ROW_QUIET_BUS,
	VG_ROW_FUNCTION,
	VG_ROW_RUN,
	VG_ROW_REST,
};

/**
 * struct vg_row - a line
 * @kind: enum vg_row_kind
 * @position: the function; of a root bus or a run the first one, of the rest
 *	the bridge above or VG_NONE
 * @count: functions that it stands for; of the rest without @ports
 * @ports: empty ports, of the rest
 * @depth: number of bridges above, plus one; 0 of a root bus
 * @last: nothing follows at this depth below the same bridge or root bus
 */
struct vg_row {
	enum vg_row_kind kind;
	s32 position;
	u32 count;
	u32 ports;
	u32 depth;
	bool last;
};

/**
 * struct vg_scene - what is drawn
 * @model: the host
 * @kinds: names of classes
 * @domains: its isolation domains
 * @mark: by position
 * @row: the lines
 * @row_count: number of these
 * @row_capacity: room in @row
 * @picked: only some functions were asked for
 * @all: nothing is folded
 * @left_buses: root buses without a line, when @picked
 * @left_functions: functions on these
 */
struct vg_scene {
	const struct vg_model *model;
	struct pci_access *kinds;
	struct vg_domains domains;
	struct vg_mark *mark;
	struct vg_row *row;
	u32 row_count;
	u32 row_capacity;
	bool picked;
	bool all;
	u32 left_buses;
	u32 left_functions;
};

void vg_scene_open(struct vg_scene *scene, const struct vg_model *model,
		   const struct vg_list *only, bool all);
void vg_scene_close(struct vg_scene *scene);
bool vg_has_domain(const struct vg_scene *scene, const struct vg_row *row);
void vg_blame_text(char buf[VG_BLAME_LEN], const struct vg_mark *mark);
u16 vg_fault_bits(const struct vg_mark *mark);
void vg_verdict_text(char buf[VG_VERDICT_LEN], const struct vg_mark *mark);
bool vg_domain_refused(const struct vg_scene *scene, u32 number);
const char *vg_domain_word(const struct vg_scene *scene, u32 number);
void vg_domain_claims(char buf[VG_CLAIMS_LEN], const struct vg_domain *domain);
const char *vg_groups_word(const struct vg_scene *scene);
u8 vg_root_bus(const struct vg_function *f);

#endif /* VG_SCENE_H */
