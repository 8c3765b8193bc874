// SPDX-License-Identifier: GPL-2.0-only
/* outlook_json.c - the judgement of a host, for programs */
#include <stdlib.h>

#include <jansson.h>
#include <linux/vfioguard.h>

#include "fix.h"
#include "json.h"
#include "names.h"
#include "notes.h"
#include "preflight.h"
#include "record.h"
#include "stream.h"
#include "text.h"

static json_t *address(const struct vg_preflight *p, u32 position)
{
	const struct vg_function *f = &p->model.topology.fn[position];
	char bdf[VG_BDF_LEN];

	vg_format_bdf(bdf, f->segment, f->rid);
	return json_string(bdf);
}

static json_t *culprit_json(const struct vg_preflight *p,
			    const struct vg_cause_found *found,
			    const struct vg_culprit *culprit)
{
	bool off = found->reason == VG_REASON_ACS_OFF;
	char *command = off ? vg_advice_command(p, culprit) : NULL;
	json_t *object = json_object();

	vg_json_put(object, "bdf", address(p, culprit->position));
	vg_json_put(object, "seen", vg_json_bits(culprit->seen));
	vg_json_put(object, "seen_bits", json_integer(culprit->seen));
	vg_json_put(object, "wanted", vg_json_bits(off ? culprit->wanted : 0));
	vg_json_put(object, "wanted_bits",
		    off ? json_integer(culprit->wanted) : json_null());
	vg_json_put(object, "command", vg_json_text(command));
	free(command);
	return object;
}

static void put_fix(json_t *object, const struct vg_cause_found *found)
{
	const struct vg_fix *fix = vg_advice_fix(found);

	vg_json_put(object, "fix",
		    fix ? vg_json_prose(&fix->text) : json_null());
	vg_json_put(object, "cost", vg_json_text(fix ? fix->cost : NULL));
}

static const char *cause_name(const struct vg_cause_found *found)
{
	static const char *const names[] = {
		[VG_REASON_ACS_OFF] = "acs-off",
		[VG_REASON_NO_ACS] = "acs-missing",
		[VG_REASON_CONVENTIONAL] = "conventional-bus",
		[VG_REASON_ALIAS] = "alias",
		[VG_REASON_UNREADABLE] = "unreadable",
		[VG_REASON_RULE] = NULL,
	};

	if (found->reason == VG_REASON_RULE)
		return vg_rule_name((enum vg_rule)found->rule);
	return names[found->reason];
}

static void put_advice(struct vg_stream *s, const struct vg_preflight *p,
		       const struct vg_cause_found *found)
{
	bool off = found->reason == VG_REASON_ACS_OFF;
	char *parameter = off ? vg_advice_parameter(p, found) : NULL;
	json_t *object = json_object();

	put_fix(object, found);
	vg_json_put(object, "parameter", vg_json_text(parameter));
	free(parameter);
	vg_stream_all(s, object);
}

static void put_cause(struct vg_stream *s, const struct vg_preflight *p,
		      const struct vg_cause_found *found)
{
	char title[160];

	vg_advice_title(p, found, title, sizeof(title));
	vg_stream_object(s, NULL);
	vg_stream_put(s, "name", json_string(cause_name(found)));
	vg_stream_put(s, "text", json_string(title));
	vg_stream_array(s, "culprits");
	for (size_t i = 0; i < found->culprit.count; i++)
		vg_stream_put(s, NULL,
			      culprit_json(p, found, found->culprit.at[i]));
	vg_stream_close(s);
	vg_stream_array(s, "devices");
	for (size_t i = 0; i < found->device.count; i++)
		vg_stream_put(s, NULL,
			      address(p, *(u32 *)found->device.at[i]));
	vg_stream_close(s);
	put_advice(s, p, found);
	vg_stream_close(s);
}

static json_t *outlook_json(const struct vg_outlook *outlook)
{
	json_t *object = json_object();

	for (int sort = 0; sort < VG_SORT_COUNT; sort++) {
		json_t *numbers = json_object();

		vg_json_put(numbers, "total",
			    json_integer(vg_outlook_total(outlook, sort)));
		for (int fate = 0; fate < VG_FATE_COUNT; fate++)
			vg_json_put(numbers, vg_fate_name(fate),
				    json_integer(outlook->count[sort][fate]));
		vg_json_put(object, vg_sort_name(sort), numbers);
	}
	return object;
}

static json_t *not_judged(const struct vg_preflight *p)
{
	json_t *array = json_array();

	for (u32 rule = 1; rule <= VG_RULE_MAX; rule++) {
		if (!vg_preflight_judges(p, rule))
			vg_json_append(array, vg_json_rule(vg_number(rule)));
	}
	return array;
}

static void put_devices(struct vg_stream *s, const struct vg_preflight *p)
{
	vg_stream_array(s, "devices");
	for (u32 i = 0; i < p->count; i++) {
		struct device *device;

		device = vg_model_judge(&p->model, p->device[i].position);
		vg_stream_put(s, NULL, vg_json_device(device));
		vg_device_free(device);
	}
	vg_stream_close(s);
}

static void put_causes(struct vg_stream *s, const struct vg_preflight *p)
{
	vg_stream_array(s, "causes");
	for (size_t i = 0; i < p->causes.found.count; i++)
		put_cause(s, p, p->causes.found.at[i]);
	vg_stream_close(s);
}

/* All that can fail is made before anything is printed */
static json_t *head(const struct vg_preflight *p)
{
	json_t *object = json_object();

	vg_json_put(object, "abi", json_integer(VFIOGUARD_ABI));
	vg_json_put(object, "file", vg_json_text(p->wish->file));
	vg_json_put(object, "functions", json_integer(p->model.facts.count));
	vg_json_put(object, "groups",
		    json_string(vg_claims_name(p->model.claims)));
	vg_json_put(object, "profile",
		    vg_json_word(VG_ENUM_PROFILE,
				 vg_number(p->model.policy.profile)));
	vg_json_put(object, "scope",
		    vg_json_word(VG_ENUM_SCOPE,
				 vg_number(p->model.policy.scope)));
	vg_json_put(object, "what_if", json_boolean(p->wish->acs.count));
	vg_json_put(object, "not_judged", not_judged(p));
	vg_json_put(object, "notes", vg_notes_json(&p->model.facts));
	return object;
}

/**
 * vg_preflight_json - a judgement as JSON on stdout
 * @p: the judgement
 */
void vg_preflight_json(const struct vg_preflight *p)
{
	json_t *object = head(p);
	struct vg_stream s = { 0 };

	vg_stream_object(&s, NULL);
	vg_stream_all(&s, object);
	put_devices(&s, p);
	put_causes(&s, p);
	vg_stream_put(&s, "summary", outlook_json(&p->outlook));
	vg_stream_put(&s, "mended", outlook_json(&p->mended));
	vg_stream_close(&s);
}
