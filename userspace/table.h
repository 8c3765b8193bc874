/* SPDX-License-Identifier: GPL-2.0-only */
/* table.h - devices for people, a line each */
#ifndef VG_TABLE_H
#define VG_TABLE_H

struct device;
struct vg_list;

#define VG_TABLE_COLUMNS	7

/**
 * struct vg_table - a table that is printed as its devices are made
 * @width: of each column
 */
struct vg_table {
	int width[VG_TABLE_COLUMNS];
};

void vg_table_measure(struct vg_table *table, const struct device *device);
void vg_table_head(struct vg_table *table);
void vg_table_row(const struct vg_table *table, const struct device *device);
void vg_table_print(const struct vg_list *devices);

#endif /* VG_TABLE_H */
