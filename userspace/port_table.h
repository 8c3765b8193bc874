/* SPDX-License-Identifier: GPL-2.0-only */
/* port_table.h - bridges for people, a line each */
#ifndef VG_PORT_TABLE_H
#define VG_PORT_TABLE_H

struct vg_list;

void vg_port_table_print(const struct vg_list *ports);

#endif /* VG_PORT_TABLE_H */
