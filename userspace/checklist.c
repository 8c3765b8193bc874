// SPDX-License-Identifier: GPL-2.0-only
#include "checklist.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <linux/vfioguard.h>

#include "configured.h"
#include "names.h"
#include "prose.h"
#include "tally.h"
#include "term.h"

/**
 * vg_result_name - how an item ended
 * @result: enum vg_result
 *
 * Return: the word.
 */
const char *vg_result_name(enum vg_result result)
{
	static const char *const names[] = { "PASS", "WARN", "FAIL" };

	return names[result];
}

/**
 * vg_checklist_add - a further line
 * @list: the checklist
 * @result: how the item ended
 * @name: of the item
 * @format: the reason, as for printf()
 *
 * Return: the item, for its subject and its fix.
 */
struct vg_item *vg_checklist_add(struct vg_checklist *list,
				 enum vg_result result, const char *name,
				 const char *format, ...)
{
	struct vg_item *item = vg_alloc(sizeof(*item));
	va_list arguments;

	item->result = result;
	item->name = name;
	va_start(arguments, format);
	vsnprintf(item->reason, sizeof(item->reason), format, arguments);
	va_end(arguments);
	vg_list_add(&list->item, item);
	return item;
}

/**
 * vg_weigh - how bad a fault of a device is
 * @device: the device
 *
 * Return: VG_FAIL where somebody uses the device or tried to, else VG_WARN.
 */
enum vg_result vg_weigh(const struct device *device)
{
	return vg_standing_of(device) == VG_NOT_ASSIGNED ? VG_WARN : VG_FAIL;
}

/**
 * vg_is_checked - whether a device is of interest for passthrough
 * @device: the device
 *
 * The display of a management controller, which nobody hands out, is not.
 *
 * Return: true for GPUs, NVSwitches, and all that is assigned or was refused.
 */
bool vg_is_checked(const struct device *device)
{
	enum vg_sort sort = vg_sort_of(device);

	return sort == VG_SORT_GPU || sort == VG_SORT_NVSWITCH ||
	       vg_standing_of(device) != VG_NOT_ASSIGNED;
}

static_assert(VG_REASON_LEN >= VG_FAULT_LEN, "a fault of the policy fits");

/**
 * vg_guard_stands - say how the guard is
 * @reason: filled
 * @status: its state
 *
 * Return: whether it is armed, and knows all devices.
 */
bool vg_guard_stands(char reason[VG_REASON_LEN], const struct status *status)
{
	bool stands = status->armed.value && !status->lost_devices.value;

	if (stands)
		snprintf(reason, VG_REASON_LEN,
			 "armed, mode %s, profile %s, scope %s, peers %s",
			 vg_word(VG_ENUM_MODE, status->mode).text,
			 vg_word(VG_ENUM_PROFILE, status->profile).text,
			 vg_word(VG_ENUM_SCOPE, status->scope).text,
			 vg_word(VG_ENUM_PEERS, status->peers).text);
	else if (status->armed.value)
		snprintf(reason, VG_REASON_LEN,
			 "armed, but %lld devices could not be recorded for lack of memory",
			 status->lost_devices.value);
	else
		snprintf(reason, VG_REASON_LEN, "not armed");
	return stands;
}

static void check_guard(struct vg_checklist *list)
{
	static const struct vg_prose enforce = { {
		"Nothing is refused in this mode, whatever fails here. Set mode = enforce in",
		"/etc/vfioguard/policy.conf, and: vfioguard policy load",
	} };
	bool lax = list->status->mode.value != VFIOGUARD_MODE_ENFORCE;
	char reason[VG_REASON_LEN];
	struct vg_item *item;
	bool stands = vg_guard_stands(reason, list->status);

	item = vg_checklist_add(list, !stands ? VG_FAIL : lax ? VG_WARN :
				VG_PASS, "guard", "%s", reason);
	if (stands && list->status->mode.value == VFIOGUARD_MODE_AUDIT)
		item->fix = &enforce;
}

/**
 * vg_checklist_walk - look at everything
 * @list: with status, devices and ports; gets the items
 */
void vg_checklist_walk(struct vg_checklist *list)
{
	check_guard(list);
	vg_checklist_host(list);
	vg_checklist_devices(list);
}

static void print_item(const struct vg_item *item)
{
	static const enum vg_paint paints[] = { VG_GOOD, VG_DOUBT, VG_BAD };

	vg_print_painted(paints[item->result], vg_result_name(item->result), 0);
	printf(" %s: %s%s%s\n", item->name,
	       item->subject ? item->subject : "",
	       item->subject ? " " : "", item->reason);
	if (item->fix)
		vg_prose_print(item->fix, 7);
}

/**
 * vg_checklist_print - all items as text
 * @list: walked
 */
void vg_checklist_print(const struct vg_checklist *list)
{
	unsigned int count[VG_FAIL + 1] = { 0 };

	for (size_t i = 0; i < list->item.count; i++) {
		const struct vg_item *item = list->item.at[i];

		print_item(item);
		count[item->result]++;
	}
	printf("\n%u passed, %u to look at, %u failed\n", count[VG_PASS],
	       count[VG_WARN], count[VG_FAIL]);
}

/**
 * vg_checklist_failed - whether any item failed
 * @list: walked
 *
 * Return: whether.
 */
bool vg_checklist_failed(const struct vg_checklist *list)
{
	for (size_t i = 0; i < list->item.count; i++) {
		const struct vg_item *item = list->item.at[i];

		if (item->result == VG_FAIL)
			return true;
	}
	return false;
}

/**
 * vg_checklist_free - release what is in a checklist
 * @list: the checklist
 */
void vg_checklist_free(struct vg_checklist *list)
{
	vg_list_free(&list->item, free);
	vg_list_free(&list->port, vg_port_free);
	vg_list_free(&list->device, vg_device_free);
}
