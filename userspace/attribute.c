// SPDX-License-Identifier: GPL-2.0-only
#include "attribute.h"

#include <ctype.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "memory.h"

/**
 * vg_plain - a line that can go to terminals and into JSON
 * @text: of whatever bytes; the line ends where a line break is
 *
 * Return: the line, to be given to free().
 */
char *vg_plain(const char *text)
{
	size_t len = strcspn(text, "\n");
	char *copy = vg_alloc(len + 1);

	for (size_t i = 0; i < len; i++)
		copy[i] = isascii(text[i]) && isprint(text[i]) ? text[i] : '?';
	return copy;
}

/**
 * vg_attribute - first line of a file of sysfs
 * @format: its path below the place of sysfs
 *
 * Return: the line, to be given to free(), or NULL.
 */
char *vg_attribute(const char *format, ...)
{
	char path[PATH_MAX];
	char name[PATH_MAX];
	char *line = NULL;
	char *copy = NULL;
	size_t size = 0;
	va_list arguments;
	FILE *file;

	va_start(arguments, format);
	vsnprintf(name, sizeof(name), format, arguments);
	va_end(arguments);
	if (snprintf(path, sizeof(path), "%s/%s", vg_host_sysfs(), name) >=
	    (int)sizeof(path))
		return NULL;
	file = fopen(path, "re");
	if (!file)
		return NULL;
	if (getline(&line, &size, file) > 0)
		copy = vg_plain(line);
	free(line);
	fclose(file);
	return copy;
}
