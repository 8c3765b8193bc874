// SPDX-License-Identifier: GPL-2.0-only
#include "kernel_cmdline.h"

#include <stdio.h>
#include <stdlib.h>

#include "host.h"
#include "memory.h"

/* COMMAND_LINE_SIZE is 2048 to 4096, a boot config may add to it */
#define CMDLINE_MAX	32768

/**
 * vg_kernel_cmdline - read it
 *
 * Whole, or it says nothing: what was cut off may be what matters.
 *
 * Return: its text, to be given to free(), or NULL.
 */
char *vg_kernel_cmdline(void)
{
	const char *name = vg_host_cmdline();
	FILE *file = name ? fopen(name, "re") : NULL;
	char *text;
	size_t got;

	if (!file)
		return NULL;
	text = vg_alloc(CMDLINE_MAX);
	got = fread(text, 1, CMDLINE_MAX - 1, file);
	if (ferror(file) || got == CMDLINE_MAX - 1) {
		free(text);
		text = NULL;
	}
	fclose(file);
	return text;
}
