// SPDX-License-Identifier: GPL-2.0-only
/*
 * watch.c - compares the ACS Control registers that decide for assigned devices
 * with those that the devices were approved with.
 *
 * A worker reads them every few seconds, and at once after what may have
 * changed them: bus events, and VFIO's open and close. It wakes no port, and
 * holds no lock while it reads: what it cannot read now it leaves to the next
 * pass. Nobody waits for it but module exit.
 *
 * A change of the host itself may have given a device peers, or peers that are
 * not quiet any more: those in use are judged again then.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/kstrtox.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/pci.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>

#include "approval.h"
#include "assigned.h"
#include "config.h"
#include "decide.h"
#include "device.h"
#include "gate.h"
#include "registers.h"
#include "review.h"
#include "state.h"
#include "use.h"
#include "watch.h"

#define MAX_INTERVAL	3600
/* A change is told of when it is still there after that */
#define DEBOUNCE_MS	10

static unsigned int interval = 5;
static atomic64_t passes = ATOMIC64_INIT(0);
static atomic64_t time_taken = ATOMIC64_INIT(0);

static struct workqueue_struct *queue;
/* Since the last pass: a function came or went, or its driver did */
static bool host_changed;
/* Parameters can be set before module init and behind module exit. Leaf, of
 * these three only
 */
static DEFINE_MUTEX(running_lock);
static bool running;
static void watch(struct work_struct *work);
static DECLARE_DELAYED_WORK(work, watch);

/* Not read: it is gone, sleeps or is being reset */
static bool read_control(const struct vg_approval *approval, u16 *control)
{
	unsigned long key = vg_device_key(approval->segment, approval->rid);
	struct vg_device *dev = vg_device_get(key);
	struct pci_dev *pdev = dev ? vg_device_pdev(dev) : NULL;
	bool found = pdev && vg_acs_read(pdev, control);

	pci_dev_put(pdev);
	vg_device_put(dev);
	return found;
}

static void note_change(const struct vg_approval *approval)
{
	unsigned long key = vg_device_key(approval->segment, approval->rid);
	struct vg_device *port = vg_device_get(key);

	if (port)
		WRITE_ONCE(port->acs_changed, ktime_get_boottime_ns());
	vg_device_put(port);
}

static const char *what_happened(enum vfioguard_event event)
{
	switch (event) {
	case VFIOGUARD_EVENT_DRIFT:
		return "isolates less than";
	case VFIOGUARD_EVENT_DRIFT_END:
		return "isolates again as";
	default:
		return "isolates more than";
	}
}

static void announce(struct pci_dev *pdev, const struct vg_decision *entry)
{
	if (entry->event != VFIOGUARD_EVENT_DRIFT)
		pci_notice(pdev, "vfioguard: %s\n", entry->sentence);
	else if (entry->owner.pid)
		pci_warn(pdev, "vfioguard: in use by process %u: %s\n",
			 entry->owner.pid, entry->sentence);
	else
		pci_warn(pdev, "vfioguard: %s\n", entry->sentence);
}

static void tell(struct vg_device *dev, struct pci_dev *pdev,
		 enum vfioguard_event event, const struct vg_approval *was,
		 u16 now)
{
	struct vg_decision *entry = vg_event_make(pdev, event);
	u16 changed = was->told ^ now;

	if (event == VFIOGUARD_EVENT_DRIFT) {
		entry->outcome = VG_REFUSE;
		entry->rules = BIT(VG_RULE_ACS_DRIFT);
		entry->wanted = vg_acs_lost(was->acs_ctrl, now);
		changed = entry->wanted;
	}
	entry->culprit = (struct vg_name){
		.segment = was->segment,
		.group = VG_NO_GROUP,
		.rid = was->rid,
		.valid = true,
	};
	entry->seen = now;
	entry->was = was->acs_ctrl;
	vg_use_owner(dev, &entry->owner);
	vg_acs_sentence(entry->sentence, sizeof(entry->sentence),
			&entry->culprit, what_happened(event), changed, now);
	announce(pdev, entry);
	vg_event_record(entry);
}

/* Returns whether it is still what the device is approved with */
static bool set_told(struct vg_device *dev, struct vg_approvals *approved,
		     struct vg_approval *approval, u16 now, bool approve)
{
	bool current_one;

	spin_lock(&dev->lock);
	current_one = dev->approved == approved;
	if (current_one) {
		approval->told = now;
		/* Judgements read it without a lock; it is one word */
		if (approve)
			WRITE_ONCE(approval->acs_ctrl, now);
	}
	spin_unlock(&dev->lock);
	return current_one;
}

/* A bit that neither isolates nor endangers is nobody's event */
static void take_change(struct vg_device *dev, struct pci_dev *pdev,
			struct vg_approvals *approved,
			struct vg_approval *approval, u16 now)
{
	const struct vg_approval was = *approval;
	u16 drifted = vg_acs_lost(was.acs_ctrl, was.told);
	u16 drifts = vg_acs_lost(was.acs_ctrl, now);
	bool gains = !drifts && vg_acs_lost(now, was.acs_ctrl);

	if (!set_told(dev, approved, approval, now, gains))
		return;
	note_change(&was);
	if (drifts && drifts != drifted)
		tell(dev, pdev, VFIOGUARD_EVENT_DRIFT, &was, now);
	else if (drifted && !drifts)
		tell(dev, pdev, VFIOGUARD_EVENT_DRIFT_END, &was, now);
	if (gains)
		tell(dev, pdev, VFIOGUARD_EVENT_GAIN, &was, now);
}

static void compare(struct vg_device *dev, struct pci_dev *pdev,
		    struct vg_approvals *approved, struct vg_approval *approval)
{
	u16 again;
	u16 now;

	if (!read_control(approval, &now) || now == approval->told)
		return;
	msleep(DEBOUNCE_MS);
	if (read_control(approval, &again) && again == now)
		take_change(dev, pdev, approved, approval, now);
}

/* Who is being unbound while he is open has no VFIO device any more */
static bool is_in_use(struct vg_device *dev, struct pci_dev *pdev)
{
	struct vg_owner owner;

	return vg_pdev_assigned(pdev) || vg_use_owner(dev, &owner);
}

static void look_after(struct vg_device *dev, struct pci_dev *pdev)
{
	struct vg_approvals *approved = vg_device_approved(dev);
	u32 i;

	if (approved && VG_WATCHES && is_in_use(dev, pdev))
		for (i = 0; i < approved->count; i++)
			compare(dev, pdev, approved, &approved->entry[i]);
	vg_approvals_put(approved);
}

/* It matters to rule 24; whom it concerns is for the review to say */
static bool is_noise_new(struct vg_device *dev, struct pci_dev *pdev)
{
	bool noisy = vg_is_noisy(pdev);
	bool was = dev->noisy;

	dev->noisy = noisy;
	return noisy != was;
}

/* Returns whether what is in use should be judged again */
static bool look_at_all(bool left_to_owners)
{
	bool changed = false;
	struct vg_device *dev = NULL;
	struct pci_dev *pdev;

	while ((dev = vg_device_each(dev, &pdev))) {
		look_after(dev, pdev);
		changed |= left_to_owners && is_noise_new(dev, pdev);
		cond_resched();
	}
	return changed;
}

/* Returns when to look again, in seconds */
static unsigned int review_all(bool changed, unsigned int seconds)
{
	struct vg_device *dev = NULL;
	struct pci_dev *pdev;

	while ((dev = vg_device_each(dev, &pdev))) {
		if (vg_review(dev, pdev, changed) == VG_REVIEW_SOON)
			seconds = 1;
		cond_resched();
	}
	return seconds;
}

static void watch(struct work_struct *__always_unused unused)
{
	unsigned int seconds = READ_ONCE(interval);
	u64 start = ktime_get_ns();
	bool changed;
	u64 since;

	/* Switched off meanwhile; whoever switches it on asks for a pass */
	if (!seconds)
		return;
	changed = xchg(&host_changed, false);
	changed |= look_at_all(vg_config_get().policy.peers ==
			       VG_PEERS_SAME_OWNER);
	if (VG_WATCHES && vg_gate_armed(&since))
		seconds = review_all(changed, seconds);
	atomic64_inc(&passes);
	atomic64_add(ktime_get_ns() - start, &time_taken);
	queue_delayed_work(queue, &work, seconds * HZ);
}

/**
 * vg_watch_now() - something may have changed: look at once, but do not wait
 *
 * Context: any, while the watch is there: the gate, and the bus notifier.
 */
void vg_watch_now(void)
{
	if (READ_ONCE(interval))
		mod_delayed_work(queue, &work, 0);
}

static int bus_event(struct notifier_block *__always_unused nb,
		     unsigned long __always_unused event,
		     void *__always_unused data)
{
	WRITE_ONCE(host_changed, true);
	vg_watch_now();
	return NOTIFY_OK;
}

static struct notifier_block notifier = { .notifier_call = bus_event };

static int set_interval(const char *value,
			const struct kernel_param *__always_unused param)
{
	unsigned int seconds;
	int err = kstrtouint(value, 0, &seconds);

	if (!err && seconds > MAX_INTERVAL)
		err = -ERANGE;
	if (err) {
		pr_err("parameter watch_interval is 0 (off) to %d seconds\n",
		       MAX_INTERVAL);
		return err;
	}
	mutex_lock(&running_lock);
	WRITE_ONCE(interval, seconds);
	if (running) {
		pr_notice("parameter watch_interval set: %u\n", seconds);
		vg_watch_now();
	}
	mutex_unlock(&running_lock);
	return 0;
}

static const struct kernel_param_ops interval_ops = {
	.set = set_interval,
	.get = param_get_uint,
};

module_param_cb(watch_interval, &interval_ops, &interval, 0644);
MODULE_PARM_DESC(watch_interval,
		 "seconds between two looks at the ACS of assigned devices: 5 (default), 0 is off");

static void set_running(bool on)
{
	mutex_lock(&running_lock);
	running = on;
	mutex_unlock(&running_lock);
}

/**
 * vg_watch_init() - begin to watch
 *
 * Context: module init.
 * Return: 0, -ENOMEM, or the error of bus_register_notifier().
 */
int __init vg_watch_init(void)
{
	int err;

	/* While the host sleeps there is nothing to read */
	queue = alloc_ordered_workqueue("vfioguard-watch", WQ_FREEZABLE);
	if (!queue)
		return -ENOMEM;
	err = bus_register_notifier(&pci_bus_type, &notifier);
	if (err) {
		destroy_workqueue(queue);
		return err;
	}
	set_running(true);
	vg_watch_now();
	return 0;
}

/**
 * vg_watch_exit() - end the watch
 *
 * Context: module init and exit, disarmed.
 */
void vg_watch_exit(void)
{
	bus_unregister_notifier(&pci_bus_type, &notifier);
	set_running(false);
	cancel_delayed_work_sync(&work);
	destroy_workqueue(queue);
}

/**
 * vg_watch_stats() - what the watch does
 * @stats: filled
 */
void vg_watch_stats(struct vg_watch_stats *stats)
{
	stats->interval = READ_ONCE(interval);
	stats->passes = atomic64_read(&passes);
	stats->time = atomic64_read(&time_taken);
}
