// SPDX-License-Identifier: GPL-2.0-only
/*
 * unguarded.c - when a device was assigned before there was a guard.
 *
 * The module knows until when. From when, no kernel keeps; but the node of the
 * IOMMU group in /dev is made by the bind, and devtmpfs is the same in the
 * initramfs as later. Where the guard takes the device away the node goes, too:
 * so what loads the guard looks first.
 */
#include "unguarded.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

#include "host.h"
#include "json.h"
#include "moment.h"

/* Nanoseconds since 1970, 0: it was not seen */
static long long seen_before(long long group)
{
	FILE *file = fopen(vg_host_nodes(), "re");
	long long seconds = 0;
	long long rest = 0;
	char line[128];

	while (file && fgets(line, sizeof(line), file)) {
		long long number;

		if (sscanf(line, "/dev/vfio/%lld %lld.%9lld", &number, &seconds,
			   &rest) == 3 && number == group)
			break;
		seconds = 0;
		rest = 0;
	}
	if (file)
		fclose(file);
	return seconds * 1000000000LL + rest;
}

static long long birth_of_node(long long group)
{
	char path[PATH_MAX];
	struct statx st;

	snprintf(path, sizeof(path), "%s/vfio/%lld", vg_host_dev(), group);
	if (statx(AT_FDCWD, path, 0, STATX_BTIME, &st) ||
	    !(st.stx_mask & STATX_BTIME))
		return 0;
	return st.stx_btime.tv_sec * 1000000000LL + st.stx_btime.tv_nsec;
}

/* A clock that was set meanwhile can make nonsense of it: better none then */
static struct vg_number find_start(const struct device *device)
{
	struct vg_number none = { 0 };
	long long at;

	if (!device->group.set)
		return none;
	at = seen_before(device->group.value);
	if (!at)
		at = birth_of_node(device->group.value);
	at -= vg_host_boot_time();
	if (at < 0 || at > device->decision->unguarded_until.value)
		return none;
	return vg_number(at);
}

static bool was_unguarded(const struct device *device)
{
	return device->decision && device->decision->unguarded_until.set;
}

/**
 * vg_unguarded_print - the interval, where there was one
 * @device: the device
 */
void vg_unguarded_print(const struct device *device)
{
	struct vg_number start;
	char from[VG_MOMENT_LEN];
	char to[VG_MOMENT_LEN];

	if (!was_unguarded(device))
		return;
	start = find_start(device);
	vg_moment(from, start);
	vg_moment(to, device->decision->unguarded_until);
	printf("  unguarded from %s\n  to %s\n", start.set ? from :
	       "its bind, at a time that is not known", to);
}

/**
 * vg_unguarded_json - the interval
 * @device: the device
 *
 * Return: new reference; null where there was none.
 */
json_t *vg_unguarded_json(const struct device *device)
{
	json_t *object;

	if (!was_unguarded(device))
		return json_null();
	object = json_object();
	vg_json_put(object, "from", vg_json_number(find_start(device)));
	vg_json_put(object, "from_source", device->group.set ?
		    json_sprintf("/dev/vfio/%lld", device->group.value) :
		    json_null());
	vg_json_put(object, "to",
		    vg_json_number(device->decision->unguarded_until));
	return object;
}
