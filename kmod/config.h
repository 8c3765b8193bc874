/* SPDX-License-Identifier: GPL-2.0-only */
/* config.h - what the module was told at load */
#ifndef VG_CONFIG_H
#define VG_CONFIG_H

#include <linux/vfioguard.h>

#include "core/rules.h"

#define VG_VERSION	"0.1.0"

/* A gate that a test build has compiled out */
#ifdef VG_MUTANT_BIND
#define VG_REFUSES_BIND	false
#else
#define VG_REFUSES_BIND	true
#endif
#ifdef VG_MUTANT_PRESENT
#define VG_UNBINDS_PRESENT	false
#else
#define VG_UNBINDS_PRESENT	true
#endif

/**
 * struct vg_parameters - the module's parameters, parsed
 * @policy: mode, scope and profile
 * @present: what happens to devices that are assigned at load
 */
struct vg_parameters {
	struct vg_policy policy;
	enum vfioguard_present present;
};

extern struct vg_parameters vg_parameters;

int vg_config_init(void);
void vg_config_log(void);
bool vg_config_covers(const struct vg_function *f);

#endif /* VG_CONFIG_H */
