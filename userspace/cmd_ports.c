// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include <jansson.h>

#include "cmd.h"
#include "guard.h"
#include "json.h"
#include "local.h"
#include "port_table.h"
#include "tally.h"

/* Absent: without the capability there is no register */
static json_t *bits(struct vg_number n)
{
	return n.set ? vg_json_bits(n.value) : json_null();
}

static void put_identity(json_t *object, const struct port *port)
{
	vg_json_put(object, "bdf", vg_json_text(port->bdf));
	vg_json_put(object, "vendor", vg_json_hex(port->vendor, 4));
	vg_json_put(object, "device", vg_json_hex(port->device, 4));
	vg_json_put(object, "type", port->type.set ?
		    vg_json_word(VG_ENUM_PORT_TYPE, port->type) : json_null());
	vg_json_put(object, "slot_path", vg_json_text(port->slot_path));
	vg_json_put(object, "group", vg_json_number(port->group));
	vg_json_put(object, "secondary", vg_json_number(port->secondary));
	vg_json_put(object, "subordinate", vg_json_number(port->subordinate));
}

static json_t *port_json(const struct port *port)
{
	json_t *object = json_object();
	struct vg_aer aer;

	vg_aer_read(&aer, port->bdf);
	put_identity(object, port);
	vg_json_put(object, "unreadable", json_boolean(port->unreadable.value));
	vg_json_put(object, "acs_capability", bits(port->acs_capability));
	vg_json_put(object, "acs_capability_bits",
		    vg_json_number(port->acs_capability));
	vg_json_put(object, "acs_control", bits(port->acs_control));
	vg_json_put(object, "acs_control_bits",
		    vg_json_number(port->acs_control));
	vg_json_put(object, "wanted", bits(port->wanted));
	vg_json_put(object, "wanted_bits", vg_json_number(port->wanted));
	vg_json_put(object, "quirk", vg_json_text(port->quirk));
	vg_json_put(object, "device_count",
		    vg_json_number(port->device_count));
	vg_json_put(object, "endangered_count",
		    vg_json_number(port->endangered_count));
	vg_json_put(object, "last_change", vg_json_number(port->last_change));
	vg_json_put(object, "host",
		    json_pack("{s:o}", "aer", vg_aer_json(&aer, port->bdf)));
	return object;
}

static void print_json(const struct vg_guard *guard,
		       const struct vg_list *ports)
{
	json_t *array = json_array();

	for (size_t i = 0; i < ports->count; i++)
		vg_json_append(array, port_json(ports->at[i]));
	vg_json_print(json_pack("{s:I, s:o}", "abi", guard->status->abi.value,
				"ports", array));
}

/* Ports do not violate anything, devices do: the code is that of list */
static int find_code(struct vg_guard *guard)
{
	struct vg_list devices;
	struct vg_tally tally;
	int code = vg_guard_list(guard, &devices);

	if (code)
		return code;
	tally = vg_tally(&devices);
	vg_list_free(&devices, vg_device_free);
	return vg_guard_exit(guard, vg_tally_violates(&tally));
}

/**
 * vg_cmd_ports - the bridges above devices that are protected or assigned
 * @call: command line
 *
 * Return: exit code.
 */
int vg_cmd_ports(const struct vg_call *call)
{
	struct vg_guard guard;
	struct vg_list ports;
	int code = vg_guard_open(&guard);

	if (code)
		return code;
	code = vg_guard_ports(&guard, &ports);
	if (!code) {
		if (call->json)
			print_json(&guard, &ports);
		else
			vg_port_table_print(&ports);
		vg_list_free(&ports, vg_port_free);
		code = find_code(&guard);
	}
	vg_guard_close(&guard);
	return code;
}
