// SPDX-License-Identifier: GPL-2.0-only
/*
 * capability.c - the lists of capabilities of a function: what is added is
 * linked behind what the hardware has, what is hidden is taken out.
 */
#include <linux/pci.h>

#include "capability.h"
#include "function.h"

/* PCI Express Capability Structure, version 2, PCIe 7.5.3 */
#define EXPRESS_SIZE		0x3c
/* Where no device of the lab has another capability */
#define EXPRESS_WHERE		0xc0
/* The same among extended capabilities of hardware that has some */
#define EXTENDED_FREE		0x800
#define EXTENDED_START		PCI_CFG_SPACE_SIZE
/* Each takes 8 bytes at least, so that a longer list is a loop */
#define EXTENDED_MAX		((OVERLAY_SPACE - EXTENDED_START) / 8)
#define EXTENDED_HEADER(id, version, next) \
	((u32)(id) | (u32)(version) << 16 | (u32)(next) << 20)
/* Next Capability Offset, PCIe 7.6.3; the low two bits are reserved */
#define EXTENDED_NEXT_MASK	0xfff00000

/**
 * overlay_target_read() - a double word as the kernel sees it now
 * @t: the function
 * @where: first byte
 *
 * Return: the double word, all ones when it cannot be read.
 */
u32 overlay_target_read(const struct overlay_target *t, int where)
{
	u32 value;

	if (pci_bus_read_config_dword(t->bus, t->devfn, where, &value))
		return ~0U;
	return value;
}

/**
 * overlay_target_set() - say what whole bytes are
 * @t: the function
 * @where: first byte
 * @size: number of bytes, 1 to 4
 * @value: what is read from now on
 * @write: bits that can be written
 */
void overlay_target_set(const struct overlay_target *t, unsigned int where,
			unsigned int size, u32 value, u32 write)
{
	overlay_function_set(t->f, where, size, value, ~0U, write);
}

static void set_range(const struct overlay_target *t, unsigned int where,
		      unsigned int size)
{
	unsigned int i;

	for (i = 0; i < size; i++)
		overlay_target_set(t, where + i, 1, 0, 0);
}

/**
 * overlay_express() - where the PCI Express capability is
 * @t: the function
 *
 * Return: its offset, or 0 without one.
 */
u16 overlay_express(const struct overlay_target *t)
{
	return pci_bus_find_capability(t->bus, t->devfn, PCI_CAP_ID_EXP);
}

/**
 * overlay_express_add() - give a conventional device a PCI Express capability
 * @t: the function
 * @type: PCI_EXP_TYPE_*
 *
 * Return: its offset. One that was there before is kept, of its type.
 */
u16 overlay_express_add(const struct overlay_target *t, unsigned int type)
{
	u16 where = overlay_express(t);
	u8 head = 0;

	if (where)
		return where;
	if (overlay_target_read(t, PCI_COMMAND) >> 16 & PCI_STATUS_CAP_LIST)
		head = overlay_target_read(t, PCI_CAPABILITY_LIST);

	where = EXPRESS_WHERE;
	set_range(t, where, EXPRESS_SIZE);
	overlay_target_set(t, where, 4, PCI_CAP_ID_EXP | head << 8 |
			   2 << 16 | type << 20, 0);
	/* Role-based error reporting is required, PCIe 7.5.3.3 */
	overlay_target_set(t, where + PCI_EXP_DEVCAP, 4, PCI_EXP_DEVCAP_RBER, 0);
	/* All but Initiate Function Level Reset, which reads as 0 */
	overlay_target_set(t, where + PCI_EXP_DEVCTL, 2, 0x2810, 0x7fff);
	overlay_target_set(t, where + PCI_EXP_LNKCTL, 2, 0,
			   PCI_EXP_LNKCTL_ASPMC | PCI_EXP_LNKCTL_CCC |
			   PCI_EXP_LNKCTL_ES);
	overlay_target_set(t, where + PCI_EXP_DEVCTL2, 2, 0, 0x001f);
	overlay_target_set(t, PCI_CAPABILITY_LIST, 1, where, 0);
	overlay_function_set(t->f, PCI_STATUS, 1, PCI_STATUS_CAP_LIST,
			     PCI_STATUS_CAP_LIST, 0);
	return where;
}

static bool is_end(u32 header)
{
	return !header || PCI_POSSIBLE_ERROR(header);
}

/*
 * Walks until the one with @id, or the last one. Returns its offset, and in
 * @before that of the one which points to it; 0 when there is none.
 */
static u16 walk(const struct overlay_target *t, int id, u16 *before)
{
	u16 where = EXTENDED_START;
	unsigned int left;
	u32 header;

	*before = 0;
	for (left = EXTENDED_MAX; left; left--) {
		header = overlay_target_read(t, where);
		if (is_end(header))
			return 0;
		if (PCI_EXT_CAP_ID(header) == id)
			return where;
		if (PCI_EXT_CAP_NEXT(header) < EXTENDED_START)
			return id < 0 ? where : 0;
		*before = where;
		where = PCI_EXT_CAP_NEXT(header);
	}
	return 0;
}

/**
 * overlay_extended() - where an extended capability is
 * @t: the function
 * @id: PCI_EXT_CAP_ID_*
 *
 * Return: its offset, or 0 without one.
 */
u16 overlay_extended(const struct overlay_target *t, u16 id)
{
	u16 before;

	return walk(t, id, &before);
}

/* Beyond 256 bytes a conventional device has nothing, and reads as ones */
static void open_space(const struct overlay_target *t)
{
	if (t->f->free_extended)
		return;
	t->f->free_extended = EXTENDED_FREE;
	if (!is_end(overlay_target_read(t, EXTENDED_START)))
		return;
	t->f->free_extended = EXTENDED_START;
	set_range(t, EXTENDED_START, OVERLAY_SPACE - EXTENDED_START);
}

static void link_next(const struct overlay_target *t, u16 where, u16 next)
{
	overlay_function_set(t->f, where, 4, (u32)next << 20,
			     EXTENDED_NEXT_MASK, 0);
}

/**
 * overlay_extended_add() - add an extended capability behind the last one
 * @t: the function
 * @id: PCI_EXT_CAP_ID_*
 * @version: of it
 * @size: with the header; reads as 0 and cannot be written behind that
 *
 * Return: its offset, -EEXIST when the function has one, -EINVAL for a size
 * that cannot be, or -ENOSPC.
 */
int overlay_extended_add(const struct overlay_target *t, u16 id, u8 version,
			 unsigned int size)
{
	u16 before;
	u16 where;
	u16 last;

	if (size < 4 || size > OVERLAY_SPACE)
		return -EINVAL;
	if (overlay_extended(t, id))
		return -EEXIST;
	open_space(t);
	where = t->f->free_extended;
	if (where + size > OVERLAY_SPACE)
		return -ENOSPC;

	last = walk(t, -1, &before);
	set_range(t, where, size);
	overlay_target_set(t, where, 4, EXTENDED_HEADER(id, version, 0), 0);
	if (last)
		link_next(t, last, where);
	t->f->free_extended = ALIGN(where + size, 16);
	return where;
}

/**
 * overlay_extended_hide() - take an extended capability out of the list
 * @t: the function
 * @id: PCI_EXT_CAP_ID_*
 *
 * Where it was reads as 0, and can be written no more.
 *
 * Return: 0, or -ENOENT without one.
 */
int overlay_extended_hide(const struct overlay_target *t, u16 id)
{
	u16 before;
	u16 where = walk(t, id, &before);
	u32 header;

	if (!where)
		return -ENOENT;
	header = overlay_target_read(t, where);
	/* The first has a fixed place: an ID of 0 is none, PCIe 7.6.3 */
	if (before)
		link_next(t, before, PCI_EXT_CAP_NEXT(header));
	overlay_target_set(t, where, 4, before ? 0 : header & EXTENDED_NEXT_MASK, 0);
	/* Of a longer one the rest is out of reach without the header */
	overlay_target_set(t, where + 4, 4, 0, 0);
	return 0;
}
