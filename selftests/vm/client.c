// SPDX-License-Identifier: GPL-2.0-only
/*
 * client.c - the family vfioguard through libnl-3
 */
#include "client.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/errno.h>
#include <netlink/msg.h>
#include <string.h>
#include <sys/socket.h>

/**
 * client_open() - connect and look the family up
 * @c: filled
 *
 * Return: 0, or a negative error of libnl (-NLE_OBJ_NOTFOUND: no family).
 */
int client_open(struct client *c)
{
	int on = 1;

	c->sock = nl_socket_alloc();
	if (!c->sock || genl_connect(c->sock))
		return -NLE_NOMEM;
	nl_socket_disable_auto_ack(c->sock);
	nl_socket_disable_seq_check(c->sock);
	nl_socket_set_msg_buf_size(c->sock, 64 * 1024);
	setsockopt(nl_socket_get_fd(c->sock), SOL_NETLINK, NETLINK_EXT_ACK,
		   &on, sizeof(on));
	c->family = genl_ctrl_resolve(c->sock, VFIOGUARD_FAMILY_NAME);
	return c->family < 0 ? c->family : 0;
}

/** client_close() - undo client_open() */
void client_close(struct client *c)
{
	nl_socket_free(c->sock);
}

/** client_message() - a request without attributes, owned by the caller */
struct nl_msg *client_message(const struct client *c, int cmd, int flags)
{
	struct nl_msg *msg = nlmsg_alloc();

	genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, c->family, 0,
		    NLM_F_REQUEST | flags, cmd, VFIOGUARD_FAMILY_VERSION);
	return msg;
}

/* The extended ack follows @skip bytes of the message */
static void parse_ack(struct nlmsghdr *hdr, size_t skip, struct answer *a)
{
	struct nlattr *tb[NLMSGERR_ATTR_MAX + 1] = { NULL };

	if (!(hdr->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	skip = NLMSG_ALIGN(skip);
	nla_parse(tb, NLMSGERR_ATTR_MAX,
		  (struct nlattr *)((char *)nlmsg_data(hdr) + skip),
		  hdr->nlmsg_len - NLMSG_HDRLEN - skip, NULL);
	if (tb[NLMSGERR_ATTR_MSG])
		nla_strlcpy(a->text, tb[NLMSGERR_ATTR_MSG], sizeof(a->text));
	if (tb[NLMSGERR_ATTR_OFFS])
		a->offset = nla_get_u32(tb[NLMSGERR_ATTR_OFFS]);
	if (tb[NLMSGERR_ATTR_MISS_TYPE])
		a->missing = nla_get_u32(tb[NLMSGERR_ATTR_MISS_TYPE]);
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *e, void *arg)
{
	struct nlmsghdr *hdr = (struct nlmsghdr *)((char *)e - NLMSG_HDRLEN);
	struct answer *a = arg;
	size_t skip = sizeof(*e);

	(void)from;
	a->error = -e->error;
	/* the request that it is about comes first */
	if (!(hdr->nlmsg_flags & NLM_F_CAPPED))
		skip += e->msg.nlmsg_len - sizeof(e->msg);
	parse_ack(hdr, skip, a);
	return NL_STOP;
}

static int on_record(struct nl_msg *msg, void *arg)
{
	struct answer *a = arg;

	if (nlmsg_hdr(msg)->nlmsg_flags & NLM_F_DUMP_INTR)
		a->interrupted = true;
	if (a->records < MAX_RECORDS) {
		nlmsg_get(msg);
		a->record[a->records] = msg;
	}
	a->records++;
	return NL_OK;
}

/* The end of a dump carries the error that ended it */
static int on_finish(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *hdr = nlmsg_hdr(msg);
	struct answer *a = arg;

	if (hdr->nlmsg_flags & NLM_F_DUMP_INTR)
		a->interrupted = true;
	if (hdr->nlmsg_len >= NLMSG_LENGTH(sizeof(int))) {
		a->error = -*(int *)nlmsg_data(hdr);
		parse_ack(hdr, sizeof(int), a);
	}
	return NL_STOP;
}

static int on_ack(struct nl_msg *msg, void *arg)
{
	(void)msg;
	(void)arg;
	return NL_STOP;
}

/**
 * client_send() - one request and all that comes back
 * @c: the client
 * @msg: freed here; an acknowledgement is asked for, so there is always an end
 * @a: filled, to be freed with answer_free()
 */
void client_send(struct client *c, struct nl_msg *msg, struct answer *a)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_CUSTOM);
	int ret;

	memset(a, 0, sizeof(*a));
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, a);
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_record, a);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, a);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_ack, a);
	nlmsg_hdr(msg)->nlmsg_flags |= NLM_F_ACK;
	ret = nl_send_auto(c->sock, msg);
	nlmsg_free(msg);
	if (ret >= 0)
		ret = nl_recvmsgs(c->sock, cb);
	/* a reply and its acknowledgement are messages of their own */
	if (ret >= 0 && !a->error && a->records == 1 &&
	    !(nlmsg_hdr(a->record[0])->nlmsg_flags & NLM_F_MULTI))
		ret = nl_recvmsgs(c->sock, cb);
	/* the whole dump was read: libnl says so at its end */
	if (ret == -NLE_DUMP_INTR)
		a->interrupted = true;
	else if (ret < 0 && !a->error)
		a->error = EIO;
	nl_cb_put(cb);
}

/**
 * client_call() - one request with at most one string attribute
 * @c: the client
 * @cmd: command
 * @flags: NLM_F_DUMP or 0
 * @attr: attribute type
 * @bdf: its value, NULL for none
 * @a: filled, to be freed with answer_free()
 */
void client_call(struct client *c, int cmd, int flags, int attr,
		 const char *bdf, struct answer *a)
{
	struct nl_msg *msg = client_message(c, cmd, flags);

	if (bdf)
		nla_put_string(msg, attr, bdf);
	client_send(c, msg, a);
}

/** answer_free() - drop the messages of an answer */
void answer_free(struct answer *a)
{
	int i;

	for (i = 0; i < a->records && i < MAX_RECORDS; i++)
		nlmsg_free(a->record[i]);
	a->records = 0;
}

/** answer_attr() - an attribute of a record, NULL when it is not there */
struct nlattr *answer_attr(const struct answer *a, int record, int attr)
{
	struct nlmsghdr *hdr = nlmsg_hdr(a->record[record]);

	return nlmsg_find_attr(hdr, GENL_HDRLEN, attr);
}

/** answer_string() - a string of a record, "" when it is not there */
const char *answer_string(const struct answer *a, int record, int attr)
{
	struct nlattr *nla = answer_attr(a, record, attr);

	return nla ? nla_get_string(nla) : "";
}

/** answer_u32() - a number of a record, ~0 when it is not there */
unsigned int answer_u32(const struct answer *a, int record, int attr)
{
	struct nlattr *nla = answer_attr(a, record, attr);

	return nla ? nla_get_u32(nla) : ~0U;
}

/** answer_u64() - a large number of a record, ~0 when it is not there */
unsigned long long answer_u64(const struct answer *a, int record, int attr)
{
	struct nlattr *nla = answer_attr(a, record, attr);

	return nla ? nla_get_u64(nla) : ~0ULL;
}

/* Entries of the journal, as fast as there can be; 0 or an errno */
int client_make_entries(struct client *c, int count)
{
	struct answer a = { 0 };

	while (count-- && !a.error) {
		answer_free(&a);
		client_call(c, VFIOGUARD_CMD_POLICY_SET, 0, 0, NULL, &a);
	}
	return a.error;
}

/* A number of the guard's state */
unsigned long long client_status(struct client *c, int attr)
{
	unsigned long long value;
	struct answer a;

	client_call(c, VFIOGUARD_CMD_STATUS_GET, 0, 0, NULL, &a);
	value = answer_u64(&a, 0, attr);
	answer_free(&a);
	return value;
}
