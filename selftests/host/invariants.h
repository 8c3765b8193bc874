/* SPDX-License-Identifier: GPL-2.0-only */
/* invariants.h - a topology with all that the core says about it */
#ifndef INVARIANTS_H
#define INVARIANTS_H

#include "test.h"

#define MAX_WORLD	64

/**
 * struct world - one topology and every answer about it
 * @lab: the topology
 * @mask: sets, by position asked and position of the peer
 * @returned: what vg_isolation_sets() returned
 * @closure: closure groups
 * @mainline: mainline's groups
 */
struct world {
	struct lab lab;
	u8 mask[MAX_WORLD][MAX_WORLD];
	u32 returned[MAX_WORLD];
	u32 closure[MAX_WORLD];
	u32 mainline[MAX_WORLD];
};

bool world_make(struct world *w, const struct vg_snapshot_facts *facts);
void world_free(struct world *w);

#endif /* INVARIANTS_H */
