/* SPDX-License-Identifier: GPL-2.0-only */
/* watch.h - looks after approved devices while they are assigned */
#ifndef VG_WATCH_H
#define VG_WATCH_H

#include <linux/types.h>

/**
 * struct vg_watch_stats - what the watch does
 * @interval: seconds between two passes, 0: it is off
 * @passes: passes over all devices since load
 * @time: what they have taken in all, in nanoseconds
 */
struct vg_watch_stats {
	unsigned int interval;
	u64 passes;
	u64 time;
};

int vg_watch_init(void);
void vg_watch_exit(void);
void vg_watch_now(void);
void vg_watch_stats(struct vg_watch_stats *stats);

#endif /* VG_WATCH_H */
