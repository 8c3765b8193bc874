// SPDX-License-Identifier: GPL-2.0-only
/*
 * config.c - the policy in force: at first that of the module's parameters,
 * then what was set last.
 *
 * All of it is packed into one word, so that whoever reads it once never sees
 * a part of one policy and a part of the next, and no reader takes a lock.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "config.h"
#include "core/policy.h"
#include "journal.h"

static char *mode = "enforce";
module_param(mode, charp, 0444);
MODULE_PARM_DESC(mode, "enforce (default), or audit: never refuse, only record");

static char *profile = "standard";
module_param(profile, charp, 0444);
MODULE_PARM_DESC(profile,
		 "severities of the rules: standard (default), paranoid or mainline");

static char *scope = "gpu";
module_param(scope, charp, 0444);
MODULE_PARM_DESC(scope, "protected devices: gpu (default) or all");

static char *peers = "refuse";
module_param(peers, charp, 0444);
MODULE_PARM_DESC(peers, "isolation domains larger than the group: refuse (default), or same-owner: accept those that have one owner");

static char *present = "unbind";
module_param(present, charp, 0444);
MODULE_PARM_DESC(present,
		 "refused devices that VFIO has already: unbind (default) or keep");

#define MAX_CHOICES	3

/**
 * struct setting - one part of the policy
 * @name: its name
 * @parameter: the module's parameter
 * @accepted: for messages, what the parameter may be
 * @choice: names of its values, the first one is number 1
 */
struct setting {
	const char *name;
	char **parameter;
	const char *accepted;
	const char *choice[MAX_CHOICES];
};

/* The choices in the order of the ABI's numbers */
static const struct setting settings[VFIOGUARD_A_POLICY_MAX + 1] = {
	[VFIOGUARD_A_POLICY_MODE] = {
		"mode", &mode, "enforce or audit", { "enforce", "audit" },
	},
	[VFIOGUARD_A_POLICY_PROFILE] = {
		"profile", &profile, "standard, paranoid or mainline",
		{ "standard", "paranoid", "mainline" },
	},
	[VFIOGUARD_A_POLICY_SCOPE] = {
		"scope", &scope, "gpu or all", { "gpu", "all" },
	},
	[VFIOGUARD_A_POLICY_PEERS] = {
		"peers", &peers, "refuse or same-owner",
		{ "refuse", "same-owner" },
	},
	[VFIOGUARD_A_POLICY_PRESENT] = {
		"present", &present, "unbind or keep", { "unbind", "keep" },
	},
};

#define FIELD_BITS	4
#define FIELD_MASK	GENMASK(FIELD_BITS - 1, 0)
static_assert(MAX_CHOICES <= FIELD_MASK);
static_assert(VFIOGUARD_A_POLICY_MAX * FIELD_BITS <= 32);

/* Read once for each judgement; written at init, then under set_lock */
static u32 in_force;
/* Changes come one after the other: leaf, of requests only */
static DEFINE_MUTEX(set_lock);

static u32 with_value(u32 word, int attribute, u32 value)
{
	int shift = FIELD_BITS * (attribute - 1);

	return (word & ~(FIELD_MASK << shift)) | value << shift;
}

/**
 * vg_config_value() - one part of a policy
 * @word: the policy, packed
 * @attribute: of the set `policy`
 *
 * Return: its value.
 */
u32 vg_config_value(u32 word, int attribute)
{
	return word >> FIELD_BITS * (attribute - 1) & FIELD_MASK;
}

static const char *name_of(u32 word, int attribute)
{
	return settings[attribute].choice[vg_config_value(word, attribute) - 1];
}

/**
 * vg_config_check() - whether a part of the policy can have a value
 * @attribute: of the set `policy`
 * @value: the value
 *
 * Return: 0, or -EINVAL when there is no such value.
 */
int vg_config_check(int attribute, u32 value)
{
	return value < 1 || value > MAX_CHOICES ||
	       !settings[attribute].choice[value - 1] ? -EINVAL : 0;
}

/* The number of the parameter's value */
static int __init parse_parameter(int attribute)
{
	const struct setting *s = &settings[attribute];
	int i;

	for (i = 0; i < MAX_CHOICES && s->choice[i]; i++)
		if (!strcmp(*s->parameter, s->choice[i]))
			return i + 1;
	pr_err("parameter %s=%s is not known, use %s\n", s->name, *s->parameter,
	       s->accepted);
	return -EINVAL;
}

/**
 * vg_config_init() - take the policy of the module's parameters
 *
 * Return: 0, or -EINVAL after one message that names the value and what is
 * accepted.
 */
int __init vg_config_init(void)
{
	int value;
	int i;

	for (i = 1; i <= VFIOGUARD_A_POLICY_MAX; i++) {
		value = parse_parameter(i);
		if (value < 0)
			return value;
		in_force = with_value(in_force, i, value);
	}
	return 0;
}

/** vg_config_log() - say in log and journal what is in force from now on */
void __init vg_config_log(void)
{
	u32 word = READ_ONCE(in_force);
	char text[160];

	scnprintf(text, sizeof(text),
		  "%s armed: mode %s, profile %s, scope %s, peers %s, present %s",
		  VG_VERSION, name_of(word, VFIOGUARD_A_POLICY_MODE),
		  name_of(word, VFIOGUARD_A_POLICY_PROFILE),
		  name_of(word, VFIOGUARD_A_POLICY_SCOPE),
		  name_of(word, VFIOGUARD_A_POLICY_PEERS),
		  name_of(word, VFIOGUARD_A_POLICY_PRESENT));
	pr_info("%s\n", text);
	vg_journal_note(VFIOGUARD_EVENT_ARMED, word, text);
}

/**
 * vg_config_get() - the policy in force
 *
 * To be called once for what has to be of one piece.
 *
 * Return: a copy.
 */
struct vg_settings vg_config_get(void)
{
	u32 word = READ_ONCE(in_force);

	return (struct vg_settings){
		.word = word,
		.policy = {
			.mode = vg_config_value(word, VFIOGUARD_A_POLICY_MODE),
			.scope = vg_config_value(word,
						 VFIOGUARD_A_POLICY_SCOPE),
			.profile = vg_config_value(word,
						   VFIOGUARD_A_POLICY_PROFILE),
			.peers = vg_config_value(word,
						 VFIOGUARD_A_POLICY_PEERS),
		},
		.present = vg_config_value(word, VFIOGUARD_A_POLICY_PRESENT),
	};
}

/* One line, also when there is nothing new: somebody set it */
static void log_change(u32 old, u32 new)
{
	char text[160] = "policy set: ";
	int start = strlen(text);
	int len = start;
	int i;

	for (i = 1; i <= VFIOGUARD_A_POLICY_MAX; i++)
		if (vg_config_value(old, i) != vg_config_value(new, i))
			len += scnprintf(text + len, sizeof(text) - len,
					 "%s%s %s -> %s",
					 len > start ? ", " : "",
					 settings[i].name, name_of(old, i),
					 name_of(new, i));
	if (len == start)
		scnprintf(text + len, sizeof(text) - len, "as it was");
	pr_notice("%s\n", text);
	vg_journal_note(VFIOGUARD_EVENT_POLICY, new, text);
}

/**
 * vg_config_set() - change the policy, all at once
 * @change: what to change, each value checked with vg_config_check()
 *
 * Context: may sleep; a request.
 */
void vg_config_set(const struct vg_change *change)
{
	u32 old;
	u32 new;
	int i;

	mutex_lock(&set_lock);
	old = in_force;
	new = old;
	for (i = 1; i <= VFIOGUARD_A_POLICY_MAX; i++)
		if (change->value[i])
			new = with_value(new, i, change->value[i]);
	WRITE_ONCE(in_force, new);
	log_change(old, new);
	mutex_unlock(&set_lock);
}

/**
 * vg_config_covers() - whether a function is one to report about
 * @policy: the policy
 * @f: the function
 *
 * Return: whether it is in scope or assigned.
 */
bool vg_config_covers(const struct vg_policy *policy,
		      const struct vg_function *f)
{
	return f->flags & VG_F_ASSIGNED || vg_in_scope(policy, f);
}
