/* SPDX-License-Identifier: GPL-2.0-only */
/* remedy.h - what to do about one device, for people */
#ifndef VG_REMEDY_H
#define VG_REMEDY_H

struct device;
struct vg_path;

void vg_remedy_print(const struct device *device, const struct vg_path *path);

#endif /* VG_REMEDY_H */
