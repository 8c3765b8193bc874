/* SPDX-License-Identifier: GPL-2.0-only */
/* function.h - what the overlay says of one function */
#ifndef OVERLAY_FUNCTION_H
#define OVERLAY_FUNCTION_H

#include <linux/list.h>
#include <linux/types.h>

#include "path.h"

/* Bytes of configuration space, PCIe 7.2.2 */
#define OVERLAY_SPACE	4096

/**
 * struct overlay_function - what the overlay says of one function
 * @list: among all of them
 * @path: where it is; never a pci_dev, which a rescan makes anew
 * @free_extended: where the next extended capability goes, 0: not known yet
 * @value: what is read
 * @mask: bits of @value that hide those of the hardware
 * @write: bits of @mask that can be written
 */
struct overlay_function {
	struct list_head list;
	struct overlay_path path;
	u16 free_extended;
	u8 value[OVERLAY_SPACE];
	u8 mask[OVERLAY_SPACE];
	u8 write[OVERLAY_SPACE];
};

/**
 * struct overlay_bits - up to four bytes of a function
 * @value: what is read
 * @mask: bits of @value that hide those of the hardware
 */
struct overlay_bits {
	u32 value;
	u32 mask;
};

struct overlay_function *overlay_function_get(const struct overlay_path *path,
					      const struct pci_bus *bus);
void overlay_function_set(struct overlay_function *f, unsigned int where,
			  unsigned int size, u32 value, u32 mask, u32 write);
struct overlay_bits overlay_bits_read(const struct pci_bus *bus,
				      unsigned int devfn, int where, int size);
struct overlay_bits overlay_bits_write(const struct pci_bus *bus,
				       unsigned int devfn, int where, int size,
				       u32 value);
void overlay_functions_free(void);

#endif
