/* SPDX-License-Identifier: GPL-2.0-only */
/* term.h - colour, which never says anything that the text does not say */
#ifndef VG_TERM_H
#define VG_TERM_H

enum vg_paint {
	VG_PLAIN,
	VG_GOOD,
	VG_BAD,
	VG_DOUBT,
	VG_STRONG,
	VG_HUE,		/* the first of the colours of vg_hue() */
};

#define VG_HUES		6

enum vg_paint vg_hue(unsigned int number);
void vg_print_painted(enum vg_paint paint, const char *text, int width);

#endif /* VG_TERM_H */
