// SPDX-License-Identifier: GPL-2.0-only
/*
 * netlink_test - the family vfioguard seen by an independent client
 *
 * Environment: GPU, a device in scope that is allowed; BAD, one that is
 * refused; OTHER, a function that is neither in scope nor assigned.
 */
#include "client.h"
#include "guest.h"

#include <errno.h>
#include <linux/capability.h>
#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/msg.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"

#define NOBODY	65534

/* The command as nobody else would send it: see each test */
FIXTURE(command)
{
	struct client client;
	struct answer answer;
};

FIXTURE_VARIANT(command)
{
	int cmd;
	int attr;		/* that it takes, 0: none */
	int flags;
	bool admin;		/* needs CAP_NET_ADMIN at least */
};

FIXTURE_VARIANT_ADD(command, status_get)
{
	.cmd = VFIOGUARD_CMD_STATUS_GET,
};

FIXTURE_VARIANT_ADD(command, device_get)
{
	.cmd = VFIOGUARD_CMD_DEVICE_GET,
	.attr = VFIOGUARD_A_DEVICE_BDF,
	.admin = true,
};

FIXTURE_VARIANT_ADD(command, device_dump)
{
	.cmd = VFIOGUARD_CMD_DEVICE_GET,
	.flags = NLM_F_DUMP,
	.admin = true,
};

FIXTURE_VARIANT_ADD(command, port_dump)
{
	.cmd = VFIOGUARD_CMD_PORT_GET,
	.flags = NLM_F_DUMP,
	.admin = true,
};

FIXTURE_VARIANT_ADD(command, evaluate)
{
	.cmd = VFIOGUARD_CMD_EVALUATE,
	.attr = VFIOGUARD_A_DEVICE_BDF,
	.admin = true,
};

FIXTURE_VARIANT_ADD(command, disarm)
{
	.cmd = VFIOGUARD_CMD_DISARM,
	.admin = true,
};

FIXTURE_VARIANT_ADD(command, policy_get)
{
	.cmd = VFIOGUARD_CMD_POLICY_GET,
	.admin = true,
};

FIXTURE_VARIANT_ADD(command, journal_dump)
{
	.cmd = VFIOGUARD_CMD_JOURNAL_GET,
	.flags = NLM_F_DUMP,
	.admin = true,
};

FIXTURE_VARIANT_ADD(command, policy_set)
{
	.cmd = VFIOGUARD_CMD_POLICY_SET,
	.admin = true,
};

FIXTURE_SETUP(command)
{
	ASSERT_EQ(client_open(&self->client), 0);
	memset(&self->answer, 0, sizeof(self->answer));
}

/* Whatever was sent, the guard is still armed */
FIXTURE_TEARDOWN(command)
{
	struct answer status;

	client_call(&self->client, VFIOGUARD_CMD_STATUS_GET, 0, 0, NULL,
		    &status);
	EXPECT_EQ(status.error, 0);
	EXPECT_EQ(answer_u32(&status, 0, VFIOGUARD_A_STATUS_ARMED), 1);
	answer_free(&status);
	answer_free(&self->answer);
	client_close(&self->client);
}

TEST_F(command, without_generic_header)
{
	struct nl_msg *msg = nlmsg_alloc();

	nlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, self->client.family, 0,
		  NLM_F_REQUEST | variant->flags);
	client_send(&self->client, msg, &self->answer);
	EXPECT_EQ(self->answer.error, EINVAL);
}

TEST_F(command, unknown_attribute)
{
	struct nl_msg *msg = client_message(&self->client, variant->cmd,
					    variant->flags);

	if (variant->attr)
		nla_put_string(msg, variant->attr, device("GPU"));
	nla_put_u32(msg, 999, 1);
	client_send(&self->client, msg, &self->answer);
	EXPECT_EQ(self->answer.error, EINVAL);
	EXPECT_STRNE(self->answer.text, "");
	EXPECT_GT(self->answer.offset, 0);
}

/* An attribute that exists, but not for a request */
TEST_F(command, attribute_of_replies)
{
	struct nl_msg *msg = client_message(&self->client, variant->cmd,
					    variant->flags);

	if (variant->attr)
		nla_put_string(msg, variant->attr, device("GPU"));
	nla_put_u32(msg, VFIOGUARD_A_DEVICE_VERDICT, 1);
	client_send(&self->client, msg, &self->answer);
	EXPECT_EQ(self->answer.error, EINVAL);
	EXPECT_STRNE(self->answer.text, "");
	EXPECT_GT(self->answer.offset, 0);
}

TEST_F(command, trailing_bytes)
{
	struct nl_msg *msg = client_message(&self->client, variant->cmd,
					    variant->flags);

	if (variant->attr)
		nla_put_string(msg, variant->attr, device("GPU"));
	nlmsg_reserve(msg, 3, 0);
	client_send(&self->client, msg, &self->answer);
	EXPECT_EQ(self->answer.error, EINVAL);
}

TEST_F(command, short_attribute)
{
	struct nl_msg *msg;

	if (!variant->attr)
		SKIP(return, "takes no attribute");
	msg = client_message(&self->client, variant->cmd, variant->flags);
	nla_reserve(msg, variant->attr, 0);
	client_send(&self->client, msg, &self->answer);
	EXPECT_EQ(self->answer.error, EINVAL);
	EXPECT_STRNE(self->answer.text, "");
	EXPECT_GT(self->answer.offset, 0);
}

TEST_F(command, long_attribute)
{
	char bdf[64];
	struct nl_msg *msg;

	if (!variant->attr)
		SKIP(return, "takes no attribute");
	memset(bdf, '0', sizeof(bdf));
	msg = client_message(&self->client, variant->cmd, variant->flags);
	nla_put(msg, variant->attr, sizeof(bdf), bdf);
	client_send(&self->client, msg, &self->answer);
	EXPECT_EQ(self->answer.error, EINVAL);
	EXPECT_STRNE(self->answer.text, "");
	EXPECT_GT(self->answer.offset, 0);
}

TEST_F(command, missing_attribute)
{
	if (!variant->attr)
		SKIP(return, "takes no attribute");
	client_call(&self->client, variant->cmd, variant->flags, 0, NULL,
		    &self->answer);
	EXPECT_EQ(self->answer.error, EINVAL);
	EXPECT_STRNE(self->answer.text, "");
	EXPECT_EQ(self->answer.missing, variant->attr);
}

TEST_F(command, malformed_address)
{
	static const char * const bad[] = {
		"", "x", "0000", "0000:01:00", "01:00.0", "0000:01:00.8",
		"0000:01:20.0", "0000:100:00.0", "0000:01:00.0x",
		"0000:01:00.0 ", " 0000:01:00.0", "-1:01:00.0", "0000:01:00.",
		"0000:1:0.0.0", "0000:0x1:00.0", "0000:01:00:0", "+0:01:00.0",
	};
	unsigned int i;

	if (!variant->attr)
		SKIP(return, "takes no attribute");
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		client_call(&self->client, variant->cmd, 0, variant->attr,
			    bad[i], &self->answer);
		EXPECT_EQ(self->answer.error, EINVAL)
			TH_LOG("address \"%s\"", bad[i]);
		EXPECT_STRNE(self->answer.text, "");
		EXPECT_GT(self->answer.offset, 0);
		answer_free(&self->answer);
	}
}

TEST_F(command, no_such_device)
{
	if (!variant->attr)
		SKIP(return, "takes no attribute");
	client_call(&self->client, variant->cmd, 0, variant->attr,
		    "0000:fe:1f.7", &self->answer);
	EXPECT_EQ(self->answer.error, ENODEV);
	EXPECT_STRNE(self->answer.text, "");
	EXPECT_GT(self->answer.offset, 0);
}

/* Sends the command in a child that @prepare made less privileged */
static int error_in_child(void (*prepare)(void), int cmd, int flags, int attr)
{
	struct client client;
	struct answer answer;
	int status;
	pid_t pid = fork();

	if (!pid) {
		prepare();
		if (client_open(&client))
			_exit(200);
		client_call(&client, cmd, flags, attr, attr ? device("GPU") :
			    NULL, &answer);
		_exit(answer.error);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void become_nobody(void)
{
	if (setgid(NOBODY) || setuid(NOBODY))
		_exit(201);
}

static bool has_all_capabilities(void)
{
	struct __user_cap_header_struct hdr = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	return !syscall(SYS_capget, &hdr, data) &&
	       data[0].effective == ~0U &&
	       data[1].effective == (1U << (CAP_LAST_CAP - 31)) - 1;
}

/* All capabilities, in a user namespace of its own */
static void enter_user_namespace(void)
{
	become_nobody();
	if (unshare(CLONE_NEWUSER) || !has_all_capabilities())
		_exit(202);
}

/* The same, and a network that is its own too */
static void enter_user_and_network_namespace(void)
{
	become_nobody();
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) || !has_all_capabilities())
		_exit(202);
}

static void enter_network_namespace(void)
{
	if (unshare(CLONE_NEWNET))
		_exit(204);
}

TEST_F(command, as_nobody)
{
	EXPECT_EQ(error_in_child(become_nobody, variant->cmd, variant->flags,
				 variant->attr), variant->admin ? EPERM : 0);
}

TEST_F(command, in_user_namespace)
{
	EXPECT_EQ(error_in_child(enter_user_namespace, variant->cmd,
				 variant->flags, variant->attr),
		  variant->admin ? EPERM : 0);
}

/* Nor does the family exist there */
TEST_F(command, in_user_and_network_namespace)
{
	EXPECT_EQ(error_in_child(enter_user_and_network_namespace, variant->cmd,
				 variant->flags, variant->attr), 200);
}

/* Who may not ask is not told what is wrong with the question */
static int error_of_nobody(int cmd, int flags)
{
	struct client client;
	struct answer answer;
	struct nl_msg *msg;
	int status;
	pid_t pid = fork();

	if (!pid) {
		become_nobody();
		if (client_open(&client))
			_exit(200);
		msg = client_message(&client, cmd, flags);
		nla_put_u32(msg, 999, 1);
		client_send(&client, msg, &answer);
		_exit(answer.error);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(command, permission_comes_first)
{
	EXPECT_EQ(error_of_nobody(variant->cmd, variant->flags),
		  variant->admin ? EPERM : EINVAL);
}

/* The family does not exist there */
TEST_F(command, in_network_namespace)
{
	EXPECT_EQ(error_in_child(enter_network_namespace, variant->cmd,
				 variant->flags, variant->attr), 200);
}

TEST_F(command, with_net_admin_only)
{
	bool changes = variant->cmd == VFIOGUARD_CMD_DISARM ||
		       variant->cmd == VFIOGUARD_CMD_POLICY_SET;

	EXPECT_EQ(error_in_child(keep_net_admin_only, variant->cmd,
				 variant->flags, variant->attr),
		  changes ? EPERM : 0);
}

FIXTURE(family)
{
	struct client client;
	struct answer answer;
};

FIXTURE_SETUP(family)
{
	ASSERT_EQ(client_open(&self->client), 0);
	memset(&self->answer, 0, sizeof(self->answer));
}

FIXTURE_TEARDOWN(family)
{
	answer_free(&self->answer);
	client_close(&self->client);
}

TEST_F(family, status)
{
	client_call(&self->client, VFIOGUARD_CMD_STATUS_GET, 0, 0, NULL,
		    &self->answer);
	ASSERT_EQ(self->answer.error, 0);
	ASSERT_EQ(self->answer.records, 1);
	EXPECT_EQ(answer_u32(&self->answer, 0, VFIOGUARD_A_STATUS_ABI),
		  VFIOGUARD_ABI);
	EXPECT_EQ(answer_u32(&self->answer, 0, VFIOGUARD_A_STATUS_MODE),
		  VFIOGUARD_MODE_ENFORCE);
	EXPECT_EQ(answer_u32(&self->answer, 0, VFIOGUARD_A_STATUS_SCOPE),
		  VFIOGUARD_SCOPE_GPU);
	EXPECT_EQ(strlen(answer_string(&self->answer, 0,
				       VFIOGUARD_A_STATUS_BOOT_ID)), 36);
	EXPECT_GT(answer_u64(&self->answer, 0,
			     VFIOGUARD_A_STATUS_DEVICES_CREATED), 0);
}

TEST_F(family, out_of_scope)
{
	client_call(&self->client, VFIOGUARD_CMD_DEVICE_GET, 0,
		    VFIOGUARD_A_DEVICE_BDF, device("OTHER"), &self->answer);
	EXPECT_EQ(self->answer.error, ENOENT);
	EXPECT_STRNE(self->answer.text, "");
	answer_free(&self->answer);
	client_call(&self->client, VFIOGUARD_CMD_EVALUATE, 0,
		    VFIOGUARD_A_DEVICE_BDF, device("OTHER"), &self->answer);
	EXPECT_EQ(self->answer.error, 0);
	EXPECT_EQ(answer_u32(&self->answer, 0, VFIOGUARD_A_DEVICE_IN_SCOPE), 0);
}

TEST_F(family, evaluate_refuses)
{
	struct answer *a = &self->answer;

	client_call(&self->client, VFIOGUARD_CMD_EVALUATE, 0,
		    VFIOGUARD_A_DEVICE_BDF, device("BAD"), a);
	ASSERT_EQ(a->error, 0);
	EXPECT_STREQ(answer_string(a, 0, VFIOGUARD_A_DEVICE_BDF),
		     device("BAD"));
	EXPECT_EQ(answer_u32(a, 0, VFIOGUARD_A_DEVICE_VERDICT),
		  VFIOGUARD_VERDICT_REFUSE);
	EXPECT_EQ(strncmp(answer_string(a, 0, VFIOGUARD_A_DEVICE_SENTENCE),
			  "refused: ", 9), 0);
	EXPECT_NE(answer_attr(a, 0, VFIOGUARD_A_DEVICE_FINDING), NULL);
	/* it was not bound, so there is no decision */
	EXPECT_EQ(answer_attr(a, 0, VFIOGUARD_A_DEVICE_DECISION), NULL);
}

TEST_F(family, evaluate_counts_nothing)
{
	struct answer before, after;

	client_call(&self->client, VFIOGUARD_CMD_STATUS_GET, 0, 0, NULL,
		    &before);
	client_call(&self->client, VFIOGUARD_CMD_EVALUATE, 0,
		    VFIOGUARD_A_DEVICE_BDF, device("BAD"), &self->answer);
	client_call(&self->client, VFIOGUARD_CMD_STATUS_GET, 0, 0, NULL,
		    &after);
	EXPECT_EQ(answer_u64(&before, 0, VFIOGUARD_A_STATUS_SEQUENCE),
		  answer_u64(&after, 0, VFIOGUARD_A_STATUS_SEQUENCE));
	answer_free(&before);
	answer_free(&after);
}

/* do and dump come from one fill function */
TEST_F(family, dump_equals_do)
{
	struct answer *a = &self->answer;
	struct answer one;
	bool found = false;
	int i;

	client_call(&self->client, VFIOGUARD_CMD_DEVICE_GET, NLM_F_DUMP, 0,
		    NULL, a);
	ASSERT_EQ(a->error, 0);
	ASSERT_GT(a->records, 1);
	for (i = 0; i < a->records; i++) {
		const char *bdf = answer_string(a, i, VFIOGUARD_A_DEVICE_BDF);
		struct nlmsghdr *in_dump = nlmsg_hdr(a->record[i]);
		struct nlmsghdr *alone;

		client_call(&self->client, VFIOGUARD_CMD_DEVICE_GET, 0,
			    VFIOGUARD_A_DEVICE_BDF, bdf, &one);
		ASSERT_EQ(one.error, 0);
		alone = nlmsg_hdr(one.record[0]);
		ASSERT_EQ(alone->nlmsg_len, in_dump->nlmsg_len);
		EXPECT_EQ(memcmp(nlmsg_data(alone), nlmsg_data(in_dump),
				 alone->nlmsg_len - NLMSG_HDRLEN), 0)
			TH_LOG("records of %s differ", bdf);
		found |= !strcmp(bdf, device("GPU"));
		answer_free(&one);
	}
	EXPECT_TRUE(found);
}

/* 6.1 says it at the end of the dump, later kernels before it */
TEST_F(family, dump_takes_no_address)
{
	client_call(&self->client, VFIOGUARD_CMD_DEVICE_GET, NLM_F_DUMP,
		    VFIOGUARD_A_DEVICE_BDF, device("GPU"), &self->answer);
	EXPECT_EQ(self->answer.error, EINVAL);
	EXPECT_EQ(self->answer.records, 0);
	EXPECT_STRNE(self->answer.text, "");
}

static bool stop;

static void *unplug_and_rescan(void *arg)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/remove",
		 (const char *)arg);
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		write_text(path, "1");
		write_text("/sys/bus/pci/rescan", "1");
	}
	return NULL;
}

/*
 * Each dump ends without an error, whole or marked as interrupted, and the
 * device that stays is in each one that is whole.
 */
TEST_F_TIMEOUT(family, dump_while_unplugged, 120)
{
	struct answer *a = &self->answer;
	int interrupted = 0, without = 0;
	pthread_t thread;
	int round, i;

	ASSERT_EQ(pthread_create(&thread, NULL, unplug_and_rescan,
				 (void *)device("BAD")), 0);
	for (round = 0; round < 300; round++) {
		bool stays = false, comes_and_goes = false;

		client_call(&self->client, VFIOGUARD_CMD_DEVICE_GET,
			    NLM_F_DUMP, 0, NULL, a);
		ASSERT_EQ(a->error, 0);
		for (i = 0; i < a->records; i++) {
			const char *bdf = answer_string(a, i,
							VFIOGUARD_A_DEVICE_BDF);

			stays |= !strcmp(bdf, device("GPU"));
			comes_and_goes |= !strcmp(bdf, device("BAD"));
		}
		ASSERT_TRUE(stays || a->interrupted);
		interrupted += a->interrupted;
		without += !comes_and_goes;
		answer_free(a);
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	TH_LOG("%d dumps: %d interrupted, %d without the device", round,
	       interrupted, without);
	/* else nothing was tested */
	EXPECT_GT(without, 0);
}

TEST_HARNESS_MAIN
