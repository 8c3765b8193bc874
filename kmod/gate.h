/* SPDX-License-Identifier: GPL-2.0-only */
/* gate.h - the hooks through which every bind to a VFIO PCI driver and every open pass */
#ifndef VG_GATE_H
#define VG_GATE_H

#include <linux/types.h>

int vg_gate_arm(void);
int vg_gate_disarm(void);
void vg_gate_exit(void);
bool vg_gate_armed(u64 *since);

#endif /* VG_GATE_H */
