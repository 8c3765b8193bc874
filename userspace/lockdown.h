/* SPDX-License-Identifier: GPL-2.0-only */
/* lockdown.h - what the kernel keeps from root, see kernel_lockdown(7) */
#ifndef VG_LOCKDOWN_H
#define VG_LOCKDOWN_H

#include <jansson.h>

void vg_lockdown_print(void);
json_t *vg_lockdown_json(void);

#endif /* VG_LOCKDOWN_H */
