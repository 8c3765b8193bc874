// SPDX-License-Identifier: GPL-2.0-only
/* find.c - functions by the name that lspci gives them */
#include "test.h"

/* Takes the next word of a list of addresses; false at its end */
bool next_name(const char **list, char name[VG_BDF_LEN])
{
	size_t len;

	*list += strspn(*list, " ");
	len = strcspn(*list, " ");
	if (!len || len >= VG_BDF_LEN)
		return false;
	memcpy(name, *list, len);
	name[len] = '\0';
	*list += len;
	return true;
}

/* "02:01.0" or "0001:02:01.0" */
s32 find_position(const struct vg_topology *t, const char *name)
{
	unsigned int segment = 0;
	unsigned int bus;
	unsigned int dev;
	unsigned int fn;
	u32 i;

	if (sscanf(name, "%x:%x:%x.%u", &segment, &bus, &dev, &fn) != 4) {
		segment = 0;
		if (sscanf(name, "%x:%x.%u", &bus, &dev, &fn) != 3)
			return VG_NONE;
	}
	for (i = 0; i < t->count; i++)
		if (t->fn[i].segment == segment &&
		    t->fn[i].rid == (bus << 8 | dev << 3 | fn))
			return i;
	return VG_NONE;
}
