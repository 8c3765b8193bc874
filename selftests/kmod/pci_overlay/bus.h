/* SPDX-License-Identifier: GPL-2.0-only */
/* bus.h - stands between the kernel and its operations of PCI buses */
#ifndef OVERLAY_BUS_H
#define OVERLAY_BUS_H

#include <linux/types.h>

struct pci_bus;

int overlay_buses_take(void);
void overlay_buses_return(void);
bool overlay_bus_is_taken(const struct pci_bus *bus);

#endif
