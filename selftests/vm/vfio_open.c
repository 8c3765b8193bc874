// SPDX-License-Identifier: GPL-2.0-only
/*
 * vfio_open - open a device through VFIO as a virtual machine manager does
 *
 *   vfio_open BDF [--hold]
 *
 * Container, group, IOMMU, device, region info, configuration space and the
 * first memory BAR. With --hold the device stays open until a signal comes.
 */
#include <err.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/vfio.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define PCI "/sys/bus/pci/devices/"

static int open_file(const char *path)
{
	int fd = open(path, O_RDWR);

	if (fd < 0)
		err(1, "%s", path);
	return fd;
}

static int open_group(const char *bdf)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };
	char path[128], link[256] = "";
	int fd;

	snprintf(path, sizeof(path), PCI "%s/iommu_group", bdf);
	if (readlink(path, link, sizeof(link) - 1) < 0)
		err(1, "%s", path);
	snprintf(path, sizeof(path), "/dev/vfio/%s", basename(link));
	fd = open_file(path);
	if (ioctl(fd, VFIO_GROUP_GET_STATUS, &status))
		err(1, "VFIO_GROUP_GET_STATUS of %s", path);
	if (!(status.flags & VFIO_GROUP_FLAGS_VIABLE))
		errx(1, "%s is not viable", path);
	return fd;
}

static struct vfio_region_info region_info(int device, unsigned int index)
{
	struct vfio_region_info region = {
		.argsz = sizeof(region),
		.index = index,
	};

	if (ioctl(device, VFIO_DEVICE_GET_REGION_INFO, &region))
		err(1, "VFIO_DEVICE_GET_REGION_INFO of region %u", index);
	return region;
}

static void read_config(int device, const char *bdf)
{
	struct vfio_region_info region =
		region_info(device, VFIO_PCI_CONFIG_REGION_INDEX);
	char path[128];
	unsigned int expected;
	uint16_t vendor;
	FILE *file;

	if (pread(device, &vendor, sizeof(vendor), region.offset) !=
	    sizeof(vendor))
		err(1, "read of configuration space");
	snprintf(path, sizeof(path), PCI "%s/vendor", bdf);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%x", &expected) != 1)
		err(1, "%s", path);
	fclose(file);
	if (vendor != expected)
		errx(1, "vendor %04x through VFIO, %04x in sysfs", vendor,
		     expected);
}

static void read_bar(int device)
{
	unsigned int index;

	for (index = 0; index <= VFIO_PCI_BAR5_REGION_INDEX; index++) {
		struct vfio_region_info region = region_info(device, index);
		uint32_t word;

		if (!region.size || !(region.flags & VFIO_REGION_INFO_FLAG_READ))
			continue;
		if (pread(device, &word, sizeof(word), region.offset) !=
		    sizeof(word))
			err(1, "read of BAR %u", index);
		printf("BAR %u: %llu KiB, reads %08x\n", index,
		       (unsigned long long)region.size >> 10, word);
		return;
	}
	errx(1, "no BAR that can be read");
}

int main(int argc, char **argv)
{
	int container, group, device;

	if (argc < 2 || (argc == 3 && strcmp(argv[2], "--hold")) || argc > 3)
		errx(64, "usage: vfio_open BDF [--hold]");
	container = open_file("/dev/vfio/vfio");
	if (ioctl(container, VFIO_GET_API_VERSION) != VFIO_API_VERSION)
		errx(1, "VFIO_GET_API_VERSION: unknown version");
	group = open_group(argv[1]);
	if (ioctl(group, VFIO_GROUP_SET_CONTAINER, &container))
		err(1, "VFIO_GROUP_SET_CONTAINER");
	if (ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))
		err(1, "VFIO_SET_IOMMU");
	device = ioctl(group, VFIO_GROUP_GET_DEVICE_FD, argv[1]);
	if (device < 0)
		err(1, "VFIO_GROUP_GET_DEVICE_FD of %s", argv[1]);
	read_config(device, argv[1]);
	read_bar(device);
	printf("%s is open\n", argv[1]);
	fflush(stdout);
	if (argc == 3)
		pause();
	return 0;
}
