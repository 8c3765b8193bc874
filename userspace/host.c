// SPDX-License-Identifier: GPL-2.0-only
#include "host.h"

#include <linux/magic.h>
#include <stddef.h>
#include <sys/vfs.h>
#include <time.h>

/**
 * vg_host_sysfs - where sysfs is mounted
 *
 * Return: path without a slash at its end.
 */
const char *vg_host_sysfs(void)
{
	return "/sys";
}

/**
 * vg_host_proc - where processes are
 *
 * Return: path without a slash at its end.
 */
const char *vg_host_proc(void)
{
	return "/proc";
}

/**
 * vg_host_cmdline - where the kernel command line can be read
 *
 * Return: path, or NULL when what is there is not the kernel's own file but a
 * container's fake, or something mounted over it.
 */
const char *vg_host_cmdline(void)
{
	static const char path[] = "/proc/cmdline";
	struct statfs fs;

	return !statfs(path, &fs) && fs.f_type == PROC_SUPER_MAGIC ? path :
								     NULL;
}

/**
 * vg_host_iomem - where the kernel lists who holds which memory
 *
 * Return: path.
 */
const char *vg_host_iomem(void)
{
	return "/proc/iomem";
}

/**
 * vg_host_policy - where the policy is that boot puts in force
 *
 * Return: path.
 */
const char *vg_host_policy(void)
{
	return "/etc/vfioguard/policy.conf";
}

/**
 * vg_host_refusal - where it is written why the guard was not loaded
 *
 * Return: path.
 */
const char *vg_host_refusal(void)
{
	return "/run/vfioguard/refusal";
}

/**
 * vg_host_notice - where it is written what is amiss although there is a guard
 *
 * Return: path.
 */
const char *vg_host_notice(void)
{
	return "/run/vfioguard/notice";
}

/**
 * vg_host_nodes - where it is written which groups had a node in /dev before
 * the guard came, and since when
 *
 * Return: path.
 */
const char *vg_host_nodes(void)
{
	return "/run/vfioguard/nodes";
}

/**
 * vg_host_pci_ids - where names of devices are
 *
 * Return: path, or NULL for the one that libpci was built with.
 */
const char *vg_host_pci_ids(void)
{
	return NULL;
}

/**
 * vg_host_dev - where device nodes are
 *
 * Return: path.
 */
const char *vg_host_dev(void)
{
	return "/dev";
}

static long long read_clock(clockid_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now))
		return 0;
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/**
 * vg_host_boot_time - CLOCK_REALTIME of the boot
 *
 * Return: nanoseconds since 1970.
 */
long long vg_host_boot_time(void)
{
	return read_clock(CLOCK_REALTIME) - read_clock(CLOCK_BOOTTIME);
}
