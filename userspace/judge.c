// SPDX-License-Identifier: GPL-2.0-only
/*
 * judge.c - the record of a device as the module would send it, from the same
 * core
 */
#include <stdio.h>
#include <string.h>

#include "extent.h"
#include "memory.h"
#include "model.h"
#include "path.h"
#include "record.h"
#include "text.h"

static char *copy(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(vg_alloc(size), text, size);
}

static char *address(u32 segment, u16 rid)
{
	char bdf[VG_BDF_LEN];

	vg_format_bdf(bdf, segment, rid);
	return copy(bdf);
}

/* A list of addresses in the making */
struct address_list {
	const struct vg_topology *t;
	struct vg_list *list;
};

static void add_address(void *context, u32 position)
{
	struct address_list *a = context;
	const struct vg_function *f = &a->t->fn[position];

	vg_list_add(a->list, address(f->segment, f->rid));
}

static struct peer *make_peer(const struct vg_name *name)
{
	struct peer *peer = vg_alloc(sizeof(*peer));

	peer->bdf = address(name->segment, name->rid);
	if (name->group != VG_NO_GROUP)
		peer->group = vg_number(name->group);
	return peer;
}

static void set_culprit(struct finding *finding, const struct vg_finding *f)
{
	if (f->subject.valid)
		finding->subject = address(f->subject.segment, f->subject.rid);
	if (!f->culprit.valid)
		return;
	finding->culprit = address(f->culprit.segment, f->culprit.rid);
	finding->wanted = vg_number(f->wanted);
	finding->seen = vg_number(f->seen);
}

static struct finding *make_finding(const struct vg_finding *f)
{
	struct finding *finding = vg_alloc(sizeof(*finding));
	char sentence[VG_SENTENCE_LEN];

	vg_finding_sentence(sentence, sizeof(sentence), f);
	finding->rule = vg_number(f->rule);
	finding->severity = vg_number(f->severity);
	finding->cause = vg_number(f->cause);
	finding->sentence = copy(sentence);
	set_culprit(finding, f);
	if (f->quirk != VG_QUIRK_NONE)
		finding->quirk = copy(vg_quirk_name(f->quirk));
	if (f->peer_count)
		finding->peer_count = vg_number(f->peer_count);
	for (u32 i = 0; i < f->peer_count && i < VG_MAX_PEERS; i++)
		vg_list_add(&finding->peer, make_peer(&f->peers[i]));
	return finding;
}

static void set_verdict(struct device *device, const struct vg_verdict *v)
{
	char sentence[VG_SENTENCE_LEN];

	vg_sentence(sentence, sizeof(sentence), v);
	device->in_scope = vg_number(v->in_scope);
	device->verdict = vg_number(v->outcome);
	device->sentence = copy(sentence);
	device->finding_count = vg_number(v->finding_count);
	for (u32 i = 0; i < vg_findings_stored(v); i++)
		vg_list_add(&device->finding, make_finding(&v->finding[i]));
}

static void set_lists(struct device *device, const struct vg_model *model,
		      u32 x)
{
	const struct vg_topology *t = &model->topology;
	struct address_list list = { t, &device->member };
	u32 count;

	if (device->group.set) {
		count = vg_list_members(t, x, model->claim, add_address,
					&list);
		device->member_count = vg_number(count);
	}
	list.list = &device->domain;
	count = vg_list_domain(t, x, model->domain, add_address, &list);
	device->domain_count = vg_number(count);
	device->alone = vg_number(vg_model_alone(model, x));
}

static void set_identity(struct device *device, const struct vg_model *model,
			 u32 x)
{
	const struct vg_topology *t = &model->topology;
	const struct vg_detail *detail = &model->facts.detail[t->origin[x]];
	const struct vg_function *f = &t->fn[x];
	char path[VG_SLOT_PATH_LEN];

	vg_slot_path(path, sizeof(path), t, x);
	device->bdf = address(f->segment, f->rid);
	device->vendor = vg_number(f->vendor);
	device->device = vg_number(f->device);
	device->class = vg_number(f->class);
	if (f->group != VG_NO_GROUP)
		device->group = vg_number(f->group);
	device->slot_path = copy(path);
	device->assigned = vg_number(!!(f->flags & VG_F_ASSIGNED));
	if (detail->driver)
		device->driver = copy(detail->driver);
	if (model->facts.live || detail->numa_node >= 0)
		device->numa_node = vg_number(detail->numa_node);
}

/**
 * vg_model_record - a function, as far as it is asked for
 * @model: open
 * @position: the function
 * @parts: VG_PART_* beside what identifies it; each has its cost
 *
 * Whether it is open is what only the kernel knows, so that is not set.
 *
 * Return: its record, to be given to vg_device_free().
 */
struct device *vg_model_record(const struct vg_model *model, u32 position,
			       unsigned int parts)
{
	struct device *device = vg_alloc(sizeof(*device));
	struct vg_verdict verdict;

	set_identity(device, model, position);
	if (parts & VG_PART_LISTS)
		set_lists(device, model, position);
	if (parts & VG_PART_VERDICT) {
		vg_judge(&model->topology, position, &model->policy, &verdict);
		set_verdict(device, &verdict);
	}
	return device;
}

/**
 * vg_model_judge - judge one function
 * @model: open
 * @position: the function
 *
 * Return: its whole record, to be given to vg_device_free().
 */
struct device *vg_model_judge(const struct vg_model *model, u32 position)
{
	return vg_model_record(model, position,
			       VG_PART_LISTS | VG_PART_VERDICT);
}

static void set_hop(struct vg_hop *hop, const struct vg_function *f)
{
	vg_format_bdf(hop->address, f->segment, f->rid);
	snprintf(hop->ids, sizeof(hop->ids), "%04x:%04x", f->vendor,
		 f->device);
}

/**
 * vg_model_path - the bridges above a function
 * @model: open
 * @position: the function
 * @path: filled
 */
void vg_model_path(const struct vg_model *model, u32 position,
		   struct vg_path *path)
{
	const struct vg_topology *t = &model->topology;
	char slots[VG_SLOT_PATH_LEN];
	s32 p = (s32)position;
	size_t i;

	vg_slot_path(slots, sizeof(slots), t, position);
	vg_path_split(path, slots);
	for (i = path->count; i-- > 0 && p != VG_NONE; p = t->parent[p])
		set_hop(&path->hop[i], &t->fn[p]);
}
