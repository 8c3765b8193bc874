// SPDX-License-Identifier: GPL-2.0-only
/*
 * vfio_open - open devices through VFIO as a virtual machine manager does
 *
 *   vfio_open BDF[,BDF]... [--hold [ANYTHING]... | --facts]
 *   vfio_open BDF --rounds N
 *
 * Container, group, IOMMU, device, region info, configuration space and the
 * first memory BAR of each. With --hold they stay open until a signal comes,
 * whatever else is on the command line; with --facts what VFIO tells about them
 * is printed as a line of JSON each instead. With --rounds the device is opened
 * and closed so many times, and that is all.
 *
 * VF_TOKEN in the environment, a UUID, is the VF token; who opens a PF sets it.
 */
#include <err.h>
#include <linux/vfio.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "container.h"

#define PCI "/sys/bus/pci/devices/"

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

static void print_regions(int device)
{
	unsigned int index;

	printf(", \"regions\": [");
	for (index = 0; index <= VFIO_PCI_ROM_REGION_INDEX; index++)
		printf("%s%llu", index ? ", " : "",
		       (unsigned long long)region_info(device, index).size);
	putchar(']');
}

static void print_irqs(int device)
{
	struct vfio_irq_info irq = { .argsz = sizeof(irq) };

	printf(", \"irqs\": [");
	for (; irq.index <= VFIO_PCI_MSIX_IRQ_INDEX; irq.index++) {
		if (ioctl(device, VFIO_DEVICE_GET_IRQ_INFO, &irq))
			err(1, "VFIO_DEVICE_GET_IRQ_INFO of %u", irq.index);
		printf("%s%u", irq.index ? ", " : "", irq.count);
	}
	putchar(']');
}

/* All that a reset of the bus takes down; nothing when there is none */
static void print_hot_reset(int device)
{
	static struct {
		struct vfio_pci_hot_reset_info head;
		struct vfio_pci_dependent_device device[256];
	} info;
	struct vfio_pci_dependent_device *d;
	unsigned int i;

	info.head.argsz = sizeof(info);
	if (ioctl(device, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, &info))
		return;
	printf(", \"hot_reset\": [");
	for (i = 0; i < info.head.count; i++) {
		d = &info.head.devices[i];
		printf("%s{\"bdf\": \"%04x:%02x:%02x.%x\", \"group\": %u}",
		       i ? ", " : "", d->segment, d->bus, d->devfn >> 3,
		       d->devfn & 7, d->group_id);
	}
	putchar(']');
}

static void print_facts(int device, const char *bdf)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };

	if (ioctl(device, VFIO_DEVICE_GET_INFO, &info))
		err(1, "VFIO_DEVICE_GET_INFO of %s", bdf);
	printf("{\"bdf\": \"%s\", \"reset\": %d", bdf,
	       !!(info.flags & VFIO_DEVICE_FLAGS_RESET));
	print_regions(device);
	print_irqs(device);
	print_hot_reset(device);
	puts("}");
}

static int get_device(int group, const char *bdf)
{
	const char *token = getenv("VF_TOKEN");
	char name[128];
	int device;

	snprintf(name, sizeof(name), "%s%s%s", bdf, token ? " vf_token=" : "",
		 token ? token : "");
	device = ioctl(group, VFIO_GROUP_GET_DEVICE_FD, name);
	if (device < 0)
		err(1, "VFIO_GROUP_GET_DEVICE_FD of %s", bdf);
	return device;
}

static int open_and_close(const char *bdf, int rounds)
{
	int group = container_attach(container_open(), true, bdf);

	while (rounds-- > 0)
		close(get_device(group, bdf));
	return 0;
}

int main(int argc, char **argv)
{
	bool hold = argc >= 3 && !strcmp(argv[2], "--hold");
	bool facts = argc == 3 && !strcmp(argv[2], "--facts");
	bool rounds = argc == 4 && !strcmp(argv[2], "--rounds");
	int container, group, device;
	char *bdf;

	if (argc < 2 || (argc > 2 && !hold && !facts && !rounds))
		errx(64, "usage: vfio_open BDF[,BDF]... [--hold [ANYTHING]... | --facts]\n"
		     "       vfio_open BDF --rounds N");
	if (rounds)
		return open_and_close(argv[1], atoi(argv[3]));
	container = container_open();
	for (bdf = strtok(argv[1], ","); bdf; bdf = strtok(NULL, ",")) {
		group = container_attach(container, bdf == argv[1], bdf);
		device = get_device(group, bdf);
		if (facts) {
			print_facts(device, bdf);
			continue;
		}
		read_config(device, bdf);
		read_bar(device);
		printf("%s is open\n", bdf);
	}
	fflush(stdout);
	if (hold)
		pause();
	return 0;
}
