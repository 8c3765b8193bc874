// SPDX-License-Identifier: GPL-2.0-only
/* message_status.c - state and policy of the guard as netlink attributes */
#include <linux/vfioguard.h>
#include <net/netlink.h>

#include "config.h"
#include "decide.h"
#include "device.h"
#include "gate.h"
#include "host.h"
#include "journal.h"
#include "message.h"
#include "watch.h"

static int put_not_judged(struct sk_buff *skb)
{
	struct vg_host host = *vg_host_facts();
	u32 unjudged;
	u32 rule;

	vg_host_query(&host);
	unjudged = host.unjudged;
	for (rule = 1; rule <= VG_RULE_MAX; rule++)
		if ((unjudged & BIT(rule) || !vg_rule_implemented(rule)) &&
		    vg_put_u32(skb, VFIOGUARD_A_STATUS_NOT_JUDGED, rule))
			return -EMSGSIZE;
	return 0;
}

static int put_gate(struct sk_buff *skb)
{
	const char *boot_id = vg_host_boot_id();
	u64 since;
	bool armed = vg_gate_armed(&since);

	if (vg_put_u32(skb, VFIOGUARD_A_STATUS_ARMED, armed) ||
	    (since && vg_put_u64(skb, VFIOGUARD_A_STATUS_ARMED_AT, since,
				 VFIOGUARD_A_STATUS_PAD)) ||
	    (*boot_id &&
	     vg_put_string(skb, VFIOGUARD_A_STATUS_BOOT_ID, boot_id)))
		return -EMSGSIZE;
	return 0;
}

static int put_policy(struct sk_buff *skb)
{
	const struct vg_settings config = vg_config_get();
	const struct vg_policy *policy = &config.policy;

	if (vg_put_u32(skb, VFIOGUARD_A_STATUS_MODE, policy->mode) ||
	    vg_put_u32(skb, VFIOGUARD_A_STATUS_PROFILE, policy->profile) ||
	    vg_put_u32(skb, VFIOGUARD_A_STATUS_SCOPE, policy->scope) ||
	    vg_put_u32(skb, VFIOGUARD_A_STATUS_PEERS, policy->peers) ||
	    vg_put_u32(skb, VFIOGUARD_A_STATUS_PRESENT, config.present))
		return -EMSGSIZE;
	return 0;
}

/**
 * vg_message_policy() - the policy in force
 * @skb: filled
 *
 * Return: 0 or -EMSGSIZE.
 */
int vg_message_policy(struct sk_buff *skb)
{
	const struct vg_settings config = vg_config_get();
	int i;

	for (i = 1; i <= VFIOGUARD_A_POLICY_MAX; i++)
		if (vg_put_u32(skb, i, vg_config_value(config.word, i)))
			return -EMSGSIZE;
	return 0;
}

static int put_counter(struct sk_buff *skb, int attribute, u64 value)
{
	return vg_put_u64(skb, attribute, value, VFIOGUARD_A_STATUS_PAD);
}

static int put_decision_counters(struct sk_buff *skb)
{
	struct vg_decision_stats d;

	vg_decision_stats(&d);
	if (put_counter(skb, VFIOGUARD_A_STATUS_SEQUENCE, vg_journal_last()) ||
	    put_counter(skb, VFIOGUARD_A_STATUS_ALLOWED, d.allowed) ||
	    put_counter(skb, VFIOGUARD_A_STATUS_REFUSED, d.refused) ||
	    put_counter(skb, VFIOGUARD_A_STATUS_WOULD_REFUSE, d.would_refuse) ||
	    put_counter(skb, VFIOGUARD_A_STATUS_UNBOUND, d.unbound))
		return -EMSGSIZE;
	return 0;
}

static int put_device_counters(struct sk_buff *skb)
{
	struct vg_device_stats s;

	vg_devices_stats(&s);
	if (put_counter(skb, VFIOGUARD_A_STATUS_DEVICES_CREATED, s.created) ||
	    put_counter(skb, VFIOGUARD_A_STATUS_DEVICES_DESTROYED,
			s.destroyed) ||
	    put_counter(skb, VFIOGUARD_A_STATUS_LOST_DEVICES, s.lost) ||
	    put_counter(skb, VFIOGUARD_A_STATUS_LOST_EVENTS,
			vg_journal_unsent()) ||
	    vg_put_u32(skb, VFIOGUARD_A_STATUS_VIOLATIONS,
		       vg_devices_violations()))
		return -EMSGSIZE;
	return 0;
}

static int put_watch(struct sk_buff *skb)
{
	struct vg_watch_stats w;

	vg_watch_stats(&w);
	if (vg_put_u32(skb, VFIOGUARD_A_STATUS_WATCH_INTERVAL, w.interval) ||
	    put_counter(skb, VFIOGUARD_A_STATUS_WATCH_PASSES, w.passes) ||
	    put_counter(skb, VFIOGUARD_A_STATUS_WATCH_TIME, w.time))
		return -EMSGSIZE;
	return 0;
}

/**
 * vg_message_status() - state of the guard
 * @skb: filled
 *
 * Context: may sleep.
 * Return: 0 or -EMSGSIZE.
 */
int vg_message_status(struct sk_buff *skb)
{
	if (vg_put_u32(skb, VFIOGUARD_A_STATUS_ABI, VFIOGUARD_ABI) ||
	    vg_put_string(skb, VFIOGUARD_A_STATUS_VERSION, VG_VERSION) ||
	    put_gate(skb) || put_policy(skb) || put_decision_counters(skb) ||
	    put_device_counters(skb) || put_not_judged(skb) || put_watch(skb))
		return -EMSGSIZE;
	return 0;
}
