/* SPDX-License-Identifier: GPL-2.0-only */
/* entry.h - entries of the journal, for people and for programs */
#ifndef VG_ENTRY_H
#define VG_ENTRY_H

#include "port.h"
#include "record.h"

struct json_t;

void vg_entry_head(void);
void vg_entry_print(const struct entry *entry);
u64 vg_entry_missed(const struct entry *entry, u64 last);
struct json_t *vg_entry_json(const struct entry *entry);

#endif /* VG_ENTRY_H */
