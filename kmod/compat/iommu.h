/* SPDX-License-Identifier: GPL-2.0-only */
/* compat/iommu.h - <linux/iommu.h> of 6.1 to 7.3 */
#ifndef VG_COMPAT_IOMMU_H
#define VG_COMPAT_IOMMU_H

#include <linux/iommu.h>

#ifdef VG_HAVE_GROUP_ISOLATED_MSI
#define vg_group_isolated_msi(group) iommu_group_has_isolated_msi(group)
#else
#include <linux/irqdomain.h>

static inline int vg_lacks_remapping(struct device *dev,
				     void *__always_unused data)
{
	return !device_iommu_capable(dev, IOMMU_CAP_INTR_REMAP);
}

/* Until 6.2: what vfio_iommu_type1 asked before it let a group in */
static inline bool vg_group_isolated_msi(struct iommu_group *group)
{
	return irq_domain_check_msi_remap() ||
	       !iommu_group_for_each_dev(group, NULL, vg_lacks_remapping);
}
#endif

/* The group's mutex is held: in callbacks of iommu_group_for_each_dev() */
#ifdef VG_HAVE_IOMMU_DRIVER_GET_DOMAIN
#define vg_domain_in_group(dev) iommu_driver_get_domain_for_dev(dev)
#else
#define vg_domain_in_group(dev) iommu_get_domain_for_dev(dev)
#endif

#endif /* VG_COMPAT_IOMMU_H */
