// SPDX-License-Identifier: GPL-2.0-only
/*
 * gate.c - redirects what vfio-pci and every variant driver call to wrappers
 * that judge first: vfio_pci_core_register_device() from probe,
 * vfio_pci_core_enable() when a device is opened, through its group or its own
 * character device, and vfio_pci_core_disable() when it is closed.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/pm_runtime.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <linux/vfio_pci_core.h>
#include <linux/wait_bit.h>

#include "compat/ftrace.h"
#include "decide.h"
#include "gate.h"
#include "owner.h"
#include "state.h"
#include "use.h"
#include "watch.h"

/* BPF trampolines that are just being changed answer EAGAIN */
#define ARM_TRIES	20
#define ARM_PAUSE_MS	10

#define ENABLE_TRIES	50
#define ENABLE_PAUSE_US	2000

enum gate_state {
	GATE_IDLE,
	GATE_ARMED,
	GATE_DISARMING,
};

static atomic_t state = ATOMIC_INIT(GATE_IDLE);
static atomic_t inflight = ATOMIC_INIT(0);
static u64 armed_at;

/* H4: work after the call of the original keeps it a call, so that our own text
 * is what the callback sees as the caller.
 */
static void leave_gate(void)
{
	if (atomic_dec_and_test(&inflight))
		wake_up_var(&inflight);
}

/*
 * Process context, may sleep; device_lock of the device is held, maybe also
 * that of its PF and the rescan lock. H7: nothing of ours is locked across
 * the original. H18: no static data.
 */
static noinline int register_gated(struct vfio_pci_core_device *vdev)
{
	int ret;

	vg_device_set_binding(vdev->pdev, true);
	ret = vg_decide_bind(vdev->pdev);
	if (!ret)
		ret = vfio_pci_core_register_device(vdev);
	vg_device_set_binding(vdev->pdev, false);
	leave_gate();
	return ret;
}

/*
 * VFIO only tries for device_lock, and fails the open when somebody else has it
 * at that moment. A query of ours may: nobody's virtual machine is to fail to
 * start because of that.
 */
static int enable_patiently(struct vfio_pci_core_device *vdev)
{
	int tries = ENABLE_TRIES;
	int ret;

	for (;;) {
		ret = vfio_pci_core_enable(vdev);
		if (ret != -EAGAIN || !--tries)
			return ret;
		usleep_range(ENABLE_PAUSE_US, 2 * ENABLE_PAUSE_US);
	}
}

/*
 * The task of who opens the device for the first time; may sleep. The lock of
 * the device set is held, so that of two who open one device the second waits,
 * and of a group also the group's; device_lock is not.
 */
static noinline int enable_gated(struct vfio_pci_core_device *vdev)
{
	struct vg_owner owner;
	int ret;

	vg_owner_current(&owner);
	vg_use_claim(vdev->pdev, &owner);
	/* The original does the same. Here already, and kept until it has, so
	 * that a device that sleeps is woken once and not waited for twice
	 */
	pm_runtime_get_sync(&vdev->pdev->dev);
	ret = vg_decide_open(vdev->pdev, &owner, 0);
	if (!ret)
		ret = enable_patiently(vdev);
	/* pci_try_reset_function() tries nothing when the list is empty */
	if (!ret && !vdev->reset_works &&
	    READ_ONCE(vdev->pdev->reset_methods[0])) {
		ret = vg_decide_open(vdev->pdev, &owner, VG_F_RESET_FAILED);
		if (ret)
			vfio_pci_core_disable(vdev);
	}
	pm_runtime_put(&vdev->pdev->dev);
	vg_use_settle(vdev->pdev, !ret);
	vg_watch_now();
	leave_gate();
	return ret;
}

/*
 * After the last user has closed the device, or died: then this is a task that
 * has nothing to do with him. Locks as for the open.
 */
static noinline void disable_gated(struct vfio_pci_core_device *vdev)
{
	vfio_pci_core_disable(vdev);
	vg_use_end(vdev->pdev, vdev->needs_reset);
	vg_watch_now();
	leave_gate();
}

/**
 * struct hook - a function of vfio-pci-core that is gated
 * @function: the function
 * @gated: what is run in its place
 */
struct hook {
	void *function;
	void *gated;
};

static const struct hook hooks[] = {
	{ vfio_pci_core_register_device, register_gated },
	{ vfio_pci_core_enable, enable_gated },
	{ vfio_pci_core_disable, disable_gated },
};

/* The call site is in the last of the hooked functions that begin before it */
static __always_inline const struct hook *find_hook(unsigned long ip)
{
	const struct hook *found = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hooks); i++)
		if ((unsigned long)hooks[i].function <= ip &&
		    (!found || hooks[i].function > found->function))
			found = &hooks[i];
	return found;
}

/*
 * Calls nothing that could be traced and does not sleep, so it needs no
 * recursion lock; FTRACE_OPS_FL_RECURSION would skip it, which is fail-open.
 */
static void notrace redirect(unsigned long ip, unsigned long parent_ip,
			     struct ftrace_ops *__always_unused ops,
			     struct ftrace_regs *fregs)
{
	/* H5: parent_ip is sampled before function graph tracing replaces it */
	if (within_module(parent_ip, THIS_MODULE))
		return;
	/* H1: counted before the task can sleep in our text */
	atomic_inc(&inflight);
	vg_set_ip(fregs, (unsigned long)find_hook(ip)->gated);
}

/*
 * One for all functions, so that they are hooked together or not at all. H3: an
 * ops in module memory is DYNAMIC, unregistering waits for callbacks.
 */
static struct ftrace_ops ops = {
	.func = redirect,
	.flags = FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT |
		 VG_FTRACE_REGS,
};

/* H6: another owner of a function is an error that somebody must see */
static void __init explain_failure(int err)
{
	static const char owned[] __initconst =
		"kernel.ftrace_enabled is 0, or a livepatch or a kprobe owns one";
	static const char dead[] __initconst =
		"ftrace is dead after an internal error, reboot";
	static const char unhooked[] __initconst = "ftrace does not hook all";

	/* Of kprobes it is those with a post handler */
	pr_err("cannot arm the gate at vfio_pci_core_register_device, _enable and _disable: %s (%pe)\n",
	       err == -EBUSY ? owned : err == -ENODEV ? dead : unhooked,
	       ERR_PTR(err));
}

static int __init add_filters(void)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < ARRAY_SIZE(hooks); i++)
		err = ftrace_set_filter_ip(&ops,
					   (unsigned long)hooks[i].function, 0,
					   0);
	return err;
}

static int __init register_hooks(void)
{
	int tries;
	int err;

	err = add_filters();
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

static void set_state(enum gate_state next)
{
	/* Fully ordered, as wake_up_var() wants it */
	atomic_xchg(&state, next);
	wake_up_var(&state);
}

/**
 * vg_gate_disarm() - take the hooks out
 *
 * Answers when no task is in a wrapper any more.
 *
 * Context: process context, may sleep. H17: the caller holds no lock that a
 * probe or an open may need; genetlink's is none.
 * Return: 0; -EALREADY when it is not armed or somebody else is disarming;
 * -EBUSY when ftrace keeps the hooks, which stay armed then.
 */
int vg_gate_disarm(void)
{
	int err;

	if (atomic_cmpxchg(&state, GATE_ARMED, GATE_DISARMING) != GATE_ARMED)
		return -EALREADY;

	err = unregister_ftrace_function(&ops);
	if (err) {
		/* H2: the call site still leads here, so the pin stays */
		pr_err("cannot disarm the gate: ftrace keeps the hooks (%pe)\n",
		       ERR_PTR(err));
		set_state(GATE_ARMED);
		return -EBUSY;
	}
	/* H1: tasks that sleep in a wrapper, then the instructions that
	 * follow its last wake-up, which tasks RCU sees as a preemption.
	 */
	wait_var_event(&inflight, !atomic_read(&inflight));
	synchronize_rcu_tasks();
	ftrace_free_filter(&ops);
	vg_use_forget_all();
	pr_notice("disarmed: devices are handed out unchecked\n");
	set_state(GATE_IDLE);
	module_put(THIS_MODULE);
	return 0;
}

/**
 * vg_gate_exit() - disarm for good, or never return
 *
 * Only "rmmod -f" gets here armed, and an init that fails afterwards.
 *
 * Context: module init and exit.
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
 * vg_gate_arm() - from now on each bind and each open is judged
 *
 * Arming pins the module: its text must not go while call sites lead there.
 *
 * Context: module init; everything that vg_decide_bind() and vg_decide_open()
 * use is ready.
 * Return: 0, or the error of ftrace after one message that explains it.
 */
int __init vg_gate_arm(void)
{
	int err = register_hooks();

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

/**
 * vg_gate_armed() - state of the gate
 * @since: set to the time of arming, CLOCK_BOOTTIME in nanoseconds
 *
 * Return: whether binds and opens are judged.
 */
bool vg_gate_armed(u64 *since)
{
	bool armed = atomic_read_acquire(&state) == GATE_ARMED;

	*since = armed_at;
	return armed;
}
