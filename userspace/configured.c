// SPDX-License-Identifier: GPL-2.0-only
#include "configured.h"

#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "cmdline.h"
#include "json.h"
#include "kernel_cmdline.h"

static void note_parameter(const char *text[VG_KEY_MAX + 1],
			   const char *parameter)
{
	char name[32];

	for (int key = 1; key <= VG_KEY_MAX; key++) {
		const char *value;

		snprintf(name, sizeof(name), "vfioguard.%s", vg_keys[key].name);
		value = vg_cmdline_value(parameter, name);
		if (value)
			text[key] = value;
	}
}

/* modprobe goes on behind "--", and what it finds there is in force */
static const char *next_parameter(char **cursor)
{
	const char *before = *cursor;
	const char *parameter = vg_cmdline_next(cursor);

	return parameter || *cursor == before ? parameter :
						next_parameter(cursor);
}

static void take_value(struct vg_configured *configured, int key,
		       const char *text)
{
	char complaint[VG_COMPLAINT_LEN];
	u32 number = vg_key_parse(key, text, complaint);

	if (!number)
		snprintf(configured->error, sizeof(configured->error),
			 "kernel command line: vfioguard.%s", complaint);
	configured->cmdline.key[key] = number;
}

/* Of each key the last one, good or bad, as the module does it */
static void read_cmdline(struct vg_configured *configured)
{
	const char *text[VG_KEY_MAX + 1] = { NULL };
	char *cmdline = vg_kernel_cmdline();
	char *cursor = cmdline;
	const char *parameter;

	configured->has_cmdline = cmdline;
	while (cursor && (parameter = next_parameter(&cursor)))
		note_parameter(text, parameter);
	for (int key = 1; key <= VG_KEY_MAX; key++) {
		if (text[key])
			take_value(configured, key, text[key]);
	}
	free(cmdline);
}

/**
 * vg_configured_read - look what is wanted
 * @configured: filled
 * @name: the file; kept
 */
void vg_configured_read(struct vg_configured *configured, const char *name)
{
	*configured = (struct vg_configured){ 0 };
	vg_policy_file_read(&configured->file, name);
	read_cmdline(configured);
}

/**
 * vg_in_force - what anybody may know of it
 * @status: of the module, an older one of which says nothing of peers
 *
 * Return: by key.
 */
struct vg_in_force vg_in_force(const struct status *status)
{
	return (struct vg_in_force){ {
		[VFIOGUARD_A_POLICY_MODE] = status->mode,
		[VFIOGUARD_A_POLICY_PROFILE] = status->profile,
		[VFIOGUARD_A_POLICY_SCOPE] = status->scope,
		[VFIOGUARD_A_POLICY_PEERS] = status->peers,
		[VFIOGUARD_A_POLICY_PRESENT] = status->present,
	} };
}

/**
 * vg_configured_error - what is wrong
 * @configured: what is wanted
 *
 * That there is no file is nothing wrong, and of one that is hidden nobody knows.
 *
 * Return: a sentence, or NULL.
 */
const char *vg_configured_error(const struct vg_configured *configured)
{
	if (configured->error[0])
		return configured->error;
	if (configured->file.error[0] && !configured->file.absent &&
	    !configured->file.hidden)
		return configured->file.error;
	return NULL;
}

/**
 * vg_configured_value - what a key is to be
 * @configured: what is wanted
 * @key: attribute
 *
 * Return: the value, 0: nothing is said about it.
 */
u32 vg_configured_value(const struct vg_configured *configured, int key)
{
	if (configured->cmdline.key[key])
		return configured->cmdline.key[key];
	return configured->file.error[0] ? 0 : configured->file.values.key[key];
}

/**
 * vg_configured_says - whether there is anything to say
 * @configured: what is wanted
 *
 * Return: true when there is a file, or something on the command line.
 */
bool vg_configured_says(const struct vg_configured *configured)
{
	if (!configured->file.absent || configured->error[0])
		return true;
	for (int key = 1; key <= VG_KEY_MAX; key++) {
		if (configured->cmdline.key[key])
			return true;
	}
	return false;
}

/**
 * vg_configured_differs - whether a key is not as it is to be
 * @configured: what is wanted
 * @key: attribute
 * @now: what is in force
 *
 * Return: false also when that is not known.
 */
bool vg_configured_differs(const struct vg_configured *configured, int key,
			   const struct vg_in_force *now)
{
	u32 wanted = vg_configured_value(configured, key);

	return wanted && now->key[key].set && now->key[key].value != wanted;
}

/**
 * vg_configured_applied - whether all is as it is to be
 * @configured: what is wanted
 * @now: what is in force
 *
 * Return: false also when the file or the command line is broken.
 */
bool vg_configured_applied(const struct vg_configured *configured,
			   const struct vg_in_force *now)
{
	if (vg_configured_error(configured))
		return false;
	for (int key = 1; key <= VG_KEY_MAX; key++) {
		if (vg_configured_differs(configured, key, now))
			return false;
	}
	return true;
}

/* "audit, but FILE:LINE says enforce" */
static void describe(const struct vg_configured *configured, int key,
		     const struct vg_in_force *now, char *buf, size_t size)
{
	const char *text = vg_word(vg_keys[key].values, now->key[key]).text;
	const char *wanted = vg_key_word(key, vg_configured_value(configured,
								  key));

	if (configured->cmdline.key[key])
		snprintf(buf, size,
			 "%s, but the kernel command line says %s", text,
			 wanted);
	else
		snprintf(buf, size, "%s, but %.255s:%d says %s", text,
			 configured->file.name, configured->file.line[key],
			 wanted);
}

/**
 * vg_configured_fault - the first thing that is not as it is to be
 * @configured: what is wanted
 * @now: what is in force
 * @fault: filled with a sentence
 *
 * Return: whether there is one.
 */
bool vg_configured_fault(const struct vg_configured *configured,
			 const struct vg_in_force *now,
			 char fault[VG_FAULT_LEN])
{
	const char *error = vg_configured_error(configured);
	int len;

	if (error) {
		snprintf(fault, VG_FAULT_LEN, "not applied: %s", error);
		return true;
	}
	for (int key = 1; key <= VG_KEY_MAX; key++) {
		if (!vg_configured_differs(configured, key, now))
			continue;
		len = snprintf(fault, VG_FAULT_LEN, "%s ", vg_keys[key].name);
		describe(configured, key, now, fault + len,
			 VG_FAULT_LEN - (size_t)len);
		return true;
	}
	return false;
}

/**
 * vg_configured_print - what is in force, and where that comes from
 * @configured: what is wanted
 * @key: attribute
 * @now: what is in force
 */
void vg_configured_print(const struct vg_configured *configured, int key,
			 const struct vg_in_force *now)
{
	char text[VG_FAULT_LEN];

	if (vg_configured_differs(configured, key, now)) {
		describe(configured, key, now, text, sizeof(text));
		printf("%s", text);
		return;
	}
	printf("%s", vg_word(vg_keys[key].values, now->key[key]).text);
	if (configured->cmdline.key[key] && now->key[key].set)
		printf(", from the kernel command line");
}

static json_t *key_json(const struct vg_configured *configured, int key,
			const struct vg_in_force *now)
{
	bool cmdline = configured->cmdline.key[key];
	struct vg_number applied = {
		.set = now->key[key].set,
		.value = !vg_configured_differs(configured, key, now),
	};
	json_t *object = json_object();

	vg_json_put(object, "key", json_string(vg_keys[key].name));
	vg_json_put(object, "value",
		    json_string(vg_key_word(key, vg_configured_value(configured,
								     key))));
	vg_json_put(object, "source",
		    json_string(cmdline ? "command-line" : "file"));
	vg_json_put(object, "line", cmdline ? json_null() :
		    json_integer(configured->file.line[key]));
	vg_json_put(object, "applied", vg_json_truth(applied));
	return object;
}

/**
 * vg_configured_json - all of it
 * @configured: what is wanted
 * @now: what is in force
 *
 * Return: new reference; null when there is nothing to say.
 */
json_t *vg_configured_json(const struct vg_configured *configured,
			   const struct vg_in_force *now)
{
	json_t *object;
	json_t *keys;

	if (!vg_configured_says(configured))
		return json_null();
	object = json_object();
	keys = json_array();
	vg_json_put(object, "file", configured->file.absent ? json_null() :
		    json_string(configured->file.name));
	vg_json_put(object, "error",
		    vg_json_text(vg_configured_error(configured)));
	for (int key = 1; key <= VG_KEY_MAX; key++) {
		if (vg_configured_value(configured, key))
			vg_json_append(keys, key_json(configured, key, now));
	}
	vg_json_put(object, "keys", keys);
	return object;
}
