// SPDX-License-Identifier: GPL-2.0-only
#include "prose.h"

#include <stdio.h>
#include <string.h>

#include "memory.h"

/**
 * vg_prose_print - text on stdout
 * @prose: the text
 * @indent: blanks in front of each line
 */
void vg_prose_print(const struct vg_prose *prose, int indent)
{
	for (int i = 0; i < VG_PROSE_LINES && prose->line[i]; i++)
		printf("%*s%s\n", indent, "", prose->line[i]);
}

/**
 * vg_prose_join - text in one line
 * @prose: the text
 *
 * Return: the text, to be given to free().
 */
char *vg_prose_join(const struct vg_prose *prose)
{
	size_t len = 1;
	char *end;
	char *all;

	for (int i = 0; i < VG_PROSE_LINES && prose->line[i]; i++)
		len += strlen(prose->line[i]) + 1;
	all = vg_alloc(len);
	end = all;
	for (int i = 0; i < VG_PROSE_LINES && prose->line[i]; i++) {
		end = stpcpy(end, i ? " " : "");
		end = stpcpy(end, prose->line[i]);
	}
	return all;
}
