// SPDX-License-Identifier: GPL-2.0-only
#include "headline.h"

#include <ctype.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

/* Four digits at @text: what is behind them, or NULL */
static const char *read_hex4(const char *text, u16 *value)
{
	char digits[5] = "";

	for (u32 i = 0; i < 4; i++) {
		if (!isxdigit(text[i]))
			return NULL;
		digits[i] = text[i];
	}
	*value = strtoul(digits, NULL, 16);
	return text + 4;
}

/* "VVVV:DDDD" and then @close */
static void read_ids(const char *text, char close, struct vg_view *v)
{
	u16 vendor;
	u16 device;

	text = read_hex4(text, &vendor);
	if (!text || *text != ':')
		return;
	text = read_hex4(text + 1, &device);
	/* ones: what a VF or a function that is gone has in these registers */
	if (!text || *text != close || vendor == 0xffff)
		return;
	v->f.vendor = vendor;
	v->f.device = device;
	v->known |= VG_KNOWN_IDS;
}

/* "10de:2335", "Device 10de:2335" or "name [10de:2335]" */
static void find_ids(const char *name, struct vg_view *v)
{
	static const char unknown[] = "Device ";
	const char *at = name;

	read_ids(name, '\0', v);
	if (!strncmp(name, unknown, strlen(unknown)))
		read_ids(name + strlen(unknown), '\0', v);
	/* the last one: names of devices have brackets too */
	while ((at = strchr(at, '[')))
		read_ids(++at, ']', v);
}

/* "3D controller [0302]", "0302" or "Class 0302" */
static void find_class(const char *class, struct vg_view *v)
{
	static const char unknown[] = "Class ";
	const char *bracket = strrchr(class, '[');
	const char *end;
	u16 value;

	if (bracket)
		class = bracket + 1;
	else if (!strncmp(class, unknown, strlen(unknown)))
		class += strlen(unknown);
	end = read_hex4(class, &value);
	if (!end || *end != (bracket ? ']' : '\0'))
		return;
	v->f.class = value << 8;
	v->known |= VG_KNOWN_CLASS;
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
