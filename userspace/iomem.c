// SPDX-License-Identifier: GPL-2.0-only
#include "iomem.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "port.h"
#include "record.h"

/* What drivers of firmware framebuffers, and sysfb for them, reserve */
static bool is_framebuffer(const char *name)
{
	static const char *const names[] = {
		"BOOTFB", "efifb", "vesafb", "simplefb", "simple-framebuffer",
		"efi-framebuffer", "vesa-framebuffer", "simpledrm", "efidrm",
		"vesadrm",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(name, names[i]))
			return true;
	}
	return false;
}

/* "  START-END : NAME"; names go to terminals and into JSON */
static bool parse_line(const char *line, struct vg_holder *holder)
{
	int at = 0;

	if (sscanf(line, " %llx-%llx : %n", &holder->start, &holder->end,
		   &at) != 2 || !at)
		return false;
	snprintf(holder->name, sizeof(holder->name), "%.*s",
		 (int)strcspn(line + at, "\n"), line + at);
	for (char *c = holder->name; *c; c++) {
		if (!isascii(*c) || !isprint(*c))
			*c = '?';
	}
	holder->firmware = is_framebuffer(holder->name);
	return true;
}

static bool is_inside(const struct vg_holder *holder, const struct bar *bar)
{
	unsigned long long first = (unsigned long long)bar->address.value;
	unsigned long long size = (unsigned long long)bar->size.value;

	return bar->address.set && size && holder->start >= first &&
	       holder->end - first < size && holder->end >= holder->start;
}

/*
 * The BAR itself is listed by the name of the device; the window of the bridge
 * above can be just as large.
 */
static bool holds_memory_of(const struct vg_holder *holder,
			    const struct device *device)
{
	static const char window[] = "PCI Bus ";

	if (!strcmp(holder->name, device->bdf) ||
	    !strncmp(holder->name, window, strlen(window)))
		return false;
	for (size_t i = 0; i < device->bar.count; i++) {
		if (is_inside(holder, device->bar.at[i]))
			return true;
	}
	return false;
}

static void add(struct vg_list *holders, const struct vg_holder *holder)
{
	struct vg_holder *copy = vg_alloc(sizeof(*copy));

	*copy = *holder;
	vg_list_add(holders, copy);
}

/*
 * All regions, read once for the whole run. None without CAP_SYS_ADMIN: the
 * kernel then shows all addresses as 0.
 */
static const struct vg_list *all_regions(void)
{
	static struct vg_list regions;
	static bool done;
	struct vg_holder holder;
	char *line = NULL;
	size_t size = 0;
	FILE *file;

	if (done)
		return &regions;
	done = true;
	file = fopen(vg_host_iomem(), "re");
	if (!file)
		return &regions;
	while (getline(&line, &size, file) > 0) {
		if (parse_line(line, &holder) && holder.end)
			add(&regions, &holder);
	}
	free(line);
	fclose(file);
	return &regions;
}

/**
 * vg_iomem_holders - who holds memory of the BARs of a device
 * @device: the device
 * @holders: filled with struct vg_holder; to be released with free()
 *
 * Return: whether that can be told.
 */
bool vg_iomem_holders(const struct device *device, struct vg_list *holders)
{
	const struct vg_list *regions = all_regions();

	*holders = (struct vg_list){ 0 };
	for (size_t i = 0; i < regions->count; i++) {
		const struct vg_holder *holder = regions->at[i];

		if (holds_memory_of(holder, device))
			add(holders, holder);
	}
	return regions->count;
}
