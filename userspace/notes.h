/* SPDX-License-Identifier: GPL-2.0-only */
/* notes.h - what was not understood or could not be read, counted */
#ifndef VG_NOTES_H
#define VG_NOTES_H

#include <stdio.h>

struct json_t;
struct vg_facts;

void vg_notes_print(const struct vg_facts *facts, FILE *out);
struct json_t *vg_notes_json(const struct vg_facts *facts);

#endif /* VG_NOTES_H */
