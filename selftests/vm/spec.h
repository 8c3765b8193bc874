/* SPDX-License-Identifier: GPL-2.0-only */
/* spec.h - uapi/vfioguard.yaml as tables, which spec_table makes of it */
#ifndef SPEC_H
#define SPEC_H

#include <stdbool.h>

enum spec_kind {
	SPEC_U32,
	SPEC_S32,
	SPEC_U64,
	SPEC_STRING,
	SPEC_FLAG,
	SPEC_NEST,
	SPEC_PAD,
};

/* Value of an enum; of flags the number of the bit. A list ends without name */
struct spec_value {
	const char *name;
	unsigned int value;
};

struct spec_enum {
	bool flags;
	const struct spec_value *value;
};

struct spec_set;

struct spec_attribute {
	const char *name;
	int type;
	enum spec_kind kind;
	bool multi;
	const struct spec_enum *values;
	const struct spec_set *nested;
};

struct spec_set {
	const char *name;
	const struct spec_attribute *attribute;
};

struct spec_operation {
	const char *name;
	int command;
	const struct spec_set *set;
};

extern const struct spec_operation spec_operations[];

#endif /* SPEC_H */
