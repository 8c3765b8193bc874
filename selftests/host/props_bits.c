// SPDX-License-Identifier: GPL-2.0-only
/* props_bits.c - what one ACS bit more or less does to the sets */
#include "random.h"

static struct world before;
static struct world after;

/* Every domain of @small within that of @big; positions are the same */
static bool domains_within(const struct world *small, const struct world *big)
{
	u32 n = small->lab.t.count;
	u32 x;
	u32 y;

	for (x = 0; x < n; x++)
		for (y = 0; y < n; y++)
			if (small->mask[x][y] & ~big->mask[x][y])
				return false;
	for (x = 0; x < n; x++)
		if (big->closure[small->closure[x]] != big->closure[x])
			return false;
	return true;
}

static struct vg_function *pick(struct random *r)
{
	u32 tries;

	for (tries = 0; tries < 8; tries++) {
		struct vg_function *f = &r->fn[random_below(r, r->count)];

		if (f->acs_kind != VG_ACS_ABSENT)
			return f;
	}
	return NULL;
}

/* Builds both worlds, before and after a change of @f to @changed */
static bool change(struct random *r, struct vg_function *f,
		   const struct vg_function *changed)
{
	if (!world_make(&before, &r->facts))
		return false;
	*f = *changed;
	if (!world_make(&after, &r->facts)) {
		world_free(&before);
		return false;
	}
	return true;
}

const char *prop_more_isolation(struct random *r)
{
	static const u16 bits[] = { VG_ACS_SV, VG_ACS_TB, VG_ACS_RR, VG_ACS_CR,
				    VG_ACS_UF };
	u16 bit = bits[random_below(r, ARRAY_SIZE(bits))];
	struct vg_function *f = r->count ? pick(r) : NULL;
	struct vg_function changed;
	bool within;

	if (!f)
		return NULL;
	changed = *f;
	changed.acs_ctrl |= bit;
	if (bit == VG_ACS_UF)
		changed.acs_cap |= bit;
	else if (!(changed.acs_cap & bit))
		return NULL;
	if (!change(r, f, &changed))
		return NULL;
	within = domains_within(&after, &before);
	world_free(&before);
	world_free(&after);
	return within ? NULL : "a bit came on and a domain grew";
}

const char *prop_less_isolation(struct random *r)
{
	struct vg_function *f = r->count ? pick(r) : NULL;
	struct vg_function changed;
	bool within;

	if (!f)
		return NULL;
	changed = *f;
	if (random_chance(r, 50)) {
		changed.acs_cap |= VG_ACS_EC;
		changed.acs_ctrl |= VG_ACS_EC;
		changed.flags |= VG_F_EGRESS_OPEN;
	} else {
		changed.acs_cap |= VG_ACS_DT;
		changed.acs_ctrl |= VG_ACS_DT;
		changed.acs_ctrl &= ~VG_ACS_TB;
	}
	if (!change(r, f, &changed))
		return NULL;
	within = domains_within(&before, &after);
	world_free(&before);
	world_free(&after);
	return within ? NULL : "a port was opened and a domain shrank";
}
