// SPDX-License-Identifier: GPL-2.0-only
/*
 * registers.c - reads ACS and bus numbers of one function from its config
 * space. Nothing that the kernel has cached is believed but the offset of the
 * ACS capability, and that only while the header there still says ACS.
 */
#include <linux/pci.h>

#include "core/quirks.h"
#include "registers.h"

/* Egress Control Vector Size, PCIe 7.7.11.2; 0 means 256 */
#define ACS_VECTOR_SIZE(cap)	(((cap) >> 8) & 0xff ?: 256)
/* Sunrise Point: capability and control are double words, erratum 23 */
#define SPT_CAP			4
#define SPT_CTRL		8

/* All ones means gone, asleep or in reset: a value that none of these has */
static bool read_dword(struct pci_dev *pdev, int where, u32 *value)
{
	return !pci_read_config_dword(pdev, where, value) &&
	       !PCI_POSSIBLE_ERROR(*value);
}

static bool answers(struct pci_dev *pdev)
{
	u32 value;

	/* The IDs of a VF read as ones, PCIe 9.3.4.1.1; not its Command */
	return read_dword(pdev, pdev->is_virtfn ? PCI_COMMAND : PCI_VENDOR_ID,
			  &value);
}

/*
 * PCIe 7.7.11.4: with P2P Egress Control on, a peer whose bit in the vector is
 * clear is reached directly, whatever P2P Request Redirect says.
 */
static bool has_open_egress(struct pci_dev *pdev, int acs, u16 cap)
{
	unsigned int bits = ACS_VECTOR_SIZE(cap);
	unsigned int i;
	u32 word;
	u32 want;

	for (i = 0; i < bits; i += 32) {
		want = bits - i < 32 ? BIT(bits - i) - 1 : ~0U;
		if (pci_read_config_dword(pdev, acs + PCI_ACS_EGRESS_CTL_V +
						i / 8, &word) ||
		    (word & want) != want)
			return true;
	}
	return false;
}

static bool read_sunrise_point(struct pci_dev *pdev, int acs,
			       struct vg_function *f)
{
	u32 cap;
	u32 ctrl;

	if (!read_dword(pdev, acs + SPT_CAP, &cap) ||
	    !read_dword(pdev, acs + SPT_CTRL, &ctrl))
		return false;
	f->acs_kind = VG_ACS_SPT_DWORD;
	f->acs_cap = cap;
	f->acs_ctrl = ctrl;
	/* Where its vector lies is not documented */
	if (f->acs_cap & VG_ACS_EC)
		f->flags |= VG_F_EGRESS_OPEN;
	return true;
}

static bool read_acs(struct pci_dev *pdev, struct vg_function *f)
{
	int acs = pdev->acs_cap;
	u32 header;
	u32 words;

	f->acs_kind = VG_ACS_ABSENT;
	if (!acs)
		return true;
	if (!read_dword(pdev, acs, &header))
		return false;
	if (PCI_EXT_CAP_ID(header) != PCI_EXT_CAP_ID_ACS)
		return true;
	if (vg_acs_is_dword(f))
		return read_sunrise_point(pdev, acs, f);

	/* Capability and control in one read: they belong together */
	if (!read_dword(pdev, acs + PCI_ACS_CAP, &words))
		return false;
	f->acs_kind = VG_ACS_STANDARD;
	f->acs_cap = words & 0xffff;
	f->acs_ctrl = words >> 16;
	if (f->acs_cap & VG_ACS_EC && has_open_egress(pdev, acs, f->acs_cap))
		f->flags |= VG_F_EGRESS_OPEN;
	return true;
}

/* False too when the kernel put devices on another bus than the bridge says */
static bool read_buses(struct pci_dev *pdev, struct vg_function *f)
{
	u8 expected = f->secondary;
	u32 buses;

	if (!read_dword(pdev, PCI_PRIMARY_BUS, &buses))
		return false;
	f->subordinate = buses >> 16;
	if (!expected)
		f->secondary = buses >> 8;
	return !expected || expected == (u8)(buses >> 8);
}

/**
 * vg_registers_read() - read the registers of a function
 * @pdev: the function, the caller holds a reference
 * @f: its facts so far; ACS and bus numbers are filled in, and
 *	VG_F_UNREADABLE is set when they cannot be read or when the secondary
 *	bus is not the one in @f->secondary (0: none expected)
 *
 * Context: any. A function in D3cold has to be resumed before.
 */
void vg_registers_read(struct pci_dev *pdev, struct vg_function *f)
{
	if (!answers(pdev) || !read_acs(pdev, f) ||
	    (f->header == PCI_HEADER_TYPE_BRIDGE && !read_buses(pdev, f)))
		f->flags |= VG_F_UNREADABLE;
}
