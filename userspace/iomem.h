/* SPDX-License-Identifier: GPL-2.0-only */
/* iomem.h - who holds which memory, from /proc/iomem */
#ifndef VG_IOMEM_H
#define VG_IOMEM_H

#include <stdbool.h>

struct device;
struct vg_list;

/**
 * struct vg_holder - a region that somebody holds
 * @start: first address
 * @end: last address
 * @firmware: a framebuffer that firmware set up
 * @name: by which the kernel lists it
 */
struct vg_holder {
	unsigned long long start;
	unsigned long long end;
	bool firmware;
	char name[48];
};

bool vg_iomem_holders(const struct device *device, struct vg_list *holders);

#endif /* VG_IOMEM_H */
