// SPDX-License-Identifier: GPL-2.0-only
#include "nl.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/vfioguard.h>

#include "extack.h"
#include "transport.h"

/* Larger than the largest netlink message with one nested attribute set */
#define ANSWER_LEN (128 * 1024)
/* Hotplug that outruns so many dumps is not going to stop */
#define DUMP_TRIES 10

static union {
	struct nlmsghdr header;
	char bytes[ANSWER_LEN];
} answer;

/**
 * struct request - a request whose answer is being received
 * @nl: connection
 * @fn: for each record
 * @context: for @fn
 * @interrupted: the kernel says that the dump is not consistent
 * @numbered: it need not be, as numbers tell what is missing
 * @done: the answer is complete
 */
struct request {
	struct vg_nl *nl;
	vg_nl_fn fn;
	void *context;
	bool interrupted;
	bool numbered;
	bool done;
};

static int fail(struct vg_nl *nl, const char *call, int error)
{
	nl->call = call;
	return -error;
}

static int fail_malformed(struct vg_nl *nl, const char *text)
{
	snprintf(nl->text, sizeof(nl->text), "%s", text);
	return fail(nl, "read the answer", EBADMSG);
}

/* NLMSG_ERROR, which is also the ack, and NLMSG_DONE: both start with errno */
static int take_end(struct request *r, const struct nlmsghdr *nlh)
{
	int error = 0;

	r->done = true;
	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(error))
		memcpy(&error, mnl_nlmsg_get_payload(nlh), sizeof(error));
	else if (nlh->nlmsg_type == NLMSG_ERROR)
		return fail_malformed(r->nl, "an error without a number");
	if (!error)
		return 0;

	vg_extack_text(nlh, &r->nl->request.header, r->nl->text,
		       sizeof(r->nl->text));
	/* the kernel sends negative numbers; anything else is not from it */
	return fail(r->nl, "request", error < 0 ? -error : EBADMSG);
}

static int take_record(struct request *r, const struct nlmsghdr *nlh)
{
	size_t len = mnl_nlmsg_get_payload_len(nlh);

	if (len < GENL_HDRLEN)
		return fail_malformed(r->nl, "a record without its header");
	r->nl->call = "read the answer";
	return r->fn(r->context, mnl_nlmsg_get_payload_offset(nlh, GENL_HDRLEN),
		     len - GENL_HDRLEN, r->nl);
}

static int take_message(struct request *r, const struct nlmsghdr *nlh)
{
	/* the rest of an earlier answer */
	if (nlh->nlmsg_seq != r->nl->seq)
		return 0;
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		r->interrupted = true;
	if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE)
		return take_end(r, nlh);
	if (nlh->nlmsg_type == NLMSG_OVERRUN)
		return fail(r->nl, "receive", EOVERFLOW);
	if (nlh->nlmsg_type < NLMSG_MIN_TYPE || !r->fn)
		return 0;
	return take_record(r, nlh);
}

/* mnl_nlmsg_ok() takes the length for signed: too large is negative there */
static bool is_whole(const struct nlmsghdr *nlh, int len)
{
	return mnl_nlmsg_ok(nlh, len) && nlh->nlmsg_len <= (u32)len;
}

static int take_datagram(struct request *r, int len)
{
	const struct nlmsghdr *nlh = &answer.header;
	int error = 0;

	while (!error && is_whole(nlh, len)) {
		error = take_message(r, nlh);
		nlh = mnl_nlmsg_next(nlh, &len);
	}
	if (!error && len > 0)
		return fail_malformed(r->nl, "a message is cut off");
	return error;
}

static int receive_all(struct request *r)
{
	int error = 0;

	while (!error && !r->done) {
		ssize_t len = vg_transport_receive(r->nl->transport,
						   answer.bytes, ANSWER_LEN);

		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			return fail(r->nl, "receive", errno);
		if (!len)
			return fail_malformed(r->nl, "an empty message");
		error = take_datagram(r, (int)len);
	}
	return error;
}

/* Header of a request in nl->request */
static struct nlmsghdr *start_request(struct vg_nl *nl, u16 type,
				      u8 command, u16 flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(nl->request.bytes);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++nl->seq;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = command;
	genl->version = type == GENL_ID_CTRL ? 1 : VFIOGUARD_FAMILY_VERSION;
	return nlh;
}

static int exchange(struct request *r)
{
	struct vg_nl *nl = r->nl;

	nl->text[0] = '\0';
	if (vg_transport_send(nl->transport, &nl->request,
			      nl->request.header.nlmsg_len))
		return fail(nl, "send", errno);
	return receive_all(r);
}

static int take_group(const struct nlattr *attr, void *context)
{
	u32 *group = context;

	if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID &&
	    !mnl_attr_validate(attr, MNL_TYPE_U32))
		*group = mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

/* There is but one group */
static int take_groups(const struct nlattr *attr, void *context)
{
	mnl_attr_parse_nested(attr, take_group, context);
	return MNL_CB_OK;
}

static int take_family_part(const struct nlattr *attr, void *context)
{
	struct vg_nl *nl = context;

	if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID &&
	    !mnl_attr_validate(attr, MNL_TYPE_U16))
		nl->family = mnl_attr_get_u16(attr);
	if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GROUPS)
		mnl_attr_parse_nested(attr, take_groups, &nl->group);
	return MNL_CB_OK;
}

static int take_family(void *context, const void *attributes, size_t len,
		       struct vg_nl *nl)
{
	mnl_attr_parse_payload(attributes, len, take_family_part, context);
	return nl->family ? 0 : fail_malformed(nl, "a family without a number");
}

static int find_family(struct vg_nl *nl)
{
	struct request r = {
		.nl = nl, .fn = take_family, .context = nl,
	};
	struct nlmsghdr *nlh;
	int error;

	nlh = start_request(nl, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, NLM_F_ACK);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, VFIOGUARD_FAMILY_NAME);
	error = exchange(&r);
	if (!error && !nl->family)
		return fail(nl, "request", ENOENT);
	return error;
}

/**
 * vg_nl_open - open a socket and look up the family
 * @nl: the connection
 *
 * Return: 0; -ENOENT when there is no such family, so the module is not
 * loaded; or another negative errno, nl->call says of what. Only after 0
 * is vg_nl_close() to be called.
 */
int vg_nl_open(struct vg_nl *nl)
{
	int error;

	memset(nl, 0, sizeof(*nl));
	nl->transport = vg_transport_open();
	if (!nl->transport)
		return fail(nl, "open", errno);
	error = find_family(nl);
	if (error)
		vg_nl_close(nl);
	return error;
}

/**
 * vg_nl_close - end of the connection
 * @nl: the connection
 */
void vg_nl_close(struct vg_nl *nl)
{
	vg_transport_close(nl->transport);
	nl->transport = NULL;
}

/**
 * vg_nl_do - one request
 * @nl: the connection
 * @command: number of the command
 * @bdf: address that the request carries, or NULL
 * @fn: for the records of the answer, or NULL
 * @context: for @fn
 *
 * Return: 0 or a negative errno; nl->call says of what, nl->text why.
 */
int vg_nl_do(struct vg_nl *nl, u8 command, const char *bdf, vg_nl_fn fn,
	     void *context)
{
	struct request r = { .nl = nl, .fn = fn, .context = context };
	struct nlmsghdr *nlh;

	nlh = start_request(nl, nl->family, command, NLM_F_ACK);
	if (bdf)
		mnl_attr_put_strz(nlh, VFIOGUARD_A_DEVICE_BDF, bdf);
	return exchange(&r);
}

/**
 * vg_nl_set - one request with numbers
 * @nl: the connection
 * @command: number of the command
 * @value: by attribute from 1, those that are 0 are left out
 * @count: number of the last attribute
 *
 * Return: as vg_nl_do().
 */
int vg_nl_set(struct vg_nl *nl, u8 command, const u32 *value, u16 count)
{
	struct request r = { .nl = nl };
	struct nlmsghdr *nlh;

	nlh = start_request(nl, nl->family, command, NLM_F_ACK);
	for (u16 attribute = 1; attribute <= count; attribute++) {
		if (value[attribute])
			mnl_attr_put_u32(nlh, attribute, value[attribute]);
	}
	return exchange(&r);
}

/* Repeated until it is consistent; @after is for a dump of the journal */
static int dump(struct request *r, u8 command, u64 after)
{
	struct vg_nl *nl = r->nl;

	for (int try = 0; try < DUMP_TRIES; try++) {
		struct nlmsghdr *nlh;
		int error;

		r->interrupted = false;
		r->done = false;
		r->fn(r->context, NULL, 0, nl);
		nlh = start_request(nl, nl->family, command, NLM_F_DUMP);
		if (after)
			mnl_attr_put_u64(nlh, VFIOGUARD_A_JOURNAL_SEQUENCE,
					 after);
		error = exchange(r);
		if (error != -EINTR &&
		    (error || r->numbered || !r->interrupted))
			return error;
	}
	return fail(nl, "list", EINTR);
}

/**
 * vg_nl_dump - one list, repeated until it is consistent
 * @nl: the connection
 * @command: number of the command
 * @fn: for the records; told with NULL that the list starts
 * @context: for @fn
 *
 * Return: 0 or a negative errno; -EINTR when the list kept changing.
 */
int vg_nl_dump(struct vg_nl *nl, u8 command, vg_nl_fn fn, void *context)
{
	struct request r = { .nl = nl, .fn = fn, .context = context };

	return dump(&r, command, 0);
}

/**
 * vg_nl_journal - entries of the journal, asked for once: what was overwritten
 *	meanwhile is missing
 * @nl: the connection
 * @after: number of the last one that is not wanted
 * @fn: as for vg_nl_dump()
 * @context: for @fn
 *
 * Return: as vg_nl_dump().
 */
int vg_nl_journal(struct vg_nl *nl, u64 after, vg_nl_fn fn, void *context)
{
	struct request r = {
		.nl = nl, .fn = fn, .context = context, .numbered = true,
	};

	return dump(&r, VFIOGUARD_CMD_JOURNAL_GET, after);
}

/**
 * vg_nl_listen - join the group of events; this connection is for that only
 * @nl: the connection
 *
 * Return: 0 or a negative errno; -EOPNOTSUPP when the module has no group.
 */
int vg_nl_listen(struct vg_nl *nl)
{
	nl->text[0] = '\0';
	/* events answer nothing */
	nl->seq = 0;
	if (!nl->group)
		return fail(nl, "listen", EOPNOTSUPP);
	if (vg_transport_join(nl->transport, nl->group))
		return fail(nl, "listen", errno);
	return 0;
}

/**
 * vg_nl_event - wait for events
 * @nl: the connection, of vg_nl_listen()
 * @fn: for each event
 * @context: for @fn
 *
 * Return: 0 or a negative errno; -EAGAIN when there was none for a while,
 * -ENOBUFS when some were lost.
 */
int vg_nl_event(struct vg_nl *nl, vg_nl_fn fn, void *context)
{
	struct request r = { .nl = nl, .fn = fn, .context = context };
	ssize_t len = vg_transport_receive(nl->transport, answer.bytes,
					   ANSWER_LEN);

	if (len < 0)
		return errno == EINTR ? 0 : fail(nl, "receive", errno);
	return take_datagram(&r, (int)len);
}
