// SPDX-License-Identifier: GPL-2.0-only
/* approval.c - ACS of the ports that decide, as it was when a device was allowed */
#include <linux/mm.h>
#include <linux/slab.h>

#include "approval.h"
#include "core/isolation.h"

/* Deciders of a device on their way into a list; without one only counted */
struct gathering {
	const struct vg_topology *t;
	struct vg_approvals *list;
	u32 count;
};

static void gather(void *context, u32 position)
{
	struct gathering *g = context;
	const struct vg_function *f = &g->t->fn[position];
	u32 i = g->count++;

	if (g->list)
		g->list->entry[i] = (struct vg_approval){
			.segment = f->segment,
			.rid = f->rid,
			.acs_ctrl = f->acs_ctrl,
			.told = f->acs_ctrl,
		};
}

/**
 * vg_approvals_make() - note what a device is approved with
 * @t: the topology
 * @x: position of the device
 *
 * Context: may sleep.
 * Return: the list, to be given to vg_approvals_put().
 */
struct vg_approvals *vg_approvals_make(const struct vg_topology *t, u32 x)
{
	struct gathering g = { .t = t };

	vg_isolation_deciders(t, x, gather, &g);
	/* Without it a drift would go unseen: it only waits */
	g.list = kvmalloc(struct_size(g.list, entry, g.count),
			  GFP_KERNEL | __GFP_NOFAIL);
	kref_init(&g.list->refs);
	g.list->count = g.count;
	g.count = 0;
	vg_isolation_deciders(t, x, gather, &g);
	return g.list;
}

static void inherit(struct vg_approvals *approvals,
		    const struct vg_approval *before)
{
	u32 i;

	for (i = 0; i < approvals->count; i++)
		if (approvals->entry[i].segment == before->segment &&
		    approvals->entry[i].rid == before->rid)
			approvals->entry[i].told = before->told;
}

/**
 * vg_approvals_inherit() - go on from what has been told
 * @approvals: what a device is approved with now
 * @before: what it was approved with before
 *
 * A drift that was told of and is over has to be told of as over.
 */
void vg_approvals_inherit(struct vg_approvals *approvals,
			  const struct vg_approvals *before)
{
	u32 i;

	for (i = 0; i < before->count; i++)
		if (vg_acs_lost(before->entry[i].acs_ctrl,
				before->entry[i].told))
			inherit(approvals, &before->entry[i]);
}

static void free_approvals(struct kref *refs)
{
	kvfree(container_of(refs, struct vg_approvals, refs));
}

/**
 * vg_approvals_put() - give a reference back
 * @approvals: the list, or NULL
 *
 * Context: may sleep.
 */
void vg_approvals_put(struct vg_approvals *approvals)
{
	if (approvals)
		kref_put(&approvals->refs, free_approvals);
}
