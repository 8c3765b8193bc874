/* SPDX-License-Identifier: GPL-2.0-only */
/* layout.h - which attribute goes into which member of a record */
#ifndef VG_LAYOUT_H
#define VG_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "port.h"

/**
 * enum vg_kind - type of an attribute and of its member
 * @VG_U32: struct vg_number
 * @VG_S32: struct vg_number
 * @VG_U64: struct vg_number
 * @VG_FLAG: struct vg_number, 1 when it is there
 * @VG_TEXT: char *
 * @VG_NEST: pointer to a record
 * @VG_U32S: struct vg_list of struct vg_number
 * @VG_TEXTS: struct vg_list of char
 * @VG_NESTS: struct vg_list of records
 */
enum vg_kind {
	VG_U32,
	VG_S32,
	VG_U64,
	VG_FLAG,
	VG_TEXT,
	VG_NEST,
	VG_U32S,
	VG_TEXTS,
	VG_NESTS,
};

struct vg_layout;

/**
 * struct vg_field - one attribute
 * @name: name of the member, for messages
 * @type: attribute type
 * @kind: enum vg_kind
 * @required: a record without it cannot be used
 * @offset: place of the member
 * @nest: layout of a nested record
 */
struct vg_field {
	const char *name;
	u16 type;
	u8 kind;
	bool required;
	size_t offset;
	const struct vg_layout *nest;
};

/**
 * struct vg_layout - one attribute set
 * @name: name of the set, for messages
 * @size: size of the record
 * @count: number of entries of @field
 * @field: the attributes
 */
struct vg_layout {
	const char *name;
	size_t size;
	size_t count;
	const struct vg_field *field;
};

#endif /* VG_LAYOUT_H */
