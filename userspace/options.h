/* SPDX-License-Identifier: GPL-2.0-only */
/* options.h - options of the commands: one table for parsing and --help */
#ifndef VG_OPTIONS_H
#define VG_OPTIONS_H

#include "port.h"

struct vg_call;

/**
 * enum vg_options - options that a command takes, to be combined
 * @VG_OPTIONS_JSON: --json
 * @VG_OPTIONS_SOURCE: where facts come from
 * @VG_OPTIONS_WISH: what-ifs, and what to judge by
 * @VG_OPTIONS_DEVICE: which devices
 * @VG_OPTIONS_TREE: how to draw
 * @VG_OPTIONS_CHECK: how much to check
 * @VG_OPTIONS_COLUMNS: what to list
 * @VG_OPTIONS_SINCE: from where on
 * @VG_OPTIONS_FOLLOW: for how long
 */
enum vg_options {
	VG_OPTIONS_JSON		= BIT(0),
	VG_OPTIONS_SOURCE	= BIT(1),
	VG_OPTIONS_WISH		= BIT(2),
	VG_OPTIONS_DEVICE	= BIT(3),
	VG_OPTIONS_TREE		= BIT(4),
	VG_OPTIONS_CHECK	= BIT(5),
	VG_OPTIONS_COLUMNS	= BIT(6),
	VG_OPTIONS_SINCE	= BIT(7),
	VG_OPTIONS_FOLLOW	= BIT(8),
};

int vg_options_parse(int argc, char **argv, unsigned int taken,
		     struct vg_call *call);
void vg_options_print(unsigned int taken);
void vg_options_free(struct vg_call *call);

#endif /* VG_OPTIONS_H */
