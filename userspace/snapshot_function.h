/* SPDX-License-Identifier: GPL-2.0-only */
/* snapshot_function.h - a function as a snapshot's line says it */
#ifndef VG_SNAPSHOT_FUNCTION_H
#define VG_SNAPSHOT_FUNCTION_H

#include "snapshot_key.h"
#include "topology.h"

/**
 * struct vg_snapshot_line - a function as its line says it
 * @f: the function
 * @buses: the line has bus numbers
 * @header: the line has a header type
 */
struct vg_snapshot_line {
	struct vg_function f;
	bool buses;
	bool header;
};

/* The first of vg_snapshot_function_keys, without which a line is nothing */
#define VG_SNAPSHOT_FUNCTION_NEEDS	3

extern const struct vg_snapshot_key vg_snapshot_function_keys[];

#endif /* VG_SNAPSHOT_FUNCTION_H */
