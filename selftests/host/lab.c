// SPDX-License-Identifier: GPL-2.0-only
/* lab.c - topologies with their memory */
#include "test.h"

int lab_build(struct lab *lab, const struct vg_snapshot_facts *facts)
{
	size_t bytes = vg_topology_bytes(facts->count, facts->alias_count);
	int err;

	memset(lab, 0, sizeof(*lab));
	lab->memory = malloc(bytes);
	assert(lab->memory);
	memset(lab->memory, 0xa5, bytes);
	err = vg_topology_build(&lab->t, facts, lab->memory);
	if (err)
		lab_free(lab);
	return err;
}

void lab_free(struct lab *lab)
{
	free(lab->memory);
	lab->memory = NULL;
}

bool is_endpoint(const struct vg_topology *t, u32 position)
{
	return !vg_is_bridge(&t->fn[position]);
}

void row_to_function(const struct row *row, struct vg_function *f)
{
	u32 id = row->id ? row->id : row->usual_id;

	memset(f, 0, sizeof(*f));
	f->segment = row->segment;
	f->rid = row->rid;
	f->pf_rid = row->pf;
	f->vendor = id >> 16;
	f->device = id & 0xffff;
	f->class = row->class ? row->class : row->usual_class;
	f->group = row->group;
	f->flags = (row->base | row->plus | VG_F_IOMMU | VG_F_MSI_ISOLATED) &
		   ~row->minus;
	f->acs_cap = row->cap;
	f->acs_ctrl = row->ctrl;
	f->link = row->link;
	f->owner_pid = row->pid;
	f->owner_start = row->start;
	f->type = row->type;
	f->header = row->header;
	f->secondary = row->secondary;
	f->subordinate = row->subordinate;
	if (row->acs)
		f->acs_kind = row->spt ? VG_ACS_SPT_DWORD : VG_ACS_STANDARD;
}
