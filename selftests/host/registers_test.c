// SPDX-License-Identifier: GPL-2.0-only
/*
 * registers_test.c - ACS and bus numbers out of made-up config spaces; what is
 * expected is PCIe 7.7.11 and 7.5.1.3, and pci_quirk_intel_spt_pch_acs()
 */
#include "registers.h"
#include "test.h"

#define ONES	0xffffffff
#define ACS_AT	0x148
#define HEADER	0x0001000d
#define MAX_WORDS	12

#define EP	VG_TYPE_ENDPOINT
#define RP	VG_TYPE_ROOT_PORT
#define GONE	VG_F_UNREADABLE
#define OPEN	VG_F_EGRESS_OPEN

/* A double word of a config space; all that is not named reads as 0 */
struct word {
	u16 where;
	u32 value;
	bool fails;
};

#define W(at, number)	{ .where = (at), .value = (number) }
#define FAILS(at)	{ .where = (at), .fails = true }
#define WORDS(number)	W(ACS_AT, HEADER), W(ACS_AT + 4, number)
/* The first n double words of the vector */
#define VECTOR2(a, b)	W(ACS_AT + 8, a), W(ACS_AT + 12, b)
#define VECTOR8(last)	VECTOR2(ONES, ONES), W(ACS_AT + 16, ONES), \
			W(ACS_AT + 20, ONES), W(ACS_AT + 24, ONES), \
			W(ACS_AT + 28, ONES), W(ACS_AT + 32, ONES), \
			W(ACS_AT + 36, last)

static const struct space {
	const char *name;
	struct word words[MAX_WORDS];
	u16 acs;
	u8 type;
	u8 header;
	u8 expected;
	u32 id;
	/* expected */
	u8 kind;
	u16 cap;
	u16 ctrl;
	u32 flags;
	u8 secondary;
	u8 subordinate;
} spaces[] = {
	{ "no capability", .acs = 0 },
	{ "no capability, whatever is at 0", { W(0, HEADER), W(4, ONES) },
	  .acs = 0 },
	{ "capability and control", { WORDS(0x001d005f) }, ACS_AT,
	  .kind = VG_ACS_STANDARD, .cap = 0x5f, .ctrl = 0x1d },
	{ "all off", { WORDS(0) }, ACS_AT, .kind = VG_ACS_STANDARD },
	{ "another version of the capability",
	  { W(ACS_AT, 0x2b82000d), W(ACS_AT + 4, 0x001d001f) }, ACS_AT,
	  .kind = VG_ACS_STANDARD, .cap = 0x1f, .ctrl = 0x1d },

	/* The header moved: what was cached is not there any more */
	{ "header of something else",
	  { W(ACS_AT, 0x0001000e), W(ACS_AT + 4, 0x001d001f) },
	  .acs = ACS_AT },
	{ "header is 0", { W(ACS_AT + 4, 0x001d001f) }, .acs = ACS_AT },

	/* All ones, and reads that fail */
	{ "header is all ones", { W(ACS_AT, ONES) }, ACS_AT, .flags = GONE },
	{ "header fails", { FAILS(ACS_AT) }, ACS_AT, .flags = GONE },
	{ "words are all ones", { WORDS(ONES) }, ACS_AT, .flags = GONE },
	{ "words fail", { W(ACS_AT, HEADER), FAILS(ACS_AT + 4) }, ACS_AT,
	  .flags = GONE },
	{ "capability all ones, control not", { WORDS(0x001dffff),
	  VECTOR8(ONES) }, ACS_AT, .kind = VG_ACS_STANDARD, .cap = 0xffff,
	  .ctrl = 0x1d },

	/* Egress Control Vector: size in bits 15 to 8, 0 is 256 */
	{ "vector of 1, set", { WORDS(0x0120), W(ACS_AT + 8, 1) }, ACS_AT,
	  .kind = VG_ACS_STANDARD, .cap = 0x120 },
	{ "vector of 1, clear", { WORDS(0x0120), W(ACS_AT + 8, ~1U) }, ACS_AT,
	  .kind = VG_ACS_STANDARD, .cap = 0x120, .flags = OPEN },
	{ "vector of 31, one more does not count",
	  { WORDS(0x1f20), W(ACS_AT + 8, 0x7fffffff) }, ACS_AT,
	  .kind = VG_ACS_STANDARD, .cap = 0x1f20 },
	{ "vector of 32", { WORDS(0x2020), W(ACS_AT + 8, ONES) }, ACS_AT,
	  .kind = VG_ACS_STANDARD, .cap = 0x2020 },
	{ "vector of 32, last clear",
	  { WORDS(0x2020), W(ACS_AT + 8, 0x7fffffff) }, ACS_AT,
	  .kind = VG_ACS_STANDARD, .cap = 0x2020, .flags = OPEN },
	{ "vector of 33", { WORDS(0x2120), VECTOR2(ONES, 1) }, ACS_AT,
	  .kind = VG_ACS_STANDARD, .cap = 0x2120 },
	{ "vector of 33, last clear", { WORDS(0x2120), VECTOR2(ONES, 0) },
	  ACS_AT, .kind = VG_ACS_STANDARD, .cap = 0x2120, .flags = OPEN },
	{ "vector of 255", { WORDS(0xff20), VECTOR8(0x7fffffff) }, ACS_AT,
	  .kind = VG_ACS_STANDARD, .cap = 0xff20 },
	{ "vector of 256", { WORDS(0x0020), VECTOR8(ONES) }, ACS_AT,
	  .kind = VG_ACS_STANDARD, .cap = 0x20 },
	{ "vector of 256, last clear", { WORDS(0x0020), VECTOR8(0x7fffffff) },
	  ACS_AT, .kind = VG_ACS_STANDARD, .cap = 0x20, .flags = OPEN },
	{ "vector fails", { WORDS(0x0120), FAILS(ACS_AT + 8) }, ACS_AT,
	  .kind = VG_ACS_STANDARD, .cap = 0x120, .flags = OPEN },
	{ "no Egress Control, no vector",
	  { WORDS(0x2001001f), FAILS(ACS_AT + 8) }, ACS_AT,
	  .kind = VG_ACS_STANDARD, .cap = 0x1f, .ctrl = 0x2001 },

	/* Intel Sunrise Point root ports: double words at +4 and +8 */
	{ "Sunrise Point", { WORDS(0xabcd000f), W(ACS_AT + 8, 0x1234000d) },
	  ACS_AT, RP, .id = 0x8086a110, .kind = VG_ACS_SPT_DWORD, .cap = 0x0f,
	  .ctrl = 0x0d },
	{ "Sunrise Point, Egress Control", { WORDS(0x2f), VECTOR2(0x0d, ONES) },
	  ACS_AT, RP, .id = 0x80869d10, .kind = VG_ACS_SPT_DWORD, .cap = 0x2f,
	  .ctrl = 0x0d, .flags = OPEN },
	{ "Sunrise Point, capability is all ones", { WORDS(ONES) }, ACS_AT, RP,
	  .id = 0x8086a110, .flags = GONE },
	{ "Sunrise Point, control is all ones",
	  { WORDS(0x0f), W(ACS_AT + 8, ONES) }, ACS_AT, RP, .id = 0x8086a110,
	  .flags = GONE },
	{ "Sunrise Point, no ACS at the offset",
	  { W(ACS_AT, 0x0001000e), W(ACS_AT + 8, ONES) }, ACS_AT, RP,
	  .id = 0x8086a110 },
	{ "an endpoint with the ID of one", { WORDS(0x000d000f) }, ACS_AT, EP,
	  .id = 0x8086a110, .kind = VG_ACS_STANDARD, .cap = 0x0f,
	  .ctrl = 0x0d },

	/* Bus numbers of bridges */
	{ "bridge, nothing below expected", { W(0x18, 0x00050302) }, 0, RP, 1,
	  .secondary = 3, .subordinate = 5 },
	{ "bridge, as expected", { W(0x18, 0xff050302) }, 0, RP, 1, 3,
	  .secondary = 3, .subordinate = 5 },
	{ "bridge, on another bus", { W(0x18, 0x00050402) }, 0, RP, 1, 3,
	  .flags = GONE, .secondary = 3, .subordinate = 5 },
	{ "bridge, not programmed, something expected", { W(0x18, 0) }, 0, RP,
	  1, 3, .flags = GONE, .secondary = 3 },
	{ "bridge, all ones", { W(0x18, ONES) }, 0, RP, 1, 3, .flags = GONE,
	  .secondary = 3 },
	{ "bridge, fails", { FAILS(0x18) }, 0, RP, 1, .flags = GONE },
	{ "bridge, ACS is all ones", { W(0x18, 0x00050302), W(ACS_AT, ONES) },
	  ACS_AT, RP, 1, .flags = GONE },
	{ "bridge with ACS", { W(0x18, 0x00050302), WORDS(0x001d001f) },
	  ACS_AT, RP, 1, 3, .kind = VG_ACS_STANDARD, .cap = 0x1f,
	  .ctrl = 0x1d, .secondary = 3, .subordinate = 5 },
	{ "endpoint has no bus numbers", { W(0x18, 0x00050302) }, .type = EP },
	{ "CardBus has others", { W(0x18, ONES) }, .header = 2 },
};

struct memory {
	struct vg_config config;
	const struct space *space;
};

static bool read_word(const struct vg_config *config, u16 where, u32 *value)
{
	const struct memory *memory = (const struct memory *)config;
	u32 i;

	assert(!(where & 3) && where < 4096);
	*value = 0;
	for (i = 0; i < MAX_WORDS; i++) {
		const struct word *word = &memory->space->words[i];

		if (word->where != where || (!word->value && !word->fails))
			continue;
		*value = word->value;
		return !word->fails;
	}
	return true;
}

static bool check_space(const struct space *s)
{
	const struct memory memory = { .config.read = read_word, .space = s };
	const struct vg_offsets offsets = { .acs = s->acs };
	struct vg_function f = {
		.vendor = s->id >> 16,
		.device = s->id & 0xffff,
		.type = s->type,
		.header = s->header,
		.secondary = s->expected,
		.flags = VG_F_MEM_BAR,
		/* what was there before does not shine through */
		.acs_kind = VG_ACS_STANDARD,
	};

	vg_registers_decode(&memory.config, &offsets, &f);
	/* Command: check_command() */
	f.flags &= ~VG_F_QUIET;
	if (f.flags == (s->flags | VG_F_MEM_BAR) && f.acs_kind == s->kind &&
	    f.acs_cap == s->cap && f.acs_ctrl == s->ctrl &&
	    f.secondary == s->secondary && f.subordinate == s->subordinate)
		return true;
	complain("kind %d cap %x ctrl %x flags %x buses %x-%x", f.acs_kind,
		 f.acs_cap, f.acs_ctrl, f.flags, f.secondary, f.subordinate);
	return false;
}

/* PCIe 7.5.1.1.3 and 7.5.1.1.4: Status is the upper half */
static bool check_command(u32 value, bool fails, bool quiet)
{
	const struct space s = {
		.words = { { .where = 4, .value = value, .fails = fails } },
	};
	const struct memory memory = { .config.read = read_word, .space = &s };
	const struct vg_offsets offsets = { 0 };
	struct vg_function f = { .type = EP };

	vg_registers_decode(&memory.config, &offsets, &f);
	return !(f.flags & VG_F_QUIET) == !quiet;
}

static void run_command(void)
{
	report("registers", "Command: all off", check_command(0, false, true));
	report("registers", "Command: what does no harm",
	       check_command(0x0010fff9 & ~6U, false, true));
	report("registers", "Command: Memory Space",
	       check_command(0x00100002, false, false));
	report("registers", "Command: Bus Master",
	       check_command(0x00100004, false, false));
	report("registers", "Command: all ones",
	       check_command(ONES, false, false));
	report("registers", "Command: fails", check_command(0, true, false));
}

void run_registers(void)
{
	u32 i;

	run_command();
	for (i = 0; i < ARRAY_SIZE(spaces); i++)
		report("registers", spaces[i].name, check_space(&spaces[i]));
}
