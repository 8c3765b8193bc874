// SPDX-License-Identifier: GPL-2.0-only
#include "json.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include <jansson.h>

#include "json_device.h"
#include "names.h"
#include "owner.h"
#include "prose.h"
#include "unguarded.h"

/**
 * vg_json_text - a text, or null
 * @text: the text, or NULL
 *
 * Return: new reference.
 */
json_t *vg_json_text(const char *text)
{
	return text ? json_string(text) : json_null();
}

/**
 * vg_json_prose - a text of several lines, as one
 * @prose: the text
 *
 * Return: new reference.
 */
json_t *vg_json_prose(const struct vg_prose *prose)
{
	char *text = vg_prose_join(prose);
	json_t *json = json_string(text);

	free(text);
	return json;
}

/**
 * vg_json_put - set a member; a document that lacks one must not get out
 * @object: the object
 * @key: name of the member
 * @value: its reference is taken
 */
void vg_json_put(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value))
		errx(EX_UNAVAILABLE, "json_object_set_new of %s failed", key);
}

/**
 * vg_json_append - append an entry, likewise
 * @array: the array
 * @value: its reference is taken
 */
void vg_json_append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value))
		errx(EX_UNAVAILABLE, "json_array_append_new failed");
}

/**
 * vg_json_number - a number, or null
 * @n: the number
 *
 * Return: new reference.
 */
json_t *vg_json_number(struct vg_number n)
{
	return n.set ? json_integer(n.value) : json_null();
}

/**
 * vg_json_bytes - a size in bytes, or null
 * @n: the size; above 2^63 it is no size, and no number of JSON
 *
 * Return: new reference.
 */
json_t *vg_json_bytes(struct vg_number n)
{
	return n.value < 0 ? json_null() : vg_json_number(n);
}

/**
 * vg_json_address - an address, a mask or a register: "0x4000000000", or null
 * @n: the address
 *
 * Numbers of 64 bits lose digits in most readers of JSON.
 *
 * Return: new reference.
 */
json_t *vg_json_address(struct vg_number n)
{
	if (!n.set)
		return json_null();
	return json_sprintf("0x%llx", (unsigned long long)n.value);
}

/**
 * vg_json_truth - whether something is so; null: the module did not say
 * @n: 0 or 1
 *
 * Return: new reference.
 */
json_t *vg_json_truth(struct vg_number n)
{
	return n.set ? json_boolean(n.value) : json_null();
}

/* What is meant to be always there is false without the attribute */
static json_t *truth(struct vg_number n)
{
	return json_boolean(n.value);
}

/**
 * vg_json_word - name of a value
 * @which: what it is a value of
 * @n: the value
 *
 * Return: new reference.
 */
json_t *vg_json_word(enum vg_enum which, struct vg_number n)
{
	return json_string(vg_word(which, n).text);
}

/**
 * vg_json_hex - hexadecimal without 0x, as lspci -n prints ids and classes
 * @n: the number
 * @digits: how many
 *
 * Return: new reference.
 */
json_t *vg_json_hex(struct vg_number n, int digits)
{
	if (!n.set)
		return json_null();
	return json_sprintf("%0*llx", digits, (unsigned long long)n.value);
}

static json_t *texts(const struct vg_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		vg_json_append(array, json_string(list->at[i]));
	return array;
}

/**
 * vg_json_count - the number known by the module, or that of what it sent
 * @n: what it knows
 * @list: what it sent
 *
 * Return: new reference.
 */
json_t *vg_json_count(struct vg_number n, const struct vg_list *list)
{
	return json_integer(n.set ? n.value : (json_int_t)list->count);
}

/**
 * vg_json_bits - names of the bits of an ACS Control register
 * @value: its bits; none is no name
 *
 * Return: new reference.
 */
json_t *vg_json_bits(long long value)
{
	json_t *array = json_array();
	char name[VG_NAME_LEN];

	for (unsigned int bit = 0; bit < 16; bit++) {
		if (value & 1 << bit)
			vg_json_append(array,
				       json_string(vg_acs_bit(bit, name)));
	}
	return array;
}

static json_t *peer_json(const struct peer *peer)
{
	json_t *object = json_object();

	vg_json_put(object, "bdf", vg_json_text(peer->bdf));
	vg_json_put(object, "group", vg_json_number(peer->group));
	return object;
}

static json_t *peers(const struct vg_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		vg_json_append(array, peer_json(list->at[i]));
	return array;
}

static json_t *finding_json(const struct finding *finding)
{
	json_t *object = json_object();

	vg_json_put(object, "rule", vg_json_number(finding->rule));
	vg_json_put(object, "name", vg_json_word(VG_ENUM_RULE, finding->rule));
	vg_json_put(object, "severity",
		    vg_json_word(VG_ENUM_SEVERITY, finding->severity));
	vg_json_put(object, "cause",
		    vg_json_word(VG_ENUM_CAUSE, finding->cause));
	vg_json_put(object, "sentence", vg_json_text(finding->sentence));
	vg_json_put(object, "subject", vg_json_text(finding->subject));
	vg_json_put(object, "culprit", vg_json_text(finding->culprit));
	vg_json_put(object, "wanted", vg_json_bits(finding->wanted.value));
	vg_json_put(object, "wanted_bits", vg_json_number(finding->wanted));
	vg_json_put(object, "seen", vg_json_bits(finding->seen.value));
	vg_json_put(object, "seen_bits", vg_json_number(finding->seen));
	vg_json_put(object, "quirk", vg_json_text(finding->quirk));
	vg_json_put(object, "peer_count",
		    vg_json_count(finding->peer_count, &finding->peer));
	vg_json_put(object, "peers", peers(&finding->peer));
	return object;
}

static json_t *findings(const struct vg_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		vg_json_append(array, finding_json(list->at[i]));
	return array;
}

static json_t *decision_json(const struct decision *decision)
{
	json_t *object;

	if (!decision)
		return json_null();
	object = json_object();
	vg_json_put(object, "sequence", vg_json_number(decision->sequence));
	vg_json_put(object, "time", vg_json_number(decision->time));
	vg_json_put(object, "trigger",
		    vg_json_word(VG_ENUM_TRIGGER, decision->trigger));
	vg_json_put(object, "verdict",
		    vg_json_word(VG_ENUM_VERDICT, decision->verdict));
	vg_json_put(object, "action",
		    vg_json_word(VG_ENUM_ACTION, decision->action));
	vg_json_put(object, "rule", vg_json_number(decision->rule));
	vg_json_put(object, "name", decision->rule.set ?
		    vg_json_word(VG_ENUM_RULE, decision->rule) : json_null());
	vg_json_put(object, "sentence", vg_json_text(decision->sentence));
	vg_json_put(object, "unguarded_until",
		    vg_json_number(decision->unguarded_until));
	vg_json_put(object, "owner", vg_owner_json(decision->owner));
	return object;
}

/* One word each, as all names in the ABI */
static json_t *standing(const struct device *device)
{
	enum vg_standing standing = vg_standing_of(device);

	if (standing == VG_NOT_ASSIGNED)
		return json_string("not-assigned");
	if (standing == VG_SHARED)
		return json_string("shared");
	return json_string(vg_standing_name(standing));
}

/**
 * vg_json_device - a device
 * @device: the device
 *
 * Return: new reference.
 */
json_t *vg_json_device(const struct device *device)
{
	json_t *object = json_object();

	vg_json_put(object, "bdf", vg_json_text(device->bdf));
	vg_json_put(object, "vendor", vg_json_hex(device->vendor, 4));
	vg_json_put(object, "device", vg_json_hex(device->device, 4));
	vg_json_put(object, "class", vg_json_hex(device->class, 6));
	vg_json_put(object, "driver", vg_json_text(device->driver));
	vg_json_put(object, "driver_busy", truth(device->driver_busy));
	vg_json_put(object, "numa_node", vg_json_number(device->numa_node));
	vg_json_put(object, "slot_path", vg_json_text(device->slot_path));
	vg_json_put(object, "sort",
		    json_string(vg_sort_name(vg_sort_of(device))));
	vg_json_put(object, "group", vg_json_number(device->group));
	vg_json_put(object, "members", texts(&device->member));
	vg_json_put(object, "member_count",
		    vg_json_count(device->member_count, &device->member));
	vg_json_put(object, "domain", texts(&device->domain));
	vg_json_put(object, "domain_count",
		    vg_json_count(device->domain_count, &device->domain));
	vg_json_put(object, "in_scope", truth(device->in_scope));
	vg_json_put(object, "assigned", truth(device->assigned));
	/* without the module nobody can tell */
	vg_json_put(object, "open", vg_json_truth(device->open));
	vg_json_put(object, "standing", standing(device));
	vg_json_put(object, "verdict",
		    vg_json_word(VG_ENUM_VERDICT, device->verdict));
	vg_json_put(object, "sentence", vg_json_text(device->sentence));
	vg_json_put(object, "findings", findings(&device->finding));
	vg_json_put(object, "finding_count",
		    vg_json_count(device->finding_count, &device->finding));
	vg_json_put(object, "decision", decision_json(device->decision));
	vg_json_put(object, "unguarded", vg_unguarded_json(device));
	vg_json_put(object, "owner", vg_owner_json(device->owner));
	vg_json_put(object, "close", vg_close_json(device->close));
	vg_json_put_hardware(object, device);
	vg_json_put(object, "host", json_null());
	return object;
}

/**
 * vg_json_rule - number and name of a rule
 * @rule: its number
 *
 * Return: new reference.
 */
json_t *vg_json_rule(struct vg_number rule)
{
	json_t *object = json_object();

	vg_json_put(object, "rule", vg_json_number(rule));
	vg_json_put(object, "name", vg_json_word(VG_ENUM_RULE, rule));
	return object;
}

/**
 * vg_json_rules - rules, by number and name
 * @list: struct vg_number
 *
 * Return: new reference.
 */
json_t *vg_json_rules(const struct vg_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		vg_json_append(array, vg_json_rule(*(const struct vg_number *)
						   list->at[i]));
	return array;
}

/**
 * vg_json_status - the state of the guard
 * @status: the state
 *
 * Return: new reference.
 */
json_t *vg_json_status(const struct status *status)
{
	json_t *object = json_object();

	vg_json_put(object, "abi", vg_json_number(status->abi));
	vg_json_put(object, "version", vg_json_text(status->version));
	vg_json_put(object, "armed", truth(status->armed));
	vg_json_put(object, "mode", vg_json_word(VG_ENUM_MODE, status->mode));
	vg_json_put(object, "profile",
		    vg_json_word(VG_ENUM_PROFILE, status->profile));
	vg_json_put(object, "scope",
		    vg_json_word(VG_ENUM_SCOPE, status->scope));
	vg_json_put(object, "peers",
		    vg_json_word(VG_ENUM_PEERS, status->peers));
	vg_json_put(object, "present",
		    vg_json_word(VG_ENUM_PRESENT, status->present));
	vg_json_put(object, "armed_at", vg_json_number(status->armed_at));
	vg_json_put(object, "boot_id", vg_json_text(status->boot_id));
	vg_json_put(object, "sequence", vg_json_number(status->sequence));
	vg_json_put(object, "allowed", vg_json_number(status->allowed));
	vg_json_put(object, "refused", vg_json_number(status->refused));
	vg_json_put(object, "would_refuse", vg_json_number(status->would_refuse));
	vg_json_put(object, "unbound", vg_json_number(status->unbound));
	vg_json_put(object, "violations", vg_json_number(status->violations));
	vg_json_put(object, "devices_created",
		    vg_json_number(status->devices_created));
	vg_json_put(object, "devices_destroyed",
		    vg_json_number(status->devices_destroyed));
	vg_json_put(object, "not_judged", vg_json_rules(&status->not_judged));
	vg_json_put(object, "lost_devices", vg_json_number(status->lost_devices));
	vg_json_put(object, "lost_events", vg_json_number(status->lost_events));
	vg_json_put(object, "watch_interval",
		    vg_json_number(status->watch_interval));
	vg_json_put(object, "watch_passes",
		    vg_json_number(status->watch_passes));
	vg_json_put(object, "watch_time", vg_json_number(status->watch_time));
	return object;
}

static json_t *standings(const struct vg_tally *tally, enum vg_sort sort)
{
	const unsigned int *n = tally->count[sort];
	json_t *object = json_object();

	vg_json_put(object, "total", json_integer(vg_tally_sort(tally, sort)));
	vg_json_put(object, "isolated", json_integer(n[VG_ISOLATED]));
	vg_json_put(object, "shared", json_integer(n[VG_SHARED]));
	vg_json_put(object, "refused", json_integer(n[VG_REFUSED]));
	vg_json_put(object, "violating", json_integer(n[VG_VIOLATING]));
	vg_json_put(object, "not_assigned", json_integer(n[VG_NOT_ASSIGNED]));
	return object;
}

/**
 * vg_json_tally - how many devices there are
 * @tally: the numbers
 *
 * Return: new reference.
 */
json_t *vg_json_tally(const struct vg_tally *tally)
{
	json_t *object = json_object();

	for (int sort = 0; sort < VG_SORT_COUNT; sort++)
		vg_json_put(object, vg_sort_name(sort), standings(tally, sort));
	return object;
}

static void print(json_t *document, size_t flags)
{
	char *text;

	if (!document)
		errx(EX_UNAVAILABLE, "json_pack failed");
	/* One piece: json_dumpf() writes each brace and blank by itself */
	text = json_dumps(document, flags);
	if (!text)
		errx(EX_UNAVAILABLE, "json_dumps failed");
	puts(text);
	free(text);
	json_decref(document);
}

/**
 * vg_json_print - a document on stdout
 * @document: its reference is taken; NULL when it could not be made
 */
void vg_json_print(json_t *document)
{
	print(document, JSON_INDENT(2));
}

/**
 * vg_json_line - a document on one line, where more are to follow
 * @document: as for vg_json_print()
 */
void vg_json_line(json_t *document)
{
	print(document, JSON_COMPACT);
}
