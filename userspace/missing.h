/* SPDX-License-Identifier: GPL-2.0-only */
/* missing.h - functions that have to be there, and are not in a file */
#ifndef VG_MISSING_H
#define VG_MISSING_H

#include "view.h"

void vg_missing_behind(struct vg_facts *facts, const struct vg_views *views,
		       bool lost);

#endif /* VG_MISSING_H */
