// SPDX-License-Identifier: GPL-2.0-only
/* config.c - module parameters, parsed once and read-only from then on */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cache.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "config.h"
#include "core/policy.h"

struct vg_parameters vg_parameters __ro_after_init = {
	.policy = {
		.mode = VG_MODE_ENFORCE,
		.scope = VG_SCOPE_GPU,
		.profile = VG_PROFILE_STANDARD,
	},
	.present = VFIOGUARD_PRESENT_UNBIND,
};

static char *mode = "enforce";
module_param(mode, charp, 0444);
MODULE_PARM_DESC(mode, "enforce (default), or audit: never refuse, only record");

static char *scope = "gpu";
module_param(scope, charp, 0444);
MODULE_PARM_DESC(scope, "protected devices: gpu (default) or all");

static char *present = "unbind";
module_param(present, charp, 0444);
MODULE_PARM_DESC(present,
		 "refused devices that VFIO has at load: unbind (default) or keep");

/* The place of @value in @names, a pair; the place is the enum value less 1 */
static int parse_choice(const char *name, const char *value,
			const char *const names[2])
{
	int i;

	for (i = 0; i < 2; i++)
		if (!strcmp(value, names[i]))
			return i + 1;
	pr_err("parameter %s=%s is not known, use %s or %s\n", name, value,
	       names[0], names[1]);
	return -EINVAL;
}

static const char *const mode_names[2] = { "enforce", "audit" };
static const char *const scope_names[2] = { "gpu", "all" };
static const char *const present_names[2] = { "unbind", "keep" };

/**
 * vg_config_init() - parse the module's parameters into vg_parameters
 *
 * Return: 0, or -EINVAL after one message that names the value and what is
 * accepted.
 */
int __init vg_config_init(void)
{
	int choice;

	choice = parse_choice("mode", mode, mode_names);
	if (choice < 0)
		return choice;
	vg_parameters.policy.mode = choice;

	choice = parse_choice("scope", scope, scope_names);
	if (choice < 0)
		return choice;
	vg_parameters.policy.scope = choice;

	choice = parse_choice("present", present, present_names);
	if (choice < 0)
		return choice;
	vg_parameters.present = choice;
	return 0;
}

/** vg_config_log() - say in the kernel log what is in force */
void __init vg_config_log(void)
{
	pr_info("%s armed: mode %s, scope %s, present %s\n", VG_VERSION,
		mode_names[vg_parameters.policy.mode - 1],
		scope_names[vg_parameters.policy.scope - 1],
		present_names[vg_parameters.present - 1]);
}

/**
 * vg_config_covers() - whether a function is one to report about
 * @f: the function
 *
 * Return: whether it is in scope or assigned.
 */
bool vg_config_covers(const struct vg_function *f)
{
	return f->flags & VG_F_ASSIGNED || vg_in_scope(&vg_parameters.policy, f);
}
