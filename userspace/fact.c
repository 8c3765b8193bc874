// SPDX-License-Identifier: GPL-2.0-only
#include "fact.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"

#define COLUMNS	80

/**
 * vg_fact_label - begin a line
 * @label: the label, empty in a further line of the same fact
 */
void vg_fact_label(const char *label)
{
	printf("  %-*s", VG_FACT_LABEL, label);
}

/**
 * vg_fact - a line
 * @label: the label
 * @format: as for printf()
 */
void vg_fact(const char *label, const char *format, ...)
{
	va_list arguments;

	vg_fact_label(label);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
}

/**
 * vg_fact_word - a word behind a blank, or in a new line when this one is full
 * @word: the word
 * @column: where the line is
 *
 * Return: where it is then.
 */
int vg_fact_word(const char *word, int column)
{
	if (column + 1 + (int)strlen(word) > COLUMNS) {
		printf("\n%*s", 2 + VG_FACT_LABEL - 1, "");
		column = 2 + VG_FACT_LABEL - 1;
	}
	return column + printf(" %s", word);
}

/**
 * vg_fact_list - "WHAT: ENTRY ENTRY ... and N more"
 * @label: the label
 * @what: what is listed
 * @list: texts
 * @count: number of entries, also of those not in @list
 */
void vg_fact_list(const char *label, const char *what,
		  const struct vg_list *list, long long count)
{
	int column = 2 + VG_FACT_LABEL;
	char more[40];

	vg_fact_label(label);
	column += printf("%s:", what);
	for (size_t i = 0; i < list->count; i++)
		column = vg_fact_word(list->at[i], column);
	if (count > (long long)list->count) {
		snprintf(more, sizeof(more), "and %lld more",
			 count - (long long)list->count);
		vg_fact_word(more, column);
	}
	putchar('\n');
}
