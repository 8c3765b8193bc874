// SPDX-License-Identifier: GPL-2.0-only
/* snapshot_key.c - the one way in which a snapshot has its values */
#include "snapshot_key.h"

#include <stdarg.h>

#include "bdf.h"
#include "text.h"

/**
 * vg_snapshot_is - whether a value is written in the one way there is
 * @value: the value, read by scanf(), which takes more than one notation
 * @format: how the writer writes it
 *
 * Return: whether it is.
 */
bool vg_snapshot_is(const char *value, const char *format, ...)
{
	char canonical[64];
	va_list args;

	va_start(args, format);
	vsnprintf(canonical, sizeof(canonical), format, args);
	va_end(args);
	return !strcmp(value, canonical);
}

/**
 * vg_snapshot_number - read a decimal number
 * @value: what is read
 * @limit: the highest that it may be
 * @number: set
 *
 * Return: whether it is one.
 */
bool vg_snapshot_number(const char *value, u32 limit, u32 *number)
{
	*number = (u32)strtoul(value, NULL, 10);
	return vg_snapshot_is(value, "%u", *number) && *number <= limit;
}

/**
 * vg_snapshot_address - read the address of a function
 * @value: what is read
 * @segment: set
 * @rid: set
 *
 * Return: whether it is one.
 */
bool vg_snapshot_address(const char *value, u32 *segment, u16 *rid)
{
	char canonical[VG_ADDRESS_LEN];
	struct vg_bdf bdf;

	if (!vg_bdf_parse(value, &bdf))
		return false;
	vg_bdf_format(canonical, &bdf);
	*segment = bdf.segment;
	*rid = vg_bdf_rid(&bdf);
	return !strcmp(value, canonical);
}

/**
 * vg_snapshot_part - read a part of a list that commas separate
 * @list: what is left of it; moved on, NULL behind its end
 * @part: filled
 *
 * Return: whether there was one.
 */
bool vg_snapshot_part(const char **list, char part[VG_SNAPSHOT_LINE_LEN])
{
	size_t len;

	if (!*list)
		return false;
	len = strcspn(*list, ",");
	memcpy(part, *list, len);
	part[len] = '\0';
	*list = (*list)[len] ? *list + len + 1 : NULL;
	return true;
}
