// SPDX-License-Identifier: GPL-2.0-only
#include "cmd.h"
#include "guard.h"
#include "preflight.h"

/**
 * vg_cmd_preflight - what the guard would say of a host, without it
 * @call: command line
 *
 * Return: exit code; there is no guard, so never that it is absent.
 */
int vg_cmd_preflight(const struct vg_call *call)
{
	struct vg_preflight p;
	int code;

	code = vg_preflight_run(&p, &call->wish);
	if (code)
		return code;
	if (call->json)
		vg_preflight_json(&p);
	else
		vg_preflight_print(&p);
	code = vg_preflight_refuses(&p) ? VG_EXIT_VIOLATION :
					  VG_EXIT_ISOLATED;
	vg_preflight_free(&p);
	return code;
}
