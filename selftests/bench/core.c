// SPDX-License-Identifier: GPL-2.0-only
/*
 * core.c - cost of the core: per function for a whole host, and of one
 * judgement in hosts of different size. Prints ratios and never fails on time.
 */
#include <time.h>

#include "rules.h"

#define LEAF_FUNCTIONS	8	/* a PF and its VFs */
#define PORTS		4
#define UNIT_BUSES	(3 + PORTS)
#define UNIT_FUNCTIONS	(2 + PORTS + PORTS * LEAF_FUNCTIONS)
#define UNITS_PER_SEGMENT	(255 / UNIT_BUSES)
#define ROUNDS		9

static const u32 sizes[] = { 1 << 10, 1 << 13, 1 << 16 };

struct host {
	struct vg_function *fn;
	u32 count;
	void *memory;
	u32 *group;
	struct vg_topology t;
};

static struct vg_function *add(struct host *h, u32 unit, u32 bus, u32 devfn,
			       u8 type)
{
	struct vg_function *f = &h->fn[h->count++];

	memset(f, 0, sizeof(*f));
	f->segment = unit / UNITS_PER_SEGMENT;
	f->rid = (unit % UNITS_PER_SEGMENT * UNIT_BUSES + bus) << 8 | devfn;
	f->vendor = 0x1000;
	f->device = 0xc030;
	f->group = h->count;
	f->flags = VG_F_IOMMU | VG_F_MSI_ISOLATED;
	f->type = type;
	return f;
}

static void add_bridge(struct host *h, u32 unit, u32 bus, u32 devfn, u8 type,
		       u32 secondary, u32 subordinate)
{
	struct vg_function *f = add(h, unit, bus, devfn, type);
	u32 first = unit % UNITS_PER_SEGMENT * UNIT_BUSES;

	f->header = 1;
	f->class = 0x060400;
	f->secondary = first + secondary;
	f->subordinate = first + subordinate;
	/* every other switch has ACS off */
	f->acs_kind = VG_ACS_STANDARD;
	f->acs_cap = 0x1f;
	f->acs_ctrl = unit & 1 && type == VG_TYPE_DOWNSTREAM ? 0 : 0x1d;
	if (type == VG_TYPE_ROOT_PORT)
		f->flags |= VG_F_ROOT_BUS;
}

/* Root port, switch, and below each of its ports a PF with VFs */
static void add_unit(struct host *h, u32 unit)
{
	u32 port;
	u32 i;

	add_bridge(h, unit, 0, 8, VG_TYPE_ROOT_PORT, 1, UNIT_BUSES - 1);
	add_bridge(h, unit, 1, 0, VG_TYPE_UPSTREAM, 2, UNIT_BUSES - 1);
	for (port = 0; port < PORTS; port++)
		add_bridge(h, unit, 2, port << 3, VG_TYPE_DOWNSTREAM, 3 + port,
			   3 + port);
	for (port = 0; port < PORTS; port++)
		for (i = 0; i < LEAF_FUNCTIONS; i++) {
			struct vg_function *f = add(h, unit, 3 + port, i,
						    VG_TYPE_ENDPOINT);

			f->class = 0x030200;
			if (!i)
				continue;
			f->flags |= VG_F_VF;
			f->pf_rid = f->rid & 0xff00;
		}
}

/* The same disorder in every run */
static void shuffle(struct host *h)
{
	u32 state = 1;
	u32 i;

	for (i = h->count; i > 1; i--) {
		struct vg_function f = h->fn[i - 1];
		u32 j;

		state = state * 1664525 + 1013904223;
		j = (u64)state * i >> 32;
		h->fn[i - 1] = h->fn[j];
		h->fn[j] = f;
	}
}

static void make_host(struct host *h, u32 size)
{
	u32 unit;

	memset(h, 0, sizeof(*h));
	h->fn = malloc((size + UNIT_FUNCTIONS) * sizeof(*h->fn));
	h->group = malloc((size + UNIT_FUNCTIONS) * sizeof(*h->group));
	h->memory = malloc(vg_topology_bytes(size + UNIT_FUNCTIONS, 0));
	assert(h->fn && h->group && h->memory);
	for (unit = 0; h->count < size; unit++)
		add_unit(h, unit);
}

static void free_host(struct host *h)
{
	free(h->fn);
	free(h->group);
	free(h->memory);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static int compare_times(const void *a, const void *b)
{
	const double *x = a;
	const double *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void build_and_group(struct host *h)
{
	const struct vg_snapshot_facts facts = { .fn = h->fn,
						 .count = h->count };
	int err = vg_topology_build(&h->t, &facts, h->memory);

	assert(!err);
	vg_isolation_groups(&h->t, h->group);
}

static void judge_one(struct host *h)
{
	const struct vg_policy policy = {
		.mode = VG_MODE_ENFORCE,
		.scope = VG_SCOPE_GPU,
		.profile = VG_PROFILE_STANDARD,
		.peers = VG_PEERS_REFUSE,
	};
	static struct vg_verdict v;

	/* a PF of the second unit, whose switch has ACS off */
	vg_judge(&h->t, vg_topology_find(&h->t, 0, (UNIT_BUSES + 3) << 8),
		 &policy, &v);
	assert(v.outcome == VG_REFUSE);
}

/* Median time of one call, over rounds of many calls each */
static double measure(struct host *h, void (*work)(struct host *h), u32 calls)
{
	double times[ROUNDS];
	u32 round;
	u32 i;

	work(h);
	for (round = 0; round < ROUNDS; round++) {
		double start = now();

		for (i = 0; i < calls; i++)
			work(h);
		times[round] = (now() - start) / calls;
	}
	qsort(times, ROUNDS, sizeof(times[0]), compare_times);
	return times[ROUNDS / 2];
}

static void bench_build(const char *name, bool shuffled)
{
	double first = 0;
	u32 i;

	printf("build and groups, %s:", name);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct host h;
		double cost;

		make_host(&h, sizes[i]);
		if (shuffled)
			shuffle(&h);
		cost = measure(&h, build_and_group, sizes[2] / sizes[i]) /
		       h.count;
		if (!i)
			first = cost;
		printf(" %uk %.2f (%.0f ns)", sizes[i] >> 10, cost / first,
		       cost);
		free_host(&h);
	}
	printf(" per function, ratio to 1k\n");
}

static void bench_judge(void)
{
	double first = 0;
	u32 i;

	printf("one judgement:");
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct host h;
		double cost;

		make_host(&h, sizes[i]);
		build_and_group(&h);
		cost = measure(&h, judge_one, 2000);
		if (!i)
			first = cost;
		printf(" %uk %.2f (%.0f ns)", sizes[i] >> 10, cost / first,
		       cost);
		free_host(&h);
	}
	printf(" per call, ratio to 1k\n");
}

int main(void)
{
	bench_build("enumeration order", false);
	bench_build("shuffled", true);
	bench_judge();
	return 0;
}
