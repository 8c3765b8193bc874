// SPDX-License-Identifier: GPL-2.0-only
/* tree_cells.c - writes what a function is, has and is blamed for */
#include "tree_cells.h"

#include <stdio.h>
#include <string.h>

#include "kind.h"
#include "names.h"
#include "quirks.h"
#include "router.h"
#include "text.h"

/* The bits that the kernel asks for, and those that undo them when on */
#define SHOWN_BITS	VG_ACS_REQUIRED
#define HARMFUL_BITS	(VG_ACS_EC | VG_ACS_DT)

static const struct vg_function *function_of(const struct vg_scene *scene,
					     s32 p)
{
	return &scene->model->topology.fn[p];
}

/* "+": on, "-": off, "x": the function cannot */
static void write_acs(char *buf, size_t len, const struct vg_function *f)
{
	size_t end = 0;
	char name[VG_NAME_LEN];

	for (unsigned int bit = 0; bit < 16; bit++) {
		u16 mask = (u16)BIT(bit);
		bool on = f->acs_cap & f->acs_ctrl & mask;

		if (!(SHOWN_BITS & mask) && !(on && HARMFUL_BITS & mask))
			continue;
		end += (size_t)snprintf(buf + end, len - end, "%s%c",
					vg_acs_bit(bit, name),
					on ? '+' : f->acs_cap & mask ? '-' : 'x');
	}
}

static void describe_acs(char *buf, size_t len, const struct vg_scene *scene,
			 s32 p)
{
	const struct vg_topology *t = &scene->model->topology;
	const struct vg_function *f = function_of(scene, p);

	buf[0] = '\0';
	if (vg_is_unreadable(f))
		snprintf(buf, len, "unreadable");
	else if (f->acs_kind != VG_ACS_ABSENT)
		write_acs(buf, len, f);
	else if (vg_is_port(f))
		snprintf(buf, len, vg_quirk_asserts(t->quirk[p]) ?
			 "by quirk" : "no ACS");
}

/* "3b-40" or "3b": the buses below a bridge */
static void describe_buses(char *buf, size_t len, const struct vg_function *f)
{
	if (!f->secondary)
		snprintf(buf, len, "no bus");
	else if (f->secondary == f->subordinate)
		snprintf(buf, len, "[%02x]", f->secondary);
	else
		snprintf(buf, len, "[%02x-%02x]", f->secondary,
			 f->subordinate);
}

static void describe_what(char *buf, size_t len, const struct vg_scene *scene,
			  const struct vg_row *row)
{
	const struct vg_function *f = function_of(scene, row->position);
	char more[24] = "";
	char kind[VG_KIND_LEN];
	char count[16] = "";

	vg_kind(kind, scene->kinds, f);
	if (f->header == 1 || f->header == 2)
		describe_buses(more, sizeof(more), f);
	else
		snprintf(more, sizeof(more), "%04x:%04x", f->vendor,
			 f->device);
	if (row->kind == VG_ROW_RUN)
		snprintf(count, sizeof(count), "%u x ", row->count);
	snprintf(buf, len, "%s%s %s", count, kind, more);
}

static void describe_group(char *buf, size_t len, const struct vg_scene *scene,
			   s32 p)
{
	s32 group = function_of(scene, p)->group;

	if (group == VG_NO_GROUP)
		snprintf(buf, len, "-");
	else
		snprintf(buf, len, "%s%d", scene->model->claims ==
			 VG_CLAIMS_RECORDED ? "" : "~", group);
}

static void note_run(struct vg_cells *cells, const struct vg_scene *scene,
		     const struct vg_row *row)
{
	const struct vg_function *f = function_of(scene, row->position +
						  (s32)row->count - 1);
	char address[VG_BDF_LEN];

	vg_format_bdf(address, f->segment, f->rid);
	snprintf(cells->note, sizeof(cells->note), "to %s%s", address,
		 vg_has_domain(scene, row) ? "" : ", each isolated");
}

static void note_blame(struct vg_cells *cells, const struct vg_mark *mark)
{
	char blame[VG_BLAME_LEN];

	vg_blame_text(blame, mark);
	snprintf(cells->note, sizeof(cells->note), "<-- culprit: %s", blame);
	cells->note_paint = VG_BAD;
}

/* Said of the first cause; that of a finding is said by note_blame() */
static void note_join(struct vg_cells *cells, const struct vg_mark *mark)
{
	size_t end = strlen(cells->note);

	if (mark->blame & BIT(mark->joins))
		return;
	snprintf(cells->note + end, sizeof(cells->note) - end, "%sjoins: %s",
		 end ? "; " : "", vg_cause_name(mark->joins));
	if (!end)
		cells->note_paint = VG_DOUBT;
}

static void note_verdict(struct vg_cells *cells, const struct vg_scene *scene,
			 s32 p)
{
	const struct vg_mark *mark = &scene->mark[p];
	char verdict[VG_VERDICT_LEN];
	char blame[VG_BLAME_LEN];

	vg_verdict_text(verdict, mark);
	vg_blame_text(blame, mark);
	snprintf(cells->note, sizeof(cells->note), "%s%s%s%s",
		 vg_is_protected(scene->model, (u32)p) ? "* " : "",
		 verdict, *blame ? ", culprit: " : "", blame);
	cells->note_paint = mark->outcome == VG_ALLOW ? VG_GOOD :
								VG_BAD;
}

static void fill_note(struct vg_cells *cells, const struct vg_scene *scene,
		      const struct vg_row *row)
{
	const struct vg_mark *mark = &scene->mark[row->position];

	if (row->kind == VG_ROW_RUN)
		note_run(cells, scene, row);
	else if (mark->outcome)
		note_verdict(cells, scene, row->position);
	else if (mark->blame)
		note_blame(cells, mark);
	if (mark->joins)
		note_join(cells, mark);
}

/* Of a port that joins what is below it to others: their domain */
static u32 domain_of(const struct vg_scene *scene, const struct vg_row *row)
{
	s32 p = row->position;

	if (vg_has_domain(scene, row))
		return scene->domains.of[p];
	if (!scene->mark[p].joins || scene->mark[p].blame)
		return VG_NO_DOMAIN;
	for (u32 i = 0; i < scene->model->topology.size[p]; i++) {
		if (scene->domains.of[p + (s32)i] != VG_NO_DOMAIN)
			return scene->domains.of[p + (s32)i];
	}
	return VG_NO_DOMAIN;
}

/**
 * vg_cells_fill - what the tree says of a function
 * @cells: filled
 * @scene: what is drawn
 * @row: of the function, or of a run of functions
 */
void vg_cells_fill(struct vg_cells *cells, const struct vg_scene *scene,
		   const struct vg_row *row)
{
	u32 domain = domain_of(scene, row);

	memset(cells, 0, sizeof(*cells));
	describe_what(cells->text[VG_CELL_WHAT], VG_CELL_LEN, scene, row);
	describe_acs(cells->text[VG_CELL_ACS], VG_CELL_LEN, scene,
		     row->position);
	describe_group(cells->text[VG_CELL_GROUP], VG_CELL_LEN, scene,
		       row->position);
	if (domain != VG_NO_DOMAIN) {
		vg_domain_letter(cells->text[VG_CELL_DOMAIN], domain);
		cells->paint[VG_CELL_DOMAIN] = vg_hue(domain);
	}
	fill_note(cells, scene, row);
}
