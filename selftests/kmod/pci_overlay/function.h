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
 * struct overlay_flicker - a register that is read wrong for some time
 * @left: reads that see it
 * @value: what they see
 * @where: first byte of the read
 * @size: number of its bytes, 1 to 4
 */
struct overlay_flicker {
	unsigned int left;
	u32 value;
	u16 where;
	u8 size;
};

/**
 * struct overlay_function - what the overlay says of one function
 * @list: among all of them
 * @path: where it is; a rescan makes a pci_dev anew
 * @cold: the function since it was put into D3cold, a reference; else NULL
 * @flr: where a Function Level Reset is asked for, 0: nowhere
 * @back: when one is over, of ktime_get_mono_fast_ns()
 * @free_extended: where the next extended capability goes, 0: not known yet
 * @flicker: what the next reads of a few bytes see, as many as are left
 * @value: what is read
 * @mask: bits of @value that hide those of the hardware
 * @write: bits of @mask that can be written
 */
struct overlay_function {
	struct list_head list;
	struct overlay_path path;
	struct pci_dev *cold;
	u64 back;
	u16 flr;
	u16 free_extended;
	struct overlay_flicker flicker;
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
void overlay_function_cool(struct overlay_function *f, struct pci_dev *pdev);
void overlay_function_flr(struct overlay_function *f, u16 where);
void overlay_function_flicker(struct overlay_function *f,
			      const struct overlay_flicker *flicker);
bool overlay_is_silent(const struct pci_bus *bus, unsigned int devfn);
struct overlay_bits overlay_bits_read(const struct pci_bus *bus,
				      unsigned int devfn, int where, int size);
struct overlay_bits overlay_bits_write(const struct pci_bus *bus,
				       unsigned int devfn, int where, int size,
				       u32 value);
void overlay_functions_free(void);

#endif
