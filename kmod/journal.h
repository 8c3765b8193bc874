/* SPDX-License-Identifier: GPL-2.0-only */
/* journal.h - the last decisions and other events, numbered without gaps */
#ifndef VG_JOURNAL_H
#define VG_JOURNAL_H

#include <linux/types.h>
#include <linux/vfioguard.h>

struct vg_decision;

/* Offers an entry to whoever listens; 0, or why some do not get it */
typedef int (*vg_journal_send)(const struct vg_decision *entry);

int vg_journal_init(void);
void vg_journal_exit(void);
void vg_journal_add(struct vg_decision *entry);
void vg_journal_note(enum vfioguard_event event, u32 policy,
		     const char *sentence);
bool vg_journal_read(u64 after, struct vg_decision *copy);
u64 vg_journal_last(void);
u64 vg_journal_overwritten(void);
void vg_journal_offer(vg_journal_send to);
u64 vg_journal_unsent(void);

#endif /* VG_JOURNAL_H */
