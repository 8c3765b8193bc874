/* SPDX-License-Identifier: GPL-2.0-only */
/* cmdline.h - what the kernel command line says about isolation */
#ifndef VG_CMDLINE_H
#define VG_CMDLINE_H

#include "topology.h"

const char *vg_cmdline_next(char **cursor);
const char *vg_cmdline_value(const char *parameter, const char *name);
void vg_cmdline_parse(char *cmdline, struct vg_host *host);

#endif /* VG_CMDLINE_H */
