// SPDX-License-Identifier: GPL-2.0-only
/*
 * function.c - what the overlay says of one function: a value for each bit of
 * configuration space, whether it hides the hardware's, whether it is writable.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/pci.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>

#include "function.h"

/* A large device takes longer than the 100 ms of PCIe 6.6.2 */
#define FLR_TIME	(300 * NSEC_PER_MSEC)

static LIST_HEAD(functions);
/* Configuration space is accessed from any context, and on x86 without a lock */
static DEFINE_RAW_SPINLOCK(functions_lock);

/* The overlay of a function, or NULL without one */
static struct overlay_function *find(const struct pci_bus *bus,
				     unsigned int devfn)
{
	struct overlay_function *f;

	lockdep_assert_held(&functions_lock);
	list_for_each_entry(f, &functions, list)
		if (overlay_path_matches(&f->path, bus, devfn))
			return f;
	return NULL;
}

/**
 * overlay_function_get() - the overlay of a function, an empty one at first
 * @path: where it is, and how it is found from now on if it has none yet
 * @bus: where that is now; the caller keeps it from going
 *
 * Context: process; one caller at a time.
 *
 * Return: the function, which stays until overlay_functions_free(), or NULL
 * without memory.
 */
struct overlay_function *overlay_function_get(const struct overlay_path *path,
					      const struct pci_bus *bus)
{
	struct overlay_function *f;
	unsigned long flags;

	raw_spin_lock_irqsave(&functions_lock, flags);
	f = find(bus, overlay_path_devfn(path));
	raw_spin_unlock_irqrestore(&functions_lock, flags);
	if (f)
		return f;

	f = kvzalloc(sizeof(*f), GFP_KERNEL);
	if (!f)
		return NULL;
	f->path = *path;
	raw_spin_lock_irqsave(&functions_lock, flags);
	list_add_tail(&f->list, &functions);
	raw_spin_unlock_irqrestore(&functions_lock, flags);
	return f;
}

/**
 * overlay_function_set() - say what some bits are
 * @f: the function
 * @where: first byte
 * @size: number of bytes, 1 to 4; @where + @size is not beyond the space
 * @value: what is read from now on
 * @mask: bits of @value that are meant, others stay as they are
 * @write: bits of @mask that can be written
 */
void overlay_function_set(struct overlay_function *f, unsigned int where,
			  unsigned int size, u32 value, u32 mask, u32 write)
{
	unsigned long flags;
	unsigned int i;
	u8 bits;

	raw_spin_lock_irqsave(&functions_lock, flags);
	for (i = 0; i < size; i++) {
		bits = mask >> 8 * i;
		f->value[where + i] &= ~bits;
		f->value[where + i] |= value >> 8 * i & bits;
		f->write[where + i] &= ~bits;
		f->write[where + i] |= write >> 8 * i & bits;
		f->mask[where + i] |= bits;
	}
	raw_spin_unlock_irqrestore(&functions_lock, flags);
}

/**
 * overlay_function_cool() - take the power from a function
 * @f: the function
 * @pdev: the same; a reference that this function owns from now on
 *
 * Until the kernel resumes it, which is what gives it power again.
 *
 * Context: process; one caller at a time.
 */
void overlay_function_cool(struct overlay_function *f, struct pci_dev *pdev)
{
	struct pci_dev *before = f->cold;
	unsigned long flags;

	pdev->current_state = PCI_D3cold;
	raw_spin_lock_irqsave(&functions_lock, flags);
	f->cold = pdev;
	raw_spin_unlock_irqrestore(&functions_lock, flags);
	pci_dev_put(before);
}

/**
 * overlay_function_flr() - take time for a Function Level Reset
 * @f: the function
 * @where: its Device Control register, 0: it has none
 */
void overlay_function_flr(struct overlay_function *f, u16 where)
{
	f->flr = where;
}

/**
 * overlay_function_flicker() - let the next reads of a few bytes see another value
 * @f: the function
 * @flicker: what, where, and how many reads; copied
 */
void overlay_function_flicker(struct overlay_function *f,
			      const struct overlay_flicker *flicker)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&functions_lock, flags);
	f->flicker = *flicker;
	raw_spin_unlock_irqrestore(&functions_lock, flags);
}

static bool has_no_power(const struct overlay_function *f)
{
	return f->cold && READ_ONCE(f->cold->current_state) == PCI_D3cold;
}

/**
 * overlay_is_silent() - whether a function answers nothing
 * @bus: bus of the function
 * @devfn: its number there
 *
 * Context: any.
 *
 * Return: whether the kernel has it in D3cold, where we put it, or it is in
 * reset.
 */
bool overlay_is_silent(const struct pci_bus *bus, unsigned int devfn)
{
	struct overlay_function *f;
	unsigned long flags;
	bool silent;

	raw_spin_lock_irqsave(&functions_lock, flags);
	f = find(bus, devfn);
	silent = f && (has_no_power(f) || ktime_get_mono_fast_ns() < f->back);
	raw_spin_unlock_irqrestore(&functions_lock, flags);
	return silent;
}

/* Accesses beyond the space are left to the hardware, which knows the error */
static bool is_inside(int where, int size)
{
	return where >= 0 && where + size <= OVERLAY_SPACE;
}

static struct overlay_bits gather(const struct overlay_function *f, int where,
				  int size)
{
	struct overlay_bits bits = { 0 };

	while (size--) {
		bits.value = bits.value << 8 | f->value[where + size];
		bits.mask = bits.mask << 8 | f->mask[where + size];
	}
	return bits;
}

static bool flickers(struct overlay_flicker *flicker, int where, int size)
{
	if (!flicker->left || where != flicker->where || size != flicker->size)
		return false;
	flicker->left--;
	return true;
}

/**
 * overlay_bits_read() - what the overlay says of a few bytes
 * @bus: bus of the function
 * @devfn: its number there
 * @where: first byte
 * @size: number of bytes, 1 to 4
 *
 * Context: any.
 *
 * Return: the bits; the mask is 0 where all is left to the hardware.
 */
struct overlay_bits overlay_bits_read(const struct pci_bus *bus,
				      unsigned int devfn, int where, int size)
{
	struct overlay_bits bits = { 0 };
	struct overlay_function *f;
	unsigned long flags;
	bool last = false;

	raw_spin_lock_irqsave(&functions_lock, flags);
	f = is_inside(where, size) ? find(bus, devfn) : NULL;
	if (f)
		bits = gather(f, where, size);
	if (f && flickers(&f->flicker, where, size)) {
		bits.value = f->flicker.value;
		bits.mask = GENMASK(8 * size - 1, 0);
		last = !f->flicker.left;
	}
	raw_spin_unlock_irqrestore(&functions_lock, flags);
	if (last)
		pr_info("a register flickers no longer, %s saw it\n",
			current->comm);
	return bits;
}

/**
 * overlay_bits_write() - keep what is written to bits of the overlay
 * @bus: bus of the function
 * @devfn: its number there
 * @where: first byte
 * @size: number of bytes, 1 to 4
 * @value: what is written; only writable bits take it
 *
 * Context: any.
 *
 * Return: the bits afterwards, as from overlay_bits_read().
 */
struct overlay_bits overlay_bits_write(const struct pci_bus *bus,
				       unsigned int devfn, int where, int size,
				       u32 value)
{
	struct overlay_bits bits = { 0 };
	struct overlay_function *f;
	unsigned long flags;
	int i;

	raw_spin_lock_irqsave(&functions_lock, flags);
	f = is_inside(where, size) ? find(bus, devfn) : NULL;
	for (i = 0; f && i < size; i++) {
		f->value[where + i] &= ~f->write[where + i];
		f->value[where + i] |= value >> 8 * i & f->write[where + i];
	}
	if (f)
		bits = gather(f, where, size);
	if (f && f->flr && where == f->flr && value & PCI_EXP_DEVCTL_BCR_FLR)
		f->back = ktime_get_mono_fast_ns() + FLR_TIME;
	raw_spin_unlock_irqrestore(&functions_lock, flags);
	return bits;
}

/**
 * overlay_functions_free() - forget all functions
 *
 * Context: process; nobody accesses configuration space through the overlay.
 */
void overlay_functions_free(void)
{
	struct overlay_function *next;
	struct overlay_function *f;

	list_for_each_entry_safe(f, next, &functions, list) {
		list_del(&f->list);
		pci_dev_put(f->cold);
		kvfree(f);
	}
}
