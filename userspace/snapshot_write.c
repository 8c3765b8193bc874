// SPDX-License-Identifier: GPL-2.0-only
#include "snapshot.h"

#include <err.h>
#include <stdlib.h>
#include <sysexits.h>

#include "source.h"
#include "text.h"

static void write_host(const struct vg_host *host, FILE *out)
{
	char before = '=';

	fprintf(out, "host%s%s%s%s", host->acs_override ? " acs-override=yes" : "",
		host->intremap_nosid ? " intremap-nosid=yes" : "",
		host->ivrs ? " ivrs=yes" : "",
		host->unsafe_interrupts ? " unsafe-interrupts=yes" : "");
	if (host->unjudged)
		fprintf(out, " not-judged");
	for (unsigned int rule = 0; rule < 32; rule++) {
		if (!(host->unjudged >> rule & 1))
			continue;
		fprintf(out, "%c%u", before, rule);
		before = ',';
	}
	fprintf(out, "\n");
}

static void write_acs(const struct vg_function *f, FILE *out)
{
	char acs[VG_SNAPSHOT_ACS_LEN];

	if (f->acs_kind == VG_ACS_ABSENT)
		return;
	vg_snapshot_acs(acs, f->acs_cap, f->acs_ctrl);
	fprintf(out, " %s=%s", f->acs_kind == VG_ACS_SPT_DWORD ? "acs-dword" :
		"acs", acs);
}

static void write_flags(u32 flags, FILE *out)
{
	const char *before = " flags=";

	for (unsigned int bit = 0; bit < VG_SNAPSHOT_FLAGS; bit++) {
		if (!(flags >> bit & 1) || !vg_snapshot_flag(bit))
			continue;
		fprintf(out, "%s%s", before, vg_snapshot_flag(bit));
		before = ",";
	}
}

static void write_link(const struct vg_link *link, FILE *out)
{
	if (link->speed | link->width | link->max_speed | link->max_width)
		fprintf(out, " link=%u,%u,%u,%u", link->speed, link->width,
			link->max_speed, link->max_width);
}

/* Left out is what the reader takes for granted */
static void write_function(const struct vg_function *f, FILE *out)
{
	bool buses = f->header == 1 || f->secondary || f->subordinate;
	const char *type = vg_snapshot_type(f->type);
	char address[VG_BDF_LEN];

	vg_format_bdf(address, f->segment, f->rid);
	fprintf(out, "%s id=%04x:%04x class=%06x type=", address, f->vendor,
		f->device, f->class);
	if (type)
		fprintf(out, "%s", type);
	else
		fprintf(out, "0x%02x", f->type);
	if (buses)
		fprintf(out, " buses=%02x-%02x", f->secondary, f->subordinate);
	if (f->header != (buses ? 1 : 0))
		fprintf(out, " header=%u", f->header);
	write_acs(f, out);
	if (f->flags & VG_F_VF)
		fprintf(out, " vf-of=%02x:%02x.%u", f->pf_rid >> 8,
			f->pf_rid >> 3 & 0x1f, f->pf_rid & 7);
	if (f->group != VG_NO_GROUP)
		fprintf(out, " group=%d", f->group);
	write_link(&f->link, out);
	write_flags(f->flags, out);
	fprintf(out, "\n");
}

static void write_alias(const struct vg_alias *a, FILE *out)
{
	char function[VG_BDF_LEN];
	char address[VG_BDF_LEN];

	vg_format_bdf(function, a->segment, a->rid);
	vg_format_bdf(address, a->alias_segment, a->alias_rid);
	fprintf(out, "alias %s as=%s\n", function, address);
}

static u64 address_of(u32 segment, u16 rid)
{
	return (u64)segment << 16 | rid;
}

static int compare_functions(const void *a, const void *b)
{
	const struct vg_function *x = *(const struct vg_function *const *)a;
	const struct vg_function *y = *(const struct vg_function *const *)b;
	u64 left = address_of(x->segment, x->rid);
	u64 right = address_of(y->segment, y->rid);

	return left < right ? -1 : left > right;
}

static int compare_aliases(const void *a, const void *b)
{
	const struct vg_alias *x = *(const struct vg_alias *const *)a;
	const struct vg_alias *y = *(const struct vg_alias *const *)b;
	u64 left = address_of(x->segment, x->rid);
	u64 right = address_of(y->segment, y->rid);

	if (left == right) {
		left = address_of(x->alias_segment, x->alias_rid);
		right = address_of(y->alias_segment, y->alias_rid);
	}
	return left < right ? -1 : left > right;
}

/* Pointers to all entries of an array, to be brought into order */
static const void **point_at(const void *array, u32 count, size_t size)
{
	const void **at = reallocarray(NULL, (size_t)count + 1, sizeof(*at));

	if (!at)
		err(EX_UNAVAILABLE, "malloc for %u entries", count);
	for (u32 i = 0; i < count; i++)
		at[i] = (const char *)array + i * size;
	return at;
}

/**
 * vg_snapshot_write - write facts as a snapshot
 * @facts: the facts, in any order
 * @out: where to; whether that succeeded is seen by ferror()
 *
 * One text for equal facts, whatever their order: the format is described in
 * vfioguard.8.
 */
void vg_snapshot_write(const struct vg_facts *facts, FILE *out)
{
	const void **at;

	fprintf(out, "%s %u\n", VG_SNAPSHOT_MAGIC, VG_SNAPSHOT_VERSION);
	write_host(&facts->host, out);
	at = point_at(facts->fn, facts->count, sizeof(*facts->fn));
	qsort(at, facts->count, sizeof(*at), compare_functions);
	for (u32 i = 0; i < facts->count; i++)
		write_function(at[i], out);
	free(at);
	at = point_at(facts->alias, facts->alias_count, sizeof(*facts->alias));
	qsort(at, facts->alias_count, sizeof(*at), compare_aliases);
	for (u32 i = 0; i < facts->alias_count; i++)
		write_alias(at[i], out);
	free(at);
	fprintf(out, "end functions=%u aliases=%u\n", facts->count,
		facts->alias_count);
}
