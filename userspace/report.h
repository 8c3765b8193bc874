/* SPDX-License-Identifier: GPL-2.0-only */
/* report.h - all about one device, for people */
#ifndef VG_REPORT_H
#define VG_REPORT_H

struct device;
struct vg_local;
struct vg_path;

void vg_report(const struct device *device, const struct vg_path *path,
	       const struct vg_local *local);
void vg_report_here(const struct device *device);

#endif /* VG_REPORT_H */
