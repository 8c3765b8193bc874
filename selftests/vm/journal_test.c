// SPDX-License-Identifier: GPL-2.0-only
/*
 * journal_test - the journal seen by an independent client
 *
 * Environment: GPU, a device in scope that is allowed; BAD, one that is
 * refused. Both have no driver.
 */
#include "client.h"
#include "guest.h"

#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "kselftest_harness.h"

/* What the ring holds */
#define ENTRIES	1024

/* Records of the answer: entries behind a number */
static void read_journal(struct client *c, unsigned long long after,
			 struct answer *a)
{
	struct nl_msg *msg = client_message(c, VFIOGUARD_CMD_JOURNAL_GET,
					    NLM_F_DUMP);

	nla_put_u64(msg, VFIOGUARD_A_JOURNAL_SEQUENCE, after);
	client_send(c, msg, a);
}

static unsigned long long last_entry(struct client *c)
{
	return client_status(c, VFIOGUARD_A_STATUS_SEQUENCE);
}

static unsigned long long number(const struct answer *a, int record)
{
	return answer_u64(a, record, VFIOGUARD_A_JOURNAL_SEQUENCE);
}

/* From @first on, and nothing left out */
static bool is_gapless(const struct answer *a, unsigned long long first)
{
	int i;

	for (i = 0; i < a->records; i++)
		if (number(a, i) != first + i)
			return false;
	return true;
}

FIXTURE(journal)
{
	struct client client;
	struct answer answer;
	unsigned long long before;
};

FIXTURE_SETUP(journal)
{
	ASSERT_EQ(client_open(&self->client), 0);
	memset(&self->answer, 0, sizeof(self->answer));
	self->before = last_entry(&self->client);
}

FIXTURE_TEARDOWN(journal)
{
	answer_free(&self->answer);
	client_close(&self->client);
}

/* First, since what follows overruns the ring */
TEST_F(journal, a_begins_with_armed)
{
	struct answer *a = &self->answer;

	read_journal(&self->client, 0, a);
	ASSERT_EQ(a->error, 0);
	ASSERT_EQ(a->records, self->before);
	EXPECT_TRUE(is_gapless(a, 1));
	EXPECT_EQ(answer_u32(a, 0, VFIOGUARD_A_JOURNAL_EVENT),
		  VFIOGUARD_EVENT_ARMED);
	EXPECT_NE(strstr(answer_string(a, 0, VFIOGUARD_A_JOURNAL_SENTENCE),
			 "armed: mode enforce"), NULL);
}

TEST_F(journal, decisions)
{
	struct answer *a = &self->answer;
	struct answer device_record;
	struct nlattr *decision;

	EXPECT_EQ(bind_device(device("GPU")), 0);
	EXPECT_EQ(unbind_device(device("GPU")), 0);
	bind_device(device("BAD"));
	read_journal(&self->client, self->before, a);
	ASSERT_EQ(a->error, 0);
	ASSERT_EQ(a->records, 2);
	EXPECT_TRUE(is_gapless(a, self->before + 1));

	EXPECT_STREQ(answer_string(a, 0, VFIOGUARD_A_JOURNAL_BDF),
		     device("GPU"));
	EXPECT_EQ(answer_u32(a, 0, VFIOGUARD_A_JOURNAL_ACTION),
		  VFIOGUARD_ACTION_ALLOWED);
	EXPECT_EQ(answer_attr(a, 0, VFIOGUARD_A_JOURNAL_RULE), NULL);

	EXPECT_STREQ(answer_string(a, 1, VFIOGUARD_A_JOURNAL_BDF),
		     device("BAD"));
	EXPECT_EQ(answer_u32(a, 1, VFIOGUARD_A_JOURNAL_EVENT),
		  VFIOGUARD_EVENT_DECISION);
	EXPECT_EQ(answer_u32(a, 1, VFIOGUARD_A_JOURNAL_TRIGGER),
		  VFIOGUARD_TRIGGER_BIND);
	EXPECT_EQ(answer_u32(a, 1, VFIOGUARD_A_JOURNAL_VERDICT),
		  VFIOGUARD_VERDICT_REFUSE);
	EXPECT_EQ(answer_u32(a, 1, VFIOGUARD_A_JOURNAL_ACTION),
		  VFIOGUARD_ACTION_REFUSED);
	EXPECT_EQ(answer_u32(a, 1, VFIOGUARD_A_JOURNAL_RULE),
		  VFIOGUARD_RULE_ACS_PATH);
	EXPECT_EQ(answer_u32(a, 1, VFIOGUARD_A_JOURNAL_MODE),
		  VFIOGUARD_MODE_ENFORCE);
	EXPECT_NE(answer_attr(a, 1, VFIOGUARD_A_JOURNAL_CULPRIT), NULL);

	/* the record of the device says the same of its last decision */
	client_call(&self->client, VFIOGUARD_CMD_DEVICE_GET, 0,
		    VFIOGUARD_A_DEVICE_BDF, device("BAD"), &device_record);
	ASSERT_EQ(device_record.error, 0);
	decision = answer_attr(&device_record, 0, VFIOGUARD_A_DEVICE_DECISION);
	ASSERT_NE(decision, NULL);
	EXPECT_EQ(nla_get_u64(nla_find(nla_data(decision), nla_len(decision),
				       VFIOGUARD_A_DECISION_SEQUENCE)),
		  number(a, 1));
	EXPECT_STREQ(nla_get_string(nla_find(nla_data(decision),
					     nla_len(decision),
					     VFIOGUARD_A_DECISION_SENTENCE)),
		     answer_string(a, 1, VFIOGUARD_A_JOURNAL_SENTENCE));
	EXPECT_STREQ(answer_string(&device_record, 0,
				   VFIOGUARD_A_DEVICE_SLOT_PATH),
		     answer_string(a, 1, VFIOGUARD_A_JOURNAL_SLOT_PATH));
	answer_free(&device_record);
}

TEST_F(journal, policy)
{
	struct answer *a = &self->answer;

	EXPECT_EQ(client_make_entries(&self->client, 1), 0);
	read_journal(&self->client, self->before, a);
	ASSERT_EQ(a->records, 1);
	EXPECT_EQ(number(a, 0), self->before + 1);
	EXPECT_EQ(answer_u32(a, 0, VFIOGUARD_A_JOURNAL_EVENT),
		  VFIOGUARD_EVENT_POLICY);
	EXPECT_STREQ(answer_string(a, 0, VFIOGUARD_A_JOURNAL_SENTENCE),
		     "policy set: as it was");
	/* it is about no device */
	EXPECT_EQ(answer_attr(a, 0, VFIOGUARD_A_JOURNAL_BDF), NULL);
	EXPECT_EQ(answer_attr(a, 0, VFIOGUARD_A_JOURNAL_VERDICT), NULL);
}

TEST_F(journal, behind_the_end)
{
	static const unsigned long long behind[] = { 0, 1, 1ULL << 32, ~0ULL };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(behind); i++) {
		unsigned long long after = behind[i] + self->before;

		read_journal(&self->client, behind[i] == ~0ULL ? ~0ULL : after,
			     &self->answer);
		EXPECT_EQ(self->answer.error, 0);
		EXPECT_EQ(self->answer.records, 0);
		answer_free(&self->answer);
	}
}

/* Ten times what it holds: the last ones are there, the others are counted */
TEST_F_TIMEOUT(journal, overrun, 300)
{
	unsigned long long last = self->before + 10 * ENTRIES;
	struct answer *a = &self->answer;

	EXPECT_EQ(client_make_entries(&self->client, 10 * ENTRIES), 0);
	EXPECT_EQ(last_entry(&self->client), last);
	read_journal(&self->client, self->before, a);
	ASSERT_EQ(a->error, 0);
	ASSERT_EQ(a->records, ENTRIES);
	EXPECT_FALSE(a->interrupted);
	EXPECT_TRUE(is_gapless(a, last - ENTRIES + 1));
}

/* What a reader of a dump, who pauses in it, has seen */
struct slow {
	int entries;
	unsigned long long first, last;
	int gaps;
	bool interrupted, done;
};

static void take_datagram(struct slow *slow, struct nlmsghdr *hdr, int len)
{
	for (; nlmsg_ok(hdr, len); hdr = nlmsg_next(hdr, &len)) {
		struct nlattr *nla;
		unsigned long long n;

		slow->interrupted |= hdr->nlmsg_flags & NLM_F_DUMP_INTR;
		slow->done |= hdr->nlmsg_type == NLMSG_DONE;
		if (hdr->nlmsg_type < NLMSG_MIN_TYPE)
			continue;
		nla = nlmsg_find_attr(hdr, GENL_HDRLEN,
				      VFIOGUARD_A_JOURNAL_SEQUENCE);
		n = nla_get_u64(nla);
		if (!slow->entries++)
			slow->first = n;
		else if (n != slow->last + 1)
			slow->gaps++;
		slow->last = n;
	}
}

static void dump_slowly(struct client *c, struct client *other, int between,
			struct slow *slow)
{
	static char buf[64 * 1024];
	struct nl_msg *msg = client_message(c, VFIOGUARD_CMD_JOURNAL_GET,
					    NLM_F_DUMP);
	bool paused = false;

	memset(slow, 0, sizeof(*slow));
	nl_send_auto(c->sock, msg);
	nlmsg_free(msg);
	while (!slow->done) {
		ssize_t len = recv(nl_socket_get_fd(c->sock), buf, sizeof(buf),
				   0);

		if (len <= 0)
			return;
		take_datagram(slow, (struct nlmsghdr *)buf, len);
		if (!paused)
			client_make_entries(other, between);
		paused = true;
	}
}

/* Overwritten under the reader: he is told, in the middle or at the end */
TEST_F_TIMEOUT(journal, overrun_while_read, 120)
{
	static const int between[] = { 0, ENTRIES / 2, 2 * ENTRIES };
	struct client other;
	struct slow slow;
	unsigned int i;

	ASSERT_EQ(client_open(&other), 0);
	EXPECT_EQ(client_make_entries(&other, ENTRIES), 0);
	for (i = 0; i < ARRAY_SIZE(between); i++) {
		dump_slowly(&self->client, &other, between[i], &slow);
		TH_LOG("%d set meanwhile: %d entries, %d gaps", between[i],
		       slow.entries, slow.gaps);
		EXPECT_TRUE(slow.done);
		EXPECT_EQ(slow.interrupted, between[i] > 0);
		EXPECT_EQ(slow.gaps, between[i] == ENTRIES / 2);
		/* else nothing was tested */
		EXPECT_EQ(slow.entries == ENTRIES, between[i] == 0);
	}
	client_close(&other);
}

/* Numbers and boot time go on, and the wall clock is as it was set */
TEST_F(journal, clock_set_back)
{
	struct answer *a = &self->answer;
	struct timespec now, hour_ago;

	clock_gettime(CLOCK_REALTIME, &now);
	hour_ago = now;
	hour_ago.tv_sec -= 3600;
	EXPECT_EQ(client_make_entries(&self->client, 1), 0);
	ASSERT_EQ(clock_settime(CLOCK_REALTIME, &hour_ago), 0);
	EXPECT_EQ(client_make_entries(&self->client, 1), 0);
	clock_settime(CLOCK_REALTIME, &now);

	read_journal(&self->client, self->before, a);
	ASSERT_EQ(a->records, 2);
	EXPECT_TRUE(is_gapless(a, self->before + 1));
	EXPECT_GT(answer_u64(a, 1, VFIOGUARD_A_JOURNAL_TIME),
		  answer_u64(a, 0, VFIOGUARD_A_JOURNAL_TIME));
	EXPECT_LT(answer_u64(a, 1, VFIOGUARD_A_JOURNAL_REALTIME),
		  answer_u64(a, 0, VFIOGUARD_A_JOURNAL_REALTIME));
}

TEST_HARNESS_MAIN
