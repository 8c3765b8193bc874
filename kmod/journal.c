// SPDX-License-Identifier: GPL-2.0-only
/*
 * journal.c - a ring of the last decisions and other events, each with a number
 * from 1 and without gaps: whoever knows the last number that he has read also
 * knows what he has missed. A worker tells of new ones: the gate must not wait
 * for those who listen.
 */
#include <linux/atomic.h>
#include <linux/audit.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>

#include "decide.h"
#include "journal.h"

/* All of it is allocated at load: what is recorded can never fail */
#define ENTRIES		1024

static struct vg_decision *ring;
/* Guards the ring and the number of the last entry; leaf */
static DEFINE_SPINLOCK(lock);
static u64 last;

static struct workqueue_struct *queue;
static vg_journal_send send;
static atomic64_t unsent = ATOMIC64_INIT(0);

/* H14: nothing is sent while nobody can listen, and nothing is missed then */
static void offer(const struct vg_decision *entry)
{
	vg_journal_send to = READ_ONCE(send);

	if (to && to(entry))
		atomic64_inc(&unsent);
}

static const char *name_of(const struct vg_decision *entry)
{
	static const char * const events[] = {
		[VFIOGUARD_EVENT_POLICY] = "policy",
		[VFIOGUARD_EVENT_ARMED] = "armed",
		[VFIOGUARD_EVENT_DISARMED] = "disarmed",
		[VFIOGUARD_EVENT_DRIFT] = "drift",
		[VFIOGUARD_EVENT_DRIFT_END] = "drift-end",
		[VFIOGUARD_EVENT_GAIN] = "gain",
		[VFIOGUARD_EVENT_CLOSE] = "close",
	};
	static const char * const actions[] = {
		[VFIOGUARD_ACTION_ALLOWED] = "allowed",
		[VFIOGUARD_ACTION_REFUSED] = "refused",
		[VFIOGUARD_ACTION_AUDITED] = "audited",
		[VFIOGUARD_ACTION_UNBOUND] = "unbound",
		[VFIOGUARD_ACTION_KEPT] = "kept",
		[VFIOGUARD_ACTION_KEPT_OPEN] = "kept-open",
	};

	return entry->event == VFIOGUARD_EVENT_DECISION ?
	       actions[entry->action] : events[entry->event];
}

/*
 * Without spaces, which audit would have to write in hexadecimal: so the rule
 * has to stand for the sentence, which the journal has under the same number.
 * In quotes is what ausearch(8) would take for hexadecimal by its name.
 * With audit off nobody reads it, and the record would go to the kernel log.
 */
static void audit(const struct vg_decision *entry)
{
	char device[VG_BDF_LEN] = "none";
	char culprit[VG_BDF_LEN] = "none";

	if (!audit_enabled)
		return;
	if (vg_entry_has_device(entry))
		vg_format_bdf(device, entry->segment, entry->rid);
	if (entry->culprit.valid)
		vg_format_bdf(culprit, entry->culprit.segment,
			      entry->culprit.rid);
	/* Waits up to a minute for an auditd that does not read, but not when
	 * the module goes: then audit counts what it loses
	 */
	audit_log(NULL, READ_ONCE(send) ? GFP_KERNEL : GFP_ATOMIC,
		  AUDIT_KERNEL_OTHER,
		  "op=vfioguard-%s seq=%llu device=\"%s\" rule=%s culprit=%s res=%d",
		  name_of(entry), entry->sequence, device,
		  entry->rules ? vg_rule_name(__ffs(entry->rules)) : "none",
		  culprit, entry->outcome != VG_REFUSE);
}

/* The queue is ordered: there is one of it at a time */
static void tell(struct work_struct *__always_unused work)
{
	static struct vg_decision entry;
	static u64 told;

	while (vg_journal_read(told, &entry)) {
		atomic64_add(entry.sequence - told - 1, &unsent);
		told = entry.sequence;
		offer(&entry);
		audit(&entry);
		cond_resched();
	}
}

static DECLARE_WORK(work, tell);

/**
 * vg_journal_init() - make room
 *
 * Context: module init.
 * Return: 0 or -ENOMEM.
 */
int __init vg_journal_init(void)
{
	/* Half a MiB in all */
	static_assert(sizeof(*ring) <= 512);

	ring = kvcalloc(ENTRIES, sizeof(*ring), GFP_KERNEL);
	if (!ring)
		return -ENOMEM;
	queue = alloc_ordered_workqueue("vfioguard-journal", 0);
	if (queue)
		return 0;
	kvfree(ring);
	return -ENOMEM;
}

/**
 * vg_journal_exit() - nobody adds or reads any more
 *
 * Context: module init and exit.
 */
void vg_journal_exit(void)
{
	destroy_workqueue(queue);
	kvfree(ring);
}

/**
 * vg_journal_add() - number an entry, and copy it into the ring
 * @entry: all but its number and times, which are set
 *
 * Context: any that may be preempted; the gate, too.
 */
void vg_journal_add(struct vg_decision *entry)
{
	spin_lock(&lock);
	/* Under the lock, so that times are in the order of numbers */
	entry->time = ktime_get_boottime_ns();
	entry->realtime = ktime_get_real_ns();
	entry->sequence = last + 1;
	ring[entry->sequence % ENTRIES] = *entry;
	/* The reference stays with the decision */
	ring[entry->sequence % ENTRIES].approved = NULL;
	WRITE_ONCE(last, entry->sequence);
	spin_unlock(&lock);
	queue_work(queue, &work);
}

/**
 * vg_journal_note() - record what is no decision
 * @event: what happened
 * @policy: what is in force now, vg_settings.word
 * @sentence: for people
 *
 * Context: may sleep.
 */
void vg_journal_note(enum vfioguard_event event, u32 policy,
		     const char *sentence)
{
	/* So small an allocation only waits */
	struct vg_decision *entry = kzalloc(sizeof(*entry),
					    GFP_KERNEL | __GFP_NOFAIL);

	entry->event = event;
	entry->policy = policy;
	strscpy(entry->sentence, sentence, sizeof(entry->sentence));
	vg_journal_add(entry);
	kfree(entry);
}

/** vg_journal_last() - Return: number of the last entry, 0: there is none */
u64 vg_journal_last(void)
{
	return READ_ONCE(last);
}

static u64 overwritten(u64 number)
{
	return number > ENTRIES ? number - ENTRIES : 0;
}

/** vg_journal_overwritten() - Return: how many entries the ring has lost */
u64 vg_journal_overwritten(void)
{
	return overwritten(vg_journal_last());
}

/**
 * vg_journal_read() - the next entry that is still there
 * @after: number of the one before
 * @copy: filled when there is one; its number is not the next one when those
 *	between have been overwritten
 *
 * Return: whether there is one.
 */
bool vg_journal_read(u64 after, struct vg_decision *copy)
{
	bool found;

	spin_lock(&lock);
	after = max(after, overwritten(last));
	found = after < last;
	if (found)
		*copy = ring[(after + 1) % ENTRIES];
	spin_unlock(&lock);
	return found;
}

/**
 * vg_journal_offer() - whom to tell of each new entry
 * @to: called by a worker from now on; NULL: nobody, and when this returns it
 *	is not running any more
 *
 * Context: module init and exit.
 */
void vg_journal_offer(vg_journal_send to)
{
	WRITE_ONCE(send, to);
	if (!to)
		flush_work(&work);
}

/** vg_journal_unsent() - Return: entries that not all who listen were sent */
u64 vg_journal_unsent(void)
{
	return atomic64_read(&unsent);
}
