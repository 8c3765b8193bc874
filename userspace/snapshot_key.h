/* SPDX-License-Identifier: GPL-2.0-only */
/* snapshot_key.h - keys of a snapshot's lines, and how their values are written */
#ifndef VG_SNAPSHOT_KEY_H
#define VG_SNAPSHOT_KEY_H

#include "port.h"

/* far more than the longest line of the writer */
#define VG_SNAPSHOT_LINE_LEN	1024

/**
 * struct vg_snapshot_key - a key of a line
 * @name: its name
 * @wanted: what its value has to be
 * @parse: puts the value into what the line is about; false: it is wrong
 */
struct vg_snapshot_key {
	const char *name;
	const char *wanted;
	bool (*parse)(const char *value, void *about);
};

__printf(2, 3)
bool vg_snapshot_is(const char *value, const char *format, ...);
bool vg_snapshot_number(const char *value, u32 limit, u32 *number);
bool vg_snapshot_address(const char *value, u32 *segment, u16 *rid);
bool vg_snapshot_part(const char **list, char part[VG_SNAPSHOT_LINE_LEN]);

#endif /* VG_SNAPSHOT_KEY_H */
