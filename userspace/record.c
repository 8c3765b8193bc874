// SPDX-License-Identifier: GPL-2.0-only
#include "record.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libmnl/libmnl.h>

#include "layout.h"

/* Payload of each kind; a text needs its NUL, a nest can be empty */
static bool has_right_length(const struct nlattr *attr, enum vg_kind kind)
{
	size_t len = mnl_attr_get_payload_len(attr);

	switch (kind) {
	case VG_U32:
	case VG_S32:
	case VG_U32S:
		return len == sizeof(u32);
	case VG_U64:
		return len == sizeof(u64);
	case VG_FLAG:
		return len == 0;
	case VG_TEXT:
	case VG_TEXTS:
		return mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) == 0;
	case VG_NEST:
	case VG_NESTS:
		return true;
	}
	return false;
}

static struct vg_number read_number(const struct nlattr *attr,
				    enum vg_kind kind)
{
	struct vg_number number = { .set = true };

	if (kind == VG_U64)
		number.value = mnl_attr_get_u64(attr);
	else if (kind == VG_S32)
		number.value = (s32)mnl_attr_get_u32(attr);
	else if (kind == VG_FLAG)
		number.value = 1;
	else
		number.value = mnl_attr_get_u32(attr);
	return number;
}

/* Goes to terminals and into JSON: nothing but printable ASCII gets in */
static char *copy_text(const struct nlattr *attr)
{
	size_t len = mnl_attr_get_payload_len(attr);
	char *text = vg_alloc(len);

	memcpy(text, mnl_attr_get_payload(attr), len);
	for (char *c = text; *c; c++) {
		if (!isascii(*c) || !isprint(*c))
			*c = '?';
	}
	return text;
}

static void *parse_nest(const struct nlattr *attr,
			const struct vg_layout *layout, char why[VG_WHY_LEN])
{
	return vg_record_parse(layout, mnl_attr_get_payload(attr),
			       mnl_attr_get_payload_len(attr), why);
}

static void free_member(const struct vg_field *field, void *member);

/* A nested record; false with @why when it cannot be read */
static bool store_nest(const struct vg_field *field, void *member,
		       const struct nlattr *attr, char why[VG_WHY_LEN])
{
	void *nest = parse_nest(attr, field->nest, why);

	if (!nest)
		return false;
	if (field->kind == VG_NESTS)
		vg_list_add(member, nest);
	else
		*(void **)member = nest;
	return true;
}

static void store_number(const struct vg_field *field, void *member,
			 const struct nlattr *attr)
{
	struct vg_number *number = member;

	if (field->kind == VG_U32S) {
		number = vg_alloc(sizeof(*number));
		vg_list_add(member, number);
	}
	*number = read_number(attr, field->kind);
}

static bool is_list(enum vg_kind kind)
{
	return kind == VG_U32S || kind == VG_TEXTS || kind == VG_NESTS;
}

static bool store(const struct vg_field *field, void *member,
		  const struct nlattr *attr, char why[VG_WHY_LEN])
{
	/* an attribute that comes twice: the last one counts */
	if (!is_list(field->kind))
		free_member(field, member);

	switch (field->kind) {
	case VG_TEXT:
		*(char **)member = copy_text(attr);
		return true;
	case VG_TEXTS:
		vg_list_add(member, copy_text(attr));
		return true;
	case VG_NEST:
	case VG_NESTS:
		return store_nest(field, member, attr, why);
	default:
		store_number(field, member, attr);
		return true;
	}
}

static const struct vg_field *find_field(const struct vg_layout *layout,
					 u16 type)
{
	for (size_t i = 0; i < layout->count; i++) {
		if (layout->field[i].type == type)
			return &layout->field[i];
	}
	return NULL;
}

/* Attributes that this tool does not know belong to a newer ABI: ignored */
static bool take(const struct vg_layout *layout, void *record,
		 const struct nlattr *attr, char why[VG_WHY_LEN])
{
	const struct vg_field *field;

	field = find_field(layout, mnl_attr_get_type(attr));
	if (!field)
		return true;
	if (!has_right_length(attr, field->kind)) {
		snprintf(why, VG_WHY_LEN,
			 "attribute %s of %s is malformed (%u bytes)",
			 field->name, layout->name,
			 mnl_attr_get_payload_len(attr));
		return false;
	}
	return store(field, (char *)record + field->offset, attr, why);
}

static bool take_all(const struct vg_layout *layout, void *record,
		     const void *attributes, size_t len, char why[VG_WHY_LEN])
{
	const char *end = (const char *)attributes + len;
	const struct nlattr *attr = attributes;

	while (mnl_attr_ok(attr, (int)(end - (const char *)attr))) {
		if (!take(layout, record, attr, why))
			return false;
		attr = mnl_attr_next(attr);
	}
	if ((const char *)attr < end) {
		snprintf(why, VG_WHY_LEN, "the attributes of %s are cut off",
			 layout->name);
		return false;
	}
	return true;
}

/* Whether a required member is there: its first bytes are set */
static bool is_present(const struct vg_field *field, const void *member)
{
	if (field->kind == VG_TEXT)
		return *(char *const *)member;
	return ((const struct vg_number *)member)->set;
}

static bool has_required(const struct vg_layout *layout, const void *record,
			 char why[VG_WHY_LEN])
{
	for (size_t i = 0; i < layout->count; i++) {
		const struct vg_field *field = &layout->field[i];

		if (!field->required ||
		    is_present(field, (const char *)record + field->offset))
			continue;
		snprintf(why, VG_WHY_LEN, "attribute %s of %s is missing",
			 field->name, layout->name);
		return false;
	}
	return true;
}

/**
 * vg_record_parse - attributes to a record
 * @layout: what to expect
 * @attributes: first attribute, aligned
 * @len: length of all attributes
 * @why: filled with the reason when they cannot be read
 *
 * Return: the record, to be given to vg_record_free(), or NULL.
 */
void *vg_record_parse(const struct vg_layout *layout, const void *attributes,
		      size_t len, char why[VG_WHY_LEN])
{
	void *record = vg_alloc(layout->size);

	if (take_all(layout, record, attributes, len, why) &&
	    has_required(layout, record, why))
		return record;
	vg_record_free(layout, record);
	return NULL;
}

static void free_nests(const struct vg_layout *layout, struct vg_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		vg_record_free(layout, list->at[i]);
		list->at[i] = NULL;
	}
	vg_list_free(list, free);
}

static void free_member(const struct vg_field *field, void *member)
{
	switch (field->kind) {
	case VG_TEXT:
		free(*(char **)member);
		*(char **)member = NULL;
		break;
	case VG_NEST:
		vg_record_free(field->nest, *(void **)member);
		*(void **)member = NULL;
		break;
	case VG_U32S:
	case VG_TEXTS:
		vg_list_free(member, free);
		break;
	case VG_NESTS:
		free_nests(field->nest, member);
		break;
	default:
		break;
	}
}

/**
 * vg_record_free - release a record and all that is in it
 * @layout: what it was parsed with
 * @record: the record, or NULL
 */
void vg_record_free(const struct vg_layout *layout, void *record)
{
	if (!record)
		return;
	for (size_t i = 0; i < layout->count; i++)
		free_member(&layout->field[i],
			    (char *)record + layout->field[i].offset);
	free(record);
}

/**
 * vg_device_free - vg_record_free() of a device, for lists
 * @device: struct device
 */
void vg_device_free(void *device)
{
	vg_record_free(&vg_layout_device, device);
}

/**
 * vg_port_free - vg_record_free() of a port, for lists
 * @port: struct port
 */
void vg_port_free(void *port)
{
	vg_record_free(&vg_layout_port, port);
}

/**
 * vg_entry_free - vg_record_free() of an entry of the journal, for lists
 * @entry: struct entry
 */
void vg_entry_free(void *entry)
{
	vg_record_free(&vg_layout_entry, entry);
}
