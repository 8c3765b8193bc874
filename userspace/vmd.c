// SPDX-License-Identifier: GPL-2.0-only
#include "vmd.h"

/* vmd_find_free_domain() begins behind what ACPI can say */
static bool is_behind_vmd(const struct vg_function *f)
{
	return f->segment > 0xffff;
}

/* vmd_ids[] of drivers/pci/controller/vmd.c */
static bool is_vmd(const struct vg_function *f)
{
	static const u16 ids[] = {
		0x201d, 0x28c0, 0x467f, 0x4c3d, 0x7d0b, 0xad0b, 0x9a0b, 0xa77f,
		0xb60b, 0xb06f
	};

	if (f->vendor != 0x8086 || f->class >> 8 != 0x0104)
		return false;
	for (u32 i = 0; i < ARRAY_SIZE(ids); i++)
		if (ids[i] == f->device)
			return true;
	return false;
}

static u32 count_vmds(const struct vg_facts *facts, struct vg_function *last)
{
	u32 count = 0;

	for (u32 i = 0; i < facts->count; i++) {
		if (!is_vmd(&facts->fn[i]))
			continue;
		*last = facts->fn[i];
		count++;
	}
	return count;
}

/**
 * vg_vmd_apply - give functions behind a VMD its requester ID
 * @facts: the facts of a file, which does not say behind which VMD a function
 *	is (pci_real_dma_dev()): unreadable unless there is just one
 */
void vg_vmd_apply(struct vg_facts *facts)
{
	struct vg_function vmd = { 0 };
	u32 vmds = count_vmds(facts, &vmd);

	for (u32 i = 0; i < facts->count; i++) {
		struct vg_function *f = &facts->fn[i];

		if (!is_behind_vmd(f))
			continue;
		if (vmds == 1) {
			vg_facts_add_alias(facts, &(struct vg_alias){
				.segment = f->segment,
				.rid = f->rid,
				.alias_segment = vmd.segment,
				.alias_rid = vmd.rid,
			});
		} else {
			f->flags |= VG_F_UNREADABLE;
			vg_facts_note(facts, VG_TROUBLE_CONFIG,
				      facts->detail[i].line);
		}
	}
}
