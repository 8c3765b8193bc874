/* SPDX-License-Identifier: GPL-2.0-only */
/* link.h - PCIe links */
#ifndef VG_LINK_H
#define VG_LINK_H

#include "registers.h"

void vg_link_decode(const struct vg_config *config, u16 express,
		    struct vg_function *f);
bool vg_link_degraded(const struct vg_link *link, const struct vg_link *port);
s32 vg_link_port(const struct vg_topology *t, u32 x);

#endif /* VG_LINK_H */
