/* SPDX-License-Identifier: GPL-2.0-only */
/* message.h - objects as netlink attributes, one function for each */
#ifndef VG_MESSAGE_H
#define VG_MESSAGE_H

#include <linux/types.h>

#include "core/rules.h"
#include "gpu.h"

struct nlattr;
struct pci_dev;
struct sk_buff;
struct vg_decision;
struct vg_owner;
struct vg_snapshot;

/*
 * Largest message: bounds of lists keep every record below it. With its headers
 * and what sk_buff has behind it, it is not larger than the eight pages of 4 KiB
 * (PAGE_ALLOC_COSTLY_ORDER) that the kernel finds however fragmented memory is.
 */
#define VG_MESSAGE_SIZE	32256

/* Room that an attribute takes, at most: rounded up, header included */
#define VG_ROOM(size)	(NLA_HDRLEN + NLA_ALIGN(size))
#define VG_ADDRESS_ROOM	VG_ROOM(VG_BDF_LEN)
#define VG_WORD_ROOM	VG_ROOM(sizeof(u64))

/* Other functions that a reset takes down, as many as a message holds */
#define VG_MAX_AFFECTED	32
#define VG_GPU_ROOM \
	(NLA_HDRLEN * (VG_MAX_BARS + VG_MAX_REBARS + VG_MAX_AFFECTED + \
		       VG_MAX_REGIONS) + \
	 VG_WORD_ROOM * (5 * VG_MAX_BARS + 7 * VG_MAX_REBARS + \
			 VG_MAX_METHODS + VG_MAX_AFFECTED + \
			 5 * VG_MAX_REGIONS) + \
	 VG_MAX_AFFECTED * (VG_ADDRESS_ROOM + VG_ROOM(VG_DRIVER_LEN)))

/**
 * struct vg_message - a message that is being filled
 * @skb: what it is put into
 * @err: 0, or -EMSGSIZE once something did not fit
 *
 * The error sticks, and nothing is put after it: only who owns @skb has to look
 * at it. @skb then holds a part of what was to be put, to cancel or to free.
 */
struct vg_message {
	struct sk_buff *skb;
	int err;
};

/**
 * struct vg_scratch - room for the making of a record
 * @gpu: of the device
 * @verdict: of the device
 * @domain: scratch of vg_list_domain(), a byte for each function
 */
struct vg_scratch {
	struct vg_gpu gpu;
	struct vg_verdict verdict;
	u8 domain[];
};

/**
 * struct vg_port_use - what watched devices have to do with a bridge
 * @devices: they are below it
 * @endangered: they find fault with it
 * @wanted: ACS Control bits that they miss
 * @last: position of the last device that found fault with it, and 1
 */
struct vg_port_use {
	u32 devices;
	u32 endangered;
	u32 last;
	u16 wanted;
};

void vg_put_u32(struct vg_message *m, int attribute, u32 value);
void vg_put_u64(struct vg_message *m, int attribute, u64 value, int pad);
void vg_put_flag(struct vg_message *m, int attribute);
void vg_put_string(struct vg_message *m, int attribute, const char *text);
void vg_put_address(struct vg_message *m, int attribute, u32 segment, u16 rid);
struct nlattr *vg_nest_start(struct vg_message *m, int attribute);
void vg_nest_end(struct vg_message *m, struct nlattr *nest);
void vg_put_path(struct vg_message *m, int attribute,
		 const struct vg_topology *t, u32 x);
void vg_put_driver(struct vg_message *m, struct pci_dev *pdev, int name,
		   int busy);
void vg_put_owner(struct vg_message *m, int attribute,
		  const struct vg_owner *owner);
void vg_message_gpu(struct vg_message *m, const struct vg_snapshot *snapshot,
		    u32 position, const struct vg_gpu *gpu);
void vg_message_status(struct vg_message *m);
void vg_message_policy(struct vg_message *m);
void vg_message_device(struct vg_message *m, const struct vg_snapshot *snapshot,
		       u32 position, struct vg_scratch *scratch);
void vg_ports_count(const struct vg_snapshot *snapshot,
		    struct vg_verdict *verdict, struct vg_port_use *use);
void vg_message_port(struct vg_message *m, const struct vg_snapshot *snapshot,
		     u32 position, const struct vg_port_use *use);
void vg_message_entry(struct vg_message *m, const struct vg_decision *entry);

#endif /* VG_MESSAGE_H */
