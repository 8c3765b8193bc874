// SPDX-License-Identifier: GPL-2.0-only
#include "absence.h"

#include <err.h>
#include <stdio.h>
#include <string.h>

#include "host.h"

/**
 * vg_absence_report - say that there is no guard, why, and what to do
 *
 * What loads the guard at boot leaves a line when it could not.
 */
void vg_absence_report(void)
{
	static const char what[] =
		"the kernel module vfioguard is not loaded, no device is guarded";
	FILE *file = fopen(vg_host_refusal(), "re");
	char reason[4096] = "";

	if (file) {
		if (!fgets(reason, sizeof(reason), file))
			reason[0] = '\0';
		fclose(file);
	}
	reason[strcspn(reason, "\n")] = '\0';
	if (reason[0])
		warnx("%s: %s", what, reason);
	else
		warnx("%s; 'systemctl restart vfioguard-policy' loads it", what);
}
