// SPDX-License-Identifier: GPL-2.0-only
#include "size.h"

#include <stddef.h>
#include <stdio.h>

#include "port.h"

/**
 * vg_size - bytes in the largest IEC unit that needs no fraction
 * @bytes: how many
 *
 * Return: "256 GiB".
 */
struct vg_size vg_size(unsigned long long bytes)
{
	static const char *const units[] = {
		"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB",
	};
	struct vg_size size;
	size_t unit = 0;

	while (bytes && bytes % 1024 == 0 && unit + 1 < ARRAY_SIZE(units)) {
		bytes /= 1024;
		unit++;
	}
	snprintf(size.text, sizeof(size.text), "%llu %s", bytes, units[unit]);
	return size;
}
