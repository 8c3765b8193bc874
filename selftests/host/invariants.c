// SPDX-License-Identifier: GPL-2.0-only
/*
 * invariants.c - what holds for every topology, whatever its registers say.
 * Returns what is broken, or NULL.
 */
#include "test.h"
#include "invariants.h"

/* Rules that share out the peers among them */
#define REACH_RULES	(BIT(4) | BIT(5) | BIT(6) | BIT(7) | BIT(13))

static const char *check_sets_of(const struct world *w, u32 x)
{
	const struct vg_topology *t = &w->lab.t;
	bool rid[MAX_WORLD];
	u32 count = 0;
	u32 y;

	ref_rid_peers(t, x, rid);
	for (y = 0; y < t->count; y++) {
		u8 mask = w->mask[x][y];

		count += !!mask;
		if (mask && (y == x || !is_endpoint(t, y)))
			return "a set holds the function itself, or a bridge";
		if (!(mask & VG_SET_OUTBOUND) !=
		    !(w->mask[y][x] & VG_SET_INBOUND) && is_endpoint(t, y))
			return "outbound of one is not inbound of the other";
		if (!(mask & VG_SET_RID) == rid[y])
			return "the shared requester IDs are others";
	}
	return count == w->returned[x] ? NULL : "sets: wrong count returned";
}

static const char *check_sets(const struct world *w)
{
	const char *broken = NULL;
	u32 x;

	for (x = 0; x < w->lab.t.count && !broken; x++)
		if (is_endpoint(&w->lab.t, x))
			broken = check_sets_of(w, x);
	return broken;
}

/* group[] names the lowest position of the group */
static bool is_canonical(const u32 *group, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++)
		if (group[i] > i || group[group[i]] != group[i])
			return false;
	return true;
}

static const char *check_closure(const struct world *w)
{
	const struct vg_topology *t = &w->lab.t;
	u32 x;
	u32 y;

	if (!is_canonical(w->closure, t->count))
		return "closure: not the lowest position";
	for (x = 0; x < t->count; x++)
		for (y = 0; y < t->count; y++) {
			bool same = w->closure[x] == w->closure[y];

			if (x != y && same &&
			    !(is_endpoint(t, x) && is_endpoint(t, y)))
				return "closure: a bridge is not alone";
			if (is_endpoint(t, x) && w->mask[x][y] && !same)
				return "closure group without a peer of a set";
		}
	return NULL;
}

struct members {
	bool is[MAX_WORLD];
};

static void note_member(void *context, u32 position)
{
	struct members *m = context;

	m->is[position] = true;
}

static const char *check_mainline(const struct world *w)
{
	const struct vg_topology *t = &w->lab.t;
	u32 expected[MAX_WORLD];
	u32 x;
	u32 y;

	if (!is_canonical(w->mainline, t->count))
		return "mainline: not the lowest position";
	for (x = 0; x < t->count; x++) {
		struct members m = { { false } };

		vg_mainline_members(t, x, note_member, &m);
		m.is[x] = true;
		for (y = 0; y < t->count; y++)
			if (m.is[y] != (w->mainline[x] == w->mainline[y]))
				return "mainline: members and groups disagree";
	}
	if (!ref_comparable(t))
		return NULL;
	ref_mainline_groups(t, expected);
	for (x = 0; x < t->count; x++)
		if (expected[x] != w->mainline[x])
			return "mainline: not what the kernel does";
	return NULL;
}

static u32 count_outside(const struct world *w, u32 x, u8 bits)
{
	const struct vg_topology *t = &w->lab.t;
	u32 count = 0;
	u32 y;

	for (y = 0; y < t->count; y++)
		count += w->mask[x][y] & bits &&
			 !vg_same_group(&t->fn[x], &t->fn[y]);
	return count;
}

/* Rules 4 to 7 name each peer outside the group, once per direction */
static const char *check_counts(const struct world *w, u32 x,
				const struct vg_verdict *v)
{
	u32 sum[3] = { 0 };
	bool blind = false;
	u32 i;

	for (i = 0; i < vg_findings_stored(v); i++) {
		const struct vg_finding *f = &v->finding[i];

		blind |= f->rule == VG_RULE_UNREADABLE;
		if (f->rule >= VG_RULE_ACS_PATH &&
		    f->rule <= VG_RULE_REQUESTER_ID_SHARED)
			sum[f->direction] += f->peer_count;
	}
	if (blind || v->finding_count > VG_MAX_FINDINGS ||
	    w->lab.t.host.unjudged & REACH_RULES)
		return NULL;
	if (sum[VG_OUTBOUND] != count_outside(w, x, VG_SET_OUTBOUND))
		return "rules 4 and 6 miss peers that can be reached";
	if (sum[VG_INBOUND] != count_outside(w, x, VG_SET_INBOUND))
		return "rules 5 and 6 miss peers that reach in";
	if (sum[VG_SHARED_RID] != count_outside(w, x, VG_SET_RID))
		return "rule 7 misses peers, or names one twice";
	return NULL;
}

static const char *check_form(const struct vg_topology *t,
			      const struct vg_verdict *v)
{
	u32 refusing = 0;
	s32 first = VG_NONE;
	u32 i;

	for (i = 0; i < vg_findings_stored(v); i++) {
		const struct vg_finding *f = &v->finding[i];

		if (i && f->rule < f[-1].rule)
			return "findings are not in order of rule numbers";
		if (!vg_rule_implemented(f->rule) ||
		    t->host.unjudged & BIT(f->rule))
			return "a rule that is not judged has fired";
		if (f->severity == VG_SEVERITY_REFUSE && !refusing++)
			first = i;
	}
	if (v->finding_count > VG_MAX_FINDINGS)
		return NULL;
	if (v->decisive != first)
		return "the decisive finding is not the first refusing one";
	if ((v->outcome == VG_ALLOW) != !refusing)
		return "outcome and findings disagree";
	return NULL;
}

static const char *check_verdicts(const struct world *w, enum vg_peers peers)
{
	struct vg_policy policy = { VG_MODE_ENFORCE, VG_SCOPE_ALL,
				    VG_PROFILE_STANDARD, peers };
	const char *broken = NULL;
	struct vg_verdict v;
	char text[VG_SENTENCE_LEN];
	u32 x;

	for (x = 0; x < w->lab.t.count && !broken; x++) {
		policy.scope = VG_SCOPE_GPU;
		vg_judge(&w->lab.t, x, &policy, &v);
		broken = check_form(&w->lab.t, &v);
		if (broken)
			break;
		policy.scope = VG_SCOPE_ALL;
		vg_judge(&w->lab.t, x, &policy, &v);
		broken = check_form(&w->lab.t, &v);
		if (!broken && is_endpoint(&w->lab.t, x))
			broken = check_counts(w, x, &v);
		vg_sentence(text, sizeof(text), &v);
		if (strlen(text) + 1 >= sizeof(text))
			return "a sentence fills its buffer";
	}
	return broken;
}

/* A claim as wide as the domain fires none of rules 4 to 7 */
static const char *check_wide_claim(const struct vg_snapshot_facts *facts,
				    const struct world *w, u32 x)
{
	const struct vg_policy policy = { VG_MODE_ENFORCE, VG_SCOPE_ALL,
					  VG_PROFILE_STANDARD, VG_PEERS_REFUSE };
	struct vg_function fn[MAX_WORLD];
	struct vg_snapshot_facts wide = *facts;
	struct vg_verdict v;
	struct lab lab;
	u32 i;

	for (i = 0; i < facts->count; i++) {
		fn[w->lab.t.origin[i]] = facts->fn[w->lab.t.origin[i]];
		fn[w->lab.t.origin[i]].group =
			i == x || w->mask[x][i] ? 1000 : (s32)(2000 + i);
	}
	wide.fn = fn;
	if (lab_build(&lab, &wide))
		return "the same topology is not built again";
	vg_judge(&lab.t, x, &policy, &v);
	lab_free(&lab);
	for (i = 0; i < vg_findings_stored(&v); i++)
		if (v.finding[i].rule >= VG_RULE_ACS_PATH &&
		    v.finding[i].rule <= VG_RULE_REQUESTER_ID_SHARED)
			return "a claim as wide as the domain fires 4 to 7";
	return NULL;
}

bool world_make(struct world *w, const struct vg_snapshot_facts *facts)
{
	u32 x;

	if (facts->count > MAX_WORLD || lab_build(&w->lab, facts))
		return false;
	memset(w->mask, 0xff, sizeof(w->mask));
	for (x = 0; x < facts->count; x++)
		w->returned[x] = vg_isolation_sets(&w->lab.t, x, w->mask[x]);
	vg_isolation_groups(&w->lab.t, w->closure);
	vg_mainline_groups(&w->lab.t, w->mainline);
	return true;
}

void world_free(struct world *w)
{
	lab_free(&w->lab);
}

const char *check_invariants(const struct vg_snapshot_facts *facts)
{
	static struct world w;
	const char *broken;
	u32 x;

	if (!world_make(&w, facts))
		return NULL;
	ref_prepare(&w.lab.t);
	broken = check_sets(&w);
	if (!broken)
		broken = check_closure(&w);
	if (!broken)
		broken = check_mainline(&w);
	if (!broken)
		broken = check_verdicts(&w, VG_PEERS_REFUSE);
	if (!broken)
		broken = check_verdicts(&w, VG_PEERS_SAME_OWNER);
	/* a few of them: each needs a topology of its own */
	for (x = 0; x < facts->count && !broken; x += 1 + facts->count / 8)
		if (is_endpoint(&w.lab.t, x))
			broken = check_wide_claim(facts, &w, x);
	world_free(&w);
	return broken;
}

static bool name_equal(const struct vg_name *a, const struct vg_name *b)
{
	return a->valid == b->valid &&
	       (!a->valid || (a->segment == b->segment && a->rid == b->rid &&
			      a->group == b->group));
}

static bool finding_equal(const struct vg_finding *a,
			  const struct vg_finding *b)
{
	u32 i;

	if (a->rule != b->rule || a->severity != b->severity ||
	    a->cause != b->cause || a->quirk != b->quirk ||
	    a->swapped != b->swapped || a->direction != b->direction ||
	    a->wanted != b->wanted || a->seen != b->seen ||
	    a->peer_count != b->peer_count ||
	    !name_equal(&a->subject, &b->subject) ||
	    !name_equal(&a->culprit, &b->culprit))
		return false;
	for (i = 0; i < a->peer_count && i < VG_MAX_PEERS; i++)
		if (!name_equal(&a->peers[i], &b->peers[i]))
			return false;
	return true;
}

bool verdict_equal(const struct vg_verdict *a, const struct vg_verdict *b)
{
	u32 i;

	if (!name_equal(&a->device, &b->device) || a->outcome != b->outcome ||
	    a->in_scope != b->in_scope || a->decisive != b->decisive ||
	    a->finding_count != b->finding_count)
		return false;
	for (i = 0; i < vg_findings_stored(a); i++)
		if (!finding_equal(&a->finding[i], &b->finding[i]))
			return false;
	return true;
}
