/* SPDX-License-Identifier: GPL-2.0-only */
/* moment.h - points in time, as people write them */
#ifndef VG_MOMENT_H
#define VG_MOMENT_H

#include "record.h"

#define VG_MOMENT_LEN	96

void vg_moment(char buf[VG_MOMENT_LEN], struct vg_number boottime);
void vg_moment_date(char buf[VG_MOMENT_LEN], struct vg_number realtime);

#endif /* VG_MOMENT_H */
