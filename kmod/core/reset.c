// SPDX-License-Identifier: GPL-2.0-only
/* reset.c - what a function can be cleared with, and what goes down with it */
#include "reset.h"

#include "finding.h"

/**
 * vg_can_reset_bus() - whether the bus of a function can be reset
 * @t: the topology
 * @x: position of the function
 *
 * A Secondary Bus Reset at the bridge above takes all functions below that
 * bridge down, so all of them have to bear it: pci_bus_resettable().
 *
 * Return: true when it can.
 */
bool vg_can_reset_bus(const struct vg_topology *t, u32 x)
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
 * vg_alone_on_bus() - whether nothing else is on the bus of a function
 * @t: the topology
 * @x: position of the function
 *
 * Only then the kernel resets the bus in place of the function, and never in
 * place of a bridge: pci_parent_bus_reset().
 *
 * Return: true when it is; false on a root bus and for a bridge.
 */
bool vg_alone_on_bus(const struct vg_topology *t, u32 x)
{
	s32 bridge = t->parent[x];

	return bridge != VG_NONE && t->fn[x].header != 1 &&
	       t->size[bridge] == t->size[x] + 1;
}

/**
 * vg_rule_reset_missing() - neither the function nor its bus can be reset
 * @j: the judgement
 */
void vg_rule_reset_missing(struct vg_judgement *j)
{
	if (j->t->fn[j->x].flags & VG_F_NO_RESET && !vg_can_reset_bus(j->t, j->x))
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

	if (!(t->fn[j->x].flags & VG_F_NO_RESET) || !vg_can_reset_bus(t, j->x))
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
 * vg_rule_reset_failed() - the reset at this open did not work
 * @j: the judgement
 *
 * A device that has no reset has rule reset-missing. The list that the kernel
 * made when it found the device is no proof that it has one: nothing else must
 * be on the bus by now.
 */
void vg_rule_reset_failed(struct vg_judgement *j)
{
	const u32 flags = j->t->fn[j->x].flags;

	if (flags & VG_F_RESET_FAILED &&
	    (!(flags & VG_F_NO_RESET) || (vg_alone_on_bus(j->t, j->x) &&
					  vg_can_reset_bus(j->t, j->x))))
		vg_find(j, VG_RULE_RESET_FAILED, VG_CAUSE_NONE, VG_OUTBOUND,
			VG_NONE);
}
