/* SPDX-License-Identifier: GPL-2.0-only */
/* tree_cells.h - what the tree says of a function beside its address */
#ifndef VG_TREE_CELLS_H
#define VG_TREE_CELLS_H

#include "scene.h"
#include "term.h"

#define VG_CELL_LEN	64

/* Columns of the tree */
enum vg_cell {
	VG_CELL_WHAT,
	VG_CELL_ACS,
	VG_CELL_GROUP,
	VG_CELL_DOMAIN,
	VG_CELL_NOTE,	/* what does not fit there goes elsewhere */
};

/* The texts of a line, by column */
struct vg_cells {
	char text[VG_CELL_NOTE][VG_CELL_LEN];
	enum vg_paint paint[VG_CELL_NOTE];
	char note[VG_BLAME_LEN + VG_CELL_LEN];
	enum vg_paint note_paint;
};

void vg_cells_fill(struct vg_cells *cells, const struct vg_scene *scene,
		   const struct vg_row *row);

#endif /* VG_TREE_CELLS_H */
