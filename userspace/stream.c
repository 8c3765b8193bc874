// SPDX-License-Identifier: GPL-2.0-only
#include "stream.h"

#include <assert.h>
#include <err.h>
#include <stdio.h>
#include <sysexits.h>

#include <jansson.h>

#define INDENT	2

static void new_line(unsigned int depth)
{
	printf("\n%*s", (int)depth * INDENT, "");
}

/* What comes before a value */
static void start(struct vg_stream *s, const char *key)
{
	if (s->any[s->depth])
		putchar(',');
	s->any[s->depth] = true;
	if (s->depth)
		new_line(s->depth);
	if (key)
		printf("\"%s\": ", key);
}

static void enter(struct vg_stream *s, const char *key, char open, char close)
{
	start(s, key);
	putchar(open);
	assert(s->depth < VG_STREAM_DEPTH);
	s->depth++;
	s->any[s->depth] = false;
	s->close[s->depth] = close;
}

/**
 * vg_stream_object - open an object
 * @s: the document, zeroed at first
 * @key: name of the member, plain; NULL of an entry or the document
 */
void vg_stream_object(struct vg_stream *s, const char *key)
{
	enter(s, key, '{', '}');
}

/**
 * vg_stream_array - open an array
 * @s: the document
 * @key: name of the member, plain; NULL of an entry
 */
void vg_stream_array(struct vg_stream *s, const char *key)
{
	enter(s, key, '[', ']');
}

/**
 * vg_stream_close - end what was opened last
 * @s: the document
 */
void vg_stream_close(struct vg_stream *s)
{
	bool any = s->any[s->depth];
	char close = s->close[s->depth];

	s->depth--;
	if (any)
		new_line(s->depth);
	putchar(close);
	if (!s->depth)
		putchar('\n');
}

/* Texts have no newlines of their own in them, those are escaped */
static int write_indented(const char *text, size_t len, void *context)
{
	const struct vg_stream *s = context;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n')
			new_line(s->depth);
		else
			putchar(text[i]);
	}
	return ferror(stdout) ? -1 : 0;
}

/**
 * vg_stream_put - a value
 * @s: the document
 * @key: name of the member, plain; NULL of an entry
 * @value: its reference is taken; NULL when it could not be made
 */
void vg_stream_put(struct vg_stream *s, const char *key, json_t *value)
{
	if (!value)
		errx(EX_UNAVAILABLE, "JSON of %s failed", key ? key : "entry");
	start(s, key);
	if (json_dump_callback(value, write_indented, s,
			       JSON_INDENT(INDENT) | JSON_ENCODE_ANY))
		errx(EX_UNAVAILABLE,
		     "json_dump_callback to standard output failed");
	json_decref(value);
}

/**
 * vg_stream_all - all members of an object
 * @s: the document
 * @object: its reference is taken
 */
void vg_stream_all(struct vg_stream *s, json_t *object)
{
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
		vg_stream_put(s, key, json_incref(value));
	json_decref(object);
}
