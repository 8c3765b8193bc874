// SPDX-License-Identifier: GPL-2.0-only
#include <err.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <pci/pci.h>

#include "bdf.h"
#include "config.h"
#include "feature.h"
#include "host.h"
#include "live.h"
#include "memory.h"

/* Config space: its header, that of conventional PCI, all of it, PCIe 7.2.1 */
#define HEADER_SIZE		64
#define CONFIG_SIZE		256
#define CONFIG_SIZE_PCIE	4096

/* linux/ioport.h of the kernel: pci_resource_flags() as sysfs shows them */
#define RESOURCE_MEM		0x200
#define RESOURCE_UNSET		0x20000000

/**
 * struct place - a function in sysfs
 * @dir: its directory below bus/pci/devices, relative to sysfs
 * @segment: its segment
 * @rid: its requester ID
 * @depth: number of bridges above it
 */
struct place {
	char dir[64];
	u32 segment;
	u16 rid;
	u32 depth;
};

static void join_path(char path[PATH_MAX], const char *place, const char *name)
{
	snprintf(path, PATH_MAX, "%s/%s/%s", vg_host_sysfs(), place, name);
}

/**
 * vg_sysfs_has - whether something is there
 * @place: directory, relative to sysfs
 * @name: what to look for in it
 *
 * Return: whether it is there.
 */
bool vg_sysfs_has(const char *place, const char *name)
{
	char path[PATH_MAX];

	join_path(path, place, name);
	return !access(path, F_OK);
}

static void find_place(struct place *place, const struct pci_dev *dev)
{
	const struct vg_bdf bdf = {
		.segment = dev->domain,
		.bus = dev->bus,
		.device = dev->dev,
		.function = dev->func,
	};
	char address[VG_ADDRESS_LEN];

	place->segment = bdf.segment;
	place->rid = vg_bdf_rid(&bdf);
	place->depth = 0;
	vg_bdf_format(address, &bdf);
	snprintf(place->dir, sizeof(place->dir), "bus/pci/devices/%s",
		 address);
}

/* Cuts the last part off a path and reads it as an address */
static bool cut_address(char *path, struct vg_bdf *bdf)
{
	char *slash = strrchr(path, '/');

	if (!slash)
		return false;
	*slash = '\0';
	return vg_bdf_parse(slash + 1, bdf);
}

static void add_link(struct vg_list *links, const struct place *place,
		     const struct vg_bdf *bridge)
{
	struct vg_below *link = vg_alloc(sizeof(*link));

	link->segment = bridge->segment;
	link->bridge = vg_bdf_rid(bridge);
	link->bus = place->rid >> 8;
	vg_list_add(links, link);
}

static void add_alias(struct vg_facts *facts, const struct place *place,
		      const struct vg_bdf *real)
{
	vg_facts_add_alias(facts, &(struct vg_alias){
		.segment = place->segment,
		.rid = place->rid,
		.alias_segment = real->segment,
		.alias_rid = vg_bdf_rid(real),
	});
}

/*
 * What it is below of, from the path in the device tree. A VF is where its PF
 * is, but may be on a bus of its own, to which no bridge leads. A root bus
 * below a function is that of a VMD, whose own requester ID the IOMMU sees:
 * pci_real_dma_dev() of the kernel.
 */
static void read_above(struct vg_facts *facts, struct vg_list *links,
		       struct place *place, char *path, struct vg_function *f)
{
	struct vg_bdf above;

	cut_address(path, &above);
	for (; cut_address(path, &above); place->depth++) {
		if (!place->depth && !(f->flags & VG_F_VF))
			add_link(links, place, &above);
	}
	if (!place->depth)
		f->flags |= VG_F_ROOT_BUS;
	if (cut_address(path, &above))
		add_alias(facts, place, &above);
}

static void read_pf(const struct place *place, struct vg_function *f)
{
	char path[PATH_MAX];
	struct vg_bdf pf;
	char *target;

	join_path(path, place->dir, "physfn");
	target = realpath(path, NULL);
	if (target && cut_address(target, &pf)) {
		f->flags |= VG_F_VF;
		f->pf_rid = vg_bdf_rid(&pf);
	}
	free(target);
}

/* The bus numbers its functions in the way of ARI, PCIe 6.13 */
static bool has_ari(const struct place *place)
{
	char path[PATH_MAX];
	FILE *file;
	int c;

	join_path(path, place->dir, "ari_enabled");
	file = fopen(path, "re");
	if (!file)
		return false;
	c = getc(file);
	fclose(file);
	return c == '1';
}

static bool has_memory_bar(const struct pci_dev *dev)
{
	for (size_t i = 0; i < ARRAY_SIZE(dev->flags); i++) {
		if (dev->flags[i] & RESOURCE_MEM)
			return true;
	}
	return false;
}

/* A register whose resource is empty: vg_gpu_bar_unassigned() of the module */
static bool has_given_up_bar(struct pci_dev *dev)
{
	u32 bar[VG_BARS];
	u32 mask;

	for (u32 i = 0; i < VG_BARS; i++)
		bar[i] = pci_read_long(dev, PCI_BASE_ADDRESS_0 + 4 * i);
	mask = vg_memory_bars(bar);
	for (u32 i = 0; i < VG_BARS; i++) {
		if (dev->flags[i] || dev->size[i])
			mask &= ~BIT(i);
	}
	return mask;
}

/* The kernel knows of a BAR and has found no room for it */
static bool has_unset_bar(const struct pci_dev *dev)
{
	for (size_t i = 0; i < ARRAY_SIZE(dev->flags); i++) {
		if (!(dev->flags[i] & RESOURCE_MEM))
			continue;
		if (dev->flags[i] & RESOURCE_UNSET ||
		    (dev->size[i] &&
		     !(dev->base_addr[i] & PCI_ADDR_MEM_MASK)))
			return true;
	}
	return false;
}

/* What the kernel says; a group without an IOMMU is that of no-IOMMU mode */
static void read_kernel(struct pci_dev *dev, const struct place *place,
			struct vg_function *f, struct vg_detail *detail)
{
	const char *group = pci_get_string_property(dev,
						    PCI_FILL_IOMMU_GROUP);
	const char *driver = pci_get_string_property(dev, PCI_FILL_DRIVER);

	/* pci_scan_slot(): with ARI all but the first, whatever they say */
	if (!(f->flags & VG_F_VF) && f->rid & 0xff &&
	    has_ari(place))
		f->flags |= VG_F_MULTIFUNCTION;
	f->flags &= ~VG_F_MEM_BAR;
	if (has_memory_bar(dev))
		f->flags |= VG_F_MEM_BAR;
	if (!(f->flags & VG_F_VF) && f->header == PCI_HEADER_TYPE_NORMAL &&
	    (has_unset_bar(dev) || has_given_up_bar(dev)))
		f->flags |= VG_F_BAR_UNASSIGNED;
	if (vg_sysfs_has(place->dir, "iommu"))
		f->flags |= VG_F_IOMMU;
	/* vg_pdev_assigned() of the module */
	if (driver && vg_sysfs_has(place->dir, "vfio-dev"))
		f->flags |= VG_F_ASSIGNED;
	if (group)
		f->group = atoi(group);
	detail->driver = driver ? strdup(driver) : NULL;
	if (driver && !detail->driver)
		err(EX_UNAVAILABLE, "strdup");
	detail->numa_node = dev->numa_node;
}

static void set_identity(const struct pci_dev *dev, struct vg_function *f)
{
	f->vendor = dev->vendor_id;
	f->device = dev->device_id;
	f->class = (u32)dev->device_class << 8 | dev->prog_if;
}

/*
 * Config space in one go. Where the kernel itself has no extended space to
 * look for capabilities in, there are none for the module either.
 */
static size_t read_space(const struct place *place, u8 *space)
{
	char path[PATH_MAX];
	struct stat status;
	ssize_t got = 0;
	int fd;

	join_path(path, place->dir, "config");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	got = pread(fd, space, CONFIG_SIZE_PCIE, 0);
	if (got == CONFIG_SIZE && !fstat(fd, &status) &&
	    status.st_size == CONFIG_SIZE) {
		memset(space + CONFIG_SIZE, 0, CONFIG_SIZE_PCIE - CONFIG_SIZE);
		got = CONFIG_SIZE_PCIE;
	}
	close(fd);
	return got < 0 ? 0 : got;
}

/* The IDs of a VF read as ones, PCIe 9.3.4.1.1; not its Command */
static bool answers(const u8 *space, const struct vg_function *f)
{
	static const u8 ones[] = { 0xff, 0xff, 0xff, 0xff };
	size_t where = f->flags & VG_F_VF ? PCI_COMMAND : PCI_VENDOR_ID;

	return memcmp(space + where, ones, sizeof(ones)) != 0;
}

/*
 * Nothing is believed of what cannot be read, but a port taken for a
 * conventional bridge would be blamed for a bus that is not there. Only PCIe
 * functions have the attribute (pcie_dev_attrs_are_visible()); ports up and
 * down alternate.
 */
static void guess_type(const struct place *place, struct vg_function *f)
{
	if (f->class >> 8 == PCI_CLASS_BRIDGE_PCI)
		f->header = PCI_HEADER_TYPE_BRIDGE;
	if (f->type != VG_TYPE_CONVENTIONAL ||
	    !vg_sysfs_has(place->dir, "max_link_width"))
		return;
	if (f->header != PCI_HEADER_TYPE_BRIDGE)
		f->type = place->depth ? VG_TYPE_ENDPOINT : VG_TYPE_RC_ENDPOINT;
	else if (!place->depth)
		f->type = VG_TYPE_ROOT_PORT;
	else
		f->type = place->depth % 2 ? VG_TYPE_UPSTREAM :
					     VG_TYPE_DOWNSTREAM;
}

static void read_config(struct vg_facts *facts, struct pci_dev *dev,
			const struct place *place, struct vg_function *f)
{
	u8 space[CONFIG_SIZE_PCIE];
	size_t size = read_space(place, space);

	if (size < HEADER_SIZE || !answers(space, f)) {
		f->flags |= VG_F_UNREADABLE;
	} else {
		if (size < CONFIG_SIZE)
			facts->host.unjudged |= BIT(VG_RULE_TRANSLATED_P2P) |
						BIT(VG_RULE_LINK_DEGRADED);
		pci_setup_cache(dev, space, (int)size);
		vg_config_read(dev, f);
		pci_setup_cache(dev, NULL, 0);
	}
	if (f->flags & VG_F_UNREADABLE) {
		guess_type(place, f);
		vg_facts_note(facts, VG_TROUBLE_CONFIG, 0);
	}
}

/**
 * vg_live_function - read one function of this host
 * @facts: gets the function, unless that was unplugged meanwhile
 * @links: gets a struct vg_below when there is a bridge above
 * @dev: the function
 */
void vg_live_function(struct vg_facts *facts, struct vg_list *links,
		      struct pci_dev *dev)
{
	struct vg_function *f;
	struct place place;
	char name[PATH_MAX];
	bool filled;
	char *path;

	find_place(&place, dev);
	join_path(name, place.dir, ".");
	path = realpath(name, NULL);
	filled = vg_pci_fill(dev);
	if (path && (filled || vg_sysfs_has(place.dir, "."))) {
		f = vg_facts_add(facts, place.segment, place.rid);
		read_pf(&place, f);
		read_above(facts, links, &place, path, f);
		set_identity(dev, f);
		/* still there, but nobody knows what it is */
		if (!filled)
			f->flags |= VG_F_UNREADABLE;
		read_config(facts, dev, &place, f);
		/* the kernel may have mended what registers say */
		set_identity(dev, f);
		read_kernel(dev, &place, f, &facts->detail[facts->count - 1]);
	}
	free(path);
}
