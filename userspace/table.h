/* SPDX-License-Identifier: GPL-2.0-only */
/* table.h - devices for people, a line each */
#ifndef VG_TABLE_H
#define VG_TABLE_H

#include <stdbool.h>

struct device;
struct vg_list;

#define VG_TABLE_COLUMNS	16

/**
 * struct vg_table - a table that is printed as its devices are made
 * @count: number of columns; 0: those that are shown unasked
 * @column: which ones, in order
 * @width: of each
 */
struct vg_table {
	int count;
	int column[VG_TABLE_COLUMNS];
	int width[VG_TABLE_COLUMNS];
};

bool vg_table_choose(struct vg_table *table, const char *names);
void vg_table_explain(void);
void vg_table_measure(struct vg_table *table, const struct device *device);
void vg_table_head(struct vg_table *table);
void vg_table_row(const struct vg_table *table, const struct device *device);
void vg_table_print(struct vg_table *table, const struct vg_list *devices);

#endif /* VG_TABLE_H */
