/* SPDX-License-Identifier: GPL-2.0-only */
/* fabric.h - devices with NVLink, a way between GPUs beside PCIe */
#ifndef VG_FABRIC_H
#define VG_FABRIC_H

#include "topology.h"

bool vg_is_fabric(const struct vg_function *f);

#endif /* VG_FABRIC_H */
