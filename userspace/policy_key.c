// SPDX-License-Identifier: GPL-2.0-only
#include "policy_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attribute.h"

const struct vg_policy_key vg_keys[VG_KEY_MAX + 1] = {
	[VFIOGUARD_A_POLICY_MODE] = { "mode", VG_ENUM_MODE },
	[VFIOGUARD_A_POLICY_PROFILE] = { "profile", VG_ENUM_PROFILE },
	[VFIOGUARD_A_POLICY_SCOPE] = { "scope", VG_ENUM_SCOPE },
	[VFIOGUARD_A_POLICY_PEERS] = { "peers", VG_ENUM_PEERS },
	[VFIOGUARD_A_POLICY_PRESENT] = { "present", VG_ENUM_PRESENT },
};

/**
 * vg_key_find - a key by its name
 * @name: the name
 *
 * Return: its attribute, 0 when there is none.
 */
int vg_key_find(const char *name)
{
	for (int key = 1; key <= VG_KEY_MAX; key++) {
		if (!strcmp(vg_keys[key].name, name))
			return key;
	}
	return 0;
}

/**
 * vg_key_word - name of a value
 * @key: attribute
 * @value: the value
 *
 * Return: constant string, or NULL when there is no such value.
 */
const char *vg_key_word(int key, u32 value)
{
	return vg_enum_name(vg_keys[key].values, value);
}

/* "standard, paranoid or mainline" */
static void list_accepted(int key, char *buf, size_t size)
{
	size_t len = 0;
	u32 last = 1;

	while (vg_key_word(key, last + 1))
		last++;
	for (u32 value = 1; value <= last; value++)
		len += (size_t)snprintf(buf + len, size - len, "%s%s",
					value == 1 ? "" :
					value == last ? " or " : ", ",
					vg_key_word(key, value));
}

static void complain(int key, const char *text,
		     char complaint[VG_COMPLAINT_LEN])
{
	char *plain = vg_plain(text);
	char accepted[64];

	list_accepted(key, accepted, sizeof(accepted));
	if (!*plain)
		snprintf(complaint, VG_COMPLAINT_LEN, "%s has no value, use %s",
			 vg_keys[key].name, accepted);
	else
		snprintf(complaint, VG_COMPLAINT_LEN,
			 "%s '%.40s' is not known, use %s", vg_keys[key].name,
			 plain, accepted);
	free(plain);
}

/**
 * vg_key_parse - a value by its name
 * @key: attribute
 * @text: the name
 * @complaint: filled with what is wrong and what is accepted
 *
 * Return: the value, or 0 with @complaint.
 */
u32 vg_key_parse(int key, const char *text, char complaint[VG_COMPLAINT_LEN])
{
	u32 value = 1;

	while (vg_key_word(key, value) && strcmp(vg_key_word(key, value), text))
		value++;
	if (vg_key_word(key, value))
		return value;
	complain(key, text, complaint);
	return 0;
}
