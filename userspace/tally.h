/* SPDX-License-Identifier: GPL-2.0-only */
/* tally.h - what a device is, how it stands, and how many of each there are */
#ifndef VG_TALLY_H
#define VG_TALLY_H

#include <stdbool.h>

#include "policy.h"
#include "record.h"

/**
 * enum vg_sort - what is counted apart
 * @VG_SORT_GPU: display controller (class 03) or accelerator (class 12)
 * @VG_SORT_NVSWITCH: class 0680 of vendor 10de
 * @VG_SORT_DISPLAY: VGA (class 0300) of a vendor of management controllers
 * @VG_SORT_OTHER: anything else
 * @VG_SORT_COUNT: number of sorts
 */
enum vg_sort {
	VG_SORT_GPU,
	VG_SORT_NVSWITCH,
	VG_SORT_DISPLAY,
	VG_SORT_OTHER,
	VG_SORT_COUNT,
};

/**
 * enum vg_standing - how a device counts
 * @VG_NOT_ASSIGNED: nobody's problem, it does not count
 * @VG_ISOLATED: assigned, allowed, and alone in its isolation domain
 * @VG_SHARED: assigned and allowed, but not alone
 * @VG_REFUSED: its last bind was refused
 * @VG_VIOLATING: assigned although its verdict or last decision refuses
 * @VG_STANDING_COUNT: number of standings
 */
enum vg_standing {
	VG_NOT_ASSIGNED,
	VG_ISOLATED,
	VG_SHARED,
	VG_REFUSED,
	VG_VIOLATING,
	VG_STANDING_COUNT,
};

/**
 * struct vg_tally - how many there are
 * @count: by enum vg_sort and enum vg_standing
 */
struct vg_tally {
	unsigned int count[VG_SORT_COUNT][VG_STANDING_COUNT];
};

enum vg_sort vg_sort_of(const struct device *device);
enum vg_standing vg_standing_of(const struct device *device);
bool vg_is_violation(const struct device *device);
bool vg_is_let(long long rule, long long severity);
bool vg_leaves_group(const struct device *device);
enum vg_severity vg_severity_unasked(long long rule);
bool vg_allows(struct vg_number verdict);
const char *vg_sort_name(enum vg_sort sort);
const char *vg_sort_noun(enum vg_sort sort, unsigned int count);
const char *vg_standing_name(enum vg_standing standing);
const char *vg_state_name(const struct device *device);
struct vg_tally vg_tally(const struct vg_list *devices);
unsigned int vg_tally_sort(const struct vg_tally *tally, enum vg_sort sort);
bool vg_tally_violates(const struct vg_tally *tally);
void vg_print_tally(const struct vg_tally *tally);

#endif /* VG_TALLY_H */
