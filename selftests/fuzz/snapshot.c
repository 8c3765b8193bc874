// SPDX-License-Identifier: GPL-2.0-only
/*
 * snapshot.c - bytes to the reader of snapshots. What it takes comes out of
 * the writer in one form, and back in without a difference.
 */
#include "fuzz.h"

static struct vg_text write_text(const struct vg_facts *facts)
{
	struct vg_text text = { .name = "written" };
	char *bytes = NULL;
	FILE *out = open_memstream(&bytes, &text.len);

	CHECK(out);
	vg_snapshot_write(facts, out);
	fclose(out);
	text.text = bytes;
	return text;
}

static void check_facts(const struct vg_facts *a, const struct vg_facts *b)
{
	CHECK(a->count == b->count);
	CHECK(!memcmp(&a->host, &b->host, sizeof(a->host)));
	for (u32 i = 0; i < a->count; i++) {
		CHECK(!memcmp(&a->fn[i], &b->fn[i], sizeof(a->fn[i])));
		CHECK(a->detail[i].line && !a->detail[i].driver);
		CHECK(!(a->fn[i].flags & VG_F_ORPHAN));
	}
}

static void write_and_read(const struct vg_facts *facts)
{
	struct vg_text written = write_text(facts);
	struct vg_facts back = { 0 };
	struct vg_text again;

	CHECK(vg_is_snapshot(&written));
	CHECK(!vg_snapshot_read(&back, &written));
	check_facts(facts, &back);
	again = write_text(&back);
	CHECK(written.len == again.len &&
	      !memcmp(written.text, again.text, again.len));
	vg_facts_free(&back);
	free((char *)again.text);
	free((char *)written.text);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct vg_facts facts = { 0 };
	struct vg_text text;

	give_text(&text, data, size);
	if (vg_snapshot_read(&facts, &text)) {
		check_empty(&facts);
	} else {
		CHECK(vg_is_snapshot(&text));
		write_and_read(&facts);
	}
	vg_facts_free(&facts);
	free((char *)text.text);
	return 0;
}
