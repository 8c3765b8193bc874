// SPDX-License-Identifier: GPL-2.0-only
/*
 * feature_test.c - links, resizable BARs, interrupts, ATS and the rest out of
 * made-up config spaces; what is expected is the PCIe clause named
 */
#include "feature.h"
#include "link.h"
#include "test.h"

#define SPACE_WORDS	(4096 / 4)
#define EXPRESS		0x60
#define ENDPOINT_V2	0x00020010	/* version 2, endpoint, ID */
#define ONES		0xffffffff

/* Config space as a table of double words */
struct space {
	struct vg_config config;
	u32 word[SPACE_WORDS];
	u32 reads;
};

static bool read_word(const struct vg_config *config, u16 where, u32 *value)
{
	struct space *space = (struct space *)config;

	assert(!(where & 3) && where < 4096);
	space->reads++;
	*value = space->word[where / 4];
	return true;
}

static void put(struct space *s, u16 where, u32 value)
{
	s->word[where / 4] = value;
}

static void clear(struct space *s)
{
	memset(s, 0, sizeof(*s));
	s->config.read = read_word;
	put(s, 0x04, 0x00100006);	/* Capabilities List, memory, master */
	put(s, 0x34, 0x40);
}

/* PCIe 7.5.3.6, 7.5.3.8, 7.5.3.18 */
static bool check_link(u32 header, u32 cap, u32 status, u32 cap2,
		       struct vg_link expected)
{
	struct vg_function f = { .type = VG_TYPE_ENDPOINT };
	struct space s;

	clear(&s);
	put(&s, EXPRESS, header);
	put(&s, EXPRESS + 0x0c, cap);
	put(&s, EXPRESS + 0x10, status << 16);
	put(&s, EXPRESS + 0x2c, cap2);
	vg_link_decode(&s.config, EXPRESS, &f);
	return !memcmp(&f.link, &expected, sizeof(expected));
}

static bool check_no_link(u8 type, u16 express, u32 cap)
{
	static const struct vg_link none;
	struct vg_function f = { .type = type, .link = { 1, 1, 1, 1 } };
	struct space s;

	clear(&s);
	put(&s, EXPRESS, ENDPOINT_V2);
	put(&s, EXPRESS + 0x0c, cap);
	vg_link_decode(&s.config, express, &f);
	return !memcmp(&f.link, &none, sizeof(none));
}

static void run_links(void)
{
	report("link", "32 GT/s x16",
	       check_link(ENDPOINT_V2, 0x00458105, 0x1105, 0x3e,
			  (struct vg_link){ 5, 16, 5, 16 }));
	report("link", "trained to 16 GT/s x8",
	       check_link(ENDPOINT_V2, 0x00458105, 0x1084, 0x3e,
			  (struct vg_link){ 4, 8, 5, 16 }));
	report("link", "Link Capabilities 2 knows a higher speed",
	       check_link(ENDPOINT_V2, 0x00458104, 0x1104, 0x3e,
			  (struct vg_link){ 4, 16, 5, 16 }));
	report("link", "Link Capabilities 2 is empty",
	       check_link(ENDPOINT_V2, 0x00458103, 0x1103, 0,
			  (struct vg_link){ 3, 16, 3, 16 }));
	report("link", "version 1 has no Link Capabilities 2",
	       check_link(0x00010010, 0x00458101, 0x1101, 0xfe,
			  (struct vg_link){ 1, 16, 1, 16 }));
	report("link", "x32", check_link(ENDPOINT_V2, 0x00458205, 0x1205, 0x3e,
					 (struct vg_link){ 5, 32, 5, 32 }));
	report("link", "no link of a root complex endpoint",
	       check_no_link(VG_TYPE_RC_ENDPOINT, EXPRESS, 0x105));
	report("link", "no capability",
	       check_no_link(VG_TYPE_ENDPOINT, 0, 0x105));
	report("link", "all ones",
	       check_no_link(VG_TYPE_ENDPOINT, EXPRESS, ONES));
}

static bool check_ats(u32 words, bool expected)
{
	struct vg_function f = { .type = VG_TYPE_ENDPOINT };
	const struct vg_offsets offsets = { .ats = 0x200 };
	struct space s;

	clear(&s);
	put(&s, 0x200, 0x0001000f);
	put(&s, 0x204, words);
	vg_registers_decode(&s.config, &offsets, &f);
	return !!(f.flags & VG_F_ATS) == expected;
}

/* An H200: what hardware-facts knows of its capabilities */
static void make_gpu(struct space *s)
{
	clear(s);
	put(s, 0x3c, 0x000001ff);
	put(s, 0x40, 0x00806005 | 4 << 17);	/* MSI, 16 vectors, next 0x60 */
	put(s, 0x60, 0x0002b010);
	put(s, 0xb0, 0x80080011);		/* MSI-X, 9 entries, enabled */
	put(s, 0x100, 0x13410001);		/* AER */
	put(s, 0x104, 0x00100000);
	put(s, 0x134, 0x14010015);		/* Resizable BAR */
	put(s, 0x138, 0x0003ffc0 << 4);
	put(s, 0x13c, 18 << 8 | 1 << 5 | 2);	/* one, 256 GiB, BAR 2 */
	put(s, 0x140, 0x25010024);		/* VF Resizable BAR */
	put(s, 0x144, 0x00000fff << 4);
	put(s, 0x148, 0x0003 << 16 | 12 << 8 | 2 << 5 | 1);
	put(s, 0x14c, 0x00000001 << 4);
	put(s, 0x150, 44 << 8 | 3);		/* a reserved size */
	put(s, 0x250, 0x30010010);		/* SR-IOV */
	put(s, 0x25c, 0x00200020);
	put(s, 0x260, 0x00000003);
	put(s, 0x300, 0x3110000f);		/* ATS, on */
	put(s, 0x304, 0x80000000);
	put(s, 0x310, 0x00000000);
}

static bool check_gpu(void)
{
	struct vg_features g;
	struct space s;

	make_gpu(&s);
	put(&s, 0x300, 0x3101000f);
	put(&s, 0x310, 0x32010013);		/* PRI, off */
	put(&s, 0x320, 0x0001001b);		/* PASID, on */
	put(&s, 0x324, 0x00010000);
	vg_features_decode(&s.config, VG_TYPE_ENDPOINT, &g);
	return g.pin == 1 && g.command == 6 && g.msi == VG_SWITCH_OFF &&
	       g.msi_vectors == 16 && g.has_aer && g.aer == 0x00100000 &&
	       g.msix == VG_SWITCH_ON && g.msix_vectors == 9 && g.sriov &&
	       g.total_vfs == 32 && g.num_vfs == 3 &&
	       g.ats == VG_SWITCH_ON && g.pri == VG_SWITCH_OFF &&
	       g.pasid == VG_SWITCH_ON && g.rebar_count == 3;
}

static bool check_rebars(void)
{
	const struct vg_rebar *r;
	struct vg_features g;
	struct space s;

	make_gpu(&s);
	vg_features_decode(&s.config, VG_TYPE_ENDPOINT, &g);
	r = g.rebar;
	return g.rebar_count == 3 &&
	       r[0].bar == 2 && r[0].size == 18 && !r[0].vf &&
	       r[0].sizes == 0x3ffc0 &&
	       r[1].bar == 1 && r[1].size == 12 && r[1].vf &&
	       r[1].sizes == (0xfffULL | 3ULL << 28) &&
	       r[2].bar == 3 && r[2].size == 44 && r[2].vf &&
	       r[2].size > VG_MAX_REBAR_SIZE;
}

/* Nothing but the header is read of what does not answer */
static bool check_silence(u32 value)
{
	struct vg_features g;
	struct space s;
	u32 i;

	clear(&s);
	for (i = 0; i < SPACE_WORDS; i++)
		s.word[i] = value;
	vg_features_decode(&s.config, VG_TYPE_ENDPOINT, &g);
	return !g.rebar_count && !g.has_aer && !g.sriov && !g.msi_vectors &&
	       !g.msix_vectors && g.ats == VG_SWITCH_ABSENT && s.reads < 16;
}

/* Lists that run in a circle: an end, and not too late */
static bool check_circle(u16 where, u32 header, u8 type, u32 most)
{
	struct vg_features g;
	struct space s;

	clear(&s);
	put(&s, 0x34, 0x40);
	put(&s, where, header);
	vg_features_decode(&s.config, type, &g);
	return s.reads <= most && g.rebar_count <= VG_MAX_REBARS;
}

/* What cannot be read is not off */
static bool check_asleep(void)
{
	struct vg_features g;
	struct space s;

	make_gpu(&s);
	put(&s, 0x304, ONES);
	vg_features_decode(&s.config, VG_TYPE_ENDPOINT, &g);
	return g.ats == VG_SWITCH_ABSENT && g.msix == VG_SWITCH_ON;
}

/* Of a bridge it is elsewhere, in place of its I/O base, PCIe 7.5.1.3 */
static bool check_rom(u32 header, u32 expected)
{
	struct vg_features g;
	struct space s;

	clear(&s);
	put(&s, 0x0c, header);
	put(&s, 0x30, 0xfe000001);
	put(&s, 0x38, 0xfd000000);
	vg_features_decode(&s.config, VG_TYPE_UPSTREAM, &g);
	return g.rom == expected;
}

static bool check_conventional(void)
{
	struct vg_features g;
	struct space s;

	make_gpu(&s);
	vg_features_decode(&s.config, VG_TYPE_CONVENTIONAL, &g);
	return g.msix_vectors == 9 && !g.rebar_count && !g.has_aer;
}

/* As pci_find_capability() has it; seen in QEMU's AMD IOMMU, with MSI */
static bool check_twice(void)
{
	struct vg_features g;
	struct space s;

	clear(&s);
	put(&s, 0x40, 0x00815005);	/* MSI, enabled */
	put(&s, 0x50, 0x00866005);	/* MSI again, 8 vectors, not enabled */
	put(&s, 0x60, 0x80007011);	/* MSI-X, enabled */
	put(&s, 0x70, 0x00080011);	/* MSI-X again, 9 entries */
	put(&s, 0x100, 0x1101000f);
	put(&s, 0x104, 0x80000000);	/* ATS, enabled */
	put(&s, 0x110, 0x1201000f);	/* ATS again */
	put(&s, 0x120, 0x13010001);
	put(&s, 0x124, 0x10);		/* AER with an error */
	put(&s, 0x130, 0x00010001);	/* AER again */
	vg_features_decode(&s.config, VG_TYPE_ENDPOINT, &g);
	return g.msi == VG_SWITCH_ON && g.msi_vectors == 1 &&
	       g.msix == VG_SWITCH_ON && g.msix_vectors == 1 &&
	       g.ats == VG_SWITCH_ON && g.aer == 0x10;
}

static const struct bars {
	const char *name;
	u32 bar[6];
	u32 expected;
} bars[] = {
	{ "64-bit prefetchable", { 0xc }, BIT(0) },
	{ "64-bit, with an address above", { 0xc, 0x40 }, BIT(0) },
	{ "64-bit, with the address of firmware", { 0xf000000c }, BIT(0) },
	{ "three of 64 bits", { 0xc, 1, 0xc, 2, 0xc, 3 },
	  BIT(0) | BIT(2) | BIT(4) },
	{ "32-bit prefetchable", { 0x8, 0xfe000000 }, BIT(0) | BIT(1) },
	{ "32-bit, cannot be told", { 0, 0xfe000000 }, BIT(1) },
	{ "I/O, then memory", { 1, 0x8 }, BIT(1) },
	{ "all ones", { ONES, ONES }, 0 },
	{ "64-bit in the last register", { [5] = 0x4 }, BIT(5) },
};

void run_features(void)
{
	u32 i;

	run_links();
	report("ats", "enabled", check_ats(0x80000000, true));
	report("ats", "not enabled", check_ats(0x00000020, false));
	report("ats", "all ones", check_ats(ONES, false));
	report("features", "of a GPU", check_gpu());
	report("features", "resizable BARs", check_rebars());
	report("features", "nothing answers", check_silence(ONES));
	report("features", "nothing there", check_silence(0));
	report("features", "a register that cannot be read", check_asleep());
	report("features", "ROM of an endpoint", check_rom(0x00800010, 0xfe000001));
	report("features", "ROM of a bridge", check_rom(0x00010010, 0xfd000000) &&
	       check_rom(0x00810010, 0xfd000000));
	report("features", "no extended space of a conventional function",
	       check_conventional());
	report("features", "capabilities that are there twice", check_twice());
	report("features", "a circle of capabilities",
	       check_circle(0x40, 0x4005, VG_TYPE_CONVENTIONAL, 120));
	report("features", "a circle of extended capabilities",
	       check_circle(0x100, 0x10010015, VG_TYPE_ENDPOINT, 6000));
	for (i = 0; i < ARRAY_SIZE(bars); i++)
		report("bar", bars[i].name,
		       vg_memory_bars(bars[i].bar) == bars[i].expected);
}
