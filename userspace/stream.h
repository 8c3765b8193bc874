/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stream.h - a JSON document that is written as it is made: for what is too
 * long to be in memory at once. It looks as if jansson had written all of it.
 */
#ifndef VG_STREAM_H
#define VG_STREAM_H

#include <stdbool.h>

struct json_t;

#define VG_STREAM_DEPTH	8

/**
 * struct vg_stream - a document under way, on stdout
 * @depth: number of objects and arrays that are open
 * @any: by depth, there is something in it
 * @close: by depth, what ends it
 */
struct vg_stream {
	unsigned int depth;
	bool any[VG_STREAM_DEPTH + 1];
	char close[VG_STREAM_DEPTH + 1];
};

void vg_stream_object(struct vg_stream *s, const char *key);
void vg_stream_array(struct vg_stream *s, const char *key);
void vg_stream_close(struct vg_stream *s);
void vg_stream_put(struct vg_stream *s, const char *key, struct json_t *value);
void vg_stream_all(struct vg_stream *s, struct json_t *object);

#endif /* VG_STREAM_H */
