// SPDX-License-Identifier: GPL-2.0-only
/* common.c - files in memory, and readers that keep quiet */
#include <err.h>
#include <stdarg.h>

#include "fuzz.h"

/*
 * In place of the C library's. A reader's complaints would bury a finding;
 * they are made all the same, because making them is part of the reader.
 */
void vwarnx(const char *format, va_list args)
{
	char text[4096];

	vsnprintf(text, sizeof(text), format, args);
}

void warnx(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vwarnx(format, args);
	va_end(args);
}

/* A copy of its own, so that the sanitizer sees where it ends */
void give_text(struct vg_text *text, const u8 *data, size_t size)
{
	char *copy = malloc(size + 1);

	CHECK(copy);
	memcpy(copy, data, size);
	copy[size] = '\0';
	*text = (struct vg_text){ .name = "fuzz", .text = copy, .len = size };
}

/* What is left of a file that was refused: nothing */
void check_empty(const struct vg_facts *facts)
{
	CHECK(!facts->fn && !facts->count);
	CHECK(!facts->alias && !facts->alias_count);
}
