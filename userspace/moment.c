// SPDX-License-Identifier: GPL-2.0-only
#include "moment.h"

#include <stdio.h>
#include <time.h>

#include "host.h"

#define NSEC_PER_SEC	1000000000LL
#define NSEC_PER_MSEC	1000000LL

/**
 * vg_moment_date - "2026-01-31 12:00:00 UTC", or "unknown"
 * @buf: where to
 * @realtime: nanoseconds of CLOCK_REALTIME
 */
void vg_moment_date(char buf[VG_MOMENT_LEN], struct vg_number realtime)
{
	time_t seconds = realtime.value / NSEC_PER_SEC;
	struct tm tm;

	if (!realtime.set || !localtime_r(&seconds, &tm) ||
	    !strftime(buf, VG_MOMENT_LEN, "%Y-%m-%d %H:%M:%S %Z", &tm))
		snprintf(buf, VG_MOMENT_LEN, "unknown");
}

/**
 * vg_moment - "2026-01-31 12:00:00 UTC (12.345 s after boot)"
 * @buf: where to
 * @boottime: nanoseconds of CLOCK_BOOTTIME
 */
void vg_moment(char buf[VG_MOMENT_LEN], struct vg_number boottime)
{
	time_t seconds = (vg_host_boot_time() + boottime.value) / NSEC_PER_SEC;
	char date[VG_MOMENT_LEN / 2];
	struct tm tm;

	if (!boottime.set || !localtime_r(&seconds, &tm) ||
	    !strftime(date, sizeof(date), "%Y-%m-%d %H:%M:%S %Z", &tm)) {
		snprintf(buf, VG_MOMENT_LEN, "unknown");
		return;
	}
	snprintf(buf, VG_MOMENT_LEN, "%s (%lld.%03lld s after boot)", date,
		 (boottime.value / NSEC_PER_SEC),
		 (boottime.value % NSEC_PER_SEC / NSEC_PER_MSEC));
}
