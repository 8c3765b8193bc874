// SPDX-License-Identifier: GPL-2.0-only
/* link.c - PCIe links: what they can do and what they do */
#include "link.h"

#include "finding.h"

/* In the PCI Express capability, PCIe 7.5.3 */
#define LINK_CAPABILITIES	0x0c
#define LINK_CONTROL		0x10	/* Link Status in the high word */
#define LINK_CAPABILITIES_2	0x2c
/* PCI Express Capabilities, the high word of the first double word */
#define VERSION(header)		((header) >> 16 & 0xf)
/* Of Link Capabilities and of Link Status alike */
#define SPEED(link)		((link) & 0xf)
#define WIDTH(link)		((link) >> 4 & 0x3f)
/* Supported Link Speeds Vector: bit 1 is 2.5 GT/s */
#define SPEEDS(cap2)		((cap2) >> 1 & 0x7f)

static bool has_link(const struct vg_function *f)
{
	return f->type != VG_TYPE_RC_ENDPOINT &&
	       f->type != VG_TYPE_RC_COLLECTOR &&
	       f->type != VG_TYPE_CONVENTIONAL;
}

/* As pcie_get_speed_cap() does it */
static u8 max_speed(const struct vg_config *config, u16 express, u32 cap)
{
	u32 header;
	u32 speeds;
	u8 speed = 0;

	if (!vg_config_dword(config, express, &header) || VERSION(header) < 2 ||
	    !vg_config_dword(config, express + LINK_CAPABILITIES_2, &speeds) ||
	    !SPEEDS(speeds))
		return SPEED(cap);
	for (speeds = SPEEDS(speeds); speeds; speeds >>= 1)
		speed++;
	return speed;
}

/**
 * vg_link_decode() - read the link registers of a function
 * @config: its config space
 * @express: offset of its PCI Express capability, 0: it has none
 * @f: the function; its link is filled, all 0 where there is none or it
 *	cannot be read
 */
void vg_link_decode(const struct vg_config *config, u16 express,
		    struct vg_function *f)
{
	u32 cap;
	u32 status;

	memset(&f->link, 0, sizeof(f->link));
	if (!express || !has_link(f) ||
	    !vg_config_dword(config, express + LINK_CAPABILITIES, &cap) ||
	    !vg_config_dword(config, express + LINK_CONTROL, &status))
		return;
	status >>= 16;
	f->link.max_speed = max_speed(config, express, cap);
	f->link.max_width = WIDTH(cap);
	f->link.speed = SPEED(status);
	f->link.width = WIDTH(status);
}

/**
 * vg_link_degraded() - whether a link is below what both ends can do
 * @link: of a function, with its current state
 * @port: of the port at the other end
 *
 * What an end does not say (0) is not compared.
 *
 * Return: true when it is.
 */
bool vg_link_degraded(const struct vg_link *link, const struct vg_link *port)
{
	return (link->speed && link->speed < link->max_speed &&
		link->speed < port->max_speed) ||
	       (link->width && link->width < link->max_width &&
		link->width < port->max_width);
}

/**
 * vg_link_port() - the port at the other end of a function's link
 * @t: the topology
 * @x: position of the function
 *
 * Return: position, VG_NONE without a link: VFs have that of their PF, and on
 * a root bus or a conventional one there is none.
 */
s32 vg_link_port(const struct vg_topology *t, u32 x)
{
	s32 port = t->parent[x];

	if (port == VG_NONE || !vg_is_port(&t->fn[port]) ||
	    t->fn[x].flags & VG_F_VF || !t->fn[x].link.max_speed)
		return VG_NONE;
	return port;
}

/**
 * vg_rule_link_degraded() - link below what both ends can do
 * @j: the judgement
 */
void vg_rule_link_degraded(struct vg_judgement *j)
{
	s32 port = vg_link_port(j->t, j->x);

	if (port != VG_NONE && vg_link_degraded(&j->t->fn[j->x].link,
						&j->t->fn[port].link))
		vg_find(j, VG_RULE_LINK_DEGRADED, VG_CAUSE_NONE, VG_OUTBOUND,
			port);
}
