/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * source.h - where facts come from. A reader that fails has said why on
 * stderr, naming file and line; what it returns is the exit code.
 */
#ifndef VG_SOURCE_H
#define VG_SOURCE_H

#include <stdio.h>

#include "facts.h"

/**
 * struct vg_text - a file in memory
 * @name: for messages
 * @text: its bytes, NUL behind them
 * @len: number of bytes, without that NUL
 */
struct vg_text {
	const char *name;
	const char *text;
	size_t len;
};

/* readers; none keeps a pointer into @text */
int vg_live_read(struct vg_facts *facts);
int vg_dump_read(struct vg_facts *facts, const struct vg_text *text);
int vg_groups_read(struct vg_facts *facts, const struct vg_text *text);
int vg_snapshot_read(struct vg_facts *facts, const struct vg_text *text);
bool vg_is_snapshot(const struct vg_text *text);
void vg_snapshot_write(const struct vg_facts *facts, FILE *out);

const char *vg_source_name(const char *file);
int vg_source_read(struct vg_facts *facts, const char *file,
		   const char *groups);

#endif /* VG_SOURCE_H */
