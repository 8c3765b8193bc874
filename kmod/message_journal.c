// SPDX-License-Identifier: GPL-2.0-only
/* message_journal.c - an entry of the journal as a message */
#include <linux/bits.h>
#include <linux/vfioguard.h>

#include "config.h"
#include "decide.h"
#include "host.h"
#include "message.h"

static void put_number(struct vg_message *m, int attribute, u64 value)
{
	vg_put_u64(m, attribute, value, VFIOGUARD_A_JOURNAL_PAD);
}

/* The attributes of a policy are here in the same order */
static void put_policy(struct vg_message *m, u32 policy)
{
	int i;

	static_assert(VFIOGUARD_A_JOURNAL_PRESENT - VFIOGUARD_A_JOURNAL_MODE ==
		      VFIOGUARD_A_POLICY_PRESENT - VFIOGUARD_A_POLICY_MODE);
	for (i = VFIOGUARD_A_POLICY_MODE; i <= VFIOGUARD_A_POLICY_PRESENT; i++)
		vg_put_u32(m, VFIOGUARD_A_JOURNAL_MODE - 1 + i,
			   vg_config_value(policy, i));
}

static void put_event(struct vg_message *m, const struct vg_decision *entry)
{
	const char *boot_id = vg_host_boot_id();

	put_number(m, VFIOGUARD_A_JOURNAL_SEQUENCE, entry->sequence);
	vg_put_u32(m, VFIOGUARD_A_JOURNAL_EVENT, entry->event);
	put_number(m, VFIOGUARD_A_JOURNAL_TIME, entry->time);
	put_number(m, VFIOGUARD_A_JOURNAL_REALTIME, entry->realtime);
	if (*boot_id)
		vg_put_string(m, VFIOGUARD_A_JOURNAL_BOOT_ID, boot_id);
	put_policy(m, entry->policy);
	vg_put_string(m, VFIOGUARD_A_JOURNAL_SENTENCE, entry->sentence);
}

static void put_subject(struct vg_message *m, const struct vg_decision *d)
{
	vg_put_address(m, VFIOGUARD_A_JOURNAL_BDF, d->segment, d->rid);
	vg_put_u32(m, VFIOGUARD_A_JOURNAL_VENDOR, d->vendor);
	vg_put_u32(m, VFIOGUARD_A_JOURNAL_DEVICE, d->device);
	if (*d->path)
		vg_put_string(m, VFIOGUARD_A_JOURNAL_SLOT_PATH, d->path);
}

static void put_outcome(struct vg_message *m, const struct vg_decision *d)
{
	vg_put_u32(m, VFIOGUARD_A_JOURNAL_TRIGGER, d->trigger);
	vg_put_u32(m, VFIOGUARD_A_JOURNAL_VERDICT, d->outcome);
	vg_put_u32(m, VFIOGUARD_A_JOURNAL_ACTION, d->action);
}

static void put_reason(struct vg_message *m, const struct vg_decision *d)
{
	u32 rule;

	for (rule = 1; rule <= VG_RULE_MAX; rule++)
		if (d->rules & BIT(rule))
			vg_put_u32(m, VFIOGUARD_A_JOURNAL_RULE, rule);
	if (!d->culprit.valid)
		return;
	vg_put_address(m, VFIOGUARD_A_JOURNAL_CULPRIT, d->culprit.segment,
		       d->culprit.rid);
	vg_put_u32(m, VFIOGUARD_A_JOURNAL_WANTED, d->wanted);
	vg_put_u32(m, VFIOGUARD_A_JOURNAL_SEEN, d->seen);
}

static bool is_drift(const struct vg_decision *entry)
{
	return entry->event == VFIOGUARD_EVENT_DRIFT ||
	       entry->event == VFIOGUARD_EVENT_DRIFT_END ||
	       entry->event == VFIOGUARD_EVENT_GAIN;
}

/**
 * vg_message_entry() - an entry of the journal
 * @m: filled; an empty one of GENLMSG_DEFAULT_SIZE is always enough
 * @entry: the entry
 */
void vg_message_entry(struct vg_message *m, const struct vg_decision *entry)
{
	put_event(m, entry);
	if (!vg_entry_has_device(entry))
		return;
	put_subject(m, entry);
	if (entry->event == VFIOGUARD_EVENT_DECISION)
		put_outcome(m, entry);
	put_reason(m, entry);
	if (is_drift(entry))
		vg_put_u32(m, VFIOGUARD_A_JOURNAL_APPROVED, entry->was);
	vg_put_owner(m, VFIOGUARD_A_JOURNAL_OWNER, &entry->owner);
}
