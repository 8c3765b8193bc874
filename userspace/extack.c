// SPDX-License-Identifier: GPL-2.0-only
#include "extack.h"

#include <stdio.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/vfioguard.h>

#include "policy_key.h"
#include "port.h"

/* What is told about a failure; offsets count from the request's header */
struct extack {
	const char *text;
	u32 offset;
	u32 missing;
};

static int collect(const struct nlattr *attr, void *context)
{
	struct extack *extack = context;

	switch (mnl_attr_get_type(attr)) {
	case NLMSGERR_ATTR_MSG:
		if (!mnl_attr_validate(attr, MNL_TYPE_NUL_STRING))
			extack->text = mnl_attr_get_str(attr);
		break;
	case NLMSGERR_ATTR_OFFS:
		if (!mnl_attr_validate(attr, MNL_TYPE_U32))
			extack->offset = mnl_attr_get_u32(attr);
		break;
	case NLMSGERR_ATTR_MISS_TYPE:
		if (!mnl_attr_validate(attr, MNL_TYPE_U32))
			extack->missing = mnl_attr_get_u32(attr);
		break;
	}
	return MNL_CB_OK;
}

/* Where the extended ack starts in the payload, see struct nlmsgerr */
static size_t extack_offset(const struct nlmsghdr *answer)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(answer);
	size_t len = mnl_nlmsg_get_payload_len(answer);

	if (answer->nlmsg_type == NLMSG_DONE)
		return sizeof(int);
	if (len < sizeof(*error) || answer->nlmsg_flags & NLM_F_CAPPED)
		return sizeof(*error);
	/* the request is quoted in full; its length is checked by the caller */
	return sizeof(error->error) + MNL_ALIGN(error->msg.nlmsg_len);
}

/* Type of the attribute of @request that starts at @offset, 0: none does */
static unsigned int type_at(const struct nlmsghdr *request, u32 offset)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, request, GENL_HDRLEN) {
		if ((const char *)attr - (const char *)request == offset)
			return mnl_attr_get_type(attr);
	}
	return 0;
}

/* Of those that requests of this tool carry */
static const char *attribute_name(const struct nlmsghdr *request,
				  unsigned int type, char buf[32])
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(request);

	if (genl->cmd == VFIOGUARD_CMD_POLICY_SET && type <= VG_KEY_MAX)
		return vg_keys[type].name;
	if (type == VFIOGUARD_A_DEVICE_BDF)
		return "bdf";
	snprintf(buf, 32, "%u", type);
	return buf;
}

/**
 * vg_extack_text - text and attribute of an extended ack
 * @answer: NLMSG_ERROR or NLMSG_DONE
 * @request: what it answers
 * @text: filled, empty when the kernel gives no reason
 * @len: size of @text
 */
void vg_extack_text(const struct nlmsghdr *answer,
		    const struct nlmsghdr *request, char *text, size_t len)
{
	struct extack extack = { 0 };
	unsigned int type;
	const char *about;
	char buf[32];

	text[0] = '\0';
	if (!(answer->nlmsg_flags & NLM_F_ACK_TLVS) ||
	    extack_offset(answer) > mnl_nlmsg_get_payload_len(answer))
		return;
	mnl_attr_parse(answer, extack_offset(answer), collect, &extack);

	type = extack.missing ? extack.missing :
				type_at(request, extack.offset);
	about = extack.missing ? "missing attribute" : "attribute";
	if (type && extack.text)
		snprintf(text, len, "%s (%s %s)", extack.text, about,
			 attribute_name(request, type, buf));
	else if (type)
		snprintf(text, len, "%s %s", about,
			 attribute_name(request, type, buf));
	else if (extack.text)
		snprintf(text, len, "%s", extack.text);
}
