// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include <jansson.h>

#include "cmd.h"
#include "entry.h"
#include "guard.h"
#include "json.h"

/* What is not there has been overwritten */
static u64 count_missed(const struct vg_list *entries, u64 since)
{
	const struct entry *newest;

	if (!entries->count)
		return 0;
	newest = entries->at[entries->count - 1];
	return vg_entry_missed(newest, since + entries->count - 1);
}

static void print_text(const struct vg_list *entries, u64 since)
{
	u64 missed = count_missed(entries, since);

	if (missed)
		printf("%llu entries from %llu on have been overwritten\n",
		       (unsigned long long)missed,
		       (unsigned long long)since + 1);
	vg_entry_head();
	for (size_t i = 0; i < entries->count; i++)
		vg_entry_print(entries->at[i]);
}

static void print_json(const struct vg_guard *guard,
		       const struct vg_list *entries, u64 since)
{
	json_t *array = json_array();

	for (size_t i = 0; i < entries->count; i++)
		vg_json_append(array, vg_entry_json(entries->at[i]));
	vg_json_print(json_pack("{s:I, s:I, s:o}",
				"abi", guard->status->abi.value,
				"overwritten",
				(json_int_t)count_missed(entries, since),
				"entries", array));
}

/**
 * vg_cmd_journal - decisions and other events that are still in the ring
 * @call: command line
 *
 * Return: exit code.
 */
int vg_cmd_journal(const struct vg_call *call)
{
	struct vg_list entries;
	struct vg_guard guard;
	int code = vg_guard_open(&guard);
	u64 since;

	if (code)
		return code;
	since = vg_guard_since(&guard, call->since);
	code = vg_guard_journal(&guard, since, &entries);
	if (!code) {
		if (call->json)
			print_json(&guard, &entries, since);
		else
			print_text(&entries, since);
		vg_list_free(&entries, vg_entry_free);
		code = vg_guard_exit(&guard, false);
	}
	vg_guard_close(&guard);
	return code;
}
