// SPDX-License-Identifier: GPL-2.0-only
/* message_status.c - state and policy of the guard as netlink attributes */
#include <linux/bits.h>
#include <linux/vfioguard.h>

#include "config.h"
#include "decide.h"
#include "device.h"
#include "gate.h"
#include "host.h"
#include "journal.h"
#include "message.h"
#include "state.h"
#include "watch.h"

static void put_not_judged(struct vg_message *m)
{
	struct vg_host host = *vg_host_facts();
	u32 unjudged;
	u32 rule;

	vg_host_query(&host);
	unjudged = host.unjudged;
	for (rule = 1; rule <= VG_RULE_MAX; rule++)
		if (unjudged & BIT(rule) || !vg_rule_implemented(rule))
			vg_put_u32(m, VFIOGUARD_A_STATUS_NOT_JUDGED, rule);
}

static void put_gate(struct vg_message *m)
{
	const char *boot_id = vg_host_boot_id();
	u64 since;
	bool armed = vg_gate_armed(&since);

	vg_put_u32(m, VFIOGUARD_A_STATUS_ARMED, armed);
	if (since)
		vg_put_u64(m, VFIOGUARD_A_STATUS_ARMED_AT, since,
			   VFIOGUARD_A_STATUS_PAD);
	if (*boot_id)
		vg_put_string(m, VFIOGUARD_A_STATUS_BOOT_ID, boot_id);
}

static void put_policy(struct vg_message *m)
{
	const struct vg_settings config = vg_config_get();
	const struct vg_policy *policy = &config.policy;

	vg_put_u32(m, VFIOGUARD_A_STATUS_MODE, policy->mode);
	vg_put_u32(m, VFIOGUARD_A_STATUS_PROFILE, policy->profile);
	vg_put_u32(m, VFIOGUARD_A_STATUS_SCOPE, policy->scope);
	vg_put_u32(m, VFIOGUARD_A_STATUS_PEERS, policy->peers);
	vg_put_u32(m, VFIOGUARD_A_STATUS_PRESENT, config.present);
}

/**
 * vg_message_policy() - the policy in force
 * @m: filled
 */
void vg_message_policy(struct vg_message *m)
{
	const struct vg_settings config = vg_config_get();
	int i;

	for (i = 1; i <= VFIOGUARD_A_POLICY_MAX; i++)
		vg_put_u32(m, i, vg_config_value(config.word, i));
}

static void put_counter(struct vg_message *m, int attribute, u64 value)
{
	vg_put_u64(m, attribute, value, VFIOGUARD_A_STATUS_PAD);
}

static void put_decision_counters(struct vg_message *m)
{
	struct vg_decision_stats d;

	vg_decision_stats(&d);
	put_counter(m, VFIOGUARD_A_STATUS_SEQUENCE, vg_journal_last());
	put_counter(m, VFIOGUARD_A_STATUS_ALLOWED, d.allowed);
	put_counter(m, VFIOGUARD_A_STATUS_REFUSED, d.refused);
	put_counter(m, VFIOGUARD_A_STATUS_WOULD_REFUSE, d.would_refuse);
	put_counter(m, VFIOGUARD_A_STATUS_UNBOUND, d.unbound);
}

static void put_device_counters(struct vg_message *m)
{
	struct vg_device_stats s;

	vg_devices_stats(&s);
	put_counter(m, VFIOGUARD_A_STATUS_DEVICES_CREATED, s.created);
	put_counter(m, VFIOGUARD_A_STATUS_DEVICES_DESTROYED, s.destroyed);
	put_counter(m, VFIOGUARD_A_STATUS_LOST_DEVICES, s.lost);
	put_counter(m, VFIOGUARD_A_STATUS_LOST_EVENTS, vg_journal_unsent());
	vg_put_u32(m, VFIOGUARD_A_STATUS_VIOLATIONS, vg_devices_violations());
}

static void put_watch(struct vg_message *m)
{
	struct vg_watch_stats w;

	vg_watch_stats(&w);
	vg_put_u32(m, VFIOGUARD_A_STATUS_WATCH_INTERVAL, w.interval);
	put_counter(m, VFIOGUARD_A_STATUS_WATCH_PASSES, w.passes);
	put_counter(m, VFIOGUARD_A_STATUS_WATCH_TIME, w.time);
}

/**
 * vg_message_status() - state of the guard
 * @m: filled
 *
 * Context: may sleep.
 */
void vg_message_status(struct vg_message *m)
{
	vg_put_u32(m, VFIOGUARD_A_STATUS_ABI, VFIOGUARD_ABI);
	vg_put_string(m, VFIOGUARD_A_STATUS_VERSION, VG_VERSION);
	put_gate(m);
	put_policy(m);
	put_decision_counters(m);
	put_device_counters(m);
	put_not_judged(m);
	put_watch(m);
}
