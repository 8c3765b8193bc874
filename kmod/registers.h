/* SPDX-License-Identifier: GPL-2.0-only */
/* registers.h - the live registers of a PCI function */
#ifndef VG_LIVE_REGISTERS_H
#define VG_LIVE_REGISTERS_H

#include "core/feature.h"

struct pci_dev;

void vg_registers_read(struct pci_dev *pdev, struct vg_function *f);
bool vg_acs_read(struct pci_dev *pdev, u16 *control);
bool vg_is_noisy(struct pci_dev *pdev);
void vg_features_read(struct pci_dev *pdev, struct vg_features *features);

#endif /* VG_LIVE_REGISTERS_H */
