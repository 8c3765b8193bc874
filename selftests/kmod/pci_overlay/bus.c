// SPDX-License-Identifier: GPL-2.0-only
/*
 * bus.c - stands between the kernel and its operations of PCI buses, as the
 * kernel's own aer_inject does. A bus that a rescan makes inherits the
 * operations of its parent, so that it is covered from its first access on.
 */
#include <linux/pci.h>
#include <linux/pm_runtime.h>
#include <linux/rcupdate.h>

#include "bus.h"
#include "function.h"

/*
 * One original for all: an access that is under way while the operations are
 * given back must not look at bus->ops to find it.
 */
static struct pci_ops *original;
static struct pci_ops overlaid;

static u32 all_bits(int size)
{
	return ~0U >> (32 - 8 * size);
}

/* The overlay describes a function, it does not make one */
static bool exists(struct pci_bus *bus, unsigned int devfn)
{
	u32 id;

	return !original->read(bus, devfn, PCI_VENDOR_ID, 4, &id) &&
	       !PCI_POSSIBLE_ERROR(id);
}

/*
 * Behind a bridge that is not in D0 there are no configuration cycles, PCI Bus
 * Power Management 4.7.1. QEMU's go on, so what the kernel suspended counts.
 */
static bool answers(const struct pci_bus *bus, unsigned int devfn)
{
	if (overlay_is_silent(bus, devfn))
		return false;
	for (; bus->self; bus = bus->parent)
		if (pm_runtime_suspended(&bus->self->dev))
			return false;
	return true;
}

static int read_config(struct pci_bus *bus, unsigned int devfn, int where,
		       int size, u32 *value)
{
	const struct overlay_bits bits =
		overlay_bits_read(bus, devfn, where, size);
	u32 real = 0;
	int ret = PCIBIOS_SUCCESSFUL;

	if (!answers(bus, devfn)) {
		*value = all_bits(size);
		return ret;
	}
	if (!bits.mask || !exists(bus, devfn))
		return original->read(bus, devfn, where, size, value);
	/* There may be no hardware below: a device of 256 bytes */
	if (bits.mask != all_bits(size))
		ret = original->read(bus, devfn, where, size, &real);
	*value = (real & ~bits.mask) | bits.value;
	return ret;
}

/*
 * A write to bits of both goes to the hardware unchanged: what the overlay
 * hides in the middle of a register is read-only there (IDs, capability
 * pointers, link status).
 */
static int write_config(struct pci_bus *bus, unsigned int devfn, int where,
			int size, u32 value)
{
	struct overlay_bits bits;

	if (!answers(bus, devfn))
		return PCIBIOS_SUCCESSFUL;
	bits = overlay_bits_write(bus, devfn, where, size, value);
	if (bits.mask == all_bits(size) && exists(bus, devfn))
		return PCIBIOS_SUCCESSFUL;
	return original->write(bus, devfn, where, size, value);
}

/* Recursion is as deep as buses are nested, at most 256 and 4 in the lab */
static void replace(struct pci_bus *bus, struct pci_ops *from,
		    struct pci_ops *to)
{
	struct pci_bus *child;

	if (bus->ops == from)
		pci_bus_set_ops(bus, to);
	list_for_each_entry(child, &bus->children, node)
		replace(child, from, to);
}

/* No bus comes or goes under the lock but those of VFs, which nobody makes
 * while the module comes or goes.
 */
static void replace_all(struct pci_ops *from, struct pci_ops *to)
{
	struct pci_bus *root = NULL;

	pci_lock_rescan_remove();
	while ((root = pci_find_next_bus(root)))
		replace(root, from, to);
	pci_unlock_rescan_remove();
}

/**
 * overlay_buses_take() - put the overlay between the kernel and the hardware
 *
 * Buses with other operations than the first one are left alone, see
 * overlay_bus_is_taken().
 *
 * Return: 0, or -ENODEV without a bus.
 */
int overlay_buses_take(void)
{
	const struct pci_bus *root = pci_find_next_bus(NULL);

	if (!root)
		return -ENODEV;
	original = root->ops;
	overlaid = *original;
	overlaid.read = read_config;
	overlaid.write = write_config;
	replace_all(original, &overlaid);
	return 0;
}

/**
 * overlay_buses_return() - leave the kernel alone with the hardware again
 *
 * No access goes through the overlay afterwards: accesses do not sleep, and a
 * task that was preempted in one is waited for.
 */
void overlay_buses_return(void)
{
	replace_all(&overlaid, original);
	synchronize_rcu_tasks();
}

/**
 * overlay_bus_is_taken() - whether accesses to a bus go through the overlay
 * @bus: the bus
 *
 * Return: whether they do.
 */
bool overlay_bus_is_taken(const struct pci_bus *bus)
{
	return bus->ops == &overlaid;
}
