// SPDX-License-Identifier: GPL-2.0-only
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include <jansson.h>

#include "checklist.h"
#include "cmd.h"
#include "configured.h"
#include "guard.h"
#include "host.h"
#include "json.h"
#include "notice.h"
#include "tally.h"
#include "term.h"

/**
 * struct check - one line
 * @result: PASS, FAIL or SKIP
 * @subject: "guard", "policy", "boot", or an address
 * @reason: why
 */
struct check {
	const char *result;
	const char *subject;
	char reason[VG_REASON_LEN];
};

static struct check check_guard(const struct status *status)
{
	struct check check = { .subject = "guard" };

	check.result = vg_guard_stands(check.reason, status) ? "PASS" : "FAIL";
	return check;
}

/* Why a device fails: what holds now, or else what was decided */
static const char *find_sentence(const struct device *device)
{
	const struct decision *decision = device->decision;

	if (!vg_allows(device->verdict) || !decision)
		return device->sentence;
	return decision->sentence;
}

static struct check check_device(const struct device *device)
{
	enum vg_standing standing = vg_standing_of(device);
	const char *sentence = find_sentence(device);
	struct check check = { .subject = device->bdf };

	check.result = standing == VG_NOT_ASSIGNED ? "SKIP" :
		       vg_is_violation(device) ? "FAIL" : "PASS";
	if (standing == VG_SHARED)
		snprintf(check.reason, sizeof(check.reason),
			 "not alone, %s (vfioguard show)",
			 vg_leaves_group(device) ? "and the policy lets it" :
						   "with its IOMMU group");
	else if (!vg_is_violation(device))
		snprintf(check.reason, sizeof(check.reason), "%s",
			 vg_standing_name(standing));
	else
		snprintf(check.reason, sizeof(check.reason), "%s: %s",
			 device->assigned.value ? "assigned" : "not assigned",
			 sentence ? sentence : "the module gives no reason");
	return check;
}

static bool failed(const struct check *check)
{
	return *check->result == 'F';
}

static void print_check(const struct check *check)
{
	enum vg_paint paint = *check->result == 'P' ? VG_GOOD :
			      *check->result == 'F' ? VG_BAD : VG_PLAIN;

	vg_print_painted(paint, check->result, 0);
	printf(" %s: %s\n", check->subject, check->reason);
}

static json_t *check_json(const struct check *check)
{
	return json_pack("{s:s, s:s, s:s}", "result", check->result,
			 "subject", check->subject, "reason", check->reason);
}

/**
 * struct outcome - all lines
 * @array: for JSON; NULL: they are printed
 * @failure: whether any failed
 */
struct outcome {
	json_t *array;
	bool failure;
};

static void add(struct outcome *outcome, const struct check *check)
{
	outcome->failure |= failed(check);
	if (outcome->array)
		vg_json_append(outcome->array, check_json(check));
	else
		print_check(check);
}

/* Only where it is not the one that is wanted */
static void add_policy(struct outcome *outcome, const struct status *status)
{
	struct check check = { .result = "FAIL", .subject = "policy" };
	const struct vg_in_force now = vg_in_force(status);
	struct vg_configured configured;

	vg_configured_read(&configured, vg_host_policy());
	if (vg_configured_fault(&configured, &now, check.reason))
		add(outcome, &check);
}

static void add_notices(struct outcome *outcome)
{
	struct check check = { .result = "FAIL", .subject = "boot" };
	struct vg_list notices;

	vg_notice_read(&notices);
	for (size_t i = 0; i < notices.count; i++) {
		snprintf(check.reason, sizeof(check.reason), "%s",
			 (const char *)notices.at[i]);
		add(outcome, &check);
	}
	vg_list_free(&notices, free);
}

/* Whether anything failed */
static bool check_all(const struct vg_guard *guard,
		      const struct vg_list *devices, bool json)
{
	struct outcome outcome = { .array = json ? json_array() : NULL };
	struct check check = check_guard(guard->status);

	add(&outcome, &check);
	add_policy(&outcome, guard->status);
	add_notices(&outcome);
	for (size_t i = 0; i < devices->count; i++) {
		check = check_device(devices->at[i]);
		add(&outcome, &check);
	}
	if (json)
		vg_json_print(json_pack("{s:I, s:b, s:o}", "abi",
					guard->status->abi.value, "passed",
					!outcome.failure, "checks",
					outcome.array));
	return outcome.failure;
}

/* The devices that were asked for, or all */
static int collect(struct vg_guard *guard, const struct vg_call *call,
		   struct vg_list *devices)
{
	char address[VG_ADDRESS_LEN];
	struct device *device;
	int code = 0;

	if (!call->count)
		return vg_guard_list(guard, devices);
	for (int i = 0; !code && i < call->count; i++) {
		vg_cmd_address(call->argument[i], address);
		code = vg_guard_show(guard, address, &device);
		if (!code)
			vg_list_add(devices, device);
	}
	return code;
}

static json_t *item_json(const struct vg_item *item)
{
	return json_pack("{s:s, s:s, s:o, s:s, s:o}",
			 "result", vg_result_name(item->result),
			 "item", item->name,
			 "subject", vg_json_text(item->subject),
			 "reason", item->reason,
			 "fix", item->fix ? vg_json_prose(item->fix) :
					    json_null());
}

static void print_items(const struct vg_guard *guard,
			const struct vg_checklist *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->item.count; i++)
		vg_json_append(array, item_json(list->item.at[i]));
	vg_json_print(json_pack("{s:I, s:b, s:o}", "abi",
				guard->status->abi.value, "passed",
				!vg_checklist_failed(list), "checks", array));
}

/* The passthrough checklist instead of devices one by one */
static int walk_checklist(struct vg_guard *guard, bool json)
{
	struct vg_checklist list = { .status = guard->status };
	int code = vg_guard_list(guard, &list.device);

	if (!code)
		code = vg_guard_ports(guard, &list.port);
	if (!code) {
		vg_checklist_walk(&list);
		if (json)
			print_items(guard, &list);
		else
			vg_checklist_print(&list);
		code = vg_guard_exit(guard, vg_checklist_failed(&list));
	}
	vg_checklist_free(&list);
	return code;
}

static int check_devices(struct vg_guard *guard, const struct vg_call *call)
{
	struct vg_list devices = { 0 };
	int code = collect(guard, call, &devices);

	if (!code)
		code = vg_guard_exit(guard, check_all(guard, &devices,
						      call->json));
	vg_list_free(&devices, vg_device_free);
	return code;
}

/**
 * vg_cmd_check - PASS or FAIL for scripts
 * @call: command line
 *
 * Return: exit code.
 */
int vg_cmd_check(const struct vg_call *call)
{
	char address[VG_ADDRESS_LEN];
	struct vg_guard guard;
	int code;

	if (call->all && call->count) {
		warnx("--all is about all devices, '%s' is one",
		      call->argument[0]);
		return EX_USAGE;
	}
	for (int i = 0; i < call->count; i++) {
		if (!vg_cmd_address(call->argument[i], address))
			return EX_USAGE;
	}
	code = vg_guard_open(&guard);
	if (code)
		return code;
	if (call->all)
		code = walk_checklist(&guard, call->json);
	else
		code = check_devices(&guard, call);
	vg_guard_close(&guard);
	return code;
}
