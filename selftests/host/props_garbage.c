// SPDX-License-Identifier: GPL-2.0-only
/* props_garbage.c - whatever the records hold: no crash, and a verdict */
#include "random.h"

static void ignore_member(void *context, u32 position)
{
	u32 *count = context;

	assert(position < MAX_WORLD);
	(*count)++;
}

static const char *judge_garbage(const struct vg_topology *t, u32 x)
{
	struct vg_policy policy = { VG_MODE_ENFORCE, VG_SCOPE_ALL,
				    VG_PROFILE_STANDARD, VG_PEERS_REFUSE };
	char text[VG_SENTENCE_LEN];
	struct vg_verdict v;
	u32 i;

	policy.scope = x & 1 ? VG_SCOPE_ALL : VG_SCOPE_GPU;
	policy.peers = x & 2 ? VG_PEERS_SAME_OWNER : VG_PEERS_REFUSE;
	vg_judge(t, x, &policy, &v);
	vg_sentence(text, sizeof(text), &v);
	if (strlen(text) + 1 >= sizeof(text))
		return "a sentence fills its buffer";
	if (v.outcome != VG_ALLOW && v.outcome != VG_REFUSE)
		return "no outcome";
	if ((v.outcome == VG_ALLOW) != (v.decisive == VG_NONE))
		return "refused for no reason";
	for (i = 0; i < vg_findings_stored(&v); i++)
		vg_finding_sentence(text, sizeof(text), &v.finding[i]);
	return NULL;
}

static const char *check_tree(const struct vg_topology *t)
{
	u32 i;

	for (i = 0; i < t->count; i++) {
		s32 parent = t->parent[i];

		if (t->origin[i] >= t->count || !t->size[i] ||
		    i + t->size[i] > t->count)
			return "the tree is not one";
		if (parent != VG_NONE &&
		    ((u32)parent >= i ||
		     i + t->size[i] > parent + t->size[parent]))
			return "a function is not below its bridge";
		if (t->package[i] > i || t->package_end[i] <= i ||
		    t->package_end[i] > t->count)
			return "a function is not in its device";
	}
	return NULL;
}

const char *prop_garbage(struct random *r)
{
	const char *broken;
	u32 members = 0;
	u32 i;
	static struct world w;

	if (!world_make(&w, &r->facts))
		return NULL;
	broken = check_tree(&w.lab.t);
	for (i = 0; i < r->count && !broken; i++) {
		vg_mainline_members(&w.lab.t, i, ignore_member, &members);
		broken = judge_garbage(&w.lab.t, i);
	}
	world_free(&w);
	return broken;
}
