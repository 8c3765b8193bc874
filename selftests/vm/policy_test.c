// SPDX-License-Identifier: GPL-2.0-only
/*
 * policy_test - the policy, asked for and set over netlink
 *
 * Environment: OTHER, a function that is neither in scope nor assigned. The
 * policy is the default one, before and after.
 */
#include "client.h"
#include "guest.h"

#include <errno.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"

#define ATTRIBUTES	VFIOGUARD_A_POLICY_MAX

/* Values by attribute; 0: not given */
struct policy {
	unsigned int value[ATTRIBUTES + 1];
};

static const struct policy first = { {
	[VFIOGUARD_A_POLICY_MODE] = VFIOGUARD_MODE_ENFORCE,
	[VFIOGUARD_A_POLICY_PROFILE] = VFIOGUARD_PROFILE_STANDARD,
	[VFIOGUARD_A_POLICY_SCOPE] = VFIOGUARD_SCOPE_GPU,
	[VFIOGUARD_A_POLICY_PEERS] = VFIOGUARD_PEERS_REFUSE,
	[VFIOGUARD_A_POLICY_PRESENT] = VFIOGUARD_PRESENT_UNBIND,
} };

/* All that can be different from it */
static const struct policy other = { {
	[VFIOGUARD_A_POLICY_MODE] = VFIOGUARD_MODE_AUDIT,
	[VFIOGUARD_A_POLICY_PROFILE] = VFIOGUARD_PROFILE_MAINLINE,
	[VFIOGUARD_A_POLICY_SCOPE] = VFIOGUARD_SCOPE_ALL,
	[VFIOGUARD_A_POLICY_PEERS] = VFIOGUARD_PEERS_REFUSE,
	[VFIOGUARD_A_POLICY_PRESENT] = VFIOGUARD_PRESENT_KEEP,
} };

static void set_policy(const struct client *c, const struct policy *policy,
		       struct answer *a)
{
	struct nl_msg *msg;
	int i;

	msg = client_message(c, VFIOGUARD_CMD_POLICY_SET, 0);
	for (i = 1; i <= ATTRIBUTES; i++)
		if (policy->value[i])
			nla_put_u32(msg, i, policy->value[i]);
	client_send((struct client *)c, msg, a);
}

/* All ones where there is no answer */
static struct policy get_policy(struct client *c)
{
	struct policy policy = { { 0 } };
	struct answer a;
	int i;

	client_call(c, VFIOGUARD_CMD_POLICY_GET, 0, 0, NULL, &a);
	for (i = 1; i <= ATTRIBUTES; i++)
		policy.value[i] = answer_u32(&a, 0, i);
	answer_free(&a);
	return policy;
}

static bool is_in_force(struct client *c, const struct policy *policy)
{
	struct policy now = get_policy(c);

	return !memcmp(&now, policy, sizeof(now));
}

FIXTURE(policy)
{
	struct client client;
	struct answer answer;
};

FIXTURE_SETUP(policy)
{
	ASSERT_EQ(client_open(&self->client), 0);
	memset(&self->answer, 0, sizeof(self->answer));
	ASSERT_TRUE(is_in_force(&self->client, &first));
}

FIXTURE_TEARDOWN(policy)
{
	answer_free(&self->answer);
	set_policy(&self->client, &first, &self->answer);
	EXPECT_EQ(self->answer.error, 0);
	answer_free(&self->answer);
	client_close(&self->client);
}

TEST_F(policy, set_all)
{
	struct answer *a = &self->answer;

	set_policy(&self->client, &other, a);
	EXPECT_EQ(a->error, 0);
	EXPECT_TRUE(is_in_force(&self->client, &other));
	answer_free(a);
	client_call(&self->client, VFIOGUARD_CMD_STATUS_GET, 0, 0, NULL, a);
	EXPECT_EQ(answer_u32(a, 0, VFIOGUARD_A_STATUS_MODE),
		  VFIOGUARD_MODE_AUDIT);
	EXPECT_EQ(answer_u32(a, 0, VFIOGUARD_A_STATUS_PROFILE),
		  VFIOGUARD_PROFILE_MAINLINE);
	EXPECT_EQ(answer_u32(a, 0, VFIOGUARD_A_STATUS_SCOPE),
		  VFIOGUARD_SCOPE_ALL);
	EXPECT_EQ(answer_u32(a, 0, VFIOGUARD_A_STATUS_PEERS),
		  VFIOGUARD_PEERS_REFUSE);
	EXPECT_EQ(answer_u32(a, 0, VFIOGUARD_A_STATUS_PRESENT),
		  VFIOGUARD_PRESENT_KEEP);
}

/* What is not given stays, whichever of them it is */
TEST_F(policy, set_one)
{
	struct policy now = first;
	int i;

	for (i = 1; i <= ATTRIBUTES; i++) {
		struct policy one = { { 0 } };

		one.value[i] = other.value[i];
		now.value[i] = other.value[i];
		set_policy(&self->client, &one, &self->answer);
		EXPECT_EQ(self->answer.error, 0);
		answer_free(&self->answer);
		EXPECT_TRUE(is_in_force(&self->client, &now))
			TH_LOG("attribute %d", i);
	}
}

TEST_F(policy, records_follow_at_once)
{
	struct answer *a = &self->answer;

	set_policy(&self->client, &other, a);
	answer_free(a);
	client_call(&self->client, VFIOGUARD_CMD_DEVICE_GET, 0,
		    VFIOGUARD_A_DEVICE_BDF, device("OTHER"), a);
	ASSERT_EQ(a->error, 0);
	EXPECT_EQ(answer_u32(a, 0, VFIOGUARD_A_DEVICE_IN_SCOPE), 1);
}

/* The last one is bad, all before it are good; the ack points at it */
TEST_F(policy, all_or_nothing)
{
	static const unsigned int bad[] = { 3, 4, 5, 16, 17, 0x11, 0x10000001,
					    ~0U };
	unsigned int i;
	int last;

	for (last = 1; last <= ATTRIBUTES; last++) {
		for (i = 0; i < ARRAY_SIZE(bad); i++) {
			struct policy policy = other;

			if (last == VFIOGUARD_A_POLICY_PROFILE && bad[i] == 3)
				continue;
			policy.value[last] = bad[i];
			set_policy(&self->client, &policy, &self->answer);
			EXPECT_EQ(self->answer.error, EINVAL)
				TH_LOG("attribute %d, %u", last, bad[i]);
			EXPECT_STRNE(self->answer.text, "");
			EXPECT_EQ(self->answer.offset,
				  (int)(NLMSG_HDRLEN + GENL_HDRLEN +
				  (last - 1) * nla_total_size(sizeof(int))));
			answer_free(&self->answer);
			EXPECT_TRUE(is_in_force(&self->client, &first));
		}
	}
}

TEST_F(policy, no_value)
{
	struct nl_msg *msg = client_message(&self->client,
					    VFIOGUARD_CMD_POLICY_SET, 0);

	nla_put_u32(msg, VFIOGUARD_A_POLICY_MODE, 0);
	client_send(&self->client, msg, &self->answer);
	EXPECT_EQ(self->answer.error, EINVAL);
	EXPECT_TRUE(is_in_force(&self->client, &first));
}

TEST_F(policy, peers_of_one_owner)
{
	struct policy policy = other;

	policy.value[VFIOGUARD_A_POLICY_PEERS] = VFIOGUARD_PEERS_SAME_OWNER;
	set_policy(&self->client, &policy, &self->answer);
	EXPECT_EQ(self->answer.error, 0);
	EXPECT_TRUE(is_in_force(&self->client, &policy));
	answer_free(&self->answer);
	client_call(&self->client, VFIOGUARD_CMD_STATUS_GET, 0, 0, NULL,
		    &self->answer);
	EXPECT_EQ(answer_u32(&self->answer, 0, VFIOGUARD_A_STATUS_PEERS),
		  VFIOGUARD_PEERS_SAME_OWNER);
}

TEST_F(policy, wrong_length)
{
	static const int len[] = { 0, 1, 2, 3, 5, 8 };
	char zero[8] = "";
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(len); i++) {
		struct nl_msg *msg = client_message(&self->client,
						    VFIOGUARD_CMD_POLICY_SET,
						    0);

		nla_put(msg, VFIOGUARD_A_POLICY_SCOPE, len[i], zero);
		client_send(&self->client, msg, &self->answer);
		EXPECT_EQ(self->answer.error, EINVAL)
			TH_LOG("%d bytes", len[i]);
		EXPECT_GT(self->answer.offset, 0);
		answer_free(&self->answer);
	}
	EXPECT_TRUE(is_in_force(&self->client, &first));
}

/* Which error wins for one who may ask, but not change */
static int error_of_net_admin(int attr, unsigned int value)
{
	struct client client;
	struct answer answer;
	struct nl_msg *msg;
	int status;
	pid_t pid = fork();

	if (!pid) {
		keep_net_admin_only();
		if (client_open(&client))
			_exit(200);
		msg = client_message(&client, VFIOGUARD_CMD_POLICY_SET, 0);
		nla_put_u32(msg, attr, value);
		client_send(&client, msg, &answer);
		_exit(answer.error);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(policy, may_ask_but_not_change)
{
	EXPECT_EQ(error_of_net_admin(VFIOGUARD_A_POLICY_MODE,
				     VFIOGUARD_MODE_AUDIT), EPERM);
	EXPECT_EQ(error_of_net_admin(VFIOGUARD_A_POLICY_MODE, 7), EPERM);
	EXPECT_EQ(error_of_net_admin(VFIOGUARD_A_POLICY_PEERS,
				     VFIOGUARD_PEERS_SAME_OWNER), EPERM);
	EXPECT_EQ(error_of_net_admin(ATTRIBUTES + 1, 1), EINVAL);
	EXPECT_TRUE(is_in_force(&self->client, &first));
}

static bool stop;

static void *set_again_and_again(void *arg)
{
	const struct policy * const policy[] = { &other, &first };
	struct answer a;
	unsigned int i;

	for (i = 0; !__atomic_load_n(&stop, __ATOMIC_RELAXED); i++) {
		set_policy(arg, policy[i % 2], &a);
		answer_free(&a);
	}
	return NULL;
}

/* Whoever asks meanwhile sees the one or the other */
TEST_F_TIMEOUT(policy, never_in_parts, 60)
{
	struct client setter;
	unsigned int seen = 0;
	pthread_t thread;
	int round;

	ASSERT_EQ(client_open(&setter), 0);
	stop = false;
	ASSERT_EQ(pthread_create(&thread, NULL, set_again_and_again, &setter),
		  0);
	for (round = 0; round < 2000; round++) {
		struct policy now = get_policy(&self->client);
		bool is_other = !memcmp(&now, &other, sizeof(now));

		EXPECT_TRUE(is_other || !memcmp(&now, &first, sizeof(now)));
		seen |= is_other ? 2 : 1;
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	client_close(&setter);
	/* else nothing was tested */
	EXPECT_EQ(seen, 3);
}

TEST_HARNESS_MAIN
