/* SPDX-License-Identifier: GPL-2.0-only */
/* policy_key.h - the parts of a policy, by the attributes of its set */
#ifndef VG_POLICY_KEY_H
#define VG_POLICY_KEY_H

#include <stdbool.h>

#include <linux/vfioguard.h>

#include "names.h"
#include "port.h"

#define VG_KEY_MAX	VFIOGUARD_A_POLICY_MAX
#define VG_COMPLAINT_LEN 160

/**
 * struct vg_policy_key - one part of a policy
 * @name: its name, in files, as parameter of the module and in the spec
 * @values: what its values are called
 */
struct vg_policy_key {
	const char *name;
	enum vg_enum values;
};

extern const struct vg_policy_key vg_keys[VG_KEY_MAX + 1];

/**
 * struct vg_values - a policy, or a part of one
 * @key: by attribute, 0 where nothing is said
 */
struct vg_values {
	u32 key[VG_KEY_MAX + 1];
};

int vg_key_find(const char *name);
u32 vg_key_parse(int key, const char *text, char complaint[VG_COMPLAINT_LEN]);
const char *vg_key_word(int key, u32 value);

#endif /* VG_POLICY_KEY_H */
