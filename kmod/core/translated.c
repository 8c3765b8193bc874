// SPDX-License-Identifier: GPL-2.0-only
/*
 * translated.c - rule 12: a port with Direct Translated P2P on lets requests
 * with translated addresses pass to a peer, whatever Request Redirect says;
 * Translation Blocking stops them first (PCIe 6.12.1.1, 6.12.3).
 */
#include "finding.h"
#include "router.h"

static bool passes_translated(const struct vg_topology *t, u32 port)
{
	return (vg_acs_effective(t, port) & (VG_ACS_DT | VG_ACS_TB)) ==
	       VG_ACS_DT;
}

/* Endpoints of a range that are outside the claim */
static void add_peers(struct vg_judgement *j, struct vg_finding *f, u32 from,
		      u32 to)
{
	u32 p;

	for (p = from; p < to; p++)
		if (!vg_is_bridge(&j->t->fn[p]) && vg_concerns(j, p))
			vg_add_peer(j, f, p);
}

/* What this device asks turns round at the router above @e */
static void add_outbound(struct vg_judgement *j, u32 e, struct vg_range all)
{
	struct vg_finding *f;

	if (!(j->t->fn[j->x].flags & VG_F_ATS) || !passes_translated(j->t, e))
		return;
	f = vg_find(j, VG_RULE_TRANSLATED_P2P, VG_CAUSE_DT_ON, VG_OUTBOUND, e);
	add_peers(j, f, all.from, e);
	add_peers(j, f, e + j->t->size[e], all.to);
}

/* What others ask comes through @q, a sibling of the port of this device */
static void add_inbound(struct vg_judgement *j, u32 q)
{
	struct vg_finding *f = NULL;
	u32 p;

	if (!passes_translated(j->t, q))
		return;
	for (p = q; p < q + j->t->size[q]; p++) {
		if (!(j->t->fn[p].flags & VG_F_ATS) ||
		    vg_is_bridge(&j->t->fn[p]) || !vg_concerns(j, p))
			continue;
		if (!f)
			f = vg_find(j, VG_RULE_TRANSLATED_P2P, VG_CAUSE_DT_ON,
				    VG_INBOUND, q);
		vg_add_peer(j, f, p);
	}
}

/**
 * vg_rule_translated_p2p() - translated requests reach a peer
 * @j: the judgement
 */
void vg_rule_translated_p2p(struct vg_judgement *j)
{
	const struct vg_topology *t = j->t;
	struct vg_range all;
	s32 e;
	u32 q;

	for (e = j->x; e != VG_NONE; e = t->parent[e]) {
		if (vg_router_above(t, e) == VG_ROUTER_CONVENTIONAL)
			continue;
		all = vg_router_range(t, e);
		add_outbound(j, e, all);
		for (q = all.from; q < all.to; q += t->size[q])
			if (q != (u32)e)
				add_inbound(j, q);
	}
}
