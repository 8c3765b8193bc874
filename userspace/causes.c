// SPDX-License-Identifier: GPL-2.0-only
/*
 * causes.c - of many findings to the few things that can be done
 *
 * A port that is to blame hides those above it: a request that turns round at
 * a downstream port never comes to the root port, whose bits are off as well.
 * So what can be switched on is switched on in the model and everything is
 * judged again, until nothing is left that could be. Devices are judged with
 * the claims in force, and as if each were claimed to be alone: a wide group
 * must not hide why it is so wide. What refuses then has other causes.
 */
#include "causes.h"

#include <stdlib.h>
#include <sysexits.h>

#include "model.h"
#include "whatif.h"

/* One search */
struct search {
	struct vg_causes *causes;
	struct vg_model *model;
	const u32 *device;
	u32 count;
	struct vg_verdict verdict;
};

static bool can_be_set(const struct vg_function *f)
{
	return f->acs_kind != VG_ACS_ABSENT && !vg_is_unreadable(f) &&
	       (f->acs_ctrl & f->acs_cap) != (vg_whatif_on(f) & f->acs_cap);
}

static enum vg_reason reason_of(const struct vg_finding *f)
{
	switch (f->cause) {
	case VG_CAUSE_NONE:
		return VG_REASON_RULE;
	case VG_CAUSE_CONVENTIONAL:
		return VG_REASON_CONVENTIONAL;
	case VG_CAUSE_ALIAS:
		return VG_REASON_ALIAS;
	case VG_CAUSE_UNREADABLE:
	case VG_CAUSE_NO_UPSTREAM:
		return VG_REASON_UNREADABLE;
	default:
		return VG_REASON_NO_ACS;
	}
}

/* Bits of vg_cause_found.mark */
#define MARK_CULPRIT	BIT(0)
#define MARK_DEVICE	BIT(1)

static struct vg_cause_found *find_cause(struct search *s,
					 enum vg_reason reason,
					 const struct vg_finding *f)
{
	struct vg_causes *causes = s->causes;
	struct vg_cause_found *found;

	for (size_t i = 0; i < causes->found.count; i++) {
		found = causes->found.at[i];
		if (found->reason == reason &&
		    (reason != VG_REASON_RULE || found->rule == f->rule))
			return found;
	}
	found = vg_alloc(sizeof(*found));
	found->reason = reason;
	found->rule = f->rule;
	found->cause = f->cause;
	found->mark = vg_alloc(s->model->topology.count);
	vg_list_add(&causes->found, found);
	return found;
}

/* Whether the position was not marked before */
static bool mark(struct vg_cause_found *found, u32 position, u8 bit)
{
	bool is_new = !(found->mark[position] & bit);

	found->mark[position] |= bit;
	return is_new;
}

static void add_device(struct vg_cause_found *found, u32 position)
{
	u32 *entry;

	if (!mark(found, position, MARK_DEVICE))
		return;
	entry = vg_alloc(sizeof(*entry));
	*entry = position;
	vg_list_add(&found->device, entry);
}

static void add_culprit(struct vg_cause_found *found, u32 position, u16 seen,
			u16 wanted)
{
	struct vg_culprit *culprit;

	if (!mark(found, position, MARK_CULPRIT))
		return;
	culprit = vg_alloc(sizeof(*culprit));
	*culprit = (struct vg_culprit){ position, seen, wanted };
	vg_list_add(&found->culprit, culprit);
}

static struct vg_function *fact_at(struct search *s, u32 position)
{
	return &s->model->facts.fn[s->model->topology.origin[position]];
}

/* Switches the culprit on if it can be; the topology does not know it yet */
static bool switch_on(struct search *s, const struct vg_finding *f, u32 device)
{
	struct vg_cause_found *found;
	struct vg_function *fn;
	s32 position;

	if (!f->culprit.valid)
		return false;
	position = vg_topology_find(&s->model->topology, f->culprit.segment,
				    f->culprit.rid);
	/* what it was when the topology was built: one turn, all its devices */
	if (position == VG_NONE ||
	    !can_be_set(&s->model->topology.fn[position]))
		return false;
	fn = fact_at(s, (u32)position);
	found = find_cause(s, VG_REASON_ACS_OFF, f);
	add_device(found, device);
	add_culprit(found, (u32)position, fn->acs_ctrl, vg_whatif_on(fn));
	fn->acs_ctrl = vg_whatif_on(fn);
	return true;
}

static bool keep_cause(struct search *s, const struct vg_finding *f,
		       u32 device)
{
	struct vg_cause_found *found;
	s32 position = VG_NONE;

	found = find_cause(s, reason_of(f), f);
	add_device(found, device);
	if (f->culprit.valid)
		position = vg_topology_find(&s->model->topology,
					    f->culprit.segment, f->culprit.rid);
	if (position != VG_NONE)
		add_culprit(found, (u32)position, f->seen, 0);
	return true;
}

typedef bool (*take_fn)(struct search *s, const struct vg_finding *f,
			u32 device);

/* Hands each finding that refuses to @take; returns whether any took it */
static bool judge_all(struct search *s, take_fn take)
{
	const struct vg_topology *t = &s->model->topology;
	bool taken = false;

	for (u32 i = 0; i < s->count; i++) {
		vg_judge(t, s->device[i], &s->model->policy, &s->verdict);
		for (u32 k = 0; k < vg_findings_stored(&s->verdict); k++) {
			const struct vg_finding *f = &s->verdict.finding[k];

			if (f->severity == VG_SEVERITY_REFUSE)
				taken |= take(s, f, s->device[i]);
		}
	}
	return taken;
}

static void rebuild(struct vg_model *model)
{
	if (vg_model_rebuild(model))
		exit(EX_UNAVAILABLE);
}

/* Returns whether something was switched on */
static bool take_turn(struct search *s)
{
	bool taken = judge_all(s, switch_on);

	vg_model_narrow(s->model);
	taken |= judge_all(s, switch_on);
	rebuild(s->model);
	return taken;
}

static int compare_positions(const void *a, const void *b)
{
	const u32 *const *x = a;
	const u32 *const *y = b;

	return **x < **y ? -1 : **x > **y;
}

/* Positions come first in both structures, and stand in order of the tree */
static void sort_lists(struct vg_cause_found *found)
{
	if (found->culprit.count)
		qsort(found->culprit.at, found->culprit.count,
		      sizeof(*found->culprit.at), compare_positions);
	if (found->device.count)
		qsort(found->device.at, found->device.count,
		      sizeof(*found->device.at), compare_positions);
}

/**
 * vg_causes_find - why devices are refused or not alone
 * @causes: filled; to be given to vg_causes_free()
 * @model: open
 * @device: positions of the devices to ask for
 * @count: number of these
 */
void vg_causes_find(struct vg_causes *causes, const struct vg_model *model,
		    const u32 *device, u32 count)
{
	struct search s = {
		.causes = causes,
		.model = &causes->mended,
		.device = device,
		.count = count,
	};

	*causes = (struct vg_causes){ 0 };
	if (vg_model_copy(&causes->mended, model))
		exit(EX_UNAVAILABLE);
	while (take_turn(&s))
		;
	judge_all(&s, keep_cause);
	for (size_t i = 0; i < causes->found.count; i++)
		sort_lists(causes->found.at[i]);
}

static void free_found(void *entry)
{
	struct vg_cause_found *found = entry;

	vg_list_free(&found->culprit, free);
	vg_list_free(&found->device, free);
	free(found->mark);
	free(found);
}

/**
 * vg_causes_free - release causes
 * @causes: found
 */
void vg_causes_free(struct vg_causes *causes)
{
	vg_list_free(&causes->found, free_found);
	vg_model_close(&causes->mended);
}
