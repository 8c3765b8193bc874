// SPDX-License-Identifier: GPL-2.0-only
/*
 * dump.c - output of lspci: the functions named in a file, each with what its
 * hex dump and its text say, become facts
 */
#include <err.h>
#include <pci/pci.h>
#include <string.h>
#include <sysexits.h>

#include "alias.h"
#include "dump_hex.h"
#include "dump_line.h"
#include "dump_text.h"
#include "encoding.h"
#include "groups.h"
#include "headline.h"
#include "ids.h"
#include "missing.h"
#include "memory.h"
#include "quirks.h"
#include "root_bus.h"
#include "source.h"
#include "vmd.h"

/* lspci says nothing of interrupts, resets, regions and the command line */
#define UNJUDGED	(VG_KERNEL_RULES | BIT(VG_RULE_NO_IOMMU) | \
			 BIT(VG_RULE_MSI_NOT_ISOLATED) | \
			 BIT(VG_RULE_UNSAFE_INTERRUPTS) | \
			 BIT(VG_RULE_ACS_OVERRIDE_REQUESTED) | \
			 BIT(VG_RULE_RESET_MISSING) | \
			 BIT(VG_RULE_RESET_SHARED) | \
			 BIT(VG_RULE_FIRMWARE_REGION) | \
			 BIT(VG_RULE_PF_WITH_VFS))

/* What a view has to say for a rule: the text of lspci -v has no registers */
static const struct {
	u16 known;
	u8 rule;
} needs[] = {
	{ VG_KNOWN_ATS, VG_RULE_TRANSLATED_P2P },
	{ VG_KNOWN_BARS, VG_RULE_BAR_UNASSIGNED },
	{ VG_KNOWN_LINK, VG_RULE_LINK_DEGRADED },
};

/* A file while it is read */
struct dump {
	struct vg_facts *facts;
	struct vg_views views;
	struct vg_group_list groups;
	struct pci_access *access;
	bool cut;			/* the last function is not whole */
	bool lost;			/* a function without its first line */
	bool unnamed;			/* one with an address and no more */
	bool stray;			/* at the end: half an address or row */
	bool brief;			/* a hex dump shorter than others */
	bool joint;			/* hex dumps follow text */
	u32 longest;			/* of the hex dumps */
	bool open;			/* a function, described here: */
	struct vg_dump_text text;
	struct vg_dump_hex hex;
};

static void close_hex(struct dump *d)
{
	const struct vg_view *text = &d->text.view;
	struct vg_view v;

	if (!d->hex.len && !d->hex.cut)
		return;
	vg_view_open(&v, text->f.segment, text->f.rid, text->line);
	if (!d->access)
		d->access = vg_dump_hex_open();
	vg_dump_hex_view(&d->hex, d->access, &v);
	/* a conventional function has no more than lspci -xxx shows */
	d->brief = d->hex.len < d->longest &&
		   (d->hex.len < 256 || v.f.type != VG_TYPE_CONVENTIONAL);
	if (d->hex.len > d->longest)
		d->longest = d->hex.len;
	d->joint |= d->text.verbose;
	/* what broke the dump of one function may have taken others along */
	d->lost |= d->hex.cut;
	if (d->hex.cut)
		vg_facts_note(d->facts, VG_TROUBLE_CUT, v.line);
	vg_views_add(&d->views, &v);
}

static void close_function(struct dump *d, bool ended)
{
	if (!d->open)
		return;
	d->open = false;
	close_hex(d);
	vg_dump_text_close(&d->text, ended || d->hex.len);
	d->lost |= d->text.twice;
	vg_views_add(&d->views, &d->text.view);
}

/* With nothing but its address, it is there, and unreadable */
static void open_function(struct dump *d, const struct vg_line *line)
{
	const struct vg_bdf *bdf = &line->bdf;

	close_function(d, false);
	memset(&d->text, 0, sizeof(d->text));
	vg_view_open(&d->text.view, bdf->segment, vg_bdf_rid(bdf),
		     line->first);
	d->hex.len = 0;
	d->hex.cut = false;
	d->open = true;
	if (vg_headline_read(line->text, &d->text.view))
		return;
	d->unnamed = true;
	vg_facts_note(d->facts, VG_TROUBLE_CUT, line->first);
}

/* What each function has once, at the beginning of text or of a hex dump */
static bool begins_body(const struct vg_line *line)
{
	static const char first[] = "Control: I/O";

	if (line->kind == VG_LINE_ROW)
		return !line->offset && line->count == VG_ROW;
	return line->kind == VG_LINE_FACT &&
	       !strncmp(line->text, first, strlen(first));
}

static void read_inside(struct dump *d, const struct vg_line *line)
{
	/* lspci prints nothing behind the hex dump of a function */
	if (d->hex.len && begins_body(line))
		d->text.twice = true;
	if (line->kind == VG_LINE_ROW)
		vg_dump_hex_add(&d->hex, line);
	else
		vg_dump_text_read(&d->text, d->facts, line);
}

static bool is_inside(const struct dump *d, const struct vg_line *line,
		      const struct vg_lines *lines)
{
	return d->open && lines->inside &&
	       (line->kind == VG_LINE_ROW || line->kind == VG_LINE_FACT);
}

/* The file may end in the middle of an address, or of a row of hex */
static bool is_stray(const struct vg_line *line)
{
	return line->kind != VG_LINE_ROW &&
	       !line->text[strspn(line->text, "0123456789abcdefABCDEF:. ")];
}

/* Lines left out: the rest of this function, and others */
static void skip_gap(struct dump *d, const struct vg_line *line)
{
	d->lost = true;
	d->text.ended = false;
	close_function(d, false);
	vg_facts_note(d->facts, VG_TROUBLE_CUT, line->first);
}

static bool is_gap(const struct dump *d, const struct vg_line *line)
{
	return (line->kind == VG_LINE_FACT || line->kind == VG_LINE_OTHER) &&
	       (d->open || d->views.count) &&
	       vg_line_is_gap(line->text, strlen(line->text));
}

/* In a list of groups an address may stand alone */
static bool opens_function(const struct dump *d, const struct vg_line *line)
{
	return line->kind == VG_LINE_ADDRESS &&
	       (*line->text || d->groups.heading == VG_NO_GROUP);
}

static void read_elsewhere(struct dump *d, const struct vg_line *line)
{
	close_function(d, false);
	d->stray = is_stray(line);
	if (begins_body(line)) {
		d->lost = true;
		vg_facts_note(d->facts, VG_TROUBLE_CUT, line->first);
		return;
	}
	if (line->kind == VG_LINE_ROW || !vg_groups_line(&d->groups, line))
		vg_facts_note(d->facts, VG_TROUBLE_LINE, line->first);
}

static void read_line(struct dump *d, const struct vg_line *line,
		      const struct vg_lines *lines)
{
	for (u32 i = line->first + 1; i <= line->last; i++)
		vg_facts_note(d->facts, VG_TROUBLE_JOINED, i);
	if (line->kind != VG_LINE_BLANK)
		d->stray = false;
	if (line->kind == VG_LINE_BLANK)
		close_function(d, true);
	else if (is_gap(d, line))
		skip_gap(d, line);
	else if (opens_function(d, line))
		open_function(d, line);
	else if (is_inside(d, line, lines))
		read_inside(d, line);
	else if (line->kind != VG_LINE_SILENT)
		read_elsewhere(d, line);
}

/* Before the last function is closed: its hex dump, or text, ends early */
static bool is_cut(const struct dump *d)
{
	if (!d->open)
		return d->stray;
	if (d->hex.len || d->hex.cut)
		return !vg_dump_hex_is_whole(&d->hex) ||
		       (!d->text.ended && d->hex.len < VG_CONFIG_MAX);
	return !d->text.ended || d->joint;
}

static void read_lines(struct dump *d, const struct vg_text *text)
{
	struct vg_lines lines;
	struct vg_line line;

	vg_lines_open(&lines, text);
	while (vg_lines_next(&lines, &line))
		read_line(d, &line, &lines);
	d->cut = is_cut(d);
	d->brief = false;
	close_function(d, false);
	d->cut |= d->brief;
	vg_lines_close(&lines);
}

/*
 * Without the right to read it, or with a kernel that cannot, no function
 * shows extended config space: that none has ACS is not known then.
 */
static void check_extended(struct vg_views *views)
{
	for (u32 i = 0; i < views->count; i++)
		if (views->at[i].extended)
			return;
	for (u32 i = 0; i < views->count; i++) {
		struct vg_view *v = &views->at[i];

		if (v->f.acs_kind == VG_ACS_ABSENT)
			v->known &= ~VG_KNOWN_ACS;
		v->known &= ~VG_KNOWN_ATS;
	}
}

static bool needs_names(const struct vg_view *v)
{
	return (v->known & (VG_KNOWN_IDS | VG_KNOWN_CLASS)) !=
	       (VG_KNOWN_IDS | VG_KNOWN_CLASS) && v->name;
}

static int find_names(struct vg_views *views)
{
	struct vg_ids *ids = NULL;

	for (u32 i = 0; i < views->count; i++) {
		struct vg_view *v = &views->at[i];

		if (!needs_names(v))
			continue;
		if (!ids)
			ids = vg_ids_open();
		if (!ids)
			return EX_UNAVAILABLE;
		vg_ids_find(ids, v);
	}
	vg_ids_close(ids);
	return 0;
}

static bool fits_class(const struct vg_view *v)
{
	const u32 class = v->f.class >> 8;

	switch (v->f.header) {
	case 0:
		return class != 0x0604 && class != 0x0607;
	case 1:
		/* there are semi-transparent bridges and others, too */
		return class >> 8 == 0x06 && class != 0x0607;
	case 2:
		return class == 0x0607;
	default:
		return true;
	}
}

/*
 * The body of another function below a first line, or one of a bridge without
 * its bus numbers. As an endpoint it is a peer of others, as a bridge it would
 * be none.
 */
static void check_headers(struct vg_views *views)
{
	const u16 needed = VG_KNOWN_CLASS | VG_KNOWN_HEADER;

	for (u32 i = 0; i < views->count; i++) {
		struct vg_view *v = &views->at[i];

		if ((v->known & needed) != needed || fits_class(v))
			continue;
		v->known &= ~VG_KNOWN_HEADER;
		v->f.header = 0;
	}
}

static void mark_vf(struct vg_view *v, const struct vg_view *pf)
{
	v->f.flags |= VG_F_VF;
	v->f.pf_rid = pf->f.rid;
	if (v->known & VG_KNOWN_IDS || !pf->sriov.device)
		return;
	v->f.device = pf->sriov.device;
	v->known |= VG_KNOWN_IDS;
}

/* The vendor of a VF is that of its PF, PCIe 9.3.4.1.1 */
static void find_vendors(struct vg_views *views)
{
	for (u32 i = 0; i < views->count; i++) {
		struct vg_view *v = &views->at[i];
		const struct vg_view *pf;

		if (!(v->f.flags & VG_F_VF) || v->f.vendor)
			continue;
		pf = vg_views_find(views, v->f.segment, v->f.pf_rid);
		v->f.vendor = pf->f.vendor;
	}
}

/* PCIe 9.2.1.2: the requester IDs of VFs */
static void mark_vfs(struct vg_views *views, const struct vg_view *pf)
{
	const struct vg_sriov *sriov = &pf->sriov;
	u32 rid = pf->f.rid + sriov->offset;

	if (!sriov->enabled || !sriov->offset)
		return;
	for (u32 i = 0; i < sriov->count && rid <= 0xffff; i++) {
		struct vg_view *v = vg_views_find(views, pf->f.segment, rid);

		if (v)
			mark_vf(v, pf);
		rid += sriov->stride;
	}
}

/* A VF is known by its PF: without it there is no telling what it is */
static void find_vfs(struct vg_views *views)
{
	for (u32 i = 0; i < views->count; i++)
		mark_vfs(views, &views->at[i]);
	for (u32 i = 0; i < views->count; i++) {
		struct vg_view *v = &views->at[i];

		if (!(v->f.flags & VG_F_VF))
			continue;
		v->f.flags &= ~VG_F_MULTIFUNCTION;
		if (v->f.pf_rid != v->f.rid)
			continue;
		v->f.flags &= ~VG_F_VF;
		v->known &= ~VG_KNOWN_TYPE;
	}
}

static bool share_slot(const struct vg_view *a, const struct vg_view *b)
{
	return a->f.segment == b->f.segment &&
	       a->f.rid >> 3 == b->f.rid >> 3 && !(b->f.flags & VG_F_VF);
}

/* In text: lspci does not show the bit of the header type */
static void find_multifunction(struct vg_views *views)
{
	for (u32 i = 0; i < views->count; i++) {
		struct vg_view *v = &views->at[i];

		if (v->known & VG_KNOWN_MULTIFUNCTION || v->f.flags & VG_F_VF)
			continue;
		if (v->f.rid & 7 ||
		    (i + 1 < views->count && share_slot(v, v + 1)))
			v->f.flags |= VG_F_MULTIFUNCTION;
	}
}

/* Root ports of which the text of lspci is not enough */
static bool needs_registers(const struct vg_view *v)
{
	static const struct vg_host host;
	const struct vg_function *f = &v->f;

	if (f->type != VG_TYPE_ROOT_PORT)
		return false;
	if (vg_acs_is_dword(f) && f->acs_kind == VG_ACS_STANDARD)
		return true;
	if (v->known & VG_KNOWN_REGISTERS)
		return false;
	if (vg_acs_is_dword(f) ||
	    vg_quirk_find(f, &host) == VG_QUIRK_INTEL_PCH_UNPROGRAMMED)
		return true;
	return !f->vendor || (f->vendor == 0x8086 && !f->device);
}

static bool is_complete(const struct vg_view *v)
{
	u16 needed = VG_KNOWN_CLASS | VG_KNOWN_HEADER | VG_KNOWN_TYPE;

	if (v->f.header == 1)
		needed |= VG_KNOWN_BUSES;
	if (v->f.type != VG_TYPE_CONVENTIONAL)
		needed |= VG_KNOWN_ACS;
	if (!v->name)
		needed |= VG_KNOWN_IDS;
	return !(needed & ~v->known) && v->f.header != VG_HEADER_GONE &&
	       !needs_registers(v);
}

static void add_function(struct vg_facts *facts, struct vg_view *v)
{
	struct vg_function *f = vg_facts_add(facts, v->f.segment, v->f.rid);
	struct vg_detail *detail = &facts->detail[facts->count - 1];

	*f = v->f;
	/* of bridges and VFs the core judges none */
	if (f->header || f->flags & VG_F_VF)
		f->flags &= ~VG_F_BAR_UNASSIGNED;
	detail->driver = v->driver;
	detail->numa_node = v->numa_node;
	detail->line = v->line;
	v->driver = NULL;
	if (v->trouble & BIT(VG_TROUBLE_CONFLICT)) {
		f->flags |= VG_F_UNREADABLE;
		vg_facts_note(facts, VG_TROUBLE_CONFLICT, v->line);
	} else if (f->flags & VG_F_UNREADABLE || !is_complete(v)) {
		f->flags |= VG_F_UNREADABLE;
		vg_facts_note(facts, VG_TROUBLE_CONFIG, v->line);
	}
	if (v->trouble & BIT(VG_TROUBLE_NAME))
		vg_facts_note(facts, VG_TROUBLE_NAME, v->line);
}

/* A function that says less than others is unreadable, which refuses */
static u32 find_unjudged(const struct vg_views *views)
{
	u32 unjudged = UNJUDGED;
	u16 known = 0;

	for (u32 i = 0; i < views->count; i++)
		known |= views->at[i].known;
	for (u32 i = 0; i < ARRAY_SIZE(needs); i++)
		if (!(known & needs[i].known))
			unjudged |= BIT(needs[i].rule);
	return unjudged;
}

static int make_facts(struct dump *d)
{
	struct vg_facts *facts = d->facts;
	int failed;

	check_extended(&d->views);
	vg_views_merge(&d->views);
	find_vfs(&d->views);
	failed = find_names(&d->views);
	if (failed)
		return failed;
	check_headers(&d->views);
	find_vendors(&d->views);
	find_multifunction(&d->views);
	for (u32 i = 0; i < d->views.count; i++)
		add_function(facts, &d->views.at[i]);
	vg_facts_sort(facts);
	if (d->cut)
		vg_facts_note(facts, VG_TROUBLE_END, 0);
	vg_missing_behind(facts, &d->views, d->cut || d->lost);
	facts->lost = d->cut || d->lost || d->unnamed ||
		      facts->notes[VG_TROUBLE_MISSING].count;
	vg_root_bus_mark(facts);
	vg_vmd_apply(facts);
	vg_groups_merge(&d->groups, facts);
	vg_alias_by_id(facts);
	/* only a host that has one groups AMD functions */
	facts->host = (struct vg_host){
		.ivrs = true,
		.unjudged = find_unjudged(&d->views),
	};
	return 0;
}

static int check_functions(const struct dump *d, const struct vg_text *text)
{
	if (d->views.count)
		return 0;
	warnx("%s: no PCI function in it: expected the output of lspci -Dnnvvvxxxx, run as root",
	      text->name);
	return EX_UNAVAILABLE;
}

/**
 * vg_dump_read - read what lspci said of a host
 * @facts: empty; sorted afterwards
 * @text: a file with output of lspci, among other text
 *
 * What is missing or contradicts itself makes a function unreadable, never
 * isolated.
 *
 * Return: 0 or EX_UNAVAILABLE, after a message.
 */
int vg_dump_read(struct vg_facts *facts, const struct vg_text *text)
{
	int failed = vg_encoding_check(text, "-F");
	struct dump *d;

	if (failed)
		return failed;
	d = vg_alloc(sizeof(*d));
	d->facts = facts;
	vg_groups_open(&d->groups);
	read_lines(d, text);
	failed = check_functions(d, text);
	if (!failed)
		failed = make_facts(d);
	vg_groups_close(&d->groups);
	vg_views_free(&d->views);
	if (d->access)
		vg_dump_hex_close(d->access);
	free(d);
	return failed;
}
