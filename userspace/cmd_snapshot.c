// SPDX-License-Identifier: GPL-2.0-only
#include "cmd.h"
#include "notes.h"
#include "source.h"

/**
 * vg_cmd_snapshot - the facts that preflight judges, as text
 * @call: command line
 *
 * Return: exit code.
 */
int vg_cmd_snapshot(const struct vg_call *call)
{
	struct vg_facts facts;
	int code;

	code = vg_source_read(&facts, call->wish.file, call->wish.groups);
	if (code)
		return code;
	vg_snapshot_write(&facts, stdout);
	vg_notes_print(&facts, stderr);
	vg_facts_free(&facts);
	return 0;
}
