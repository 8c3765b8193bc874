// SPDX-License-Identifier: GPL-2.0-only
#include "headline.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define HEX4	"%4[0-9a-fA-F]"

static bool parse_hex4(const char *digits, u16 *value)
{
	if (strlen(digits) != 4)
		return false;
	*value = strtoul(digits, NULL, 16);
	return true;
}

/* Vendor and device at @text; the format ends with %n */
static bool parse_ids(const char *text, const char *format, struct vg_view *v)
{
	char vendor[5];
	char device[5];
	int end = 0;

	if (sscanf(text, format, vendor, device, &end) != 2 || !end ||
	    !parse_hex4(vendor, &v->f.vendor) ||
	    !parse_hex4(device, &v->f.device))
		return false;
	/* what a VF or a function that is gone has in these registers */
	if (v->f.vendor != 0xffff)
		v->known |= VG_KNOWN_IDS;
	return true;
}

static void find_ids(const char *name, struct vg_view *v)
{
	const char *at = name;

	if (parse_ids(name, HEX4 ":" HEX4 "%n", v) ||
	    parse_ids(name, "Device " HEX4 ":" HEX4 "%n", v))
		return;
	/* the last one: names of devices have brackets too */
	while ((at = strchr(at, '[')))
		parse_ids(at++, "[" HEX4 ":" HEX4 "]%n", v);
}

/* "3D controller [0302]", "0302" or "Class 0302" */
static void find_class(const char *class, struct vg_view *v)
{
	const char *at = strrchr(class, '[');
	char digits[5];
	u16 value;
	int end = 0;

	if ((sscanf(at ? at : "", "[" HEX4 "]%n", digits, &end) == 1 && end) ||
	    (sscanf(class, "Class " HEX4 "%n", digits, &end) == 1 &&
	     !class[end]) ||
	    (sscanf(class, HEX4 "%n", digits, &end) == 1 && !class[end])) {
		if (!parse_hex4(digits, &value))
			return;
		v->f.class = value << 8;
		v->known |= VG_KNOWN_CLASS;
	}
}

/* Cuts off " (rev a1)" and " (prog-if 00 [Normal decode])" */
static u32 cut_tail(char *text)
{
	char *interface = strstr(text, " (prog-if ");
	char *revision = strstr(text, " (rev ");
	u32 value = 0;

	if (interface) {
		value = strtoul(interface + strlen(" (prog-if "), NULL, 16);
		*interface = '\0';
	}
	if (revision)
		*revision = '\0';
	return value & 0xff;
}

/**
 * vg_headline_read - read what lspci says behind an address
 * @text: "class: vendor device (rev ..)", with or without numbers
 * @v: gets class and IDs, or what they are called
 *
 * Return: whether it is such a line.
 */
bool vg_headline_read(const char *text, struct vg_view *v)
{
	char *copy = strdup(text);
	u32 interface;
	char *colon;

	if (!copy)
		err(EX_UNAVAILABLE, "strdup of %zu bytes", strlen(text));
	colon = strstr(copy, ": ");
	if (!colon || colon == copy) {
		free(copy);
		return false;
	}
	interface = cut_tail(colon);
	*colon = '\0';
	find_class(copy, v);
	v->f.class |= interface;
	*colon = ':';
	find_ids(colon + 2, v);
	if ((v->known & (VG_KNOWN_IDS | VG_KNOWN_CLASS)) ==
	    (VG_KNOWN_IDS | VG_KNOWN_CLASS))
		free(copy);
	else
		v->name = copy;
	return true;
}
