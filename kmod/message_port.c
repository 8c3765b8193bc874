// SPDX-License-Identifier: GPL-2.0-only
/*
 * message_port.c - the bridges above watched devices: what each device finds
 * fault with is added up at the port to blame.
 */
#include <linux/pci.h>
#include <linux/vfioguard.h>

#include "config.h"
#include "decide.h"
#include "core/quirks.h"
#include "device.h"
#include "message.h"
#include "snapshot.h"

/* Each port once for a device, however many of its findings blame it */
static void count_blame(const struct vg_topology *t, u32 x,
			const struct vg_verdict *v, struct vg_port_use *use)
{
	const struct vg_finding *f;
	struct vg_port_use *port;
	s32 culprit;
	u32 i;

	for (i = 0; i < vg_findings_stored(v); i++) {
		f = &v->finding[i];
		if (!f->culprit.valid || f->severity == VG_SEVERITY_INFO)
			continue;
		culprit = vg_topology_find(t, f->culprit.segment,
					   f->culprit.rid);
		if (culprit == VG_NONE || t->fn[culprit].header != 1)
			continue;
		port = &use[culprit];
		port->wanted |= f->wanted;
		if (port->last != x + 1)
			port->endangered++;
		port->last = x + 1;
	}
}

/**
 * vg_ports_count() - find the ports of all watched devices
 * @snapshot: taken, of all devices
 * @verdict: scratch
 * @use: an entry for each function, all 0; filled
 */
void vg_ports_count(const struct vg_snapshot *snapshot,
		    struct vg_verdict *verdict, struct vg_port_use *use)
{
	const struct vg_topology *t = &snapshot->topology;
	s32 p;
	u32 x;

	for (x = 0; x < t->count; x++) {
		if (!vg_config_covers(&snapshot->policy, &t->fn[x]))
			continue;
		for (p = t->parent[x]; p != VG_NONE; p = t->parent[p])
			use[p].devices++;
		vg_judge_device(t, x, &snapshot->policy, verdict);
		count_blame(t, x, verdict, use);
	}
}

static enum vfioguard_port_type type_of(const struct vg_function *f)
{
	switch (f->type) {
	case VG_TYPE_ROOT_PORT:
		return VFIOGUARD_PORT_TYPE_ROOT_PORT;
	case VG_TYPE_UPSTREAM:
		return VFIOGUARD_PORT_TYPE_UPSTREAM;
	case VG_TYPE_DOWNSTREAM:
		return VFIOGUARD_PORT_TYPE_DOWNSTREAM;
	case VG_TYPE_PCIE_TO_PCI:
		return VFIOGUARD_PORT_TYPE_PCIE_TO_PCI;
	case VG_TYPE_PCI_TO_PCIE:
		return VFIOGUARD_PORT_TYPE_PCI_TO_PCIE;
	default:
		return VFIOGUARD_PORT_TYPE_CONVENTIONAL;
	}
}

static void put_acs(struct vg_message *m, const struct vg_function *f, u8 quirk)
{
	if (vg_is_unreadable(f)) {
		vg_put_flag(m, VFIOGUARD_A_PORT_UNREADABLE);
	} else if (f->acs_kind != VG_ACS_ABSENT) {
		vg_put_u32(m, VFIOGUARD_A_PORT_ACS_CAPABILITY, f->acs_cap);
		vg_put_u32(m, VFIOGUARD_A_PORT_ACS_CONTROL, f->acs_ctrl);
	} else if (vg_quirk_asserts(quirk)) {
		vg_put_string(m, VFIOGUARD_A_PORT_QUIRK, vg_quirk_name(quirk));
	}
}

static void put_last_change(struct vg_message *m, const struct vg_function *f)
{
	struct vg_device *dev = vg_device_get(vg_device_key(f->segment,
							    f->rid));
	u64 when = dev ? READ_ONCE(dev->acs_changed) : 0;

	vg_device_put(dev);
	if (when)
		vg_put_u64(m, VFIOGUARD_A_PORT_LAST_CHANGE, when,
			   VFIOGUARD_A_PORT_PAD);
}

/**
 * vg_message_port() - the record of a bridge
 * @m: filled
 * @snapshot: taken
 * @position: of the bridge
 * @use: its entry of vg_ports_count()
 */
void vg_message_port(struct vg_message *m, const struct vg_snapshot *snapshot,
		     u32 position, const struct vg_port_use *use)
{
	const struct vg_topology *t = &snapshot->topology;
	const struct vg_function *f = &t->fn[position];

	vg_put_address(m, VFIOGUARD_A_PORT_BDF, f->segment, f->rid);
	vg_put_u32(m, VFIOGUARD_A_PORT_VENDOR, f->vendor);
	vg_put_u32(m, VFIOGUARD_A_PORT_DEVICE, f->device);
	vg_put_u32(m, VFIOGUARD_A_PORT_TYPE, type_of(f));
	vg_put_path(m, VFIOGUARD_A_PORT_SLOT_PATH, t, position);
	if (f->group != VG_NO_GROUP)
		vg_put_u32(m, VFIOGUARD_A_PORT_GROUP, f->group);
	vg_put_u32(m, VFIOGUARD_A_PORT_SECONDARY, f->secondary);
	vg_put_u32(m, VFIOGUARD_A_PORT_SUBORDINATE, f->subordinate);
	put_acs(m, f, t->quirk[position]);
	vg_put_u32(m, VFIOGUARD_A_PORT_WANTED, use->wanted);
	vg_put_u32(m, VFIOGUARD_A_PORT_DEVICE_COUNT, use->devices);
	vg_put_u32(m, VFIOGUARD_A_PORT_ENDANGERED_COUNT, use->endangered);
	put_last_change(m, f);
}
