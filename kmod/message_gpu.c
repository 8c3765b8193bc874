// SPDX-License-Identifier: GPL-2.0-only
/*
 * message_gpu.c - the part of a device's record that its verdict is not made
 * of: BARs, resets, interrupts, IOMMU, link, SR-IOV.
 */
#include <linux/pci.h>
#include <linux/vfioguard.h>

#include "core/fabric.h"
#include "core/link.h"
#include "core/reset.h"
#include "gpu.h"
#include "message.h"
#include "snapshot.h"

static void put_bar(struct vg_message *m, const struct vg_bar *bar)
{
	struct nlattr *nest = vg_nest_start(m, VFIOGUARD_A_DEVICE_BAR);

	vg_put_u32(m, VFIOGUARD_A_BAR_INDEX, bar->index);
	vg_put_u32(m, VFIOGUARD_A_BAR_FLAGS, bar->flags);
	if (bar->flags & VFIOGUARD_BAR_FLAG_ASSIGNED)
		vg_put_u64(m, VFIOGUARD_A_BAR_ADDRESS, bar->address,
			   VFIOGUARD_A_BAR_PAD);
	if (bar->size)
		vg_put_u64(m, VFIOGUARD_A_BAR_SIZE, bar->size,
			   VFIOGUARD_A_BAR_PAD);
	vg_nest_end(m, nest);
}

static void put_rebar_sizes(struct vg_message *m, const struct vg_rebar *rebar)
{
	vg_put_u64(m, VFIOGUARD_A_REBAR_SIZES, rebar->sizes,
		   VFIOGUARD_A_REBAR_PAD);
	if (rebar->size > VG_MAX_REBAR_SIZE)
		return;
	vg_put_u64(m, VFIOGUARD_A_REBAR_CURRENT, SZ_1M * (1ULL << rebar->size),
		   VFIOGUARD_A_REBAR_PAD);
	vg_put_u32(m, VFIOGUARD_A_REBAR_LARGEST,
		   !(rebar->sizes >> rebar->size >> 1));
}

static void put_rebar(struct vg_message *m, const struct vg_rebar *rebar)
{
	struct nlattr *nest = vg_nest_start(m, VFIOGUARD_A_DEVICE_REBAR);

	vg_put_u32(m, VFIOGUARD_A_REBAR_INDEX, rebar->bar);
	if (rebar->vf)
		vg_put_flag(m, VFIOGUARD_A_REBAR_VF);
	put_rebar_sizes(m, rebar);
	vg_nest_end(m, nest);
}

static void put_bars(struct vg_message *m, const struct vg_gpu *gpu)
{
	u32 i;

	for (i = 0; i < gpu->bar_count; i++)
		put_bar(m, &gpu->bar[i]);
	for (i = 0; i < gpu->features.rebar_count; i++)
		put_rebar(m, &gpu->features.rebar[i]);
}

static void put_affected(struct vg_message *m,
			 const struct vg_snapshot *snapshot, u32 position)
{
	const struct vg_function *f = &snapshot->topology.fn[position];
	struct nlattr *nest = vg_nest_start(m, VFIOGUARD_A_RESET_AFFECTED);

	vg_put_address(m, VFIOGUARD_A_AFFECTED_BDF, f->segment, f->rid);
	if (f->group != VG_NO_GROUP)
		vg_put_u32(m, VFIOGUARD_A_AFFECTED_GROUP, f->group);
	vg_put_driver(m, vg_snapshot_pdev(snapshot, position),
		      VFIOGUARD_A_AFFECTED_DRIVER,
		      VFIOGUARD_A_AFFECTED_DRIVER_BUSY);
	vg_nest_end(m, nest);
}

/* What is below the bridge above, without the device itself */
static void put_all_affected(struct vg_message *m,
			     const struct vg_snapshot *snapshot, u32 x)
{
	const struct vg_topology *t = &snapshot->topology;
	s32 bridge = t->parent[x];
	u32 count = 0;
	u32 p;

	for (p = bridge + 1; p < bridge + t->size[bridge]; p++) {
		if (p == x)
			continue;
		if (count++ < VG_MAX_AFFECTED)
			put_affected(m, snapshot, p);
	}
	vg_put_u32(m, VFIOGUARD_A_RESET_AFFECTED_COUNT, count);
}

static void put_methods(struct vg_message *m, const struct vg_gpu *gpu)
{
	u32 i;

	for (i = 0; i < gpu->method_count; i++)
		vg_put_u32(m, VFIOGUARD_A_RESET_METHOD, gpu->method[i]);
	/* pci_try_reset_function() begins with the first */
	if (gpu->method_count)
		vg_put_u32(m, VFIOGUARD_A_RESET_USED, gpu->method[0]);
}

static void put_reset(struct vg_message *m, const struct vg_snapshot *snapshot,
		      u32 x, const struct vg_gpu *gpu)
{
	struct nlattr *nest = vg_nest_start(m, VFIOGUARD_A_DEVICE_RESET);
	bool hot = vg_can_reset_bus(&snapshot->topology, x);

	put_methods(m, gpu);
	vg_put_u32(m, VFIOGUARD_A_RESET_HOT_RESET, hot);
	if (hot)
		put_all_affected(m, snapshot, x);
	if (gpu->last_reset)
		vg_put_u32(m, VFIOGUARD_A_RESET_LAST, gpu->last_reset);
	if (gpu->vfio)
		vg_put_u32(m, VFIOGUARD_A_RESET_NEEDED, gpu->needs_reset);
	vg_nest_end(m, nest);
}

/* 1 or 0 for a capability that is there, nothing for one that is not */
static void put_switch(struct vg_message *m, int attribute,
		       enum vg_switch state)
{
	if (state != VG_SWITCH_ABSENT)
		vg_put_u32(m, attribute, state == VG_SWITCH_ON);
}

static void put_interrupts(struct vg_message *m, const struct vg_topology *t,
			   const struct vg_function *f, struct pci_dev *pdev,
			   const struct vg_features *feat)
{
	struct nlattr *nest = vg_nest_start(m, VFIOGUARD_A_DEVICE_INTERRUPTS);

	if (feat->pin)
		vg_put_u32(m, VFIOGUARD_A_INTERRUPTS_PIN, feat->pin);
	vg_put_u32(m, VFIOGUARD_A_INTERRUPTS_INTX_MASKING_BROKEN,
		   pdev->broken_intx_masking);
	if (feat->msi_vectors)
		vg_put_u32(m, VFIOGUARD_A_INTERRUPTS_MSI_VECTORS,
			   feat->msi_vectors);
	put_switch(m, VFIOGUARD_A_INTERRUPTS_MSI_ENABLED, feat->msi);
	if (feat->msix_vectors)
		vg_put_u32(m, VFIOGUARD_A_INTERRUPTS_MSIX_VECTORS,
			   feat->msix_vectors);
	put_switch(m, VFIOGUARD_A_INTERRUPTS_MSIX_ENABLED, feat->msix);
	if (f->group != VG_NO_GROUP)
		vg_put_u32(m, VFIOGUARD_A_INTERRUPTS_ISOLATED,
			   vg_has_isolated_msi(t, f));
	vg_nest_end(m, nest);
}

static void put_region(struct vg_message *m, const struct vg_region *region)
{
	struct nlattr *nest = vg_nest_start(m, VFIOGUARD_A_DMA_REGION);

	vg_put_u64(m, VFIOGUARD_A_REGION_START, region->start,
		   VFIOGUARD_A_REGION_PAD);
	vg_put_u64(m, VFIOGUARD_A_REGION_LENGTH, region->length,
		   VFIOGUARD_A_REGION_PAD);
	vg_put_u32(m, VFIOGUARD_A_REGION_TYPE, region->type);
	vg_nest_end(m, nest);
}

static void put_regions(struct vg_message *m, const struct vg_gpu *gpu)
{
	int i;

	if (gpu->region_count < 0)
		return;
	for (i = 0; i < gpu->region_count && i < VG_MAX_REGIONS; i++)
		put_region(m, &gpu->region[i]);
	vg_put_u32(m, VFIOGUARD_A_DMA_REGION_COUNT, gpu->region_count);
}

static void put_dma(struct vg_message *m, const struct vg_function *f,
		    struct pci_dev *pdev, const struct vg_gpu *gpu)
{
	const struct vg_features *feat = &gpu->features;
	struct nlattr *nest = vg_nest_start(m, VFIOGUARD_A_DEVICE_DMA);

	vg_put_u32(m, VFIOGUARD_A_DMA_IOMMU, !!(f->flags & VG_F_IOMMU));
	if (gpu->domain_type)
		vg_put_u32(m, VFIOGUARD_A_DMA_DOMAIN_TYPE, gpu->domain_type);
	vg_put_u64(m, VFIOGUARD_A_DMA_MASK, pdev->dma_mask,
		   VFIOGUARD_A_DMA_PAD);
	put_switch(m, VFIOGUARD_A_DMA_ATS_ENABLED, feat->ats);
	put_switch(m, VFIOGUARD_A_DMA_PRI_ENABLED, feat->pri);
	put_switch(m, VFIOGUARD_A_DMA_PASID_ENABLED, feat->pasid);
	put_regions(m, gpu);
	vg_nest_end(m, nest);
}

static void put_port(struct vg_message *m, const struct vg_function *f,
		     const struct vg_function *port)
{
	vg_put_address(m, VFIOGUARD_A_LINK_PORT, port->segment, port->rid);
	vg_put_u32(m, VFIOGUARD_A_LINK_PORT_MAX_SPEED, port->link.max_speed);
	vg_put_u32(m, VFIOGUARD_A_LINK_PORT_MAX_WIDTH, port->link.max_width);
	vg_put_u32(m, VFIOGUARD_A_LINK_DEGRADED,
		   vg_link_degraded(&f->link, &port->link));
}

static void put_link(struct vg_message *m, const struct vg_topology *t, u32 x)
{
	const struct vg_link *link = &t->fn[x].link;
	s32 port = vg_link_port(t, x);
	struct nlattr *nest;

	if (port == VG_NONE)
		return;
	nest = vg_nest_start(m, VFIOGUARD_A_DEVICE_LINK);
	vg_put_u32(m, VFIOGUARD_A_LINK_SPEED, link->speed);
	vg_put_u32(m, VFIOGUARD_A_LINK_WIDTH, link->width);
	vg_put_u32(m, VFIOGUARD_A_LINK_MAX_SPEED, link->max_speed);
	vg_put_u32(m, VFIOGUARD_A_LINK_MAX_WIDTH, link->max_width);
	put_port(m, &t->fn[x], &t->fn[port]);
	vg_nest_end(m, nest);
}

/*
 * Not pci_iov_vf_id(): it divides by VF Stride, which may be 0 for a single VF
 * (PCIe 9.3.3.10), or once there is none while a dump still holds one.
 */
static int vf_index(const struct vg_function *f, struct pci_dev *pf)
{
	int sriov = pci_find_ext_capability(pf, PCI_EXT_CAP_ID_SRIOV);
	u16 offset;
	u16 stride;
	int from;

	if (!sriov)
		return -1;
	pci_read_config_word(pf, sriov + PCI_SRIOV_VF_OFFSET, &offset);
	pci_read_config_word(pf, sriov + PCI_SRIOV_VF_STRIDE, &stride);
	from = f->rid - f->pf_rid - offset;
	if (!stride)
		return from ? -1 : 0;
	return from % stride ? -1 : from / stride;
}

static void put_pf(struct vg_message *m, const struct vg_function *f,
		   struct pci_dev *pdev)
{
	/* A VF keeps it until it is removed, the snapshot as long as it lasts */
	struct pci_dev *pf = pci_physfn(pdev);
	int index = vf_index(f, pf);

	vg_put_address(m, VFIOGUARD_A_SRIOV_PF, f->segment, f->pf_rid);
	vg_put_driver(m, pf, VFIOGUARD_A_SRIOV_PF_DRIVER,
		      VFIOGUARD_A_SRIOV_PF_DRIVER_BUSY);
	if (index >= 0)
		vg_put_u32(m, VFIOGUARD_A_SRIOV_VF_INDEX, index);
}

static void put_sriov(struct vg_message *m, const struct vg_function *f,
		      struct pci_dev *pdev, const struct vg_features *feat)
{
	struct nlattr *nest;

	if (!pdev->is_virtfn && !feat->sriov)
		return;
	nest = vg_nest_start(m, VFIOGUARD_A_DEVICE_SRIOV);
	if (pdev->is_virtfn) {
		put_pf(m, f, pdev);
	} else {
		vg_put_u32(m, VFIOGUARD_A_SRIOV_TOTAL_VFS, feat->total_vfs);
		vg_put_u32(m, VFIOGUARD_A_SRIOV_NUM_VFS, feat->num_vfs);
	}
	vg_nest_end(m, nest);
}

static enum vfioguard_power_state power_state(pci_power_t power)
{
	switch (power) {
	case PCI_D0:
		return VFIOGUARD_POWER_STATE_D0;
	case PCI_D1:
		return VFIOGUARD_POWER_STATE_D1;
	case PCI_D2:
		return VFIOGUARD_POWER_STATE_D2;
	case PCI_D3hot:
		return VFIOGUARD_POWER_STATE_D3HOT;
	case PCI_D3cold:
		return VFIOGUARD_POWER_STATE_D3COLD;
	default:
		return VFIOGUARD_POWER_STATE_UNKNOWN;
	}
}

/**
 * vg_message_gpu() - what a device is, beside its verdict
 * @m: filled; takes VG_GPU_ROOM and single attributes
 * @snapshot: taken
 * @position: of the device
 * @gpu: read
 *
 * Context: may sleep.
 */
void vg_message_gpu(struct vg_message *m, const struct vg_snapshot *snapshot,
		    u32 position, const struct vg_gpu *gpu)
{
	const struct vg_topology *t = &snapshot->topology;
	struct pci_dev *pdev = vg_snapshot_pdev(snapshot, position);
	const struct vg_function *f = &t->fn[position];

	vg_put_u32(m, VFIOGUARD_A_DEVICE_FABRIC, vg_is_fabric(f));
	vg_put_u32(m, VFIOGUARD_A_DEVICE_POWER_STATE,
		   power_state(vg_snapshot_power(snapshot, position)));
	put_bars(m, gpu);
	put_reset(m, snapshot, position, gpu);
	put_interrupts(m, t, f, pdev, &gpu->features);
	put_dma(m, f, pdev, gpu);
	put_link(m, t, position);
	if (gpu->features.has_aer)
		vg_put_u32(m, VFIOGUARD_A_DEVICE_AER_UNCORRECTABLE,
			   gpu->features.aer);
	put_sriov(m, f, pdev, &gpu->features);
}
