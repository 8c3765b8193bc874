/* SPDX-License-Identifier: GPL-2.0-only */
/* path.h - the bridges from the root to a device, port by port */
#ifndef VG_PATH_H
#define VG_PATH_H

#include <stddef.h>

#include "bdf.h"

/* bridges and device; each bridge takes a bus, and a segment has 256 */
#define VG_PATH_MAX	257

/**
 * struct vg_hop - one function of a path
 * @address: its address, or empty when it is not known
 * @slot: device.function, as in the slot path
 * @ids: "10de:2335", or empty when they are not known
 * @end: length of the slot path up to and with this function
 */
struct vg_hop {
	char address[VG_ADDRESS_LEN];
	char slot[8];
	char ids[10];
	size_t end;
};

/**
 * struct vg_path - a path
 * @count: number of hops; the last one is the device
 * @hop: from the root down
 */
struct vg_path {
	size_t count;
	struct vg_hop hop[VG_PATH_MAX];
};

void vg_path_split(struct vg_path *path, const char *slot_path);
void vg_path_read(struct vg_path *path, const char *slot_path,
		  const char *bdf);
int vg_path_find(const struct vg_path *path, const char *address);

#endif /* VG_PATH_H */
