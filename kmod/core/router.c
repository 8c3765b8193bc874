// SPDX-License-Identifier: GPL-2.0-only
/*
 * router.c - what happens to a peer-to-peer request at one router
 */
#include "router.h"

#include "quirks.h"

/**
 * vg_acs_effective() - ACS bits in effect at a function
 * @t: the topology
 * @position: the function
 *
 * Return: bits that the function can do and that are on; without an ACS
 * capability what a quirk of the kernel vouches for.
 */
u16 vg_acs_effective(const struct vg_topology *t, u32 position)
{
	const struct vg_function *f = &t->fn[position];

	if (f->acs_kind == VG_ACS_ABSENT)
		return vg_quirk_asserts(t->quirk[position]);
	return f->acs_cap & f->acs_ctrl;
}

static struct vg_turn blame(enum vg_cause cause, u32 culprit)
{
	struct vg_turn turn = { .cause = cause, .culprit = culprit };

	return turn;
}

/*
 * A redirected request comes to the ports above, whose windows hold its
 * target too: each of them has to forward it upstream (UF, PCIe 6.12.3).
 */
static struct vg_turn forwarded_above(const struct vg_topology *t, u32 ingress)
{
	s32 p = t->parent[ingress] == VG_NONE ?
		VG_NONE : t->no_uf[t->parent[ingress]];
	const struct vg_function *f;

	if (p == VG_NONE)
		return blame(VG_CAUSE_NONE, ingress);
	f = &t->fn[p];
	if (f->flags & VG_F_ORPHAN)
		return blame(VG_CAUSE_NO_UPSTREAM, p);
	if (vg_is_unreadable(f))
		return blame(VG_CAUSE_UNREADABLE, p);
	return blame(f->acs_kind != VG_ACS_ABSENT && f->acs_cap & VG_ACS_UF ?
		     VG_CAUSE_UF_OFF : VG_CAUSE_NO_UF, p);
}

/**
 * vg_turn_at() - whether requests can turn round at a router
 * @t: the topology
 * @ingress: the function through which they enter it
 *
 * Return: VG_CAUSE_NONE when they are redirected or never done, else why they
 * can, with the port or function to blame.
 */
struct vg_turn vg_turn_at(const struct vg_topology *t, u32 ingress)
{
	const struct vg_function *f = &t->fn[ingress];
	u16 on = vg_acs_effective(t, ingress);

	if (vg_is_unreadable(f))
		return blame(VG_CAUSE_UNREADABLE, ingress);
	/* what it really comes through is not known */
	if (f->flags & VG_F_ORPHAN)
		return blame(VG_CAUSE_NO_UPSTREAM, ingress);
	if (f->acs_kind == VG_ACS_ABSENT)
		return blame(on & VG_ACS_RR ? VG_CAUSE_NONE : VG_CAUSE_NO_ACS,
			     ingress);
	/* PCIe 6.12.3: with EC on and a clear bit it is direct, RR or not */
	if (on & VG_ACS_EC && f->flags & VG_F_EGRESS_OPEN)
		return blame(VG_CAUSE_EGRESS_OPEN, ingress);
	/*
	 * Switch downstream ports have to implement RR (PCIe 6.12.1.1). Root
	 * ports and functions of a multifunction device need it only if they
	 * do peer-to-peer at all.
	 */
	if (!(f->acs_cap & VG_ACS_RR))
		return blame(f->type == VG_TYPE_DOWNSTREAM ?
			     VG_CAUSE_NO_RR : VG_CAUSE_NONE, ingress);
	if (!(on & VG_ACS_RR))
		return blame(VG_CAUSE_RR_OFF, ingress);
	return forwarded_above(t, ingress);
}

/**
 * vg_router_above() - kind of the router that a function is attached to
 * @t: the topology
 * @p: position of the function
 *
 * Return: enum vg_router.
 */
enum vg_router vg_router_above(const struct vg_topology *t, u32 p)
{
	const struct vg_function *parent;

	if (t->parent[p] == VG_NONE)
		return VG_ROUTER_DEVICE;
	parent = &t->fn[t->parent[p]];
	if (vg_is_port(parent))
		return VG_ROUTER_DEVICE;
	if (parent->header == 1 && parent->type == VG_TYPE_UPSTREAM)
		return VG_ROUTER_SWITCH;
	return VG_ROUTER_CONVENTIONAL;
}

/**
 * vg_router_range() - all that hangs on the router above a function
 * @t: the topology
 * @p: position of the function
 *
 * Return: positions; the functions on the router itself are found by going
 * from subtree to subtree.
 */
struct vg_range vg_router_range(const struct vg_topology *t, u32 p)
{
	struct vg_range range = { t->package[p], t->package_end[p] };
	s32 parent = t->parent[p];

	if (vg_router_above(t, p) != VG_ROUTER_DEVICE) {
		range.from = parent + 1;
		range.to = parent + t->size[parent];
	}
	return range;
}

/**
 * vg_bridge_alias() - the cases of pci_for_each_dma_alias() for bridges
 * @f: a bridge above the function whose aliases are asked for
 *
 * Return: enum vg_bridge_alias.
 */
enum vg_bridge_alias vg_bridge_alias(const struct vg_function *f)
{
	if (f->header != 1 && f->header != 2)
		return VG_ALIAS_NONE;
	switch (f->type) {
	case VG_TYPE_PCIE_TO_PCI:
		return f->flags & VG_F_BRIDGE_NO_ALIAS ? VG_ALIAS_NONE :
							 VG_ALIAS_SECONDARY;
	case VG_TYPE_PCI_TO_PCIE:
		return VG_ALIAS_SELF;
	case VG_TYPE_CONVENTIONAL:
		return f->flags & VG_F_ALIAS_SECONDARY ? VG_ALIAS_SECONDARY :
							 VG_ALIAS_SELF;
	default:
		return VG_ALIAS_NONE;
	}
}
