/* SPDX-License-Identifier: GPL-2.0-only */
/* ids.h - the numbers of what lspci calls by name, from pci.ids */
#ifndef VG_IDS_H
#define VG_IDS_H

#include "view.h"

struct vg_ids;

struct vg_ids *vg_ids_open(void);
void vg_ids_find(struct vg_ids *ids, struct vg_view *v);
void vg_ids_close(struct vg_ids *ids);

#endif /* VG_IDS_H */
