// SPDX-License-Identifier: GPL-2.0-only
/*
 * feature.c - what config space says of a function beside what is judged:
 * interrupts, resizable BARs, ATS, PRI, PASID, SR-IOV, errors
 */
#include "feature.h"

#include "capability.h"

#define COMMAND			0x04
#define BAR_0			0x10
#define HEADER_TYPE		0x0c
#define HEADER_TYPE_BRIDGE	0x010000
#define HEADER_TYPE_MASK	0x7f0000
#define ROM			0x30
#define ROM_OF_BRIDGE		0x38
#define INTERRUPT		0x3c	/* line, pin */

/* PCIe 7.7.1.2 and 7.7.2.2: Message Control is in the high word */
#define MSI_ENABLE		BIT(16)
#define MSI_CAPABLE(header)	((header) >> 17 & 7)	/* log2 of vectors */
#define MSIX_ENABLE		BIT(31)
#define MSIX_SIZE(header)	(((header) >> 16 & 0x7ff) + 1)
/* PCIe 7.8.4.2 */
#define AER_UNCORRECTABLE	4
/* PCIe 10.5.2.2 and 7.8.9.3 */
#define PRI_WORDS		4
#define PRI_ENABLE		BIT(0)
#define PASID_WORDS		4
#define PASID_ENABLE		BIT(16)
/* PCIe 9.3.3.5 and 9.3.3.6, 9.3.3.7 */
#define SRIOV_TOTAL		0x0c
#define SRIOV_NUM		0x10
/* PCIe 7.8.6: of each register Capability, then Control */
#define REBAR_CAP(i)		(4 + 8 * (i))
#define REBAR_CTRL(i)		(8 + 8 * (i))
#define REBAR_INDEX(ctrl)	((ctrl) & 7)
#define REBAR_COUNT(ctrl)	((ctrl) >> 5 & 7)
#define REBAR_SIZE(ctrl)	((ctrl) >> 8 & 0x3f)
/* Capability bits 31:4 are 1 MiB to 128 TiB, Control bits 31:16 go on */
#define REBAR_SIZES(cap, ctrl)	((u64)(cap) >> 4 | (u64)((ctrl) >> 16) << 28)

/* PCI 3.0 6.2.5.1 */
#define BAR_IO			BIT(0)
#define BAR_64BIT		0x4
#define BAR_TYPE		0x6

struct gathering {
	const struct vg_config *config;
	struct vg_features *features;
};

/* Of a capability that is there twice the first counts, as in the kernel */
static void read_switch(const struct vg_config *config, u16 where, u32 enable,
			enum vg_switch *state)
{
	u32 words;

	if (*state == VG_SWITCH_ABSENT &&
	    vg_config_dword(config, where, &words))
		*state = words & enable ? VG_SWITCH_ON : VG_SWITCH_OFF;
}

static void read_msi(struct vg_features *features, u32 header)
{
	if (features->msi != VG_SWITCH_ABSENT)
		return;
	features->msi = header & MSI_ENABLE ? VG_SWITCH_ON : VG_SWITCH_OFF;
	features->msi_vectors = 1 << MSI_CAPABLE(header);
}

static void read_msix(struct vg_features *features, u32 header)
{
	if (features->msix != VG_SWITCH_ABSENT)
		return;
	features->msix = header & MSIX_ENABLE ? VG_SWITCH_ON : VG_SWITCH_OFF;
	features->msix_vectors = MSIX_SIZE(header);
}

static void take(void *context, u16 id, u16 where)
{
	struct gathering *g = context;
	u32 header;

	if (id != VG_CAP_MSI && id != VG_CAP_MSIX)
		return;
	if (!vg_config_dword(g->config, where, &header))
		return;
	if (id == VG_CAP_MSI)
		read_msi(g->features, header);
	else
		read_msix(g->features, header);
}

static void read_rebar(struct gathering *g, u16 where, bool vf)
{
	struct vg_features *features = g->features;
	struct vg_rebar *rebar;
	u32 count;
	u32 ctrl;
	u32 cap;
	u32 i;

	if (!vg_config_dword(g->config, where + REBAR_CTRL(0), &ctrl))
		return;
	count = REBAR_COUNT(ctrl);
	for (i = 0; i < count && features->rebar_count < VG_MAX_REBARS; i++) {
		if (!vg_config_dword(g->config, where + REBAR_CAP(i), &cap) ||
		    !vg_config_dword(g->config, where + REBAR_CTRL(i), &ctrl))
			return;
		rebar = &features->rebar[features->rebar_count++];
		rebar->sizes = REBAR_SIZES(cap, ctrl);
		rebar->bar = REBAR_INDEX(ctrl);
		rebar->size = REBAR_SIZE(ctrl);
		rebar->vf = vf;
	}
}

static void read_sriov(struct gathering *g, u16 where)
{
	u32 initial_total;
	u32 num;

	if (!vg_config_dword(g->config, where + SRIOV_TOTAL, &initial_total) ||
	    !vg_config_dword(g->config, where + SRIOV_NUM, &num))
		return;
	g->features->sriov = true;
	g->features->total_vfs = initial_total >> 16;
	g->features->num_vfs = num & 0xffff;
}

static void take_extended(void *context, u16 id, u16 where)
{
	struct gathering *g = context;
	struct vg_features *features = g->features;

	switch (id) {
	case VG_EXT_CAP_AER:
		if (features->has_aer)
			break;
		features->has_aer = vg_config_dword(g->config,
						    where + AER_UNCORRECTABLE,
						    &features->aer);
		break;
	case VG_EXT_CAP_ATS:
		read_switch(g->config, where + VG_ATS_WORDS, VG_ATS_ENABLE,
			    &features->ats);
		break;
	case VG_EXT_CAP_PRI:
		read_switch(g->config, where + PRI_WORDS, PRI_ENABLE,
			    &features->pri);
		break;
	case VG_EXT_CAP_PASID:
		read_switch(g->config, where + PASID_WORDS, PASID_ENABLE,
			    &features->pasid);
		break;
	case VG_EXT_CAP_SRIOV:
		read_sriov(g, where);
		break;
	case VG_EXT_CAP_REBAR:
	case VG_EXT_CAP_VF_REBAR:
		read_rebar(g, where, id == VG_EXT_CAP_VF_REBAR);
		break;
	}
}

/* Expansion ROM Base Address, PCIe 7.5.1.2.4 and 7.5.1.3.11 */
static void read_rom(const struct vg_config *config, u32 *rom)
{
	u32 header;
	bool bridge = vg_config_dword(config, HEADER_TYPE, &header) &&
		      (header & HEADER_TYPE_MASK) == HEADER_TYPE_BRIDGE;

	if (!vg_config_dword(config, bridge ? ROM_OF_BRIDGE : ROM, rom))
		*rom = 0;
}

/* Base address registers of header type 0; a bridge has the first two only */
static void read_header(const struct vg_config *config,
			struct vg_features *features)
{
	u32 value;
	u32 i;

	if (vg_config_dword(config, COMMAND, &value))
		features->command = value;
	if (vg_config_dword(config, INTERRUPT, &value))
		features->pin = value >> 8;
	read_rom(config, &features->rom);
	for (i = 0; i < VG_BARS; i++)
		if (!config->read(config, BAR_0 + 4 * i, &features->bar[i]))
			features->bar[i] = 0;
}

/**
 * vg_features_decode() - read what config space says of an endpoint
 * @config: its config space
 * @type: PCIe device/port type; without one there is no extended space
 * @features: filled; what cannot be read is as if it were not there
 */
void vg_features_decode(const struct vg_config *config, u8 type,
			struct vg_features *features)
{
	struct gathering g = { .config = config, .features = features };

	memset(features, 0, sizeof(*features));
	read_header(config, features);
	vg_capabilities(config, take, &g);
	if (type != VG_TYPE_CONVENTIONAL)
		vg_extended_capabilities(config, take_extended, &g);
}

/**
 * vg_memory_bars() - which base address registers are for memory
 * @bar: the registers
 *
 * To find those whose resource the kernel gave up (reset_resource()); their
 * address may still be that of firmware. One of 32 bits that is not
 * prefetchable and has no address reads 0 like one that is not there.
 *
 * Return: a bit for each register; of a 64-bit one that of the lower half.
 */
u32 vg_memory_bars(const u32 bar[VG_BARS])
{
	u32 mask = 0;
	u32 i;

	for (i = 0; i < VG_BARS; i++) {
		if (!bar[i] || bar[i] == ~0U || bar[i] & BAR_IO)
			continue;
		mask |= BIT(i);
		if ((bar[i] & BAR_TYPE) == BAR_64BIT)
			i++;
	}
	return mask;
}
