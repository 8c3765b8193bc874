/* SPDX-License-Identifier: GPL-2.0-only */
/* kind.h - what a function is, in a word or two */
#ifndef VG_KIND_H
#define VG_KIND_H

#include "tally.h"
#include "topology.h"

struct pci_access;

/* as wide as a column of the tree can be, and the NUL */
#define VG_KIND_LEN	16

struct pci_access *vg_kinds_open(void);
void vg_kinds_close(struct pci_access *kinds);
void vg_kind(char buf[VG_KIND_LEN], struct pci_access *kinds,
	     const struct vg_function *f);
enum vg_sort vg_kind_sort(const struct vg_function *f);

#endif /* VG_KIND_H */
