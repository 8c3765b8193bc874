// SPDX-License-Identifier: GPL-2.0-only
/*
 * props.c - properties over random topologies
 *
 *	props [COUNT]	SEED= sets the first seed; topology n has seed + n, so
 *			a failure is seen again with its seed and COUNT 1
 */
#include <time.h>

#include "random.h"

struct property {
	const char *name;
	const char *(*check)(struct random *r);
	void (*make)(struct random *r, u64 seed);
};

static const struct property properties[] = {
	{ "what holds for every topology", prop_invariants, random_topology },
	{ "the order of the input does not matter", prop_order,
	  random_topology },
	{ "more isolation never grows a domain", prop_more_isolation,
	  random_topology },
	{ "less isolation never shrinks a domain", prop_less_isolation,
	  random_topology },
	{ "audit mode finds the same", prop_audit, random_topology },
	{ "one owner for all that is not isolated", prop_same_owner,
	  random_topology },
	{ "garbage harms nobody", prop_garbage, random_garbage },
};

void complain(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
}

static u32 failures[ARRAY_SIZE(properties)];

static void check_property(u32 i, u64 seed)
{
	const struct property *p = &properties[i];
	static struct random r;
	const char *broken;

	p->make(&r, seed);
	broken = p->check(&r);
	if (!broken)
		return;
	if (failures[i]++ < 3)
		printf("FAIL property: %s\n\tSEED=%llu: %s\n", p->name,
		       (unsigned long long)seed, broken);
}

int main(int argc, char **argv)
{
	u32 count = argc > 1 ? strtoul(argv[1], NULL, 0) : 100000;
	const char *text = getenv("SEED");
	u64 seed = text ? strtoull(text, NULL, 0) : (u64)time(NULL) << 20;
	u32 failed = 0;
	u32 i;
	u32 p;

	printf("properties: %u topologies, SEED=%llu\n", count,
	       (unsigned long long)seed);
	for (i = 0; i < count; i++)
		for (p = 0; p < ARRAY_SIZE(properties); p++)
			check_property(p, seed + i);
	for (p = 0; p < ARRAY_SIZE(properties); p++)
		failed += !!failures[p];
	printf("host: %zu passed, %u failed\n",
	       ARRAY_SIZE(properties) - failed, failed);
	return failed != 0;
}
