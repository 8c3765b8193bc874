// SPDX-License-Identifier: GPL-2.0-only
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/vfioguard.h>

#include "expect.h"
#include "fact.h"
#include "fix.h"
#include "local.h"
#include "moment.h"
#include "names.h"
#include "owner.h"
#include "path.h"
#include "record.h"
#include "remedy.h"
#include "report_hardware.h"
#include "tally.h"
#include "term.h"
#include "unguarded.h"

static const char *or_none(const char *text)
{
	return text ? text : "none";
}

static void print_headline(const struct device *device)
{
	struct vg_word verdict = vg_word(VG_ENUM_VERDICT, device->verdict);
	bool allows = vg_allows(device->verdict);

	vg_print_painted(allows ? VG_GOOD : VG_BAD,
			 device->sentence ? device->sentence : verdict.text, 0);
	if (allows)
		printf(": no rule refuses %s", device->bdf);
	putchar('\n');
	/* a good verdict and exit code 1 would be a riddle */
	if (allows && vg_is_violation(device))
		puts("but its last decision refuses, see below; binds and opens are decided anew");
}

static void print_heading(const char *text)
{
	putchar('\n');
	vg_print_painted(VG_STRONG, text, 0);
	putchar('\n');
}

/* The cause, or the rule where the rule says it all */
static struct vg_word reason(const struct finding *finding)
{
	if (finding->cause.value == VFIOGUARD_CAUSE_NONE)
		return vg_word(VG_ENUM_RULE, finding->rule);
	return vg_word(VG_ENUM_CAUSE, finding->cause);
}

/* The same reason can come from several rules: said once */
static bool said_before(const struct device *device, size_t end)
{
	const struct finding *finding = device->finding.at[end];

	for (size_t i = 0; i < end; i++) {
		const struct finding *other = device->finding.at[i];

		if (vg_needs_fix(other) && other->culprit && finding->culprit &&
		    !strcmp(other->culprit, finding->culprit) &&
		    !strcmp(reason(other).text, reason(finding).text))
			return true;
	}
	return false;
}

/* "<-- culprit: REASON, REASON" behind a port that is to blame */
static void print_blame(const struct device *device, const char *address)
{
	const char *separator = "  <-- culprit: ";

	for (size_t i = 0; i < device->finding.count; i++) {
		const struct finding *finding = device->finding.at[i];

		if (!vg_needs_fix(finding) || !finding->culprit ||
		    strcmp(finding->culprit, address) ||
		    said_before(device, i))
			continue;
		printf("%s", separator);
		vg_print_painted(VG_BAD, reason(finding).text, 0);
		separator = ", ";
	}
}

static void print_hop(const struct device *device, const struct vg_path *path,
		      size_t i)
{
	const struct vg_hop *hop = &path->hop[i];

	printf("  %*s%s%s", i ? 3 * (int)(i - 1) : 0, "", i ? "`- " : "",
	       *hop->address ? hop->address : hop->slot);
	if (i == path->count - 1)
		printf("  this device");
	else if (*hop->ids)
		printf("  %s", hop->ids);
	print_blame(device, hop->address);
	putchar('\n');
}

/* Whether each function of the path is known, so that others are not on it */
static bool is_path_known(const struct vg_path *path)
{
	return vg_path_find(path, "") < 0;
}

/* Culprits elsewhere: the port of a peer, or one whose place is not known */
static void print_others_to_blame(const struct device *device,
				  const struct vg_path *path)
{
	for (size_t i = 0; i < device->finding.count; i++) {
		const struct finding *finding = device->finding.at[i];

		if (!vg_needs_fix(finding) || !finding->culprit ||
		    vg_path_find(path, finding->culprit) >= 0 ||
		    said_before(device, i))
			continue;
		printf("  %s: %s  <-- culprit: ", is_path_known(path) ?
		       "beside this path" : "place not known",
		       finding->culprit);
		vg_print_painted(VG_BAD, reason(finding).text, 0);
		putchar('\n');
	}
}

static void print_path(const struct device *device, const struct vg_path *path)
{
	if (path->count)
		print_heading("Path");
	for (size_t i = 0; i < path->count; i++)
		print_hop(device, path, i);
	print_others_to_blame(device, path);
}

static void print_identity(const struct device *device,
			   const struct vg_local *local)
{
	static const char *const sorts[] = {
		[VG_SORT_GPU] = "GPU",
		[VG_SORT_NVSWITCH] = "NVSwitch",
		[VG_SORT_DISPLAY] = "display of a management controller",
		[VG_SORT_OTHER] = "other function",
	};

	vg_fact("device", "%04llx:%04llx, class %06llx (%s)",
		device->vendor.value & 0xffff, device->device.value & 0xffff,
		device->class.value & 0xffffff, sorts[vg_sort_of(device)]);
	if (local && local->name)
		vg_fact("name", "%s (pci.ids)", local->name);
	if (device->subsystem_vendor.set)
		vg_fact("subsystem", "%04llx:%04llx",
			device->subsystem_vendor.value & 0xffff,
			device->subsystem_device.value & 0xffff);
	vg_fact("driver", "%s", device->driver_busy.value ?
		"not known: being bound, unbound or reset" : or_none(device->driver));
}

static void print_state(const struct device *device)
{
	vg_fact("state", "%s%s%s",
		device->assigned.value ? "assigned" : "not assigned",
		device->open.value ? ", open" : "",
		device->in_scope.value ? ", protected" : ", out of scope");
}

static void print_group(const struct device *device)
{
	char what[40];

	if (!device->group.set) {
		vg_fact("group", "none");
	} else {
		snprintf(what, sizeof(what), "%lld",
			 device->group.value);
		vg_fact_list("group", what, &device->member,
			     device->member_count.value);
	}
	if (device->domain.count) {
		long long count = device->domain_count.set ?
				  device->domain_count.value :
				  (long long)device->domain.count;

		snprintf(what, sizeof(what), "%lld endpoint%s", count,
			 count == 1 ? "" : "s");
		vg_fact_list("domain", what, &device->domain, count);
	}
}

static void print_facts(const struct device *device,
			const struct vg_local *local)
{
	print_heading("Facts");
	print_identity(device, local);
	print_state(device);
	vg_owner_print("owner", device->owner);
	vg_close_print(device->close);
	if (device->numa_node.set && device->numa_node.value >= 0)
		vg_fact("NUMA node", "%lld", device->numa_node.value);
	vg_fact("slot path", "%s", or_none(device->slot_path));
	print_group(device);
	vg_fact("verdict", "%s",
		vg_word(VG_ENUM_VERDICT, device->verdict).text);
	vg_report_hardware(device, local);
}

static void print_expectations(const struct device *device)
{
	struct vg_list list;

	vg_expect(device, &list);
	if (list.count)
		print_heading("Expectations");
	for (size_t i = 0; i < list.count; i++) {
		const struct vg_expectation *expectation = list.at[i];

		fputs("  ", stdout);
		vg_print_painted(expectation->ok ? VG_PLAIN : VG_DOUBT,
				 expectation->sentence, 0);
		putchar('\n');
		if (!expectation->ok)
			printf("    source: %s\n", expectation->source);
	}
	vg_list_free(&list, free);
}

static void print_culprit(const struct finding *finding)
{
	char wanted[VG_BITS_LEN];
	char seen[VG_BITS_LEN];

	if (finding->culprit)
		printf("    %s %s (%s)", vg_needs_fix(finding) ? "culprit" : "at",
		       finding->culprit, reason(finding).text);
	if (finding->culprit && finding->wanted.value) {
		/* EC and DT are wanted off, so not "missing" */
		vg_acs_bits(wanted, finding->wanted.value);
		vg_acs_bits(seen, finding->seen.value);
		printf(", ACS bits at fault %s, seen %s", wanted, seen);
	}
	if (finding->culprit)
		putchar('\n');
	if (finding->quirk)
		printf("    quirk %s\n", finding->quirk);
}

static void print_peers(const struct finding *finding)
{
	long long shown = (long long)finding->peer.count;

	if (!shown)
		return;
	printf("    peers");
	for (size_t i = 0; i < finding->peer.count; i++) {
		const struct peer *peer = finding->peer.at[i];

		/* not more than two in a line of 80 columns */
		printf("%s%s", i && i % 2 == 0 ? ",\n         " :
		       i ? ", " : " ", peer->bdf);
		if (peer->group.set)
			printf(" (group %lld)", peer->group.value);
		else
			printf(" (no group)");
	}
	if (finding->peer_count.value > shown)
		printf(" and %lld more",
		       finding->peer_count.value - shown);
	putchar('\n');
}

static void print_finding(const struct device *device,
			  const struct finding *finding)
{
	printf("  rule %lld %s, ", finding->rule.value,
	       vg_word(VG_ENUM_RULE, finding->rule).text);
	vg_print_painted(vg_needs_fix(finding) ? VG_BAD : VG_PLAIN,
			 vg_word(VG_ENUM_SEVERITY, finding->severity).text, 0);
	putchar('\n');
	if (finding->sentence)
		printf("    %s\n", finding->sentence);
	if (finding->subject && strcmp(finding->subject, device->bdf))
		printf("    endangers %s\n", finding->subject);
	print_culprit(finding);
	print_peers(finding);
}

static void print_findings(const struct device *device)
{
	long long shown = (long long)device->finding.count;

	if (!shown)
		return;
	print_heading("Findings");
	for (size_t i = 0; i < device->finding.count; i++)
		print_finding(device, device->finding.at[i]);
	if (device->finding_count.value > shown)
		printf("  and %lld more\n",
		       device->finding_count.value - shown);
}

static void print_decision(const struct device *device)
{
	const struct decision *decision = device->decision;
	char moment[VG_MOMENT_LEN];

	if (!decision)
		return;
	vg_moment(moment, decision->time);
	print_heading("Last decision");
	printf("  number %lld, trigger %s, action %s\n  %s\n",
	       decision->sequence.value,
	       vg_word(VG_ENUM_TRIGGER, decision->trigger).text,
	       vg_word(VG_ENUM_ACTION, decision->action).text, moment);
	if (decision->sentence)
		printf("  %s\n", decision->sentence);
	vg_owner_print(decision->trigger.value == VFIOGUARD_TRIGGER_OPEN ?
		       "asked for by" : "in use by", decision->owner);
	vg_unguarded_print(device);
}

static void print_fixes(const struct device *device,
			const struct vg_path *path)
{
	for (size_t i = 0; i < device->finding.count; i++) {
		if (!vg_needs_fix(device->finding.at[i]))
			continue;
		print_heading("Fix");
		vg_remedy_print(device, path);
		return;
	}
}

/**
 * vg_report - all about one device on stdout
 * @device: the device
 * @path: its path
 * @local: what is known of it beside, or NULL
 *
 * What matters most comes first: the sentence, the path with the culprit,
 * the facts, the way out.
 */
void vg_report(const struct device *device, const struct vg_path *path,
	       const struct vg_local *local)
{
	print_headline(device);
	print_path(device, path);
	print_facts(device, local);
	print_expectations(device);
	print_findings(device);
	print_decision(device);
	print_fixes(device, path);
}

/**
 * vg_report_here - vg_report() of a device of this host
 * @device: the device
 */
void vg_report_here(const struct device *device)
{
	static struct vg_path path;
	struct vg_local local;

	vg_path_read(&path, device->slot_path ? device->slot_path : "",
		     device->bdf);
	vg_local_read(&local, device);
	vg_report(device, &path, &local);
	vg_local_free(&local);
}
