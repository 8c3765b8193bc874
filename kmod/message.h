/* SPDX-License-Identifier: GPL-2.0-only */
/* message.h - objects as netlink attributes, one function for each */
#ifndef VG_MESSAGE_H
#define VG_MESSAGE_H

#include <linux/types.h>

#include "core/rules.h"

struct sk_buff;
struct vg_snapshot;

/* Largest message: bounds of lists keep every record below it */
#define VG_MESSAGE_SIZE	32768

/**
 * struct vg_scratch - room for the making of a record
 * @verdict: of the device
 * @domain: scratch of vg_list_domain(), a byte for each function
 */
struct vg_scratch {
	struct vg_verdict verdict;
	u8 domain[];
};

int vg_message_status(struct sk_buff *skb);
int vg_message_device(struct sk_buff *skb, const struct vg_snapshot *snapshot,
		      u32 position, struct vg_scratch *scratch);

#endif /* VG_MESSAGE_H */
