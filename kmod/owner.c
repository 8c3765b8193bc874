// SPDX-License-Identifier: GPL-2.0-only
/* owner.c - who opens a device */
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uidgid.h>

#include "owner.h"

static u64 find_cgroup(struct task_struct *task)
{
	u64 id = 0;

#ifdef CONFIG_CGROUPS
	rcu_read_lock();
	id = cgroup_id(task_dfl_cgroup(task));
	rcu_read_unlock();
#endif
	return id;
}

/**
 * vg_owner_current() - the process that is running
 * @owner: filled
 *
 * H12: at an open, never at a bind, where that can be a kworker.
 *
 * Context: process context.
 */
void vg_owner_current(struct vg_owner *owner)
{
	/* Of a live thread the leader stays, exec gives its start time on */
	struct task_struct *leader = current->group_leader;

	owner->start = leader->start_boottime;
	owner->cgroup = find_cgroup(current);
	owner->pid = task_tgid_nr(current);
	/* What from_kuid() makes of it for the initial namespace */
	owner->uid = __kuid_val(current_uid());
	/* Ends with a NUL also while it is being changed */
	strscpy(owner->command, leader->comm, sizeof(owner->command));
}
