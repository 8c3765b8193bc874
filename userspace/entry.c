// SPDX-License-Identifier: GPL-2.0-only
#include "entry.h"

#include <stdio.h>

#include <jansson.h>
#include <linux/vfioguard.h>

#include "json.h"
#include "moment.h"
#include "owner.h"

#define FORMAT "%8s  %-24s %-13s %-17s %s"

/** vg_entry_head - the line above entries */
void vg_entry_head(void)
{
	printf(FORMAT "\n", "NUMBER", "TIME", "DEVICE", "EVENT", "WHAT");
}

/**
 * vg_entry_print - an entry on one line
 * @entry: the entry
 */
void vg_entry_print(const struct entry *entry)
{
	char moment[VG_MOMENT_LEN];
	char what[2 * VG_NAME_LEN];
	char number[24];

	snprintf(number, sizeof(number), "%lld", entry->sequence.value);
	vg_moment_date(moment, entry->realtime);
	if (entry->event.value == VFIOGUARD_EVENT_DECISION)
		snprintf(what, sizeof(what), "%s %s",
			 vg_word(VG_ENUM_TRIGGER, entry->trigger).text,
			 vg_word(VG_ENUM_ACTION, entry->action).text);
	else
		snprintf(what, sizeof(what), "%s",
			 vg_word(VG_ENUM_EVENT, entry->event).text);
	printf(FORMAT, number, moment, entry->bdf ? entry->bdf : "-", what,
	       entry->sentence ? entry->sentence : "");
	vg_owner_put(entry->owner);
	putchar('\n');
}

/**
 * vg_entry_missed - how many entries are missing in front of one
 * @entry: the entry
 * @last: number of the one before it that was read
 *
 * Return: number of entries; numbers have no gaps.
 */
u64 vg_entry_missed(const struct entry *entry, u64 last)
{
	return (u64)entry->sequence.value - last - 1;
}

static void put_policy(json_t *object, const struct entry *entry)
{
	vg_json_put(object, "mode", vg_json_word(VG_ENUM_MODE, entry->mode));
	vg_json_put(object, "profile",
		    vg_json_word(VG_ENUM_PROFILE, entry->profile));
	vg_json_put(object, "scope", vg_json_word(VG_ENUM_SCOPE, entry->scope));
	vg_json_put(object, "peers", vg_json_word(VG_ENUM_PEERS, entry->peers));
	vg_json_put(object, "present",
		    vg_json_word(VG_ENUM_PRESENT, entry->present));
}

/* Of what is no decision there is no verdict, rather than an unknown one */
static json_t *word(enum vg_enum which, struct vg_number n)
{
	return n.set ? vg_json_word(which, n) : json_null();
}

static json_t *bits(struct vg_number n)
{
	return n.set ? vg_json_bits(n.value) : json_null();
}

static void put_device(json_t *object, const struct entry *entry)
{
	vg_json_put(object, "bdf", vg_json_text(entry->bdf));
	vg_json_put(object, "vendor", vg_json_hex(entry->vendor, 4));
	vg_json_put(object, "device", vg_json_hex(entry->device, 4));
	vg_json_put(object, "slot_path", vg_json_text(entry->slot_path));
	vg_json_put(object, "trigger", word(VG_ENUM_TRIGGER, entry->trigger));
	vg_json_put(object, "verdict", word(VG_ENUM_VERDICT, entry->verdict));
	vg_json_put(object, "action", word(VG_ENUM_ACTION, entry->action));
	vg_json_put(object, "rules", vg_json_rules(&entry->rule));
	vg_json_put(object, "culprit", vg_json_text(entry->culprit));
	vg_json_put(object, "wanted", bits(entry->wanted));
	vg_json_put(object, "wanted_bits", vg_json_number(entry->wanted));
	vg_json_put(object, "seen", bits(entry->seen));
	vg_json_put(object, "seen_bits", vg_json_number(entry->seen));
	vg_json_put(object, "approved", bits(entry->approved));
	vg_json_put(object, "approved_bits", vg_json_number(entry->approved));
	vg_json_put(object, "owner", vg_owner_json(entry->owner));
	vg_json_put(object, "host",
		    json_pack("{s:o}", "owner", vg_process_json(entry->owner)));
}

/**
 * vg_entry_json - an entry as an object
 * @entry: the entry
 *
 * Return: new reference.
 */
json_t *vg_entry_json(const struct entry *entry)
{
	json_t *object = json_object();

	vg_json_put(object, "sequence", vg_json_number(entry->sequence));
	vg_json_put(object, "event", vg_json_word(VG_ENUM_EVENT, entry->event));
	vg_json_put(object, "time", vg_json_number(entry->time));
	vg_json_put(object, "realtime", vg_json_number(entry->realtime));
	vg_json_put(object, "boot_id", vg_json_text(entry->boot_id));
	put_policy(object, entry);
	vg_json_put(object, "sentence", vg_json_text(entry->sentence));
	put_device(object, entry);
	return object;
}
