// SPDX-License-Identifier: GPL-2.0-only
/* registers.c - what capabilities that the lab needs consist of */
#include <linux/pci.h>

#include "capability.h"
#include "function.h"
#include "registers.h"

/* Egress Control Vector Size 8, PCIe 7.7.11.2, and a dword for the vector */
#define ACS_VECTOR_SIZE_8	(8 << 8)
#define ACS_SIZE		12
#define REBAR_SIZE		12
#define AER_SIZE		0x48
/* Supported page sizes of 4 and 64 KiB, PCIe 9.3.3.12 */
#define PAGE_SIZES		0x11
/* As an H100's VFs are numbered: from the function after the next */
#define FIRST_VF		2

/**
 * overlay_flr() - with or without Function Level Reset, PCIe 7.5.3.3
 * @t: the function
 * @on: with
 *
 * Return: 0, or -ENOENT without a PCI Express capability.
 */
int overlay_flr(const struct overlay_target *t, bool on)
{
	u16 express = overlay_express(t);

	if (!express)
		return -ENOENT;
	overlay_function_set(t->f, express + PCI_EXP_DEVCAP, 4,
			     on ? PCI_EXP_DEVCAP_FLR : 0, PCI_EXP_DEVCAP_FLR, 0);
	overlay_function_flr(t->f, on ? express + PCI_EXP_DEVCTL : 0);
	return 0;
}

/**
 * overlay_link() - what the link is and could be
 * @t: the function
 * @now: speed, as a generation, and width, PCIe 7.5.3.8
 * @most: the same of what it can do, PCIe 7.5.3.6
 *
 * Return: 0, or -ENOENT without a PCI Express capability.
 */
int overlay_link(const struct overlay_target *t, const u8 now[2],
		 const u8 most[2])
{
	u16 express = overlay_express(t);

	if (!express)
		return -ENOENT;
	overlay_function_set(t->f, express + PCI_EXP_LNKCAP, 4,
			     most[0] | most[1] << 4,
			     PCI_EXP_LNKCAP_SLS | PCI_EXP_LNKCAP_MLW, 0);
	overlay_function_set(t->f, express + PCI_EXP_LNKSTA, 2,
			     now[0] | now[1] << 4,
			     PCI_EXP_LNKSTA_CLS | PCI_EXP_LNKSTA_NLW, 0);
	/* Supported Link Speeds Vector from bit 1 on, PCIe 7.5.3.18 */
	overlay_function_set(t->f, express + PCI_EXP_LNKCAP2, 1,
			     (BIT(most[0]) - 1) << 1, 0xfe, 0);
	return 0;
}

/**
 * overlay_acs() - Access Control Services, PCIe 7.7.11
 * @t: the function
 * @cap: PCI_ACS_* that it can do; the kernel may switch each on and off
 * @ctrl: those that are on
 *
 * Return: 0, or an errno of overlay_extended_add().
 */
int overlay_acs(const struct overlay_target *t, u16 cap, u16 ctrl)
{
	int where = overlay_extended_add(t, PCI_EXT_CAP_ID_ACS, 1, ACS_SIZE);
	const u16 vector = cap & PCI_ACS_EC ? ACS_VECTOR_SIZE_8 : 0;

	if (where < 0)
		return where;
	overlay_target_set(t, where + PCI_ACS_CAP, 2, cap | vector, 0);
	overlay_target_set(t, where + PCI_ACS_CTRL, 2, ctrl & cap, cap);
	overlay_target_set(t, where + PCI_ACS_EGRESS_CTL_V, 4, 0,
			   vector ? 0xff : 0);
	return 0;
}

/**
 * overlay_rebar() - Resizable BAR, PCIe 7.8.6
 * @t: the function
 * @bar: number of the only one that is resizable
 * @smallest: size as the exponent of 2, in MiB
 * @largest: the same
 * @current_size: the same; it cannot be changed, the BAR is the hardware's
 *
 * Return: 0, or an errno of overlay_extended_add().
 */
int overlay_rebar(const struct overlay_target *t, unsigned int bar,
		  unsigned int smallest, unsigned int largest,
		  unsigned int current_size)
{
	int where = overlay_extended_add(t, PCI_EXT_CAP_ID_REBAR, 1, REBAR_SIZE);

	if (where < 0)
		return where;
	overlay_target_set(t, where + PCI_REBAR_CAP, 4,
			   GENMASK(largest + 4, smallest + 4), 0);
	overlay_target_set(t, where + PCI_REBAR_CTRL, 4,
			   bar | 1 << PCI_REBAR_CTRL_NBAR_SHIFT |
			   current_size << PCI_REBAR_CTRL_BAR_SHIFT, 0);
	return 0;
}

/**
 * overlay_ats() - Address Translation Services, PCIe 10.5.1
 * @t: the function
 *
 * Return: 0, or an errno of overlay_extended_add().
 */
int overlay_ats(const struct overlay_target *t)
{
	int where = overlay_extended_add(t, PCI_EXT_CAP_ID_ATS, 1,
					 PCI_EXT_CAP_ATS_SIZEOF);

	if (where < 0)
		return where;
	overlay_target_set(t, where + PCI_ATS_CAP, 2, PCI_ATS_CAP_PAGE_ALIGNED,
			   0);
	overlay_target_set(t, where + PCI_ATS_CTRL, 2, 0,
			   PCI_ATS_CTRL_ENABLE | PCI_ATS_CTRL_STU(0x1f));
	return 0;
}

/**
 * overlay_ari() - Alternative Routing-ID Interpretation, PCIe 7.8.7
 * @t: the function
 * @next: Next Function Number
 *
 * Return: 0, or an errno of overlay_extended_add().
 */
int overlay_ari(const struct overlay_target *t, u8 next)
{
	int where = overlay_extended_add(t, PCI_EXT_CAP_ID_ARI, 1,
					 PCI_EXT_CAP_ARI_SIZEOF);

	if (where < 0)
		return where;
	overlay_target_set(t, where + PCI_ARI_CAP, 2, next << 8, 0);
	return 0;
}

/**
 * overlay_aer() - Advanced Error Reporting without an error, PCIe 7.8.4
 * @t: the function
 *
 * Return: 0, or an errno of overlay_extended_add().
 */
int overlay_aer(const struct overlay_target *t)
{
	int where = overlay_extended_add(t, PCI_EXT_CAP_ID_ERR, 2, AER_SIZE);

	if (where < 0)
		return where;
	overlay_target_set(t, where + PCI_ERR_UNCOR_MASK, 4, 0, 0x07fff030);
	overlay_target_set(t, where + PCI_ERR_UNCOR_SEVER, 4, 0x00462030,
			   0x07fff030);
	overlay_target_set(t, where + PCI_ERR_COR_MASK, 4, 0x2000, 0xf1c1);
	return 0;
}

/**
 * overlay_sriov() - Single Root I/O Virtualization, PCIe 9.3.3
 * @t: the function
 * @total: number of VFs; they cannot be enabled, there are none
 * @device: device ID of a VF
 *
 * Return: 0, or an errno of overlay_extended_add().
 */
int overlay_sriov(const struct overlay_target *t, u16 total, u16 device)
{
	int where = overlay_extended_add(t, PCI_EXT_CAP_ID_SRIOV, 1,
					 PCI_EXT_CAP_SRIOV_SIZEOF);

	if (where < 0)
		return where;
	overlay_target_set(t, where + PCI_SRIOV_CTRL, 2, 0,
			   PCI_SRIOV_CTRL_MSE | PCI_SRIOV_CTRL_ARI);
	overlay_target_set(t, where + PCI_SRIOV_INITIAL_VF, 2, total, 0);
	overlay_target_set(t, where + PCI_SRIOV_TOTAL_VF, 2, total, 0);
	/* the kernel asks for each number how many buses that takes */
	overlay_target_set(t, where + PCI_SRIOV_NUM_VF, 2, 0, 0xffff);
	overlay_target_set(t, where + PCI_SRIOV_VF_OFFSET, 2, FIRST_VF, 0);
	overlay_target_set(t, where + PCI_SRIOV_VF_STRIDE, 2, 1, 0);
	overlay_target_set(t, where + PCI_SRIOV_VF_DID, 2, device, 0);
	overlay_target_set(t, where + PCI_SRIOV_SUP_PGSIZE, 4, PAGE_SIZES, 0);
	overlay_target_set(t, where + PCI_SRIOV_SYS_PGSIZE, 4, 1, PAGE_SIZES);
	return 0;
}
