/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * configured.h - the policy that this host is to have: that of a file, and
 * what the kernel command line says instead.
 */
#ifndef VG_CONFIGURED_H
#define VG_CONFIGURED_H

#include "policy_file.h"
#include "record.h"

struct json_t;

/**
 * struct vg_configured - what is wanted
 * @file: what the file says
 * @cmdline: what the command line says
 * @has_cmdline: it could be read
 * @error: what is wrong with the command line; empty: nothing
 */
struct vg_configured {
	struct vg_policy_file file;
	struct vg_values cmdline;
	bool has_cmdline;
	char error[VG_POLICY_ERROR_LEN];
};

/**
 * struct vg_in_force - what the module has, by key; of some it may not say
 */
struct vg_in_force {
	struct vg_number key[VG_KEY_MAX + 1];
};

#define VG_FAULT_LEN	(VG_POLICY_ERROR_LEN + 16)

struct vg_in_force vg_in_force(const struct status *status);
void vg_configured_read(struct vg_configured *configured, const char *name);
const char *vg_configured_error(const struct vg_configured *configured);
u32 vg_configured_value(const struct vg_configured *configured, int key);
bool vg_configured_says(const struct vg_configured *configured);
bool vg_configured_applied(const struct vg_configured *configured,
			   const struct vg_in_force *now);
bool vg_configured_differs(const struct vg_configured *configured, int key,
			   const struct vg_in_force *now);
bool vg_configured_fault(const struct vg_configured *configured,
			 const struct vg_in_force *now,
			 char fault[VG_FAULT_LEN]);
void vg_configured_print(const struct vg_configured *configured, int key,
			 const struct vg_in_force *now);
struct json_t *vg_configured_json(const struct vg_configured *configured,
				  const struct vg_in_force *now);

#endif /* VG_CONFIGURED_H */
