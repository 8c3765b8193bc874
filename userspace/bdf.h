/* SPDX-License-Identifier: GPL-2.0-only */
/* bdf.h - the address of a PCI function */
#ifndef VG_BDF_H
#define VG_BDF_H

#include <stdbool.h>

#include "port.h"

/* "ffffffff:ff:1f.7" and its NUL, as VG_BDF_LEN of the core */
#define VG_ADDRESS_LEN	17

/**
 * struct vg_bdf - an address in parts
 * @segment: PCI segment (domain)
 * @bus: bus number
 * @device: device number, 0 to 31
 * @function: function number, 0 to 7
 */
struct vg_bdf {
	u32 segment;
	u8 bus;
	u8 device;
	u8 function;
};

bool vg_bdf_parse(const char *text, struct vg_bdf *bdf);
void vg_bdf_format(char buf[VG_ADDRESS_LEN], const struct vg_bdf *bdf);
u16 vg_bdf_rid(const struct vg_bdf *bdf);
int vg_bdf_compare(const struct vg_bdf *a, const struct vg_bdf *b);

#endif /* VG_BDF_H */
