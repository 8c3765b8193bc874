// SPDX-License-Identifier: GPL-2.0-only
#include "groups.h"

#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include "encoding.h"
#include "source.h"

static void add_entry(struct vg_group_list *list, const struct vg_bdf *bdf,
		      s32 group, u32 line)
{
	if (list->count == list->capacity) {
		list->capacity += list->capacity / 2 + 64;
		list->at = reallocarray(list->at, list->capacity,
					sizeof(*list->at));
		if (!list->at)
			err(EX_UNAVAILABLE, "realloc for %u groups",
			    list->capacity);
	}
	list->at[list->count++] = (struct vg_group_entry){
		*bdf, group, line
	};
}

/* What no 32 bits of a kernel hold is damage, not a group */
static bool fits(struct vg_group_list *list, size_t digits, u32 line)
{
	if (digits <= 9)
		return true;
	if (!list->bad_line)
		list->bad_line = line;
	return false;
}

/* "/sys/kernel/iommu_groups/17/devices/0000:01:00.0" */
static bool read_path(struct vg_group_list *list, const struct vg_line *line)
{
	const char *devices = strstr(line->text, "/devices/");
	const char *digits = devices;
	struct vg_bdf bdf;

	if (!devices || !vg_line_address(devices + strlen("/devices/"), &bdf))
		return false;
	while (digits > line->text && isdigit(digits[-1]))
		digits--;
	if (digits == devices || (digits > line->text && digits[-1] != '/') ||
	    !fits(list, devices - digits, line->first))
		return false;
	add_entry(list, &bdf, atoi(digits), line->first);
	return true;
}

/* "IOMMU Group 17:", "Group 17", "Group:  17": the group, and what follows */
static const char *read_number(struct vg_group_list *list,
			       const struct vg_line *line, int *group)
{
	const char *text = line->text;
	size_t digits;

	if (!strncasecmp(text, "iommu ", 6))
		text += 6;
	if (strncasecmp(text, "group", 5))
		return NULL;
	text += 5;
	text += strspn(text, ": ");
	digits = strspn(text, "0123456789");
	if (!digits || !fits(list, digits, line->first))
		return NULL;
	*group = atoi(text);
	text += digits;
	if (*text && !strchr(": ", *text))
		return NULL;
	return text + strspn(text, ": ");
}

/* "[10de:2335] 01:00.0" has the IDs before the address */
static const char *skip_brackets(const char *text)
{
	while (*text == '[') {
		text += strcspn(text, " ");
		text += strspn(text, " ");
	}
	return text;
}

static bool read_heading(struct vg_group_list *list, const struct vg_line *line)
{
	struct vg_bdf bdf;
	const char *rest;
	int group;

	rest = read_number(list, line, &group);
	if (!rest)
		return false;
	rest = skip_brackets(rest);
	list->heading = group;
	if (!*rest)
		return true;
	if (!vg_line_address(rest, &bdf))
		return false;
	add_entry(list, &bdf, group, line->first);
	return true;
}

/**
 * vg_groups_open - begin a list
 * @list: to be given to vg_groups_close()
 */
void vg_groups_open(struct vg_group_list *list)
{
	*list = (struct vg_group_list){ .heading = VG_NO_GROUP };
}

/**
 * vg_groups_line - take a line
 * @list: the list so far
 * @line: any line
 *
 * Return: whether it is one of a list of groups.
 */
bool vg_groups_line(struct vg_group_list *list, const struct vg_line *line)
{
	struct vg_bdf bdf = line->bdf;

	if (line->kind != VG_LINE_ADDRESS) {
		if (read_path(list, line) || read_heading(list, line))
			return true;
		if (!vg_line_address(line->text, &bdf)) {
			/* it may have been the heading of what is below */
			list->heading = VG_NO_GROUP;
			return false;
		}
	}
	if (list->heading == VG_NO_GROUP)
		return false;
	add_entry(list, &bdf, list->heading, line->first);
	return true;
}

static s32 find_function(const struct vg_facts *facts, const struct vg_bdf *bdf)
{
	return vg_facts_find(facts, bdf->segment, vg_bdf_rid(bdf));
}

/**
 * vg_groups_merge - apply groups listed in the same file as the functions
 * @list: the list
 * @facts: sorted; a function with two groups becomes unreadable
 */
void vg_groups_merge(const struct vg_group_list *list, struct vg_facts *facts)
{
	for (u32 i = 0; i < list->count; i++) {
		const struct vg_group_entry *e = &list->at[i];
		s32 at = find_function(facts, &e->bdf);
		struct vg_function *f = &facts->fn[at];

		if (at == VG_NONE) {
			vg_facts_note(facts, VG_TROUBLE_GROUP, e->line);
		} else if (f->group == VG_NO_GROUP) {
			f->group = e->group;
		} else if (f->group != e->group) {
			f->flags |= VG_F_UNREADABLE;
			vg_facts_note(facts, VG_TROUBLE_CONFLICT, e->line);
		}
	}
}

/**
 * vg_groups_close - release a list
 * @list: the list
 */
void vg_groups_close(struct vg_group_list *list)
{
	free(list->at);
}

static bool says_nothing(const struct vg_line *line)
{
	return line->kind == VG_LINE_BLANK || line->kind == VG_LINE_SILENT;
}

static void read_list(struct vg_group_list *list, struct vg_facts *facts,
		      const struct vg_text *text)
{
	struct vg_lines lines;
	struct vg_line line;

	vg_lines_open(&lines, text);
	lines.single = true;
	while (vg_lines_next(&lines, &line)) {
		if (!says_nothing(&line) && !vg_groups_line(list, &line))
			vg_facts_note(facts, VG_TROUBLE_LINE, line.first);
	}
	vg_lines_close(&lines);
}

static int compare_entries(const void *a, const void *b)
{
	const struct vg_group_entry *x = a;
	const struct vg_group_entry *y = b;
	int order = vg_bdf_compare(&x->bdf, &y->bdf);

	return order ? order : x->line < y->line ? -1 : x->line > y->line;
}

/* Whether each function is in one group */
static bool is_plain(const struct vg_group_list *list,
		     const struct vg_text *text)
{
	char address[VG_ADDRESS_LEN];

	qsort(list->at, list->count, sizeof(*list->at), compare_entries);
	for (u32 i = 1; i < list->count; i++) {
		const struct vg_group_entry *e = &list->at[i];

		if (vg_bdf_compare(&e[-1].bdf, &e->bdf) ||
		    e[-1].group == e->group)
			continue;
		vg_bdf_format(address, &e->bdf);
		warnx("%s:%u: %s is in group %d, but in line %u in %d: give those of one boot",
		      text->name, e->line, address, e->group, e[-1].line,
		      e[-1].group);
		return false;
	}
	return true;
}

static int check_list(const struct vg_group_list *list,
		      const struct vg_text *text)
{
	if (list->bad_line) {
		warnx("%s:%u: this is no number of an IOMMU group",
		      text->name, list->bad_line);
		return EX_UNAVAILABLE;
	}
	if (!list->count) {
		warnx("%s: no group in it: give find /sys/kernel/iommu_groups -type l",
		      text->name);
		return EX_UNAVAILABLE;
	}
	return is_plain(list, text) ? 0 : EX_UNAVAILABLE;
}

/**
 * vg_groups_read - take the IOMMU groups from a file
 * @facts: sorted; all groups are replaced
 * @text: the file
 *
 * Return: 0, or EX_UNAVAILABLE after a message.
 */
int vg_groups_read(struct vg_facts *facts, const struct vg_text *text)
{
	int failed = vg_encoding_check(text, "--groups");
	struct vg_group_list list;

	if (failed)
		return failed;
	vg_groups_open(&list);
	read_list(&list, facts, text);
	failed = check_list(&list, text);
	if (!failed) {
		facts->notes[VG_TROUBLE_GROUP] = (struct vg_notes){ 0 };
		for (u32 i = 0; i < facts->count; i++)
			facts->fn[i].group = VG_NO_GROUP;
		vg_groups_merge(&list, facts);
	}
	vg_groups_close(&list);
	return failed;
}
