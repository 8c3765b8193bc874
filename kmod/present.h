/* SPDX-License-Identifier: GPL-2.0-only */
/* present.h - devices that VFIO had before the module was loaded */
#ifndef VG_PRESENT_H
#define VG_PRESENT_H

int vg_present_init(void);
void vg_present_start(void);
void vg_present_exit(void);

#endif /* VG_PRESENT_H */
