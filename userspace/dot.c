// SPDX-License-Identifier: GPL-2.0-only
#include "dot.h"

#include <stdio.h>
#include <stdlib.h>

#include "kind.h"
#include "names.h"
#include "router.h"
#include "scene.h"
#include "text.h"

#define RED	"#b00020"
#define AMBER	"#b26a00"
#define GREEN	"#2e7d32"
#define GREY	"#757575"

/* Rows that stand for endpoints of a domain, by domain */
struct place {
	u32 domain;
	u32 row;
};

static const struct vg_function *function_of(const struct vg_scene *scene,
					     s32 p)
{
	return &scene->model->topology.fn[p];
}

/* Inside of a quoted string, where a backslash would begin an escape */
static void put_text(const char *text)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
}

static void put_address(const struct vg_function *f)
{
	char address[VG_BDF_LEN];

	vg_format_bdf(address, f->segment, f->rid);
	put_text(address);
}

/* Nodes are called by their address, root buses by theirs */
static void put_bus(const struct vg_function *f)
{
	printf("%04x:%02x", f->segment, vg_root_bus(f));
}

static void put_kind(const struct vg_scene *scene, const struct vg_function *f)
{
	char kind[VG_KIND_LEN];

	vg_kind(kind, scene->kinds, f);
	put_text(kind);
}

static void put_group(const struct vg_scene *scene, const struct vg_function *f)
{
	if (f->group == VG_NO_GROUP)
		printf("no group");
	else
		printf("group %s%d", scene->model->claims ==
		       VG_CLAIMS_RECORDED ? "" : "~", f->group);
}

static const char *plural(u32 count)
{
	return count == 1 ? "" : "s";
}

static bool is_bold(const struct vg_function *f)
{
	enum vg_sort sort = vg_kind_sort(f);

	return sort == VG_SORT_GPU || sort == VG_SORT_NVSWITCH;
}

/* A bit that is on is at fault only where it opens what others close */
static u16 bits_at_fault(const struct vg_function *f,
			 const struct vg_mark *mark)
{
	u16 bits = vg_fault_bits(mark);

	if (f->acs_kind == VG_ACS_ABSENT)
		return 0;
	return bits & ~(f->acs_cap & f->acs_ctrl &
			(u16)~(VG_ACS_EC | VG_ACS_DT));
}

/* "RR- UFx": bits at fault as they are; without bits the reason */
static void put_fault(const struct vg_function *f, const struct vg_mark *mark)
{
	u16 bits = bits_at_fault(f, mark);
	char blame[VG_BLAME_LEN];
	char name[VG_NAME_LEN];

	vg_blame_text(blame, mark);
	if (!bits)
		put_text(mark->blame ? blame : vg_cause_name(mark->joins));
	for (unsigned int bit = 0; bit < 16; bit++) {
		u16 mask = (u16)BIT(bit);

		if (!(bits & mask))
			continue;
		printf("%s%s%c", bits & (mask - 1) ? " " : "",
		       vg_acs_bit(bit, name), !(f->acs_cap & mask) ? 'x' :
		       f->acs_ctrl & mask ? '+' : '-');
	}
}

static void print_endpoint(const struct vg_scene *scene, s32 p)
{
	const struct vg_function *f = function_of(scene, p);
	const struct vg_mark *mark = &scene->mark[p];
	bool good = mark->outcome == VG_ALLOW;
	char verdict[VG_VERDICT_LEN];

	printf("\"");
	put_address(f);
	printf("\" [label=\"");
	put_kind(scene, f);
	printf(" %04x:%04x\\n", f->vendor, f->device);
	put_address(f);
	printf("  ");
	put_group(scene, f);
	vg_verdict_text(verdict, mark);
	printf("%s", mark->outcome ? "\\n" : "");
	put_text(verdict);
	if (mark->blame) {
		printf("\\nculprit: ");
		put_fault(f, mark);
	}
	printf("\"");
	if (is_bold(f))
		printf(", fontname=\"Helvetica-Bold\", penwidth=2");
	if (mark->blame || (mark->outcome && !good))
		printf(", color=\"" RED "\", fontcolor=\"" RED "\"");
	else if (good)
		printf(", color=\"" GREEN "\", fontcolor=\"" GREEN "\"");
	printf("];\n");
}

static void print_run(const struct vg_scene *scene, const struct vg_row *row)
{
	const struct vg_function *f = function_of(scene, row->position);

	printf("\"");
	put_address(f);
	printf("\" [label=\"%u functions, %s ", row->count,
	       vg_has_domain(scene, row) ? "all" : "each isolated:\\n");
	put_kind(scene, f);
	printf(" %04x:%04x\\n", f->vendor, f->device);
	put_address(f);
	printf(" to ");
	put_address(function_of(scene, row->position + (s32)row->count - 1));
	printf("\", style=dashed];\n");
}

/* A run of endpoints that are isolated, each, is many domains and in none */
static void print_leaf(const struct vg_scene *scene, const struct vg_row *row)
{
	if (row->kind == VG_ROW_RUN)
		print_run(scene, row);
	else
		print_endpoint(scene, row->position);
}

static void print_cluster_label(const struct vg_scene *scene, u32 number)
{
	const struct vg_domain *d = &scene->domains.domain[number];
	char claims[VG_CLAIMS_LEN];
	char letter[VG_LETTER_LEN];

	vg_domain_claims(claims, d);
	vg_domain_letter(letter, number);
	printf("\t\tlabel=\"%s: ", letter);
	if (d->count == 1)
		printf("%s\";\n", vg_domain_word(scene, number));
	else
		printf("%u endpoints reach each other\\l%s\\l\";\n",
		       d->count, claims);
	if (vg_domain_refused(scene, number))
		printf("\t\tcolor=\"" RED "\"; penwidth=2; bgcolor=\"#fff1ee\";\n");
	else if (d->wards)
		printf("\t\tcolor=\"" GREEN "\"; bgcolor=\"#f1f8f1\";\n");
}

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a;
	const struct place *y = b;

	if (x->domain != y->domain)
		return x->domain < y->domain ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static u32 find_places(const struct vg_scene *scene, struct place *place)
{
	u32 count = 0;

	for (u32 i = 0; i < scene->row_count; i++) {
		const struct vg_row *row = &scene->row[i];

		if (vg_has_domain(scene, row))
			place[count++] = (struct place){
				scene->domains.of[row->position], i,
			};
	}
	qsort(place, count, sizeof(*place), compare_places);
	return count;
}

static void print_clusters(const struct vg_scene *scene)
{
	struct place *place = vg_alloc(sizeof(*place) *
				       (scene->row_count + 1));
	u32 count = find_places(scene, place);
	char letter[VG_LETTER_LEN];

	for (u32 i = 0; i < count; i++) {
		if (!i || place[i].domain != place[i - 1].domain) {
			vg_domain_letter(letter, place[i].domain);
			printf("\tsubgraph cluster_%s {\n", letter);
			print_cluster_label(scene, place[i].domain);
		}
		printf("\t\t");
		print_leaf(scene, &scene->row[place[i].row]);
		if (i + 1 == count || place[i].domain != place[i + 1].domain)
			printf("\t}\n");
	}
	free(place);
}

static void print_bridge(const struct vg_scene *scene, s32 p)
{
	const struct vg_function *f = function_of(scene, p);
	const struct vg_mark *mark = &scene->mark[p];

	printf("\t\"");
	put_address(f);
	printf("\" [shape=ellipse, fontsize=9, margin=0, label=\"");
	put_kind(scene, f);
	printf("\\n");
	put_address(f);
	printf("  ");
	put_group(scene, f);
	if (mark->blame || mark->joins) {
		printf("\\n");
		put_fault(f, mark);
	}
	printf("\"%s];\n", mark->blame ? ", color=\"" RED "\", fontcolor=\""
	       RED "\", penwidth=2, fontname=\"Helvetica-Bold\"" :
	       mark->joins ? ", color=\"" AMBER "\", fontcolor=\"" AMBER
	       "\", penwidth=2" : "");
}

static void print_others(const struct vg_scene *scene)
{
	for (u32 i = 0; i < scene->row_count; i++) {
		const struct vg_row *row = &scene->row[i];

		if (row->kind == VG_ROW_BUS) {
			printf("\t\"");
			put_bus(function_of(scene, row->position));
			printf("\" [shape=plaintext, fontname=\"Helvetica-Bold\"];\n");
		} else if (row->kind == VG_ROW_RUN &&
			   !vg_has_domain(scene, row)) {
			printf("\t");
			print_run(scene, row);
		} else if (row->kind == VG_ROW_FUNCTION &&
			   !vg_has_domain(scene, row)) {
			print_bridge(scene, row->position);
		}
	}
}

static void print_edge(const struct vg_scene *scene, s32 p)
{
	const struct vg_function *f = function_of(scene, p);
	s32 parent = scene->model->topology.parent[p];

	printf("\t\"");
	if (parent == VG_NONE)
		put_bus(f);
	else
		put_address(function_of(scene, parent));
	printf("\" -> \"");
	put_address(f);
	printf("\";\n");
}

static void print_bus_edge(const struct vg_function *f)
{
	printf("\thost -> \"");
	put_bus(f);
	printf("\" [weight=0, style=invis];\n");
}

/* What is not seen holds the root buses together, so they stay in order */
static void print_edges(const struct vg_scene *scene)
{
	printf("\thost [shape=point, style=invis];\n");
	for (u32 i = 0; i < scene->row_count; i++) {
		const struct vg_row *row = &scene->row[i];

		if (row->kind == VG_ROW_BUS)
			print_bus_edge(function_of(scene, row->position));
		else if (row->kind == VG_ROW_FUNCTION ||
			 row->kind == VG_ROW_RUN)
			print_edge(scene, row->position);
	}
}

static void print_left(const struct vg_scene *scene)
{
	u32 functions = scene->left_functions;

	for (u32 i = 0; i < scene->row_count; i++) {
		const struct vg_row *row = &scene->row[i];

		if (row->kind == VG_ROW_REST || row->kind == VG_ROW_QUIET_BUS)
			functions += row->count + row->ports;
	}
	if (functions)
		printf("%u function%s not drawn%s\\l", functions,
		       plural(functions), scene->picked ? " (--only)" :
		       ", none to protect (--all draws them)");
}

static void print_graph_label(const struct vg_scene *scene)
{
	const struct vg_facts *facts = &scene->model->facts;

	printf("\tlabel=\"");
	printf("IOMMU groups: %s\\l", vg_groups_word(scene));
	printf("Red: to blame for a refusal; ");
	printf("amber: requests turn round there and reach what is beside\\l");
	printf("ACS bits at fault: - off, x not implemented, + on but should be off\\l");
	print_left(scene);
	for (int i = 0; i < VG_TROUBLE_COUNT; i++) {
		if (facts->notes[i].count && i != VG_TROUBLE_JOINED)
			printf("Not complete: %u %s\\l", facts->notes[i].count,
			       vg_trouble_text(i));
	}
	printf("\";\n");
}

/**
 * vg_dot_print - a scene as a graph on stdout
 * @scene: the scene
 *
 * Each isolation domain that has an endpoint drawn is one cluster.
 */
void vg_dot_print(const struct vg_scene *scene)
{
	printf("digraph vfioguard {\n"
	       "\trankdir=LR;\n"
	       "\tnodesep=0.08;\n"
	       "\tranksep=0.35;\n"
	       "\tfontname=\"Helvetica\";\n"
	       "\tfontsize=11;\n"
	       "\tordering=out;\n"
	       "\tlabeljust=l;\n"
	       "\tnode [shape=box, margin=\"0.08,0.03\", height=0.2];\n"
	       "\tnode [fontname=\"Helvetica\", fontsize=10];\n"
	       "\tedge [arrowhead=none, weight=4, color=\"" GREY "\"];\n");
	print_graph_label(scene);
	print_clusters(scene);
	print_others(scene);
	print_edges(scene);
	printf("}\n");
}
