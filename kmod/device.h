/* SPDX-License-Identifier: GPL-2.0-only */
/* device.h - registry of all PCI functions of the host */
#ifndef VG_DEVICE_H
#define VG_DEVICE_H

#include <linux/kref.h>
#include <linux/pci.h>
#include <linux/spinlock.h>

struct iommu_group;
struct vg_approvals;
struct vg_decision;
struct vg_use;

/**
 * struct vg_device - one PCI function
 * @refs: the registry holds one until the function is deleted
 * @key: segment and requester ID, vg_pdev_key()
 * @lock: guards what follows; leaf but for the registry's own xa_lock
 * @pdev: the function, NULL once it is being deleted. H9: under @lock and not
 *	NULL, the function is not deleted, so the driver core and the IOMMU core
 *	have not begun to free what it points to
 * @decision: the last decision, or NULL
 * @approved: what it was approved with, or NULL
 * @use: who has it open, or had; NULL until it is opened
 * @binding: a VFIO driver is being bound, and is at the gate
 * @noisy: it was when the watch looked last, vg_is_noisy(); not guarded, nobody
 *	else asks
 * @review: enum vg_review; likewise
 * @reviewed: number of the decision that was reviewed last; likewise
 * @turned: with VG_REVIEW_SOON since when, in jiffies; likewise
 * @acs_changed: when its ACS Control register was last seen to change,
 *	CLOCK_BOOTTIME in nanoseconds, or 0; not guarded, one word that the
 *	watch writes
 */
struct vg_device {
	struct kref refs;
	unsigned long key;
	spinlock_t lock; /* guards what follows */
	struct pci_dev *pdev;
	struct vg_decision *decision;
	struct vg_approvals *approved;
	struct vg_use *use;
	bool binding;
	bool noisy;
	u8 review;
	unsigned long turned;
	u64 reviewed;
	u64 acs_changed;
};

/**
 * struct vg_device_stats - counters of the registry
 * @created: entries created
 * @destroyed: entries freed
 * @lost: functions that could not be registered
 */
struct vg_device_stats {
	u64 created;
	u64 destroyed;
	u64 lost;
};

static inline unsigned long vg_device_key(u32 segment, u16 rid)
{
	return (unsigned long)segment << 16 | rid;
}

static inline unsigned long vg_pdev_key(struct pci_dev *pdev)
{
	return vg_device_key(pci_domain_nr(pdev->bus), pci_dev_id(pdev));
}

int vg_devices_init(void);
void vg_devices_stop(void);
void vg_devices_exit(void);
unsigned int vg_devices_generation(void);
void vg_devices_changed(void);
void vg_devices_stats(struct vg_device_stats *stats);

struct vg_device *vg_device_get(unsigned long key);
struct vg_device *vg_device_of(struct pci_dev *pdev);
struct vg_device *vg_device_each(struct vg_device *dev, struct pci_dev **pdev);
struct vg_device *vg_device_each_refused(struct vg_device *dev,
					 struct pci_dev **pdev);
void vg_device_put(struct vg_device *dev);
struct pci_dev *vg_device_pdev(struct vg_device *dev);
struct iommu_group *vg_device_group(struct vg_device *dev);
void vg_device_mark(struct vg_device *dev, bool refused);

#endif /* VG_DEVICE_H */
