// SPDX-License-Identifier: GPL-2.0-only
/*
 * dump.c - dumps of devices, of ports and of the journal, each in parts.
 *
 * In the task of who asks, under no lock of ours. Netlink calls nothing of a
 * dump while something of it runs, so that its state needs none either.
 */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vfioguard.h>

#include "compat/genetlink.h"
#include "config.h"
#include "decide.h"
#include "device.h"
#include "dump.h"
#include "journal.h"
#include "message.h"
#include "request.h"
#include "snapshot.h"

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

/**
 * vg_dump_end() - end a dump of devices or of ports
 * @cb: of the dump
 *
 * Return: 0.
 */
int vg_dump_end(struct netlink_callback *cb)
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
	err = vg_request_snapshot(dump->snapshot, NULL, NULL, extack);
	if (err) {
		kfree(dump->snapshot);
		return err;
	}
	dump->scratch = vg_request_scratch(dump->snapshot);
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

/**
 * vg_dump_devices_start() - begin a dump of devices
 * @cb: of the dump, for vg_dump_devices() and vg_dump_end()
 *
 * Context: may sleep, see vg_snapshot_take().
 * Return: 0, or the error of vg_request_snapshot(); -EINVAL when the request
 * names a device.
 */
int vg_dump_devices_start(struct netlink_callback *cb)
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
	return genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			   vg_dump_family(cb), NLM_F_MULTI, command);
}

/*
 * All of a record or nothing. NLM_F_DUMP_INTR is said once: not in a message that
 * does not get out.
 */
static int end_message(struct vg_message *m, struct netlink_callback *cb,
		       void *header)
{
	if (m->err) {
		genlmsg_cancel(m->skb, header);
	} else {
		genl_dump_check_consistent(cb, header);
		genlmsg_end(m->skb, header);
	}
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
	return end_message(&m, cb, header);
}

/**
 * vg_dump_devices() - go on with a dump of devices
 * @skb: filled with as many records as it has room for
 * @cb: of the dump
 *
 * The snapshot holds a reference to each function, so hotplug between two
 * calls takes none away; it shows in NLM_F_DUMP_INTR.
 *
 * Context: may sleep.
 * Return: bytes of @skb, 0 at the end, or an error.
 */
int vg_dump_devices(struct sk_buff *skb, struct netlink_callback *cb)
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

/**
 * vg_dump_ports_start() - begin a dump of ports
 * @cb: of the dump, for vg_dump_ports() and vg_dump_end()
 *
 * Context: may sleep, see vg_snapshot_take().
 * Return: 0, -ENOMEM, or the error of vg_request_snapshot().
 */
int vg_dump_ports_start(struct netlink_callback *cb)
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
		vg_dump_end(cb);
		return -ENOMEM;
	}
	vg_ports_count(dump->snapshot, &dump->scratch->verdict, dump->ports);
	return 0;
}

/**
 * vg_dump_ports() - go on with a dump of ports
 * @skb: filled with as many records as it has room for
 * @cb: of the dump
 *
 * Return: bytes of @skb, 0 at the end, or an error.
 */
int vg_dump_ports(struct sk_buff *skb, struct netlink_callback *cb)
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

/**
 * vg_dump_journal_start() - begin a dump of the journal
 * @cb: of the dump, for vg_dump_journal()
 *
 * Return: 0.
 */
int vg_dump_journal_start(struct netlink_callback *cb)
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

static int put_entry(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct vg_decision *entry)
{
	void *header = put_dump_header(skb, cb, VFIOGUARD_CMD_JOURNAL_GET);
	struct vg_message m = { .skb = skb };

	if (!header)
		return -EMSGSIZE;
	vg_message_entry(&m, entry);
	return end_message(&m, cb, header);
}

/**
 * vg_dump_journal() - go on with a dump of the journal
 * @skb: filled with as many entries as it has room for
 * @cb: of the dump
 *
 * Return: bytes of @skb, 0 at the end, or an error.
 */
int vg_dump_journal(struct sk_buff *skb, struct netlink_callback *cb)
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
