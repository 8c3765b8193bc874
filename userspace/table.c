// SPDX-License-Identifier: GPL-2.0-only
#include "table.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <linux/vfioguard.h>

#include "names.h"
#include "record.h"
#include "tally.h"
#include "term.h"

#define COLUMNS		100
#define GAP		2
#define CELL_LEN	64

enum column {
	DEVICE,
	ID,
	GROUP,
	DRIVER,
	STATE,
	VERDICT,
	REASON,
	COLUMN_COUNT,
};

static_assert(COLUMN_COUNT == VG_TABLE_COLUMNS, "a width for each column");

/* Drivers have long names, reasons get what is left */
static const int most[COLUMN_COUNT] = {
	[DEVICE] = 16, [ID] = 9, [GROUP] = 10, [DRIVER] = 14, [STATE] = 12,
	[VERDICT] = 15, [REASON] = CELL_LEN - 1,
};

struct row {
	char cell[COLUMN_COUNT][CELL_LEN];
	enum vg_paint paint;
};

/* The finding that refuses, or else the first one that warns */
static const struct finding *find_reason(const struct device *device)
{
	const struct finding *warning = NULL;

	for (size_t i = 0; i < device->finding.count; i++) {
		const struct finding *finding = device->finding.at[i];

		if (finding->severity.value == VFIOGUARD_SEVERITY_REFUSE)
			return finding;
		if (finding->severity.value != VFIOGUARD_SEVERITY_INFO &&
		    !warning)
			warning = finding;
	}
	return warning;
}

static const char *without_segment(const char *address)
{
	return strncmp(address, "0000:", 5) ? address : address + 5;
}

/* Rule and culprit; the culprit without segment, or not at all, if need be */
static void set_reason(char cell[CELL_LEN], const struct finding *finding,
		       int width)
{
	struct vg_word rule = vg_word(VG_ENUM_RULE, finding->rule);
	const char *culprit = finding->culprit;

	if (culprit && snprintf(cell, CELL_LEN, "%s %s", rule.text,
				culprit) <= width)
		return;
	if (culprit && snprintf(cell, CELL_LEN, "%s %s", rule.text,
				without_segment(culprit)) <= width)
		return;
	snprintf(cell, CELL_LEN, "%s", rule.text);
}

/* A device that would be allowed now, and was refused when it was asked for */
static bool set_decision(char cell[CELL_LEN], const struct device *device)
{
	const struct decision *decision = device->decision;

	if (!decision || vg_allows(decision->verdict) ||
	    !vg_allows(device->verdict))
		return false;
	snprintf(cell, CELL_LEN, "was refused: %s",
		 vg_word(VG_ENUM_RULE, decision->rule).text);
	return true;
}

static void set_cells(struct row *row, const struct device *device)
{
	snprintf(row->cell[DEVICE], CELL_LEN, "%s", device->bdf);
	snprintf(row->cell[ID], CELL_LEN, "%04llx:%04llx",
		 device->vendor.value & 0xffff,
		 device->device.value & 0xffff);
	if (device->group.set)
		snprintf(row->cell[GROUP], CELL_LEN, "%lld",
			 device->group.value);
	else
		snprintf(row->cell[GROUP], CELL_LEN, "none");
	snprintf(row->cell[DRIVER], CELL_LEN, "%s",
		 device->driver ? device->driver :
		 device->driver_busy.value ? "(changing)" : "-");
	snprintf(row->cell[STATE], CELL_LEN, "%s", vg_state_name(device));
	snprintf(row->cell[VERDICT], CELL_LEN, "%s",
		 vg_word(VG_ENUM_VERDICT, device->verdict).text);
}

static enum vg_paint choose_paint(const struct device *device)
{
	switch (vg_standing_of(device)) {
	case VG_ISOLATED:
		return VG_GOOD;
	case VG_NOT_ASSIGNED:
		return VG_PLAIN;
	default:
		return VG_BAD;
	}
}

static void set_titles(struct row *row)
{
	static const char *const titles[COLUMN_COUNT] = {
		"DEVICE", "ID", "GROUP", "DRIVER", "STATE", "VERDICT",
		"REASON",
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

static void fit_columns(struct row *row, const int width[COLUMN_COUNT])
{
	for (int column = 0; column < COLUMN_COUNT; column++)
		fit(row->cell[column], width[column]);
}

static void widen(struct vg_table *table, struct row *row)
{
	fit_columns(row, most);
	for (int column = 0; column < REASON; column++) {
		int len = (int)strlen(row->cell[column]);

		if (len > table->width[column])
			table->width[column] = len;
	}
}

static void print_row(const struct row *row, const int width[COLUMN_COUNT])
{
	bool is_title = row->paint == VG_STRONG;

	for (int column = 0; column < COLUMN_COUNT; column++) {
		bool painted = is_title || column == VERDICT;
		/* blanks at the end of a line help nobody */
		int pad = column == REASON ||
			  (column == VERDICT && !row->cell[REASON][0]) ?
			  0 : width[column];

		vg_print_painted(painted ? row->paint : VG_PLAIN,
				 row->cell[column], pad);
		if (pad)
			printf("%*s", GAP, "");
	}
	putchar('\n');
}

/**
 * vg_table_measure - make columns wide enough for one more device
 * @table: zeroed before the first
 * @device: the device
 */
void vg_table_measure(struct vg_table *table, const struct device *device)
{
	struct row row = { 0 };

	set_cells(&row, device);
	widen(table, &row);
}

/**
 * vg_table_head - the titles of the columns
 * @table: measured
 */
void vg_table_head(struct vg_table *table)
{
	struct row row = { 0 };

	set_titles(&row);
	widen(table, &row);
	table->width[REASON] = COLUMNS;
	for (int column = 0; column < REASON; column++)
		table->width[REASON] -= table->width[column] + GAP;
	print_row(&row, table->width);
}

/**
 * vg_table_row - a device as a line
 * @table: with titles
 * @device: one of those measured
 */
void vg_table_row(const struct vg_table *table, const struct device *device)
{
	const struct finding *reason = find_reason(device);
	struct row row = { .paint = choose_paint(device) };

	set_cells(&row, device);
	if (!set_decision(row.cell[REASON], device) && reason)
		set_reason(row.cell[REASON], reason, table->width[REASON]);
	fit_columns(&row, table->width);
	print_row(&row, table->width);
}

/**
 * vg_table_print - devices as a table of 100 columns
 * @devices: struct device
 */
void vg_table_print(const struct vg_list *devices)
{
	struct vg_table table = { 0 };

	for (size_t i = 0; i < devices->count; i++)
		vg_table_measure(&table, devices->at[i]);
	vg_table_head(&table);
	for (size_t i = 0; i < devices->count; i++)
		vg_table_row(&table, devices->at[i]);
}
