/* SPDX-License-Identifier: GPL-2.0-only */
/* config.h - the policy in force */
#ifndef VG_CONFIG_H
#define VG_CONFIG_H

#include <linux/vfioguard.h>

#include "core/rules.h"

#define VG_VERSION	"0.1.0"

/* A gate that a test build has compiled out */
#ifdef VG_MUTANT_bind
#define VG_REFUSES_BIND	false
#else
#define VG_REFUSES_BIND	true
#endif
#ifdef VG_MUTANT_open
#define VG_REFUSES_OPEN	false
#else
#define VG_REFUSES_OPEN	true
#endif
#ifdef VG_MUTANT_watch
#define VG_WATCHES	false
#else
#define VG_WATCHES	true
#endif
#ifdef VG_MUTANT_present
#define VG_UNBINDS_PRESENT	false
#else
#define VG_UNBINDS_PRESENT	true
#endif

/**
 * struct vg_settings - the policy in force, as it was at one moment
 * @word: all of it packed; two policies are the same when their words are
 * @policy: what the core judges by
 * @present: what happens to refused devices that are assigned already
 */
struct vg_settings {
	u32 word;
	struct vg_policy policy;
	enum vfioguard_present present;
};

/**
 * struct vg_change - a policy to be set
 * @value: by attribute of the set `policy`, 0 where it is to stay
 */
struct vg_change {
	u32 value[VFIOGUARD_A_POLICY_MAX + 1];
};

int vg_config_init(void);
void vg_config_log(void);
struct vg_settings vg_config_get(void);
u32 vg_config_value(u32 word, int attribute);
int vg_config_check(int attribute, u32 value);
void vg_config_set(const struct vg_change *change);
bool vg_config_covers(const struct vg_policy *policy,
		      const struct vg_function *f);

#endif /* VG_CONFIG_H */
