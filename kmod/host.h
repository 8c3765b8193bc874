/* SPDX-License-Identifier: GPL-2.0-only */
/* host.h - facts of the host as a whole, read once at load */
#ifndef VG_HOST_H
#define VG_HOST_H

#include "core/topology.h"

void vg_host_init(void);
const struct vg_host *vg_host_facts(void);
const char *vg_host_boot_id(void);

#endif /* VG_HOST_H */
