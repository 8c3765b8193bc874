// SPDX-License-Identifier: GPL-2.0-only
/*
 * gpu.c - BARs, resets, interrupts, IOMMU and SR-IOV of one device.
 *
 * Asks and never changes: no device is woken, reset or resized here. The
 * snapshot keeps awake what has to be.
 */
#include <linux/device.h>
#include <linux/iommu.h>
#include <linux/pci.h>
#include <linux/string.h>
#include <linux/vfio_pci_core.h>

#include "assigned.h"
#include "compat/iommu.h"
#include "core/reset.h"
#include "device.h"
#include "gpu.h"
#include "registers.h"
#include "snapshot.h"

static_assert(VG_MAX_METHODS >= PCI_NUM_RESET_METHODS);
static_assert(VG_BARS == PCI_STD_NUM_BARS);

/* Those that take the whole bus: pci_reset_fn_methods[] */
static bool is_bus_method(u8 method)
{
	return method == VFIOGUARD_RESET_METHOD_BUS ||
	       method == VFIOGUARD_RESET_METHOD_CXL_BUS;
}

/* sysfs may write the list meanwhile: each byte is read once */
static u32 copy_methods(struct pci_dev *pdev, u8 method[VG_MAX_METHODS])
{
	u32 count;

	for (count = 0; count < PCI_NUM_RESET_METHODS; count++) {
		method[count] = READ_ONCE(pdev->reset_methods[count]);
		if (!method[count])
			break;
	}
	return count;
}

/**
 * vg_gpu_lacks_reset() - whether no method resets a function alone
 * @pdev: the function, the caller holds a reference
 *
 * Context: any.
 * Return: true when there is none.
 */
bool vg_gpu_lacks_reset(struct pci_dev *pdev)
{
	u8 method[VG_MAX_METHODS];
	u32 count = copy_methods(pdev, method);
	u32 i;

	for (i = 0; i < count; i++)
		if (!is_bus_method(method[i]))
			return false;
	return true;
}

/* The kernel listed them when it found the function: others may have come */
static void read_methods(const struct vg_snapshot *snapshot, u32 position,
			 struct pci_dev *pdev, struct vg_gpu *gpu)
{
	const struct vg_topology *t = &snapshot->topology;
	bool bus = vg_alone_on_bus(t, position) &&
		   vg_can_reset_bus(t, position);
	u8 method[VG_MAX_METHODS];
	u32 count = copy_methods(pdev, method);
	u32 i;

	for (i = 0; i < count; i++)
		if (bus || !is_bus_method(method[i]))
			gpu->method[gpu->method_count++] = method[i];
}

static bool has_address(struct pci_dev *pdev, int i)
{
	return !(pci_resource_flags(pdev, i) & IORESOURCE_UNSET) &&
	       pci_resource_start(pdev, i);
}

/* An endpoint's; what a VF has is a part of its PF's */
static bool has_bars(struct pci_dev *pdev)
{
	return pdev->hdr_type == PCI_HEADER_TYPE_NORMAL && !pdev->is_virtfn;
}

/* Memory registers whose resource is gone, a bit for each */
static u32 given_up(struct pci_dev *pdev, const u32 bar[PCI_STD_NUM_BARS])
{
	u32 mask = has_bars(pdev) ? vg_memory_bars(bar) : 0;
	int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++)
		if (pci_resource_flags(pdev, i))
			mask &= ~BIT(i);
	return mask;
}

/**
 * vg_gpu_bar_unassigned() - look for a memory BAR without address
 * @pdev: the function, the caller holds a reference
 *
 * Context: any.
 * Return: true when there is one.
 */
bool vg_gpu_bar_unassigned(struct pci_dev *pdev)
{
	u32 bar[PCI_STD_NUM_BARS];
	int i;

	if (!has_bars(pdev))
		return false;
	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		if (pci_resource_flags(pdev, i) & IORESOURCE_MEM &&
		    pci_resource_len(pdev, i) && !has_address(pdev, i))
			return true;
		pci_read_config_dword(pdev, PCI_BASE_ADDRESS_0 + 4 * i, &bar[i]);
	}
	return given_up(pdev, bar);
}

/* VF Memory Space Enable is on while there are VFs; the Command bit is not */
static bool is_enabled(struct pci_dev *pdev, const struct vg_gpu *gpu, int i)
{
	u16 space = pci_resource_flags(pdev, i) & IORESOURCE_IO ?
		    PCI_COMMAND_IO : PCI_COMMAND_MEMORY;

	if (i == PCI_ROM_RESOURCE &&
	    !(gpu->features.rom & PCI_ROM_ADDRESS_ENABLE))
		return false;
	return pdev->is_virtfn || gpu->features.command & space;
}

static u32 bar_flags(struct pci_dev *pdev, const struct vg_gpu *gpu, int i)
{
	unsigned long flags = pci_resource_flags(pdev, i);
	u32 word = 0;

	if (flags & IORESOURCE_IO)
		word |= VFIOGUARD_BAR_FLAG_IO;
	if (flags & IORESOURCE_MEM_64)
		word |= VFIOGUARD_BAR_FLAG_64_BIT;
	if (flags & IORESOURCE_PREFETCH)
		word |= VFIOGUARD_BAR_FLAG_PREFETCHABLE;
	if (i == PCI_ROM_RESOURCE)
		word |= VFIOGUARD_BAR_FLAG_ROM;
	if (!has_address(pdev, i))
		return word;
	word |= VFIOGUARD_BAR_FLAG_ASSIGNED;
	if (pci_resource_start(pdev, i) >= SZ_4G)
		word |= VFIOGUARD_BAR_FLAG_ABOVE_4G;
	if (is_enabled(pdev, gpu, i))
		word |= VFIOGUARD_BAR_FLAG_ENABLED;
	return word;
}

/* What config space says of a register that the kernel gave up */
static u32 given_up_flags(u32 bar)
{
	u32 word = 0;

	if ((bar & PCI_BASE_ADDRESS_MEM_TYPE_MASK) ==
	    PCI_BASE_ADDRESS_MEM_TYPE_64)
		word |= VFIOGUARD_BAR_FLAG_64_BIT;
	if (bar & PCI_BASE_ADDRESS_MEM_PREFETCH)
		word |= VFIOGUARD_BAR_FLAG_PREFETCHABLE;
	return word;
}

static void read_bars(struct pci_dev *pdev, struct vg_gpu *gpu)
{
	u32 lost = given_up(pdev, gpu->features.bar);
	struct vg_bar *bar;
	int i;

	for (i = 0; i <= PCI_ROM_RESOURCE; i++) {
		bool there = pci_resource_flags(pdev, i) &&
			     pci_resource_len(pdev, i);

		if (!there && !(lost & BIT(i)))
			continue;
		bar = &gpu->bar[gpu->bar_count++];
		bar->index = i;
		if (!there) {
			bar->flags = given_up_flags(gpu->features.bar[i]);
			continue;
		}
		bar->size = pci_resource_len(pdev, i);
		bar->flags = bar_flags(pdev, gpu, i);
		if (bar->flags & VFIOGUARD_BAR_FLAG_ASSIGNED)
			bar->address = pci_resource_start(pdev, i);
	}
}

/**
 * vg_driver_read() - the driver of a function
 * @pdev: the function, the caller holds a reference
 * @driver: filled
 *
 * H16: a driver's name is there as long as device_lock is held. Not waited
 * for: whoever holds it may wait for genetlink.
 *
 * Context: may sleep.
 */
void vg_driver_read(struct pci_dev *pdev, struct vg_driver *driver)
{
	driver->name[0] = '\0';
	driver->busy = !device_trylock(&pdev->dev);
	if (driver->busy)
		return;
	if (pdev->dev.driver)
		strscpy(driver->name, dev_driver_string(&pdev->dev),
			sizeof(driver->name));
	device_unlock(&pdev->dev);
}

/*
 * Other drivers can have VFIO devices too; those of the core all have its
 * handler for errors of the link. device_lock is held.
 */
static bool is_core_driver(struct pci_dev *pdev)
{
	const struct pci_error_handlers *handlers =
		to_pci_driver(pdev->dev.driver)->err_handler;

	return handlers &&
	       handlers->error_detected == vfio_pci_core_aer_err_detected;
}

/*
 * vfio_pci_core_enable() resets, says in reset_works how that went, and then
 * saves a state for as long as the device is open; vfio_pci_core_disable()
 * leaves needs_reset behind where no reset works. open_count alone counts a
 * user whose reset is still under way.
 */
static void read_vfio(struct pci_dev *pdev, struct vg_gpu *gpu)
{
	struct vfio_pci_core_device *vdev = NULL;

	if (!device_trylock(&pdev->dev))
		return;
	/* Who registers with the core has it as driver data, which it checks */
	if (vg_pdev_assigned(pdev) && is_core_driver(pdev))
		vdev = dev_get_drvdata(&pdev->dev);
	if (vdev) {
		gpu->vfio = true;
		gpu->needs_reset = vdev->needs_reset;
		if (vdev->reset_works)
			gpu->last_reset = VFIOGUARD_RESET_RESULT_WORKED;
		else if (READ_ONCE(vdev->pci_saved_state) || vdev->needs_reset)
			gpu->last_reset = VFIOGUARD_RESET_RESULT_FAILED;
	}
	device_unlock(&pdev->dev);
}

static enum vfioguard_domain_type type_of(const struct iommu_domain *domain)
{
	switch (domain->type) {
	case IOMMU_DOMAIN_BLOCKED:
		return VFIOGUARD_DOMAIN_TYPE_BLOCKED;
	case IOMMU_DOMAIN_IDENTITY:
		return VFIOGUARD_DOMAIN_TYPE_IDENTITY;
	case IOMMU_DOMAIN_UNMANAGED:
		return VFIOGUARD_DOMAIN_TYPE_UNMANAGED;
	case IOMMU_DOMAIN_DMA:
		return VFIOGUARD_DOMAIN_TYPE_DMA;
	case IOMMU_DOMAIN_DMA_FQ:
		return VFIOGUARD_DOMAIN_TYPE_DMA_FQ;
	default:
		return VFIOGUARD_DOMAIN_TYPE_OTHER;
	}
}

/* Under the group's mutex, so that the domain stays attached */
static int read_domain(struct device *dev, void *data)
{
	enum vfioguard_domain_type *type = data;
	struct iommu_domain *domain = vg_domain_in_group(dev);

	if (domain)
		*type = type_of(domain);
	return domain ? 1 : 0;
}

static void read_iommu(struct pci_dev *pdev, struct vg_gpu *gpu)
{
	struct vg_device *dev = vg_device_of(pdev);
	struct iommu_group *group = dev ? vg_device_group(dev) : NULL;

	vg_device_put(dev);
	gpu->region_count = -ENODEV;
	if (!group)
		return;
	iommu_group_for_each_dev(group, &gpu->domain_type, read_domain);
	gpu->region_count = vg_group_regions(group, gpu->region,
					     VG_MAX_REGIONS);
	iommu_group_put(group);
}

/**
 * vg_gpu_read() - gather what is shown of a device
 * @snapshot: taken
 * @position: of the device
 * @gpu: filled
 *
 * Context: may sleep; takes the mutex of the device's group.
 */
void vg_gpu_read(const struct vg_snapshot *snapshot, u32 position,
		 struct vg_gpu *gpu)
{
	struct pci_dev *pdev = vg_snapshot_pdev(snapshot, position);

	memset(gpu, 0, sizeof(*gpu));
	vg_features_read(pdev, &gpu->features);
	read_bars(pdev, gpu);
	read_methods(snapshot, position, pdev, gpu);
	read_vfio(pdev, gpu);
	read_iommu(pdev, gpu);
}
