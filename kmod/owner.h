/* SPDX-License-Identifier: GPL-2.0-only */
/* owner.h - who opens a device */
#ifndef VG_OWNER_H
#define VG_OWNER_H

#include <linux/sched.h>
#include <linux/types.h>

/**
 * struct vg_owner - a process; two are the same when @pid and @start are
 * @start: when it was started, CLOCK_BOOTTIME in nanoseconds
 * @cgroup: its cgroup of the default hierarchy, 0 when there are none
 * @pid: thread group ID in the initial namespace, 0 for nobody
 * @uid: real user in the initial namespace
 * @command: name of its first thread, chosen by itself
 */
struct vg_owner {
	u64 start;
	u64 cgroup;
	u32 pid;
	u32 uid;
	char command[TASK_COMM_LEN];
};

static inline bool vg_owner_same(const struct vg_owner *a,
				 const struct vg_owner *b)
{
	return a->pid == b->pid && a->start == b->start;
}

void vg_owner_current(struct vg_owner *owner);

#endif /* VG_OWNER_H */
