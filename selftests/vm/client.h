/* SPDX-License-Identifier: GPL-2.0-only */
/* client.h - a netlink client of the tests' own, on libnl-3 */
#ifndef CLIENT_H
#define CLIENT_H

#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <stdbool.h>

#include <linux/vfioguard.h>

/* More than the journal has entries */
#define MAX_RECORDS	1100

/* What one request came to */
struct answer {
	int error;		/* errno of the kernel, 0 */
	char text[256];		/* of the extended ack */
	int offset;		/* of the offending attribute, 0: none named */
	int missing;		/* attribute type that the ack misses, or 0 */
	int records;		/* messages received */
	bool interrupted;	/* NLM_F_DUMP_INTR */
	struct nl_msg *record[MAX_RECORDS];
};

struct client {
	struct nl_sock *sock;
	int family;
};

int client_open(struct client *c);
void client_close(struct client *c);
struct nl_msg *client_message(const struct client *c, int cmd, int flags);
void client_send(struct client *c, struct nl_msg *msg, struct answer *a);
void client_call(struct client *c, int cmd, int flags, int attr,
		 const char *bdf, struct answer *a);
int client_make_entries(struct client *c, int count);
unsigned long long client_status(struct client *c, int attr);
void answer_free(struct answer *a);
const char *answer_string(const struct answer *a, int record, int attr);
unsigned int answer_u32(const struct answer *a, int record, int attr);
unsigned long long answer_u64(const struct answer *a, int record, int attr);
struct nlattr *answer_attr(const struct answer *a, int record, int attr);

#endif /* CLIENT_H */
