/* SPDX-License-Identifier: GPL-2.0-only */
/* root_bus.h - which buses of a file are root buses */
#ifndef VG_ROOT_BUS_H
#define VG_ROOT_BUS_H

#include "facts.h"

void vg_root_bus_mark(struct vg_facts *facts);

#endif /* VG_ROOT_BUS_H */
