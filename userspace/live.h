/* SPDX-License-Identifier: GPL-2.0-only */
/* live.h - the functions of this host, through libpci and sysfs */
#ifndef VG_LIVE_H
#define VG_LIVE_H

#include "facts.h"

struct pci_access;
struct pci_dev;
struct vg_list;

/**
 * struct vg_below - "the kernel has something on this bus, below this bridge"
 * @segment: of both
 * @bridge: requester ID of the bridge
 * @bus: the bus
 */
struct vg_below {
	u32 segment;
	u16 bridge;
	u8 bus;
};

struct pci_access *vg_pci_open(void);
bool vg_pci_fill(struct pci_dev *dev);

bool vg_sysfs_has(const char *place, const char *name);
void vg_live_function(struct vg_facts *facts, struct vg_list *links,
		      struct pci_dev *dev);

void vg_live_resets(struct vg_facts *facts);
void vg_live_regions(struct vg_facts *facts);
void vg_live_parameters(struct vg_host *host);

#endif /* VG_LIVE_H */
