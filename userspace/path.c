// SPDX-License-Identifier: GPL-2.0-only
#include "path.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

/**
 * vg_path_split - split a slot path
 * @path: the result, without addresses and IDs
 * @slot_path: [segment:]bus:device.function[/device.function]*
 */
void vg_path_split(struct vg_path *path, const char *slot_path)
{
	const char *colon = strrchr(slot_path, ':');
	const char *slot = colon ? colon + 1 : slot_path;

	path->count = 0;
	while (*slot && path->count < VG_PATH_MAX) {
		struct vg_hop *hop = &path->hop[path->count++];
		size_t len = strcspn(slot, "/");

		hop->address[0] = '\0';
		hop->ids[0] = '\0';
		snprintf(hop->slot, sizeof(hop->slot), "%.*s", (int)len, slot);
		slot += len;
		hop->end = (size_t)(slot - slot_path);
		slot += *slot == '/';
	}
}

/*
 * The slot path knows the bus of its first function only. sysfs knows all
 * of them: the last components of the device's path in the device tree.
 */
static void fill_from_sysfs(struct vg_path *path, char *devices)
{
	size_t i = path->count;

	while (i > 0) {
		struct vg_hop *hop = &path->hop[i - 1];
		char *slash = strrchr(devices, '/');
		struct vg_bdf bdf;
		char *slot;

		if (!slash || !vg_bdf_parse(slash + 1, &bdf))
			return;
		slot = strrchr(slash + 1, ':') + 1;
		/* the two disagree: the device moved, or a VF, which hangs
		 * where its PF does
		 */
		if (strcmp(slot, hop->slot))
			return;
		vg_bdf_format(hop->address, &bdf);
		*slash = '\0';
		i--;
	}
}

/* Address of the first function, for when sysfs does not help */
static void fill_first(struct vg_path *path, const char *slot_path)
{
	struct vg_hop *first = &path->hop[0];
	char text[2 * VG_ADDRESS_LEN];
	struct vg_bdf bdf;

	if (first->address[0])
		return;
	snprintf(text, sizeof(text), "%.*s", (int)first->end, slot_path);
	if (vg_bdf_parse(text, &bdf))
		vg_bdf_format(first->address, &bdf);
}

static unsigned int read_id(const char *address, const char *attribute)
{
	char name[PATH_MAX];
	unsigned int id = 0;
	FILE *file;

	snprintf(name, sizeof(name), "%s/bus/pci/devices/%s/%s",
		 vg_host_sysfs(), address, attribute);
	file = fopen(name, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%x", &id) != 1)
		id = 0;
	fclose(file);
	return id;
}

/* What sysfs does not know stays empty */
static void fill_ids(struct vg_hop *hop)
{
	unsigned int vendor = read_id(hop->address, "vendor");

	if (*hop->address && vendor)
		snprintf(hop->ids, sizeof(hop->ids), "%04x:%04x",
			 vendor & 0xffff,
			 read_id(hop->address, "device") & 0xffff);
}

/**
 * vg_path_read - split a slot path and find the addresses on it
 * @path: the result
 * @slot_path: attribute slot-path
 * @bdf: address of the device at its end
 */
void vg_path_read(struct vg_path *path, const char *slot_path,
		  const char *bdf)
{
	char link[PATH_MAX];
	char *devices;

	vg_path_split(path, slot_path);
	if (!path->count)
		return;

	snprintf(link, sizeof(link), "%s/bus/pci/devices/%s", vg_host_sysfs(),
		 bdf);
	devices = realpath(link, NULL);
	if (devices)
		fill_from_sysfs(path, devices);
	free(devices);

	fill_first(path, slot_path);
	snprintf(path->hop[path->count - 1].address, VG_ADDRESS_LEN, "%s",
		 bdf);
	for (size_t i = 0; i < path->count; i++)
		fill_ids(&path->hop[i]);
}

/**
 * vg_path_find - look for a function on a path
 * @path: the path
 * @address: its address, or NULL
 *
 * Return: index of the hop, or -1.
 */
int vg_path_find(const struct vg_path *path, const char *address)
{
	for (size_t i = 0; address && i < path->count; i++) {
		if (!strcmp(path->hop[i].address, address))
			return (int)i;
	}
	return -1;
}
