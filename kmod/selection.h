/* SPDX-License-Identifier: GPL-2.0-only */
/* selection.h - the functions whose registers decide */
#ifndef VG_SELECTION_H
#define VG_SELECTION_H

#include <linux/types.h>

struct pci_dev;
struct vg_collection;
struct vg_policy;

int vg_selection_read(struct vg_collection *c, struct pci_dev *only,
		      const struct vg_policy *policy, bool may_wake);

#endif /* VG_SELECTION_H */
