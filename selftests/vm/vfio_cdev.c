// SPDX-License-Identifier: GPL-2.0-only
/*
 * vfio_cdev - open a device through its own character device and iommufd
 *
 *   vfio_cdev BDF [--hold]
 *
 * As a virtual machine manager does that knows no groups: to bind it to an
 * iommufd is its first open. With --hold it stays open until a signal comes.
 */
#include <dirent.h>
#include <err.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "container.h"

/* The headers of Debian 12 are older than it */
#ifndef VFIO_DEVICE_BIND_IOMMUFD
struct vfio_device_bind_iommufd {
	__u32 argsz;
	__u32 flags;
	__s32 iommufd;
	__u32 out_devid;
};

#define VFIO_DEVICE_BIND_IOMMUFD _IO(VFIO_TYPE, VFIO_BASE + 18)
#endif

static int open_device(const char *bdf)
{
	struct dirent *entry;
	char path[512];
	DIR *dir;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/vfio-dev", bdf);
	dir = opendir(path);
	if (!dir)
		err(1, "%s", path);
	do {
		entry = readdir(dir);
	} while (entry && entry->d_name[0] == '.');
	if (!entry)
		errx(1, "%s has no VFIO device", bdf);
	snprintf(path, sizeof(path), "/dev/vfio/devices/%s", entry->d_name);
	closedir(dir);
	return open_file(path);
}

int main(int argc, char **argv)
{
	struct vfio_device_bind_iommufd bind = { .argsz = sizeof(bind) };
	int device;

	if (argc < 2 || argc > 3 || (argc == 3 && strcmp(argv[2], "--hold")))
		errx(64, "usage: vfio_cdev BDF [--hold]");
	device = open_device(argv[1]);
	bind.iommufd = open_file("/dev/iommu");
	if (ioctl(device, VFIO_DEVICE_BIND_IOMMUFD, &bind))
		err(1, "VFIO_DEVICE_BIND_IOMMUFD of %s", argv[1]);
	printf("%s is open\n", argv[1]);
	fflush(stdout);
	if (argc == 3)
		pause();
	return 0;
}
