// SPDX-License-Identifier: GPL-2.0-only
#include "term.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* https://no-color.org: set and not empty */
static bool use_color(void)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if ((no_color && *no_color) || !term || !strcmp(term, "dumb"))
		return false;
	return isatty(STDOUT_FILENO);
}

/**
 * vg_hue - a colour to tell things apart, neither good nor bad
 * @number: which thing; the colours begin anew after VG_HUES
 *
 * Return: the colour.
 */
enum vg_paint vg_hue(unsigned int number)
{
	return VG_HUE + number % VG_HUES;
}

/**
 * vg_print_painted - text on stdout, in colour when that is a terminal
 * @paint: enum vg_paint
 * @text: the text
 * @width: columns to fill with blanks
 */
void vg_print_painted(enum vg_paint paint, const char *text, int width)
{
	static const char *const codes[] = {
		[VG_GOOD] = "32", [VG_BAD] = "31", [VG_DOUBT] = "33",
		[VG_STRONG] = "1",
		[VG_HUE] = "1;36", "1;35", "1;34", "36", "35", "34",
	};

	if (paint == VG_PLAIN || !use_color())
		printf("%-*s", width, text);
	else
		printf("\033[%sm%-*s\033[0m", codes[paint], width, text);
}
