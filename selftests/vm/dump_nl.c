// SPDX-License-Identifier: GPL-2.0-only
/*
 * dump_nl - what the family answers, as JSON in the words of its spec
 *
 *   dump_nl do|dump OPERATION [NAME=VALUE]...
 *
 * Through libnl-3, and by the tables that spec_table makes of the spec: an
 * attribute that the spec does not know, or not like this, is an error. One
 * request for each value. The form is that of the kernel's own ynl --output-json.
 */
#include "client.h"
#include "spec.h"

#include <err.h>
#include <stdint.h>
#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_set(const struct spec_set *set, struct nlattr *first, int len);

static void print_text(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			printf("\\%c", *text);
		else if ((unsigned char)*text < 0x20)
			printf("\\u%04x", *text);
		else
			putchar(*text);
	}
	putchar('"');
}

static const char *value_name(const struct spec_enum *values, uint32_t n)
{
	const struct spec_value *v;

	for (v = values->value; v->name; v++)
		if (v->value == n)
			return v->name;
	errx(1, "value %u is not in the spec", n);
}

static void print_flags(const struct spec_enum *values, uint32_t word)
{
	const char *comma = "";
	int bit;

	putchar('[');
	for (bit = 0; bit < 32; bit++) {
		if (!(word >> bit & 1))
			continue;
		fputs(comma, stdout);
		print_text(value_name(values, bit));
		comma = ", ";
	}
	putchar(']');
}

static void print_word(const struct spec_attribute *a, uint32_t word)
{
	if (!a->values)
		printf("%u", word);
	else if (a->values->flags)
		print_flags(a->values, word);
	else
		print_text(value_name(a->values, word));
}

static int payload(enum spec_kind kind)
{
	switch (kind) {
	case SPEC_U32:
	case SPEC_S32:
		return 4;
	case SPEC_U64:
		return 8;
	case SPEC_FLAG:
		return 0;
	default:
		return -1;
	}
}

static void check_form(const struct spec_attribute *a, struct nlattr *nla)
{
	int len = nla_len(nla);

	if (payload(a->kind) >= 0 && len != payload(a->kind))
		errx(1, "%s: %d bytes", a->name, len);
	if (a->kind == SPEC_STRING &&
	    strnlen(nla_data(nla), len) != (size_t)len - 1)
		errx(1, "%s: not a string with one NUL, at its end", a->name);
}

static void print_value(const struct spec_attribute *a, struct nlattr *nla)
{
	check_form(a, nla);
	switch (a->kind) {
	case SPEC_U32:
		print_word(a, nla_get_u32(nla));
		break;
	case SPEC_S32:
		printf("%d", (int32_t)nla_get_u32(nla));
		break;
	case SPEC_U64:
		printf("%llu", (unsigned long long)nla_get_u64(nla));
		break;
	case SPEC_STRING:
		print_text(nla_get_string(nla));
		break;
	case SPEC_FLAG:
		fputs("true", stdout);
		break;
	case SPEC_NEST:
		print_set(a->nested, nla_data(nla), nla_len(nla));
		break;
	case SPEC_PAD:
		errx(1, "a padding has no value");
	}
}

/* All of one type, in their order; returns how many there are */
static int print_attribute(const struct spec_attribute *a, struct nlattr *first,
			   int len, const char *comma)
{
	struct nlattr *nla;
	int count = 0;
	int left;

	nla_for_each_attr(nla, first, len, left) {
		if (nla_type(nla) != a->type)
			continue;
		if (!count++)
			printf("%s\"%s\": %s", comma, a->name,
			       a->multi ? "[" : "");
		else if (a->multi)
			fputs(", ", stdout);
		else
			errx(1, "%s: more than once", a->name);
		print_value(a, nla);
	}
	if (count && a->multi)
		putchar(']');
	return count;
}

static void check_known(const struct spec_set *set, struct nlattr *first, int len)
{
	const struct spec_attribute *a;
	struct nlattr *nla;
	int left;

	nla_for_each_attr(nla, first, len, left) {
		for (a = set->attribute; a->name; a++)
			if (a->type == nla_type(nla))
				break;
		if (!a->name)
			errx(1, "%s: attribute %d is not in the spec",
			     set->name, nla_type(nla));
	}
	if (left)
		errx(1, "%s: %d bytes behind the last attribute", set->name,
		     left);
}

static void print_set(const struct spec_set *set, struct nlattr *first, int len)
{
	const struct spec_attribute *a;
	const char *comma = "";

	check_known(set, first, len);
	putchar('{');
	for (a = set->attribute; a->name; a++)
		if (a->kind != SPEC_PAD &&
		    print_attribute(a, first, len, comma))
			comma = ", ";
	putchar('}');
}

static void print_records(const struct spec_operation *op,
			  const struct answer *answer, bool dump)
{
	struct nlmsghdr *hdr;
	int i;

	if (dump)
		putchar('[');
	for (i = 0; i < answer->records; i++) {
		hdr = nlmsg_hdr(answer->record[i]);
		if (((struct genlmsghdr *)nlmsg_data(hdr))->cmd != op->command)
			errx(1, "%s: answered by another command", op->name);
		fputs(i ? ",\n" : "", stdout);
		print_set(op->set, nlmsg_attrdata(hdr, GENL_HDRLEN),
			  nlmsg_attrlen(hdr, GENL_HDRLEN));
	}
	puts(dump ? "]" : "");
}

static const struct spec_operation *find_operation(const char *name)
{
	const struct spec_operation *op;

	for (op = spec_operations; op->name; op++)
		if (!strcmp(op->name, name))
			return op;
	errx(64, "no such operation: %s", name);
}

static void add_argument(struct nl_msg *msg, const struct spec_set *set,
			 const char *argument)
{
	const struct spec_attribute *a;
	size_t len = strcspn(argument, "=");

	for (a = set->attribute; a->name; a++)
		if (strlen(a->name) == len && !strncmp(a->name, argument, len))
			break;
	if (!a->name || a->kind != SPEC_STRING || !argument[len])
		errx(64, "not a string attribute: %s", argument);
	nla_put_string(msg, a->type, argument + len + 1);
}

/* One request and its answer */
static void request(struct client *client, const struct spec_operation *op,
		    bool dump, const char *argument)
{
	struct answer answer;
	struct nl_msg *msg;

	msg = client_message(client, op->command, dump ? NLM_F_DUMP : 0);
	if (argument)
		add_argument(msg, op->set, argument);
	client_send(client, msg, &answer);
	if (answer.error)
		errx(1, "%s: %s: %s", op->name, strerror(answer.error),
		     answer.text);
	if (answer.interrupted || answer.records > MAX_RECORDS)
		errx(1, "%s: interrupted, or too many records", op->name);
	print_records(op, &answer, dump);
	answer_free(&answer);
}

int main(int argc, char **argv)
{
	const struct spec_operation *op;
	struct client client;
	bool dump;
	int i = 3;

	if (argc < 3)
		errx(64, "usage: dump_nl do|dump OPERATION [NAME=VALUE]...");
	dump = !strcmp(argv[1], "dump");
	op = find_operation(argv[2]);
	if (client_open(&client))
		errx(1, "no family " VFIOGUARD_FAMILY_NAME);
	do
		request(&client, op, dump, argv[i]);
	while (argv[i] && argv[++i]);
	client_close(&client);
	return 0;
}
