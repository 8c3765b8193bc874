/* SPDX-License-Identifier: GPL-2.0-only */
/* missing.h - functions that have to be there, and are not in a file */
#ifndef VG_MISSING_H
#define VG_MISSING_H

#include "facts.h"

void vg_missing_behind(struct vg_facts *facts, u32 segment, u16 rid);

#endif /* VG_MISSING_H */
