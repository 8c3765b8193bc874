// SPDX-License-Identifier: GPL-2.0-only
/*
 * json_device.c - the parts of a device: registers, resets, interrupts, DMA,
 * link, SR-IOV
 */
#include "json_device.h"

#include <stdlib.h>

#include <jansson.h>

#include "expect.h"
#include "json.h"

typedef json_t *(*part_fn)(const void *part);

static json_t *parts(const struct vg_list *list, part_fn fn)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		vg_json_append(array, fn(list->at[i]));
	return array;
}

static json_t *part(const void *record, part_fn fn)
{
	return record ? fn(record) : json_null();
}

/* Absent, and not "unknown": such an attribute has a meaning when missing */
static json_t *word(enum vg_enum which, struct vg_number n)
{
	return n.set ? vg_json_word(which, n) : json_null();
}

static json_t *flags(struct vg_number n)
{
	json_t *array = json_array();
	char name[VG_NAME_LEN];

	for (unsigned int bit = 0; bit < 32; bit++) {
		if (n.value & 1LL << bit)
			vg_json_append(array,
				       json_string(vg_bar_flag(bit, name)));
	}
	return array;
}

static json_t *bar_json(const void *record)
{
	const struct bar *bar = record;
	json_t *object = json_object();

	vg_json_put(object, "index", vg_json_number(bar->index));
	vg_json_put(object, "flags", flags(bar->flags));
	vg_json_put(object, "address", vg_json_address(bar->address));
	vg_json_put(object, "size", vg_json_bytes(bar->size));
	return object;
}

/* Bit n stands for 2^(20 + n) bytes; 2^63 does not fit a number of JSON */
static json_t *sizes(struct vg_number n)
{
	json_t *array = json_array();

	for (unsigned int bit = 0; bit + 20 < 63; bit++) {
		if (n.value & 1LL << bit)
			vg_json_append(array, json_integer(1LL << (bit + 20)));
	}
	return array;
}

static json_t *rebar_json(const void *record)
{
	const struct rebar *rebar = record;
	json_t *object = json_object();

	vg_json_put(object, "index", vg_json_number(rebar->index));
	vg_json_put(object, "vf", json_boolean(rebar->vf.value));
	vg_json_put(object, "sizes", sizes(rebar->sizes));
	vg_json_put(object, "current", vg_json_bytes(rebar->current));
	vg_json_put(object, "largest", vg_json_truth(rebar->largest));
	return object;
}

static json_t *affected_json(const void *record)
{
	const struct affected *affected = record;
	json_t *object = json_object();

	vg_json_put(object, "bdf", vg_json_text(affected->bdf));
	vg_json_put(object, "group", vg_json_number(affected->group));
	vg_json_put(object, "driver", vg_json_text(affected->driver));
	vg_json_put(object, "driver_busy",
		    json_boolean(affected->driver_busy.value));
	return object;
}

static json_t *method_json(const void *record)
{
	return vg_json_word(VG_ENUM_RESET_METHOD,
			    *(const struct vg_number *)record);
}

static json_t *reset_json(const void *record)
{
	const struct reset *reset = record;
	json_t *object = json_object();

	vg_json_put(object, "methods", parts(&reset->method, method_json));
	vg_json_put(object, "used", word(VG_ENUM_RESET_METHOD, reset->used));
	vg_json_put(object, "hot_reset", vg_json_truth(reset->hot_reset));
	vg_json_put(object, "affected",
		    parts(&reset->affected, affected_json));
	vg_json_put(object, "affected_count",
		    vg_json_count(reset->affected_count, &reset->affected));
	vg_json_put(object, "last", word(VG_ENUM_RESET_RESULT, reset->last));
	vg_json_put(object, "needed", vg_json_truth(reset->needed));
	return object;
}

static json_t *interrupts_json(const void *record)
{
	const struct interrupts *interrupts = record;
	json_t *object = json_object();

	vg_json_put(object, "pin", vg_json_number(interrupts->pin));
	vg_json_put(object, "intx_masking_broken",
		    vg_json_truth(interrupts->intx_masking_broken));
	vg_json_put(object, "msi_vectors",
		    vg_json_number(interrupts->msi_vectors));
	vg_json_put(object, "msi_enabled",
		    vg_json_truth(interrupts->msi_enabled));
	vg_json_put(object, "msix_vectors",
		    vg_json_number(interrupts->msix_vectors));
	vg_json_put(object, "msix_enabled",
		    vg_json_truth(interrupts->msix_enabled));
	vg_json_put(object, "isolated", vg_json_truth(interrupts->isolated));
	return object;
}

static json_t *region_json(const void *record)
{
	const struct region *region = record;
	json_t *object = json_object();

	vg_json_put(object, "start", vg_json_address(region->start));
	vg_json_put(object, "length", vg_json_bytes(region->length));
	vg_json_put(object, "type", word(VG_ENUM_REGION_TYPE, region->type));
	return object;
}

static json_t *dma_json(const void *record)
{
	const struct dma *dma = record;
	json_t *object = json_object();

	vg_json_put(object, "iommu", vg_json_truth(dma->iommu));
	vg_json_put(object, "domain_type",
		    word(VG_ENUM_DOMAIN_TYPE, dma->domain_type));
	vg_json_put(object, "mask", vg_json_address(dma->mask));
	vg_json_put(object, "ats_enabled", vg_json_truth(dma->ats_enabled));
	vg_json_put(object, "pri_enabled", vg_json_truth(dma->pri_enabled));
	vg_json_put(object, "pasid_enabled",
		    vg_json_truth(dma->pasid_enabled));
	vg_json_put(object, "regions", parts(&dma->region, region_json));
	vg_json_put(object, "region_count", vg_json_number(dma->region_count));
	return object;
}

static json_t *link_json(const void *record)
{
	const struct link *link = record;
	json_t *object = json_object();

	vg_json_put(object, "speed", vg_json_number(link->speed));
	vg_json_put(object, "width", vg_json_number(link->width));
	vg_json_put(object, "max_speed", vg_json_number(link->max_speed));
	vg_json_put(object, "max_width", vg_json_number(link->max_width));
	vg_json_put(object, "port", vg_json_text(link->port));
	vg_json_put(object, "port_max_speed",
		    vg_json_number(link->port_max_speed));
	vg_json_put(object, "port_max_width",
		    vg_json_number(link->port_max_width));
	vg_json_put(object, "degraded", vg_json_truth(link->degraded));
	return object;
}

static json_t *sriov_json(const void *record)
{
	const struct sriov *sriov = record;
	json_t *object = json_object();

	vg_json_put(object, "pf", vg_json_text(sriov->pf));
	vg_json_put(object, "pf_driver", vg_json_text(sriov->pf_driver));
	vg_json_put(object, "pf_driver_busy",
		    json_boolean(sriov->pf_driver_busy.value));
	vg_json_put(object, "vf_index", vg_json_number(sriov->vf_index));
	vg_json_put(object, "total_vfs", vg_json_number(sriov->total_vfs));
	vg_json_put(object, "num_vfs", vg_json_number(sriov->num_vfs));
	return object;
}

/* Names of the bits that are set; null without the capability */
static json_t *errors(struct vg_number status)
{
	json_t *array;
	char name[VG_NAME_LEN];

	if (!status.set)
		return json_null();
	array = json_array();
	for (unsigned int bit = 0; bit < 32; bit++) {
		if (status.value & 1LL << bit)
			vg_json_append(array,
				       json_string(vg_aer_bit(bit, name)));
	}
	return array;
}

static json_t *expectation_json(const void *record)
{
	const struct vg_expectation *expectation = record;
	json_t *object = json_object();

	vg_json_put(object, "fact", json_string(expectation->fact));
	vg_json_put(object, "model", vg_json_text(expectation->model));
	vg_json_put(object, "expected", json_string(expectation->expected));
	vg_json_put(object, "seen", json_string(expectation->seen));
	vg_json_put(object, "ok", json_boolean(expectation->ok));
	vg_json_put(object, "inferred", json_boolean(expectation->inferred));
	vg_json_put(object, "source", json_string(expectation->source));
	vg_json_put(object, "sentence", json_string(expectation->sentence));
	return object;
}

static json_t *expectations(const struct device *device)
{
	struct vg_list list;
	json_t *array;

	vg_expect(device, &list);
	array = parts(&list, expectation_json);
	vg_list_free(&list, free);
	return array;
}

/**
 * vg_json_put_hardware - what a device is made of
 * @object: gets the members
 * @device: the device
 */
void vg_json_put_hardware(json_t *object, const struct device *device)
{
	vg_json_put(object, "subsystem_vendor",
		    vg_json_hex(device->subsystem_vendor, 4));
	vg_json_put(object, "subsystem_device",
		    vg_json_hex(device->subsystem_device, 4));
	vg_json_put(object, "fabric", vg_json_truth(device->fabric));
	vg_json_put(object, "power_state",
		    word(VG_ENUM_POWER_STATE, device->power_state));
	vg_json_put(object, "bars", parts(&device->bar, bar_json));
	vg_json_put(object, "rebars", parts(&device->rebar, rebar_json));
	vg_json_put(object, "reset", part(device->reset, reset_json));
	vg_json_put(object, "interrupts",
		    part(device->interrupts, interrupts_json));
	vg_json_put(object, "dma", part(device->dma, dma_json));
	vg_json_put(object, "link", part(device->link, link_json));
	vg_json_put(object, "aer_uncorrectable",
		    vg_json_address(device->aer_uncorrectable));
	vg_json_put(object, "aer_errors", errors(device->aer_uncorrectable));
	vg_json_put(object, "sriov", part(device->sriov, sriov_json));
	vg_json_put(object, "expectations", expectations(device));
}
