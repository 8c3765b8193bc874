// SPDX-License-Identifier: GPL-2.0-only
#include "table.h"

#include <assert.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/vfioguard.h>

#include "expect.h"
#include "expected_gpu.h"
#include "local.h"
#include "names.h"
#include "record.h"
#include "size.h"
#include "tally.h"
#include "term.h"

#define COLUMNS		100
#define GAP		2
#define CELL_LEN	64

/**
 * struct column - what a column shows
 * @name: what it is asked for by
 * @title: above it
 * @most: no wider than this
 * @help: what it is
 * @fill: a cell of it; a part of @device that is not known leaves "-"
 */
struct column {
	const char *name;
	const char *title;
	int most;
	const char *help;
	void (*fill)(char cell[CELL_LEN], const struct device *device,
		     int width);
};

struct row {
	char cell[VG_TABLE_COLUMNS][CELL_LEN];
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
static void say_reason(char cell[CELL_LEN], const struct finding *finding,
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
static bool say_decision(char cell[CELL_LEN], const struct device *device)
{
	const struct decision *decision = device->decision;

	if (!decision || vg_allows(decision->verdict) ||
	    !vg_allows(device->verdict))
		return false;
	snprintf(cell, CELL_LEN, "was refused: %s",
		 vg_word(VG_ENUM_RULE, decision->rule).text);
	return true;
}

static void set_reason(char cell[CELL_LEN], const struct device *device,
		       int width)
{
	const struct finding *reason = find_reason(device);

	if (!say_decision(cell, device) && reason)
		say_reason(cell, reason, width);
}

static void set_device(char cell[CELL_LEN], const struct device *device,
		       int width)
{
	snprintf(cell, CELL_LEN, "%.*s", width, device->bdf);
}

static void set_id(char cell[CELL_LEN], const struct device *device,
		   __attribute__((unused)) int width)
{
	snprintf(cell, CELL_LEN, "%04llx:%04llx",
		 device->vendor.value & 0xffff, device->device.value & 0xffff);
}

/* The name of the model, which is short, or that of pci.ids */
static void set_name(char cell[CELL_LEN], const struct device *device,
		     __attribute__((unused)) int width)
{
	const struct vg_model *model = vg_model_of(device);
	char *name = model ? NULL : vg_local_name(device);

	snprintf(cell, CELL_LEN, "%s", model ? model->name : name ? name : "-");
	free(name);
}

static void set_group(char cell[CELL_LEN], const struct device *device,
		      __attribute__((unused)) int width)
{
	if (device->group.set)
		snprintf(cell, CELL_LEN, "%lld", device->group.value);
	else
		snprintf(cell, CELL_LEN, "none");
}

static void set_driver(char cell[CELL_LEN], const struct device *device,
		       __attribute__((unused)) int width)
{
	snprintf(cell, CELL_LEN, "%s", device->driver ? device->driver :
		 device->driver_busy.value ? "(busy)" : "-");
}

static void set_state(char cell[CELL_LEN], const struct device *device,
		      __attribute__((unused)) int width)
{
	snprintf(cell, CELL_LEN, "%s", vg_state_name(device));
}

static void set_verdict(char cell[CELL_LEN], const struct device *device,
			__attribute__((unused)) int width)
{
	snprintf(cell, CELL_LEN, "%s",
		 vg_word(VG_ENUM_VERDICT, device->verdict).text);
}

static void set_numa(char cell[CELL_LEN], const struct device *device,
		     __attribute__((unused)) int width)
{
	if (device->numa_node.value >= 0 && device->numa_node.set)
		snprintf(cell, CELL_LEN, "%lld", device->numa_node.value);
	else
		snprintf(cell, CELL_LEN, "-");
}

/* "Gen4 x8 of Gen5 x16" where both ends can do more; a VF has its PF's link */
static void set_link(char cell[CELL_LEN], const struct device *device,
		     __attribute__((unused)) int width)
{
	const struct link *link = device->link;
	char can[VG_EXPECT_LEN];
	char now[VG_EXPECT_LEN];

	if (!link || !link->speed.set) {
		snprintf(cell, CELL_LEN, "-");
		return;
	}
	vg_link_now(now, link);
	vg_link_can(can, link);
	snprintf(cell, CELL_LEN, "%.24s%s%.32s", now,
		 link->degraded.value ? " of " : "",
		 link->degraded.value ? can : "");
}

static void set_bar(char cell[CELL_LEN], const struct device *device,
		    __attribute__((unused)) int width)
{
	long long largest = 0;

	for (size_t i = 0; i < device->bar.count; i++) {
		const struct bar *bar = device->bar.at[i];

		if (bar->size.value > largest)
			largest = bar->size.value;
	}
	snprintf(cell, CELL_LEN, "%s", largest ? vg_size(largest).text : "-");
}

static void set_reset(char cell[CELL_LEN], const struct device *device,
		      __attribute__((unused)) int width)
{
	const struct reset *reset = device->reset;

	snprintf(cell, CELL_LEN, "%s", !reset ? "-" : reset->used.set ?
		 vg_word(VG_ENUM_RESET_METHOD, reset->used).text : "none");
}

static void set_power(char cell[CELL_LEN], const struct device *device,
		      __attribute__((unused)) int width)
{
	snprintf(cell, CELL_LEN, "%s", !device->power_state.set ? "-" :
		 vg_word(VG_ENUM_POWER_STATE, device->power_state).text);
}

static void set_domain(char cell[CELL_LEN], const struct device *device,
		       __attribute__((unused)) int width)
{
	const struct dma *dma = device->dma;

	snprintf(cell, CELL_LEN, "%s", !dma || !dma->domain_type.set ? "-" :
		 vg_word(VG_ENUM_DOMAIN_TYPE, dma->domain_type).text);
}

static void set_vfs(char cell[CELL_LEN], const struct device *device,
		    __attribute__((unused)) int width)
{
	const struct sriov *sriov = device->sriov;

	if (!sriov)
		snprintf(cell, CELL_LEN, "-");
	else if (sriov->pf && sriov->vf_index.set)
		snprintf(cell, CELL_LEN, "VF %lld", sriov->vf_index.value);
	else if (sriov->pf)
		snprintf(cell, CELL_LEN, "VF");
	else
		snprintf(cell, CELL_LEN, "%lld of %lld", sriov->num_vfs.value,
			 sriov->total_vfs.value);
}

static void set_path(char cell[CELL_LEN], const struct device *device,
		     __attribute__((unused)) int width)
{
	snprintf(cell, CELL_LEN, "%s", device->slot_path ? device->slot_path :
		 "-");
}

/* The first UNASKED of them are shown unasked; reasons get what is left */
#define UNASKED		7

static const struct column columns[] = {
	{ "device", "DEVICE", 16, "address", set_device },
	{ "id", "ID", 9, "vendor and device ID", set_id },
	{ "group", "GROUP", 10, "IOMMU group", set_group },
	{ "driver", "DRIVER", 14, "driver", set_driver },
	{ "state", "STATE", 12, "open, assigned, refused or not assigned",
	  set_state },
	{ "verdict", "VERDICT", 15, "what a bind would lead to now",
	  set_verdict },
	{ "reason", "REASON", CELL_LEN - 1, "rule and port to blame",
	  set_reason },
	{ "name", "NAME", 24, "model, or name in pci.ids", set_name },
	{ "numa", "NUMA", 4, "NUMA node", set_numa },
	{ "link", "LINK", 20, "speed and width now", set_link },
	{ "bar", "BAR", 10, "size of the largest BAR", set_bar },
	{ "reset", "RESET", 15, "reset that VFIO uses", set_reset },
	{ "power", "POWER", 7, "power state", set_power },
	{ "domain", "DOMAIN", 9, "type of the IOMMU domain", set_domain },
	{ "vfs", "VFS", 10, "VFs in use, or number of the VF", set_vfs },
	{ "path", "PATH", 40, "slot path", set_path },
};

static_assert(ARRAY_SIZE(columns) == VG_TABLE_COLUMNS, "room for all");

static const struct column *column_of(const struct vg_table *table, int i)
{
	return &columns[table->column[i]];
}

static bool is_last(const struct vg_table *table, int i)
{
	return i == table->count - 1;
}

/* What is in the last column gets the rest of the line */
static bool takes_rest(const struct vg_table *table, int i)
{
	return is_last(table, i) && column_of(table, i)->fill == set_reason;
}

static void choose_unasked(struct vg_table *table)
{
	if (table->count)
		return;
	for (int i = 0; i < UNASKED; i++)
		table->column[table->count++] = i;
}

static bool add_column(struct vg_table *table, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		if (strcmp(columns[i].name, name))
			continue;
		if (table->count == VG_TABLE_COLUMNS) {
			warnx("not more than %d columns", VG_TABLE_COLUMNS);
			return false;
		}
		table->column[table->count++] = (int)i;
		return true;
	}
	warnx("column '%s' is not known (vfioguard list --columns help lists them)",
	      name);
	return false;
}

/**
 * vg_table_choose - which columns to show
 * @table: zeroed
 * @names: their names, with commas between
 *
 * Return: false after a message when one is not known.
 */
bool vg_table_choose(struct vg_table *table, const char *names)
{
	char *copy = strdup(names);
	char *rest = copy;
	char *name;
	bool good = copy;

	while (good && (name = strsep(&rest, ",")))
		good = add_column(table, name);
	free(copy);
	return good;
}

/**
 * vg_table_explain - names of all columns on stdout
 */
void vg_table_explain(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		printf("%-8s  %s%s\n", columns[i].name, columns[i].help,
		       i < UNASKED ? " (shown unasked)" : "");
}

static enum vg_paint choose_paint(const struct device *device)
{
	switch (vg_standing_of(device)) {
	case VG_ISOLATED:
		return VG_GOOD;
	case VG_SHARED:
		return VG_DOUBT;
	case VG_NOT_ASSIGNED:
		return VG_PLAIN;
	default:
		return VG_BAD;
	}
}

/* A cell that had to be cut ends in ~ */
static void fit(char cell[CELL_LEN], int width)
{
	if ((int)strlen(cell) <= width)
		return;
	cell[width - 1] = '~';
	cell[width] = '\0';
}

static void fill_titles(struct row *row, const struct vg_table *table)
{
	for (int i = 0; i < table->count; i++)
		snprintf(row->cell[i], CELL_LEN, "%s",
			 column_of(table, i)->title);
	row->paint = VG_STRONG;
}

static void widen(struct vg_table *table, struct row *row)
{
	for (int i = 0; i < table->count; i++) {
		int len;

		fit(row->cell[i], column_of(table, i)->most);
		len = (int)strlen(row->cell[i]);
		if (len > table->width[i])
			table->width[i] = len;
	}
}

/* Blanks at the end of a line help nobody */
static int find_last(const struct row *row, const struct vg_table *table)
{
	int last = table->count - 1;

	while (last > 0 && !row->cell[last][0])
		last--;
	return last;
}

static void print_row(const struct row *row, const struct vg_table *table)
{
	int last = find_last(row, table);

	for (int i = 0; i <= last; i++) {
		bool painted = row->paint == VG_STRONG ||
			       column_of(table, i)->fill == set_verdict;

		vg_print_painted(painted ? row->paint : VG_PLAIN, row->cell[i],
				 i == last ? 0 : table->width[i]);
		if (i < last)
			printf("%*s", GAP, "");
	}
	putchar('\n');
}

/**
 * vg_table_measure - make columns wide enough for one more device
 * @table: zeroed before the first, or with columns
 * @device: the device
 */
void vg_table_measure(struct vg_table *table, const struct device *device)
{
	struct row row = { 0 };

	choose_unasked(table);
	for (int i = 0; i < table->count; i++) {
		if (!takes_rest(table, i))
			column_of(table, i)->fill(row.cell[i], device,
						  column_of(table, i)->most);
	}
	widen(table, &row);
}

static void measure_rest(struct vg_table *table)
{
	int last = table->count - 1;

	if (!takes_rest(table, last))
		return;
	table->width[last] = COLUMNS;
	for (int i = 0; i < last; i++)
		table->width[last] -= table->width[i] + GAP;
	/* who asks for that many columns has a wide screen */
	if (table->width[last] < UNASKED * GAP)
		table->width[last] = CELL_LEN - 1;
}

/**
 * vg_table_head - the titles of the columns
 * @table: measured
 */
void vg_table_head(struct vg_table *table)
{
	struct row row = { 0 };

	choose_unasked(table);
	fill_titles(&row, table);
	widen(table, &row);
	measure_rest(table);
	print_row(&row, table);
}

/**
 * vg_table_row - a device as a line
 * @table: with titles
 * @device: one of those measured
 */
void vg_table_row(const struct vg_table *table, const struct device *device)
{
	struct row row = { .paint = choose_paint(device) };

	for (int i = 0; i < table->count; i++) {
		column_of(table, i)->fill(row.cell[i], device,
					  table->width[i]);
		fit(row.cell[i], table->width[i]);
	}
	print_row(&row, table);
}

/**
 * vg_table_print - devices as a table
 * @table: zeroed, for 100 columns, or with columns
 * @devices: struct device
 */
void vg_table_print(struct vg_table *table, const struct vg_list *devices)
{
	for (size_t i = 0; i < devices->count; i++)
		vg_table_measure(table, devices->at[i]);
	vg_table_head(table);
	for (size_t i = 0; i < devices->count; i++)
		vg_table_row(table, devices->at[i]);
}
