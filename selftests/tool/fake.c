// SPDX-License-Identifier: GPL-2.0-only
/*
 * fake.c - stands in for transport.c and host.c: answers come from a file
 * that netlink.py made, requests go to another one.
 *
 * The file of answers: for each exchange u32 key, u32 errno of the send and
 * u32 number of datagrams; for each datagram s32 length, or minus the errno
 * of the receive, and its bytes. A request takes the first unused exchange
 * with its key.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>

#include "host.h"
#include "memory.h"
#include "port.h"
#include "transport.h"

#define KEY_CONTROL	0x10000
#define KEY_EVENTS	0x20000
#define KEY_DUMP	0x100
#define MAX_EXCHANGES	64

/* 2026-01-01 00:00:00 UTC */
#define BOOT_TIME	1767225600000000000LL

struct vg_transport {
	FILE *answers;
	FILE *requests;
	u32 seq;
	u32 left;
	long used[MAX_EXCHANGES];
	size_t used_count;
};

static const char *given(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "/nonexistent";
}

const char *vg_host_sysfs(void)
{
	return given("VG_TEST_SYSFS");
}

const char *vg_host_cmdline(void)
{
	return getenv("VG_TEST_CMDLINE");
}

const char *vg_host_iomem(void)
{
	return given("VG_TEST_IOMEM");
}

const char *vg_host_policy(void)
{
	const char *policy = getenv("VG_TEST_POLICY");

	return policy ? policy : "/nonexistent";
}

const char *vg_host_refusal(void)
{
	const char *refusal = getenv("VG_TEST_REFUSAL");

	return refusal ? refusal : "/nonexistent";
}

const char *vg_host_notice(void)
{
	return given("VG_TEST_NOTICE");
}

const char *vg_host_nodes(void)
{
	return given("VG_TEST_NODES");
}

/* Not that of this machine: names in it come and go */
const char *vg_host_pci_ids(void)
{
	return given("VG_TEST_PCI_IDS");
}

const char *vg_host_proc(void)
{
	const char *proc = getenv("VG_TEST_PROC");

	return proc ? proc : "/nonexistent";
}

const char *vg_host_dev(void)
{
	return given("VG_TEST_DEV");
}

long long vg_host_boot_time(void)
{
	return BOOT_TIME;
}

struct vg_transport *vg_transport_open(void)
{
	static int opened;
	struct vg_transport *t = vg_alloc(sizeof(*t));

	t->answers = fopen(getenv("VG_TEST_ANSWERS"), "re");
	/* the second one is there for listening */
	t->requests = fopen(opened++ ? "/dev/null" : getenv("VG_TEST_REQUESTS"),
			    "we");
	if (!t->answers || !t->requests)
		abort();
	if (getenv("VG_TEST_NO_SOCKET")) {
		vg_transport_close(t);
		errno = EMFILE;
		return NULL;
	}
	return t;
}

static u32 read_word(FILE *file)
{
	u32 word;

	if (fread(&word, sizeof(word), 1, file) != 1)
		abort();
	return word;
}

static u32 key_of(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = NLMSG_DATA(nlh);

	if (nlh->nlmsg_type == GENL_ID_CTRL)
		return KEY_CONTROL;
	return genl->cmd | ((nlh->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP ?
			    KEY_DUMP : 0);
}

static int is_used(const struct vg_transport *t, long at)
{
	for (size_t i = 0; i < t->used_count; i++) {
		if (t->used[i] == at)
			return 1;
	}
	return 0;
}

static void skip_datagrams(FILE *file, u32 count)
{
	while (count--) {
		s32 len = (s32)read_word(file);

		if (len > 0)
			fseek(file, len, SEEK_CUR);
	}
}

/* Leaves the file at the datagrams; a request that nobody expects is a bug */
static u32 find_exchange(struct vg_transport *t, u32 key)
{
	rewind(t->answers);
	for (;;) {
		long at = ftell(t->answers);
		u32 found = read_word(t->answers);
		u32 error = read_word(t->answers);

		t->left = read_word(t->answers);
		if (found == key && !is_used(t, at)) {
			t->used[t->used_count++ % MAX_EXCHANGES] = at;
			return error;
		}
		skip_datagrams(t->answers, t->left);
	}
}

int vg_transport_send(struct vg_transport *t, const void *buf, size_t len)
{
	const struct nlmsghdr *nlh = buf;

	if (fwrite(buf, len, 1, t->requests) != 1)
		abort();
	t->seq = nlh->nlmsg_seq;
	errno = (int)find_exchange(t, key_of(nlh));
	return errno ? -1 : 0;
}

/* Messages of the file have sequence number 0 where they answer */
static void number_messages(const struct vg_transport *t, char *buf, size_t len)
{
	size_t at = 0;

	while (at + sizeof(struct nlmsghdr) <= len) {
		struct nlmsghdr nlh;

		memcpy(&nlh, buf + at, sizeof(nlh));
		if (!nlh.nlmsg_seq)
			nlh.nlmsg_seq = t->seq;
		memcpy(buf + at, &nlh, sizeof(nlh));
		if (nlh.nlmsg_len < sizeof(nlh))
			return;
		at += NLMSG_ALIGN((size_t)nlh.nlmsg_len);
	}
}

ssize_t vg_transport_receive(struct vg_transport *t, void *buf, size_t len)
{
	s32 got;

	if (!t->left) {
		errno = ETIMEDOUT;
		return -1;
	}
	t->left--;
	got = (s32)read_word(t->answers);
	if (got < 0 || (size_t)got > len) {
		errno = got < 0 ? -got : ENOSPC;
		return -1;
	}
	if (got && fread(buf, (size_t)got, 1, t->answers) != 1)
		abort();
	number_messages(t, buf, (size_t)got);
	return got;
}

int vg_transport_join(struct vg_transport *t, u32 group)
{
	(void)group;
	errno = (int)find_exchange(t, KEY_EVENTS);
	t->seq = 0;
	return errno ? -1 : 0;
}

void vg_transport_close(struct vg_transport *t)
{
	fclose(t->answers);
	fclose(t->requests);
	free(t);
}
