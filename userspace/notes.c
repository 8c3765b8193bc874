// SPDX-License-Identifier: GPL-2.0-only
#include "notes.h"

#include <jansson.h>

#include "facts.h"
#include "json.h"

static u32 spans_stored(const struct vg_notes *n)
{
	return n->span_count < VG_TROUBLE_SPANS ? n->span_count :
						  VG_TROUBLE_SPANS;
}

/* "lines 12, 30-44 and more" */
static void print_lines(const struct vg_notes *n, FILE *out)
{
	const char *separator = n->span_count > 1 ||
				n->span[0].first != n->span[0].last ?
				" (lines " : " (line ";

	for (u32 i = 0; i < spans_stored(n); i++) {
		fprintf(out, "%s%u", separator, n->span[i].first);
		if (n->span[i].last != n->span[i].first)
			fprintf(out, "-%u", n->span[i].last);
		separator = ", ";
	}
	if (n->span_count > VG_TROUBLE_SPANS)
		fprintf(out, " and %u more places",
			n->span_count - VG_TROUBLE_SPANS);
	if (n->span_count)
		fputs(")", out);
}

/**
 * vg_notes_print - a line for each kind of trouble
 * @facts: the facts
 * @out: where to
 */
void vg_notes_print(const struct vg_facts *facts, FILE *out)
{
	for (int i = 0; i < VG_TROUBLE_COUNT; i++) {
		if (!facts->notes[i].count)
			continue;
		fprintf(out, "note: %s: %u", vg_trouble_text(i),
			facts->notes[i].count);
		print_lines(&facts->notes[i], out);
		fputc('\n', out);
	}
}

static json_t *note_json(enum vg_trouble what, const struct vg_notes *n)
{
	json_t *object = json_object();
	json_t *spans = json_array();

	for (u32 i = 0; i < spans_stored(n); i++)
		vg_json_append(spans, json_pack("[I, I]",
						(json_int_t)n->span[i].first,
						(json_int_t)n->span[i].last));
	vg_json_put(object, "name", json_string(vg_trouble_name(what)));
	vg_json_put(object, "text", json_string(vg_trouble_text(what)));
	vg_json_put(object, "count", json_integer(n->count));
	vg_json_put(object, "place_count", json_integer(n->span_count));
	vg_json_put(object, "lines", spans);
	return object;
}

/**
 * vg_notes_json - all kinds of trouble that there are
 * @facts: the facts
 *
 * Return: new reference.
 */
json_t *vg_notes_json(const struct vg_facts *facts)
{
	json_t *array = json_array();

	for (int i = 0; i < VG_TROUBLE_COUNT; i++) {
		if (facts->notes[i].count)
			vg_json_append(array, note_json(i, &facts->notes[i]));
	}
	return array;
}
