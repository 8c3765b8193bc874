// SPDX-License-Identifier: GPL-2.0-only
/*
 * events_test - those who listen to the journal, and those who are too slow
 *
 * Environment: GPU, a device in scope that is allowed and has no driver.
 */
#include "client.h"
#include "guest.h"

#include <errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"

#define NOBODY	65534
/* What the ring holds */
#define ENTRIES	1024
/* What surely fits the buffer of one who listens */
#define BATCH	16

/* Joins the group; 0 or an errno, ENOENT: there is no such group here */
static int listen_to(struct client *c)
{
	int group = genl_ctrl_resolve_grp(c->sock, VFIOGUARD_FAMILY_NAME,
					  VFIOGUARD_MCGRP_EVENTS);

	if (group < 0)
		return ENOENT;
	return setsockopt(nl_socket_get_fd(c->sock), SOL_NETLINK,
			  NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) ?
	       errno : 0;
}

/* The next event; 0 or an errno, ETIME: none came within @seconds */
static int receive(struct client *c, struct nlmsghdr *hdr, size_t size,
		   int seconds)
{
	struct pollfd fd = {
		.fd = nl_socket_get_fd(c->sock), .events = POLLIN,
	};

	if (poll(&fd, 1, seconds * 1000) != 1)
		return ETIME;
	return recv(fd.fd, hdr, size, 0) < 0 ? errno : 0;
}

static unsigned long long number_of(struct nlmsghdr *hdr)
{
	struct nlattr *nla = nlmsg_find_attr(hdr, GENL_HDRLEN,
					     VFIOGUARD_A_JOURNAL_SEQUENCE);

	return nla ? nla_get_u64(nla) : 0;
}

/* Reads up to the entry @last, none of which may be missing; 0 or an errno */
static int read_up_to(struct client *c, struct nlmsghdr *hdr, size_t size,
		      unsigned long long *seen, unsigned long long last)
{
	int ret;

	while (*seen < last) {
		ret = receive(c, hdr, size, 30);
		if (ret)
			return ret;
		if (number_of(hdr) != ++*seen)
			return ENODATA;
	}
	return 0;
}

FIXTURE(events)
{
	struct client client, listener;
	union {
		struct nlmsghdr header;
		char bytes[8192];
	} event;
	unsigned long long before, lost;
};

FIXTURE_SETUP(events)
{
	ASSERT_EQ(client_open(&self->client), 0);
	ASSERT_EQ(client_open(&self->listener), 0);
	ASSERT_EQ(listen_to(&self->listener), 0);
	/* The worker may not be through with what was before */
	ASSERT_EQ(client_make_entries(&self->client, 1), 0);
	self->before = client_status(&self->client, VFIOGUARD_A_STATUS_SEQUENCE);
	do {
		ASSERT_EQ(receive(&self->listener, &self->event.header,
				  sizeof(self->event), 30), 0);
	} while (number_of(&self->event.header) < self->before);
	self->lost = client_status(&self->client, VFIOGUARD_A_STATUS_LOST_EVENTS);
}

/* Whoever listened how badly, nothing was lost on the side of the kernel */
FIXTURE_TEARDOWN(events)
{
	EXPECT_EQ(client_status(&self->client, VFIOGUARD_A_STATUS_LOST_EVENTS),
		  self->lost);
	client_close(&self->listener);
	client_close(&self->client);
}

/* The same bytes as from the ring */
TEST_F(events, equal_the_journal)
{
	struct nlmsghdr *event = &self->event.header;
	struct nlmsghdr *entry;
	struct nl_msg *msg;
	struct answer a;
	int i;

	EXPECT_EQ(bind_device(device("GPU")), 0);
	EXPECT_EQ(unbind_device(device("GPU")), 0);
	EXPECT_EQ(client_make_entries(&self->client, 1), 0);
	msg = client_message(&self->client, VFIOGUARD_CMD_JOURNAL_GET,
			     NLM_F_DUMP);
	nla_put_u64(msg, VFIOGUARD_A_JOURNAL_SEQUENCE, self->before);
	client_send(&self->client, msg, &a);
	ASSERT_EQ(a.records, 2);
	for (i = 0; i < a.records; i++) {
		entry = nlmsg_hdr(a.record[i]);
		ASSERT_EQ(receive(&self->listener, event,
				  sizeof(self->event), 10), 0);
		EXPECT_EQ(((struct genlmsghdr *)nlmsg_data(event))->cmd,
			  VFIOGUARD_CMD_JOURNAL_NTF);
		ASSERT_EQ(event->nlmsg_len, entry->nlmsg_len);
		EXPECT_EQ(memcmp(nlmsg_attrdata(event, GENL_HDRLEN),
				 nlmsg_attrdata(entry, GENL_HDRLEN),
				 nlmsg_attrlen(entry, GENL_HDRLEN)), 0);
	}
	answer_free(&a);
	EXPECT_EQ(receive(&self->listener, event, sizeof(self->event), 0),
		  ETIME);
}

/*
 * He is told at his next receive, and holds nobody up: another one, who reads,
 * is told of all. To wait for him keeps the worker within the ring, too.
 */
TEST_F_TIMEOUT(events, never_read, 300)
{
	struct nlmsghdr *event = &self->event.header;
	unsigned long long last = self->before, read = self->before;
	int seen = 0, overruns = 0, ret, i;
	struct client reader;

	ASSERT_EQ(client_open(&reader), 0);
	ASSERT_EQ(listen_to(&reader), 0);
	for (i = BATCH; i <= 10 * ENTRIES; i += BATCH) {
		ASSERT_EQ(client_make_entries(&self->client, BATCH), 0);
		ASSERT_EQ(read_up_to(&reader, event, sizeof(self->event), &read,
				     self->before + i), 0);
	}
	client_close(&reader);
	EXPECT_EQ(client_status(&self->client, VFIOGUARD_A_STATUS_SEQUENCE),
		  self->before + 10 * ENTRIES);
	while ((ret = receive(&self->listener, event, sizeof(self->event),
			      1)) != ETIME) {
		if (ret == ENOBUFS) {
			overruns++;
			continue;
		}
		ASSERT_EQ(ret, 0);
		EXPECT_GT(number_of(event), last);
		last = number_of(event);
		seen++;
	}
	TH_LOG("%d of %d seen, %d times ENOBUFS", seen, 10 * ENTRIES, overruns);
	EXPECT_GT(overruns, 0);
	EXPECT_LT(seen, ENTRIES);
}

/* In the middle of it all */
TEST_F_TIMEOUT(events, killed, 120)
{
	struct nlmsghdr *event = &self->event.header;
	pid_t pid = fork();
	int i;

	if (!pid)
		for (;;)
			receive(&self->listener, event, sizeof(self->event),
				10);
	for (i = 0; i < 4; i++) {
		EXPECT_EQ(client_make_entries(&self->client, ENTRIES / 8), 0);
		if (i == 1)
			kill(pid, SIGKILL);
	}
	waitpid(pid, NULL, 0);
	EXPECT_EQ(client_status(&self->client, VFIOGUARD_A_STATUS_SEQUENCE),
		  self->before + ENTRIES / 2);
}

static void become_nobody(void)
{
	if (setgid(NOBODY) || setuid(NOBODY))
		_exit(201);
}

static void enter_user_namespace(void)
{
	become_nobody();
	if (unshare(CLONE_NEWUSER))
		_exit(202);
}

static void enter_network_namespace(void)
{
	if (unshare(CLONE_NEWNET))
		_exit(204);
}

static void enter_both_namespaces(void)
{
	become_nobody();
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
		_exit(202);
}

/*
 * By the number of the group, which is no secret: where there is no family
 * nobody hears it either. Returns 0 when an event came, or the errno.
 */
static int listen_in_child(void (*prepare)(void), struct client *c, int group)
{
	char buf[8192];
	struct client own;
	int code;
	int ready[2];
	pid_t pid;
	char byte;

	if (pipe(ready))
		return -1;
	pid = fork();
	if (!pid) {
		prepare();
		own.sock = nl_socket_alloc();
		if (nl_connect(own.sock, NETLINK_GENERIC))
			_exit(205);
		if (setsockopt(nl_socket_get_fd(own.sock), SOL_NETLINK,
			       NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)))
			_exit(errno);
		if (write(ready[1], "r", 1) != 1)
			_exit(206);
		_exit(receive(&own, (struct nlmsghdr *)buf, sizeof(buf), 5));
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) == 1)
		client_make_entries(c, 1);
	close(ready[0]);
	waitpid(pid, &code, 0);
	return WIFEXITED(code) ? WEXITSTATUS(code) : -1;
}

TEST_F(events, who_may_listen)
{
	int group = genl_ctrl_resolve_grp(self->client.sock,
					  VFIOGUARD_FAMILY_NAME,
					  VFIOGUARD_MCGRP_EVENTS);

	ASSERT_GT(group, 0);
	EXPECT_EQ(listen_in_child(keep_net_admin_only, &self->client, group),
		  0);
	EXPECT_EQ(listen_in_child(become_nobody, &self->client, group), EPERM);
	EXPECT_EQ(listen_in_child(enter_user_namespace, &self->client, group),
		  EPERM);
	EXPECT_EQ(listen_in_child(enter_network_namespace, &self->client,
				  group), ETIME);
	EXPECT_EQ(listen_in_child(enter_both_namespaces, &self->client, group),
		  ETIME);
}

TEST_HARNESS_MAIN
