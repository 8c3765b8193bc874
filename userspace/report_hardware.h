/* SPDX-License-Identifier: GPL-2.0-only */
/* report_hardware.h - what a device is made of, for people */
#ifndef VG_REPORT_HARDWARE_H
#define VG_REPORT_HARDWARE_H

struct device;
struct vg_local;

void vg_report_hardware(const struct device *device,
			const struct vg_local *local);

#endif /* VG_REPORT_HARDWARE_H */
