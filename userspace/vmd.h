/* SPDX-License-Identifier: GPL-2.0-only */
/* vmd.h - functions behind an Intel Volume Management Device */
#ifndef VG_VMD_H
#define VG_VMD_H

#include "facts.h"

void vg_vmd_apply(struct vg_facts *facts);

#endif /* VG_VMD_H */
