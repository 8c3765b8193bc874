// SPDX-License-Identifier: GPL-2.0-only
#include "expect.h"

#include <stdio.h>
#include <string.h>

#include <linux/vfioguard.h>

#include "expected_gpu.h"
#include "record.h"
#include "size.h"
#include "tally.h"

/**
 * struct place - what an expectation is about
 * @device: the device
 * @model: its model, or NULL
 * @known: the fact, or NULL
 */
struct place {
	const struct device *device;
	const struct vg_model *model;
	const struct vg_known *known;
};

static struct vg_expectation *add(struct vg_list *list,
				  const struct vg_model *model,
				  const struct vg_known *known)
{
	struct vg_expectation *out = vg_alloc(sizeof(*out));

	vg_list_add(list, out);
	out->fact = known->name;
	out->model = model->name;
	out->inferred = known->inferred;
	out->source = known->source;
	return out;
}

/* "FACT SEEN as expected for MODEL", "FACT SEEN, expected EXPECTED for ..." */
static void say(struct vg_expectation *out)
{
	const char *inferred = out->inferred ? " (inferred)" : "";

	out->ok = !strcmp(out->seen, out->expected);
	if (out->ok)
		snprintf(out->sentence, sizeof(out->sentence),
			 "%s %s as expected for %s%s", out->fact, out->seen,
			 out->model, inferred);
	else
		snprintf(out->sentence, sizeof(out->sentence),
			 "%s %s, expected %s for %s%s", out->fact, out->seen,
			 out->expected, out->model, inferred);
}

static const struct bar *find_bar(const struct device *device,
				  unsigned int index)
{
	for (size_t i = 0; i < device->bar.count; i++) {
		const struct bar *bar = device->bar.at[i];

		if (bar->index.set && bar->index.value == index)
			return bar;
	}
	return NULL;
}

static void expect_bar(const struct place *at, struct vg_list *list)
{
	const struct bar *bar = find_bar(at->device, at->known->index);
	struct vg_expectation *out;

	/* a module that sends none does not say that there are none */
	if (!at->device->bar.count)
		return;
	out = add(list, at->model, at->known);
	snprintf(out->expected, sizeof(out->expected), "%s",
		 vg_size(at->known->value).text);
	snprintf(out->seen, sizeof(out->seen), "%s", !bar ? "not there" :
		 bar->size.set ? vg_size(bar->size.value).text :
		 "without a size");
	say(out);
}

static void expect_flr(const struct place *at, struct vg_list *list)
{
	struct vg_expectation *out;
	bool found = false;

	if (!at->device->reset)
		return;
	for (size_t i = 0; i < at->device->reset->method.count; i++) {
		const struct vg_number *method =
			at->device->reset->method.at[i];

		found |= method->value == VFIOGUARD_RESET_METHOD_FLR;
	}
	out = add(list, at->model, at->known);
	snprintf(out->expected, sizeof(out->expected), "%s",
		 at->known->value ? "usable" : "not usable");
	snprintf(out->seen, sizeof(out->seen), "%s",
		 found ? "usable" : "not usable");
	say(out);
}

/**
 * vg_has_hardware - whether the module said what a device is made of
 * @device: the device
 *
 * A module that is older sends none of it, and no device is without DMA. With
 * it, what else is missing is not there.
 */
bool vg_has_hardware(const struct device *device)
{
	return device->dma;
}

static void expect_number(const struct place *at, struct vg_number seen,
			  const char *noun, struct vg_list *list)
{
	struct vg_expectation *out;

	if (!vg_has_hardware(at->device))
		return;
	out = add(list, at->model, at->known);
	snprintf(out->expected, sizeof(out->expected), "%lld %s",
		 at->known->value, noun);
	if (seen.set)
		snprintf(out->seen, sizeof(out->seen), "%lld %s", seen.value,
			 noun);
	else
		snprintf(out->seen, sizeof(out->seen), "not there");
	say(out);
}

static void format_link(char *buf, size_t len, long long speed,
			long long width)
{
	snprintf(buf, len, "Gen%lld x%lld", speed, width);
}

static long long least(struct vg_number a, struct vg_number b)
{
	if (!a.set || !b.set)
		return a.set ? a.value : b.value;
	return a.value < b.value ? a.value : b.value;
}

static bool is_up(const struct link *link)
{
	return link->speed.value > 0 && link->width.value > 0;
}

/**
 * vg_link_now - what a link does
 * @buf: filled
 * @link: the link
 */
void vg_link_now(char buf[VG_EXPECT_LEN], const struct link *link)
{
	if (is_up(link))
		format_link(buf, VG_EXPECT_LEN, link->speed.value,
			    link->width.value);
	else
		snprintf(buf, VG_EXPECT_LEN, "down");
}

/**
 * vg_link_can - what both ends of a link can do
 * @buf: filled
 * @link: the link
 */
void vg_link_can(char buf[VG_EXPECT_LEN], const struct link *link)
{
	format_link(buf, VG_EXPECT_LEN,
		    least(link->max_speed, link->port_max_speed),
		    least(link->max_width, link->port_max_width));
}

static const char *noun_of(const struct device *device)
{
	switch (vg_sort_of(device)) {
	case VG_SORT_GPU:
		return "GPU";
	case VG_SORT_NVSWITCH:
		return "NVSwitch";
	default:
		return "device";
	}
}

/* What both ends say of themselves is held against none of the model */
static void expect_ends(const struct device *device, struct vg_list *list)
{
	static const struct vg_model no_model = { 0 };
	static const struct vg_known ends = {
		.kind = VG_KNOWN_LINK,
		.name = "link",
		.source = "Link Capabilities of the device and of its port",
	};
	struct vg_expectation *out = add(list, &no_model, &ends);

	vg_link_now(out->seen, device->link);
	out->ok = is_up(device->link) && !device->link->degraded.value;
	if (out->ok)
		snprintf(out->expected, sizeof(out->expected), "%s", out->seen);
	else
		vg_link_can(out->expected, device->link);
	snprintf(out->sentence, sizeof(out->sentence),
		 out->ok ? "link %s, all that this %s and its port can do" :
			   "link %s, this %s and its port can do %s",
		 out->seen, noun_of(device), out->expected);
}

/* @known is NULL where only the two ends are known */
static void expect_link(const struct place *at, struct vg_list *list)
{
	const struct link *link = at->device->link;
	struct vg_expectation *out;

	if (link && (!at->known || link->degraded.value)) {
		expect_ends(at->device, list);
		return;
	}
	if (!at->known || !vg_has_hardware(at->device))
		return;
	out = add(list, at->model, at->known);
	if (link)
		vg_link_now(out->seen, link);
	else
		snprintf(out->seen, sizeof(out->seen), "not there");
	format_link(out->expected, sizeof(out->expected), at->known->value,
		    at->known->width);
	say(out);
}

static void expect_known(const struct place *at, struct vg_list *list)
{
	static const struct interrupts no_interrupts = { 0 };
	static const struct vg_number none = { 0 };
	const struct device *device = at->device;
	const struct interrupts *interrupts = device->interrupts ?
		device->interrupts : &no_interrupts;

	switch (at->known->kind) {
	case VG_KNOWN_BAR:
		expect_bar(at, list);
		break;
	case VG_KNOWN_LINK:
		expect_link(at, list);
		break;
	case VG_KNOWN_FLR:
		expect_flr(at, list);
		break;
	case VG_KNOWN_MSI:
		expect_number(at, interrupts->msi_vectors, "vectors", list);
		break;
	case VG_KNOWN_MSIX:
		expect_number(at, interrupts->msix_vectors, "vectors", list);
		break;
	case VG_KNOWN_VFS:
		expect_number(at, device->sriov ? device->sriov->total_vfs :
			      none, "VFs", list);
		break;
	}
}

/**
 * vg_expect - hold a device against what is known of its model
 * @device: the device; what the module did not send is not compared
 * @list: filled with struct vg_expectation; to be released with free()
 *
 * VFs have the ID of their PF, and registers of their own: of them nothing is
 * known.
 */
void vg_expect(const struct device *device, struct vg_list *list)
{
	const struct vg_model *model = vg_model_of(device);
	struct place at = { .device = device, .model = model };
	bool vf = device->sriov && device->sriov->pf;
	bool link = false;

	*list = (struct vg_list){ 0 };
	if (model && !vf)
		at.known = model->known;
	for (; at.known && at.known->name; at.known++) {
		link |= at.known->kind == VG_KNOWN_LINK;
		expect_known(&at, list);
	}
	at.known = NULL;
	if (!link)
		expect_link(&at, list);
}
