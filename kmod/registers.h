/* SPDX-License-Identifier: GPL-2.0-only */
/* registers.h - the live registers of a PCI function that decide */
#ifndef VG_LIVE_REGISTERS_H
#define VG_LIVE_REGISTERS_H

#include "core/topology.h"

struct pci_dev;

void vg_registers_read(struct pci_dev *pdev, struct vg_function *f);

#endif /* VG_LIVE_REGISTERS_H */
