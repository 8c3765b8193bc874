// SPDX-License-Identifier: GPL-2.0-only
/*
 * guest.c - the machine that the tests run in: its guard and its devices
 */
#include "guest.h"
#include "client.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int send_command(int cmd, struct answer *a)
{
	struct client c;
	int ret = client_open(&c);

	if (!ret)
		client_call(&c, cmd, 0, 0, NULL, a);
	client_close(&c);
	return ret;
}

/** guard_disarm() - Return: the error of the command, ENOENT without guard */
int guard_disarm(void)
{
	struct answer a;

	if (send_command(VFIOGUARD_CMD_DISARM, &a))
		return ENOENT;
	answer_free(&a);
	return a.error;
}

/** guard_armed() - Return: 0 or 1 as the guard says it, ~0 without guard */
unsigned int guard_armed(void)
{
	unsigned int value;
	struct answer a;

	if (send_command(VFIOGUARD_CMD_STATUS_GET, &a))
		return ~0U;
	value = answer_u32(&a, 0, VFIOGUARD_A_STATUS_ARMED);
	answer_free(&a);
	return value;
}

/** guard_remove() - Return: the error of delete_module() */
int guard_remove(void)
{
	return syscall(SYS_delete_module, "vfioguard", O_NONBLOCK) ? errno : 0;
}

/**
 * guard_remove_soon() - guard_remove(), with patience
 *
 * For a reference that is held for a moment, by a netlink request say.
 *
 * Return: the last error of delete_module().
 */
int guard_remove_soon(void)
{
	int tries, ret;

	for (tries = 0; tries < 100; tries++) {
		ret = guard_remove();
		if (ret != EAGAIN && ret != EWOULDBLOCK)
			return ret;
		usleep(50 * 1000);
	}
	return ret;
}

/**
 * write_text() - one write
 * @path: of the file
 * @text: what is written, in one piece
 *
 * Return: the error of open() or write(), for a refused bind that of the bind.
 */
int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	int ret;

	if (fd < 0)
		return errno;
	ret = write(fd, text, strlen(text)) < 0 ? errno : 0;
	close(fd);
	return ret;
}

/** keep_net_admin_only() - no other capability from here on, or the end */
void keep_net_admin_only(void)
{
	struct __user_cap_header_struct hdr = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = { { 0 }, { 0 } };

	data[0].effective = 1U << CAP_NET_ADMIN;
	data[0].permitted = 1U << CAP_NET_ADMIN;
	if (syscall(SYS_capset, &hdr, data))
		_exit(203);
}

/**
 * device() - a device by the part that it has in a test
 * @name: of a variable of the environment
 *
 * Return: its address; without one the test ends.
 */
const char *device(const char *name)
{
	const char *bdf = getenv(name);

	if (!bdf) {
		fprintf(stderr, "%s: %s= is not set\n",
			program_invocation_short_name, name);
		exit(64);
	}
	return bdf;
}

/** is_bound() - Return: whether a device has a driver */
bool is_bound(const char *bdf)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/driver", bdf);
	return !access(path, F_OK);
}

/** prepare_device() - let a device ask for vfio-pci; Return: 0 or an errno */
int prepare_device(const char *bdf)
{
	char path[128];

	snprintf(path, sizeof(path),
		 "/sys/bus/pci/devices/%s/driver_override", bdf);
	return write_text(path, "vfio-pci");
}

/** bind_device() - look for a driver, vfio-pci; Return: 0 or an errno */
int bind_device(const char *bdf)
{
	int ret = prepare_device(bdf);

	return ret ?: write_text("/sys/bus/pci/drivers_probe", bdf);
}

/** unbind_device() - from vfio-pci; Return: 0 or an errno */
int unbind_device(const char *bdf)
{
	return write_text("/sys/bus/pci/drivers/vfio-pci/unbind", bdf);
}
