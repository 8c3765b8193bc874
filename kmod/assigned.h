/* SPDX-License-Identifier: GPL-2.0-only */
/* assigned.h - functions that VFIO drivers have, and the users of those */
#ifndef VG_ASSIGNED_H
#define VG_ASSIGNED_H

#include <linux/types.h>

struct pci_dev;
struct vg_device;

bool vg_pdev_assigned(struct pci_dev *pdev);
bool vg_device_open(struct vg_device *dev);

#endif /* VG_ASSIGNED_H */
