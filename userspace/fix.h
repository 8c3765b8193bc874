/* SPDX-License-Identifier: GPL-2.0-only */
/* fix.h - what to do about a finding */
#ifndef VG_FIX_H
#define VG_FIX_H

#include <stdbool.h>

#include "prose.h"

struct finding;

/**
 * struct vg_fix - what to do
 * @text: the way out
 * @cost: what it costs, or NULL
 * @registers: the missing bits can be set in the ACS Control register
 */
struct vg_fix {
	struct vg_prose text;
	const char *cost;
	bool registers;
};

const struct vg_fix *vg_fix_find(long long rule, long long cause);
bool vg_needs_fix(const struct finding *finding);

#endif /* VG_FIX_H */
