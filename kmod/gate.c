// SPDX-License-Identifier: GPL-2.0-only
/*
 * gate.c - redirects vfio_pci_core_register_device(), which vfio-pci and every
 * variant driver call from probe, to a wrapper that judges first.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <linux/vfio_pci_core.h>
#include <linux/wait_bit.h>

#include "compat/ftrace.h"
#include "decide.h"
#include "gate.h"

/* BPF trampolines that are just being changed answer EAGAIN */
#define ARM_TRIES	20
#define ARM_PAUSE_MS	10

enum gate_state {
	GATE_IDLE,
	GATE_ARMED,
	GATE_DISARMING,
};

static atomic_t state = ATOMIC_INIT(GATE_IDLE);
static atomic_t inflight = ATOMIC_INIT(0);
static u64 armed_at;

/*
 * Process context, may sleep; device_lock of the device is held, maybe also
 * that of its PF and the rescan lock. H7: nothing of ours is locked across
 * the original. H18: no static data.
 */
static noinline int register_gated(struct vfio_pci_core_device *vdev)
{
	int ret = vg_decide_bind(vdev->pdev);

	if (!ret)
		ret = vfio_pci_core_register_device(vdev);

	/* H4: work after the call keeps it a call, so that our own text is
	 * what the callback sees as the caller.
	 */
	if (atomic_dec_and_test(&inflight))
		wake_up_var(&inflight);
	return ret;
}

/*
 * Calls nothing that could be traced and does not sleep, so it needs no
 * recursion lock; FTRACE_OPS_FL_RECURSION would skip it, which is fail-open.
 */
static void notrace redirect(unsigned long ip, unsigned long parent_ip,
			     struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	/* H5: parent_ip is sampled before function graph tracing replaces it */
	if (within_module(parent_ip, THIS_MODULE))
		return;
	/* H1: counted before the task can sleep in our text */
	atomic_inc(&inflight);
	vg_set_ip(fregs, (unsigned long)register_gated);
}

/* H3: an ops in module memory is DYNAMIC, unregistering waits for callbacks */
static struct ftrace_ops ops = {
	.func = redirect,
	.flags = FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT |
		 VG_FTRACE_REGS,
};

/* H6: another owner of the function is an error that somebody must see */
static void explain_failure(int err)
{
	if (err == -EBUSY)
		pr_err("cannot arm the gate: kernel.ftrace_enabled is 0, or a livepatch or a kprobe with a post handler owns vfio_pci_core_register_device\n");
	else if (err == -ENODEV)
		pr_err("cannot arm the gate: ftrace is dead after an internal error, reboot\n");
	else
		pr_err("cannot arm the gate: ftrace does not hook vfio_pci_core_register_device (%pe)\n",
		       ERR_PTR(err));
}

static int register_hook(void)
{
	int tries;
	int err;

	err = ftrace_set_filter_ip(&ops,
				   (unsigned long)vfio_pci_core_register_device,
				   0, 0);
	for (tries = 0; !err && tries < ARM_TRIES; tries++) {
		err = register_ftrace_function(&ops);
		if (err != -EAGAIN)
			break;
		err = 0;
		msleep(ARM_PAUSE_MS);
	}
	if (tries == ARM_TRIES)
		err = -EAGAIN;
	if (err)
		ftrace_free_filter(&ops);
	return err;
}

/**
 * vg_gate_arm() - from now on each bind is judged
 *
 * Arming pins the module: its text must not go while call sites lead there.
 *
 * Context: module init; everything that vg_decide_bind() uses is ready.
 * Return: 0, or the error of ftrace after one message that explains it.
 */
int vg_gate_arm(void)
{
	int err = register_hook();

	if (err) {
		explain_failure(err);
		return err;
	}
	__module_get(THIS_MODULE);
	armed_at = ktime_get_boottime_ns();
	/* Pairs with vg_gate_armed(): who sees the state sees the time */
	atomic_set_release(&state, GATE_ARMED);
	return 0;
}

static void set_state(enum gate_state next)
{
	/* Fully ordered, as wake_up_var() wants it */
	atomic_xchg(&state, next);
	wake_up_var(&state);
}

/**
 * vg_gate_disarm() - take the hook out
 *
 * Answers when no task is in the wrapper any more.
 *
 * Context: process context, may sleep. H17: the caller holds no lock that a
 * probe may need; genetlink's is none.
 * Return: 0; -EALREADY when it is not armed or somebody else is disarming;
 * -EBUSY when ftrace keeps the hook, which stays armed then.
 */
int vg_gate_disarm(void)
{
	int err;

	if (atomic_cmpxchg(&state, GATE_ARMED, GATE_DISARMING) != GATE_ARMED)
		return -EALREADY;

	err = unregister_ftrace_function(&ops);
	if (err) {
		/* H2: the call site still leads here, so the pin stays */
		pr_err("cannot disarm the gate: ftrace keeps the hook (%pe)\n",
		       ERR_PTR(err));
		set_state(GATE_ARMED);
		return -EBUSY;
	}
	/* H1: tasks that sleep in the wrapper, then the instructions that
	 * follow its last wake-up, which tasks RCU sees as a preemption.
	 */
	wait_var_event(&inflight, !atomic_read(&inflight));
	synchronize_rcu_tasks();
	ftrace_free_filter(&ops);
	pr_notice("disarmed: devices are handed out unchecked\n");
	set_state(GATE_IDLE);
	module_put(THIS_MODULE);
	return 0;
}

/**
 * vg_gate_exit() - disarm for good, or never return
 *
 * Only "rmmod -f" gets here armed.
 *
 * Context: module exit.
 */
void vg_gate_exit(void)
{
	/* A disarm command may be under way */
	wait_var_event(&state, atomic_read(&state) != GATE_DISARMING);
	if (atomic_read(&state) == GATE_IDLE)
		return;
	if (!vg_gate_disarm())
		return;
	/* H2: freeing text that is still called cannot be made safe */
	WARN(1, "vfioguard: removed by force while ftrace keeps the hook\n");
	for (;;)
		schedule_timeout_uninterruptible(MAX_SCHEDULE_TIMEOUT);
}

/**
 * vg_gate_armed() - state of the gate
 * @since: set to the time of arming, CLOCK_BOOTTIME in nanoseconds
 *
 * Return: whether binds are judged.
 */
bool vg_gate_armed(u64 *since)
{
	bool armed = atomic_read_acquire(&state) == GATE_ARMED;

	*since = armed_at;
	return armed;
}
