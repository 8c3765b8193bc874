// SPDX-License-Identifier: GPL-2.0-only
/* random.c - plausible and implausible topologies from a seed */
#include "random.h"

static u64 next_random(struct random *r)
{
	u64 z;

	/* splitmix64: any seed is a good one */
	r->state += 0x9e3779b97f4a7c15;
	z = r->state;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

u32 random_below(struct random *r, u32 limit)
{
	return (next_random(r) >> 16) % limit;
}

bool random_chance(struct random *r, u32 percent)
{
	return random_below(r, 100) < percent;
}

/* Ports and functions of the quirk table, of the lists of errata, of none */
static void random_id(struct random *r, struct vg_function *f)
{
	static const u32 ids[] = {
		0x8086352a, 0x1000c030, 0x10de2335, 0x15b31021, 0x19578d81,
		0x80863b42, 0x80861521, 0x10221483, 0x111d80b5, 0x1d170710,
		0x1d179999, 0x10024384, 0x10024385, 0x17cb0400, 0x1022780f,
		0x80881001, 0x8086a110,
	};
	u32 id = ids[random_chance(r, 75) ? random_below(r, 4) :
		     random_below(r, ARRAY_SIZE(ids))];

	f->vendor = id >> 16;
	f->device = id & 0xffff;
}

static void random_acs(struct random *r, struct vg_function *f)
{
	if (random_chance(r, 30))
		return;
	f->acs_kind = random_chance(r, 95) ? VG_ACS_STANDARD : VG_ACS_SPT_DWORD;
	f->acs_cap = random_chance(r, 60) ? 0x1f : random_below(r, 0x80);
	f->acs_ctrl = random_chance(r, 50) ? 0x1d : random_below(r, 0x80);
	if (random_chance(r, 20))
		f->acs_ctrl &= ~(1U << random_below(r, 7));
	if (random_chance(r, 20))
		f->flags |= VG_F_EGRESS_OPEN;
}

/* Few owners, so that some have more than one device */
static void random_owner(struct random *r, struct vg_function *f)
{
	if (random_chance(r, 80))
		f->flags |= VG_F_QUIET;
	if (!(f->flags & VG_F_ASSIGNED)) {
		if (random_chance(r, 10))
			f->flags |= VG_F_HOST_DRIVER;
		return;
	}
	if (random_chance(r, 50))
		return;
	f->flags |= VG_F_OPEN;
	if (random_chance(r, 20))
		f->flags |= VG_F_CLAIMED;
	f->owner_pid = random_below(r, 3);
	f->owner_start = random_below(r, 10) ? 1 : 2;
}

static struct vg_function *add(struct random *r, u8 type, u8 bus, u8 slot,
			       u8 fn)
{
	struct vg_function *f = &r->fn[r->count];

	if (r->count == r->limit)
		return NULL;
	r->count++;
	memset(f, 0, sizeof(*f));
	f->segment = r->segment;
	f->rid = bus << 8 | slot << 3 | fn;
	f->type = type;
	f->class = random_chance(r, 50) ? 0x030200 : 0x020000;
	f->group = VG_NO_GROUP;
	f->flags = VG_F_MEM_BAR;
	random_id(r, f);
	random_acs(r, f);
	if (random_chance(r, 97))
		f->flags |= VG_F_IOMMU;
	if (random_chance(r, 97))
		f->flags |= VG_F_MSI_ISOLATED;
	if (random_chance(r, 20))
		f->flags |= VG_F_ASSIGNED;
	random_owner(r, f);
	if (random_chance(r, 10))
		f->flags |= VG_F_NO_RESET;
	if (random_chance(r, 10))
		f->flags |= VG_F_NO_BUS_RESET;
	if (random_chance(r, 20))
		f->flags |= VG_F_ATS;
	if (random_chance(r, 5))
		f->flags |= VG_F_BAR_UNASSIGNED;
	if (random_chance(r, 10))
		f->link = (struct vg_link){ 4, 8, 5, 16 };
	if (random_chance(r, 5))
		f->flags |= VG_F_FIRMWARE_REGION;
	if (random_chance(r, 10))
		f->flags |= VG_F_RELAXABLE_REGION;
	if (!r->clean && random_chance(r, 3))
		f->flags |= random_chance(r, 50) ? VG_F_UNREADABLE :
						   VG_F_NOT_READ;
	return f;
}

static void make_bridge(struct random *r, struct vg_function *f, u8 secondary)
{
	f->header = 1;
	f->class = 0x060400;
	f->secondary = secondary;
	f->flags &= ~(VG_F_MEM_BAR | VG_F_ASSIGNED | VG_F_OPEN | VG_F_CLAIMED);
	if (random_chance(r, 5))
		f->flags |= VG_F_XLATE_ROOT;
	if (random_chance(r, 10))
		f->flags |= VG_F_BRIDGE_NO_ALIAS;
	if (random_chance(r, 30))
		f->flags |= VG_F_ALIAS_SECONDARY;
	if (random_chance(r, 50))
		f->flags |= VG_F_PCH_ACS;
}

/* More than one function in a slot: the kernel sets the bit in all of them */
static void mark_multifunction(struct random *r, u32 from)
{
	u32 i;

	if (r->count - from < 2)
		return;
	for (i = from; i < r->count; i++)
		if (!(r->fn[i].flags & VG_F_VF))
			r->fn[i].flags |= VG_F_MULTIFUNCTION;
}

static void add_vfs(struct random *r, const struct vg_function *pf, u8 bus,
		    u8 first)
{
	u32 n = 1 + random_below(r, 3);
	bool own_bus = random_chance(r, 30) && r->bus < 250;
	u8 vf_bus = own_bus ? r->bus++ : bus;
	u16 pf_rid = pf->rid;
	u32 i;

	for (i = 0; i < n; i++) {
		struct vg_function *f = add(r, VG_TYPE_ENDPOINT, vf_bus,
					    (first + i) >> 3, (first + i) & 7);

		if (!f)
			return;
		f->flags |= VG_F_VF;
		f->pf_rid = pf_rid;
	}
}

/* A device on a link: one to three functions, ARI, VFs */
static void add_device(struct random *r, u8 bus)
{
	u32 n = random_chance(r, 60) ? 1 : 2 + random_below(r, 2);
	bool ari = n > 1 && random_chance(r, 30);
	u32 from = r->count;
	u32 i;

	for (i = 0; i < n; i++)
		if (!add(r, VG_TYPE_ENDPOINT, bus, ari ? i : 0, i))
			return;
	mark_multifunction(r, from);
	for (i = from; i < from + n && random_chance(r, 25); i++)
		add_vfs(r, &r->fn[i], bus, 0x40 + (i - from) * 4);
}

static void add_below_link(struct random *r, u8 bus, u32 depth);

/* Devices and perhaps a further bridge on a conventional bus */
static void add_conventional(struct random *r, u8 bus, u32 depth)
{
	u32 slots = 1 + random_below(r, 3);
	u32 slot;

	for (slot = 0; slot < slots; slot++) {
		u32 from = r->count;
		struct vg_function *f;
		u8 below;

		if (!depth || random_chance(r, 75)) {
			add(r, VG_TYPE_CONVENTIONAL, bus, slot, 0);
			if (random_chance(r, 20))
				add(r, VG_TYPE_CONVENTIONAL, bus, slot, 1);
			mark_multifunction(r, from);
			continue;
		}
		f = add(r, random_chance(r, 70) ? VG_TYPE_CONVENTIONAL :
						  VG_TYPE_PCI_TO_PCIE,
			bus, slot, 0);
		if (!f)
			return;
		below = r->bus++;
		make_bridge(r, f, below);
		if (f->type == VG_TYPE_CONVENTIONAL)
			add_conventional(r, below, depth - 1);
		else
			add_below_link(r, below, depth - 1);
		r->fn[from].subordinate = r->bus - 1;
	}
}

static void add_switch_port(struct random *r, u8 bus, u8 slot, u8 fn, u32 depth)
{
	u32 i = r->count;
	struct vg_function *f = add(r, VG_TYPE_DOWNSTREAM, bus, slot, fn);
	u8 below;

	if (!f)
		return;
	below = r->bus++;
	make_bridge(r, f, below);
	if (random_chance(r, 80))
		add_below_link(r, below, depth - 1);
	r->fn[i].subordinate = r->bus - 1;
}

static void add_switch(struct random *r, u8 bus, u32 depth)
{
	u32 ports = 1 + random_below(r, 4);
	u32 i = r->count;
	u32 port;
	struct vg_function *f = add(r, VG_TYPE_UPSTREAM, bus, 0, 0);
	u8 below;

	if (!f)
		return;
	below = r->bus++;
	make_bridge(r, f, below);
	if (random_chance(r, 20))
		add(r, VG_TYPE_ENDPOINT, bus, 0, 1);
	mark_multifunction(r, i);
	for (port = 0; port < ports; port++) {
		u32 from = r->count;

		if (random_chance(r, 85))
			add_switch_port(r, below, port, 0, depth);
		else
			add(r, VG_TYPE_ENDPOINT, below, port, 0);
		if (random_chance(r, 10) && r->count < r->limit) {
			add(r, VG_TYPE_ENDPOINT, below, port, 1);
			r->fn[from].flags |= VG_F_MULTIFUNCTION;
			r->fn[r->count - 1].flags |= VG_F_MULTIFUNCTION;
		}
	}
	r->fn[i].subordinate = r->bus - 1;
}

static void add_below_link(struct random *r, u8 bus, u32 depth)
{
	struct vg_function *f;
	u32 i = r->count;
	u8 below;

	if (!depth || random_chance(r, 50) || r->bus > 200) {
		add_device(r, bus);
		return;
	}
	if (random_chance(r, 75)) {
		add_switch(r, bus, depth);
		return;
	}
	f = add(r, VG_TYPE_PCIE_TO_PCI, bus, 0, 0);
	if (!f)
		return;
	below = r->bus++;
	make_bridge(r, f, below);
	add_conventional(r, below, depth - 1);
	r->fn[i].subordinate = r->bus - 1;
}

static void add_root_function(struct random *r, u8 bus, u8 slot, u8 fn)
{
	static const u8 types[] = {
		VG_TYPE_ROOT_PORT, VG_TYPE_ROOT_PORT, VG_TYPE_ROOT_PORT,
		VG_TYPE_ROOT_PORT, VG_TYPE_RC_ENDPOINT, VG_TYPE_CONVENTIONAL,
		VG_TYPE_RC_COLLECTOR,
	};
	u8 type = types[random_below(r, ARRAY_SIZE(types))];
	u32 i = r->count;
	struct vg_function *f = add(r, type, bus, slot, fn);
	bool bridge = type == VG_TYPE_ROOT_PORT;
	u8 below;

	if (!f)
		return;
	f->flags |= VG_F_ROOT_BUS;
	if (type == VG_TYPE_CONVENTIONAL && random_chance(r, 30)) {
		f->class = 0x060000;
		if (random_chance(r, 60))
			f->flags &= ~VG_F_MEM_BAR;
	} else if (type == VG_TYPE_CONVENTIONAL) {
		bridge = random_chance(r, 20);
	}
	if (!bridge)
		return;
	below = r->bus++;
	make_bridge(r, f, below);
	if (type == VG_TYPE_CONVENTIONAL)
		add_conventional(r, below, 1);
	else if (random_chance(r, 85))
		add_below_link(r, below, 2);
	r->fn[i].subordinate = r->bus - 1;
}

static void add_root_bus(struct random *r, u8 bus)
{
	u32 slots = 1 + random_below(r, 3);
	u32 slot;
	u32 fn;
	u32 i;

	for (slot = 0; slot < slots; slot++) {
		u32 n = random_chance(r, 60) ? 1 : 2 + random_below(r, 2);

		for (fn = 0; fn < n; fn++)
			add_root_function(r, bus, slot, fn);
		if (n < 2)
			continue;
		for (i = 0; i < r->count; i++)
			if (r->fn[i].segment == r->segment &&
			    r->fn[i].rid >> 3 == (bus << 5 | slot))
				r->fn[i].flags |= VG_F_MULTIFUNCTION;
	}
}

static void add_aliases(struct random *r)
{
	u32 n = random_chance(r, 30) ? 1 + random_below(r, 3) : 0;

	while (n--) {
		struct vg_alias *a = &r->alias[r->aliases++];
		const struct vg_function *f = &r->fn[random_below(r, r->count)];
		const struct vg_function *g = &r->fn[random_below(r, r->count)];

		a->segment = f->segment;
		a->rid = f->rid;
		a->alias_segment = f->segment;
		a->alias_rid = (f->rid & 0xff00) | (g->rid & 0xff);
		if (r->clean || random_chance(r, 70))
			continue;
		a->alias_segment = g->segment;
		a->alias_rid = g->rid;
	}
}

/* Remove functions, so that what is below them has lost its bridge */
static void lose_some(struct random *r)
{
	u32 i;

	if (r->clean || random_chance(r, 85))
		return;
	i = random_below(r, r->count);
	memmove(&r->fn[i], &r->fn[i + 1],
		(r->count - i - 1) * sizeof(r->fn[0]));
	r->count--;
}

static void set_facts(struct random *r)
{
	r->facts.fn = r->fn;
	r->facts.count = r->count;
	r->facts.alias = r->alias;
	r->facts.alias_count = r->aliases;
}

/* Groups: mainline's own, one each, few, or mainline's but for some */
static void claim_groups(struct random *r)
{
	u32 how = random_below(r, 4);
	u32 group[MAX_WORLD];
	struct lab lab;
	u32 i;

	if (lab_build(&lab, &r->facts))
		return;
	vg_mainline_groups(&lab.t, group);
	for (i = 0; i < r->count; i++) {
		s32 *claim = &r->fn[lab.t.origin[i]].group;

		*claim = how == 1 ? i : group[i];
		if (how == 2)
			*claim = random_below(r, 4);
		if (how == 3 && random_chance(r, 20))
			*claim = 100 + i;
		if (random_chance(r, 2))
			*claim = VG_NO_GROUP;
	}
	lab_free(&lab);
}

void random_topology(struct random *r, u64 seed)
{
	/* small ones find most, and cost little */
	static const u8 limits[] = { 6, 8, 10, 12, 16, 24, MAX_WORLD };

	memset(r, 0, sizeof(*r));
	r->state = seed;
	r->limit = limits[random_below(r, ARRAY_SIZE(limits))];
	r->clean = random_chance(r, 60);
	r->bus = 1;
	add_root_bus(r, 0);
	if (random_chance(r, 30)) {
		u8 bus = r->bus++;

		r->segment = random_chance(r, 50) ? 0x10000 : 0;
		add_root_bus(r, bus);
	}
	add_aliases(r);
	lose_some(r);
	r->facts.host.ivrs = random_chance(r, 50);
	r->facts.host.acs_override = random_chance(r, 5);
	r->facts.host.intremap_nosid = random_chance(r, 5);
	r->facts.host.unsafe_interrupts = random_chance(r, 5);
	r->facts.host.unjudged = random_chance(r, 5) ? next_random(r) : 0;
	set_facts(r);
	claim_groups(r);
}

/* Random bytes, on few enough buses that something fits together */
void random_garbage(struct random *r, u64 seed)
{
	u8 *bytes = (u8 *)r->fn;
	u32 mask;
	u32 i;

	memset(r, 0, sizeof(*r));
	r->state = seed;
	r->count = random_below(r, 25);
	r->aliases = random_below(r, ARRAY_SIZE(r->alias) + 1);
	mask = random_chance(r, 70) ? 0x0f : 0xff;
	for (i = 0; i < sizeof(r->fn); i++)
		bytes[i] = next_random(r);
	bytes = (u8 *)r->alias;
	for (i = 0; i < sizeof(r->alias); i++)
		bytes[i] = next_random(r);
	for (i = 0; i < r->count && random_chance(r, 99); i++) {
		struct vg_function *f = &r->fn[i];

		f->segment &= mask == 0xff ? ~0U : 1;
		f->rid &= mask << 8 | 0xff;
		f->pf_rid = random_chance(r, 50) ?
			    r->fn[random_below(r, r->count)].rid : f->pf_rid;
		f->header &= 3;
		f->secondary &= mask;
		f->type = random_chance(r, 80) ? f->type % 11 : f->type;
	}
	for (i = 0; i < r->aliases && r->count; i++) {
		const struct vg_function *f = &r->fn[random_below(r, r->count)];

		r->alias[i].segment = f->segment;
		r->alias[i].rid = f->rid;
		if (random_chance(r, 50))
			r->alias[i].alias_segment = f->segment;
	}
	set_facts(r);
}

void random_shuffle(struct random *r)
{
	u32 i;

	for (i = r->count; i > 1; i--) {
		u32 j = random_below(r, i);
		struct vg_function f = r->fn[i - 1];

		r->fn[i - 1] = r->fn[j];
		r->fn[j] = f;
	}
	for (i = r->aliases; i > 1; i--) {
		u32 j = random_below(r, i);
		struct vg_alias a = r->alias[i - 1];

		r->alias[i - 1] = r->alias[j];
		r->alias[j] = a;
	}
}
