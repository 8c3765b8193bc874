// SPDX-License-Identifier: GPL-2.0-only
#include "scene.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "kind.h"
#include "text.h"

/* Fewer of a kind are drawn one by one */
#define RUN_LEAST	4

static const struct vg_topology *topology(const struct vg_scene *s)
{
	return &s->model->topology;
}

static void take_blame(struct vg_scene *s, const struct vg_finding *f)
{
	struct vg_mark *mark;
	s32 p;

	if (f->severity == VG_SEVERITY_INFO || !f->culprit.valid)
		return;
	p = vg_topology_find(topology(s), f->culprit.segment, f->culprit.rid);
	if (p == VG_NONE)
		return;
	mark = &s->mark[p];
	mark->wanted |= f->wanted;
	if (f->cause == VG_CAUSE_NONE)
		mark->blame |= (u64)BIT(32 + f->rule);
	else
		mark->blame |= (u64)BIT(f->cause);
}

static void judge(struct vg_scene *s, u32 position)
{
	struct vg_verdict verdict;

	vg_judge(topology(s), position, &s->model->policy, &verdict);
	s->mark[position].outcome = verdict.outcome;
	if (verdict.decisive != VG_NONE)
		s->mark[position].rule =
			verdict.finding[verdict.decisive].rule;
	for (u32 i = 0; i < vg_findings_stored(&verdict); i++)
		take_blame(s, &verdict.finding[i]);
}

static void note_join(struct vg_scene *s, enum vg_cause cause, u32 culprit)
{
	if (topology(s)->fn[culprit].header && !s->mark[culprit].joins)
		s->mark[culprit].joins = cause;
}

/* The ways into one router, as the closure of the core looks at them */
static void find_joins_at(struct vg_scene *s, u32 head)
{
	const struct vg_topology *t = topology(s);
	struct vg_range range = vg_router_range(t, head);
	u32 all = vg_endpoints_in(t, range.from, range.to);

	if (vg_router_above(t, head) == VG_ROUTER_CONVENTIONAL) {
		if (all > 1)
			note_join(s, VG_CAUSE_CONVENTIONAL,
				  (u32)t->parent[head]);
		return;
	}
	for (u32 q = range.from; q < range.to; q += t->size[q]) {
		u32 own = vg_endpoints_in(t, q, q + t->size[q]);
		struct vg_turn turn;

		if (!own || own == all)
			continue;
		turn = vg_turn_at(t, q);
		if (turn.cause != VG_CAUSE_NONE)
			note_join(s, turn.cause, turn.culprit);
	}
}

static void find_joins(struct vg_scene *s)
{
	const struct vg_topology *t = topology(s);

	for (u32 p = 0; p < t->count; p++) {
		if (vg_router_range(t, p).from == p)
			find_joins_at(s, p);
	}
}

/* Bridges included: a bridge that is asked for stands for all below it */
static void ask_for(struct vg_scene *s, u32 position, bool *wanted)
{
	const struct vg_topology *t = topology(s);

	s->mark[position].asked = true;
	for (u32 p = position; p < position + t->size[position]; p++) {
		if (s->domains.of[p] != VG_NO_DOMAIN)
			wanted[s->domains.of[p]] = true;
	}
}

/*
 * Domains that matter: with --only those asked for, else those that somebody
 * wants to hand out a member of.
 */
static bool *choose_domains(struct vg_scene *s, const struct vg_list *only)
{
	bool *wanted = vg_alloc(s->domains.count + 1);

	for (size_t i = 0; i < only->count; i++)
		ask_for(s, (u32)vg_model_find(s->model, only->at[i]), wanted);
	for (u32 n = 0; n < s->domains.count && !s->picked; n++)
		wanted[n] = s->domains.domain[n].wards;
	return wanted;
}

static void judge_all(struct vg_scene *s, const bool *wanted)
{
	for (u32 n = 0; n < s->domains.count; n++) {
		const struct vg_domain *d = &s->domains.domain[n];

		for (u32 i = 0; i < d->count && wanted[n]; i++) {
			u32 p = s->domains.member[d->first + i];

			if (vg_is_ward(s->model, p))
				judge(s, p);
		}
	}
}

/* What is drawn is drawn with all that is above it */
static void draw(struct vg_scene *s, u32 position)
{
	for (s32 p = (s32)position; p != VG_NONE && !s->mark[p].drawn;
	     p = topology(s)->parent[p])
		s->mark[p].drawn = true;
}

/* Worth a line although nothing is known against it: what is below a port */
static bool is_plain_part(const struct vg_topology *t, u32 p)
{
	if (vg_is_bridge(&t->fn[p]))
		return t->size[p] > 1;
	return t->parent[p] != VG_NONE;
}

static void draw_all(struct vg_scene *s, const bool *wanted)
{
	const struct vg_topology *t = topology(s);

	for (u32 p = 0; p < t->count; p++) {
		u32 n = s->domains.of[p];

		if ((s->all && !s->picked) || s->mark[p].asked || s->mark[p].blame ||
		    (n != VG_NO_DOMAIN && wanted[n]) ||
		    (!s->picked && is_plain_part(t, p)))
			draw(s, p);
	}
}

static struct vg_row *add_row(struct vg_scene *s, enum vg_row_kind kind,
			      s32 position, u32 depth)
{
	struct vg_row *row;

	if (s->row_count == s->row_capacity) {
		s->row_capacity += s->row_capacity / 2 + 64;
		s->row = reallocarray(s->row, s->row_capacity,
				      sizeof(*s->row));
		if (!s->row)
			err(EX_UNAVAILABLE, "reallocarray of %u lines",
			    s->row_capacity);
	}
	row = &s->row[s->row_count++];
	*row = (struct vg_row){
		.kind = kind,
		.position = position,
		.count = 1,
		.depth = depth,
	};
	return row;
}

/* A leaf that can stand among others without anything getting lost */
static bool is_common(const struct vg_scene *s, u32 p)
{
	const struct vg_mark *mark = &s->mark[p];

	return mark->drawn && !mark->asked && !mark->blame &&
	       !mark->outcome && topology(s)->size[p] == 1 &&
	       s->domains.of[p] != VG_NO_DOMAIN;
}

static bool is_alone(const struct vg_scene *s, u32 p)
{
	return s->domains.domain[s->domains.of[p]].count == 1;
}

static bool is_alike(const struct vg_scene *s, u32 a, u32 b)
{
	const struct vg_function *f = &topology(s)->fn[a];
	const struct vg_function *g = &topology(s)->fn[b];

	if (!is_common(s, a) || !is_common(s, b) || f->class != g->class ||
	    f->vendor != g->vendor || f->device != g->device)
		return false;
	return s->domains.of[a] == s->domains.of[b] ||
	       (is_alone(s, a) && is_alone(s, b));
}

/* Number of functions from @p on that are alike; all of them are leaves */
static u32 run_length(const struct vg_scene *s, u32 p, u32 to)
{
	u32 n = 1;

	if (s->all)
		return 1;
	while (p + n < to && is_alike(s, p, p + n))
		n++;
	return n >= RUN_LEAST ? n : 1;
}

static bool is_empty_port(const struct vg_topology *t, u32 p)
{
	return t->fn[p].header && t->size[p] == 1;
}

/* The lines of [from, to), all below one bridge or on one root bus */
static void add_rows(struct vg_scene *s, u32 from, u32 to, u32 depth)
{
	const struct vg_topology *t = topology(s);
	struct vg_row rest = { 0 };
	s32 last = VG_NONE;
	u32 step;

	for (u32 p = from; p < to; p += step) {
		step = t->size[p];
		if (!s->mark[p].drawn) {
			if (is_empty_port(t, p))
				rest.ports++;
			else
				rest.count += step;
			continue;
		}
		last = (s32)s->row_count;
		if (t->size[p] == 1)
			step = run_length(s, p, to);
		add_row(s, t->size[p] == 1 && step > 1 ? VG_ROW_RUN :
			VG_ROW_FUNCTION, (s32)p, depth)->count =
			t->size[p] == 1 ? step : 1;
		if (t->size[p] > 1)
			add_rows(s, p + 1, p + step, depth + 1);
	}
	if (rest.count || rest.ports) {
		struct vg_row *row = add_row(s, VG_ROW_REST, t->parent[from],
					     depth);

		row->count = rest.count;
		row->ports = rest.ports;
		row->last = true;
	} else if (last != VG_NONE) {
		s->row[last].last = true;
	}
}

/**
 * vg_root_bus - the root bus that a function without a bridge above is on
 * @f: the function
 *
 * Return: bus number; of a VF that of its PF.
 */
u8 vg_root_bus(const struct vg_function *f)
{
	return (f->flags & VG_F_VF ? f->pf_rid : f->rid) >> 8;
}

static void add_bus(struct vg_scene *s, u32 from, u32 to)
{
	const struct vg_topology *t = topology(s);
	bool drawn = false;
	struct vg_row *row;

	for (u32 p = from; p < to && !drawn; p += t->size[p])
		drawn = s->mark[p].drawn;
	if (!drawn && s->picked) {
		s->left_buses++;
		s->left_functions += to - from;
		return;
	}
	row = add_row(s, drawn ? VG_ROW_BUS : VG_ROW_QUIET_BUS, (s32)from, 0);
	row->count = to - from;
	if (drawn)
		add_rows(s, from, to, 1);
}

static void add_buses(struct vg_scene *s)
{
	const struct vg_topology *t = topology(s);
	u32 from = 0;

	for (u32 p = 0; p < t->count;) {
		const struct vg_function *f = &t->fn[from];

		p += t->size[p];
		if (p < t->count && t->fn[p].segment == f->segment &&
		    vg_root_bus(&t->fn[p]) == vg_root_bus(f))
			continue;
		add_bus(s, from, p);
		from = p;
	}
}

/**
 * vg_scene_open - decide what is drawn
 * @scene: filled; to be given to vg_scene_close()
 * @model: the host, in use as long as @scene is
 * @only: struct vg_bdf, each found in @model; empty: everything
 * @all: fold nothing
 */
void vg_scene_open(struct vg_scene *scene, const struct vg_model *model,
		   const struct vg_list *only, bool all)
{
	bool *wanted;

	*scene = (struct vg_scene){
		.model = model,
		.kinds = vg_kinds_open(),
		.mark = vg_alloc(sizeof(*scene->mark) *
				 (model->topology.count + 1)),
		.picked = only->count > 0,
		.all = all,
	};
	vg_domains_open(&scene->domains, model);
	wanted = choose_domains(scene, only);
	judge_all(scene, wanted);
	find_joins(scene);
	draw_all(scene, wanted);
	add_buses(scene);
	free(wanted);
}

/**
 * vg_scene_close - release what vg_scene_open() filled
 * @scene: the scene
 */
void vg_scene_close(struct vg_scene *scene)
{
	vg_domains_close(&scene->domains);
	vg_kinds_close(scene->kinds);
	free(scene->mark);
	free(scene->row);
}

/**
 * vg_has_domain - whether what a line stands for is of one domain
 * @scene: the scene
 * @row: the line
 *
 * Return: whether it is; its @position is a member then.
 */
bool vg_has_domain(const struct vg_scene *scene, const struct vg_row *row)
{
	if (row->kind == VG_ROW_RUN)
		return !is_alone(scene, (u32)row->position);
	return row->kind == VG_ROW_FUNCTION &&
	       scene->domains.of[row->position] != VG_NO_DOMAIN;
}

/**
 * vg_blame_text - why a function is to blame
 * @buf: names of causes and rules; empty when it is not
 * @mark: what is known of the function
 */
void vg_blame_text(char buf[VG_BLAME_LEN], const struct vg_mark *mark)
{
	size_t len = 0;

	buf[0] = '\0';
	for (u32 bit = 0; bit < 64; bit++) {
		if (!(mark->blame & (u64)BIT(bit)))
			continue;
		len += (size_t)snprintf(buf + len, VG_BLAME_LEN - len, "%s%s",
					len ? ", " : "",
					bit < 32 ? vg_cause_name(bit) :
						   vg_rule_name(bit - 32));
	}
}

/**
 * vg_fault_bits - the ACS Control bits to look at
 * @mark: what is known of the function
 *
 * Return: those of findings, and that which lets requests turn round.
 */
u16 vg_fault_bits(const struct vg_mark *mark)
{
	switch (mark->joins) {
	case VG_CAUSE_NO_RR:
	case VG_CAUSE_RR_OFF:
		return mark->wanted | VG_ACS_RR;
	case VG_CAUSE_EGRESS_OPEN:
		return mark->wanted | VG_ACS_EC;
	case VG_CAUSE_NO_UF:
	case VG_CAUSE_UF_OFF:
		return mark->wanted | VG_ACS_UF;
	default:
		return mark->wanted;
	}
}

/**
 * vg_verdict_text - how a function is judged
 * @buf: the verdict; empty when it was not judged
 * @mark: what is known of the function
 */
void vg_verdict_text(char buf[VG_VERDICT_LEN], const struct vg_mark *mark)
{
	buf[0] = '\0';
	if (!mark->outcome)
		return;
	snprintf(buf, VG_VERDICT_LEN, "%s%s%s",
		 mark->outcome == VG_ALLOW ? "allowed" :
		 mark->outcome == VG_REFUSE ? "refused" : "would refuse",
		 mark->rule ? " " : "",
		 mark->rule ? vg_rule_name(mark->rule) : "");
}

/**
 * vg_domain_refused - whether somebody of a domain is refused
 * @scene: the scene
 * @number: of the domain
 *
 * Return: whether that is so; only what was judged counts.
 */
bool vg_domain_refused(const struct vg_scene *scene, u32 number)
{
	const struct vg_domain *d = &scene->domains.domain[number];

	for (u32 i = 0; i < d->count; i++) {
		u8 outcome =
			scene->mark[scene->domains.member[d->first + i]].outcome;

		if (outcome && outcome != VG_ALLOW)
			return true;
	}
	return false;
}

/**
 * vg_domain_word - what to call a domain of one endpoint
 * @scene: the scene
 * @number: of the domain
 *
 * Return: the word; one that is refused can be alone, but not be sure of it.
 */
const char *vg_domain_word(const struct vg_scene *scene, u32 number)
{
	return vg_domain_refused(scene, number) ? "alone" : "isolated";
}

/**
 * vg_domain_claims - the IOMMU groups of a domain
 * @buf: how many there are, and how many endpoints have none
 * @domain: the domain
 */
void vg_domain_claims(char buf[VG_CLAIMS_LEN], const struct vg_domain *domain)
{
	int len = snprintf(buf, VG_CLAIMS_LEN, "in %u group%s", domain->groups,
			   domain->groups == 1 ? "" : "s");

	if (domain->ungrouped)
		snprintf(buf + len, VG_CLAIMS_LEN - (size_t)len, ", %u in none",
			 domain->ungrouped);
}

/**
 * vg_groups_word - where the IOMMU groups come from, for people
 * @scene: the scene
 *
 * Return: the words.
 */
const char *vg_groups_word(const struct vg_scene *scene)
{
	static const char *const words[] = {
		[VG_CLAIMS_RECORDED] = "as the kernel formed them",
		[VG_CLAIMS_NONE] = "none, no IOMMU is in use",
		[VG_CLAIMS_PREDICTED] =
			"~ predicted: what mainline would form",
		[VG_CLAIMS_OVERRIDE] =
			"~ predicted: what pcie_acs_override= would make up",
	};

	return words[scene->model->claims];
}
