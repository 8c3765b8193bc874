/* SPDX-License-Identifier: GPL-2.0-only */
/* capability.h - the lists of capabilities of a function */
#ifndef OVERLAY_CAPABILITY_H
#define OVERLAY_CAPABILITY_H

#include <linux/types.h>

struct overlay_function;
struct pci_bus;

/**
 * struct overlay_target - a function that is there, and its overlay
 * @f: the overlay
 * @bus: bus of the function; the caller keeps it from going
 * @devfn: its number there
 */
struct overlay_target {
	struct overlay_function *f;
	struct pci_bus *bus;
	unsigned int devfn;
};

u32 overlay_target_read(const struct overlay_target *t, int where);
void overlay_target_set(const struct overlay_target *t, unsigned int where,
			unsigned int size, u32 value, u32 write);
u16 overlay_express(const struct overlay_target *t);
u16 overlay_express_add(const struct overlay_target *t, unsigned int type);
u16 overlay_extended(const struct overlay_target *t, u16 id);
int overlay_extended_add(const struct overlay_target *t, u16 id, u8 version,
			 unsigned int size);
int overlay_extended_hide(const struct overlay_target *t, u16 id);

#endif
