// SPDX-License-Identifier: GPL-2.0-only
/* message_journal.c - an entry of the journal as a message */
#include <linux/bits.h>
#include <linux/vfioguard.h>
#include <net/netlink.h>

#include "config.h"
#include "decide.h"
#include "host.h"
#include "message.h"

static int put_number(struct sk_buff *skb, int attribute, u64 value)
{
	return nla_put_u64_64bit(skb, attribute, value,
				 VFIOGUARD_A_JOURNAL_PAD);
}

/* The attributes of a policy are here in the same order */
static int put_policy(struct sk_buff *skb, u32 policy)
{
	int i;

	static_assert(VFIOGUARD_A_JOURNAL_PRESENT - VFIOGUARD_A_JOURNAL_MODE ==
		      VFIOGUARD_A_POLICY_PRESENT - VFIOGUARD_A_POLICY_MODE);
	for (i = VFIOGUARD_A_POLICY_MODE; i <= VFIOGUARD_A_POLICY_PRESENT; i++)
		if (nla_put_u32(skb, VFIOGUARD_A_JOURNAL_MODE - 1 + i,
				vg_config_value(policy, i)))
			return -EMSGSIZE;
	return 0;
}

static int put_event(struct sk_buff *skb, const struct vg_decision *entry)
{
	const char *boot_id = vg_host_boot_id();

	if (put_number(skb, VFIOGUARD_A_JOURNAL_SEQUENCE, entry->sequence) ||
	    nla_put_u32(skb, VFIOGUARD_A_JOURNAL_EVENT, entry->event) ||
	    put_number(skb, VFIOGUARD_A_JOURNAL_TIME, entry->time) ||
	    put_number(skb, VFIOGUARD_A_JOURNAL_REALTIME, entry->realtime) ||
	    (*boot_id &&
	     nla_put_string(skb, VFIOGUARD_A_JOURNAL_BOOT_ID, boot_id)) ||
	    put_policy(skb, entry->policy) ||
	    nla_put_string(skb, VFIOGUARD_A_JOURNAL_SENTENCE, entry->sentence))
		return -EMSGSIZE;
	return 0;
}

static int put_subject(struct sk_buff *skb, const struct vg_decision *d)
{
	if (vg_put_address(skb, VFIOGUARD_A_JOURNAL_BDF, d->segment, d->rid) ||
	    nla_put_u32(skb, VFIOGUARD_A_JOURNAL_VENDOR, d->vendor) ||
	    nla_put_u32(skb, VFIOGUARD_A_JOURNAL_DEVICE, d->device) ||
	    (*d->path &&
	     nla_put_string(skb, VFIOGUARD_A_JOURNAL_SLOT_PATH, d->path)))
		return -EMSGSIZE;
	return 0;
}

static int put_outcome(struct sk_buff *skb, const struct vg_decision *d)
{
	if (nla_put_u32(skb, VFIOGUARD_A_JOURNAL_TRIGGER, d->trigger) ||
	    nla_put_u32(skb, VFIOGUARD_A_JOURNAL_VERDICT, d->outcome) ||
	    nla_put_u32(skb, VFIOGUARD_A_JOURNAL_ACTION, d->action))
		return -EMSGSIZE;
	return 0;
}

static int put_reason(struct sk_buff *skb, const struct vg_decision *d)
{
	u32 rule;

	for (rule = 1; rule <= VG_RULE_MAX; rule++)
		if (d->rules & BIT(rule) &&
		    nla_put_u32(skb, VFIOGUARD_A_JOURNAL_RULE, rule))
			return -EMSGSIZE;
	if (d->culprit.valid &&
	    (vg_put_address(skb, VFIOGUARD_A_JOURNAL_CULPRIT,
			    d->culprit.segment, d->culprit.rid) ||
	     nla_put_u32(skb, VFIOGUARD_A_JOURNAL_WANTED, d->wanted) ||
	     nla_put_u32(skb, VFIOGUARD_A_JOURNAL_SEEN, d->seen)))
		return -EMSGSIZE;
	return 0;
}

static bool is_drift(const struct vg_decision *entry)
{
	return entry->event == VFIOGUARD_EVENT_DRIFT ||
	       entry->event == VFIOGUARD_EVENT_DRIFT_END ||
	       entry->event == VFIOGUARD_EVENT_GAIN;
}

/**
 * vg_message_entry() - an entry of the journal
 * @skb: filled; an empty one of GENLMSG_DEFAULT_SIZE is always enough
 * @entry: the entry
 *
 * Return: 0 or -EMSGSIZE, with a part of the entry in @skb.
 */
int vg_message_entry(struct sk_buff *skb, const struct vg_decision *entry)
{
	if (put_event(skb, entry))
		return -EMSGSIZE;
	if (!vg_entry_has_device(entry))
		return 0;
	if (put_subject(skb, entry) ||
	    (entry->event == VFIOGUARD_EVENT_DECISION &&
	     put_outcome(skb, entry)) ||
	    put_reason(skb, entry) ||
	    (is_drift(entry) &&
	     nla_put_u32(skb, VFIOGUARD_A_JOURNAL_APPROVED, entry->was)) ||
	    vg_put_owner(skb, VFIOGUARD_A_JOURNAL_OWNER, &entry->owner))
		return -EMSGSIZE;
	return 0;
}
