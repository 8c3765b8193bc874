/* SPDX-License-Identifier: GPL-2.0-only */
/* absence.h - why there is no guard, and the way to one */
#ifndef VG_ABSENCE_H
#define VG_ABSENCE_H

void vg_absence_report(void);

#endif /* VG_ABSENCE_H */
