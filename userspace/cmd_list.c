// SPDX-License-Identifier: GPL-2.0-only
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include <jansson.h>

#include "cmd.h"
#include "configured.h"
#include "guard.h"
#include "host.h"
#include "json.h"
#include "local.h"
#include "table.h"
#include "tally.h"

static void print_text(struct vg_table *table, const struct vg_list *devices,
		       const struct vg_tally *tally)
{
	if (devices->count) {
		vg_table_print(table, devices);
		putchar('\n');
	}
	vg_print_tally(tally);
}

static void print_json(const struct vg_guard *guard,
		       const struct vg_list *devices,
		       const struct vg_tally *tally)
{
	json_t *array = json_array();
	json_t *document;

	for (size_t i = 0; i < devices->count; i++)
		vg_json_append(array, vg_local_device(devices->at[i]));
	document = json_pack("{s:I, s:o, s:o}", "abi", guard->status->abi.value,
			     "devices", array, "summary", vg_json_tally(tally));
	vg_json_print(document);
}

/* The verdicts are those of a policy that nobody wants */
static bool is_other_policy(const struct status *status)
{
	const struct vg_in_force now = vg_in_force(status);
	struct vg_configured configured;
	char fault[VG_FAULT_LEN];

	vg_configured_read(&configured, vg_host_policy());
	if (!vg_configured_fault(&configured, &now, fault))
		return false;
	warnx("policy: %s", fault);
	return true;
}

static int list_devices(const struct vg_call *call, struct vg_table *table)
{
	struct vg_list devices;
	struct vg_tally tally;
	struct vg_guard guard;
	int code = vg_guard_open(&guard);

	if (code)
		return code;
	code = vg_guard_list(&guard, &devices);
	if (!code) {
		tally = vg_tally(&devices);
		if (call->json)
			print_json(&guard, &devices, &tally);
		else
			print_text(table, &devices, &tally);
		code = vg_guard_exit(&guard, is_other_policy(guard.status) |
					     vg_tally_violates(&tally));
		vg_list_free(&devices, vg_device_free);
	}
	vg_guard_close(&guard);
	return code;
}

/**
 * vg_cmd_list - protected and assigned devices
 * @call: command line
 *
 * Return: exit code.
 */
int vg_cmd_list(const struct vg_call *call)
{
	struct vg_table table = { 0 };

	if (call->columns && call->json) {
		warnx("--columns is for text, --json has them all");
		return EX_USAGE;
	}
	if (call->columns && !strcmp(call->columns, "help")) {
		vg_table_explain();
		return 0;
	}
	if (call->columns && !vg_table_choose(&table, call->columns))
		return EX_USAGE;
	return list_devices(call, &table);
}
