/* SPDX-License-Identifier: GPL-2.0-only */
/* dump.h - dumps of devices, ports and the journal, in parts */
#ifndef VG_DUMP_H
#define VG_DUMP_H

struct netlink_callback;
struct sk_buff;

int vg_dump_devices_start(struct netlink_callback *cb);
int vg_dump_devices(struct sk_buff *skb, struct netlink_callback *cb);
int vg_dump_ports_start(struct netlink_callback *cb);
int vg_dump_ports(struct sk_buff *skb, struct netlink_callback *cb);
int vg_dump_end(struct netlink_callback *cb);
int vg_dump_journal_start(struct netlink_callback *cb);
int vg_dump_journal(struct sk_buff *skb, struct netlink_callback *cb);

#endif /* VG_DUMP_H */
