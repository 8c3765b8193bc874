// SPDX-License-Identifier: GPL-2.0-only
#include "source.h"

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

/* Ten times the largest report seen: what is longer is no report */
#define FILE_MAX	(1UL << 30)
#define CHUNK		(1UL << 16)

static bool is_stdin(const char *name)
{
	return !strcmp(name, "-");
}

/* Whole file into memory, whatever it is: a pipe does not say how long */
static char *read_stream(FILE *stream, const char *name, size_t *len)
{
	size_t capacity = CHUNK;
	char *text = malloc(capacity + 1);

	*len = 0;
	while (text) {
		size_t got = fread(text + *len, 1, capacity - *len, stream);

		*len += got;
		if (!got)
			break;
		if (*len < capacity)
			continue;
		if (capacity >= FILE_MAX) {
			free(text);
			warnx("%s: is longer than 1 GiB, that is no dump", name);
			return NULL;
		}
		capacity *= 2;
		text = realloc(text, capacity + 1);
	}
	if (!text)
		err(EX_UNAVAILABLE, "%s: realloc of %zu bytes", name, capacity);
	if (ferror(stream)) {
		warn("%s: cannot be read", name);
		free(text);
		return NULL;
	}
	text[*len] = '\0';
	return text;
}

/* Returns the exit code; @text->text is to be given to free() */
static int read_file(const char *file, struct vg_text *text)
{
	FILE *stream = is_stdin(file) ? stdin : fopen(file, "re");

	text->name = vg_source_name(file);
	if (!stream) {
		warn("%s: cannot be opened", file);
		return EX_UNAVAILABLE;
	}
	text->text = read_stream(stream, text->name, &text->len);
	if (stream != stdin)
		fclose(stream);
	return text->text ? 0 : EX_UNAVAILABLE;
}

static int read_with(struct vg_facts *facts, const char *file,
		     int (*reader)(struct vg_facts *facts,
				   const struct vg_text *text))
{
	struct vg_text text;
	int code = read_file(file, &text);

	if (code)
		return code;
	code = reader(facts, &text);
	free((char *)text.text);
	return code;
}

static int read_either(struct vg_facts *facts, const struct vg_text *text)
{
	if (vg_is_snapshot(text))
		return vg_snapshot_read(facts, text);
	return vg_dump_read(facts, text);
}

/* Without root sysfs ends config space where ACS begins */
static int read_live(struct vg_facts *facts)
{
	int code = vg_live_read(facts);
	u32 count = facts->notes[VG_TROUBLE_CONFIG].count;

	if (!code && count && geteuid())
		warnx("config space of %u functions cannot be read, run as root",
		      count);
	return code;
}

/* In a file groups can be left out; on a live host the rules look at that */
static void note_ungrouped(struct vg_facts *facts)
{
	if (facts->live || !vg_facts_grouped(facts))
		return;
	for (u32 i = 0; i < facts->count; i++) {
		if (facts->fn[i].group == VG_NO_GROUP)
			vg_facts_note(facts, VG_TROUBLE_UNGROUPED,
				      facts->detail[i].line);
	}
}

/**
 * vg_source_name - what facts come from, for messages
 * @file: as given to vg_source_read()
 *
 * Return: name of the file, "standard input" or "this host".
 */
const char *vg_source_name(const char *file)
{
	if (!file)
		return "this host";
	return is_stdin(file) ? "standard input" : file;
}

/**
 * vg_source_read - facts of this host or of a file
 * @facts: filled; empty when it fails
 * @file: a dump of lspci or a snapshot, "-" for standard input; NULL: this
 *	host
 * @groups: file with IOMMU groups, or NULL
 *
 * Return: 0, or the exit code after a message.
 */
int vg_source_read(struct vg_facts *facts, const char *file,
		   const char *groups)
{
	int code;

	*facts = (struct vg_facts){ 0 };
	if (file && groups && is_stdin(file) && is_stdin(groups)) {
		warnx("standard input can be one of -F and --groups, not both");
		return EX_USAGE;
	}
	code = file ? read_with(facts, file, read_either) :
		      read_live(facts);
	if (!code && groups)
		code = read_with(facts, groups, vg_groups_read);
	if (code)
		vg_facts_free(facts);
	else
		note_ungrouped(facts);
	return code;
}
