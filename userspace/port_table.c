// SPDX-License-Identifier: GPL-2.0-only
#include "port_table.h"

#include <stdio.h>
#include <string.h>

#include "names.h"
#include "record.h"
#include "term.h"
#include "topology.h"

#define COLUMNS		100
#define GAP		2
#define CELL_LEN	128

enum column {
	PORT,
	ID,
	TYPE,
	BUSES,
	GROUP,
	ACS,
	BELOW,
	SUFFER,
	FAULT,
	COLUMN_COUNT,
};

struct row {
	char cell[COLUMN_COUNT][CELL_LEN];
	enum vg_paint paint;
};

/* A quirk goes by the name of its function, less what all of them have */
static void set_no_acs(char cell[CELL_LEN], const struct port *port)
{
	static const char prefix[] = "pci_quirk_";
	const char *name = port->quirk;

	if (port->unreadable.value) {
		snprintf(cell, CELL_LEN, "unreadable");
		return;
	}
	if (!name) {
		snprintf(cell, CELL_LEN, "none");
		return;
	}
	if (!strncmp(name, prefix, sizeof(prefix) - 1))
		name += sizeof(prefix) - 1;
	snprintf(cell, CELL_LEN, "quirk %s", name);
}

/* "SV+ RR- UFx": on, off, the port cannot; EC and DT only where they are on */
static void set_acs(char cell[CELL_LEN], const struct port *port)
{
	static const unsigned int shown = VG_ACS_SV | VG_ACS_RR | VG_ACS_CR |
					  VG_ACS_UF;
	long long cap = port->acs_capability.value;
	long long ctrl = port->acs_control.value;
	char name[VG_NAME_LEN];
	size_t len = 0;

	if (port->unreadable.value || !port->acs_control.set) {
		set_no_acs(cell, port);
		return;
	}
	for (unsigned int bit = 0; bit < 7; bit++) {
		long long mask = 1 << bit;
		char state = !(cap & mask) ? 'x' : ctrl & mask ? '+' : '-';

		if (!(shown & mask) && state != '+')
			continue;
		len += (size_t)snprintf(cell + len, CELL_LEN - len, "%s%s%c",
					len ? " " : "", vg_acs_bit(bit, name),
					state);
	}
}

/* What devices suffer from here */
static void set_fault(struct row *row, const struct port *port)
{
	char bits[VG_BITS_LEN];

	if (!port->endangered_count.value)
		return;
	row->paint = VG_BAD;
	vg_acs_bits(bits, port->wanted.value);
	snprintf(row->cell[FAULT], CELL_LEN, "<-- %s",
		 port->unreadable.value ? "ACS" :
		 !port->acs_control.set ? "no ACS" :
		 port->wanted.value ? bits : "see show");
}

static void set_type(char cell[CELL_LEN], const struct port *port)
{
	snprintf(cell, CELL_LEN, "%s", port->type.set ?
		 vg_word(VG_ENUM_PORT_TYPE, port->type).text : "-");
}

static void set_cells(struct row *row, const struct port *port)
{
	snprintf(row->cell[PORT], CELL_LEN, "%s", port->bdf);
	snprintf(row->cell[ID], CELL_LEN, "%04llx:%04llx",
		 port->vendor.value & 0xffff, port->device.value & 0xffff);
	if (!port->vendor.set)
		snprintf(row->cell[ID], CELL_LEN, "-");
	set_type(row->cell[TYPE], port);
	if (port->secondary.set)
		snprintf(row->cell[BUSES], CELL_LEN, "%02llx-%02llx",
			 port->secondary.value & 0xff,
			 port->subordinate.value & 0xff);
	else
		snprintf(row->cell[BUSES], CELL_LEN, "-");
	if (port->group.set)
		snprintf(row->cell[GROUP], CELL_LEN, "%lld",
			 port->group.value);
	else
		snprintf(row->cell[GROUP], CELL_LEN, "none");
	set_acs(row->cell[ACS], port);
	snprintf(row->cell[BELOW], CELL_LEN, "%lld", port->device_count.value);
	snprintf(row->cell[SUFFER], CELL_LEN, "%lld",
		 port->endangered_count.value);
	set_fault(row, port);
}

static void set_titles(struct row *row)
{
	static const char *const titles[COLUMN_COUNT] = {
		"PORT", "ID", "TYPE", "BUSES", "GROUP", "ACS", "BELOW",
		"SUFFER", "AT FAULT",
	};

	for (int i = 0; i < COLUMN_COUNT; i++)
		snprintf(row->cell[i], CELL_LEN, "%s", titles[i]);
	row->paint = VG_STRONG;
}

/* A cell that had to be cut ends in ~ */
static void fit(char cell[CELL_LEN], int width)
{
	if ((int)strlen(cell) <= width)
		return;
	cell[width - 1] = '~';
	cell[width] = '\0';
}

/* Wide rows cost the last column its room, and no line is wider than the screen */
static void widen(int width[COLUMN_COUNT], struct row *row)
{
	static const int most[COLUMN_COUNT] = {
		[PORT] = 16, [ID] = 9, [TYPE] = 12, [BUSES] = 5, [GROUP] = 6,
		[ACS] = 23, [BELOW] = 5, [SUFFER] = 6,
	};

	for (int i = 0; i < FAULT; i++) {
		fit(row->cell[i], most[i]);
		if ((int)strlen(row->cell[i]) > width[i])
			width[i] = (int)strlen(row->cell[i]);
	}
}

static void print_row(struct row *row, const int width[COLUMN_COUNT])
{
	bool is_title = row->paint == VG_STRONG;
	bool has_fault = row->cell[FAULT][0];
	int last = has_fault ? FAULT : SUFFER;

	for (int i = 0; i <= last; i++) {
		fit(row->cell[i], width[i]);
		vg_print_painted(is_title || i == FAULT ? row->paint :
				 VG_PLAIN, row->cell[i],
				 i == last ? 0 : width[i]);
		if (i < last)
			printf("%*s", GAP, "");
	}
	putchar('\n');
}

static unsigned int count_faulty(const struct vg_list *ports)
{
	unsigned int count = 0;

	for (size_t i = 0; i < ports->count; i++) {
		const struct port *port = ports->at[i];

		count += port->endangered_count.value > 0;
	}
	return count;
}

/**
 * vg_port_table_print - bridges as a table of 100 columns
 * @ports: struct port
 */
void vg_port_table_print(const struct vg_list *ports)
{
	int width[COLUMN_COUNT] = { 0 };
	struct row row = { .paint = VG_STRONG };
	unsigned int faulty = count_faulty(ports);

	for (size_t i = 0; i < ports->count; i++) {
		struct row probe = { 0 };

		set_cells(&probe, ports->at[i]);
		widen(width, &probe);
	}
	set_titles(&row);
	widen(width, &row);
	width[FAULT] = COLUMNS;
	for (int i = 0; i < FAULT; i++)
		width[FAULT] -= width[i] + GAP;
	if (ports->count)
		print_row(&row, width);
	for (size_t i = 0; i < ports->count; i++) {
		row = (struct row){ 0 };
		set_cells(&row, ports->at[i]);
		print_row(&row, width);
	}
	printf("%s%zu port%s, %u at fault\n", ports->count ? "\n" : "",
	       ports->count, ports->count == 1 ? "" : "s", faulty);
}
