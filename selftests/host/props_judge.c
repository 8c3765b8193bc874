// SPDX-License-Identifier: GPL-2.0-only
/* props_judge.c - verdicts: order of input, audit mode, everything else */
#include "random.h"

const char *prop_invariants(struct random *r)
{
	return check_invariants(&r->facts);
}

static struct world first;
static struct world second;

static const char *compare_worlds(u32 n)
{
	u32 x;

	for (x = 0; x < n; x++) {
		if (memcmp(&first.lab.t.fn[x], &second.lab.t.fn[x],
			   sizeof(struct vg_function)))
			return "the tree is another";
		if (memcmp(first.mask[x], second.mask[x], n))
			return "the sets are others";
		if (first.closure[x] != second.closure[x])
			return "the closure groups are others";
		if (first.mainline[x] != second.mainline[x])
			return "mainline's groups are others";
	}
	return NULL;
}

static const char *compare_verdicts(u32 n, enum vg_scope scope)
{
	const struct vg_policy policy = { VG_MODE_ENFORCE, scope,
					  VG_PROFILE_STANDARD,
					  VG_PEERS_SAME_OWNER };
	struct vg_verdict a;
	struct vg_verdict b;
	u32 x;

	for (x = 0; x < n; x++) {
		vg_judge(&first.lab.t, x, &policy, &a);
		vg_judge(&second.lab.t, x, &policy, &b);
		if (!verdict_equal(&a, &b))
			return "a verdict is another";
	}
	return NULL;
}

const char *prop_order(struct random *r)
{
	const char *broken;

	if (!world_make(&first, &r->facts))
		return NULL;
	random_shuffle(r);
	if (!world_make(&second, &r->facts)) {
		world_free(&first);
		return "the topology is not built in another order";
	}
	broken = compare_worlds(r->count);
	if (!broken)
		broken = compare_verdicts(r->count, random_chance(r, 50) ?
					  VG_SCOPE_GPU : VG_SCOPE_ALL);
	world_free(&first);
	world_free(&second);
	return broken;
}

const char *prop_audit(struct random *r)
{
	struct vg_policy policy = { VG_MODE_ENFORCE, VG_SCOPE_ALL,
				    VG_PROFILE_STANDARD, VG_PEERS_REFUSE };
	const char *broken = NULL;
	struct vg_verdict enforced;
	struct vg_verdict audited;
	struct lab lab;
	u32 x;

	if (random_chance(r, 75) || lab_build(&lab, &r->facts))
		return NULL;
	for (x = 0; x < r->count && !broken; x++) {
		policy.mode = VG_MODE_ENFORCE;
		vg_judge(&lab.t, x, &policy, &enforced);
		policy.mode = VG_MODE_AUDIT;
		vg_judge(&lab.t, x, &policy, &audited);
		if (audited.outcome == VG_REFUSE ||
		    enforced.outcome == VG_WOULD_REFUSE)
			broken = "the mode is not kept";
		if ((audited.outcome == VG_ALLOW) !=
		    (enforced.outcome == VG_ALLOW))
			broken = "audit mode judges differently";
		audited.outcome = enforced.outcome;
		if (!verdict_equal(&audited, &enforced))
			broken = "audit mode finds something else";
	}
	lab_free(&lab);
	return broken;
}
