/* SPDX-License-Identifier: GPL-2.0-only */
/* preflight.h - the judgement of a host that the guard does not run on */
#ifndef VG_PREFLIGHT_H
#define VG_PREFLIGHT_H

#include "causes.h"
#include "model.h"
#include "tally.h"

/**
 * struct vg_outlook - how many of each sort there are
 * @total: all that count
 * @isolated: of these: that no rule refuses
 */
struct vg_outlook {
	unsigned int total[VG_SORT_COUNT];
	unsigned int isolated[VG_SORT_COUNT];
};

/**
 * struct vg_preflight - a judgement
 * @wish: what was asked for
 * @model: the host; after the judgement with the causes mended
 * @device: records, struct device
 * @position: positions of the same devices
 * @counts: of the same devices: it is somebody's problem
 * @outlook: of those that count
 * @mended: the same with every bit set that the causes name
 * @causes: why devices that count are refused
 */
struct vg_preflight {
	const struct vg_wish *wish;
	struct vg_model model;
	struct vg_list device;
	u32 *position;
	bool *counts;
	struct vg_outlook outlook;
	struct vg_outlook mended;
	struct vg_causes causes;
};

int vg_preflight_run(struct vg_preflight *p, const struct vg_wish *wish);
void vg_preflight_free(struct vg_preflight *p);
bool vg_preflight_refuses(const struct vg_preflight *p);
bool vg_preflight_judges(const struct vg_preflight *p, u32 rule);

/* advice.c: what to do about a cause */
char *vg_advice_parameter(const struct vg_preflight *p,
			  const struct vg_cause_found *found);
char *vg_advice_command(const struct vg_preflight *p,
			const struct vg_culprit *culprit);
const char *vg_advice_noun(const struct vg_preflight *p,
			   const struct vg_cause_found *found);
void vg_advice_title(const struct vg_preflight *p,
		     const struct vg_cause_found *found, char *buf, size_t len);
bool vg_advice_no_iommu(const struct vg_preflight *p);

/* what people and programs see */
void vg_preflight_print(const struct vg_preflight *p);
void vg_preflight_json(const struct vg_preflight *p);

#endif /* VG_PREFLIGHT_H */
