// SPDX-License-Identifier: GPL-2.0-only
/* full_test.c - more findings than a verdict holds */
#include "test.h"

#define SIBLINGS	(VG_MAX_FINDINGS + 8)

/* A device of many functions below a port that cannot validate */
static void make_device(struct vg_function *fn, u32 id)
{
	static const struct row port = ROOT(F(00,01,0), 01, 01,
					    ACS(0x1e, 0x1e), 1);
	static const struct row function = GPU(F(01,00,0), 0, MULTI);
	u32 i;

	row_to_function(&port, &fn[0]);
	for (i = 1; i <= SIBLINGS; i++) {
		row_to_function(&function, &fn[i]);
		fn[i].rid += i - 1;
		fn[i].group = 100 + i;
		fn[i].vendor = id >> 16;
		fn[i].device = id & 0xffff;
		fn[i].flags |= i == 1 ? VG_F_ASSIGNED | VG_F_OPEN : 0;
	}
}

static bool judge_device(u32 id, enum vg_peers peers, struct vg_verdict *v)
{
	const struct vg_policy policy = { VG_MODE_ENFORCE, VG_SCOPE_GPU,
					  VG_PROFILE_STANDARD, peers };
	struct vg_function fn[SIBLINGS + 1];
	const struct vg_snapshot_facts facts = { .fn = fn,
						 .count = SIBLINGS + 1 };
	struct lab lab;

	make_device(fn, id);
	memset(v, 0xff, sizeof(*v));
	if (lab_build(&lab, &facts))
		return false;
	vg_judge(&lab.t, vg_topology_find(&lab.t, 0, F(01,00,0)), &policy, v);
	lab_free(&lab);
	return true;
}

/* 6 out; 6 in for each sibling; 8; 25: none is lost from the count */
static bool count_all(void)
{
	struct vg_verdict v;

	return judge_device(0x10de26b9, VG_PEERS_REFUSE, &v) &&
	       v.outcome == VG_REFUSE &&
	       v.finding_count == 1 + (SIBLINGS - 1) + 1 + 1 &&
	       vg_findings_stored(&v) == VG_MAX_FINDINGS && v.decisive == 0 &&
	       v.finding[0].rule == VG_RULE_MULTIFUNCTION_LEAK &&
	       v.finding[0].peer_count == SIBLINGS - 1 &&
	       v.finding[VG_MAX_FINDINGS - 1].rule ==
	       VG_RULE_MULTIFUNCTION_LEAK;
}

/* A quirk each, all of them info, and rule 25 after them */
static bool refuse_behind_infos(void)
{
	struct vg_verdict v;

	if (!judge_device(0x80861521, VG_PEERS_REFUSE, &v) || v.outcome != VG_REFUSE ||
	    v.finding_count != SIBLINGS + 1)
		return false;
	return v.decisive == VG_MAX_FINDINGS - 1 &&
	       v.finding[v.decisive].rule == VG_RULE_ACS_SOURCE_VALIDATION &&
	       v.finding[v.decisive].severity == VG_SEVERITY_REFUSE;
}

/* Leaks that only inform, and rule 24 after them: none of the 39 is quiet */
static bool refuse_behind_leaks(void)
{
	struct vg_verdict v;

	return judge_device(0x10de26b9, VG_PEERS_SAME_OWNER, &v) &&
	       v.outcome == VG_REFUSE && v.finding_count > VG_MAX_FINDINGS &&
	       v.decisive == VG_MAX_FINDINGS - 1 &&
	       v.finding[v.decisive].rule == VG_RULE_PEER_OWNER_CONFLICT &&
	       v.finding[v.decisive].severity == VG_SEVERITY_REFUSE;
}

void run_full(void)
{
	report("full", "findings that do not fit are counted", count_all());
	report("full", "the finding that refuses is always there",
	       refuse_behind_infos());
	report("full", "a conflict that does not fit refuses",
	       refuse_behind_leaks());
}
