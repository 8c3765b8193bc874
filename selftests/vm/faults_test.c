// SPDX-License-Identifier: GPL-2.0-only
/*
 * faults_test - each allocation behind each entry into the guard fails once
 *
 * An operation is repeated, and the first, second ... chance to fail on its way
 * is taken, until it is through without having met that chance. Whatever it
 * comes to must be clean, and what follows undisturbed must work. That nothing
 * leaked and nothing was said in the kernel log is looked after elsewhere.
 *
 * Environment: GPU, a device that is allowed; BAD, one that is refused.
 */
#include "client.h"
#include "container.h"
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/vfio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kselftest_harness.h"

/* More than any operation has; who gets there does not end */
#define MAX_FAULTS	20000
#define TIMEOUT		3600

/* How one try went */
struct try {
	int error;		/* errno, 0 */
	int records;		/* of a reply */
	bool fault;		/* whether the chance was met */
};

/* One file of the kernel for this thread: "the n-th chance from now on" */
static int fail_nth = -1;

static bool faults_init(void)
{
	fail_nth = open("/proc/thread-self/fail-nth", O_RDWR);
	/* allocations that may wait are what there is */
	return fail_nth >= 0 &&
	       !write_text("/sys/kernel/debug/failslab/ignore-gfp-wait", "N") &&
	       !write_text("/sys/kernel/debug/failslab/verbose", "1") &&
	       !write_text("/sys/kernel/debug/fail_page_alloc/ignore-gfp-wait",
			   "N") &&
	       !write_text("/sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem",
			   "N") &&
	       !write_text("/sys/kernel/debug/fail_page_alloc/min-order", "0") &&
	       !write_text("/sys/kernel/debug/fail_page_alloc/verbose", "1");
}

static void fault_begin(int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", n);

	if (pwrite(fail_nth, text, len, 0) != len)
		abort();
}

/* Returns whether the fault came. What is left over is cleared */
static bool fault_end(void)
{
	char text[16] = "";
	bool came;

	if (pread(fail_nth, text, sizeof(text) - 1, 0) < 1)
		abort();
	came = !atoi(text);
	if (pwrite(fail_nth, "0", 1, 0) != 1)
		abort();
	return came;
}

struct request {
	int cmd;
	int flags;
	const char *device;	/* name of a variable, NULL for none */
};

/* A client of its own for each: closing it ends a dump that was cut short */
static struct try send_request(const struct request *request, int n)
{
	const char *bdf = request->device ? getenv(request->device) : NULL;
	struct try try = { .error = EIO };
	struct answer answer;
	struct client c;

	if (client_open(&c))
		abort();
	fault_begin(n);
	client_call(&c, request->cmd, request->flags, VFIOGUARD_A_DEVICE_BDF,
		    bdf, &answer);
	try.fault = fault_end();
	try.error = answer.error;
	try.records = answer.records;
	answer_free(&answer);
	client_close(&c);
	return try;
}

FIXTURE(request)
{
};

FIXTURE_VARIANT(request)
{
	struct request request;
};

FIXTURE_VARIANT_ADD(request, status)
{
	.request = { .cmd = VFIOGUARD_CMD_STATUS_GET },
};

FIXTURE_VARIANT_ADD(request, device)
{
	.request = { .cmd = VFIOGUARD_CMD_DEVICE_GET, .device = "GPU" },
};

FIXTURE_VARIANT_ADD(request, dump)
{
	.request = { .cmd = VFIOGUARD_CMD_DEVICE_GET, .flags = NLM_F_DUMP },
};

FIXTURE_VARIANT_ADD(request, ports)
{
	.request = { .cmd = VFIOGUARD_CMD_PORT_GET, .flags = NLM_F_DUMP },
};

FIXTURE_VARIANT_ADD(request, evaluate)
{
	.request = { .cmd = VFIOGUARD_CMD_EVALUATE, .device = "GPU" },
};

FIXTURE_VARIANT_ADD(request, evaluate_refused)
{
	.request = { .cmd = VFIOGUARD_CMD_EVALUATE, .device = "BAD" },
};

FIXTURE_VARIANT_ADD(request, policy)
{
	.request = { .cmd = VFIOGUARD_CMD_POLICY_GET },
};

FIXTURE_SETUP(request)
{
	ASSERT_TRUE(faults_init());
}

FIXTURE_TEARDOWN(request)
{
}

/* No error means a whole answer */
TEST_F_TIMEOUT(request, fails_cleanly, TIMEOUT)
{
	const struct request *request = &variant->request;
	struct try whole = send_request(request, 0);
	struct try try = { .fault = true };
	int failed = 0;
	int n;

	ASSERT_EQ(whole.error, 0);
	ASSERT_GT(whole.records, 0);
	for (n = 1; try.fault && n < MAX_FAULTS; n++) {
		try = send_request(request, n);
		if (try.error) {
			failed++;
			continue;
		}
		ASSERT_EQ(try.records, whole.records)
			TH_LOG("fault %d", n);
	}
	TH_LOG("%d faults, %d failures", n - 2, failed);
	EXPECT_EQ(try.error, 0);
	EXPECT_GT(failed, 0);
}

FIXTURE(gate)
{
	const char *good;
	const char *bad;
};

FIXTURE_SETUP(gate)
{
	self->good = getenv("GPU");
	self->bad = getenv("BAD");
	ASSERT_NE(self->good, NULL);
	ASSERT_NE(self->bad, NULL);
	ASSERT_TRUE(faults_init());
	ASSERT_EQ(prepare_device(self->good), 0);
	ASSERT_EQ(prepare_device(self->bad), 0);
}

FIXTURE_TEARDOWN(gate)
{
}

static bool probe(const char *bdf, int n)
{
	fault_begin(n);
	write_text("/sys/bus/pci/drivers_probe", bdf);
	return fault_end();
}

/* What cannot be judged is refused, and what is to be refused all the more */
TEST_F_TIMEOUT(gate, refused_stays_refused, TIMEOUT)
{
	int n = 1;

	while (n < MAX_FAULTS && probe(self->bad, n)) {
		ASSERT_FALSE(is_bound(self->bad))
			TH_LOG("fault %d", n);
		n++;
	}
	TH_LOG("%d faults", n - 1);
	EXPECT_GT(n, 1);
	EXPECT_FALSE(is_bound(self->bad));
}

TEST_F_TIMEOUT(gate, allowed_comes_back, TIMEOUT)
{
	int refused = 0;
	int n = 1;

	for (; n < MAX_FAULTS && probe(self->good, n); n++) {
		if (!is_bound(self->good)) {
			refused++;
			continue;
		}
		ASSERT_EQ(unbind_device(self->good), 0);
	}
	TH_LOG("%d faults, %d without a driver", n - 1, refused);
	EXPECT_GT(refused, 0);
	ASSERT_TRUE(is_bound(self->good));
	EXPECT_EQ(unbind_device(self->good), 0);
}

FIXTURE(use)
{
	const char *bdf;
	int container;
	int group;
};

FIXTURE_SETUP(use)
{
	self->bdf = device("GPU");
	ASSERT_TRUE(faults_init());
	ASSERT_EQ(bind_device(self->bdf), 0);
	self->container = container_open();
	self->group = container_attach(self->container, true, self->bdf);
}

FIXTURE_TEARDOWN(use)
{
	close(self->group);
	close(self->container);
	unbind_device(self->bdf);
}

/* Whether the module knows of somebody who has the device open */
static bool has_owner(const char *bdf)
{
	struct answer a;
	struct client c;
	bool found;

	if (client_open(&c))
		abort();
	client_call(&c, VFIOGUARD_CMD_DEVICE_GET, 0, VFIOGUARD_A_DEVICE_BDF,
		    bdf, &a);
	found = answer_attr(&a, 0, VFIOGUARD_A_DEVICE_OWNER);
	answer_free(&a);
	client_close(&c);
	return found;
}

/* Refused by the guard, or failed by VFIO after that: then nobody has it */
TEST_F_TIMEOUT(use, open_or_nobodys, TIMEOUT)
{
	int refused = 0;
	int failed = 0;
	bool came;
	int fd;
	int n;

	for (n = 1; n < MAX_FAULTS; n++) {
		fault_begin(n);
		fd = ioctl(self->group, VFIO_GROUP_GET_DEVICE_FD, self->bdf);
		refused += fd < 0 && errno == EPERM;
		failed += fd < 0 && errno != EPERM;
		came = fault_end();
		ASSERT_EQ(has_owner(self->bdf), fd >= 0)
			TH_LOG("fault %d", n);
		if (fd >= 0)
			close(fd);
		if (!came)
			break;
	}
	TH_LOG("%d faults, %d refused, %d failed", n - 1, refused, failed);
	EXPECT_GE(fd, 0);
	EXPECT_GT(refused, 0);
	EXPECT_GT(failed, 0);
	EXPECT_FALSE(has_owner(self->bdf));
}

FIXTURE(module)
{
	int file;
};

FIXTURE_SETUP(module)
{
	char path[256];
	struct utsname host;

	ASSERT_EQ(uname(&host), 0);
	snprintf(path, sizeof(path), "/lib/modules/%s/vfioguard.ko",
		 host.release);
	self->file = open(path, O_RDONLY);
	ASSERT_GE(self->file, 0);
	ASSERT_TRUE(faults_init());
}

FIXTURE_TEARDOWN(module)
{
	close(self->file);
}

static struct try load_module(int file, int n)
{
	struct try try = { 0 };

	fault_begin(n);
	if (syscall(SYS_finit_module, file, "", 0))
		try.error = errno;
	try.fault = fault_end();
	return try;
}

/* Loaded means armed, not loaded leaves nothing behind */
TEST_F_TIMEOUT(module, loads_whole_or_not, TIMEOUT)
{
	struct try try = { .fault = true };
	int failed = 0;
	int n;

	for (n = 1; n < MAX_FAULTS; n++) {
		if (!try.error) {
			ASSERT_EQ(guard_disarm(), 0)
				TH_LOG("fault %d", n - 1);
			ASSERT_EQ(guard_remove_soon(), 0)
				TH_LOG("fault %d", n - 1);
		}
		try = load_module(self->file, n);
		failed += !!try.error;
		ASSERT_EQ(guard_armed(), try.error ? ~0U : 1)
			TH_LOG("fault %d: %s", n, strerror(try.error));
		if (!try.fault)
			break;
	}
	TH_LOG("%d faults, %d failures", n - 1, failed);
	EXPECT_EQ(try.error, 0);
	EXPECT_GT(failed, 0);
}

/* Not disarmed means armed as before */
TEST_F_TIMEOUT(module, disarms_or_stays, TIMEOUT)
{
	static const struct request disarm = { .cmd = VFIOGUARD_CMD_DISARM };
	struct try try = { .fault = true };
	int n;

	for (n = 1; try.fault && n < MAX_FAULTS; n++) {
		try = send_request(&disarm, n);
		if (guard_armed())
			continue;
		ASSERT_EQ(guard_remove_soon(), 0);
		ASSERT_EQ(load_module(self->file, 0).error, 0);
	}
	TH_LOG("%d faults", n - 2);
	EXPECT_EQ(try.error, 0);
	EXPECT_EQ(guard_armed(), 1);
}

TEST_HARNESS_MAIN
