// SPDX-License-Identifier: GPL-2.0-only
/*
 * netlink.c - the family: its commands, as uapi/vfioguard.yaml has them, the
 * answers to single requests, and events.
 *
 * Written by hand: the generated tables do not exist in 6.1. The family has no
 * module alias: a look-up must not load the guard and so hide its absence.
 */
#include <linux/capability.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/vfioguard.h>

#include "compat/genetlink.h"
#include "config.h"
#include "decide.h"
#include "dump.h"
#include "gate.h"
#include "journal.h"
#include "message.h"
#include "netlink.h"
#include "present.h"
#include "request.h"
#include "snapshot.h"

static struct genl_family family;

static const struct nla_policy bdf_policy[VFIOGUARD_A_DEVICE_BDF + 1] = {
	[VFIOGUARD_A_DEVICE_BDF] = {
		.type = NLA_NUL_STRING,
		.len = VFIOGUARD_BDF_LEN,
	},
};

static const struct nla_policy policy_policy[VFIOGUARD_A_POLICY_MAX + 1] = {
	[VFIOGUARD_A_POLICY_MODE] = { .type = NLA_U32 },
	[VFIOGUARD_A_POLICY_PROFILE] = { .type = NLA_U32 },
	[VFIOGUARD_A_POLICY_SCOPE] = { .type = NLA_U32 },
	[VFIOGUARD_A_POLICY_PEERS] = { .type = NLA_U32 },
	[VFIOGUARD_A_POLICY_PRESENT] = { .type = NLA_U32 },
};

static const struct nla_policy journal_policy[] = {
	[VFIOGUARD_A_JOURNAL_SEQUENCE] = { .type = NLA_U64 },
};

static void *put_reply_header(struct vg_message *m, struct genl_info *info)
{
	void *header = genlmsg_put_reply(m->skb, info, &family, 0,
					 info->genlhdr->cmd);

	if (!header)
		m->err = -EMSGSIZE;
	return header;
}

static int send_reply(struct vg_message *m, struct genl_info *info,
		      void *header)
{
	if (WARN_ON_ONCE(m->err)) {
		nlmsg_free(m->skb);
		return m->err;
	}
	genlmsg_end(m->skb, header);
	return genlmsg_reply(m->skb, info);
}

static int reply_device(struct genl_info *info,
			const struct vg_snapshot *snapshot, u32 position,
			struct vg_scratch *scratch)
{
	struct vg_message m = {
		.skb = genlmsg_new(VG_MESSAGE_SIZE, GFP_KERNEL),
	};
	void *header;

	if (!m.skb)
		return -ENOMEM;
	header = put_reply_header(&m, info);
	vg_message_device(&m, snapshot, position, scratch);
	return send_reply(&m, info, header);
}

static int answer(struct genl_info *info, const struct vg_snapshot *snapshot,
		  struct pci_dev *pdev)
{
	s32 position = vg_snapshot_find(snapshot, pdev);
	struct nlattr *bdf = info->attrs[VFIOGUARD_A_DEVICE_BDF];
	struct vg_scratch *scratch;
	int err;

	if (position == VG_NONE) {
		NL_SET_ERR_MSG_ATTR(info->extack, bdf, "no such PCI function");
		return -ENODEV;
	}
	if (info->genlhdr->cmd == VFIOGUARD_CMD_DEVICE_GET &&
	    !vg_config_covers(&snapshot->policy,
			      &snapshot->topology.fn[position])) {
		NL_SET_ERR_MSG_ATTR(info->extack, bdf,
				    "the device is neither in scope nor assigned");
		return -ENOENT;
	}
	scratch = vg_request_scratch(snapshot);
	if (!scratch)
		return -ENOMEM;
	err = reply_device(info, snapshot, position, scratch);
	kvfree(scratch);
	return err;
}

/* device-get and evaluate differ in which devices they speak about */
static int get_record(struct sk_buff *__always_unused skb,
		      struct genl_info *info)
{
	struct pci_dev *pdev = vg_request_pdev(info);
	struct vg_snapshot snapshot;
	int err;

	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	err = vg_request_snapshot(&snapshot, pdev,
				  info->attrs[VFIOGUARD_A_DEVICE_BDF],
				  info->extack);
	if (!err) {
		err = answer(info, &snapshot, pdev);
		vg_snapshot_drop(&snapshot);
	}
	pci_dev_put(pdev);
	return err;
}

static int reply_small(struct genl_info *info,
		       void (*fill)(struct vg_message *m))
{
	struct vg_message m = {
		.skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL),
	};
	void *header;

	if (!m.skb)
		return -ENOMEM;
	header = put_reply_header(&m, info);
	fill(&m);
	return send_reply(&m, info, header);
}

static int get_state(struct sk_buff *__always_unused request,
		     struct genl_info *info)
{
	return reply_small(info, vg_message_status);
}

static int get_policy(struct sk_buff *__always_unused request,
		      struct genl_info *info)
{
	return reply_small(info, vg_message_policy);
}

/* Each value is checked before the first is taken */
static int read_change(struct genl_info *info, struct vg_change *change)
{
	struct nlattr *attr;
	int err;
	int i;

	for (i = 1; i <= VFIOGUARD_A_POLICY_MAX; i++) {
		attr = info->attrs[i];
		if (!attr)
			continue;
		change->value[i] = nla_get_u32(attr);
		err = vg_config_check(i, change->value[i]);
		if (err) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr,
					    "there is no such value");
			return err;
		}
	}
	return 0;
}

/*
 * Answered when the policy is in force. The worker is not waited for, H17; and
 * with the gate taken away it does not run, since nothing is guarded then.
 */
static int set_policy(struct sk_buff *skb, struct genl_info *info)
{
	struct vg_change change = { };
	u64 since;
	int err;

	if (!netlink_capable(skb, CAP_SYS_ADMIN)) {
		GENL_SET_ERR_MSG(info, "policy-set needs CAP_SYS_ADMIN");
		return -EPERM;
	}
	err = read_change(info, &change);
	if (err)
		return err;
	vg_config_set(&change);
	if (vg_gate_armed(&since))
		vg_present_scan(vg_journal_last());
	return 0;
}

/*
 * H17: under cb_lock, which no probe waits for, and under no
 * lock of ours.
 */
static int disarm_gate(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	if (!netlink_capable(skb, CAP_SYS_ADMIN)) {
		GENL_SET_ERR_MSG(info, "disarm needs CAP_SYS_ADMIN");
		return -EPERM;
	}
	err = vg_gate_disarm();
	if (!err)
		vg_journal_note(VFIOGUARD_EVENT_DISARMED, vg_config_get().word,
				"disarmed: devices are handed out unchecked");
	else if (err == -EALREADY)
		GENL_SET_ERR_MSG(info, "the gate is not armed");
	else
		GENL_SET_ERR_MSG(info, "ftrace keeps the hook in place");
	return err;
}

/* Where there is no policy genetlink puts one that refuses every attribute */
static const struct genl_ops ops[] = {
	{
		.cmd = VFIOGUARD_CMD_STATUS_GET,
		.doit = get_state,
	},
	{
		.cmd = VFIOGUARD_CMD_DEVICE_GET,
		.flags = GENL_ADMIN_PERM,
		.policy = bdf_policy,
		.maxattr = ARRAY_SIZE(bdf_policy) - 1,
		.doit = get_record,
		.start = vg_dump_devices_start,
		.dumpit = vg_dump_devices,
		.done = vg_dump_end,
	},
	{
		.cmd = VFIOGUARD_CMD_EVALUATE,
		.flags = GENL_ADMIN_PERM,
		.policy = bdf_policy,
		.maxattr = ARRAY_SIZE(bdf_policy) - 1,
		.doit = get_record,
	},
	{
		.cmd = VFIOGUARD_CMD_PORT_GET,
		.flags = GENL_ADMIN_PERM,
		.start = vg_dump_ports_start,
		.dumpit = vg_dump_ports,
		.done = vg_dump_end,
	},
	{
		.cmd = VFIOGUARD_CMD_DISARM,
		.flags = GENL_ADMIN_PERM,
		.doit = disarm_gate,
	},
	{
		.cmd = VFIOGUARD_CMD_POLICY_GET,
		.flags = GENL_ADMIN_PERM,
		.doit = get_policy,
	},
	{
		.cmd = VFIOGUARD_CMD_POLICY_SET,
		.flags = GENL_ADMIN_PERM,
		.policy = policy_policy,
		.maxattr = ARRAY_SIZE(policy_policy) - 1,
		.doit = set_policy,
	},
	{
		.cmd = VFIOGUARD_CMD_JOURNAL_GET,
		.flags = GENL_ADMIN_PERM,
		.policy = journal_policy,
		.maxattr = ARRAY_SIZE(journal_policy) - 1,
		.start = vg_dump_journal_start,
		.dumpit = vg_dump_journal,
	},
};

static const struct genl_multicast_group groups[] = {
	{
		.name = VFIOGUARD_MCGRP_EVENTS,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
};

/* H8: .module makes a dump hold the module */
static struct genl_family family __ro_after_init = {
	.name = VFIOGUARD_FAMILY_NAME,
	.version = VFIOGUARD_FAMILY_VERSION,
	.netnsok = false,
	/* Commands share nothing, and some wait: for ports, for a disarm */
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
};

/*
 * A listener who is too slow is not the kernel's loss: his next receive fails
 * with ENOBUFS, and he knows the number from which to read the ring.
 */
static int send_event(const struct vg_decision *entry)
{
	struct vg_message m = {
		.skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL),
	};
	void *header;
	int err;

	if (!m.skb)
		return -ENOMEM;
	header = genlmsg_put(m.skb, 0, 0, &family, 0,
			     VFIOGUARD_CMD_JOURNAL_NTF);
	if (!header)
		m.err = -EMSGSIZE;
	vg_message_entry(&m, entry);
	if (WARN_ON_ONCE(m.err)) {
		nlmsg_free(m.skb);
		return m.err;
	}
	genlmsg_end(m.skb, header);
	err = genlmsg_multicast(&family, m.skb, 0, 0, GFP_KERNEL);
	return err == -ESRCH ? 0 : err;
}

/**
 * vg_netlink_init() - register the family, and send events from now on
 *
 * Context: module init.
 * Return: 0 or the error of genl_register_family().
 */
int __init vg_netlink_init(void)
{
	int err = genl_register_family(&family);

	if (!err)
		vg_journal_offer(send_event);
	return err;
}

/**
 * vg_netlink_exit() - unregister the family
 *
 * Waits for commands that run.
 *
 * Context: module init and exit; disarmed, no lock held.
 */
void vg_netlink_exit(void)
{
	vg_journal_offer(NULL);
	genl_unregister_family(&family);
}
