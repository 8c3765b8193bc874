/* SPDX-License-Identifier: GPL-2.0-only */
/* host.h - facts of the host as a whole */
#ifndef VG_HOST_H
#define VG_HOST_H

#include "core/topology.h"

int vg_host_init(void);
void vg_host_exit(void);
const struct vg_host *vg_host_facts(void);
void vg_host_query(struct vg_host *host);
const char *vg_host_boot_id(void);

#endif /* VG_HOST_H */
