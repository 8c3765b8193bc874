// SPDX-License-Identifier: GPL-2.0-only
/*
 * message_gpu.c - the part of a device's record that its verdict is not made
 * of: BARs, resets, interrupts, IOMMU, link, SR-IOV.
 */
#include <linux/pci.h>
#include <linux/vfioguard.h>
#include <net/netlink.h>

#include "core/fabric.h"
#include "core/link.h"
#include "core/reset.h"
#include "gpu.h"
#include "message.h"
#include "snapshot.h"

static int put_bar(struct sk_buff *skb, const struct vg_bar *bar)
{
	struct nlattr *nest = nla_nest_start(skb, VFIOGUARD_A_DEVICE_BAR);

	if (!nest || vg_put_u32(skb, VFIOGUARD_A_BAR_INDEX, bar->index) ||
	    vg_put_u32(skb, VFIOGUARD_A_BAR_FLAGS, bar->flags) ||
	    (bar->flags & VFIOGUARD_BAR_FLAG_ASSIGNED &&
	     vg_put_u64(skb, VFIOGUARD_A_BAR_ADDRESS, bar->address,
			VFIOGUARD_A_BAR_PAD)) ||
	    (bar->size &&
	     vg_put_u64(skb, VFIOGUARD_A_BAR_SIZE, bar->size,
			VFIOGUARD_A_BAR_PAD)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_rebar_sizes(struct sk_buff *skb, const struct vg_rebar *rebar)
{
	if (vg_put_u64(skb, VFIOGUARD_A_REBAR_SIZES, rebar->sizes,
		       VFIOGUARD_A_REBAR_PAD))
		return -EMSGSIZE;
	if (rebar->size > VG_MAX_REBAR_SIZE)
		return 0;
	return vg_put_u64(skb, VFIOGUARD_A_REBAR_CURRENT,
			  SZ_1M * (1ULL << rebar->size),
			  VFIOGUARD_A_REBAR_PAD) ?:
	       vg_put_u32(skb, VFIOGUARD_A_REBAR_LARGEST,
			  !(rebar->sizes >> rebar->size >> 1));
}

static int put_rebar(struct sk_buff *skb, const struct vg_rebar *rebar)
{
	struct nlattr *nest = nla_nest_start(skb, VFIOGUARD_A_DEVICE_REBAR);

	if (!nest || vg_put_u32(skb, VFIOGUARD_A_REBAR_INDEX, rebar->bar) ||
	    (rebar->vf && nla_put_flag(skb, VFIOGUARD_A_REBAR_VF)) ||
	    put_rebar_sizes(skb, rebar))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_bars(struct sk_buff *skb, const struct vg_gpu *gpu)
{
	u32 i;

	for (i = 0; i < gpu->bar_count; i++)
		if (put_bar(skb, &gpu->bar[i]))
			return -EMSGSIZE;
	for (i = 0; i < gpu->features.rebar_count; i++)
		if (put_rebar(skb, &gpu->features.rebar[i]))
			return -EMSGSIZE;
	return 0;
}

static int put_affected(struct sk_buff *skb, const struct vg_snapshot *snapshot,
			u32 position)
{
	const struct vg_function *f = &snapshot->topology.fn[position];
	struct nlattr *nest = nla_nest_start(skb, VFIOGUARD_A_RESET_AFFECTED);
	struct vg_driver driver;

	vg_driver_read(vg_snapshot_pdev(snapshot, position), &driver);
	if (!nest ||
	    vg_put_address(skb, VFIOGUARD_A_AFFECTED_BDF, f->segment, f->rid) ||
	    (f->group != VG_NO_GROUP &&
	     vg_put_u32(skb, VFIOGUARD_A_AFFECTED_GROUP, f->group)) ||
	    (driver.busy &&
	     nla_put_flag(skb, VFIOGUARD_A_AFFECTED_DRIVER_BUSY)) ||
	    (*driver.name &&
	     vg_put_string(skb, VFIOGUARD_A_AFFECTED_DRIVER, driver.name)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* What is below the bridge above, without the device itself */
static int put_all_affected(struct sk_buff *skb,
			    const struct vg_snapshot *snapshot, u32 x)
{
	const struct vg_topology *t = &snapshot->topology;
	s32 bridge = t->parent[x];
	u32 count = 0;
	u32 p;

	for (p = bridge + 1; p < bridge + t->size[bridge]; p++) {
		if (p == x)
			continue;
		if (count++ < VG_MAX_AFFECTED && put_affected(skb, snapshot, p))
			return -EMSGSIZE;
	}
	return vg_put_u32(skb, VFIOGUARD_A_RESET_AFFECTED_COUNT, count);
}

static int put_methods(struct sk_buff *skb, const struct vg_gpu *gpu)
{
	u32 i;

	for (i = 0; i < gpu->method_count; i++)
		if (vg_put_u32(skb, VFIOGUARD_A_RESET_METHOD, gpu->method[i]))
			return -EMSGSIZE;
	/* pci_try_reset_function() begins with the first */
	return gpu->method_count ? vg_put_u32(skb, VFIOGUARD_A_RESET_USED,
					      gpu->method[0]) : 0;
}

static int put_reset(struct sk_buff *skb, const struct vg_snapshot *snapshot,
		     u32 x, const struct vg_gpu *gpu)
{
	struct nlattr *nest = nla_nest_start(skb, VFIOGUARD_A_DEVICE_RESET);
	bool hot = vg_can_reset_bus(&snapshot->topology, x);

	if (!nest || put_methods(skb, gpu) ||
	    vg_put_u32(skb, VFIOGUARD_A_RESET_HOT_RESET, hot) ||
	    (hot && put_all_affected(skb, snapshot, x)) ||
	    (gpu->last_reset &&
	     vg_put_u32(skb, VFIOGUARD_A_RESET_LAST, gpu->last_reset)) ||
	    (gpu->vfio && vg_put_u32(skb, VFIOGUARD_A_RESET_NEEDED,
				     gpu->needs_reset)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* 1 or 0 for a capability that is there, nothing for one that is not */
static int put_switch(struct sk_buff *skb, int attribute, enum vg_switch state)
{
	return state == VG_SWITCH_ABSENT ? 0 :
	       vg_put_u32(skb, attribute, state == VG_SWITCH_ON);
}

static int put_interrupts(struct sk_buff *skb, const struct vg_function *f,
			  struct pci_dev *pdev, const struct vg_features *feat)
{
	struct nlattr *nest = nla_nest_start(skb,
					     VFIOGUARD_A_DEVICE_INTERRUPTS);

	if (!nest ||
	    (feat->pin &&
	     vg_put_u32(skb, VFIOGUARD_A_INTERRUPTS_PIN, feat->pin)) ||
	    vg_put_u32(skb, VFIOGUARD_A_INTERRUPTS_INTX_MASKING_BROKEN,
		       pdev->broken_intx_masking) ||
	    (feat->msi_vectors &&
	     vg_put_u32(skb, VFIOGUARD_A_INTERRUPTS_MSI_VECTORS,
			feat->msi_vectors)) ||
	    put_switch(skb, VFIOGUARD_A_INTERRUPTS_MSI_ENABLED, feat->msi) ||
	    (feat->msix_vectors &&
	     vg_put_u32(skb, VFIOGUARD_A_INTERRUPTS_MSIX_VECTORS,
			feat->msix_vectors)) ||
	    put_switch(skb, VFIOGUARD_A_INTERRUPTS_MSIX_ENABLED, feat->msix) ||
	    (f->group != VG_NO_GROUP &&
	     vg_put_u32(skb, VFIOGUARD_A_INTERRUPTS_ISOLATED,
			!!(f->flags & VG_F_MSI_ISOLATED))))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_region(struct sk_buff *skb, const struct vg_region *region)
{
	struct nlattr *nest = nla_nest_start(skb, VFIOGUARD_A_DMA_REGION);

	if (!nest ||
	    vg_put_u64(skb, VFIOGUARD_A_REGION_START, region->start,
		       VFIOGUARD_A_REGION_PAD) ||
	    vg_put_u64(skb, VFIOGUARD_A_REGION_LENGTH, region->length,
		       VFIOGUARD_A_REGION_PAD) ||
	    vg_put_u32(skb, VFIOGUARD_A_REGION_TYPE, region->type))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_regions(struct sk_buff *skb, const struct vg_gpu *gpu)
{
	int i;

	if (gpu->region_count < 0)
		return 0;
	for (i = 0; i < gpu->region_count && i < VG_MAX_REGIONS; i++)
		if (put_region(skb, &gpu->region[i]))
			return -EMSGSIZE;
	return vg_put_u32(skb, VFIOGUARD_A_DMA_REGION_COUNT,
			  gpu->region_count);
}

static int put_dma(struct sk_buff *skb, const struct vg_function *f,
		   struct pci_dev *pdev, const struct vg_gpu *gpu)
{
	const struct vg_features *feat = &gpu->features;
	struct nlattr *nest = nla_nest_start(skb, VFIOGUARD_A_DEVICE_DMA);

	if (!nest ||
	    vg_put_u32(skb, VFIOGUARD_A_DMA_IOMMU,
		       !!(f->flags & VG_F_IOMMU)) ||
	    (gpu->domain_type &&
	     vg_put_u32(skb, VFIOGUARD_A_DMA_DOMAIN_TYPE,
			gpu->domain_type)) ||
	    vg_put_u64(skb, VFIOGUARD_A_DMA_MASK, pdev->dma_mask,
		       VFIOGUARD_A_DMA_PAD) ||
	    put_switch(skb, VFIOGUARD_A_DMA_ATS_ENABLED, feat->ats) ||
	    put_switch(skb, VFIOGUARD_A_DMA_PRI_ENABLED, feat->pri) ||
	    put_switch(skb, VFIOGUARD_A_DMA_PASID_ENABLED, feat->pasid) ||
	    put_regions(skb, gpu))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_port(struct sk_buff *skb, const struct vg_function *f,
		    const struct vg_function *port)
{
	return vg_put_address(skb, VFIOGUARD_A_LINK_PORT, port->segment,
			      port->rid) ?:
	       vg_put_u32(skb, VFIOGUARD_A_LINK_PORT_MAX_SPEED,
			  port->link.max_speed) ?:
	       vg_put_u32(skb, VFIOGUARD_A_LINK_PORT_MAX_WIDTH,
			  port->link.max_width) ?:
	       vg_put_u32(skb, VFIOGUARD_A_LINK_DEGRADED,
			  vg_link_degraded(&f->link, &port->link));
}

static int put_link(struct sk_buff *skb, const struct vg_topology *t, u32 x)
{
	const struct vg_link *link = &t->fn[x].link;
	s32 port = vg_link_port(t, x);
	struct nlattr *nest;

	if (port == VG_NONE)
		return 0;
	nest = nla_nest_start(skb, VFIOGUARD_A_DEVICE_LINK);
	if (!nest || vg_put_u32(skb, VFIOGUARD_A_LINK_SPEED, link->speed) ||
	    vg_put_u32(skb, VFIOGUARD_A_LINK_WIDTH, link->width) ||
	    vg_put_u32(skb, VFIOGUARD_A_LINK_MAX_SPEED, link->max_speed) ||
	    vg_put_u32(skb, VFIOGUARD_A_LINK_MAX_WIDTH, link->max_width) ||
	    put_port(skb, &t->fn[x], &t->fn[port]))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
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

static int put_pf(struct sk_buff *skb, const struct vg_function *f,
		  struct pci_dev *pdev)
{
	/* A VF keeps it until it is removed, the snapshot as long as it lasts */
	struct pci_dev *pf = pci_physfn(pdev);
	int index = vf_index(f, pf);
	struct vg_driver driver;

	vg_driver_read(pf, &driver);
	if (vg_put_address(skb, VFIOGUARD_A_SRIOV_PF, f->segment, f->pf_rid) ||
	    (*driver.name &&
	     vg_put_string(skb, VFIOGUARD_A_SRIOV_PF_DRIVER, driver.name)) ||
	    (index >= 0 &&
	     vg_put_u32(skb, VFIOGUARD_A_SRIOV_VF_INDEX, index)))
		return -EMSGSIZE;
	return 0;
}

static int put_sriov(struct sk_buff *skb, const struct vg_function *f,
		     struct pci_dev *pdev, const struct vg_features *feat)
{
	struct nlattr *nest;
	int err;

	if (!pdev->is_virtfn && !feat->sriov)
		return 0;
	nest = nla_nest_start(skb, VFIOGUARD_A_DEVICE_SRIOV);
	if (!nest)
		return -EMSGSIZE;
	err = pdev->is_virtfn ? put_pf(skb, f, pdev) :
	      vg_put_u32(skb, VFIOGUARD_A_SRIOV_TOTAL_VFS, feat->total_vfs) ?:
	      vg_put_u32(skb, VFIOGUARD_A_SRIOV_NUM_VFS, feat->num_vfs);
	nla_nest_end(skb, nest);
	return err;
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
 * @skb: filled; takes VG_GPU_ROOM and single attributes
 * @snapshot: taken
 * @position: of the device
 * @gpu: read
 *
 * Context: may sleep.
 * Return: 0 or -EMSGSIZE.
 */
int vg_message_gpu(struct sk_buff *skb, const struct vg_snapshot *snapshot,
		   u32 position, const struct vg_gpu *gpu)
{
	const struct vg_topology *t = &snapshot->topology;
	struct pci_dev *pdev = vg_snapshot_pdev(snapshot, position);
	const struct vg_function *f = &t->fn[position];

	if (vg_put_u32(skb, VFIOGUARD_A_DEVICE_FABRIC, vg_is_fabric(f)) ||
	    vg_put_u32(skb, VFIOGUARD_A_DEVICE_POWER_STATE,
		       power_state(vg_snapshot_power(snapshot, position))) ||
	    put_bars(skb, gpu) || put_reset(skb, snapshot, position, gpu) ||
	    put_interrupts(skb, f, pdev, &gpu->features) ||
	    put_dma(skb, f, pdev, gpu) || put_link(skb, t, position) ||
	    (gpu->features.has_aer &&
	     vg_put_u32(skb, VFIOGUARD_A_DEVICE_AER_UNCORRECTABLE,
			gpu->features.aer)) ||
	    put_sriov(skb, f, pdev, &gpu->features))
		return -EMSGSIZE;
	return 0;
}
