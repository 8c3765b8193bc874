// SPDX-License-Identifier: GPL-2.0-only
/*
 * collection.c - the functions of the host, and what is known of them without
 * their registers: from the PCI core, the registry, and who uses them.
 *
 * A part of taking a snapshot: what snapshot.c says of locks and static data
 * holds here, too. Upward pointers of a function are followed only where the
 * registry says that it is not being deleted (H9).
 */
#include <linux/bitmap.h>
#include <linux/iommu.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "assigned.h"
#include "collection.h"
#include "compat/pci.h"
#include "device.h"
#include "gpu.h"
#include "state.h"
#include "use.h"

/* Functions and aliases that may appear between counting and walking */
#define SLACK		64
/* Bits of pci_dev.dma_alias_mask */
#define BUS_FUNCTIONS	256

static u32 count_aliases(struct pci_dev *pdev)
{
	/* Allocated once, freed with the function */
	unsigned long *mask = READ_ONCE(pdev->dma_alias_mask);

	return 1 + (mask ? bitmap_weight(mask, BUS_FUNCTIONS) : 0);
}

static int allocate(struct vg_collection *c)
{
	struct vg_device_stats stats;

	vg_devices_stats(&stats);
	c->capacity = stats.created - stats.destroyed + stats.lost + SLACK;
	c->source = kvcalloc(c->capacity, sizeof(*c->source), GFP_KERNEL);
	c->fn = kvcalloc(c->capacity, sizeof(*c->fn), GFP_KERNEL);
	return c->source && c->fn ? 0 : -ENOMEM;
}

static int allocate_aliases(struct vg_collection *c)
{
	u32 i;

	c->alias_capacity = SLACK;
	for (i = 0; i < c->count; i++)
		c->alias_capacity += count_aliases(c->source[i].pdev);
	c->alias = kvcalloc(c->alias_capacity, sizeof(*c->alias), GFP_KERNEL);
	return c->alias ? 0 : -ENOMEM;
}

static int compare_sources(const void *a, const void *b)
{
	const struct vg_source *x = a;
	const struct vg_source *y = b;

	return x->key < y->key ? -1 : x->key > y->key;
}

/* All functions, sorted; for_each_pci_dev() takes no lock that we may not */
static int collect(struct vg_collection *c)
{
	struct pci_dev *pdev = NULL;

	for_each_pci_dev(pdev) {
		if (c->count == c->capacity) {
			pci_dev_put(pdev);
			return -EAGAIN;
		}
		c->source[c->count].pdev = pci_dev_get(pdev);
		c->source[c->count].key = vg_pdev_key(pdev);
		c->count++;
	}
	sort(c->source, c->count, sizeof(*c->source), compare_sources, NULL);
	return 0;
}

/**
 * vg_source_find() - look a function up
 * @c: sorted
 * @key: vg_pdev_key() of the function, or VG_NO_KEY
 *
 * Return: where its facts come from, or NULL.
 */
struct vg_source *vg_source_find(const struct vg_collection *c,
				 unsigned long key)
{
	u32 from = 0;
	u32 to = c->count;
	u32 mid;

	while (from < to) {
		mid = from + (to - from) / 2;
		if (c->source[mid].key < key)
			from = mid + 1;
		else
			to = mid;
	}
	return from < c->count && c->source[from].key == key ?
	       &c->source[from] : NULL;
}

static bool has_memory_bar(struct pci_dev *pdev)
{
	int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++)
		if (pci_resource_flags(pdev, i) & IORESOURCE_MEM)
			return true;
	return false;
}

/* What does not change and needs nothing but the function itself */
static void describe(struct pci_dev *pdev, struct vg_function *f)
{
	f->segment = pci_domain_nr(pdev->bus);
	f->rid = pci_dev_id(pdev);
	f->pf_rid = f->rid;
	f->vendor = pdev->vendor;
	f->device = pdev->device;
	f->class = pdev->class & 0xffffff;
	f->group = VG_NO_GROUP;
	f->type = pci_is_pcie(pdev) ? pci_pcie_type(pdev) :
				      VG_TYPE_CONVENTIONAL;
	f->header = pdev->hdr_type & PCI_HEADER_TYPE_MASK;
	if (pdev->multifunction)
		f->flags |= VG_F_MULTIFUNCTION;
	if (has_memory_bar(pdev))
		f->flags |= VG_F_MEM_BAR;
	if (pdev->dev_flags & PCI_DEV_FLAGS_ACS_ENABLED_QUIRK)
		f->flags |= VG_F_PCH_ACS;
	if (pdev->dev_flags & PCI_DEV_FLAGS_BRIDGE_XLATE_ROOT)
		f->flags |= VG_F_XLATE_ROOT;
	if (pdev->dev_flags & PCI_DEV_FLAG_PCIE_BRIDGE_ALIAS)
		f->flags |= VG_F_ALIAS_SECONDARY;
	if (pdev->dev_flags & PCI_DEV_FLAGS_NO_BUS_RESET)
		f->flags |= VG_F_NO_BUS_RESET;
	if (vg_gpu_lacks_reset(pdev))
		f->flags |= VG_F_NO_RESET;
	if (vg_bridge_no_alias(pdev))
		f->flags |= VG_F_BRIDGE_NO_ALIAS;
}

static bool add_alias(struct vg_collection *c, const struct vg_function *f,
		      u32 segment, u16 rid)
{
	struct vg_alias *a;

	if (c->alias_count == c->alias_capacity)
		return false;
	a = &c->alias[c->alias_count++];
	a->segment = f->segment;
	a->rid = f->rid;
	a->alias_segment = segment;
	a->alias_rid = rid;
	return true;
}

/* The first part of pci_for_each_dma_alias(); bridges are the core's part */
static bool gather_aliases(struct vg_collection *c, struct pci_dev *pdev,
			   const struct vg_function *f)
{
	struct pci_dev *real = vg_real_dma_dev(pdev);
	unsigned long *mask = READ_ONCE(real->dma_alias_mask);
	u32 segment = pci_domain_nr(real->bus);
	unsigned int devfn;

	if (real != pdev && !add_alias(c, f, segment, pci_dev_id(real)))
		return false;
	if (!mask)
		return true;
	for_each_set_bit(devfn, mask, BUS_FUNCTIONS)
		if (!add_alias(c, f, segment,
			       PCI_DEVID(real->bus->number, devfn)))
			return false;
	return true;
}

/* Below which slot of a root bus; the registry says that pointers upward hold */
static unsigned long root_slot(struct pci_dev *pdev)
{
	pdev = pci_physfn(pdev);
	while (!pci_is_root_bus(pdev->bus) && pdev->bus->self)
		pdev = pdev->bus->self;
	return vg_pdev_key(pdev) & ~7UL;
}

static s32 group_number(struct pci_dev *pdev)
{
	struct iommu_group *group = iommu_group_get(&pdev->dev);
	s32 number = group ? iommu_group_id(group) : VG_NO_GROUP;

	/* Never the last reference, the function has one: does not sleep */
	iommu_group_put(group);
	return number;
}

/* What may only be followed while the function is not being deleted */
static bool gather_alive(struct vg_collection *c, struct vg_source *s,
			 struct vg_function *f)
{
	struct pci_dev *pdev = s->pdev;
	struct pci_dev *pf = pci_physfn(pdev);

	if (pdev->is_virtfn) {
		f->flags |= VG_F_VF;
		f->pf_rid = pci_dev_id(pf);
	}
	if (pci_is_root_bus(pf->bus))
		f->flags |= VG_F_ROOT_BUS;
	/* H10: the bus of a VF may be a virtual one, without a bridge */
	if (pdev->bus->self && !pci_is_root_bus(pdev->bus))
		s->bridge = vg_pdev_key(pdev->bus->self);
	s->slot = root_slot(pdev);
	f->group = group_number(pdev);
	return gather_aliases(c, pdev, f);
}

/*
 * Without device_lock a driver is nothing but an address: its module can go.
 * Until there is a VFIO device the gate says that the driver is one of VFIO, or
 * another device does that has the same: else of two that are bound at once
 * each would see the other in the hands of the host.
 */
static void gather_driver(const struct vg_collection *c, struct vg_device *dev,
			  struct pci_dev *pdev, struct vg_function *f)
{
	const struct device_driver *driver = READ_ONCE(pdev->dev.driver);
	/* First: who is past the gate has a VFIO device by then */
	bool binding = vg_device_binding(dev);

	if (vg_pdev_assigned(pdev))
		f->flags |= VG_F_ASSIGNED;
	else if (driver && driver != c->vfio && !binding)
		f->flags |= VG_F_HOST_DRIVER;
}

/*
 * Returns 1 for a function that belongs into the snapshot, 0 for one that is
 * just coming or going (it is bound to nothing), or an errno.
 */
static int gather(struct vg_collection *c, struct vg_source *s,
		  struct vg_function *f)
{
	struct vg_device *dev = vg_device_get(s->key);
	struct vg_device_stats stats;
	int ret = 0;

	s->bridge = VG_NO_KEY;
	s->slot = VG_NO_KEY;
	s->power = READ_ONCE(s->pdev->current_state);
	describe(s->pdev, f);
	if (!dev) {
		/* A lost one stays: where it is attached is not known */
		vg_devices_stats(&stats);
		f->flags |= VG_F_UNREADABLE;
		return stats.lost != 0;
	}
	spin_lock(&dev->lock);
	if (dev->pdev == s->pdev)
		ret = gather_alive(c, s, f) ? 1 : -EAGAIN;
	spin_unlock(&dev->lock);
	if (ret == 1) {
		gather_driver(c, dev, s->pdev, f);
		vg_use_describe(dev, f);
	}
	vg_device_put(dev);
	return ret;
}

/*
 * VFIO gives the devices of a group to one owner: of one that was opened before
 * the gate was armed he is known from another that was opened since.
 */
static void share_owners(struct vg_collection *c)
{
	struct vg_function *f;
	u32 i, k;

	for (i = 0; i < c->count; i++) {
		f = &c->fn[i];
		if (!(f->flags & VG_F_OPEN) || f->owner_pid)
			continue;
		for (k = 0; k < c->count && !f->owner_pid; k++) {
			if (!vg_same_group(f, &c->fn[k]))
				continue;
			f->owner_pid = c->fn[k].owner_pid;
			f->owner_start = c->fn[k].owner_start;
		}
	}
}

/* The driver of a device that is at the gate does not leave it meanwhile */
static const struct device_driver *find_vfio_driver(struct pci_dev *only)
{
	struct vg_device *dev = only ? vg_device_of(only) : NULL;
	const struct device_driver *driver = NULL;

	if (dev && (vg_device_binding(dev) || vg_pdev_assigned(only)))
		driver = READ_ONCE(only->dev.driver);
	vg_device_put(dev);
	return driver;
}

/* Fills the facts and closes the gaps of functions that do not belong here */
static int gather_all(struct vg_collection *c)
{
	u32 total = c->count;
	int ret = 1;
	u32 i;

	for (i = 0, c->count = 0; i < total; i++) {
		swap(c->source[c->count], c->source[i]);
		if (ret >= 0) {
			memset(&c->fn[c->count], 0, sizeof(c->fn[c->count]));
			ret = gather(c, &c->source[c->count],
				     &c->fn[c->count]);
		}
		if (ret == 1)
			c->count++;
		else
			pci_dev_put(c->source[c->count].pdev);
	}
	return ret < 0 ? ret : 0;
}

/*
 * Bus numbers of bridges, from the functions behind them: these hold the bus,
 * while the bridge's own pointer to it goes away before the bridge does.
 */
static void link_bridges(struct vg_collection *c)
{
	struct vg_source *bridge;
	struct pci_bus *bus;
	u32 i;

	for (i = 0; i < c->count; i++) {
		bridge = c->source[i].bridge == VG_NO_KEY ? NULL :
			 vg_source_find(c, c->source[i].bridge);
		if (!bridge)
			continue;
		bus = c->source[i].pdev->bus;
		bridge->port = true;
		c->fn[bridge - c->source].secondary = bus->number;
		c->fn[bridge - c->source].subordinate = bus->busn_res.end;
	}
}

/**
 * vg_collection_gather() - all functions, and what is known of them
 * @c: filled; its arrays and references are the caller's, after an error too
 * @only: the function to be judged, or NULL; see vg_snapshot_take()
 *
 * Context: see snapshot.c; may sleep.
 * Return: 0, -ENOMEM, or -EAGAIN when the host does not stand still.
 */
int vg_collection_gather(struct vg_collection *c, struct pci_dev *only)
{
	int err;

	*c = (struct vg_collection){ .vfio = find_vfio_driver(only) };
	err = allocate(c);
	if (!err)
		err = collect(c);
	if (!err)
		err = allocate_aliases(c);
	if (!err)
		err = gather_all(c);
	if (!err) {
		share_owners(c);
		link_bridges(c);
	}
	return err;
}
