// SPDX-License-Identifier: GPL-2.0-only
/*
 * snapshot.c - pci_dev to records of the core.
 *
 * Runs in the gate, below a device_lock and maybe the rescan lock: takes
 * neither these nor pci_bus_sem (an AER handler holds that while it waits for
 * a device_lock, and a queued writer then blocks us). Upward pointers of a
 * function are followed only where the registry says that it is not being
 * deleted (H9). H18: no static data.
 */
#include <linux/delay.h>
#include <linux/iommu.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "assigned.h"
#include "compat/iommu.h"
#include "compat/pci.h"
#include "config.h"
#include "device.h"
#include "gpu.h"
#include "host.h"
#include "region.h"
#include "registers.h"
#include "snapshot.h"
#include "state.h"
#include "use.h"

/* A host that changes while it is looked at is looked at again, so often */
#define TRIES		3
/* Functions and aliases that may appear between counting and walking */
#define SLACK		64
/* Waking a port takes 100 ms and more, PCIe 6.6.1 */
#define WAKE_TIMEOUT	msecs_to_jiffies(2000)
#define WAKE_POLL_MS	5

#define NO_KEY		ULONG_MAX
/* Bits of pci_dev.dma_alias_mask */
#define BUS_FUNCTIONS	256

/**
 * struct vg_source - where the facts of a function came from
 * @pdev: the function, a reference
 * @key: vg_pdev_key()
 * @bridge: key of the bridge whose secondary bus it is on, or NO_KEY
 * @slot: key of function 0 of the slot of a root bus that it is below of
 * @port: a bridge with something below
 * @read: its registers are wanted
 * @awake: a runtime PM reference is held
 * @power: its state before that
 */
struct vg_source {
	struct pci_dev *pdev;
	unsigned long key;
	unsigned long bridge;
	unsigned long slot;
	bool port;
	bool read;
	bool awake;
	pci_power_t power;
};

/**
 * struct collection - a snapshot in the making
 * @source: sorted by key
 * @fn: facts of the same functions
 * @alias: further requester IDs
 * @vfio: a driver of VFIO, or NULL; only to compare with
 * @count: number of functions
 * @capacity: of @source and @fn
 * @alias_count: number of aliases
 * @alias_capacity: of @alias
 */
struct collection {
	struct vg_source *source;
	struct vg_function *fn;
	struct vg_alias *alias;
	const struct device_driver *vfio;
	u32 count;
	u32 capacity;
	u32 alias_count;
	u32 alias_capacity;
};

static u32 count_aliases(struct pci_dev *pdev)
{
	/* Allocated once, freed with the function */
	unsigned long *mask = READ_ONCE(pdev->dma_alias_mask);

	return 1 + (mask ? bitmap_weight(mask, BUS_FUNCTIONS) : 0);
}

static int allocate(struct collection *c)
{
	struct vg_device_stats stats;

	vg_devices_stats(&stats);
	c->capacity = stats.created - stats.destroyed + stats.lost + SLACK;
	c->source = kvcalloc(c->capacity, sizeof(*c->source), GFP_KERNEL);
	c->fn = kvcalloc(c->capacity, sizeof(*c->fn), GFP_KERNEL);
	return c->source && c->fn ? 0 : -ENOMEM;
}

static int allocate_aliases(struct collection *c)
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
static int collect(struct collection *c)
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

static struct vg_source *find_source(const struct collection *c,
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

static bool add_alias(struct collection *c, const struct vg_function *f,
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
static bool gather_aliases(struct collection *c, struct pci_dev *pdev,
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
static bool gather_alive(struct collection *c, struct vg_source *s,
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
static void gather_driver(const struct collection *c, struct vg_device *dev,
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
static int gather(struct collection *c, struct vg_source *s,
		  struct vg_function *f)
{
	struct vg_device *dev = vg_device_get(s->key);
	struct vg_device_stats stats;
	int ret = 0;

	s->bridge = NO_KEY;
	s->slot = NO_KEY;
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
static void share_owners(struct collection *c)
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
static int gather_all(struct collection *c)
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
static void link_bridges(struct collection *c)
{
	struct vg_source *bridge;
	struct pci_bus *bus;
	u32 i;

	for (i = 0; i < c->count; i++) {
		bridge = c->source[i].bridge == NO_KEY ? NULL :
			 find_source(c, c->source[i].bridge);
		if (!bridge)
			continue;
		bus = c->source[i].pdev->bus;
		bridge->port = true;
		c->fn[bridge - c->source].secondary = bus->number;
		c->fn[bridge - c->source].subordinate = bus->busn_res.end;
	}
}

static void select_slot(struct collection *c, unsigned long slot)
{
	u32 i;

	for (i = 0; i < c->count; i++)
		if (c->source[i].slot == slot)
			c->source[i].read = true;
}

/* Rule 24 also asks whom the devices reach that others have open */
static void select_ports_of_open(struct collection *c)
{
	u32 i;
	u32 p;

	for (i = 0; i < c->count; i++) {
		if (!(c->fn[i].flags & VG_F_OPEN))
			continue;
		for (p = 0; p < c->count; p++)
			if (c->source[p].port &&
			    c->source[p].slot == c->source[i].slot)
				c->source[p].read = true;
	}
}

/*
 * Registers below other slots of the root bus decide nothing, and ports there
 * may sleep on, unless it matters who has what open.
 */
static int select_sources(struct collection *c, struct pci_dev *only,
			  const struct vg_policy *policy)
{
	struct vg_source *s;
	u32 i;

	if (only) {
		s = find_source(c, vg_pdev_key(only));
		/* Removed meanwhile, or lost: nothing can be said about it */
		if (!s || s->pdev != only || s->slot == NO_KEY)
			return -ENODEV;
		select_slot(c, s->slot);
		if (policy->peers == VG_PEERS_SAME_OWNER)
			select_ports_of_open(c);
		return 0;
	}
	for (i = 0; i < c->count; i++)
		if (!c->source[i].read && vg_config_covers(policy, &c->fn[i]))
			select_slot(c, c->source[i].slot);
	return 0;
}

/*
 * Wakes ports, the function asked for, and what has no power: in D3hot config
 * space is there below a port that is awake. They stay awake until the snapshot
 * is dropped, since records are read by it. Not synchronously: a port that
 * comes from D3cold resumes its bus under pci_bus_sem, which may wait for the
 * device_lock of our caller. Ours are only the request and a bounded wait.
 */
static void wake(struct collection *c, struct pci_dev *only)
{
	unsigned long deadline;
	u32 i;

	for (i = 0; i < c->count; i++) {
		struct vg_source *s = &c->source[i];

		if (!s->read || (!s->port && s->pdev != only &&
				 s->power != PCI_D3cold))
			continue;
		pm_runtime_get(&s->pdev->dev);
		s->awake = true;
	}
	deadline = jiffies + WAKE_TIMEOUT;
	for (i = 0; i < c->count; i++)
		while (c->source[i].awake &&
		       !pm_runtime_active(&c->source[i].pdev->dev) &&
		       time_before(jiffies, deadline))
			msleep(WAKE_POLL_MS);
}

/* What is behind the IOMMU core's claim: an IOMMU, remapping, regions */
static void check_iommu(const struct vg_source *s, struct vg_function *f)
{
	struct vg_device *dev = vg_device_get(s->key);
	struct iommu_group *group = NULL;

	if (!dev)
		return;
	spin_lock(&dev->lock);
	if (dev->pdev == s->pdev) {
		group = iommu_group_get(&s->pdev->dev);
		/* What VFIO itself asks for; a no-IOMMU group does not have it */
		if (group && device_iommu_capable(&s->pdev->dev,
						  IOMMU_CAP_CACHE_COHERENCY))
			f->flags |= VG_F_IOMMU;
	}
	spin_unlock(&dev->lock);
	vg_device_put(dev);
	/* Takes the group's mutex, so outside of the lock */
	if (group) {
		if (vg_group_isolated_msi(group))
			f->flags |= VG_F_MSI_ISOLATED;
		f->flags |= vg_group_region_flags(group);
	}
	iommu_group_put(group);
}

/* What matters of a device that is judged, not of its neighbours */
static void check_device(const struct vg_source *s, struct vg_function *f)
{
	check_iommu(s, f);
	if (vg_gpu_bar_unassigned(s->pdev))
		f->flags |= VG_F_BAR_UNASSIGNED;
}

/* A port that sleeps has registers as long as the one above it is awake */
static bool is_reachable(const struct collection *c, const struct vg_source *s)
{
	const struct vg_source *above = find_source(c, s->bridge);

	return s->power != PCI_D3cold &&
	       (!above || pm_runtime_active(&above->pdev->dev));
}

/* What lies below a port that sleeps does nothing, as long as nobody wakes it */
static void read_one(const struct collection *c, u32 i, bool woken)
{
	const struct vg_source *s = &c->source[i];
	struct vg_function *f = &c->fn[i];

	if (!s->read)
		f->flags |= VG_F_NOT_READ;
	else if (woken || is_reachable(c, s))
		vg_registers_read(s->pdev, f);
	else
		f->flags |= VG_F_UNREADABLE | VG_F_QUIET;
}

static void read_all(struct collection *c, struct pci_dev *only, bool may_wake)
{
	u32 i;

	if (may_wake)
		wake(c, only);
	for (i = 0; i < c->count; i++) {
		read_one(c, i, may_wake);
		if (only ? c->source[i].pdev == only : c->source[i].read)
			check_device(&c->source[i], &c->fn[i]);
	}
}

static int build(struct vg_snapshot *snapshot, const struct collection *c)
{
	struct vg_snapshot_facts facts = {
		.fn = c->fn,
		.count = c->count,
		.alias = c->alias,
		.alias_count = c->alias_count,
		.host = *vg_host_facts(),
	};
	int err;

	if (c->count > VG_MAX_FUNCTIONS || c->alias_count > VG_MAX_ALIASES)
		return -E2BIG;
	snapshot->memory = kvmalloc(vg_topology_bytes(c->count, c->alias_count),
				    GFP_KERNEL);
	if (!snapshot->memory)
		return -ENOMEM;
	err = vg_topology_build(&snapshot->topology, &facts, snapshot->memory);
	if (err)
		kvfree(snapshot->memory);
	/* One function twice: it went and another came while we looked */
	return err == -EEXIST ? -EAGAIN : err;
}

static void put_sources(struct vg_source *source, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++) {
		if (source[i].awake)
			pm_runtime_put(&source[i].pdev->dev);
		pci_dev_put(source[i].pdev);
	}
	kvfree(source);
}

static int try_take(struct vg_snapshot *snapshot, struct pci_dev *only,
		    bool may_wake)
{
	struct collection c = { .vfio = find_vfio_driver(only) };
	int err;

	err = allocate(&c);
	if (!err)
		err = collect(&c);
	if (!err)
		err = allocate_aliases(&c);
	if (!err)
		err = gather_all(&c);
	if (!err) {
		share_owners(&c);
		link_bridges(&c);
		err = select_sources(&c, only, &snapshot->policy);
	}
	if (!err) {
		read_all(&c, only, may_wake);
		err = build(snapshot, &c);
	}
	kvfree(c.alias);
	kvfree(c.fn);
	if (err) {
		put_sources(c.source, c.count);
		return err;
	}
	snapshot->source = c.source;
	snapshot->count = c.count;
	return 0;
}

/**
 * vg_snapshot_take() - gather the facts of the host
 * @snapshot: filled; the caller drops it with vg_snapshot_drop()
 * @only: the function to be judged, the caller holds a reference: registers
 *	that cannot decide for it are not read; NULL for all that are covered
 * @may_wake: what sleeps and has to be read is woken; else what lies below a
 *	port that sleeps is unreadable, and quiet
 *
 * Context: may sleep, up to seconds when ports have to be woken. Callers may
 * hold a device_lock and the rescan lock.
 * Return: 0, -ENOMEM, -ENODEV when @only is being deleted or not registered,
 * -EAGAIN when the host does not stand still, -E2BIG when it is too big.
 * There is nothing to drop then.
 */
int vg_snapshot_take(struct vg_snapshot *snapshot, struct pci_dev *only,
		     bool may_wake)
{
	int tries;
	int err = -EAGAIN;

	might_sleep();
	memset(snapshot, 0, sizeof(*snapshot));
	snapshot->policy = vg_config_get().policy;
	for (tries = 0; tries < TRIES && err == -EAGAIN; tries++)
		err = try_take(snapshot, only, may_wake);
	return err;
}

/**
 * vg_snapshot_drop() - free a snapshot, and let sleep what it keeps awake
 * @snapshot: taken
 */
void vg_snapshot_drop(struct vg_snapshot *snapshot)
{
	put_sources(snapshot->source, snapshot->count);
	kvfree(snapshot->memory);
}

/**
 * vg_snapshot_pdev() - the function at a position
 * @snapshot: taken
 * @position: of its topology
 *
 * Return: the function; the snapshot keeps its reference.
 */
struct pci_dev *vg_snapshot_pdev(const struct vg_snapshot *snapshot,
				 u32 position)
{
	return snapshot->source[snapshot->topology.origin[position]].pdev;
}

/**
 * vg_snapshot_power() - the power state of the function at a position
 * @snapshot: taken
 * @position: of its topology
 *
 * Return: what it was in before it was woken to be read.
 */
pci_power_t vg_snapshot_power(const struct vg_snapshot *snapshot, u32 position)
{
	return snapshot->source[snapshot->topology.origin[position]].power;
}

/**
 * vg_snapshot_find() - where a function is
 * @snapshot: taken
 * @pdev: the function
 *
 * Return: its position or VG_NONE.
 */
s32 vg_snapshot_find(const struct vg_snapshot *snapshot, struct pci_dev *pdev)
{
	s32 position = vg_topology_find(&snapshot->topology,
					pci_domain_nr(pdev->bus),
					pci_dev_id(pdev));

	if (position != VG_NONE && vg_snapshot_pdev(snapshot, position) != pdev)
		return VG_NONE;
	return position;
}
