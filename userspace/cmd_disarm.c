// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "cmd.h"
#include "guard.h"

/**
 * vg_cmd_disarm - take the gate away
 * @call: command line
 *
 * Return: exit code.
 */
int vg_cmd_disarm(const struct vg_call *call)
{
	struct vg_guard guard;
	int code = vg_guard_open(&guard);

	(void)call;
	if (code)
		return code;
	code = vg_guard_disarm(&guard);
	if (!code)
		puts(guard.status->armed.value ?
		     "disarmed: binds are no longer checked, and the module can be unloaded" :
		     "not armed: binds were not checked before, and the module can be unloaded");
	vg_guard_close(&guard);
	return code;
}
