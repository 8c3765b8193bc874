// SPDX-License-Identifier: GPL-2.0-only
/*
 * core.c - bytes to functions and aliases, and these to everything that the
 * core has to say. Whatever the records hold, there is a verdict, and the
 * answers agree with each other.
 */
#include "fuzz.h"
#include "isolation.h"
#include "mainline.h"
#include "names.h"
#include "rules.h"
#include "text.h"

/**
 * struct answers - all that the core says about one topology
 * @t: the topology
 * @mask: sets, by position asked and position of the peer
 * @closure: closure groups
 * @mainline: mainline's groups
 */
struct answers {
	struct vg_topology t;
	u8 mask[MAX_FUNCTIONS][MAX_FUNCTIONS];
	u32 closure[MAX_FUNCTIONS];
	u32 mainline[MAX_FUNCTIONS];
};

/* On few enough buses that something fits together */
static void fold(struct vg_function *f)
{
	f->segment &= 1;
	f->rid &= 0x0fff;
	f->pf_rid &= 0x0fff;
	f->secondary &= 0x0f;
	f->header &= 3;
	f->type %= 12;
	f->owner_pid &= 3;
	f->owner_start &= 1;
}

static bool is_new(const struct vg_function *fn, u32 count,
		   const struct vg_function *f)
{
	for (u32 i = 0; i < count; i++) {
		if (fn[i].segment == f->segment && fn[i].rid == f->rid)
			return false;
	}
	return true;
}

/* Takes as many bytes as there are */
static bool take(void *to, size_t size, const u8 **data, size_t *left)
{
	if (*left < size)
		return false;
	memcpy(to, *data, size);
	*data += size;
	*left -= size;
	return true;
}

static void take_facts(struct vg_function *fn, struct vg_alias *alias,
		       struct vg_snapshot_facts *facts, const u8 *data,
		       size_t size)
{
	struct seed seed = { 0 };
	struct vg_function f;

	take(&seed, sizeof(seed), &data, &size);
	facts->fn = fn;
	facts->alias = alias;
	facts->host = (struct vg_host){
		.acs_override = seed.host & SEED_OVERRIDE,
		.intremap_nosid = seed.host & SEED_NOSID,
		.ivrs = seed.host & SEED_IVRS,
		.unsafe_interrupts = seed.host & SEED_UNSAFE,
		.unjudged = seed.unjudged,
	};
	while (seed.functions-- && facts->count < MAX_FUNCTIONS &&
	       take(&f, sizeof(f), &data, &size)) {
		if (seed.fold & 1)
			fold(&f);
		if (is_new(fn, facts->count, &f))
			fn[facts->count++] = f;
	}
	while (seed.aliases-- && facts->alias_count < MAX_ALIASES &&
	       take(&alias[facts->alias_count], sizeof(*alias), &data, &size))
		facts->alias_count++;
}

static void check_tree(const struct vg_topology *t)
{
	for (u32 i = 0; i < t->count; i++) {
		s32 parent = t->parent[i];

		CHECK(t->origin[i] < t->count && t->size[i]);
		CHECK(i + t->size[i] <= t->count);
		CHECK(parent == VG_NONE || (u32)parent < i);
		CHECK(parent == VG_NONE ||
		      i + t->size[i] <= parent + t->size[parent]);
		CHECK(t->package[i] <= i && t->package_end[i] > i);
		CHECK(t->package_end[i] <= t->count);
		CHECK(vg_topology_find(t, t->fn[i].segment, t->fn[i].rid) ==
		      (s32)i);
	}
}

static void check_sets(const struct answers *a)
{
	const struct vg_topology *t = &a->t;

	for (u32 x = 0; x < t->count; x++) {
		if (vg_is_bridge(&t->fn[x]))
			continue;
		for (u32 y = 0; y < t->count; y++) {
			u8 there = a->mask[x][y];
			u8 back = a->mask[y][x];

			CHECK(!there || (x != y && !vg_is_bridge(&t->fn[y])));
			if (vg_is_bridge(&t->fn[y]))
				continue;
			CHECK(!(there & VG_SET_OUTBOUND) ==
			      !(back & VG_SET_INBOUND));
			CHECK((there & VG_SET_RID) == (back & VG_SET_RID));
			CHECK(!there || a->closure[x] == a->closure[y]);
		}
	}
}

static void check_groups(const struct answers *a)
{
	const struct vg_topology *t = &a->t;

	for (u32 i = 0; i < t->count; i++) {
		u32 first = a->closure[i];

		CHECK(first <= i && a->closure[first] == first);
		CHECK(first == i || (!vg_is_bridge(&t->fn[i]) &&
				     !vg_is_bridge(&t->fn[first])));
		first = a->mainline[i];
		CHECK(first <= i && a->mainline[first] == first);
	}
}

static void note_member(void *context, u32 position)
{
	bool *member = context;

	CHECK(position < MAX_FUNCTIONS);
	member[position] = true;
}

static void check_members(const struct answers *a)
{
	for (u32 x = 0; x < a->t.count; x++) {
		bool member[MAX_FUNCTIONS] = { false };

		vg_mainline_members(&a->t, x, note_member, member);
		for (u32 y = 0; y < a->t.count; y++)
			CHECK(x == y || member[y] ==
			      (a->mainline[x] == a->mainline[y]));
	}
}

static void check_findings(const struct vg_topology *t,
			   const struct vg_verdict *v)
{
	char text[VG_SENTENCE_LEN];
	s32 decisive = VG_NONE;

	for (u32 i = 0; i < vg_findings_stored(v); i++) {
		const struct vg_finding *f = &v->finding[i];

		CHECK(!i || f->rule >= f[-1].rule);
		CHECK(vg_rule_implemented(f->rule));
		CHECK(!(t->host.unjudged & BIT(f->rule)));
		CHECK(f->severity >= VG_SEVERITY_INFO &&
		      f->severity <= VG_SEVERITY_REFUSE);
		if (f->severity == VG_SEVERITY_REFUSE && decisive == VG_NONE)
			decisive = (s32)i;
		vg_finding_sentence(text, sizeof(text), f);
		CHECK(strlen(text) + 1 < sizeof(text));
	}
	CHECK(v->decisive == decisive);
	if (v->finding_count <= VG_MAX_FINDINGS)
		CHECK((v->outcome == VG_ALLOW) == (decisive == VG_NONE));
	vg_sentence(text, sizeof(text), v);
	CHECK(strlen(text) + 1 < sizeof(text));
}

static void judge_all(const struct vg_topology *t,
		      const struct vg_policy *policy)
{
	static struct vg_verdict v;
	struct vg_policy audit = *policy;
	bool refused;

	audit.mode = VG_MODE_AUDIT;
	for (u32 x = 0; x < t->count; x++) {
		vg_judge(t, x, policy, &v);
		check_findings(t, &v);
		CHECK(v.outcome == VG_ALLOW || v.outcome == VG_REFUSE);
		/* the mode is looked at in one place: once is enough */
		if (policy->profile != VG_PROFILE_STANDARD)
			continue;
		refused = v.outcome == VG_REFUSE;
		vg_judge(t, x, &audit, &v);
		CHECK(v.outcome == (refused ? VG_WOULD_REFUSE : VG_ALLOW));
	}
}

/* A profile that has no name does not exist (yet) */
static bool is_profile(unsigned int profile)
{
	const struct vg_number number = vg_number(profile);
	struct vg_word word = vg_word(VG_ENUM_PROFILE, number);

	return strncmp(word.text, "unknown", 7);
}

static void judge_everything(const struct vg_topology *t, enum vg_peers peers)
{
	struct vg_policy policy = { .mode = VG_MODE_ENFORCE, .peers = peers };

	for (unsigned int profile = 1; is_profile(profile); profile++) {
		policy.profile = (enum vg_profile)profile;
		policy.scope = VG_SCOPE_GPU;
		judge_all(t, &policy);
		policy.scope = VG_SCOPE_ALL;
		judge_all(t, &policy);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static struct vg_function fn[MAX_FUNCTIONS];
	static struct vg_alias alias[MAX_ALIASES];
	static struct answers a;
	struct vg_snapshot_facts facts = { 0 };
	size_t bytes;
	void *memory;

	take_facts(fn, alias, &facts, data, size);
	bytes = vg_topology_bytes(facts.count, facts.alias_count);
	memory = malloc(bytes);
	CHECK(memory);
	memset(memory, 0xa5, bytes);
	CHECK(!vg_topology_build(&a.t, &facts, memory));
	check_tree(&a.t);
	memset(a.mask, 0xff, sizeof(a.mask));
	for (u32 x = 0; x < a.t.count; x++)
		vg_isolation_sets(&a.t, x, a.mask[x]);
	vg_isolation_groups(&a.t, a.closure);
	vg_mainline_groups(&a.t, a.mainline);
	check_groups(&a);
	check_sets(&a);
	check_members(&a);
	judge_everything(&a.t, VG_PEERS_REFUSE);
	judge_everything(&a.t, VG_PEERS_SAME_OWNER);
	free(memory);
	return 0;
}
