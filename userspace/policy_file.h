/* SPDX-License-Identifier: GPL-2.0-only */
/* policy_file.h - a policy in a file: lines "key = value", comments with # */
#ifndef VG_POLICY_FILE_H
#define VG_POLICY_FILE_H

#include "policy_key.h"

#define VG_POLICY_ERROR_LEN 512

/**
 * struct vg_policy_file - what a file says
 * @name: its name
 * @hidden: there is one, which this user may not read
 * @absent: there is no such file
 * @hidden: there is one, which this user may not read
 * @values: what it says
 * @line: by key, where it says so
 * @error: what is wrong with it, file and line in front; empty: nothing
 */
struct vg_policy_file {
	const char *name;
	bool absent;
	bool hidden;
	struct vg_values values;
	int line[VG_KEY_MAX + 1];
	char error[VG_POLICY_ERROR_LEN];
};

bool vg_policy_file_read(struct vg_policy_file *file, const char *name);

#endif /* VG_POLICY_FILE_H */
