// SPDX-License-Identifier: GPL-2.0-only
/*
 * facts_print.c - facts [FILE [GROUPS]]: what the readers make of this host or
 * of a file, one line for each function, and then what they did not understand
 */
#include <err.h>
#include <stdio.h>
#include <sysexits.h>

#include "snapshot.h"
#include "source.h"

static void print_address(u32 segment, u16 rid, const char *end)
{
	printf("%04x:%02x:%02x.%x%s", segment, rid >> 8, rid >> 3 & 0x1f,
	       rid & 7, end);
}

/* A snapshot has another word for the one, and none for the other */
static const char *name_flag(u32 flag)
{
	if (flag == VG_F_VF)
		return "vf";
	if (flag == VG_F_ORPHAN)
		return "orphan";
	return vg_snapshot_flag((unsigned int)__builtin_ctz(flag));
}

static void print_flags(u32 flags)
{
	const char *separator = "";

	printf(" flags=");
	for (u32 flag = 1; flag < 1U << VG_SNAPSHOT_FLAGS; flag <<= 1) {
		if (!(flags & flag))
			continue;
		printf("%s%s", separator, name_flag(flag));
		separator = ",";
	}
	putchar('\n');
}

static void print_function(const struct vg_function *f,
			   const struct vg_detail *detail)
{
	print_address(f->segment, f->rid, "");
	printf(" ids=%04x:%04x class=%06x header=%u type=%x", f->vendor,
	       f->device, f->class, f->header, f->type);
	printf(" buses=%02x-%02x acs=%u:%04x:%04x pf=%04x group=%d",
	       f->secondary, f->subordinate, f->acs_kind, f->acs_cap,
	       f->acs_ctrl, f->pf_rid, f->group);
	printf(" link=%u,%u,%u,%u", f->link.speed, f->link.width,
	       f->link.max_speed, f->link.max_width);
	printf(" node=%d driver=%s line=%u", detail->numa_node,
	       detail->driver ? detail->driver : "-", detail->line);
	print_flags(f->flags);
}

static void print_alias(const struct vg_alias *alias)
{
	printf("alias ");
	print_address(alias->segment, alias->rid, " ");
	print_address(alias->alias_segment, alias->alias_rid, "\n");
}

static void print_notes(const struct vg_notes *notes, enum vg_trouble what)
{
	if (!notes->count)
		return;
	printf("note %s=%u", vg_trouble_name(what), notes->count);
	for (u32 i = 0; i < notes->span_count && i < VG_TROUBLE_SPANS; i++)
		printf(" %u-%u", notes->span[i].first, notes->span[i].last);
	putchar('\n');
}

static void print_facts(const struct vg_facts *facts)
{
	for (u32 i = 0; i < facts->count; i++)
		print_function(&facts->fn[i], &facts->detail[i]);
	for (u32 i = 0; i < facts->alias_count; i++)
		print_alias(&facts->alias[i]);
	for (int i = 0; i < VG_TROUBLE_COUNT; i++)
		print_notes(&facts->notes[i], i);
	printf("host override=%d nosid=%d ivrs=%d unsafe=%d live=%d unjudged=%x\n",
	       facts->host.acs_override, facts->host.intremap_nosid,
	       facts->host.ivrs, facts->host.unsafe_interrupts, facts->live,
	       facts->host.unjudged);
}

int main(int argc, char **argv)
{
	struct vg_facts facts;
	int code;

	if (argc > 3)
		errx(EX_USAGE, "usage: facts [FILE [GROUPS]]");
	code = vg_source_read(&facts, argc > 1 ? argv[1] : NULL,
			      argc > 2 ? argv[2] : NULL);
	if (code)
		return code;
	print_facts(&facts);
	vg_facts_free(&facts);
	return 0;
}
