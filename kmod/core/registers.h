/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * registers.h - ACS and bus numbers out of config space, through a function
 * that reads it: live in the module, live or from a dump in the tool.
 */
#ifndef VG_REGISTERS_H
#define VG_REGISTERS_H

#include "topology.h"

/**
 * struct vg_config - the config space of one function
 * @read: reads the double word at @where, a multiple of 4 below 4096; returns
 *	false when it cannot be read. All ones are a value.
 */
struct vg_config {
	bool (*read)(const struct vg_config *config, u16 where, u32 *value);
};

/**
 * struct vg_offsets - where capabilities of a function are, 0: it has none
 * @express: PCI Express capability
 * @acs: ACS extended capability
 * @ats: ATS extended capability
 */
struct vg_offsets {
	u16 express;
	u16 acs;
	u16 ats;
};

bool vg_config_dword(const struct vg_config *config, u16 where, u32 *value);
bool vg_acs_decode(const struct vg_config *config, u16 acs,
		   struct vg_function *f);
void vg_registers_decode(const struct vg_config *config,
			 const struct vg_offsets *offsets,
			 struct vg_function *f);

#endif /* VG_REGISTERS_H */
