// SPDX-License-Identifier: GPL-2.0-only
/* assigned.c - functions that VFIO drivers have, and the users of those */
#include <linux/device.h>
#include <linux/iommu.h>
#include <linux/pci.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

#include "assigned.h"
#include "device.h"

static int is_vfio_child(struct device *child, void *__always_unused data)
{
	/* By name first: only a VFIO device's class is known to stay */
	return strstarts(dev_name(child), "vfio") && child->class &&
	       !strcmp(child->class->name, "vfio-dev");
}

/**
 * vg_pdev_assigned() - look for a VFIO driver
 * @pdev: the function, the caller holds a reference
 *
 * A variant driver cannot be told by its name, but all of them put a child of
 * class vfio-dev below the function.
 *
 * Context: may sleep.
 * Return: whether the function is bound to a VFIO driver.
 */
bool vg_pdev_assigned(struct pci_dev *pdev)
{
	return READ_ONCE(pdev->dev.driver) &&
	       device_for_each_child(&pdev->dev, NULL, is_vfio_child);
}

/*
 * Whether a host driver's own DMA is what owns the group.
 *
 * Under group->mutex, which is inside of device_lock: that cannot be waited for,
 * and who resets the member holds it for long. Only a driver that is bound
 * counts. One that is just being bound or unbound does not: its bind fails where
 * a user has the group, and what is open must not be taken for closed. A driver
 * that goes meanwhile can still be read, as free_module() waits for a grace
 * period.
 */
static int has_host_driver(struct device *member, void *__always_unused data)
{
	struct device_driver *driver;
	bool host;

	if (!dev_is_pci(member) ||
	    READ_ONCE(member->links.status) != DL_DEV_DRIVER_BOUND)
		return 0;
	rcu_read_lock();
	driver = READ_ONCE(member->driver);
	host = driver && !to_pci_driver(driver)->driver_managed_dma;
	rcu_read_unlock();
	return host;
}

static bool is_group_open(struct vg_device *dev)
{
	struct iommu_group *group = vg_device_group(dev);
	bool open;

	if (!group)
		return false;
	open = iommu_group_dma_owner_claimed(group) &&
	       !iommu_group_for_each_dev(group, NULL, has_host_driver);
	iommu_group_put(group);
	return open;
}

/* VFs go with their PF, so that one is open which has an open VF */
static bool has_open_vf(struct pci_dev *pf)
{
	struct vg_device *vf = NULL;
	struct pci_dev *pdev;

	while ((vf = vg_device_each(vf, &pdev))) {
		if (!pdev->is_virtfn || pci_physfn(pdev) != pf ||
		    !is_group_open(vf))
			continue;
		pci_dev_put(pdev);
		vg_device_put(vf);
		return true;
	}
	return false;
}

/**
 * vg_device_open() - look for a user of a device
 * @dev: the entry
 *
 * The core counts host drivers as owners of a group too, and never both at
 * once.
 *
 * Context: may sleep; takes the mutex of groups.
 * Return: whether user space owns the DMA of the device's group, or of that of
 * one of its VFs.
 */
bool vg_device_open(struct vg_device *dev)
{
	struct pci_dev *pdev = vg_device_pdev(dev);
	bool open;

	open = is_group_open(dev) ||
	       (pdev && pdev->is_physfn && has_open_vf(pdev));
	pci_dev_put(pdev);
	return open;
}
