// SPDX-License-Identifier: GPL-2.0-only
#include "tally.h"

#include <stdio.h>
#include <string.h>

#include <linux/vfioguard.h>

#define VENDOR_MATROX	0x102b
#define VENDOR_NVIDIA	0x10de
#define VENDOR_HUAWEI	0x19e5
#define VENDOR_ASPEED	0x1a03

#define CLASS_VGA	0x0300
#define CLASS_BRIDGE_OTHER 0x0680

static bool makes_management_controllers(long long vendor)
{
	return vendor == VENDOR_MATROX || vendor == VENDOR_HUAWEI ||
	       vendor == VENDOR_ASPEED;
}

/**
 * vg_sort_of - what a device is
 * @device: the device
 *
 * Return: enum vg_sort.
 */
enum vg_sort vg_sort_of(const struct device *device)
{
	long long class = device->class.value >> 8;
	long long vendor = device->vendor.value;

	if (class == CLASS_BRIDGE_OTHER && vendor == VENDOR_NVIDIA)
		return VG_SORT_NVSWITCH;
	if (class == CLASS_VGA && makes_management_controllers(vendor))
		return VG_SORT_DISPLAY;
	if (class >> 8 == 0x03 || class >> 8 == 0x12)
		return VG_SORT_GPU;
	return VG_SORT_OTHER;
}

/**
 * vg_allows - whether a verdict is to allow
 * @verdict: a verdict; one that this tool does not know does not allow
 *
 * Return: whether it allows.
 */
bool vg_allows(struct vg_number verdict)
{
	return verdict.set && verdict.value == VFIOGUARD_VERDICT_ALLOW;
}

/*
 * That somebody else had what the device reaches was true for that open, and
 * what the watch found for that use: neither is anything against the device. So
 * do is_of_others() and is_over() in the module.
 */
static bool is_refused(const struct device *device)
{
	const struct decision *decision = device->decision;

	if (!decision || vg_allows(decision->verdict))
		return false;
	if (decision->trigger.value == VFIOGUARD_TRIGGER_WATCH)
		return device->open.value;
	return decision->trigger.value != VFIOGUARD_TRIGGER_OPEN ||
	       decision->rule.value != VFIOGUARD_RULE_PEER_OWNER_CONFLICT;
}

/*
 * Whether its isolation domain holds other devices, as vg_model_alone() tells it
 * of facts: functions of one device have one address but for the last digit. A
 * record lists more members than a device has functions.
 */
static bool is_alone(const struct device *device)
{
	/* All functions on a link are of one device, ARI numbers them to 255 */
	bool linked = device->link && device->link->port;
	size_t len = strcspn(device->bdf, ".");

	if (device->alone.set)
		return device->alone.value;
	if (linked)
		len = (size_t)(strrchr(device->bdf, ':') - device->bdf);
	for (size_t i = 0; i < device->domain.count; i++) {
		if (strncmp(device->domain.at[i], device->bdf, len + 1))
			return false;
	}
	return device->domain_count.value <= (long long)device->domain.count ||
	       device->domain_count.value <= 1;
}

/**
 * vg_severity_unasked - severity of a rule where nobody has set a policy
 * @rule: its number
 *
 * Return: enum vg_severity.
 */
enum vg_severity vg_severity_unasked(long long rule)
{
	static const struct vg_policy unasked = {
		.profile = VG_PROFILE_STANDARD,
		.scope = VG_SCOPE_GPU,
	};

	return vg_severity_of(&unasked, (enum vg_rule)rule);
}

/**
 * vg_is_let - whether it takes the policy in force to allow what a finding says
 * @rule: its rule
 * @severity: its severity
 *
 * The profile mainline and peers=same-owner inform where others refuse.
 *
 * Return: whether it would refuse unasked, and informs.
 */
bool vg_is_let(long long rule, long long severity)
{
	/* Of a relaxable region it informs unasked */
	return severity == VFIOGUARD_SEVERITY_INFO &&
	       rule != VFIOGUARD_RULE_FIRMWARE_REGION &&
	       vg_severity_unasked(rule) == VG_SEVERITY_REFUSE;
}

/**
 * vg_leaves_group - whether only the policy in force lets a device be assigned
 * @device: the device
 *
 * Return: whether that is so of any of its findings that has peers.
 */
bool vg_leaves_group(const struct device *device)
{
	for (size_t i = 0; i < device->finding.count; i++) {
		const struct finding *finding = device->finding.at[i];

		if (finding->peer_count.value &&
		    vg_is_let(finding->rule.value, finding->severity.value))
			return true;
	}
	return false;
}

/**
 * vg_standing_of - how a device counts
 * @device: the device
 *
 * Return: enum vg_standing.
 */
enum vg_standing vg_standing_of(const struct device *device)
{
	bool refused = is_refused(device);

	if (!device->assigned.value)
		return refused ? VG_REFUSED : VG_NOT_ASSIGNED;
	if (refused || !vg_allows(device->verdict))
		return VG_VIOLATING;
	return is_alone(device) && !vg_leaves_group(device) ? VG_ISOLATED :
							      VG_SHARED;
}

/**
 * vg_is_violation - whether a device makes the exit code 1
 * @device: the device
 *
 * Return: whether it does.
 */
bool vg_is_violation(const struct device *device)
{
	enum vg_standing standing = vg_standing_of(device);

	return standing == VG_REFUSED || standing == VG_VIOLATING;
}

/**
 * vg_sort_name - plural name of a sort, as in JSON
 * @sort: enum vg_sort
 *
 * Return: the name.
 */
const char *vg_sort_name(enum vg_sort sort)
{
	static const char *const names[] = {
		[VG_SORT_GPU] = "gpus",
		[VG_SORT_NVSWITCH] = "nvswitches",
		[VG_SORT_DISPLAY] = "displays",
		[VG_SORT_OTHER] = "others",
	};

	return names[sort];
}

/**
 * vg_standing_name - name of a standing
 * @standing: enum vg_standing
 *
 * Return: the name.
 */
const char *vg_standing_name(enum vg_standing standing)
{
	static const char *const names[] = {
		[VG_NOT_ASSIGNED] = "not assigned",
		[VG_ISOLATED] = "isolated",
		[VG_SHARED] = "not alone",
		[VG_REFUSED] = "refused",
		[VG_VIOLATING] = "violating",
	};

	return names[standing];
}

/**
 * vg_state_name - whether a device is in use
 * @device: the device
 *
 * Return: the name.
 */
const char *vg_state_name(const struct device *device)
{
	if (device->open.value)
		return "open";
	if (device->assigned.value)
		return "assigned";
	return vg_standing_name(vg_standing_of(device));
}

/**
 * vg_tally - count devices
 * @devices: list of struct device
 *
 * Return: the numbers.
 */
struct vg_tally vg_tally(const struct vg_list *devices)
{
	struct vg_tally tally = { 0 };

	for (size_t i = 0; i < devices->count; i++) {
		const struct device *device = devices->at[i];

		tally.count[vg_sort_of(device)][vg_standing_of(device)]++;
	}
	return tally;
}

/**
 * vg_tally_sort - number of devices of one sort
 * @tally: the numbers
 * @sort: enum vg_sort
 *
 * Return: their number.
 */
unsigned int vg_tally_sort(const struct vg_tally *tally, enum vg_sort sort)
{
	unsigned int total = 0;

	for (int standing = 0; standing < VG_STANDING_COUNT; standing++)
		total += tally->count[sort][standing];
	return total;
}

/**
 * vg_tally_violates - whether the exit code is 1
 * @tally: the numbers
 *
 * Return: whether any device was refused or violates.
 */
bool vg_tally_violates(const struct vg_tally *tally)
{
	for (int sort = 0; sort < VG_SORT_COUNT; sort++) {
		if (tally->count[sort][VG_REFUSED] ||
		    tally->count[sort][VG_VIOLATING])
			return true;
	}
	return false;
}

static void print_standings(const unsigned int count[VG_STANDING_COUNT])
{
	static const enum vg_standing order[] = {
		VG_ISOLATED, VG_SHARED, VG_REFUSED, VG_VIOLATING,
		VG_NOT_ASSIGNED,
	};
	const char *separator = ": ";

	for (size_t i = 0; i < VG_STANDING_COUNT; i++) {
		if (!count[order[i]])
			continue;
		printf("%s%u %s", separator, count[order[i]],
		       vg_standing_name(order[i]));
		separator = ", ";
	}
}

/**
 * vg_sort_noun - devices of a sort, for people
 * @sort: enum vg_sort
 * @count: how many there are
 *
 * Return: singular or plural.
 */
const char *vg_sort_noun(enum vg_sort sort, unsigned int count)
{
	static const char *const names[][2] = {
		[VG_SORT_GPU] = { "GPU", "GPUs" },
		[VG_SORT_NVSWITCH] = { "NVSwitch", "NVSwitches" },
		[VG_SORT_DISPLAY] = { "other display device",
				      "other display devices" },
		[VG_SORT_OTHER] = { "other function", "other functions" },
	};

	return names[sort][count != 1];
}

/**
 * vg_print_tally - "2 GPUs: 1 isolated, 1 refused; ..." and a newline
 * @tally: the numbers
 */
void vg_print_tally(const struct vg_tally *tally)
{
	const char *separator = "";

	for (int sort = 0; sort < VG_SORT_COUNT; sort++) {
		unsigned int total = vg_tally_sort(tally, sort);

		if (!total)
			continue;
		printf("%s%u %s", separator, total, vg_sort_noun(sort, total));
		print_standings(tally->count[sort]);
		separator = "; ";
	}
	puts(*separator ? "" : "no device is protected or assigned");
}
