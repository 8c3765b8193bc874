/* SPDX-License-Identifier: GPL-2.0-only */
/* memory.h - allocation that does not come back without memory; lists */
#ifndef VG_MEMORY_H
#define VG_MEMORY_H

#include <stddef.h>

/**
 * struct vg_list - a growing list of pointers
 * @at: the entries, each from malloc()
 * @count: number of entries
 * @capacity: room in @at
 */
struct vg_list {
	void **at;
	size_t count;
	size_t capacity;
};

void *vg_alloc(size_t size);
void vg_list_add(struct vg_list *list, void *entry);
void vg_list_free(struct vg_list *list, void (*release)(void *entry));

#endif /* VG_MEMORY_H */
