/* SPDX-License-Identifier: GPL-2.0-only */
/* preflight.h - the judgement of a host that the guard does not run on */
#ifndef VG_PREFLIGHT_H
#define VG_PREFLIGHT_H

#include "causes.h"
#include "fix.h"
#include "model.h"
#include "tally.h"

/**
 * enum vg_fate - how a device fares
 * @VG_FATE_ISOLATED: allowed, and alone in its isolation domain
 * @VG_FATE_SHARED: allowed, but only together with the rest of its group
 * @VG_FATE_REFUSED: refused
 * @VG_FATE_COUNT: number of fates
 */
enum vg_fate {
	VG_FATE_ISOLATED,
	VG_FATE_SHARED,
	VG_FATE_REFUSED,
	VG_FATE_COUNT,
};

/**
 * struct vg_outlook - how many of each sort there are
 * @count: by sort and enum vg_fate
 */
struct vg_outlook {
	unsigned int count[VG_SORT_COUNT][VG_FATE_COUNT];
};

/**
 * struct vg_judged - what is kept of a device; its record is made when it is
 *	printed, a large host has too many
 * @position: of the topology
 * @sort: enum vg_sort
 * @fate: enum vg_fate
 * @counts: it is somebody's problem
 */
struct vg_judged {
	u32 position;
	u8 sort;
	u8 fate;
	bool counts;
};

/**
 * struct vg_preflight - a judgement
 * @wish: what was asked for
 * @model: the host
 * @device: the devices
 * @count: number of these
 * @outlook: of those that count
 * @mended: the same with every bit set that the causes name
 * @causes: why devices that count are refused or not alone
 */
struct vg_preflight {
	const struct vg_wish *wish;
	struct vg_model model;
	struct vg_judged *device;
	u32 count;
	struct vg_outlook outlook;
	struct vg_outlook mended;
	struct vg_causes causes;
};

int vg_preflight_run(struct vg_preflight *p, const struct vg_wish *wish);
void vg_preflight_free(struct vg_preflight *p);
bool vg_preflight_refuses(const struct vg_preflight *p);
const char *vg_fate_name(enum vg_fate fate);
unsigned int vg_outlook_total(const struct vg_outlook *outlook,
			      enum vg_sort sort);
bool vg_preflight_judges(const struct vg_preflight *p, u32 rule);

/* advice.c: what to do about a cause */
char *vg_advice_parameter(const struct vg_preflight *p,
			  const struct vg_cause_found *found);
char *vg_advice_command(const struct vg_preflight *p,
			const struct vg_culprit *culprit);
void vg_advice_title(const struct vg_preflight *p,
		     const struct vg_cause_found *found, char *buf, size_t len);
const struct vg_fix *vg_advice_fix(const struct vg_cause_found *found);
bool vg_advice_no_iommu(const struct vg_preflight *p);

/* what people and programs see */
void vg_preflight_print(const struct vg_preflight *p);
void vg_preflight_json(const struct vg_preflight *p);

#endif /* VG_PREFLIGHT_H */
