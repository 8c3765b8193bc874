// SPDX-License-Identifier: GPL-2.0-only
/* facts_print.c - the facts of this host, one line each, for live.py */
#include <stdio.h>

#include "source.h"

static void print_address(u32 segment, u16 rid, const char *end)
{
	printf("%04x:%02x:%02x.%x%s", segment, rid >> 8, rid >> 3 & 0x1f,
	       rid & 7, end);
}

static void print_function(const struct vg_function *f,
			   const struct vg_detail *d)
{
	print_address(f->segment, f->rid, " ");
	printf("id=%04x:%04x class=%06x type=%x header=%d flags=%x", f->vendor,
	       f->device, f->class, f->type, f->header, f->flags);
	printf(" group=%d pf=%04x buses=%02x-%02x acs=%d:%04x:%04x", f->group,
	       f->pf_rid, f->secondary, f->subordinate, f->acs_kind,
	       f->acs_cap, f->acs_ctrl);
	printf(" driver=%s numa=%d\n", d->driver ? d->driver : "-",
	       d->numa_node);
}

static void print_host(const struct vg_facts *facts)
{
	const struct vg_host *h = &facts->host;

	for (u32 i = 0; i < facts->alias_count; i++) {
		const struct vg_alias *a = &facts->alias[i];

		printf("alias ");
		print_address(a->segment, a->rid, " ");
		print_address(a->alias_segment, a->alias_rid, "\n");
	}
	printf("host override=%d nosid=%d ivrs=%d unsafe=%d live=%d unjudged=%x\n",
	       h->acs_override, h->intremap_nosid, h->ivrs,
	       h->unsafe_interrupts, facts->live, h->unjudged);
	for (int i = 0; i < VG_TROUBLE_COUNT; i++) {
		if (facts->notes[i].count)
			printf("note %s=%u\n", vg_trouble_name(i),
			       facts->notes[i].count);
	}
}

int main(void)
{
	struct vg_facts facts;
	int code = vg_live_read(&facts);

	if (code)
		return code;
	for (u32 i = 0; i < facts.count; i++)
		print_function(&facts.fn[i], &facts.detail[i]);
	print_host(&facts);
	vg_facts_free(&facts);
	return 0;
}
