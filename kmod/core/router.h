/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * router.h - the places where a peer-to-peer request can turn round
 *
 * A request travels up. It can turn round at each router on its way: the
 * device it belongs to (PCIe 6.12.1.3), the internal bus of a switch
 * (6.12.1.1), a conventional PCI bus, the slot of a root port (6.12.1.1). The
 * port through which it enters the router decides, never the port of the
 * target: ACS controls what comes in from below (PCIe 6.12.3).
 */
#ifndef VG_ROUTER_H
#define VG_ROUTER_H

#include "topology.h"

/**
 * enum vg_cause - why a router does not redirect, a port does not validate, or
 *	a peer is in the way
 * @VG_CAUSE_NONE: it does
 * @VG_CAUSE_NO_ACS: no ACS capability
 * @VG_CAUSE_NO_RR: a switch downstream port without P2P Request Redirect in
 *	its capability
 * @VG_CAUSE_RR_OFF: P2P Request Redirect is off
 * @VG_CAUSE_EGRESS_OPEN: P2P Egress Control is on with a clear vector bit
 * @VG_CAUSE_NO_UF: a port above the redirecting one cannot forward upstream
 * @VG_CAUSE_UF_OFF: Upstream Forwarding of a port above is off
 * @VG_CAUSE_CONVENTIONAL: conventional PCI bus, which has no control at all
 * @VG_CAUSE_UNREADABLE: the registers that decide could not be read
 * @VG_CAUSE_NO_UPSTREAM: the bridge above is not in the snapshot
 * @VG_CAUSE_ALIAS: a requester ID in common
 * @VG_CAUSE_NO_SV: no Source Validation in the capability
 * @VG_CAUSE_SV_OFF: Source Validation is off
 * @VG_CAUSE_SV_WIDE: Source Validation is on, but further up and for more buses
 * @VG_CAUSE_OVERRIDE: the kernel believes ACS where no capability is
 * @VG_CAUSE_CHANGED: capability there, bits off: changed after grouping
 * @VG_CAUSE_DT_ON: Direct Translated P2P is on, Translation Blocking is not
 * @VG_CAUSE_OTHER_OWNER: the peer is open, and not by the same owner
 * @VG_CAUSE_HOST_DRIVER: a driver of the host has the peer
 * @VG_CAUSE_NOT_QUIET: nobody has the peer, and it decodes or can send requests
 */
enum vg_cause {
	VG_CAUSE_NONE,
	VG_CAUSE_NO_ACS,
	VG_CAUSE_NO_RR,
	VG_CAUSE_RR_OFF,
	VG_CAUSE_EGRESS_OPEN,
	VG_CAUSE_NO_UF,
	VG_CAUSE_UF_OFF,
	VG_CAUSE_CONVENTIONAL,
	VG_CAUSE_UNREADABLE,
	VG_CAUSE_NO_UPSTREAM,
	VG_CAUSE_ALIAS,
	VG_CAUSE_NO_SV,
	VG_CAUSE_SV_OFF,
	VG_CAUSE_SV_WIDE,
	VG_CAUSE_OVERRIDE,
	VG_CAUSE_CHANGED,
	VG_CAUSE_DT_ON,
	VG_CAUSE_OTHER_OWNER,
	VG_CAUSE_HOST_DRIVER,
	VG_CAUSE_NOT_QUIET,
	VG_CAUSE_MAX = VG_CAUSE_NOT_QUIET,
};

/**
 * enum vg_router - kinds of routers
 * @VG_ROUTER_DEVICE: functions of one device, or of one slot of a root bus
 * @VG_ROUTER_SWITCH: internal bus of a switch
 * @VG_ROUTER_CONVENTIONAL: conventional PCI bus
 */
enum vg_router {
	VG_ROUTER_DEVICE,
	VG_ROUTER_SWITCH,
	VG_ROUTER_CONVENTIONAL,
};

/**
 * struct vg_turn - what happens to a peer-to-peer request at its ingress
 * @cause: VG_CAUSE_NONE when it does not turn round
 * @culprit: the port or function to blame
 */
struct vg_turn {
	enum vg_cause cause;
	u32 culprit;
};

/**
 * struct vg_range - positions [from, to) of a topology
 * @from: first position
 * @to: position behind the last
 */
struct vg_range {
	u32 from;
	u32 to;
};

/**
 * enum vg_bridge_alias - requester ID that a bridge puts on what is below it
 * @VG_ALIAS_NONE: none, requester IDs pass
 * @VG_ALIAS_SELF: its own
 * @VG_ALIAS_SECONDARY: secondary bus number, device 0, function 0
 */
enum vg_bridge_alias {
	VG_ALIAS_NONE,
	VG_ALIAS_SELF,
	VG_ALIAS_SECONDARY,
};

enum vg_bridge_alias vg_bridge_alias(const struct vg_function *f);
u16 vg_acs_effective(const struct vg_topology *t, u32 position);
struct vg_turn vg_turn_at(const struct vg_topology *t, u32 ingress);
enum vg_router vg_router_above(const struct vg_topology *t, u32 p);
struct vg_range vg_router_range(const struct vg_topology *t, u32 p);

#endif /* VG_ROUTER_H */
