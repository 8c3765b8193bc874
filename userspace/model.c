// SPDX-License-Identifier: GPL-2.0-only
#include "model.h"

#include <err.h>
#include <stdlib.h>
#include <sysexits.h>

#include "extent.h"
#include "isolation.h"
#include "mainline.h"
#include "source.h"
#include "whatif.h"

/*
 * A live host without groups has no IOMMU at work, and that is judged (rule
 * no-iommu); a file without groups just does not say.
 */
static enum vg_claims choose_claims(const struct vg_facts *facts,
				    const struct vg_wish *wish)
{
	if (wish->override)
		return VG_CLAIMS_OVERRIDE;
	if (wish->predict)
		return VG_CLAIMS_PREDICTED;
	if (vg_facts_grouped(facts))
		return VG_CLAIMS_RECORDED;
	return facts->live ? VG_CLAIMS_NONE : VG_CLAIMS_PREDICTED;
}

static void *build(struct vg_topology *t, const struct vg_facts *facts,
		   const struct vg_function *fn)
{
	const struct vg_snapshot_facts input = {
		.fn = fn,
		.count = facts->count,
		.alias = facts->alias,
		.alias_count = facts->alias_count,
		.host = facts->host,
	};
	size_t bytes = vg_topology_bytes(facts->count, facts->alias_count);
	void *memory = bytes ? vg_alloc(bytes) : NULL;
	int error = memory ? vg_topology_build(t, &input, memory) : -E2BIG;

	if (!error)
		return memory;
	free(memory);
	if (error == -E2BIG)
		warnx("more than %u functions or requester IDs", VG_MAX_FUNCTIONS);
	else
		warnx("a function is there twice");
	return NULL;
}

/* What pcie_acs_override=downstream,multifunction makes the kernel believe */
static bool is_overridden(const struct vg_function *f)
{
	if (f->acs_kind != VG_ACS_ABSENT)
		return false;
	switch (f->type) {
	case VG_TYPE_ROOT_PORT:
	case VG_TYPE_DOWNSTREAM:
		return true;
	case VG_TYPE_ENDPOINT:
	case VG_TYPE_LEGACY_ENDPOINT:
	case VG_TYPE_UPSTREAM:
	case VG_TYPE_RC_ENDPOINT:
		return f->flags & VG_F_MULTIFUNCTION;
	default:
		return false;
	}
}

static struct vg_function *override_copy(const struct vg_facts *facts)
{
	struct vg_function *fn = vg_alloc(sizeof(*fn) * (facts->count + 1));

	for (u32 i = 0; i < facts->count; i++) {
		fn[i] = facts->fn[i];
		if (!is_overridden(&fn[i]))
			continue;
		fn[i].acs_kind = VG_ACS_STANDARD;
		fn[i].acs_cap = VG_ACS_REQUIRED;
		fn[i].acs_ctrl = VG_ACS_REQUIRED;
	}
	return fn;
}

/* Numbers in the order of addresses, as the kernel meets the functions */
static void number_groups(struct vg_facts *facts, const struct vg_topology *t,
			  const u32 *group)
{
	s32 *number = vg_alloc(sizeof(*number) * (t->count + 1));
	s32 next = 0;

	for (u32 i = 0; i < t->count; i++)
		number[i] = VG_NO_GROUP;
	for (u32 i = 0; i < t->count; i++) {
		u32 p = t->by_rid[i].index;

		if (number[group[p]] == VG_NO_GROUP)
			number[group[p]] = next++;
		facts->fn[t->origin[p]].group = number[group[p]];
	}
	free(number);
}

static int predict_groups(struct vg_facts *facts, bool override)
{
	struct vg_function *fn = override ? override_copy(facts) : NULL;
	struct vg_topology t;
	void *memory = build(&t, facts, fn ? fn : facts->fn);
	u32 *group;

	if (memory) {
		group = vg_alloc(sizeof(*group) * (t.count + 1));
		vg_mainline_groups(&t, group);
		number_groups(facts, &t, group);
		free(group);
	}
	free(fn);
	free(memory);
	return memory ? 0 : EX_UNAVAILABLE;
}

/* A prediction is about a kernel with an IOMMU: what it lacks now is beside */
static void presume_iommu(struct vg_facts *facts, bool override)
{
	facts->host.unjudged |= BIT(VG_RULE_NO_IOMMU) |
				BIT(VG_RULE_MSI_NOT_ISOLATED);
	if (!override)
		return;
	facts->host.acs_override = true;
	facts->host.unjudged &= ~(u32)BIT(VG_RULE_ACS_OVERRIDE_REQUESTED);
}

static bool is_predicted(const struct vg_model *model)
{
	return model->claims == VG_CLAIMS_PREDICTED ||
	       model->claims == VG_CLAIMS_OVERRIDE;
}

static void settle_claims(struct vg_model *model, const struct vg_wish *wish)
{
	model->claims = choose_claims(&model->facts, wish);
	if (is_predicted(model))
		presume_iommu(&model->facts, wish->override);
}

/**
 * vg_model_rebuild - build the topology anew after the facts were changed
 * @model: open; predicted groups are predicted anew
 *
 * Return: 0, or the exit code after a message.
 */
int vg_model_rebuild(struct vg_model *model)
{
	int code = 0;

	free(model->memory);
	free(model->claim);
	model->memory = NULL;
	model->claim = NULL;
	if (is_predicted(model))
		code = predict_groups(&model->facts,
				      model->claims == VG_CLAIMS_OVERRIDE);
	if (!code)
		model->memory = build(&model->topology, &model->facts,
				      model->facts.fn);
	return model->memory ? 0 : EX_UNAVAILABLE;
}

/**
 * vg_model_copy - a host to be changed, beside the one that it is
 * @copy: filled; to be given to vg_model_close()
 * @model: open
 *
 * Return: 0, or the exit code after a message.
 */
int vg_model_copy(struct vg_model *copy, const struct vg_model *model)
{
	*copy = (struct vg_model){
		.policy = model->policy,
		.claims = model->claims,
	};
	vg_facts_copy(&copy->facts, &model->facts);
	return vg_model_rebuild(copy);
}

/**
 * vg_model_narrow - claim that every device is alone
 * @model: open
 *
 * For asking what keeps a device from being alone, whatever group it is in.
 * vg_model_rebuild() brings the groups back.
 */
void vg_model_narrow(struct vg_model *model)
{
	struct vg_topology *t = &model->topology;

	for (u32 i = 0; i < t->count; i++)
		t->fn[i].group = (s32)t->package[i];
}

/* Whether a function has to do with those of other devices */
struct meeting {
	const struct vg_topology *t;
	u32 x;
	bool met;
};

static void meet(void *context, const struct vg_leak *leak)
{
	struct meeting *m = context;

	for (u32 i = 0; i < ARRAY_SIZE(leak->range); i++) {
		u32 p = leak->range[i].from;

		for (; p < leak->range[i].to && !m->met; p++)
			m->met = m->t->package[p] != m->t->package[m->x] &&
				 vg_leak_peer(m->t, m->x, leak, p);
	}
}

/**
 * vg_model_alone - whether a device reaches, and is reached by, itself only
 * @model: open
 * @position: one of its functions
 *
 * Return: false when its isolation domain holds functions of other devices.
 */
bool vg_model_alone(const struct vg_model *model, u32 position)
{
	struct meeting meeting = { &model->topology, position, false };

	vg_isolation_walk(meeting.t, position, meet, &meeting);
	vg_isolation_shared_rids(meeting.t, position, meet, &meeting);
	return !meeting.met;
}

/**
 * vg_model_open - read a host and make a model of it
 * @model: filled; nothing to close when it fails
 * @wish: what is asked for
 *
 * Return: 0, or the exit code after a message.
 */
int vg_model_open(struct vg_model *model, const struct vg_wish *wish)
{
	int code;

	*model = (struct vg_model){ .policy = wish->policy };
	code = vg_source_read(&model->facts, wish->file, wish->groups);
	if (code)
		return code;
	code = vg_whatif_apply(&model->facts, &wish->acs, vg_source_name(wish->file));
	if (!code) {
		settle_claims(model, wish);
		code = vg_model_rebuild(model);
	}
	if (code) {
		vg_facts_free(&model->facts);
		return code;
	}
	model->domain = vg_alloc(model->facts.count + 1);
	model->claim = vg_alloc(sizeof(*model->claim) *
				(model->facts.count + 1));
	vg_sort_claims(&model->topology, model->claim);
	return 0;
}

/**
 * vg_model_close - release a model
 * @model: open
 */
void vg_model_close(struct vg_model *model)
{
	vg_facts_free(&model->facts);
	free(model->memory);
	free(model->claim);
	free(model->domain);
}

/**
 * vg_model_find - position of a function
 * @model: open
 * @bdf: its address
 *
 * Return: the position, or VG_NONE.
 */
s32 vg_model_find(const struct vg_model *model, const struct vg_bdf *bdf)
{
	return vg_topology_find(&model->topology, bdf->segment,
				vg_bdf_rid(bdf));
}

/**
 * vg_claims_name - where groups come from, for programs
 * @claims: enum vg_claims
 *
 * Return: stable name.
 */
const char *vg_claims_name(enum vg_claims claims)
{
	static const char *const names[] = {
		[VG_CLAIMS_RECORDED] = "recorded",
		[VG_CLAIMS_NONE] = "none",
		[VG_CLAIMS_PREDICTED] = "predicted",
		[VG_CLAIMS_OVERRIDE] = "override",
	};

	return names[claims];
}
