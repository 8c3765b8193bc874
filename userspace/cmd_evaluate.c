// SPDX-License-Identifier: GPL-2.0-only
#include <sysexits.h>

#include "cmd.h"
#include "guard.h"
#include "json.h"
#include "local.h"
#include "report.h"
#include "tally.h"

/**
 * vg_cmd_evaluate - what a bind of a function would lead to now
 * @call: command line
 *
 * Return: exit code.
 */
int vg_cmd_evaluate(const struct vg_call *call)
{
	char address[VG_ADDRESS_LEN];
	struct device *device;
	struct vg_guard guard;
	int code;

	if (!vg_cmd_address(call->argument[0], address))
		return EX_USAGE;
	code = vg_guard_open(&guard);
	if (code)
		return code;
	code = vg_guard_evaluate(&guard, address, &device);
	if (!code) {
		if (call->json)
			vg_json_print(vg_local_device(device));
		else
			vg_report_here(device);
		code = vg_guard_exit(&guard, !vg_allows(device->verdict));
		vg_device_free(device);
	}
	vg_guard_close(&guard);
	return code;
}
