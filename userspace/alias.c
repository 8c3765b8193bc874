// SPDX-License-Identifier: GPL-2.0-only
/*
 * alias.c - functions that use other requester IDs than their own, or bridges
 * that do not do as others: the fixups of drivers/pci/quirks.c that call
 * pci_add_dma_alias() or set a flag that pci_for_each_dma_alias() looks at
 */
#include "alias.h"

typedef void (*alias_fn)(struct vg_facts *facts, u32 i);

static void add_alias(struct vg_facts *facts, u32 i, u8 devfn)
{
	const struct vg_function *f = &facts->fn[i];
	const struct vg_alias alias = {
		.segment = f->segment,
		.rid = f->rid,
		.alias_segment = f->segment,
		.alias_rid = (f->rid & 0xff00) | devfn,
	};

	if (alias.alias_rid != alias.rid)
		vg_facts_add_alias(facts, &alias);
}

static void use_function_0(struct vg_facts *facts, u32 i)
{
	add_alias(facts, i, facts->fn[i].rid & 0xf8);
}

static void use_function_1(struct vg_facts *facts, u32 i)
{
	add_alias(facts, i, (facts->fn[i].rid & 0xf8) | 1);
}

/* Which subsystem it is, is no fact here: taken as if all were meant */
static void use_adaptec_dma(struct vg_facts *facts, u32 i)
{
	add_alias(facts, i, 1 << 3);
}

static void use_mic_x200(struct vg_facts *facts, u32 i)
{
	add_alias(facts, i, 0x10 << 3);
	add_alias(facts, i, 0x11 << 3);
	add_alias(facts, i, 0x12 << 3 | 3);
}

static void use_pex_vca(struct vg_facts *facts, u32 i)
{
	for (u32 devfn = 0; devfn < 256; devfn++)
		if ((devfn & 7) < 5)
			add_alias(facts, i, devfn);
}

static void use_whole_bus(struct vg_facts *facts, u32 i)
{
	for (u32 devfn = 0; devfn < 256; devfn++)
		add_alias(facts, i, devfn);
}

/* The bridge that leads to the bus of @f, or NULL */
static const struct vg_function *find_bridge(const struct vg_facts *facts,
					     const struct vg_function *f)
{
	for (u32 i = 0; i < facts->count; i++) {
		const struct vg_function *b = &facts->fn[i];

		if (b->segment == f->segment && b->header == 1 &&
		    b->secondary == f->rid >> 8 && b->secondary > b->rid >> 8)
			return b;
	}
	return NULL;
}

static void use_secondary(struct vg_facts *facts, u32 i)
{
	struct vg_function *f = &facts->fn[i];
	const struct vg_function *above = find_bridge(facts, f);

	if (f->header == 1 && f->type == VG_TYPE_CONVENTIONAL && above &&
	    above->type != VG_TYPE_CONVENTIONAL &&
	    above->type != VG_TYPE_PCIE_TO_PCI)
		f->flags |= VG_F_ALIAS_SECONDARY;
}

static void keep_ids(struct vg_facts *facts, u32 i)
{
	facts->fn[i].flags |= VG_F_BRIDGE_NO_ALIAS;
}

static void end_aliases(struct vg_facts *facts, u32 i)
{
	facts->fn[i].flags |= VG_F_XLATE_ROOT;
}

/* The comment is the kernel's callback: a test compares this with its source */
static const struct {
	u16 vendor;
	u16 device;
	alias_fn apply;
} rows[] = {
	/* quirk_dma_func0_alias */
	{ 0x1180, 0xe832, use_function_0 },
	{ 0x1180, 0xe476, use_function_0 },
	{ 0x6766, 0x3d40, use_function_0 },
	{ 0x6766, 0x3d41, use_function_0 },
	/* quirk_dma_func1_alias */
	{ 0x1b4b, 0x9120, use_function_1 },
	{ 0x1b4b, 0x9123, use_function_1 },
	{ 0x1b4b, 0x9125, use_function_1 },
	{ 0x1b4b, 0x9128, use_function_1 },
	{ 0x1b4b, 0x9130, use_function_1 },
	{ 0x1b4b, 0x9170, use_function_1 },
	{ 0x1b4b, 0x9172, use_function_1 },
	{ 0x1b4b, 0x917a, use_function_1 },
	{ 0x1b4b, 0x9182, use_function_1 },
	{ 0x1b4b, 0x9183, use_function_1 },
	{ 0x1b4b, 0x91a0, use_function_1 },
	{ 0x1b4b, 0x9215, use_function_1 },
	{ 0x1b4b, 0x9220, use_function_1 },
	{ 0x1b4b, 0x9230, use_function_1 },
	{ 0x1b4b, 0x9235, use_function_1 },
	{ 0x1103, 0x0642, use_function_1 },
	{ 0x1103, 0x0645, use_function_1 },
	{ 0x197b, 0x2392, use_function_1 },
	{ 0x1c28, 0x0122, use_function_1 },
	/* quirk_fixed_dma_alias */
	{ 0x9005, 0x0285, use_adaptec_dma },
	/* quirk_use_pcie_bridge_dma_alias */
	{ 0x1b21, 0x1080, use_secondary },
	{ 0x10e3, 0x8113, use_secondary },
	{ 0x1283, 0x8892, use_secondary },
	{ 0x1283, 0x8893, use_secondary },
	{ 0x8086, 0x244e, use_secondary },
	/* quirk_mic_x200_dma_alias */
	{ 0x8086, 0x2260, use_mic_x200 },
	{ 0x8086, 0x2264, use_mic_x200 },
	/* quirk_pex_vca_alias */
	{ 0x8086, 0x2954, use_pex_vca },
	{ 0x8086, 0x2955, use_pex_vca },
	{ 0x8086, 0x2956, use_pex_vca },
	{ 0x8086, 0x2958, use_pex_vca },
	{ 0x8086, 0x2959, use_pex_vca },
	{ 0x8086, 0x295a, use_pex_vca },
	/* quirk_plx_ntb_dma_alias */
	{ 0x10b5, 0x87b0, use_whole_bus },
	{ 0x10b5, 0x87b1, use_whole_bus },
	/* quirk_bridge_cavm_thrx2_pcie_root */
	{ 0x14e4, 0x9000, end_aliases },
	{ 0x14e4, 0x9084, end_aliases },
	/* PCI_DEV_FLAGS_PCI_BRIDGE_NO_ALIAS, in newer kernels: AST1150 */
	{ 0x1a03, 0x1150, keep_ids },
};

/**
 * vg_alias_by_id - add what the kernel adds because of vendor and device
 * @facts: sorted, otherwise complete
 */
void vg_alias_by_id(struct vg_facts *facts)
{
	for (u32 i = 0; i < facts->count; i++) {
		const struct vg_function *f = &facts->fn[i];

		for (u32 row = 0; row < ARRAY_SIZE(rows); row++)
			if (rows[row].vendor == f->vendor &&
			    rows[row].device == f->device)
				rows[row].apply(facts, i);
	}
}
