// SPDX-License-Identifier: GPL-2.0-only
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include <jansson.h>
#include <linux/vfioguard.h>

#include "cmd.h"
#include "configured.h"
#include "guard.h"
#include "host.h"
#include "json.h"

static struct vg_in_force in_force(const struct policy *policy)
{
	return (struct vg_in_force){ {
		[VFIOGUARD_A_POLICY_MODE] = policy->mode,
		[VFIOGUARD_A_POLICY_PROFILE] = policy->profile,
		[VFIOGUARD_A_POLICY_SCOPE] = policy->scope,
		[VFIOGUARD_A_POLICY_PEERS] = policy->peers,
		[VFIOGUARD_A_POLICY_PRESENT] = policy->present,
	} };
}

static void print_text(const struct vg_configured *configured,
		       const struct vg_in_force *now)
{
	const char *error = vg_configured_error(configured);

	for (int key = 1; key <= VG_KEY_MAX; key++) {
		printf("%-9s", vg_keys[key].name);
		vg_configured_print(configured, key, now);
		putchar('\n');
	}
	if (error)
		printf("not applied: %s\n", error);
}

static void print_json(const struct vg_configured *configured,
		       const struct vg_in_force *now)
{
	json_t *document = json_object();

	vg_json_put(document, "abi", json_integer(VFIOGUARD_ABI));
	for (int key = 1; key <= VG_KEY_MAX; key++)
		vg_json_put(document, vg_keys[key].name,
			    vg_json_word(vg_keys[key].values, now->key[key]));
	vg_json_put(document, "configured",
		    vg_configured_json(configured, now));
	vg_json_print(document);
}

static int show(const struct vg_call *call, const char *name)
{
	struct vg_configured configured;
	struct vg_in_force now;
	struct vg_guard guard;
	struct policy *policy;
	int code = vg_guard_open(&guard);

	if (code)
		return code;
	code = vg_guard_policy(&guard, &policy);
	if (!code) {
		now = in_force(policy);
		vg_configured_read(&configured, name);
		if (call->json)
			print_json(&configured, &now);
		else
			print_text(&configured, &now);
		code = vg_guard_exit(&guard,
				     !vg_configured_applied(&configured, &now));
		vg_record_free(&vg_layout_policy, policy);
	}
	vg_guard_close(&guard);
	return code;
}

/* The way back in must not be silent about what it overrules */
static void tell_overruled(const struct vg_configured *configured, int key)
{
	u32 cmdline = configured->cmdline.key[key];
	u32 file = configured->file.values.key[key];

	if (!cmdline || cmdline == file)
		return;
	if (file)
		warnx("the kernel command line says %s=%s, %s:%d says %s: the command line wins",
		      vg_keys[key].name, vg_key_word(key, cmdline),
		      configured->file.name, configured->file.line[key],
		      vg_key_word(key, file));
	else
		warnx("the kernel command line says %s=%s",
		      vg_keys[key].name, vg_key_word(key, cmdline));
}

static void tell_unread(const struct vg_configured *configured)
{
	if (!configured->has_cmdline)
		warnx("the kernel command line cannot be read, vfioguard.* on it is not regarded");
}

static bool read_cmdline(struct vg_configured *configured, const char *name)
{
	vg_configured_read(configured, name);
	if (configured->error[0]) {
		warnx("%s", configured->error);
		return false;
	}
	tell_unread(configured);
	return true;
}

/* Unlike for a report, a file that is asked for has to be there */
static bool read_all(struct vg_configured *configured, const char *name)
{
	vg_configured_read(configured, name);
	if (configured->error[0])
		warnx("%s", configured->error);
	if (configured->file.error[0])
		warnx("%s", configured->file.error);
	if (configured->error[0] || configured->file.error[0])
		return false;
	tell_unread(configured);
	return true;
}

static void print_set(const char *what, const struct vg_values *values)
{
	const char *before = ": ";

	fputs(what, stdout);
	for (int key = 1; key <= VG_KEY_MAX; key++) {
		if (!values->key[key])
			continue;
		printf("%s%s %s", before, vg_keys[key].name,
		       vg_key_word(key, values->key[key]));
		before = ", ";
	}
	putchar('\n');
}

/* What a file says no more stays, until it is reset */
static int tell_left(struct vg_guard *guard, const struct vg_values *values,
		     const char *name)
{
	struct vg_in_force now;
	struct policy *policy;
	char text[160] = "";
	int code = vg_guard_policy(guard, &policy);
	int len = 0;

	if (code)
		return code;
	now = in_force(policy);
	for (int key = 1; key <= VG_KEY_MAX; key++) {
		if (!values->key[key] && now.key[key].value > 1)
			len += snprintf(text + len, sizeof(text) - (size_t)len,
					"%s%s stays %s", len ? " and " : "",
					vg_keys[key].name,
					vg_key_word(key, now.key[key].value));
	}
	if (len)
		warnx("%s: %s does not say otherwise", text, name);
	vg_record_free(&vg_layout_policy, policy);
	return 0;
}

static int apply(struct vg_guard *guard, const struct vg_configured *configured)
{
	struct vg_values values = { 0 };
	int code;

	for (int key = 1; key <= VG_KEY_MAX; key++) {
		values.key[key] = vg_configured_value(configured, key);
		tell_overruled(configured, key);
	}
	code = vg_guard_set_policy(guard, &values);
	if (code)
		return code;
	printf("loaded ");
	print_set(configured->file.name, &values);
	code = tell_left(guard, &values, configured->file.name);
	return code ? code : vg_guard_exit(guard, false);
}

/* The first value of each key is the built-in one */
static int set_built_in(struct vg_guard *guard,
			const struct vg_configured *configured)
{
	struct vg_values values;
	int code;

	for (int key = 1; key <= VG_KEY_MAX; key++) {
		u32 cmdline = configured->cmdline.key[key];

		values.key[key] = cmdline ? cmdline : 1;
		if (values.key[key] != 1)
			warnx("the kernel command line says %s=%s",
			      vg_keys[key].name, vg_key_word(key, cmdline));
	}
	code = vg_guard_set_policy(guard, &values);
	if (code)
		return code;
	print_set("reset", &values);
	return vg_guard_exit(guard, false);
}

/* Without a guard it does not matter what is asked for */
static int put_in_force(const char *name,
			bool (*read)(struct vg_configured *configured,
				     const char *name),
			int (*set)(struct vg_guard *guard,
				   const struct vg_configured *configured))
{
	struct vg_configured configured;
	struct vg_guard guard;
	int code = vg_guard_open(&guard);

	if (code)
		return code;
	if (read(&configured, name))
		code = set(&guard, &configured);
	else
		code = vg_guard_exit(&guard, true);
	vg_guard_close(&guard);
	return code;
}

static int load(const struct vg_call *call, const char *name)
{
	(void)call;
	return put_in_force(name, read_all, apply);
}

/* What a file says no more, or one that is broken, is still in force */
static int reset(const struct vg_call *call, const char *name)
{
	(void)call;
	return put_in_force(name, read_cmdline, set_built_in);
}

/*
 * For modprobe, which hands the module what is on the command line, too, but
 * in front: so that is repeated here where the file says something else.
 */
static int parameters(const struct vg_call *call, const char *name)
{
	struct vg_configured configured;
	const char *before = "";

	(void)call;
	if (!read_all(&configured, name))
		return VG_EXIT_VIOLATION;
	for (int key = 1; key <= VG_KEY_MAX; key++) {
		if (!configured.file.values.key[key])
			continue;
		tell_overruled(&configured, key);
		printf("%s%s=%s", before, vg_keys[key].name,
		       vg_key_word(key, vg_configured_value(&configured, key)));
		before = " ";
	}
	if (*before)
		putchar('\n');
	return 0;
}

/* What comes behind the command, and whether a file can follow */
static const struct action {
	const char *name;
	bool file;
	int (*run)(const struct vg_call *call, const char *name);
} actions[] = {
	{ "show", false, show },
	{ "load", true, load },
	{ "reset", false, reset },
	{ "parameters", true, parameters },
};

/**
 * vg_cmd_policy - the policy in force, and that of a file
 * @call: command line
 *
 * Return: exit code.
 */
int vg_cmd_policy(const struct vg_call *call)
{
	const char *word = call->argument[0];
	const struct action *action = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
		if (!strcmp(actions[i].name, word))
			action = &actions[i];
	}
	if (!action)
		errx(EX_USAGE, "policy: '%s' is not known, use show, load, reset or parameters",
		     word);
	if (call->count > 1 && !action->file)
		errx(EX_USAGE, "policy %s: unexpected argument '%s'", word,
		     call->argument[1]);
	if (call->json && action->run != show)
		errx(EX_USAGE, "policy %s: there is no JSON of it", word);
	return action->run(call, call->count > 1 ? call->argument[1] :
						   vg_host_policy());
}
