/* SPDX-License-Identifier: GPL-2.0-only */
/* use.h - the time between open and close of a device */
#ifndef VG_USE_H
#define VG_USE_H

#include <linux/types.h>

#include "owner.h"

struct pci_dev;
struct vg_device;
struct vg_function;

enum vg_use_state {
	VG_USE_NONE,
	VG_USE_CLAIMED,
	VG_USE_OPEN,
};

/**
 * struct vg_use - who uses a device, and who did
 * @state: enum vg_use_state; between claim and open it is being judged
 * @owner: who claims it or has it open
 * @last: who had it open before, nobody at first
 * @closed: when that ended, CLOCK_BOOTTIME in nanoseconds
 * @needs_reset: it was left without a reset
 * @bus_master: it was left with Bus Master Enable on
 */
struct vg_use {
	enum vg_use_state state;
	struct vg_owner owner;
	struct vg_owner last;
	u64 closed;
	bool needs_reset;
	bool bus_master;
};

void vg_use_claim(struct pci_dev *pdev, const struct vg_owner *owner);
void vg_use_settle(struct pci_dev *pdev, bool open);
void vg_use_end(struct pci_dev *pdev, bool needs_reset);
void vg_use_forget_all(void);
bool vg_use_get(struct vg_device *dev, struct vg_use *copy);
bool vg_use_owner(struct vg_device *dev, struct vg_owner *owner);
void vg_use_describe(struct vg_device *dev, struct vg_function *f);

#endif /* VG_USE_H */
