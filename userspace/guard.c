// SPDX-License-Identifier: GPL-2.0-only
#include "guard.h"

#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <linux/vfioguard.h>

#include "absence.h"
#include "attribute.h"
#include "bdf.h"
#include "host.h"

/*
 * While the module comes or goes its directory is there, and the family is not.
 * Built in, it has no initstate.
 */
static bool is_loaded(void)
{
	char *state = vg_attribute("module/vfioguard/initstate");
	char path[PATH_MAX];
	bool live;

	snprintf(path, sizeof(path), "%s/module/vfioguard", vg_host_sysfs());
	live = state ? !strcmp(state, "live") : !access(path, F_OK);
	free(state);
	return live;
}

/* The family is missing: mostly, but not always, because the module is */
static int report_no_family(void)
{
	if (is_loaded()) {
		warnx("vfioguard is loaded, but answers in the initial network namespace only");
		return EX_UNAVAILABLE;
	}
	vg_absence_report();
	return VG_EXIT_NO_GUARD;
}

/* Anything that has no better sentence of its own */
static int report_failure(const struct vg_nl *nl, const char *what, int error)
{
	warnx("cannot %s: %s: %s%s%s", what, nl->call, strerror(-error),
	      nl->text[0] ? ": " : "", nl->text);
	return EX_UNAVAILABLE;
}

static int report_no_capability(const char *what, const char *capability)
{
	warnx("cannot %s: needs %s in the initial user namespace; run as root",
	      what, capability);
	return EX_UNAVAILABLE;
}

/* Failure of a request that reads */
static int report_read_failure(const struct vg_nl *nl, const char *what,
			       int error)
{
	if (error == -EPERM)
		return report_no_capability(what, "CAP_NET_ADMIN");
	/*
	 * There was a family before, so the module was taken out, or
	 * netlink_dump_start() finds that it is being taken out.
	 */
	if (error == -ENOENT || error == -EPROTONOSUPPORT)
		return report_no_family();
	if (error == -EINTR) {
		warnx("cannot %s: devices come and go too fast for a list; try again",
		      what);
		return EX_UNAVAILABLE;
	}
	return report_failure(nl, what, error);
}

static int take_status(void *context, const void *attributes, size_t len,
		       struct vg_nl *nl)
{
	struct status **status = context;

	vg_record_free(&vg_layout_status, *status);
	*status = vg_record_parse(&vg_layout_status, attributes, len, nl->text);
	return *status ? 0 : -EBADMSG;
}

static void report_abi(const struct status *status)
{
	if (status->abi.value > VFIOGUARD_ABI)
		warnx("note: the module speaks ABI %lld, this tool %d: what is newer is not shown",
		      status->abi.value, VFIOGUARD_ABI);
	else if (status->abi.value < VFIOGUARD_ABI)
		warnx("note: the module speaks ABI %lld, this tool %d: what is newer is unknown",
		      status->abi.value, VFIOGUARD_ABI);
}

static int read_status(struct vg_guard *guard)
{
	int error = vg_nl_do(&guard->nl, VFIOGUARD_CMD_STATUS_GET, NULL,
			     take_status, &guard->status);

	if (!error && !guard->status) {
		snprintf(guard->nl.text, sizeof(guard->nl.text),
			 "no record came");
		error = -EBADMSG;
	}
	if (error)
		return report_failure(&guard->nl, "read the state of the module",
				      error);
	report_abi(guard->status);
	return 0;
}

/**
 * vg_guard_open - find the module and read its state
 * @guard: the module; to be given to vg_guard_close() after 0
 *
 * Return: 0 or an exit code.
 */
int vg_guard_open(struct vg_guard *guard)
{
	int error = vg_nl_open(&guard->nl);
	int code;

	guard->status = NULL;
	if (error == -ENOENT)
		return report_no_family();
	if (error)
		return report_failure(&guard->nl,
				      "look up the netlink family vfioguard",
				      error);
	code = read_status(guard);
	if (code)
		vg_guard_close(guard);
	return code;
}

/**
 * vg_guard_close - end of the questions
 * @guard: the module
 */
void vg_guard_close(struct vg_guard *guard)
{
	vg_record_free(&vg_layout_status, guard->status);
	guard->status = NULL;
	vg_nl_close(&guard->nl);
}

/* A record that nobody can name cannot be used */
static struct device *parse_device(const void *attributes, size_t len,
				   struct vg_nl *nl)
{
	struct device *device;
	struct vg_bdf bdf;

	device = vg_record_parse(&vg_layout_device, attributes, len, nl->text);
	if (!device || vg_bdf_parse(device->bdf, &bdf))
		return device;
	snprintf(nl->text, sizeof(nl->text), "%.32s is no address",
		 device->bdf);
	vg_device_free(device);
	return NULL;
}

static int take_device(void *context, const void *attributes, size_t len,
		       struct vg_nl *nl)
{
	struct device **device = context;

	vg_device_free(*device);
	*device = parse_device(attributes, len, nl);
	return *device ? 0 : -EBADMSG;
}

static int collect_device(void *context, const void *attributes, size_t len,
			  struct vg_nl *nl)
{
	struct vg_list *devices = context;
	struct device *device;

	if (!attributes) {
		vg_list_free(devices, vg_device_free);
		return 0;
	}
	device = parse_device(attributes, len, nl);
	if (!device)
		return -EBADMSG;
	vg_list_add(devices, device);
	return 0;
}

static int compare_devices(const void *a, const void *b)
{
	struct vg_bdf left = { 0 };
	struct vg_bdf right = { 0 };

	/* parse_device() has seen that both are addresses */
	vg_bdf_parse((*(struct device *const *)a)->bdf, &left);
	vg_bdf_parse((*(struct device *const *)b)->bdf, &right);
	return vg_bdf_compare(&left, &right);
}

static int dump_devices(struct vg_guard *guard, struct vg_list *devices)
{
	int error;

	*devices = (struct vg_list){ 0 };
	error = vg_nl_dump(&guard->nl, VFIOGUARD_CMD_DEVICE_GET,
			   collect_device, devices);
	if (error)
		vg_list_free(devices, vg_device_free);
	else if (devices->count)
		qsort(devices->at, devices->count, sizeof(*devices->at),
		      compare_devices);
	return error;
}

/**
 * vg_guard_list - all devices that are protected or assigned, in order
 * @guard: the module
 * @devices: filled with struct device; to be released with vg_device_free()
 *
 * Return: 0 or an exit code.
 */
int vg_guard_list(struct vg_guard *guard, struct vg_list *devices)
{
	int error = dump_devices(guard, devices);

	if (error)
		return report_read_failure(&guard->nl, "list the devices",
					   error);
	return 0;
}

/**
 * vg_guard_may_list - vg_guard_list(), silent when the capability is missing
 * @guard: the module
 * @devices: as for vg_guard_list()
 * @code: 0 or an exit code
 *
 * Return: whether there is a list.
 */
bool vg_guard_may_list(struct vg_guard *guard, struct vg_list *devices,
		       int *code)
{
	int error = dump_devices(guard, devices);

	*code = 0;
	if (error && error != -EPERM)
		*code = report_read_failure(&guard->nl, "list the devices",
					    error);
	return !error;
}

static int collect_port(void *context, const void *attributes, size_t len,
			struct vg_nl *nl)
{
	struct vg_list *ports = context;
	struct vg_bdf bdf;
	struct port *port;

	if (!attributes) {
		vg_list_free(ports, vg_port_free);
		return 0;
	}
	port = vg_record_parse(&vg_layout_port, attributes, len, nl->text);
	if (!port)
		return -EBADMSG;
	vg_list_add(ports, port);
	if (vg_bdf_parse(port->bdf, &bdf))
		return 0;
	snprintf(nl->text, sizeof(nl->text), "%.32s is no address", port->bdf);
	return -EBADMSG;
}

/**
 * vg_guard_ports - the bridges above devices that are protected or assigned
 * @guard: the module
 * @ports: filled with struct port, in the order of the tree; to be
 *	released with vg_port_free()
 *
 * Return: 0 or an exit code.
 */
int vg_guard_ports(struct vg_guard *guard, struct vg_list *ports)
{
	int error;

	*ports = (struct vg_list){ 0 };
	error = vg_nl_dump(&guard->nl, VFIOGUARD_CMD_PORT_GET, collect_port,
			   ports);
	if (!error)
		return 0;
	vg_list_free(ports, vg_port_free);
	if (error != -EOPNOTSUPP)
		return report_read_failure(&guard->nl, "list the ports",
					   error);
	warnx("cannot list the ports: the module that is loaded is too old for that");
	return EX_UNAVAILABLE;
}

static int report_device_failure(const struct vg_guard *guard,
				 const char *verb, const char *bdf, int error)
{
	char what[64];

	if (error == -ENODEV) {
		warnx("there is no PCI function %s", bdf);
		return EX_USAGE;
	}
	snprintf(what, sizeof(what), "%s %s", verb, bdf);
	return report_read_failure(&guard->nl, what, error);
}

static int request_device(struct vg_guard *guard, u8 command,
			  const char *bdf, struct device **device)
{
	int error;

	*device = NULL;
	error = vg_nl_do(&guard->nl, command, bdf, take_device, device);
	if (!error && !*device) {
		snprintf(guard->nl.text, sizeof(guard->nl.text),
			 "no record came");
		error = -EBADMSG;
	}
	if (error) {
		vg_device_free(*device);
		*device = NULL;
	}
	return error;
}

/**
 * vg_guard_evaluate - what a bind would lead to
 * @guard: the module
 * @bdf: address of any function, normalised
 * @device: its record; to be released with vg_device_free()
 *
 * Return: 0 or an exit code.
 */
int vg_guard_evaluate(struct vg_guard *guard, const char *bdf,
		      struct device **device)
{
	int error = request_device(guard, VFIOGUARD_CMD_EVALUATE, bdf, device);

	return error ? report_device_failure(guard, "evaluate", bdf, error) : 0;
}

/**
 * vg_guard_show - record of a device
 * @guard: the module
 * @bdf: address of any function, normalised; the module keeps records of
 *	those in scope or assigned only, others are evaluated
 * @device: its record; to be released with vg_device_free()
 *
 * Return: 0 or an exit code.
 */
int vg_guard_show(struct vg_guard *guard, const char *bdf,
		  struct device **device)
{
	int error = request_device(guard, VFIOGUARD_CMD_DEVICE_GET, bdf,
				   device);

	if (error == -ENOENT)
		return vg_guard_evaluate(guard, bdf, device);
	return error ? report_device_failure(guard, "show", bdf, error) : 0;
}

static int take_policy(void *context, const void *attributes, size_t len,
		       struct vg_nl *nl)
{
	struct policy **policy = context;

	vg_record_free(&vg_layout_policy, *policy);
	*policy = vg_record_parse(&vg_layout_policy, attributes, len, nl->text);
	return *policy ? 0 : -EBADMSG;
}

/* With a text it is about the request, without one there is no such command */
static bool is_too_old(const struct vg_guard *guard, int error,
		       const char *what)
{
	if (error != -EOPNOTSUPP || guard->nl.text[0])
		return false;
	warnx("the module that is loaded is too old to be asked for its %s",
	      what);
	return true;
}

/**
 * vg_guard_policy - the policy in force
 * @guard: the module
 * @policy: the policy; to be given to vg_record_free()
 *
 * Return: 0 or an exit code.
 */
int vg_guard_policy(struct vg_guard *guard, struct policy **policy)
{
	int error;

	*policy = NULL;
	error = vg_nl_do(&guard->nl, VFIOGUARD_CMD_POLICY_GET, NULL,
			 take_policy, policy);
	if (!error && *policy)
		return 0;
	if (!error) {
		snprintf(guard->nl.text, sizeof(guard->nl.text),
			 "no record came");
		error = -EBADMSG;
	}
	if (is_too_old(guard, error, "policy"))
		return EX_UNAVAILABLE;
	return report_read_failure(&guard->nl, "read the policy", error);
}

/**
 * vg_guard_set_policy - change the policy, in all that is given or in nothing
 * @guard: the module
 * @values: what to change
 *
 * Return: 0 or an exit code.
 */
int vg_guard_set_policy(struct vg_guard *guard, const struct vg_values *values)
{
	int error = vg_nl_set(&guard->nl, VFIOGUARD_CMD_POLICY_SET, values->key,
			      VG_KEY_MAX);

	if (!error)
		return 0;
	if (error == -EPERM)
		return report_no_capability("set the policy", "CAP_SYS_ADMIN");
	if (is_too_old(guard, error, "policy"))
		return EX_UNAVAILABLE;
	return report_failure(&guard->nl, "set the policy", error);
}

static int collect_entry(void *context, const void *attributes, size_t len,
			 struct vg_nl *nl)
{
	struct vg_list *entries = context;
	struct entry *entry;

	if (!attributes) {
		vg_list_free(entries, vg_entry_free);
		return 0;
	}
	entry = vg_record_parse(&vg_layout_entry, attributes, len, nl->text);
	if (!entry)
		return -EBADMSG;
	vg_list_add(entries, entry);
	return 0;
}

/**
 * vg_guard_journal - entries of the journal that are still there
 * @guard: the module
 * @after: number of the last one that is not wanted
 * @entries: filled with struct entry, oldest first; to be released with
 *	vg_entry_free()
 *
 * Return: 0 or an exit code.
 */
int vg_guard_journal(struct vg_guard *guard, u64 after,
		     struct vg_list *entries)
{
	int error;

	*entries = (struct vg_list){ 0 };
	error = vg_nl_journal(&guard->nl, after, collect_entry, entries);
	if (!error)
		return 0;
	vg_list_free(entries, vg_entry_free);
	if (is_too_old(guard, error, "journal"))
		return EX_UNAVAILABLE;
	return report_read_failure(&guard->nl, "read the journal", error);
}

/**
 * vg_guard_since - where entries that somebody asks for begin
 * @guard: the module
 * @since: number of the last entry that he has; says so on stderr where there
 *	is none yet, as after a reboot: numbers begin anew with each load
 *
 * Return: the number to ask with.
 */
u64 vg_guard_since(const struct vg_guard *guard, u64 since)
{
	const struct vg_number *last = &guard->status->sequence;

	if (!last->set || since <= (u64)last->value)
		return since;
	warnx("there is no entry %llu yet, the last is %llu: that was another load; showing all",
	      (unsigned long long)since, (unsigned long long)last->value);
	return 0;
}

/**
 * vg_guard_listen - be told of new entries of the journal
 * @events: a connection for that only; to be given to vg_nl_close() after 0
 *
 * Return: 0 or an exit code.
 */
int vg_guard_listen(struct vg_nl *events)
{
	int error = vg_nl_open(events);

	if (error == -ENOENT)
		return report_no_family();
	if (error)
		return report_failure(events, "listen to events", error);
	error = vg_nl_listen(events);
	if (!error)
		return 0;
	vg_nl_close(events);
	if (error == -EOPNOTSUPP) {
		warnx("the module that is loaded is too old to tell of events");
		return EX_UNAVAILABLE;
	}
	return report_read_failure(events, "listen to events", error);
}

/**
 * vg_guard_event - wait for new entries, for some seconds
 * @events: from vg_guard_listen()
 * @entries: filled, maybe with none: then it is time to read the journal, if
 *	only to see that the module is still there
 *
 * Return: 0 or an exit code.
 */
int vg_guard_event(struct vg_nl *events, struct vg_list *entries)
{
	int error;

	*entries = (struct vg_list){ 0 };
	error = vg_nl_event(events, collect_entry, entries);
	if (!error)
		return 0;
	vg_list_free(entries, vg_entry_free);
	if (error == -EAGAIN || error == -ENOBUFS)
		return 0;
	return report_failure(events, "listen to events", error);
}

/**
 * vg_guard_disarm - take the gate away
 * @guard: the module
 *
 * Return: 0, also when it was away already, or an exit code.
 */
int vg_guard_disarm(struct vg_guard *guard)
{
	int error = vg_nl_do(&guard->nl, VFIOGUARD_CMD_DISARM, NULL, NULL,
			     NULL);

	if (!error || error == -EALREADY)
		return 0;
	if (error == -EPERM)
		return report_no_capability("disarm", "CAP_SYS_ADMIN");
	return report_failure(&guard->nl, "disarm", error);
}

/**
 * vg_guard_exit - exit code of a command that could read all it needs
 * @guard: the module
 * @violation: something assigned is not isolated, or was refused
 *
 * Says so on stderr when the gate is not armed.
 *
 * Return: enum vg_exit.
 */
int vg_guard_exit(const struct vg_guard *guard, bool violation)
{
	static const char way_back[] =
		"reboot, or 'rmmod vfioguard' and 'systemctl restart vfioguard-policy' arm it";

	if (!guard->status->armed.value) {
		warnx("the gate is not armed, no device is guarded; %s",
		      way_back);
		return VG_EXIT_NO_GUARD;
	}
	return violation ? VG_EXIT_VIOLATION : VG_EXIT_ISOLATED;
}
