// SPDX-License-Identifier: GPL-2.0-only
#include "config.h"

#include <pci/pci.h>

#include "quirks.h"
#include "registers.h"

/* MPC of Intel PCH root ports, quirks.c of the kernel: INTEL_MPC_REG */
#define MPC		0xd8
#define MPC_IRBNCE	BIT(26)

/* What vg_registers_decode() reads from */
struct source {
	struct vg_config config;
	struct pci_dev *dev;
};

/*
 * pci_read_long() gives ones for what it cannot read; what pci_setup_cache()
 * was given is there, but pci_read_block() does not look there.
 */
static bool is_there(struct pci_dev *dev, int where)
{
	u8 bytes[4];

	return where + 4 <= dev->cache_len ||
	       pci_read_block(dev, where, bytes, sizeof(bytes));
}

static bool read_dword(const struct vg_config *config, u16 where, u32 *value)
{
	const struct source *source = (const struct source *)config;

	*value = pci_read_long(source->dev, where);
	return *value != ~0U || is_there(source->dev, where);
}

static u32 count_bars(const struct vg_function *f)
{
	static const u8 bars[] = { 6, 2, 1 };

	return f->header < ARRAY_SIZE(bars) ? bars[f->header] : 0;
}

/* A 32-bit BAR without address reads 0 as one that is not there */
static bool has_memory_bar(struct pci_dev *dev, const struct vg_function *f)
{
	u32 bars = count_bars(f);

	for (u32 i = 0; i < bars; i++) {
		u32 bar = pci_read_long(dev, PCI_BASE_ADDRESS_0 + 4 * i);

		if (bar && bar != ~0U && !(bar & PCI_BASE_ADDRESS_SPACE_IO))
			return true;
	}
	return false;
}

/*
 * A register that says what kind of memory it is for, and no address: in a file
 * that is all there is; on a live host the kernel gave the BAR up when its
 * resource is empty, too.
 */
static bool has_empty_bar(struct pci_dev *dev, const struct vg_function *f)
{
	u32 bars = f->header == PCI_HEADER_TYPE_NORMAL ? count_bars(f) : 0;

	for (u32 i = 0; i < bars; i++) {
		u32 bar = pci_read_long(dev, PCI_BASE_ADDRESS_0 + 4 * i);
		u32 at = i;
		u32 high = 0;

		if (bar & PCI_BASE_ADDRESS_SPACE_IO)
			continue;
		if ((bar & PCI_BASE_ADDRESS_MEM_TYPE_MASK) ==
		    PCI_BASE_ADDRESS_MEM_TYPE_64 && ++i < bars)
			high = pci_read_long(dev, PCI_BASE_ADDRESS_0 + 4 * i);
		if (bar && !(bar & PCI_BASE_ADDRESS_MEM_MASK) && !high &&
		    !dev->flags[at] && !dev->size[at])
			return true;
	}
	return false;
}

static void read_identity(struct pci_dev *dev, struct vg_function *f)
{
	u16 vendor = pci_read_word(dev, PCI_VENDOR_ID);
	u8 header = pci_read_byte(dev, PCI_HEADER_TYPE);

	/* PCIe 9.3.4.1.1: those of a VF read as ones */
	if (vendor != 0xffff) {
		f->vendor = vendor;
		f->device = pci_read_word(dev, PCI_DEVICE_ID);
	}
	f->class = pci_read_long(dev, PCI_CLASS_REVISION) >> 8;
	f->header = header & 0x7f;
	/* pci_scan_slot() sets it for what it finds at functions above 0 */
	if (!(f->flags & VG_F_VF) && (header & 0x80 || f->rid & 7))
		f->flags |= VG_F_MULTIFUNCTION;
	if (has_memory_bar(dev, f))
		f->flags |= VG_F_MEM_BAR;
	/* PCIe 9.3.4.1.11: those of a VF read 0, its PF has them */
	if (!(f->flags & VG_F_VF) && has_empty_bar(dev, f))
		f->flags |= VG_F_BAR_UNASSIGNED;
	/* vg_registers_decode() reads those of header type 1 */
	if (f->header == PCI_HEADER_TYPE_CARDBUS) {
		f->secondary = pci_read_byte(dev, PCI_CB_CARD_BUS);
		f->subordinate = pci_read_byte(dev, PCI_CB_SUBORDINATE_BUS);
	}
}

/* Extended config space; all ones there have no meaning */
static bool has_extended_space(struct pci_dev *dev)
{
	return pci_read_long(dev, 0x100) != ~0U;
}

static bool read_type(struct pci_dev *dev, struct vg_function *f)
{
	struct pci_cap *cap;

	f->type = VG_TYPE_CONVENTIONAL;
	if (!(pci_read_word(dev, PCI_STATUS) & PCI_STATUS_CAP_LIST))
		return true;
	if (!is_there(dev, 0xfc))
		return false;
	cap = pci_find_cap(dev, PCI_CAP_ID_EXP, PCI_CAP_NORMAL);
	if (!cap)
		return true;
	f->type = (pci_read_word(dev, cap->addr + PCI_EXP_FLAGS) &
		   PCI_EXP_FLAGS_TYPE) >> 4;
	return has_extended_space(dev);
}

/* What pci_quirk_enable_intel_rp_mpc_acs() of the kernel leaves behind */
static void read_pch(struct pci_dev *dev, struct vg_function *f)
{
	static const struct vg_host host;

	if (vg_quirk_find(f, &host) != VG_QUIRK_INTEL_PCH_UNPROGRAMMED)
		return;
	if (is_there(dev, MPC) && pci_read_long(dev, MPC) & MPC_IRBNCE)
		f->flags |= VG_F_PCH_ACS;
}

static u16 find_offset(struct pci_dev *dev, unsigned int id, unsigned int type)
{
	const struct pci_cap *cap = pci_find_cap(dev, id, type);

	return cap ? cap->addr : 0;
}

static void find_offsets(struct pci_dev *dev, const struct vg_function *f,
			 struct vg_offsets *offsets)
{
	if (f->type == VG_TYPE_CONVENTIONAL)
		return;
	offsets->express = find_offset(dev, PCI_CAP_ID_EXP, PCI_CAP_NORMAL);
	offsets->acs = find_offset(dev, PCI_EXT_CAP_ID_ACS, PCI_CAP_EXTENDED);
	offsets->ats = find_offset(dev, PCI_EXT_CAP_ID_ATS, PCI_CAP_EXTENDED);
}

/**
 * vg_config_read - read the facts of a function from its config space
 * @dev: the function
 * @f: address, VG_F_VF and the IDs of a VF are given. VG_F_UNREADABLE is set
 *	when something that is needed cannot be read: then what could be read
 *	is in there
 */
void vg_config_read(struct pci_dev *dev, struct vg_function *f)
{
	const struct source source = { { read_dword }, dev };
	struct vg_offsets offsets = { 0 };

	read_identity(dev, f);
	if (!read_type(dev, f))
		f->flags |= VG_F_UNREADABLE;
	read_pch(dev, f);
	find_offsets(dev, f, &offsets);
	vg_registers_decode(&source.config, &offsets, f);
}
