// SPDX-License-Identifier: GPL-2.0-only
/*
 * device_rules.c - rules about what a device is, not about who reaches it:
 * BARs, reserved regions, SR-IOV, the fabric
 */
#include "fabric.h"
#include "finding.h"

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
