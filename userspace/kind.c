// SPDX-License-Identifier: GPL-2.0-only
#include "kind.h"

#include <pci/pci.h>

#include <stdio.h>
#include <string.h>

/* Base class and sub-class with a shorter name than that of pci.ids */
static const struct {
	u16 class;
	const char *name;
} known[] = {
	{ 0x0101, "IDE" },
	{ 0x0104, "RAID" },
	{ 0x0106, "SATA" },
	{ 0x0107, "SAS" },
	{ 0x0108, "NVMe" },
	{ 0x0200, "Ethernet" },
	{ 0x0207, "InfiniBand" },
	{ 0x0403, "audio" },
	{ 0x0500, "RAM" },
	{ 0x0580, "memory" },
	{ 0x0600, "host bridge" },
	{ 0x0601, "ISA bridge" },
	{ 0x0680, "bridge" },
	{ 0x0780, "communication" },
	{ 0x0806, "IOMMU" },
	{ 0x0880, "system" },
	{ 0x0b40, "coprocessor" },
	{ 0x0c03, "USB" },
	{ 0x0c05, "SMBus" },
	{ 0x0c80, "serial bus" },
	{ 0x1000, "crypto" },
	{ 0x1101, "counters" },
	{ 0x1180, "signal" },
	{ 0xff00, "unassigned" },
};

/**
 * vg_kinds_open - the names of classes, from pci.ids
 *
 * Without that file classes are called by their numbers.
 *
 * Return: to be given to vg_kinds_close().
 */
struct pci_access *vg_kinds_open(void)
{
	/* no pci_init(): that looks for hardware, and exits without */
	struct pci_access *kinds = pci_alloc();

	/* the cache that is there to look at else needs what pci_init() sets */
	kinds->id_lookup_mode = 0;
	return kinds;
}

/**
 * vg_kinds_close - release what vg_kinds_open() gave
 * @kinds: is no more
 */
void vg_kinds_close(struct pci_access *kinds)
{
	pci_cleanup(kinds);
}

/**
 * vg_kind_sort - what a function is counted as
 * @f: the function
 *
 * Return: enum vg_sort.
 */
enum vg_sort vg_kind_sort(const struct vg_function *f)
{
	const struct device device = {
		.vendor = { true, f->vendor },
		.class = { true, f->class },
	};

	return vg_sort_of(&device);
}

/* What bridges do is in their type, PCIe 7.5.3.2 */
static const char *bridge_name(const struct vg_function *f)
{
	switch (f->type) {
	case VG_TYPE_ROOT_PORT:
		return "root port";
	case VG_TYPE_UPSTREAM:
		return "upstream port";
	case VG_TYPE_DOWNSTREAM:
		return "downstream port";
	case VG_TYPE_PCIE_TO_PCI:
		return "PCIe-PCI bridge";
	case VG_TYPE_PCI_TO_PCIE:
		return "PCI-PCIe bridge";
	default:
		return f->header == 2 ? "CardBus bridge" : "PCI bridge";
	}
}

static const char *known_name(const struct vg_function *f)
{
	static const char *const sorts[VG_SORT_COUNT] = {
		[VG_SORT_GPU] = "GPU",
		[VG_SORT_NVSWITCH] = "NVSwitch",
		[VG_SORT_DISPLAY] = "BMC display",
	};

	/* a function that is gone has a header type of ones */
	if (f->header == 1 || f->header == 2)
		return bridge_name(f);
	if (sorts[vg_kind_sort(f)])
		return sorts[vg_kind_sort(f)];
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (known[i].class == f->class >> 8)
			return known[i].name;
	}
	return NULL;
}

/* One byte is one column, and nothing that a terminal or dot(1) would obey */
static void make_plain(char *text)
{
	for (; *text; text++) {
		if (*text < ' ' || *text > '~')
			*text = '?';
	}
}

/**
 * vg_kind - what a function is
 * @buf: the name, of printable ASCII; ends in ~ when it was cut
 * @kinds: from vg_kinds_open()
 * @f: the function
 */
void vg_kind(char buf[VG_KIND_LEN], struct pci_access *kinds,
	     const struct vg_function *f)
{
	const char *name = known_name(f);
	char found[80];

	if (!name)
		name = pci_lookup_name(kinds, found, sizeof(found),
				       PCI_LOOKUP_CLASS | PCI_LOOKUP_NO_HWDB,
				       (int)(f->class >> 8));
	if (snprintf(buf, VG_KIND_LEN, "%s", name ? name : "unknown") >=
	    VG_KIND_LEN)
		buf[VG_KIND_LEN - 2] = '~';
	make_plain(buf);
}
