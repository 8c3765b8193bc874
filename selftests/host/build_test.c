// SPDX-License-Identifier: GPL-2.0-only
/* build_test.c - what vg_topology_build() refuses and survives */
#include "test.h"

static const struct row alone[] = {
	ROOT(F(00,01,0), 01, 01, FULL, 1), GPU(F(01,00,0), 2),
};

static u32 fill(struct vg_function *fn, const struct row *rows, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		row_to_function(&rows[i], &fn[i]);
	return n;
}

/* Builds rows and tells whether each of them is an orphan as said */
static bool orphans_are(const struct row *rows, u32 n, const bool *orphan)
{
	struct vg_function fn[MAX_ROWS];
	struct vg_snapshot_facts facts = { .fn = fn };
	struct lab lab;
	bool ok = true;
	u32 i;

	facts.count = fill(fn, rows, n);
	if (lab_build(&lab, &facts))
		return false;
	for (i = 0; i < n; i++) {
		bool is = lab.t.fn[i].flags & VG_F_ORPHAN;

		if (is != orphan[lab.t.origin[i]]) {
			complain("%04x: orphan %d", lab.t.fn[i].rid, is);
			ok = false;
		}
	}
	lab_free(&lab);
	return ok;
}

static bool build_duplicate(void)
{
	struct vg_function fn[3];
	struct vg_snapshot_facts facts = { .fn = fn };
	struct lab lab;

	facts.count = fill(fn, alone, 2) + 1;
	fn[2] = fn[1];
	if (lab_build(&lab, &facts) != -EEXIST)
		return false;
	fn[2].segment = 1;
	fn[2].flags |= VG_F_ROOT_BUS;
	if (lab_build(&lab, &facts))
		return false;
	lab_free(&lab);
	return true;
}

static bool build_too_many(void)
{
	struct vg_snapshot_facts facts = { .count = VG_MAX_FUNCTIONS + 1 };
	struct vg_function fn[2];
	struct vg_topology t;

	/* refused before anything is read or written */
	if (vg_topology_build(&t, &facts, NULL) != -E2BIG ||
	    vg_topology_bytes(VG_MAX_FUNCTIONS + 1, 0))
		return false;
	facts.fn = fn;
	facts.count = fill(fn, alone, 2);
	facts.alias_count = VG_MAX_ALIASES + 1;
	return vg_topology_build(&t, &facts, NULL) == -E2BIG &&
	       vg_topology_bytes(VG_MAX_FUNCTIONS, VG_MAX_ALIASES);
}

static bool build_nothing(void)
{
	struct vg_snapshot_facts facts = { .count = 0 };
	struct lab lab;

	if (lab_build(&lab, &facts))
		return false;
	if (vg_topology_find(&lab.t, 0, 0) != VG_NONE)
		return false;
	vg_isolation_groups(&lab.t, NULL);
	vg_mainline_groups(&lab.t, NULL);
	lab_free(&lab);
	return true;
}

/* A bridge cannot lead to its own bus, or back up: such a one leads nowhere */
static bool build_cycles(void)
{
	static const struct row rows[] = {
		ROOT(F(00,01,0), 00, 02, FULL, 1),
		DOWN(F(01,00,0), 02, 02, FULL, 1),
		DOWN(F(02,00,0), 01, 01, FULL, 1),
		GPU(F(02,01,0), 2),
		DOWN(F(03,00,0), 03, 03, FULL, 1),
	};
	static const bool orphan[] = { false, true, false, false, true };

	return orphans_are(rows, ARRAY_SIZE(rows), orphan);
}

/* Two bridges to one bus: nobody knows which one leads there */
static bool build_two_ways(void)
{
	static const struct row rows[] = {
		ROOT(F(00,01,0), 01, 01, FULL, 1),
		ROOT(F(00,02,0), 01, 01, FULL, 1),
		GPU(F(01,00,0), 2), GPU(F(01,00,1), 2),
	};
	static const bool orphan[] = { false, false, true, true };

	return orphans_are(rows, ARRAY_SIZE(rows), orphan);
}

static bool build_vf_without_pf(void)
{
	static const struct row rows[] = {
		ROOT(F(00,01,0), 01, 02, FULL, 1), GPU(F(01,00,0), 2),
		VF(F(01,00,1), F(01,00,0), 2), VF(F(01,00,2), F(01,07,0), 2),
		VF(F(01,00,3), F(01,00,1), 2), VF(F(01,00,4), F(01,00,4), 2),
	};
	static const bool orphan[] = { false, false, false, true, true, true };

	return orphans_are(rows, ARRAY_SIZE(rows), orphan);
}

/* A VF whose PF is on a later bus than the VF itself */
static bool build_vf_below_pf(void)
{
	static const struct row rows[] = {
		ROOT(F(00,01,0), 05, 05, FULL, 1), GPU(F(05,00,0), 2),
		VF(F(00,00,1), F(05,00,0), 2), VF(F(02,00,2), F(05,00,0), 2),
	};
	struct vg_function fn[MAX_ROWS];
	struct vg_snapshot_facts facts = { .fn = fn };
	struct lab lab;

	facts.count = fill(fn, rows, ARRAY_SIZE(rows));
	if (lab_build(&lab, &facts))
		return false;
	lab_free(&lab);
	return true;
}

/* VG_F_ORPHAN is the builder's to set, whatever the input says */
static bool build_orphan_flag(void)
{
	static const struct row rows[] = {
		ROOT(F(00,01,0), 01, 01, FULL, 1, .plus = VG_F_ORPHAN),
		GPU(F(01,00,0), 2, .plus = VG_F_ORPHAN), GPU(F(07,00,0), 2),
	};
	static const bool orphan[] = { false, false, true };

	return orphans_are(rows, ARRAY_SIZE(rows), orphan);
}

/* The same bus number in two segments: each has its own bridge */
static bool build_segments(void)
{
	static const struct row rows[] = {
		ROOT(F(00,01,0), 01, 01, FULL, 1), GPU(F(01,00,0), 2),
		GPU(F(01,00,0), 3, .segment = 1),
	};
	static const bool orphan[] = { false, false, true };

	return orphans_are(rows, ARRAY_SIZE(rows), orphan);
}

static bool build_lookups(void)
{
	struct vg_function fn[2];
	struct vg_snapshot_facts facts = { .fn = fn };
	struct lab lab;
	s32 port;
	s32 gpu;
	bool ok;

	facts.count = fill(fn, alone, 2);
	if (lab_build(&lab, &facts))
		return false;
	port = vg_topology_find(&lab.t, 0, F(00,01,0));
	gpu = vg_topology_find(&lab.t, 0, F(01,00,0));
	ok = port == 0 && gpu == 1 && lab.t.parent[gpu] == port &&
	     lab.t.parent[port] == VG_NONE && lab.t.size[port] == 2 &&
	     vg_topology_find(&lab.t, 1, F(01,00,0)) == VG_NONE &&
	     vg_topology_find(&lab.t, 0, F(01,00,1)) == VG_NONE &&
	     vg_endpoints_in(&lab.t, 0, 2) == 1;
	lab_free(&lab);
	return ok;
}

void run_build(void)
{
	report("build", "a function that is there twice", build_duplicate());
	report("build", "too many functions or aliases", build_too_many());
	report("build", "no function at all", build_nothing());
	report("build", "bridges that lead to their own bus", build_cycles());
	report("build", "two bridges to one bus", build_two_ways());
	report("build", "VFs without a PF", build_vf_without_pf());
	report("build", "a VF on an earlier bus than its PF",
	       build_vf_below_pf());
	report("build", "the orphan flag of the input", build_orphan_flag());
	report("build", "one bus number in two segments", build_segments());
	report("build", "parents, sizes and lookups", build_lookups());
}
