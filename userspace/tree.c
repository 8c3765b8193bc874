// SPDX-License-Identifier: GPL-2.0-only
#include "tree.h"

#include <langinfo.h>
#include <stdio.h>
#include <string.h>

#include "path.h"
#include "scene.h"
#include "term.h"
#include "text.h"
#include "tree_cells.h"

#define COLUMNS		100
/* deeper ones are not moved further right, so that every line fits */
#define MAX_DEPTH	8
#define INDENT		2

/* What the tree is drawn with; each is INDENT columns wide */
struct glyphs {
	const char *branch;
	const char *last;
	const char *through;
	const char *cut;
};

static const struct glyphs unicode = {
	.branch = "\u251c\u2500", .last = "\u2514\u2500",
	.through = "\u2502 ", .cut = "\u2026 ",
};

static const struct glyphs ascii = {
	.branch = "|-", .last = "`-", .through = "| ", .cut = "< ",
};

static const char first_title[] = "FUNCTION";
static const char *const titles[VG_CELL_NOTE] = {
	"WHAT", "ACS", "GROUP", "DOM",
};

/**
 * struct pen - a line under way
 * @scene: what is drawn
 * @glyphs: for the tree
 * @start: where the columns begin
 * @column: where the line ends now
 * @open: by depth: something follows there
 */
struct pen {
	const struct vg_scene *scene;
	const struct glyphs *glyphs;
	int start[VG_CELL_NOTE + 1];
	int column;
	bool open[VG_PATH_MAX + 1];
};

static const struct vg_function *function_of(const struct pen *pen, s32 p)
{
	return &pen->scene->model->topology.fn[p];
}

static void put(struct pen *pen, enum vg_paint paint, const char *text)
{
	vg_print_painted(paint, text, 0);
	pen->column += (int)strlen(text);
}

static void move_to(struct pen *pen, int column)
{
	if (column > pen->column) {
		printf("%*s", column - pen->column, "");
		pen->column = column;
	}
}

static void end_line(struct pen *pen)
{
	putchar('\n');
	pen->column = 0;
}

static void put_glyph(struct pen *pen, const char *glyph)
{
	fputs(glyph, stdout);
	pen->column += INDENT;
}

static void put_stem(struct pen *pen, u32 depth)
{
	put_glyph(pen, pen->open[depth] ? pen->glyphs->through : "  ");
}

/* What leads from above to depth @depth, without the last glyph */
static void put_stems(struct pen *pen, u32 depth)
{
	u32 from = depth > MAX_DEPTH ? depth - MAX_DEPTH + 2 : 1;

	if (from > 1)
		put_glyph(pen, pen->glyphs->cut);
	for (u32 d = from; d < depth; d++)
		put_stem(pen, d);
}

static int indent_of(u32 depth)
{
	return INDENT * (int)(depth < MAX_DEPTH ? depth : MAX_DEPTH);
}

static void put_branch(struct pen *pen, const struct vg_row *row)
{
	if (!row->depth)
		return;
	put_stems(pen, row->depth);
	put_glyph(pen, row->last ? pen->glyphs->last : pen->glyphs->branch);
	pen->open[row->depth] = !row->last;
}

/* The next line of one row: the tree goes on beside it */
static void continue_line(struct pen *pen, const struct vg_row *row, int column)
{
	end_line(pen);
	put_stems(pen, row->depth);
	put_stem(pen, row->depth);
	move_to(pen, column);
}

/* How much of a text is put in a line: all, or what ends with a word */
static int fitting(const char *text, int room)
{
	int len = (int)strlen(text);
	int part = room;

	if (len <= room)
		return len;
	while (part > 0 && text[part - 1] != ' ')
		part--;
	return part ? part : room;
}

/* Beside the cells where there is room, else in lines of its own */
static void put_note(struct pen *pen, const struct vg_row *row,
		     const struct vg_cells *cells)
{
	const char *text = cells->note;
	int column = cells->text[VG_CELL_DOMAIN][0] ?
		     pen->start[VG_CELL_NOTE] : pen->start[VG_CELL_DOMAIN];
	char part[COLUMNS + 1];

	if (column + (int)strlen(text) > COLUMNS) {
		column = pen->start[VG_CELL_WHAT];
		continue_line(pen, row, column);
	}
	while (*text) {
		int len = fitting(text, COLUMNS - column);

		move_to(pen, column);
		snprintf(part, sizeof(part), "%.*s",
			 text[len] && text[len - 1] == ' ' ? len - 1 : len,
			 text);
		put(pen, cells->note_paint, part);
		text += len;
		if (*text)
			continue_line(pen, row, column);
	}
}

static void print_function(struct pen *pen, const struct vg_row *row)
{
	const struct vg_function *f = function_of(pen, row->position);
	const struct vg_mark *mark = &pen->scene->mark[row->position];
	char address[VG_BDF_LEN];
	struct vg_cells cells;

	vg_cells_fill(&cells, pen->scene, row);
	put_branch(pen, row);
	vg_format_bdf(address, f->segment, f->rid);
	put(pen, mark->outcome ? VG_STRONG : VG_PLAIN, address);
	for (int c = 0; c < VG_CELL_NOTE; c++) {
		if (!cells.text[c][0])
			continue;
		move_to(pen, pen->start[c]);
		put(pen, cells.paint[c], cells.text[c]);
	}
	put_note(pen, row, &cells);
	end_line(pen);
}

static const char *plural(u32 count)
{
	return count == 1 ? "" : "s";
}

static const char *why_left(const struct vg_scene *scene)
{
	return scene->picked ? "left out (--only)" :
			       "none to protect (--all shows them)";
}

static void print_rest(struct pen *pen, const struct vg_row *row)
{
	put_branch(pen, row);
	if (row->count)
		printf("%u function%s", row->count, plural(row->count));
	if (row->ports)
		printf("%s%u empty port%s", row->count ? ", " : "",
		       row->ports, plural(row->ports));
	printf(": %s\n", why_left(pen->scene));
	pen->column = 0;
}

static void print_bus(struct pen *pen, const struct vg_row *row)
{
	const struct vg_function *f = function_of(pen, row->position);
	char bus[VG_BDF_LEN];

	snprintf(bus, sizeof(bus), "%04x:%02x", f->segment, vg_root_bus(f));
	put(pen, VG_STRONG, bus);
	if (f->flags & VG_F_ORPHAN)
		printf("  not known how the host gets there");
	if (row->kind == VG_ROW_QUIET_BUS)
		printf("  %u function%s, %s", row->count, plural(row->count),
		       why_left(pen->scene));
	end_line(pen);
}

static void print_row(struct pen *pen, const struct vg_row *row)
{
	switch (row->kind) {
	case VG_ROW_BUS:
	case VG_ROW_QUIET_BUS:
		print_bus(pen, row);
		break;
	case VG_ROW_FUNCTION:
	case VG_ROW_RUN:
		print_function(pen, row);
		break;
	case VG_ROW_REST:
		print_rest(pen, row);
		break;
	}
}

static int max_of(int a, size_t b)
{
	return a > (int)b ? a : (int)b;
}

/* Each column as wide as its widest cell */
static void measure(struct pen *pen)
{
	const struct vg_scene *scene = pen->scene;
	int width[VG_CELL_NOTE] = { 0 };
	struct vg_cells cells;
	int tree = (int)strlen(first_title);

	for (int c = 0; c < VG_CELL_NOTE; c++)
		width[c] = (int)strlen(titles[c]);
	for (u32 i = 0; i < scene->row_count; i++) {
		const struct vg_row *row = &scene->row[i];
		char address[VG_BDF_LEN];

		if (row->kind != VG_ROW_FUNCTION && row->kind != VG_ROW_RUN)
			continue;
		vg_cells_fill(&cells, scene, row);
		vg_format_bdf(address, function_of(pen, row->position)->segment,
			      function_of(pen, row->position)->rid);
		tree = max_of(tree, (size_t)indent_of(row->depth) +
				    strlen(address));
		for (int c = 0; c < VG_CELL_NOTE; c++)
			width[c] = max_of(width[c], strlen(cells.text[c]));
	}
	pen->start[0] = tree + 1;
	for (int c = 1; c <= VG_CELL_NOTE; c++)
		pen->start[c] = pen->start[c - 1] + width[c - 1] + 1;
}

static void print_titles(struct pen *pen)
{
	put(pen, VG_STRONG, first_title);
	for (int c = 0; c < VG_CELL_NOTE; c++) {
		move_to(pen, pen->start[c]);
		put(pen, VG_STRONG, titles[c]);
	}
	end_line(pen);
}

/* Members as far as the line goes */
static void print_members(struct pen *pen, const struct vg_domain *domain)
{
	const struct vg_scene *scene = pen->scene;
	char more[24];

	for (u32 i = 0; i < domain->count; i++) {
		u32 p = scene->domains.member[domain->first + i];
		const struct vg_function *f = function_of(pen, (s32)p);
		char address[VG_BDF_LEN + 2] = " ";
		int left = snprintf(more, sizeof(more), " and %u more",
				    domain->count - i);

		vg_format_bdf(address + 1, f->segment, f->rid);
		if (vg_is_protected(scene->model, p))
			strcat(address, "*");
		if (pen->column + (int)strlen(address) >
		    COLUMNS - (i + 1 < domain->count ? left : 0)) {
			put(pen, VG_PLAIN, more);
			return;
		}
		put(pen, VG_PLAIN, address);
	}
}

static void print_domain(struct pen *pen, u32 number)
{
	const struct vg_domain *domain = &pen->scene->domains.domain[number];
	char letter[VG_LETTER_LEN];
	char claims[VG_CLAIMS_LEN];
	char text[2 * VG_CELL_LEN];

	vg_domain_claims(claims, domain);
	vg_domain_letter(letter, number);
	put(pen, VG_PLAIN, "  ");
	put(pen, vg_hue(number), letter);
	move_to(pen, 2 + VG_LETTER_LEN);
	if (domain->count == 1)
		snprintf(text, sizeof(text), "%s:",
			 vg_domain_word(pen->scene, number));
	else
		snprintf(text, sizeof(text), "%u endpoints %s:", domain->count,
			 claims);
	put(pen, domain->wards && domain->groups + domain->ungrouped > 1 ?
		 VG_BAD : VG_PLAIN, text);
	print_members(pen, domain);
	end_line(pen);
}

/* Domains of which a member is drawn; others are nobody's question */
static bool is_told(const struct vg_scene *scene, u32 number)
{
	const struct vg_domain *domain = &scene->domains.domain[number];

	for (u32 i = 0; i < domain->count; i++) {
		const struct vg_mark *mark =
			&scene->mark[scene->domains.member[domain->first + i]];

		if (mark->asked || (mark->drawn && vg_domain_counts(domain)))
			return true;
	}
	return false;
}

static void print_heading(struct pen *pen)
{
	put(pen, VG_STRONG, "Isolation domains");
	printf(" (endpoints that reach each other without passing the IOMMU)\n");
	pen->column = 0;
}

static void print_domains(struct pen *pen)
{
	const struct vg_scene *scene = pen->scene;
	bool any = false;

	for (u32 n = 0; n < scene->domains.count; n++) {
		if (!is_told(scene, n))
			continue;
		if (!any)
			print_heading(pen);
		any = true;
		print_domain(pen, n);
	}
}

static void print_claims(const struct pen *pen)
{
	printf("IOMMU groups: %s.\n", vg_groups_word(pen->scene));
	puts("ACS bits: + on, - off, x not implemented. * protected by the policy.\n"
	     "joins: requests turn round at this port and reach what is beside it.");
}

static void print_troubles(const struct vg_facts *facts)
{
	for (int i = 0; i < VG_TROUBLE_COUNT; i++) {
		if (facts->notes[i].count && i != VG_TROUBLE_JOINED)
			printf("Not complete: %u %s.\n", facts->notes[i].count,
			       vg_trouble_text(i));
	}
}

/**
 * vg_tree_print - a scene as text on stdout, 100 columns wide
 * @scene: the scene
 */
void vg_tree_print(const struct vg_scene *scene)
{
	struct pen pen = {
		.scene = scene,
		.glyphs = strcmp(nl_langinfo(CODESET), "UTF-8") ? &ascii :
								  &unicode,
	};

	measure(&pen);
	print_titles(&pen);
	for (u32 i = 0; i < scene->row_count; i++)
		print_row(&pen, &scene->row[i]);
	if (scene->left_buses)
		printf("%u function%s on %u other root bus%s left out (--only)\n",
		       scene->left_functions, plural(scene->left_functions),
		       scene->left_buses, scene->left_buses == 1 ? "" : "es");
	putchar('\n');
	print_domains(&pen);
	print_claims(&pen);
	print_troubles(&scene->model->facts);
}
