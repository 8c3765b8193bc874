// SPDX-License-Identifier: GPL-2.0-only
#include "preflight.h"

#include <err.h>
#include <stdlib.h>
#include <sysexits.h>

#include "kind.h"
#include "policy.h"
#include "source.h"

/* What a guard would list: protected devices, and what is assigned already */
static bool is_asked_for(const struct vg_model *model, u32 position)
{
	const struct vg_function *f = &model->topology.fn[position];

	return !vg_is_bridge(f) && (vg_in_scope(&model->policy, f) ||
				    f->flags & VG_F_ASSIGNED);
}

/* The display of a management controller is nobody's problem until assigned */
static bool is_counted(const struct vg_preflight *p,
		       const struct vg_function *f, enum vg_sort sort)
{
	return p->wish->device.count || f->flags & VG_F_ASSIGNED ||
	       sort != VG_SORT_DISPLAY;
}

/* As vg_leaves_group() has it of a record */
static bool leaves_group(const struct vg_verdict *v)
{
	for (u32 i = 0; i < vg_findings_stored(v); i++) {
		const struct vg_finding *f = &v->finding[i];

		if (f->peer_count && vg_is_let(f->rule, f->severity))
			return true;
	}
	return false;
}

static enum vg_fate fate_of(const struct vg_model *model, u32 position)
{
	struct vg_verdict verdict;

	vg_judge(&model->topology, position, &model->policy, &verdict);
	if (verdict.outcome != VG_ALLOW)
		return VG_FATE_REFUSED;
	return vg_model_alone(model, position) && !leaves_group(&verdict) ?
	       VG_FATE_ISOLATED : VG_FATE_SHARED;
}

static void add_device(struct vg_preflight *p, u32 position)
{
	const struct vg_function *f = &p->model.topology.fn[position];
	enum vg_sort sort = vg_kind_sort(f);
	struct vg_judged *device = &p->device[p->count++];

	device->position = position;
	device->sort = sort;
	device->fate = fate_of(&p->model, position);
	device->counts = is_counted(p, f, sort);
	if (device->counts)
		p->outlook.count[sort][device->fate]++;
}

/* Returns the exit code, after a message when it is none to be handed out */
static int find_named(const struct vg_preflight *p, const struct vg_bdf *bdf,
		      s32 *position)
{
	char address[VG_ADDRESS_LEN];

	*position = vg_model_find(&p->model, bdf);
	vg_bdf_format(address, bdf);
	if (*position == VG_NONE) {
		warnx("%s: there is no such function in %s", address,
		      vg_source_name(p->wish->file));
		return EX_UNAVAILABLE;
	}
	if (vg_is_bridge(&p->model.topology.fn[*position])) {
		warnx("%s is a bridge: bridges are not handed out", address);
		return EX_UNAVAILABLE;
	}
	return 0;
}

/* What is named twice is one device */
static int judge_named(struct vg_preflight *p)
{
	bool *met = vg_alloc(p->model.topology.count + 1);
	int code = 0;

	for (size_t i = 0; i < p->wish->device.count; i++) {
		s32 position;

		code = find_named(p, p->wish->device.at[i], &position);
		if (code)
			break;
		if (!met[position])
			add_device(p, (u32)position);
		met[position] = true;
	}
	free(met);
	return code;
}

/* No device is no good news when functions are missing */
static int check_any(const struct vg_preflight *p)
{
	if (!p->model.facts.lost)
		return 0;
	for (int sort = 0; sort < VG_SORT_COUNT; sort++) {
		if (vg_outlook_total(&p->outlook, sort))
			return 0;
	}
	warnx("%s: functions are missing, and there is no device to judge among the others",
	      vg_source_name(p->wish->file));
	return EX_UNAVAILABLE;
}

static int judge_all(struct vg_preflight *p)
{
	if (p->wish->device.count)
		return judge_named(p);
	for (u32 i = 0; i < p->model.topology.count; i++) {
		if (is_asked_for(&p->model, i))
			add_device(p, i);
	}
	return check_any(p);
}

/* The same devices once more, on the host that the causes left behind */
static void judge_mended(struct vg_preflight *p)
{
	for (u32 i = 0; i < p->count; i++) {
		const struct vg_judged *device = &p->device[i];

		if (device->counts)
			p->mended.count[device->sort]
				       [fate_of(&p->causes.mended,
						device->position)]++;
	}
}

static void find_causes(struct vg_preflight *p)
{
	u32 *suffering = vg_alloc(sizeof(*suffering) * (p->count + 1));
	u32 count = 0;

	for (u32 i = 0; i < p->count; i++) {
		if (p->device[i].counts &&
		    p->device[i].fate != VG_FATE_ISOLATED)
			suffering[count++] = p->device[i].position;
	}
	vg_causes_find(&p->causes, &p->model, suffering, count);
	free(suffering);
}

/**
 * vg_preflight_run - read and judge a host
 * @p: filled; nothing to free when it fails
 * @wish: what is asked for
 *
 * Return: 0, or the exit code after a message.
 */
int vg_preflight_run(struct vg_preflight *p, const struct vg_wish *wish)
{
	int code;

	*p = (struct vg_preflight){ .wish = wish };
	code = vg_model_open(&p->model, wish);
	if (code)
		return code;
	p->device = vg_alloc(sizeof(*p->device) *
			     (p->model.topology.count + 1));
	code = judge_all(p);
	if (code) {
		vg_preflight_free(p);
		return code;
	}
	find_causes(p);
	judge_mended(p);
	return 0;
}

/**
 * vg_preflight_free - release a judgement
 * @p: the judgement
 */
void vg_preflight_free(struct vg_preflight *p)
{
	vg_causes_free(&p->causes);
	free(p->device);
	vg_model_close(&p->model);
}

/**
 * vg_preflight_refuses - whether the exit code is 1
 * @p: the judgement
 *
 * Return: whether a device that counts is refused.
 */
bool vg_preflight_refuses(const struct vg_preflight *p)
{
	for (int sort = 0; sort < VG_SORT_COUNT; sort++) {
		if (p->outlook.count[sort][VG_FATE_REFUSED])
			return true;
	}
	return false;
}

/**
 * vg_fate_name - how a device fares, as in JSON
 * @fate: enum vg_fate
 *
 * Return: the name.
 */
const char *vg_fate_name(enum vg_fate fate)
{
	static const char *const names[] = {
		[VG_FATE_ISOLATED] = "isolated",
		[VG_FATE_SHARED] = "shared",
		[VG_FATE_REFUSED] = "refused",
	};

	return names[fate];
}

/**
 * vg_outlook_total - number of devices of one sort
 * @outlook: the numbers
 * @sort: enum vg_sort
 *
 * Return: their number.
 */
unsigned int vg_outlook_total(const struct vg_outlook *outlook,
			      enum vg_sort sort)
{
	unsigned int total = 0;

	for (int fate = 0; fate < VG_FATE_COUNT; fate++)
		total += outlook->count[sort][fate];
	return total;
}

/**
 * vg_preflight_judges - whether a rule was judged
 * @p: the judgement
 * @rule: its number
 *
 * Return: false when its facts are not there, or this version lacks it.
 */
bool vg_preflight_judges(const struct vg_preflight *p, u32 rule)
{
	/* also of a snapshot that was made before the module judged these */
	const u32 unjudged = p->model.facts.host.unjudged | VG_KERNEL_RULES;

	return vg_rule_implemented((enum vg_rule)rule) &&
	       !(unjudged & BIT(rule));
}
