/* SPDX-License-Identifier: GPL-2.0-only */
/* random.h - plausible and implausible topologies from a seed */
#ifndef RANDOM_H
#define RANDOM_H

#include "invariants.h"

/**
 * struct random - a generator and what it has made
 * @state: of the generator
 * @count: functions made
 * @limit: how many to make at most
 * @aliases: aliases made
 * @bus: next bus number
 * @segment: segment being filled
 * @clean: make only what a running kernel would show: everything readable,
 *	no bridge missing, aliases on one bus
 * @fn: the functions
 * @alias: the aliases
 * @facts: both, as input for vg_topology_build()
 */
struct random {
	u64 state;
	u32 count;
	u32 limit;
	u32 aliases;
	u32 bus;
	u32 segment;
	bool clean;
	struct vg_function fn[MAX_WORLD];
	struct vg_alias alias[8];
	struct vg_snapshot_facts facts;
};

u32 random_below(struct random *r, u32 limit);
bool random_chance(struct random *r, u32 percent);
void random_topology(struct random *r, u64 seed);
void random_garbage(struct random *r, u64 seed);
void random_shuffle(struct random *r);

/* The properties: what is broken, or NULL */
const char *prop_invariants(struct random *r);
const char *prop_order(struct random *r);
const char *prop_more_isolation(struct random *r);
const char *prop_less_isolation(struct random *r);
const char *prop_audit(struct random *r);
const char *prop_same_owner(struct random *r);
const char *prop_garbage(struct random *r);

#endif /* RANDOM_H */
