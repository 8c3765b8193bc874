// SPDX-License-Identifier: GPL-2.0-only
/*
 * lifecycle_test - load, armed, disarm, unload, while devices are bound
 *
 * Environment: GPU, a device that is allowed; BAD, one that is refused.
 */
#include "client.h"

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

static int remove_module(void)
{
	return syscall(SYS_delete_module, "vfioguard", O_NONBLOCK) ? errno : 0;
}

static int send_command(int cmd, struct answer *a)
{
	struct client c;
	int ret = client_open(&c);

	if (!ret)
		client_call(&c, cmd, 0, 0, NULL, a);
	client_close(&c);
	return ret;
}

static int disarm(void)
{
	struct answer a;

	if (send_command(VFIOGUARD_CMD_DISARM, &a))
		return ENOENT;
	answer_free(&a);
	return a.error;
}

static unsigned int armed(void)
{
	unsigned int value;
	struct answer a;

	if (send_command(VFIOGUARD_CMD_STATUS_GET, &a))
		return ~0U;
	value = answer_u32(&a, 0, VFIOGUARD_A_STATUS_ARMED);
	answer_free(&a);
	return value;
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0)
		return;
	/* a refused bind is an error here, and expected */
	if (write(fd, text, strlen(text)) < 0)
		errno = 0;
	close(fd);
}

static bool bound(const char *bdf)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/driver", bdf);
	return !access(path, F_OK);
}

static void bind_device(const char *bdf)
{
	char path[128];

	snprintf(path, sizeof(path),
		 "/sys/bus/pci/devices/%s/driver_override", bdf);
	write_file(path, "vfio-pci");
	write_file("/sys/bus/pci/drivers_probe", bdf);
}

/* Binds and unbinds until it is killed */
static pid_t start_binder(const char *bdf)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		bind_device(bdf);
		write_file("/sys/bus/pci/drivers/vfio-pci/unbind", bdf);
	}
}

static void stop_binder(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* A reference that is held for a moment, by a netlink request say */
static int remove_module_soon(void)
{
	int tries, ret;

	for (tries = 0; tries < 100; tries++) {
		ret = remove_module();
		if (ret != EAGAIN && ret != EWOULDBLOCK)
			return ret;
		usleep(50 * 1000);
	}
	return ret;
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
	int ret = remove_module();

	ASSERT_EQ(armed(), 1);
	/* EWOULDBLOCK: held by a reference, as rmmod reports it: in use */
	EXPECT_TRUE(ret == EBUSY || ret == EWOULDBLOCK)
		TH_LOG("delete_module: %s", strerror(ret));
	EXPECT_EQ(system("rmmod vfioguard 2>/dev/null") == 0, 0);
	EXPECT_EQ(armed(), 1);
}

TEST_F(module, disarm_once)
{
	ASSERT_EQ(disarm(), 0);
	EXPECT_EQ(armed(), 0);
	EXPECT_EQ(disarm(), EALREADY);
	ASSERT_EQ(remove_module_soon(), 0);
	EXPECT_EQ(disarm(), ENOENT);
	ASSERT_EQ(system("modprobe vfioguard"), 0);
	EXPECT_EQ(armed(), 1);
}

TEST_F_TIMEOUT(module, cycles_while_binding, 600)
{
	pid_t good = start_binder(self->good);
	pid_t bad = start_binder(self->bad);
	struct timespec from, to;
	int i;

	clock_gettime(CLOCK_MONOTONIC, &from);
	for (i = 0; i < CYCLES; i++) {
		ASSERT_EQ(disarm(), 0)
			TH_LOG("cycle %d", i);
		ASSERT_EQ(remove_module_soon(), 0)
			TH_LOG("cycle %d", i);
		ASSERT_EQ(system("modprobe vfioguard"), 0)
			TH_LOG("cycle %d", i);
		ASSERT_EQ(armed(), 1)
			TH_LOG("cycle %d", i);
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	stop_binder(good);
	stop_binder(bad);
	TH_LOG("%d cycles in %ld s", i, (long)(to.tv_sec - from.tv_sec));
	/* bound in a gap: the next load took it away */
	for (i = 0; i < 100 && bound(self->bad); i++)
		usleep(100 * 1000);
	EXPECT_FALSE(bound(self->bad));
	bind_device(self->bad);
	EXPECT_FALSE(bound(self->bad));
	bind_device(self->good);
	EXPECT_TRUE(bound(self->good));
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
		EXPECT_EQ(disarm(), ENOENT);
		ASSERT_EQ(system("modprobe vfioguard"), 0);
		ASSERT_EQ(armed(), 1);
	}
	stop_binder(good);
}

TEST_HARNESS_MAIN
