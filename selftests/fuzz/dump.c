// SPDX-License-Identifier: GPL-2.0-only
/*
 * dump.c - bytes to the reader of dumps of lspci. What follows a form feed is
 * given to the reader of IOMMU groups.
 */
#include "fuzz.h"
#include "ids.h"

struct vg_ids *__real_vg_ids_open(void);
struct vg_ids *__wrap_vg_ids_open(void);
void __wrap_vg_ids_close(struct vg_ids *ids);

/*
 * Put in the place of the reader's by the linker: pci.ids is read once and
 * not for each input, which would leave no time for anything else.
 */
struct vg_ids *__wrap_vg_ids_open(void)
{
	static struct vg_ids *ids;

	if (!ids)
		ids = __real_vg_ids_open();
	return ids;
}

void __wrap_vg_ids_close(struct vg_ids *ids)
{
	(void)ids;
}

static void check_facts(const struct vg_facts *facts)
{
	CHECK(facts->count <= facts->capacity);
	for (u32 i = 0; i < facts->count; i++)
		CHECK(facts->fn[i].acs_kind <= VG_ACS_SPT_DWORD);
	for (u32 i = 0; i < VG_TROUBLE_COUNT; i++) {
		const struct vg_notes *n = &facts->notes[i];

		CHECK(n->span_count <= n->count);
		for (u32 j = 0; j < n->span_count && j < VG_TROUBLE_SPANS; j++)
			CHECK(n->span[j].first <= n->span[j].last);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	const u8 *split = size ? memchr(data, '\f', size) : NULL;
	size_t first = split ? (size_t)(split - data) : size;
	struct vg_facts facts = { 0 };
	struct vg_text text;
	int code;

	give_text(&text, data, first);
	code = vg_dump_read(&facts, &text);
	free((char *)text.text);
	if (!code && split) {
		give_text(&text, split + 1, size - first - 1);
		code = vg_groups_read(&facts, &text);
		free((char *)text.text);
	}
	if (!code)
		check_facts(&facts);
	vg_facts_free(&facts);
	return 0;
}
