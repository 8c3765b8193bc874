// SPDX-License-Identifier: GPL-2.0-only
#include "facts.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

/* Room for one more entry; what grows does so by half */
static void *make_room(void *array, u32 count, u32 *capacity, size_t size)
{
	if (count < *capacity)
		return array;
	*capacity += *capacity / 2 + 64;
	array = reallocarray(array, *capacity, size);
	if (!array)
		err(EX_UNAVAILABLE, "realloc for %u entries", *capacity);
	return array;
}

/**
 * vg_facts_add - one more function
 * @facts: the facts
 * @segment: its segment
 * @rid: its requester ID
 *
 * Return: the function, without group; its detail is the last one of
 * @facts->detail. Valid until the next function is added.
 */
struct vg_function *vg_facts_add(struct vg_facts *facts, u32 segment, u16 rid)
{
	u32 capacity = facts->capacity;
	struct vg_function *f;

	facts->fn = make_room(facts->fn, facts->count, &capacity,
			      sizeof(*facts->fn));
	facts->detail = make_room(facts->detail, facts->count,
				  &facts->capacity, sizeof(*facts->detail));
	facts->detail[facts->count] = (struct vg_detail){ .numa_node = -1 };
	f = &facts->fn[facts->count++];
	*f = vg_function_at(segment, rid);
	return f;
}

/**
 * vg_facts_add_alias - one more requester ID
 * @facts: the facts
 * @alias: is copied
 */
void vg_facts_add_alias(struct vg_facts *facts, const struct vg_alias *alias)
{
	facts->alias = make_room(facts->alias, facts->alias_count,
				 &facts->alias_capacity,
				 sizeof(*facts->alias));
	facts->alias[facts->alias_count++] = *alias;
}

/* A function with its detail, to be sorted together */
struct pair {
	struct vg_function fn;
	struct vg_detail detail;
};

static int compare_address(const struct vg_function *f, u32 segment, u16 rid)
{
	if (f->segment != segment)
		return f->segment < segment ? -1 : 1;
	return f->rid < rid ? -1 : f->rid > rid;
}

static int compare_pairs(const void *a, const void *b)
{
	const struct pair *x = a;
	const struct pair *y = b;

	return compare_address(&x->fn, y->fn.segment, y->fn.rid);
}

static bool is_sorted(const struct vg_facts *facts)
{
	for (u32 i = 1; i < facts->count; i++) {
		if (compare_address(&facts->fn[i - 1], facts->fn[i].segment,
				    facts->fn[i].rid) > 0)
			return false;
	}
	return true;
}

/**
 * vg_facts_sort - bring functions into the order of their addresses
 * @facts: the facts
 */
void vg_facts_sort(struct vg_facts *facts)
{
	struct pair *pair;

	if (is_sorted(facts))
		return;
	pair = reallocarray(NULL, facts->count, sizeof(*pair));
	if (!pair)
		err(EX_UNAVAILABLE, "malloc for %u functions", facts->count);
	for (u32 i = 0; i < facts->count; i++)
		pair[i] = (struct pair){ facts->fn[i], facts->detail[i] };
	qsort(pair, facts->count, sizeof(*pair), compare_pairs);
	for (u32 i = 0; i < facts->count; i++) {
		facts->fn[i] = pair[i].fn;
		facts->detail[i] = pair[i].detail;
	}
	free(pair);
}

/**
 * vg_facts_find - look for a function
 * @facts: sorted
 * @segment: its segment
 * @rid: its requester ID
 *
 * Return: its index or VG_NONE.
 */
s32 vg_facts_find(const struct vg_facts *facts, u32 segment, u16 rid)
{
	u32 low = 0;
	u32 high = facts->count;

	while (low < high) {
		u32 middle = low + (high - low) / 2;
		int order = compare_address(&facts->fn[middle], segment, rid);

		if (!order)
			return (s32)middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return VG_NONE;
}

/**
 * vg_facts_grouped - whether IOMMU groups are recorded
 * @facts: the facts
 *
 * Return: true when any function has one.
 */
bool vg_facts_grouped(const struct vg_facts *facts)
{
	for (u32 i = 0; i < facts->count; i++) {
		if (facts->fn[i].group != VG_NO_GROUP)
			return true;
	}
	return false;
}

/**
 * vg_facts_note - count something that was not understood
 * @facts: the facts
 * @what: what it is
 * @line: where, 0: not in a line; lines come in order
 */
void vg_facts_note(struct vg_facts *facts, enum vg_trouble what, u32 line)
{
	struct vg_notes *n = &facts->notes[what];
	struct vg_span *last = NULL;

	n->count++;
	if (!line)
		return;
	if (n->span_count && n->span_count <= VG_TROUBLE_SPANS)
		last = &n->span[n->span_count - 1];
	if (last && line >= last->first && line <= last->last + 1) {
		last->last = line;
		return;
	}
	if (n->span_count < VG_TROUBLE_SPANS)
		n->span[n->span_count] = (struct vg_span){ line, line };
	n->span_count++;
}

/* What is unreadable for it is so for the core, too: rule unreadable */
static const struct {
	const char *name;
	const char *text;
} troubles[VG_TROUBLE_COUNT] = {
	[VG_TROUBLE_LINE] = { "line", "lines that lspci does not write" },
	[VG_TROUBLE_CUT] = { "cut", "registers that are cut off or garbled" },
	[VG_TROUBLE_CONFIG] = {
		"config", "unreadable, config space missing or incomplete",
	},
	[VG_TROUBLE_CONFLICT] = {
		"conflict", "unreadable, copies contradict each other",
	},
	[VG_TROUBLE_NAME] = {
		"name", "functions by a name only that pci.ids does not have",
	},
	[VG_TROUBLE_BRIDGE] = {
		"bridge", "unreadable, the bridge above is not there",
	},
	[VG_TROUBLE_END] = {
		"end", "the file ends in a function, what is behind is unknown",
	},
	[VG_TROUBLE_MISSING] = {
		"missing", "ports that have to lead to a function not in the file",
	},
	[VG_TROUBLE_GROUP] = {
		"group", "IOMMU group entries of functions that are not there",
	},
	[VG_TROUBLE_UNGROUPED] = {
		"ungrouped", "functions without an IOMMU group beside others",
	},
	[VG_TROUBLE_JOINED] = {
		"joined", "wrapped lines that were put together again",
	},
};

/**
 * vg_trouble_text - a kind of trouble, for people
 * @what: the kind
 *
 * Return: what there are so and so many of.
 */
const char *vg_trouble_text(enum vg_trouble what)
{
	return troubles[what].text;
}

/**
 * vg_trouble_name - a kind of trouble, for programs
 * @what: the kind
 *
 * Return: stable name.
 */
const char *vg_trouble_name(enum vg_trouble what)
{
	return troubles[what].name;
}

/**
 * vg_facts_copy - facts to be changed, beside those that are
 * @copy: filled, without the names of drivers and the troubles
 * @facts: the facts
 */
void vg_facts_copy(struct vg_facts *copy, const struct vg_facts *facts)
{
	*copy = (struct vg_facts){ .host = facts->host, .live = facts->live };
	for (u32 i = 0; i < facts->count; i++)
		*vg_facts_add(copy, 0, 0) = facts->fn[i];
	for (u32 i = 0; i < facts->alias_count; i++)
		vg_facts_add_alias(copy, &facts->alias[i]);
}

/**
 * vg_facts_free - release what facts hold
 * @facts: empty afterwards
 */
void vg_facts_free(struct vg_facts *facts)
{
	for (u32 i = 0; i < facts->count; i++)
		free(facts->detail[i].driver);
	free(facts->fn);
	free(facts->detail);
	free(facts->alias);
	*facts = (struct vg_facts){ 0 };
}
