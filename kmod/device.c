// SPDX-License-Identifier: GPL-2.0-only
/*
 * device.c - registry of all PCI functions, kept by the bus notifier.
 *
 * It says until when a function's pointers may be followed (H9), and owns what
 * others remember of it.
 *
 * Locks, in this order: device_lock (of the driver core, in some callers),
 * vg_device.lock, the registry's xa_lock. The last two are spinlocks held for
 * a few instructions; nothing is called under them that sleeps, so the
 * notifier needs no lock that the gate holds across the original (H7).
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/device.h>
#include <linux/iommu.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include "approval.h"
#include "device.h"

/* Marks devices whose last decision refuses */
#define REFUSED	XA_MARK_0

static DEFINE_XARRAY(devices);
static atomic_t generation = ATOMIC_INIT(1);
static atomic64_t created = ATOMIC64_INIT(0);
static atomic64_t destroyed = ATOMIC64_INIT(0);
static atomic64_t lost = ATOMIC64_INIT(0);

static void free_device(struct kref *refs)
{
	struct vg_device *dev = container_of(refs, struct vg_device, refs);

	kfree(dev->decision);
	vg_approvals_put(dev->approved);
	kfree(dev->use);
	kfree(dev);
	atomic64_inc(&destroyed);
}

/**
 * vg_device_put() - give a reference back
 * @dev: entry, or NULL
 */
void vg_device_put(struct vg_device *dev)
{
	if (dev)
		kref_put(&dev->refs, free_device);
}

/**
 * vg_device_get() - look an entry up
 * @key: vg_pdev_key() of the function
 *
 * Return: the entry with a reference for the caller, or NULL.
 */
struct vg_device *vg_device_get(unsigned long key)
{
	struct vg_device *dev;

	/* The registry's reference goes only after the entry left the array */
	xa_lock(&devices);
	dev = xa_load(&devices, key);
	if (dev)
		kref_get(&dev->refs);
	xa_unlock(&devices);
	return dev;
}

/**
 * vg_device_of() - the entry of a function
 * @pdev: the function; not yet deleted, or the caller holds its bus
 *
 * Return: the entry with a reference for the caller, NULL when the function
 * is not registered or is being deleted.
 */
struct vg_device *vg_device_of(struct pci_dev *pdev)
{
	struct vg_device *dev = vg_device_get(vg_pdev_key(pdev));

	if (!dev || READ_ONCE(dev->pdev) == pdev)
		return dev;
	vg_device_put(dev);
	return NULL;
}

/* The first of these entries from @key on, which is set to its own */
static struct vg_device *next_device(unsigned long *key, xa_mark_t filter)
{
	struct vg_device *dev;

	xa_lock(&devices);
	dev = xa_find(&devices, key, ULONG_MAX, filter);
	if (dev)
		kref_get(&dev->refs);
	xa_unlock(&devices);
	return dev;
}

/**
 * vg_device_pdev() - the function of an entry
 * @dev: the entry
 *
 * Return: the function with a reference for the caller, NULL once it is being
 * deleted.
 */
struct pci_dev *vg_device_pdev(struct vg_device *dev)
{
	struct pci_dev *pdev;

	spin_lock(&dev->lock);
	pdev = pci_dev_get(dev->pdev);
	spin_unlock(&dev->lock);
	return pdev;
}

static struct vg_device *advance(struct vg_device *dev, struct pci_dev **pdev,
				 xa_mark_t filter)
{
	unsigned long key = 0;

	do {
		if (dev) {
			key = dev->key + 1;
			pci_dev_put(*pdev);
			vg_device_put(dev);
		}
		dev = next_device(&key, filter);
		*pdev = dev ? vg_device_pdev(dev) : NULL;
	} while (dev && !*pdev);
	return dev;
}

/**
 * vg_device_each() - walk the functions of the registry, in the order of keys
 * @dev: NULL, then the entry before, whose reference is given back
 * @pdev: set to the function of the entry; that of the one before is given back
 *
 * Survives what comes and goes between two calls. Who stops before the end
 * gives both references back himself.
 *
 * Return: an entry with a reference for the caller, NULL at the end.
 */
struct vg_device *vg_device_each(struct vg_device *dev, struct pci_dev **pdev)
{
	return advance(dev, pdev, XA_PRESENT);
}

/**
 * vg_device_each_refused() - walk those that vg_device_mark() marks as refused
 * @dev: see vg_device_each()
 * @pdev: likewise
 *
 * Return: an entry with a reference for the caller, NULL at the end.
 */
struct vg_device *vg_device_each_refused(struct vg_device *dev,
					 struct pci_dev **pdev)
{
	return advance(dev, pdev, REFUSED);
}

/**
 * vg_device_mark() - whether the last decision about a device refuses it
 * @dev: the entry, of a function that is not being deleted
 * @refused: it does
 *
 * Context: under vg_device.lock.
 */
void vg_device_mark(struct vg_device *dev, bool refused)
{
	lockdep_assert_held(&dev->lock);

	/* Under dev->lock and alive, the entry is in the array */
	xa_lock(&devices);
	if (refused)
		__xa_set_mark(&devices, dev->key, REFUSED);
	else
		__xa_clear_mark(&devices, dev->key, REFUSED);
	xa_unlock(&devices);
}

/* From here on nobody follows the function's pointers any more */
static void forget_device(struct vg_device *dev)
{
	spin_lock(&dev->lock);
	WRITE_ONCE(dev->pdev, NULL);
	spin_unlock(&dev->lock);
	if (xa_cmpxchg(&devices, dev->key, dev, NULL, 0) == dev)
		vg_device_put(dev);
	vg_devices_changed();
}

/* One entry for each address: that of a function that left is replaced */
static int insert_device(struct vg_device *dev)
{
	struct vg_device *other;
	bool same = false;
	int err;

	do {
		err = xa_insert(&devices, dev->key, dev, GFP_KERNEL);
		if (err != -EBUSY)
			return err;
		other = vg_device_get(dev->key);
		if (!other)
			continue;
		same = READ_ONCE(other->pdev) == dev->pdev;
		if (!same)
			forget_device(other);
		vg_device_put(other);
	} while (!same);
	return err;
}

/* H15: nothing but the pointer is taken, the IOMMU core may not be done yet */
static int add_device(struct pci_dev *pdev)
{
	struct vg_device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	int err;

	if (!dev)
		return -ENOMEM;
	kref_init(&dev->refs);
	spin_lock_init(&dev->lock);
	dev->key = vg_pdev_key(pdev);
	dev->pdev = pdev;
	atomic64_inc(&created);

	err = insert_device(dev);
	if (err) {
		vg_device_put(dev);
		/* The notifier was faster than the scan at load */
		return err == -EBUSY ? 0 : err;
	}
	vg_devices_changed();
	return 0;
}

/*
 * A function that is not registered has no group in a snapshot, which is the
 * safe side; as the device asked for, it cannot be judged and is refused.
 */
static void add_or_lose(struct pci_dev *pdev)
{
	int err = add_device(pdev);

	if (!err)
		return;
	atomic64_inc(&lost);
	pci_err(pdev, "vfioguard: cannot be registered (%pe)\n", ERR_PTR(err));
}

static void delete_device(struct pci_dev *pdev)
{
	struct vg_device *dev = vg_device_of(pdev);

	if (dev)
		forget_device(dev);
	vg_device_put(dev);
}

/*
 * Under the notifier's rwsem; rescan lock and the device_lock of a PF may be
 * held. Neither locks nor waits for anything that a probe may hold.
 */
static int bus_event(struct notifier_block *__always_unused nb,
		     unsigned long event, void *data)
{
	struct pci_dev *pdev = to_pci_dev(data);

	if (event == BUS_NOTIFY_ADD_DEVICE)
		add_or_lose(pdev);
	else if (event == BUS_NOTIFY_DEL_DEVICE ||
		 event == BUS_NOTIFY_REMOVED_DEVICE)
		delete_device(pdev);
	/* Under device_lock, which whoever asks for the driver takes */
	else if (event == BUS_NOTIFY_BOUND_DRIVER ||
		 event == BUS_NOTIFY_UNBOUND_DRIVER)
		vg_devices_changed();
	return NOTIFY_OK;
}

/*
 * Called before the IOMMU core's: a function whose DEL_DEVICE came before we
 * listened is forgotten at REMOVED_DEVICE, before its group goes away.
 */
static struct notifier_block notifier = {
	.notifier_call = bus_event,
	.priority = 1,
};

static bool __init is_on_bus(struct pci_dev *wanted)
{
	struct pci_dev *pdev = NULL;

	for_each_pci_dev(pdev) {
		if (pdev != wanted)
			continue;
		pci_dev_put(pdev);
		return true;
	}
	return false;
}

/*
 * VFs go without the rescan lock, so a function can leave while it is being
 * added. It leaves the bus before REMOVED_DEVICE: while it is on the bus that
 * is still to come, and finds the entry.
 */
static void __init add_present(struct pci_dev *pdev)
{
	add_or_lose(pdev);
	if (!is_on_bus(pdev))
		delete_device(pdev);
}

/**
 * vg_devices_init() - register all functions and follow what comes and goes
 *
 * Context: module init.
 * Return: 0 or the error of bus_register_notifier().
 */
int __init vg_devices_init(void)
{
	struct pci_dev *pdev = NULL;
	int err = bus_register_notifier(&pci_bus_type, &notifier);

	if (err)
		return err;
	for_each_pci_dev(pdev)
		add_present(pdev);
	return 0;
}

/**
 * vg_devices_stop() - forget all functions
 *
 * Whoever still runs, a dump or the worker, finds no function any more; that
 * is why nothing has to be stopped first.
 *
 * Context: module init and exit, disarmed.
 */
void vg_devices_stop(void)
{
	struct vg_device *dev;
	unsigned long key = 0;

	bus_unregister_notifier(&pci_bus_type, &notifier);
	for (; (dev = next_device(&key, XA_PRESENT)); key++) {
		forget_device(dev);
		vg_device_put(dev);
	}
}

/**
 * vg_devices_exit() - check that nothing is left
 *
 * Context: module init and exit, behind the last user.
 */
void vg_devices_exit(void)
{
	WARN_ON(!xa_empty(&devices));
	WARN_ON(atomic64_read(&created) != atomic64_read(&destroyed));
	xa_destroy(&devices);
}

/**
 * vg_devices_changed() - what has been dumped of devices is no longer so
 *
 * Context: any, under the lock that whoever reads what changes takes: who sees
 * it changed then sees another generation, too.
 */
void vg_devices_changed(void)
{
	atomic_inc(&generation);
}

/**
 * vg_devices_generation() - whether a dump shows devices as they were at once
 *
 * Return: a number that changes with each hotplug, bind, open, close and
 * decision.
 */
unsigned int vg_devices_generation(void)
{
	return atomic_read(&generation);
}

/**
 * vg_devices_stats() - read the counters
 * @stats: filled
 */
void vg_devices_stats(struct vg_device_stats *stats)
{
	/* In this order, so that never more are destroyed than created */
	stats->destroyed = atomic64_read_acquire(&destroyed);
	stats->created = atomic64_read(&created);
	stats->lost = atomic64_read(&lost);
}

/**
 * vg_device_group() - the IOMMU group of a device
 * @dev: the entry
 *
 * Return: the group with a reference for the caller, NULL when the device has
 * none or is being deleted.
 */
struct iommu_group *vg_device_group(struct vg_device *dev)
{
	struct iommu_group *group = NULL;

	spin_lock(&dev->lock);
	if (dev->pdev)
		group = iommu_group_get(&dev->pdev->dev);
	spin_unlock(&dev->lock);
	return group;
}
