// SPDX-License-Identifier: GPL-2.0-only
/* case.c - runs one case of a table: sets, groups and verdicts */
#include "test.h"

struct built {
	struct vg_function fn[MAX_ROWS];
	struct vg_snapshot_facts facts;
	struct lab lab;
};

static int build_case(const struct tcase *c, struct built *b)
{
	u32 i;

	memset(b, 0, sizeof(*b));
	for (i = 0; i < MAX_ROWS && c->rows[i].used; i++)
		row_to_function(&c->rows[i], &b->fn[i]);
	b->facts.fn = b->fn;
	b->facts.count = i;
	b->facts.alias = c->alias;
	b->facts.alias_count = c->aliases;
	b->facts.host = c->host;
	return lab_build(&b->lab, &b->facts);
}

static void format_set(char *buf, size_t len, const struct vg_topology *t,
		       const u8 *mask, u8 bit)
{
	u32 i;

	buf[0] = '\0';
	for (i = 0; i < t->count; i++) {
		size_t used = strlen(buf);
		u16 rid = t->fn[i].rid;

		if (mask[i] & bit)
			snprintf(buf + used, len - used, " %02x:%02x.%u",
				 rid >> 8, rid >> 3 & 0x1f, rid & 7);
	}
}

static bool check_set(const struct vg_topology *t, const u8 *mask, u8 bit,
		      const char *what, const char *expected)
{
	u8 want[MAX_ROWS] = { 0 };
	const char *rest = expected;
	char name[VG_BDF_LEN];
	char got[256];
	bool ok = true;
	s32 position;
	u32 i;

	while (next_name(&rest, name)) {
		position = find_position(t, name);
		if (position < 0) {
			complain("the case names %s, which is not there", name);
			return false;
		}
		want[position] = bit;
	}
	for (i = 0; i < t->count; i++)
		ok &= (mask[i] & bit) == want[i];
	format_set(got, sizeof(got), t, mask, bit);
	if (!ok)
		complain("%s: expected '%s', got '%s'", what, expected, got);
	return ok;
}

static void note_decider(void *context, u32 position)
{
	u8 *mask = context;

	mask[position] = 1;
}

static bool check_look(const struct vg_topology *t, const struct look *look)
{
	s32 x = find_position(t, look->of);
	u8 mask[MAX_ROWS];
	bool ok = true;

	if (x < 0) {
		complain("the case names %s, which is not there", look->of);
		return false;
	}
	memset(mask, 0xff, sizeof(mask));
	vg_isolation_sets(t, x, mask);
	if (look->out)
		ok &= check_set(t, mask, VG_SET_OUTBOUND, "outbound", look->out);
	if (look->in)
		ok &= check_set(t, mask, VG_SET_INBOUND, "inbound", look->in);
	if (look->rid)
		ok &= check_set(t, mask, VG_SET_RID, "rid", look->rid);
	if (look->deciders) {
		memset(mask, 0, sizeof(mask));
		vg_isolation_deciders(t, x, note_decider, mask);
		ok &= check_set(t, mask, 1, "deciders", look->deciders);
	}
	if (!ok)
		complain("... of %s", look->of);
	return ok;
}

/* "a b | c d": number of the part of each function; others are alone */
static bool parse_parts(const struct vg_topology *t, const char *expected,
			u32 *part)
{
	char list[LINE_MAX_LEN];
	char name[VG_BDF_LEN];
	u32 number = t->count;
	const char *rest;
	s32 position;
	char *save;
	char *word;
	u32 i;

	for (i = 0; i < t->count; i++)
		part[i] = i;
	snprintf(list, sizeof(list), "%s", expected);
	for (word = strtok_r(list, "|", &save); word;
	     word = strtok_r(NULL, "|", &save), number++) {
		rest = word;
		while (next_name(&rest, name)) {
			position = find_position(t, name);
			if (position < 0) {
				complain("%s is not there", name);
				return false;
			}
			part[position] = number;
		}
	}
	return true;
}

static bool check_groups(const struct vg_topology *t, const u32 *group,
			 const char *what, const char *expected, bool bridges)
{
	u32 part[MAX_ROWS];
	bool ok = true;
	u32 i;
	u32 j;

	if (!parse_parts(t, expected, part))
		return false;
	for (i = 0; i < t->count; i++)
		for (j = 0; j < i; j++) {
			if (!bridges && !(is_endpoint(t, i) &&
					  is_endpoint(t, j)))
				continue;
			if ((part[i] == part[j]) == (group[i] == group[j]))
				continue;
			complain("%s: %04x and %04x: expected %s", what,
				 t->fn[j].rid, t->fn[i].rid,
				 part[i] == part[j] ? "together" : "apart");
			ok = false;
		}
	return ok;
}

static bool check_all_groups(const struct tcase *c, const struct vg_topology *t)
{
	u32 group[MAX_ROWS];
	bool ok = true;

	if (c->closure) {
		vg_isolation_groups(t, group);
		ok &= check_groups(t, group, "closure", c->closure, false);
	}
	if (c->mainline) {
		vg_mainline_groups(t, group);
		ok &= check_groups(t, group, "mainline", c->mainline, true);
	}
	return ok;
}

/* The outcome, and the decisive finding, follow from the expected findings */
static bool check_outcome(const struct vg_verdict *v, const struct judged *j)
{
	const struct vg_finding *f;
	u32 lowest = 0;
	u32 i;

	for (i = 0; i < vg_findings_stored(v); i++) {
		f = &v->finding[i];
		if (f->severity == VG_SEVERITY_REFUSE &&
		    (!lowest || f->rule < lowest))
			lowest = f->rule;
	}
	if (v->outcome != j->outcome) {
		complain("outcome: expected %u", j->outcome);
		return false;
	}
	if (!lowest)
		return v->decisive == VG_NONE;
	if (v->decisive < 0 || (u32)v->decisive >= vg_findings_stored(v))
		return false;
	f = &v->finding[v->decisive];
	return f->rule == lowest && f->severity == VG_SEVERITY_REFUSE;
}

static bool judge_built(const struct vg_topology *t, const struct judged *j,
			struct vg_verdict *v)
{
	const struct vg_policy policy = {
		.mode = j->audit ? VG_MODE_AUDIT : VG_MODE_ENFORCE,
		.scope = j->scope ? j->scope : VG_SCOPE_GPU,
		.profile = j->profile ? j->profile : VG_PROFILE_STANDARD,
		.peers = j->peers,
	};
	s32 x = find_position(t, j->of);

	memset(v, 0xff, sizeof(*v));
	if (x < 0) {
		complain("the case names %s, which is not there", j->of);
		return false;
	}
	vg_judge(t, x, &policy, v);
	return true;
}

static bool check_judged(const struct vg_topology *t, const struct judged *j)
{
	struct vg_verdict v;
	char text[4096];
	bool ok;

	if (!judge_built(t, j, &v))
		return false;
	ok = match_findings(&v, j->findings);
	ok &= check_outcome(&v, j);
	if (!ok) {
		render_verdict(text, sizeof(text), &v);
		complain("%s: expected %s", j->of, j->findings);
		complain("got %s", text);
	}
	return ok;
}

static bool run_case(const struct tcase *c)
{
	const char *broken;
	struct built b;
	bool ok = true;
	u32 i;

	if (build_case(c, &b)) {
		complain("the topology was not built");
		return false;
	}
	for (i = 0; i < MAX_LOOKS && c->looks[i].of; i++)
		ok &= check_look(&b.lab.t, &c->looks[i]);
	ok &= check_all_groups(c, &b.lab.t);
	for (i = 0; i < MAX_LOOKS && c->judged[i].of; i++)
		ok &= check_judged(&b.lab.t, &c->judged[i]);
	lab_free(&b.lab);
	broken = check_invariants(&b.facts);
	if (broken)
		complain("broken for this topology: %s", broken);
	return ok && !broken;
}

void run_table(const char *suite, const struct table *table)
{
	u32 i;

	for (i = 0; i < table->count; i++)
		report(suite, table->cases[i].name, run_case(&table->cases[i]));
}

/* The verdict of a function of a case, whatever is expected of it */
bool judge_as(const struct tcase *c, const struct judged *j,
	      struct vg_verdict *v)
{
	struct built b;
	bool ok;

	if (build_case(c, &b))
		return false;
	ok = judge_built(&b.lab.t, j, v);
	lab_free(&b.lab);
	return ok;
}

/* For the sentences: the verdict of a function of a case */
bool judge_case(const struct tcase *c, const char *of, enum vg_scope scope,
		enum vg_mode mode, struct vg_verdict *v)
{
	const struct judged j = {
		.of = of,
		.scope = scope,
		.audit = mode == VG_MODE_AUDIT,
	};

	return judge_as(c, &j, v);
}
