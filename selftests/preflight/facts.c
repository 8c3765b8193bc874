// SPDX-License-Identifier: GPL-2.0-only
/*
 * facts.c - facts FILE [GROUPS]: what the reader of dumps makes of a file, one
 * line for each function, and then what it did not understand
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "source.h"

static void read_file(struct vg_text *text, const char *name)
{
	FILE *file = fopen(name, "r");
	size_t room = 1 << 16;
	char *bytes = NULL;
	size_t len = 0;

	if (!file)
		err(EX_NOINPUT, "%s", name);
	do {
		room += room / 2;
		bytes = realloc(bytes, room + 1);
		if (!bytes)
			err(EX_OSERR, "realloc of %zu bytes", room);
		len += fread(bytes + len, 1, room - len, file);
	} while (len == room);
	fclose(file);
	bytes = realloc(bytes, len + 1);
	if (!bytes)
		err(EX_OSERR, "realloc of %zu bytes", len);
	bytes[len] = '\0';
	*text = (struct vg_text){ name, bytes, len };
}

static void print_function(const struct vg_facts *facts, u32 i)
{
	static const char *const flags[] = {
		"root-bus", "vf", "multifunction", "unreadable", "not-read",
		"mem-bar", "egress-open", "pch-acs", "no-alias", "xlate-root",
		"alias-secondary", "assigned", "iommu", "msi-isolated",
		"orphan", "no-reset", "firmware-region", "relaxable-region",
	};
	const struct vg_detail *detail = &facts->detail[i];
	const struct vg_function *f = &facts->fn[i];

	printf("%04x:%02x:%02x.%x id %04x:%04x class %06x header %u type %x",
	       f->segment, f->rid >> 8, f->rid >> 3 & 0x1f, f->rid & 7,
	       f->vendor, f->device, f->class, f->header, f->type);
	printf(" buses %02x-%02x acs %u %04x %04x pf %04x group %d node %d",
	       f->secondary, f->subordinate, f->acs_kind, f->acs_cap,
	       f->acs_ctrl, f->pf_rid, f->group, detail->numa_node);
	printf(" driver %s line %u flags",
	       detail->driver ? detail->driver : "-", detail->line);
	for (u32 bit = 0; bit < ARRAY_SIZE(flags); bit++)
		if (f->flags & BIT(bit))
			printf(" %s", flags[bit]);
	putchar('\n');
}

static void print_notes(const struct vg_facts *facts)
{
	for (u32 i = 0; i < VG_TROUBLE_COUNT; i++) {
		const struct vg_notes *n = &facts->notes[i];

		if (!n->count)
			continue;
		printf("note %s %u", vg_trouble_name(i), n->count);
		for (u32 k = 0; k < n->span_count && k < VG_TROUBLE_SPANS; k++)
			printf(" %u-%u", n->span[k].first, n->span[k].last);
		putchar('\n');
	}
}

static void print_facts(const struct vg_facts *facts)
{
	for (u32 i = 0; i < facts->count; i++)
		print_function(facts, i);
	for (u32 i = 0; i < facts->alias_count; i++) {
		const struct vg_alias *a = &facts->alias[i];

		printf("alias %04x:%04x %04x:%04x\n", a->segment, a->rid,
		       a->alias_segment, a->alias_rid);
	}
	print_notes(facts);
	printf("host override %d nosid %d ivrs %d unjudged %x\n",
	       facts->host.acs_override, facts->host.intremap_nosid,
	       facts->host.ivrs, facts->host.unjudged);
}

int main(int argc, char **argv)
{
	struct vg_facts facts = { 0 };
	struct vg_text text;
	clock_t begin;
	int failed;

	if (argc < 2 || argc > 3)
		errx(EX_USAGE, "usage: facts FILE [GROUPS]");
	read_file(&text, argv[1]);
	begin = clock();
	failed = vg_dump_read(&facts, &text);
	if (getenv("VG_TIME"))
		fprintf(stderr, "%.2f ms\n",
			(double)(clock() - begin) * 1e3 / CLOCKS_PER_SEC);
	free((char *)text.text);
	if (!failed && argc == 3) {
		read_file(&text, argv[2]);
		failed = vg_groups_read(&facts, &text);
		free((char *)text.text);
	}
	print_facts(&facts);
	vg_facts_free(&facts);
	return failed;
}
