/* SPDX-License-Identifier: GPL-2.0-only */
/* dump_hex.h - config space of a function, as lspci -x writes it */
#ifndef VG_DUMP_HEX_H
#define VG_DUMP_HEX_H

#include "dump_line.h"
#include "view.h"

#define VG_CONFIG_MAX	4096

struct pci_access;

/**
 * struct vg_dump_hex - config space of one function
 * @byte: its bytes
 * @len: number of these
 * @cut: a row is missing, or longer than config space
 */
struct vg_dump_hex {
	u8 byte[VG_CONFIG_MAX];
	u32 len;
	bool cut;
};

struct pci_access *vg_dump_hex_open(void);
void vg_dump_hex_close(struct pci_access *access);
bool vg_dump_hex_is_whole(const struct vg_dump_hex *hex);
void vg_dump_hex_add(struct vg_dump_hex *hex, const struct vg_line *line);
void vg_dump_hex_view(struct vg_dump_hex *hex, struct pci_access *access,
		      struct vg_view *v);

#endif /* VG_DUMP_HEX_H */
