// SPDX-License-Identifier: GPL-2.0-only
#include "tree.h"

#include <langinfo.h>
#include <stdio.h>
#include <string.h>

#include "kind.h"
#include "names.h"
#include "path.h"
#include "quirks.h"
#include "router.h"
#include "scene.h"
#include "term.h"
#include "text.h"

#define COLUMNS		100
/* deeper ones are not moved further right, so that every line fits */
#define MAX_DEPTH	8
#define INDENT		2
#define CELL_LEN	64

/* The bits that the kernel asks for, and those that undo them when on */
#define SHOWN_BITS	VG_ACS_REQUIRED
#define HARMFUL_BITS	(VG_ACS_EC | VG_ACS_DT)

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

enum column {
	COLUMN_WHAT,
	COLUMN_ACS,
	COLUMN_GROUP,
	COLUMN_DOMAIN,
	COLUMN_NOTE,	/* what does not fit there goes elsewhere */
};

static const char first_title[] = "FUNCTION";
static const char *const titles[COLUMN_NOTE] = {
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
	int start[COLUMN_NOTE + 1];
	int column;
	bool open[VG_PATH_MAX + 1];
};

/* The texts of a line, by column */
struct cells {
	char text[COLUMN_NOTE][CELL_LEN];
	enum vg_paint paint[COLUMN_NOTE];
	char note[VG_BLAME_LEN + CELL_LEN];
	enum vg_paint note_paint;
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
					vg_acs_bit(bit, name), on ? '+' : f->acs_cap & mask ? '-' :
								       'x');
	}
}

static void describe_acs(char *buf, size_t len, const struct pen *pen, s32 p)
{
	const struct vg_topology *t = &pen->scene->model->topology;
	const struct vg_function *f = function_of(pen, p);

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

static void describe_what(char *buf, size_t len, const struct pen *pen,
			  const struct vg_row *row)
{
	const struct vg_function *f = function_of(pen, row->position);
	char more[24] = "";
	char kind[VG_KIND_LEN];
	char count[16] = "";

	vg_kind(kind, pen->scene->kinds, f);
	if (f->header == 1 || f->header == 2)
		describe_buses(more, sizeof(more), f);
	else
		snprintf(more, sizeof(more), "%04x:%04x", f->vendor,
			 f->device);
	if (row->kind == VG_ROW_RUN)
		snprintf(count, sizeof(count), "%u x ", row->count);
	snprintf(buf, len, "%s%s %s", count, kind, more);
}

static void describe_group(char *buf, size_t len, const struct pen *pen, s32 p)
{
	s32 group = function_of(pen, p)->group;

	if (group == VG_NO_GROUP)
		snprintf(buf, len, "-");
	else
		snprintf(buf, len, "%s%d", pen->scene->model->claims ==
			 VG_CLAIMS_RECORDED ? "" : "~", group);
}

static void note_run(struct cells *cells, const struct pen *pen,
		     const struct vg_row *row)
{
	const struct vg_function *f = function_of(pen, row->position +
						  (s32)row->count - 1);
	char address[VG_BDF_LEN];

	vg_format_bdf(address, f->segment, f->rid);
	snprintf(cells->note, sizeof(cells->note), "to %s%s", address,
		 vg_has_domain(pen->scene, row) ? "" : ", each isolated");
}

static void note_blame(struct cells *cells, const struct vg_mark *mark)
{
	char blame[VG_BLAME_LEN];

	vg_blame_text(blame, mark);
	snprintf(cells->note, sizeof(cells->note), "<-- culprit: %s", blame);
	cells->note_paint = VG_BAD;
}

/* Said of the first cause; that of a finding is said by note_blame() */
static void note_join(struct cells *cells, const struct vg_mark *mark)
{
	size_t end = strlen(cells->note);

	if (mark->blame & BIT(mark->joins))
		return;
	snprintf(cells->note + end, sizeof(cells->note) - end, "%sjoins: %s",
		 end ? "; " : "", vg_cause_name(mark->joins));
	if (!end)
		cells->note_paint = VG_DOUBT;
}

static void note_verdict(struct cells *cells, const struct pen *pen, s32 p)
{
	const struct vg_mark *mark = &pen->scene->mark[p];
	char verdict[VG_VERDICT_LEN];
	char blame[VG_BLAME_LEN];

	vg_verdict_text(verdict, mark);
	vg_blame_text(blame, mark);
	snprintf(cells->note, sizeof(cells->note), "%s%s%s%s",
		 vg_is_protected(pen->scene->model, (u32)p) ? "* " : "",
		 verdict, *blame ? ", culprit: " : "", blame);
	cells->note_paint = mark->outcome == VG_ALLOW ? VG_GOOD :
								VG_BAD;
}

static void fill_note(struct cells *cells, const struct pen *pen,
		      const struct vg_row *row)
{
	const struct vg_mark *mark = &pen->scene->mark[row->position];

	if (row->kind == VG_ROW_RUN)
		note_run(cells, pen, row);
	else if (mark->outcome)
		note_verdict(cells, pen, row->position);
	else if (mark->blame)
		note_blame(cells, mark);
	if (mark->joins)
		note_join(cells, mark);
}

/* Of a port that joins what is below it to others: their domain */
static u32 domain_of(const struct pen *pen, const struct vg_row *row)
{
	const struct vg_scene *scene = pen->scene;
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

static void fill_cells(struct cells *cells, const struct pen *pen,
		       const struct vg_row *row)
{
	u32 domain = domain_of(pen, row);

	memset(cells, 0, sizeof(*cells));
	describe_what(cells->text[COLUMN_WHAT], CELL_LEN, pen, row);
	describe_acs(cells->text[COLUMN_ACS], CELL_LEN, pen, row->position);
	describe_group(cells->text[COLUMN_GROUP], CELL_LEN, pen,
		       row->position);
	if (domain != VG_NO_DOMAIN) {
		vg_domain_letter(cells->text[COLUMN_DOMAIN], domain);
		cells->paint[COLUMN_DOMAIN] = vg_hue(domain);
	}
	fill_note(cells, pen, row);
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
		     const struct cells *cells)
{
	const char *text = cells->note;
	int column = cells->text[COLUMN_DOMAIN][0] ?
		     pen->start[COLUMN_NOTE] : pen->start[COLUMN_DOMAIN];
	char part[COLUMNS + 1];

	if (column + (int)strlen(text) > COLUMNS) {
		column = pen->start[COLUMN_WHAT];
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
	struct cells cells;

	fill_cells(&cells, pen, row);
	put_branch(pen, row);
	vg_format_bdf(address, f->segment, f->rid);
	put(pen, mark->outcome ? VG_STRONG : VG_PLAIN, address);
	for (int c = 0; c < COLUMN_NOTE; c++) {
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
	int width[COLUMN_NOTE] = { 0 };
	struct cells cells;
	int tree = (int)strlen(first_title);

	for (int c = 0; c < COLUMN_NOTE; c++)
		width[c] = (int)strlen(titles[c]);
	for (u32 i = 0; i < scene->row_count; i++) {
		const struct vg_row *row = &scene->row[i];
		char address[VG_BDF_LEN];

		if (row->kind != VG_ROW_FUNCTION && row->kind != VG_ROW_RUN)
			continue;
		fill_cells(&cells, pen, row);
		vg_format_bdf(address, function_of(pen, row->position)->segment,
			      function_of(pen, row->position)->rid);
		tree = max_of(tree, (size_t)indent_of(row->depth) +
				    strlen(address));
		for (int c = 0; c < COLUMN_NOTE; c++)
			width[c] = max_of(width[c], strlen(cells.text[c]));
	}
	pen->start[0] = tree + 1;
	for (int c = 1; c <= COLUMN_NOTE; c++)
		pen->start[c] = pen->start[c - 1] + width[c - 1] + 1;
}

static void print_titles(struct pen *pen)
{
	put(pen, VG_STRONG, first_title);
	for (int c = 0; c < COLUMN_NOTE; c++) {
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
	char text[2 * CELL_LEN];

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
