// SPDX-License-Identifier: GPL-2.0-only
/*
 * device_rules.c - rules about what a device is, not about who reaches it:
 * resets, BARs, reserved regions, SR-IOV, the fabric
 */
#include "fabric.h"
#include "finding.h"

/*
 * A Secondary Bus Reset at the bridge above, pci_bus_resettable(): it takes
 * all functions below that bridge down.
 */
static bool can_reset_bus(const struct vg_topology *t, u32 x)
{
	s32 bridge = t->parent[x];
	u32 p;

	if (bridge == VG_NONE)
		return false;
	for (p = bridge; p < bridge + t->size[bridge]; p++)
		if (t->fn[p].flags & VG_F_NO_BUS_RESET)
			return false;
	return true;
}

/**
 * vg_rule_reset_missing() - neither the function nor its bus can be reset
 * @j: the judgement
 */
void vg_rule_reset_missing(struct vg_judgement *j)
{
	if (j->t->fn[j->x].flags & VG_F_NO_RESET && !can_reset_bus(j->t, j->x))
		vg_find(j, VG_RULE_RESET_MISSING, VG_CAUSE_NONE, VG_OUTBOUND,
			VG_NONE);
}

/**
 * vg_rule_reset_shared() - the only reset takes others down too
 * @j: the judgement
 *
 * Others of the group belong to the same owner, whom VFIO asks for all of them
 * (VFIO_DEVICE_PCI_HOT_RESET).
 */
void vg_rule_reset_shared(struct vg_judgement *j)
{
	const struct vg_topology *t = j->t;
	s32 bridge = t->parent[j->x];
	struct vg_finding *f = NULL;
	u32 p;

	if (!(t->fn[j->x].flags & VG_F_NO_RESET) || !can_reset_bus(t, j->x))
		return;
	for (p = bridge + 1; p < bridge + t->size[bridge]; p++) {
		if (p == j->x || vg_is_bridge(&t->fn[p]) ||
		    vg_same_group(&t->fn[j->x], &t->fn[p]))
			continue;
		if (!f)
			f = vg_find(j, VG_RULE_RESET_SHARED, VG_CAUSE_NONE,
				    VG_OUTBOUND, bridge);
		vg_add_peer(j, f, p);
	}
}

/**
 * vg_rule_bar_unassigned() - a memory BAR has no address
 * @j: the judgement
 */
void vg_rule_bar_unassigned(struct vg_judgement *j)
{
	if (j->t->fn[j->x].flags & VG_F_BAR_UNASSIGNED)
		vg_find(j, VG_RULE_BAR_UNASSIGNED, VG_CAUSE_NONE, VG_OUTBOUND,
			VG_NONE);
}

/**
 * vg_rule_firmware_region() - firmware keeps memory mapped for the group
 * @j: the judgement
 */
void vg_rule_firmware_region(struct vg_judgement *j)
{
	const struct vg_function *x = &j->t->fn[j->x];
	const bool refused = j->refused;
	struct vg_finding *f;

	/* reserved regions are those of a group */
	if (x->group == VG_NO_GROUP ||
	    !(x->flags & (VG_F_FIRMWARE_REGION | VG_F_RELAXABLE_REGION)))
		return;
	f = vg_find(j, VG_RULE_FIRMWARE_REGION, VG_CAUSE_NONE, VG_OUTBOUND,
		    VG_NONE);
	if (x->flags & VG_F_FIRMWARE_REGION)
		return;
	/*
	 * iommu_create_device_direct_mappings() maps it in domains of the DMA
	 * API only, and vfio_iommu_resv_exclude() lets users map over it.
	 */
	f->severity = VG_SEVERITY_INFO;
	j->refused = refused;
}

/**
 * vg_rule_pf_with_vfs() - the PF of a VF is assigned
 * @j: the judgement
 *
 * Whoever has the PF configures its VFs, and can reset them.
 */
void vg_rule_pf_with_vfs(struct vg_judgement *j)
{
	const struct vg_function *x = &j->t->fn[j->x];
	s32 pf;

	if (!(x->flags & VG_F_VF))
		return;
	pf = vg_topology_find(j->t, x->segment, x->pf_rid);
	if (pf != VG_NONE && j->t->fn[pf].flags & VG_F_ASSIGNED)
		vg_find(j, VG_RULE_PF_WITH_VFS, VG_CAUSE_NONE, VG_OUTBOUND, pf);
}

/**
 * vg_rule_fabric_not_evaluated() - the device has ways that are not PCIe
 * @j: the judgement
 */
void vg_rule_fabric_not_evaluated(struct vg_judgement *j)
{
	if (vg_is_fabric(&j->t->fn[j->x]))
		vg_find(j, VG_RULE_FABRIC_NOT_EVALUATED, VG_CAUSE_NONE,
			VG_OUTBOUND, VG_NONE);
}
