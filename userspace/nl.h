/* SPDX-License-Identifier: GPL-2.0-only */
/* nl.h - requests to the generic netlink family of the module */
#ifndef VG_NL_H
#define VG_NL_H

#include <stddef.h>

#include <linux/netlink.h>

#include "port.h"

struct vg_transport;

#define VG_NL_TEXT_LEN 256

/**
 * struct vg_nl - connection to the module
 * @transport: the socket
 * @family: number of the family
 * @group: number of its group of events
 * @seq: sequence number of the last request
 * @call: what failed, for messages
 * @text: what the kernel said about the failure, or empty
 * @request: the last request, for decoding the attribute at fault
 */
struct vg_nl {
	struct vg_transport *transport;
	u16 family;
	u32 group;
	u32 seq;
	const char *call;
	char text[VG_NL_TEXT_LEN];
	union {
		struct nlmsghdr header;
		char bytes[256];
	} request;
};

/**
 * typedef vg_nl_fn - called for each record of an answer
 * @context: as given with the request
 * @attributes: first attribute; NULL when a dump starts (again), which
 *	makes void what came before
 * @len: length of the attributes
 * @nl: for @text, when the record cannot be read
 *
 * Return: 0, or a negative errno that ends the request.
 */
typedef int (*vg_nl_fn)(void *context, const void *attributes, size_t len,
			struct vg_nl *nl);

int vg_nl_open(struct vg_nl *nl);
void vg_nl_close(struct vg_nl *nl);
int vg_nl_do(struct vg_nl *nl, u8 command, const char *bdf, vg_nl_fn fn,
	     void *context);
int vg_nl_set(struct vg_nl *nl, u8 command, const u32 *value, u16 count);
int vg_nl_dump(struct vg_nl *nl, u8 command, vg_nl_fn fn, void *context);
int vg_nl_listen(struct vg_nl *nl);
int vg_nl_event(struct vg_nl *nl, vg_nl_fn fn, void *context);
int vg_nl_journal(struct vg_nl *nl, u64 after, vg_nl_fn fn, void *context);

#endif /* VG_NL_H */
