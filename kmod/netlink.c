// SPDX-License-Identifier: GPL-2.0-only
/*
 * netlink.c - the family's commands, as uapi/vfioguard.yaml has them.
 *
 * Written by hand: the generated tables do not exist in 6.1. The family has no
 * module alias: a look-up must not load the guard and so hide its absence.
 */
#include <linux/capability.h>
#include <linux/ctype.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/vfioguard.h>

#include "compat/genetlink.h"
#include "config.h"
#include "decide.h"
#include "device.h"
#include "gate.h"
#include "host.h"
#include "journal.h"
#include "message.h"
#include "netlink.h"
#include "present.h"
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

/*
 * Reads @min to @max hexadecimal digits and the character behind them; no
 * sign, no space and no "0x", unlike sscanf().
 */
static bool parse_field(const char **cursor, int min, int max, char end,
			u32 *value)
{
	int digits;
	char c;

	*value = 0;
	for (digits = 0; digits < max; digits++, (*cursor)++) {
		c = tolower(**cursor);
		if (!isxdigit(c))
			break;
		*value = *value << 4 | (isdigit(c) ? c - '0' : c - 'a' + 10);
	}
	return digits >= min && *(*cursor)++ == end;
}

/* segment:bus:device.function in full, as the kernel prints it */
static bool parse_bdf(const char *text, unsigned long *key)
{
	u32 segment;
	u32 bus;
	u32 slot;
	u32 function;

	if (!parse_field(&text, 4, 8, ':', &segment) ||
	    !parse_field(&text, 2, 2, ':', &bus) ||
	    !parse_field(&text, 2, 2, '.', &slot) || slot > 0x1f ||
	    !parse_field(&text, 1, 1, '\0', &function) || function > 7)
		return false;
	*key = vg_device_key(segment,
			     PCI_DEVID(bus, PCI_DEVFN(slot, function)));
	return true;
}

/* The function that a request names, with a reference for the caller */
static struct pci_dev *requested(struct genl_info *info)
{
	struct nlattr *bdf = info->attrs[VFIOGUARD_A_DEVICE_BDF];
	struct pci_dev *pdev = NULL;
	struct vg_device *dev;
	unsigned long key;

	if (!bdf) {
		NL_SET_ERR_ATTR_MISS(info->extack, NULL,
				     VFIOGUARD_A_DEVICE_BDF);
		GENL_SET_ERR_MSG(info, "the address of a device is missing");
		return ERR_PTR(-EINVAL);
	}
	if (!parse_bdf(nla_data(bdf), &key)) {
		NL_SET_ERR_MSG_ATTR(info->extack, bdf,
				    "not an address like 0000:01:00.0");
		return ERR_PTR(-EINVAL);
	}
	dev = vg_device_get(key);
	if (dev)
		pdev = vg_device_pdev(dev);
	vg_device_put(dev);
	if (pdev)
		return pdev;
	NL_SET_ERR_MSG_ATTR(info->extack, bdf, "no such PCI function");
	return ERR_PTR(-ENODEV);
}

/* With the errors of the ABI */
static int take_snapshot(struct vg_snapshot *snapshot, struct pci_dev *only,
			 const struct nlattr *bdf,
			 struct netlink_ext_ack *extack)
{
	int err = vg_snapshot_take(snapshot, only, true);

	switch (err) {
	case 0:
		vg_host_query(&snapshot->topology.host);
		return 0;
	case -ENOMEM:
		return err;
	case -ENODEV:
		NL_SET_ERR_MSG_ATTR(extack, bdf,
				    "the PCI function is being removed");
		return err;
	}
	NL_SET_ERR_MSG(extack,
		       "the host has too many functions, or they come and go too fast");
	return -ENOMEM;
}

static struct vg_scratch *new_scratch(const struct vg_snapshot *snapshot)
{
	struct vg_scratch *scratch;

	return kvzalloc(struct_size(scratch, domain, snapshot->topology.count),
			GFP_KERNEL);
}

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
	scratch = new_scratch(snapshot);
	if (!scratch)
		return -ENOMEM;
	err = reply_device(info, snapshot, position, scratch);
	kvfree(scratch);
	return err;
}

/* device-get and evaluate differ in which devices they speak about */
static int get_record(struct sk_buff *skb, struct genl_info *info)
{
	struct pci_dev *pdev = requested(info);
	struct vg_snapshot snapshot;
	int err;

	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	err = take_snapshot(&snapshot, pdev,
			    info->attrs[VFIOGUARD_A_DEVICE_BDF], info->extack);
	if (!err) {
		err = answer(info, &snapshot, pdev);
		vg_snapshot_drop(&snapshot);
	}
	pci_dev_put(pdev);
	return err;
}

/**
 * struct dump - state of a dump, in netlink_callback.ctx
 * @snapshot: of the host, one for the whole dump
 * @scratch: for records
 * @position: where to go on
 * @error: what is wrong with the request, where that could not be said at once
 * @ports: of the bridges, in a dump of them
 */
struct dump {
	struct vg_snapshot *snapshot;
	struct vg_scratch *scratch;
	u32 position;
	int error;
	struct vg_port_use *ports;
};

static struct dump *dump_of(struct netlink_callback *cb)
{
	static_assert(sizeof(struct dump) <=
		      sizeof_field(struct netlink_callback, ctx));

	return (struct dump *)cb->ctx;
}

static int end_dump(struct netlink_callback *cb)
{
	struct dump *dump = dump_of(cb);

	if (dump->error)
		return 0;
	kvfree(dump->ports);
	kvfree(dump->scratch);
	vg_snapshot_drop(dump->snapshot);
	kfree(dump->snapshot);
	return 0;
}

static int take_dump(struct dump *dump, struct netlink_ext_ack *extack)
{
	int err;

	dump->snapshot = kzalloc(sizeof(*dump->snapshot), GFP_KERNEL);
	if (!dump->snapshot)
		return -ENOMEM;
	err = take_snapshot(dump->snapshot, NULL, NULL, extack);
	if (err) {
		kfree(dump->snapshot);
		return err;
	}
	dump->scratch = new_scratch(dump->snapshot);
	if (dump->scratch)
		return 0;
	vg_snapshot_drop(dump->snapshot);
	kfree(dump->snapshot);
	return -ENOMEM;
}

static void refuse_address(struct netlink_callback *cb)
{
	NL_SET_ERR_MSG_ATTR(cb->extack,
			    vg_dump_attrs(cb)[VFIOGUARD_A_DEVICE_BDF],
			    "a dump takes no address, it gives all");
}

static int start_dump(struct netlink_callback *cb)
{
	struct dump *dump = dump_of(cb);

	if (vg_dump_attrs(cb)[VFIOGUARD_A_DEVICE_BDF]) {
		dump->error = -EINVAL;
		refuse_address(cb);
		/* 6.1 has an extended ack in the first dumpit only */
		return cb->extack ? dump->error : 0;
	}
	/* One record is the least that has to fit, as nl80211 does it */
	cb->min_dump_alloc = VG_MESSAGE_SIZE;
	/* Whatever comes or goes from here on makes the dump inconsistent */
	cb->prev_seq = vg_devices_generation();
	return take_dump(dump, cb->extack);
}

/* NULL where there is no room even for that */
static void *put_dump_header(struct sk_buff *skb, struct netlink_callback *cb,
			     u8 command)
{
	void *header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				   cb->nlh->nlmsg_seq, &family, NLM_F_MULTI,
				   command);

	if (header)
		genl_dump_check_consistent(cb, header);
	return header;
}

/* All of a record or nothing */
static int end_message(struct vg_message *m, void *header)
{
	if (m->err)
		genlmsg_cancel(m->skb, header);
	else
		genlmsg_end(m->skb, header);
	return m->err;
}

static int dump_one(struct sk_buff *skb, struct netlink_callback *cb, u8 command)
{
	void *header = put_dump_header(skb, cb, command);
	struct vg_message m = { .skb = skb };
	struct dump *dump = dump_of(cb);

	if (!header)
		return -EMSGSIZE;
	if (dump->ports)
		vg_message_port(&m, dump->snapshot, dump->position,
				&dump->ports[dump->position]);
	else
		vg_message_device(&m, dump->snapshot, dump->position,
				  dump->scratch);
	return end_message(&m, header);
}

/*
 * The snapshot holds a reference to each function, so hotplug between two
 * calls takes none away; it shows in NLM_F_DUMP_INTR.
 */
static int dump_devices(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump *dump = dump_of(cb);
	const struct vg_topology *t;

	if (dump->error) {
		refuse_address(cb);
		return dump->error;
	}
	t = &dump->snapshot->topology;
	cb->seq = vg_devices_generation();
	for (; dump->position < t->count; dump->position++) {
		if (!vg_config_covers(&dump->snapshot->policy,
				      &t->fn[dump->position]))
			continue;
		if (dump_one(skb, cb, VFIOGUARD_CMD_DEVICE_GET))
			return skb->len ?: -EMSGSIZE;
	}
	return skb->len;
}

static int start_ports(struct netlink_callback *cb)
{
	struct dump *dump = dump_of(cb);
	int err;

	cb->min_dump_alloc = VG_MESSAGE_SIZE;
	cb->prev_seq = vg_devices_generation();
	err = take_dump(dump, cb->extack);
	if (err)
		return err;
	dump->ports = kvcalloc(dump->snapshot->topology.count,
			       sizeof(*dump->ports), GFP_KERNEL);
	if (!dump->ports) {
		end_dump(cb);
		return -ENOMEM;
	}
	vg_ports_count(dump->snapshot, &dump->scratch->verdict, dump->ports);
	return 0;
}

static int dump_ports(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump *dump = dump_of(cb);
	const struct vg_topology *t = &dump->snapshot->topology;

	cb->seq = vg_devices_generation();
	for (; dump->position < t->count; dump->position++) {
		const struct vg_port_use *use = &dump->ports[dump->position];

		if (!use->devices && !use->endangered)
			continue;
		if (dump_one(skb, cb, VFIOGUARD_CMD_PORT_GET))
			return skb->len ?: -EMSGSIZE;
	}
	return skb->len;
}

/**
 * struct journal_dump - state of a dump of the journal, in the same place
 * @after: number of the last entry that is through with
 * @end: number of the last entry that was there at the start
 */
struct journal_dump {
	u64 after;
	u64 end;
};

static int start_journal(struct netlink_callback *cb)
{
	const struct nlattr *after =
		vg_dump_attrs(cb)[VFIOGUARD_A_JOURNAL_SEQUENCE];
	struct journal_dump *dump = (struct journal_dump *)cb->ctx;

	dump->end = vg_journal_last();
	/* Entries that were gone before are no inconsistency */
	dump->after = max(after ? nla_get_u64(after) : 0,
			  vg_journal_overwritten());
	cb->seq = 1;
	cb->prev_seq = cb->seq;
	return 0;
}

/* @cb: the dump that it is for, NULL for an event */
static int put_entry(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct vg_decision *entry)
{
	struct vg_message m = { .skb = skb };
	void *header;

	if (cb)
		header = put_dump_header(skb, cb, VFIOGUARD_CMD_JOURNAL_GET);
	else
		header = genlmsg_put(skb, 0, 0, &family, 0,
				     VFIOGUARD_CMD_JOURNAL_NTF);
	if (!header)
		return -EMSGSIZE;
	vg_message_entry(&m, entry);
	return end_message(&m, header);
}

static int dump_journal(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct journal_dump *dump = (struct journal_dump *)cb->ctx;
	struct vg_decision entry;

	while (dump->after < dump->end &&
	       vg_journal_read(dump->after, &entry)) {
		if (entry.sequence != dump->after + 1) {
			/* Said with the next message, be it the end */
			cb->seq++;
			dump->after = entry.sequence - 1;
			continue;
		}
		if (put_entry(skb, cb, &entry))
			return skb->len ?: -EMSGSIZE;
		dump->after = entry.sequence;
	}
	return skb->len;
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

static int get_state(struct sk_buff *request, struct genl_info *info)
{
	return reply_small(info, vg_message_status);
}

static int get_policy(struct sk_buff *request, struct genl_info *info)
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
		.start = start_dump,
		.dumpit = dump_devices,
		.done = end_dump,
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
		.start = start_ports,
		.dumpit = dump_ports,
		.done = end_dump,
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
		.start = start_journal,
		.dumpit = dump_journal,
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
	struct sk_buff *skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	int err;

	if (!skb)
		return -ENOMEM;
	err = put_entry(skb, NULL, entry);
	if (WARN_ON_ONCE(err)) {
		nlmsg_free(skb);
		return err;
	}
	err = genlmsg_multicast(&family, skb, 0, 0, GFP_KERNEL);
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
