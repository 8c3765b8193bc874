/* SPDX-License-Identifier: GPL-2.0-only */
/* prose.h - text of several sentences */
#ifndef VG_PROSE_H
#define VG_PROSE_H

#define VG_PROSE_LINES	8

/**
 * struct vg_prose - a text in lines that fit the screen
 * @line: the lines, up to the first NULL
 */
struct vg_prose {
	const char *line[VG_PROSE_LINES];
};

void vg_prose_print(const struct vg_prose *prose, int indent);
char *vg_prose_join(const struct vg_prose *prose);

#endif /* VG_PROSE_H */
