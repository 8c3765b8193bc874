// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "cmd.h"
#include "configured.h"
#include "guard.h"
#include "host.h"
#include "json.h"
#include "lockdown.h"
#include "moment.h"
#include "names.h"
#include "notice.h"
#include "tally.h"
#include "term.h"

/* Anyone may ask for the state, not anyone for the devices */
struct view {
	const struct status *status;
	bool has_devices;
	struct vg_tally tally;
	struct vg_configured configured;
	struct vg_in_force now;
	struct vg_list notices;
};

static void read_host(struct view *view)
{
	vg_configured_read(&view->configured, vg_host_policy());
	view->now = vg_in_force(view->status);
	vg_notice_read(&view->notices);
}

static void print_headline(const struct status *status)
{
	bool armed = status->armed.value;

	printf("vfioguard %s (ABI %lld): ",
	       status->version ? status->version : "of unknown version",
	       status->abi.value);
	vg_print_painted(armed ? VG_GOOD : VG_BAD,
			 armed ? "armed" : "not armed", 0);
	printf(", %s\n", vg_word(VG_ENUM_MODE, status->mode).text);
}

static void print_number(const char *label, struct vg_number number)
{
	printf("  %-12s", label);
	if (number.set)
		printf("%lld\n", number.value);
	else
		puts("unknown");
}

static void print_policy(const struct status *status)
{
	printf("  profile     %s\n",
	       vg_word(VG_ENUM_PROFILE, status->profile).text);
	printf("  scope       %s\n", vg_word(VG_ENUM_SCOPE, status->scope).text);
	printf("  peers       %s\n", vg_word(VG_ENUM_PEERS, status->peers).text);
	printf("  present     %s\n",
	       vg_word(VG_ENUM_PRESENT, status->present).text);
}

static bool has_remark(const struct view *view, int key)
{
	return view->configured.cmdline.key[key] ||
	       vg_configured_differs(&view->configured, key, &view->now);
}

/* Nothing where nobody wants anything of his own */
static void print_configured(const struct view *view)
{
	const struct vg_configured *configured = &view->configured;
	const char *error = vg_configured_error(configured);
	const char *label = "policy";

	if (error) {
		printf("  %-12snot applied: %s\n", label, error);
		label = "";
	}
	for (int key = 1; key <= VG_KEY_MAX; key++) {
		if (!has_remark(view, key))
			continue;
		printf("  %-12s%s ", label, vg_keys[key].name);
		vg_configured_print(configured, key, &view->now);
		putchar('\n');
		label = "";
	}
	if (configured->file.hidden)
		printf("  %-12s%s\n", label, configured->file.error);
	else if (*label && !configured->file.absent)
		printf("  %-12sas in %s\n", label, configured->file.name);
}

static void print_boot(const struct status *status)
{
	char moment[VG_MOMENT_LEN];

	vg_moment(moment, status->armed_at);
	printf("  armed at    %s\n", moment);
	printf("  boot        %s\n",
	       status->boot_id ? status->boot_id : "unknown");
	vg_lockdown_print();
}

static void print_counters(const struct status *status)
{
	printf("  decisions   %lld: %lld allowed, %lld refused, %lld would refuse\n",
	       status->allowed.value + status->refused.value +
	       status->would_refuse.value,
	       status->allowed.value,
	       status->refused.value,
	       status->would_refuse.value);
	print_number("unbound", status->unbound);
	print_number("violations", status->violations);
	printf("  records     %lld created, %lld destroyed, %lld lost\n",
	       status->devices_created.value,
	       status->devices_destroyed.value,
	       status->lost_devices.value);
	printf("  journal     %lld entries, %lld not told\n",
	       status->sequence.value, status->lost_events.value);
}

static void print_watch(const struct status *status)
{
	if (!status->watch_interval.set)
		return;
	if (status->watch_interval.value)
		printf("  watch       every %lld seconds, %lld times so far\n",
		       status->watch_interval.value,
		       status->watch_passes.value);
	else
		printf("  watch       off\n");
}

static void print_not_judged(const struct vg_list *rules)
{
	int column;

	/* rules that this version lacks are not in the list: claim nothing */
	if (!rules->count)
		return;
	column = printf("  not judged ");
	for (size_t i = 0; i < rules->count; i++) {
		const struct vg_number *rule = rules->at[i];
		char text[VG_NAME_LEN + 24];
		int len;

		len = snprintf(text, sizeof(text), " %lld %s%s",
			       rule->value,
			       vg_word(VG_ENUM_RULE, *rule).text,
			       i + 1 < rules->count ? "," : "");
		if (column + len > 80)
			column = printf("\n%13s", "") - 1;
		column += printf("%s", text);
	}
	putchar('\n');
}

static void print_text(const struct view *view)
{
	print_headline(view->status);
	print_policy(view->status);
	print_configured(view);
	vg_notice_print(&view->notices);
	print_boot(view->status);
	print_counters(view->status);
	print_watch(view->status);
	print_not_judged(&view->status->not_judged);
	printf("  devices     ");
	if (view->has_devices)
		vg_print_tally(&view->tally);
	else
		puts("not shown (needs CAP_NET_ADMIN)");
}

static void print_json(const struct view *view)
{
	json_t *document = vg_json_status(view->status);

	vg_json_put(document, "configured",
		    vg_configured_json(&view->configured, &view->now));
	vg_json_put(document, "notices", vg_notice_json(&view->notices));
	vg_json_put(document, "lockdown", vg_lockdown_json());
	vg_json_put(document, "summary", view->has_devices ?
		    vg_json_tally(&view->tally) : json_null());
	vg_json_print(document);
}

/* Without the devices, the counters since load have to do */
static bool violates(const struct view *view)
{
	const struct status *status = view->status;

	if (status->violations.value || status->lost_devices.value ||
	    view->notices.count ||
	    !vg_configured_applied(&view->configured, &view->now))
		return true;
	if (view->has_devices)
		return vg_tally_violates(&view->tally);
	return status->refused.value || status->would_refuse.value;
}

/**
 * vg_cmd_status - state of the guard
 * @call: command line
 *
 * Return: exit code.
 */
int vg_cmd_status(const struct vg_call *call)
{
	struct vg_list devices = { 0 };
	struct view view = { 0 };
	struct vg_guard guard;
	int code = vg_guard_open(&guard);

	if (code)
		return code;
	view.status = guard.status;
	read_host(&view);
	view.has_devices = vg_guard_may_list(&guard, &devices, &code);
	if (!code) {
		view.tally = vg_tally(&devices);
		if (call->json)
			print_json(&view);
		else
			print_text(&view);
		code = vg_guard_exit(&guard, violates(&view));
	}
	vg_list_free(&view.notices, free);
	vg_list_free(&devices, vg_device_free);
	vg_guard_close(&guard);
	return code;
}
