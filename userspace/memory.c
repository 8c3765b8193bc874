// SPDX-License-Identifier: GPL-2.0-only
#include "memory.h"

#include <err.h>
#include <stdlib.h>
#include <sysexits.h>

/**
 * vg_alloc - zeroed memory, or the end of the process
 * @size: number of bytes
 *
 * A reporter without memory has nothing to report: there is no caller that
 * could do better than say so and exit.
 *
 * Return: memory, to be given to free().
 */
void *vg_alloc(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory)
		err(EX_UNAVAILABLE, "calloc of %zu bytes", size);
	return memory;
}

/**
 * vg_list_add - append an entry
 * @list: the list
 * @entry: the entry; the list owns it from now on
 */
void vg_list_add(struct vg_list *list, void *entry)
{
	void **at = list->at;

	if (list->count == list->capacity) {
		list->capacity += list->capacity / 2 + 1;
		at = reallocarray(at, list->capacity, sizeof(*at));
	}
	if (!at)
		err(EX_UNAVAILABLE, "reallocarray of %zu entries",
		    list->capacity);
	at[list->count] = entry;
	list->at = at;
	list->count++;
}

/**
 * vg_list_free - release all entries and empty the list
 * @list: the list
 * @release: called for each entry
 */
void vg_list_free(struct vg_list *list, void (*release)(void *entry))
{
	for (size_t i = 0; i < list->count; i++)
		release(list->at[i]);
	free(list->at);
	list->at = NULL;
	list->count = 0;
	list->capacity = 0;
}
