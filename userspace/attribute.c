// SPDX-License-Identifier: GPL-2.0-only
#include "attribute.h"

#include <ctype.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* Whether @path is below the place of sysfs, and fits */
__attribute__((format(printf, 2, 0)))
static bool make_path(char path[PATH_MAX], const char *format,
		      va_list arguments)
{
	int len = snprintf(path, PATH_MAX, "%s/", vg_host_sysfs());

	return len < PATH_MAX &&
	       vsnprintf(path + len, (size_t)(PATH_MAX - len), format,
			 arguments) < PATH_MAX - len;
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
	char *line = NULL;
	char *copy = NULL;
	size_t size = 0;
	va_list arguments;
	FILE *file;
	bool fits;

	va_start(arguments, format);
	fits = make_path(path, format, arguments);
	va_end(arguments);
	file = fits ? fopen(path, "re") : NULL;
	if (!file)
		return NULL;
	if (getline(&line, &size, file) > 0)
		copy = vg_plain(line);
	free(line);
	fclose(file);
	return copy;
}

/**
 * vg_attribute_target - where a link of sysfs leads to
 * @format: its path below the place of sysfs
 *
 * Return: the last part of it, to be given to free(), or NULL.
 */
char *vg_attribute_target(const char *format, ...)
{
	char path[PATH_MAX];
	char target[PATH_MAX];
	va_list arguments;
	const char *last;
	ssize_t len;
	bool fits;

	va_start(arguments, format);
	fits = make_path(path, format, arguments);
	va_end(arguments);
	len = fits ? readlink(path, target, sizeof(target) - 1) : -1;
	if (len < 0)
		return NULL;
	target[len] = '\0';
	last = strrchr(target, '/');
	return vg_plain(last ? last + 1 : target);
}
