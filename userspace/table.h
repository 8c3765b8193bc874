/* SPDX-License-Identifier: GPL-2.0-only */
/* table.h - devices for people, a line each */
#ifndef VG_TABLE_H
#define VG_TABLE_H

struct vg_list;

void vg_table_print(const struct vg_list *devices);

#endif /* VG_TABLE_H */
