// SPDX-License-Identifier: GPL-2.0-only
/*
 * capability.c - walks the lists of capabilities. A list that runs in a circle
 * or out of its space ends; nothing is read twice.
 */
#include "capability.h"

#define COMMAND_STATUS		0x04
#define STATUS_CAP_LIST		BIT(20)
#define CAP_POINTER		0x34
#define FIRST_CAP		0x40
#define FIRST_EXT_CAP		0x100
/* As many as fit into their space: PCI_FIND_CAP_TTL and pcie_find_ext_cap() */
#define MAX_CAPS		48
#define MAX_EXT_CAPS		((4096 - 256) / 8)

/* PCI 3.0 6.7: ID in the low byte, next pointer in the one above */
#define CAP_ID(header)		((header) & 0xff)
#define CAP_NEXT(header)	((header) >> 8 & 0xfc)
/* PCIe 7.6.3 */
#define EXT_ID(header)		((header) & 0xffff)
#define EXT_NEXT(header)	((header) >> 20 & 0xffc)

/**
 * vg_capabilities() - walk the capabilities in the first 256 bytes
 * @config: the config space
 * @fn: called for each
 * @context: for @fn
 */
void vg_capabilities(const struct vg_config *config, vg_capability_fn fn,
		     void *context)
{
	u32 header;
	u32 value;
	u16 where;
	int left;

	if (!vg_config_dword(config, COMMAND_STATUS, &value) ||
	    !(value & STATUS_CAP_LIST) ||
	    !vg_config_dword(config, CAP_POINTER, &value))
		return;
	where = value & 0xfc;
	for (left = MAX_CAPS; left && where >= FIRST_CAP; left--) {
		if (!vg_config_dword(config, where, &header) ||
		    CAP_ID(header) == 0xff)
			return;
		fn(context, CAP_ID(header), where);
		where = CAP_NEXT(header);
	}
}

/**
 * vg_extended_capabilities() - walk the capabilities behind the first 256 bytes
 * @config: the config space of a function with a PCI Express capability
 * @fn: called for each
 * @context: for @fn
 */
void vg_extended_capabilities(const struct vg_config *config,
			      vg_capability_fn fn, void *context)
{
	u16 where = FIRST_EXT_CAP;
	u32 header;
	int left;

	for (left = MAX_EXT_CAPS; left && where >= FIRST_EXT_CAP; left--) {
		if (!vg_config_dword(config, where, &header) || !header)
			return;
		fn(context, EXT_ID(header), where);
		where = EXT_NEXT(header);
	}
}
