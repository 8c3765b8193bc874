/* SPDX-License-Identifier: GPL-2.0-only */
/* config.h - the facts of a function in its config space, through libpci */
#ifndef VG_PCI_CONFIG_H
#define VG_PCI_CONFIG_H

#include "topology.h"

struct pci_dev;

void vg_config_read(struct pci_dev *dev, struct vg_function *f);

#endif /* VG_PCI_CONFIG_H */
