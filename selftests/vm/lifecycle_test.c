// SPDX-License-Identifier: GPL-2.0-only
/*
 * lifecycle_test - load, armed, disarm, unload, while devices are bound
 *
 * Environment: GPU, a device that is allowed; BAD, one that is refused.
 */
#include "client.h"
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kselftest_harness.h"

#define CYCLES	100

/* Binds and unbinds until it is killed */
static pid_t start_binder(const char *bdf)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		bind_device(bdf);
		unbind_device(bdf);
	}
}

static void stop_binder(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

FIXTURE(module)
{
	const char *good;
	const char *bad;
};

FIXTURE_SETUP(module)
{
	self->good = getenv("GPU");
	self->bad = getenv("BAD");
	ASSERT_NE(self->good, NULL);
	ASSERT_NE(self->bad, NULL);
}

FIXTURE_TEARDOWN(module)
{
}

TEST_F(module, armed_means_pinned)
{
	int ret = guard_remove();

	ASSERT_EQ(guard_armed(), 1);
	/* EWOULDBLOCK: held by a reference, as rmmod reports it: in use */
	EXPECT_TRUE(ret == EBUSY || ret == EWOULDBLOCK)
		TH_LOG("delete_module: %s", strerror(ret));
	EXPECT_EQ(system("rmmod vfioguard 2>/dev/null") == 0, 0);
	EXPECT_EQ(guard_armed(), 1);
}

TEST_F(module, disarm_once)
{
	ASSERT_EQ(guard_disarm(), 0);
	EXPECT_EQ(guard_armed(), 0);
	EXPECT_EQ(guard_disarm(), EALREADY);
	ASSERT_EQ(guard_remove_soon(), 0);
	EXPECT_EQ(guard_disarm(), ENOENT);
	ASSERT_EQ(system("modprobe vfioguard"), 0);
	EXPECT_EQ(guard_armed(), 1);
}

TEST_F_TIMEOUT(module, cycles_while_binding, 1500)
{
	pid_t good = start_binder(self->good);
	pid_t bad = start_binder(self->bad);
	struct timespec from, to;
	int i;

	clock_gettime(CLOCK_MONOTONIC, &from);
	for (i = 0; i < CYCLES; i++) {
		ASSERT_EQ(guard_disarm(), 0)
			TH_LOG("cycle %d", i);
		ASSERT_EQ(guard_remove_soon(), 0)
			TH_LOG("cycle %d", i);
		ASSERT_EQ(system("modprobe vfioguard"), 0)
			TH_LOG("cycle %d", i);
		ASSERT_EQ(guard_armed(), 1)
			TH_LOG("cycle %d", i);
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	stop_binder(good);
	stop_binder(bad);
	TH_LOG("%d cycles in %ld s", i, (long)(to.tv_sec - from.tv_sec));
	/* bound in a gap: the next load took it away */
	for (i = 0; i < 100 && is_bound(self->bad); i++)
		usleep(100 * 1000);
	EXPECT_FALSE(is_bound(self->bad));
	bind_device(self->bad);
	EXPECT_FALSE(is_bound(self->bad));
	bind_device(self->good);
	EXPECT_TRUE(is_bound(self->good));
}

/* "rmmod -f" ignores the pin: the exit has to disarm, with binds under way */
TEST_F_TIMEOUT(module, forced_while_binding, 120)
{
	pid_t good = start_binder(self->good);
	int i;

	for (i = 0; i < 5; i++) {
		ASSERT_EQ(syscall(SYS_delete_module, "vfioguard",
				  O_NONBLOCK | O_TRUNC), 0)
			TH_LOG("cycle %d: %s", i, strerror(errno));
		EXPECT_EQ(guard_disarm(), ENOENT);
		ASSERT_EQ(system("modprobe vfioguard"), 0);
		ASSERT_EQ(guard_armed(), 1);
	}
	stop_binder(good);
}

TEST_HARNESS_MAIN
