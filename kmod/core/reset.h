/* SPDX-License-Identifier: GPL-2.0-only */
/* reset.h - resets of functions and buses */
#ifndef VG_RESET_H
#define VG_RESET_H

#include "topology.h"

bool vg_can_reset_bus(const struct vg_topology *t, u32 x);
bool vg_alone_on_bus(const struct vg_topology *t, u32 x);

#endif /* VG_RESET_H */
