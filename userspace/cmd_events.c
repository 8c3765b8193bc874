// SPDX-License-Identifier: GPL-2.0-only
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <sysexits.h>

#include <jansson.h>

#include "cmd.h"
#include "entry.h"
#include "guard.h"
#include "json.h"

/**
 * struct reader - who reads the journal from its ring, and then as it is
 *	written
 * @guard: for reading the ring
 * @events: for being told
 * @last: number of the last entry that was printed
 * @json: a line of JSON for each entry
 */
struct reader {
	struct vg_guard guard;
	struct vg_nl events;
	u64 last;
	bool json;
};

static void print_missed(const struct reader *reader, u64 count)
{
	if (reader->json)
		vg_json_line(json_pack("{s:I, s:I}", "missed",
				       (json_int_t)count, "since",
				       (json_int_t)reader->last));
	else
		printf("%llu entries from %llu on were missed, they have been overwritten\n",
		       (unsigned long long)count,
		       (unsigned long long)reader->last + 1);
}

static void print_entries(struct reader *reader, const struct vg_list *entries)
{
	for (size_t i = 0; i < entries->count; i++) {
		const struct entry *entry = entries->at[i];
		u64 missed = vg_entry_missed(entry, reader->last);

		if (missed)
			print_missed(reader, missed);
		if (reader->json)
			vg_json_line(vg_entry_json(entry));
		else
			vg_entry_print(entry);
		reader->last = (u64)entry->sequence.value;
	}
	/* A reader behind a pipe wants each entry now */
	if (fflush(stdout))
		err(EX_UNAVAILABLE, "write to standard output");
}

/* All that is still in the ring */
static int catch_up(struct reader *reader)
{
	struct vg_list entries;
	int code = vg_guard_journal(&reader->guard, reader->last, &entries);

	if (code)
		return code;
	print_entries(reader, &entries);
	vg_list_free(&entries, vg_entry_free);
	return 0;
}

/*
 * An event is printed when it is the next one; the ring may have told it
 * already. Otherwise the ring knows better, after a loss what is left of it.
 */
static int take_event(struct reader *reader, const struct vg_list *events)
{
	const struct entry *entry = events->count == 1 ? events->at[0] : NULL;

	if (entry && (u64)entry->sequence.value <= reader->last)
		return 0;
	if (!entry || vg_entry_missed(entry, reader->last))
		return catch_up(reader);
	print_entries(reader, events);
	return 0;
}

static int follow(struct reader *reader)
{
	struct vg_list events;
	int code = 0;

	while (!code) {
		code = vg_guard_event(&reader->events, &events);
		if (code)
			break;
		code = take_event(reader, &events);
		vg_list_free(&events, vg_entry_free);
	}
	return code;
}

/* Listens before it reads, so that nothing can fall between the two */
static int read_and_follow(struct reader *reader)
{
	int code = vg_guard_listen(&reader->events);

	if (code)
		return code;
	code = catch_up(reader);
	if (!code)
		code = follow(reader);
	vg_nl_close(&reader->events);
	return code;
}

/**
 * vg_cmd_events - entries of the journal, one line each, and those to come
 * @call: command line
 *
 * Return: exit code.
 */
int vg_cmd_events(const struct vg_call *call)
{
	struct reader reader = { .json = call->json };
	int code = vg_guard_open(&reader.guard);

	if (code)
		return code;
	reader.last = vg_guard_since(&reader.guard, call->since);
	if (call->follow)
		code = read_and_follow(&reader);
	else
		code = catch_up(&reader);
	if (!code)
		code = vg_guard_exit(&reader.guard, false);
	vg_guard_close(&reader.guard);
	return code;
}
