/* SPDX-License-Identifier: GPL-2.0-only */
/* state.h - what is remembered of a device */
#ifndef VG_STATE_H
#define VG_STATE_H

#include <linux/types.h>

struct pci_dev;
struct vg_approvals;
struct vg_decision;
struct vg_device;

void vg_device_set_decision(struct vg_device *dev,
			    struct vg_decision *decision);
bool vg_device_decision(struct vg_device *dev, struct vg_decision *copy);
bool vg_device_is_last(struct vg_device *dev, const struct vg_decision *last);
void vg_device_approve(struct vg_device *dev, const struct vg_decision *last,
		       struct vg_decision *now);
struct vg_approvals *vg_device_approved(struct vg_device *dev);
bool vg_device_decided(struct vg_device *dev, u64 after, u32 policy);
void vg_device_set_binding(struct pci_dev *pdev, bool binding);
bool vg_device_binding(struct vg_device *dev);
bool vg_device_unguarded(struct vg_device *dev);
u32 vg_devices_violations(void);

#endif /* VG_STATE_H */
