/* SPDX-License-Identifier: GPL-2.0-only */
/* present.h - devices that VFIO has already */
#ifndef VG_PRESENT_H
#define VG_PRESENT_H

#include <linux/types.h>

int vg_present_init(void);
void vg_present_scan(u64 after);
void vg_present_exit(void);

#endif /* VG_PRESENT_H */
