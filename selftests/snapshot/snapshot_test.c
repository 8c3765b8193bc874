// SPDX-License-Identifier: GPL-2.0-only
/*
 * snapshot_test.c - a snapshot holds every fact, and a broken one is refused
 * whole, with the line that is wrong.
 *
 *	snapshot_test COUNT [FILE...]	SEED= sets the first seed, host n has
 *					seed + n; files are snapshots
 */
#include <err.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sysexits.h>
#include <time.h>

#include "source.h"

#define MAX_RANDOM	40

static u32 passed;
static u32 failed;
static char message[1024];

/* In place of the C library's: what is said is part of the test */
void warnx(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
}

static void report(const char *name, const char *why)
{
	if (!why) {
		passed++;
		return;
	}
	failed++;
	printf("FAIL snapshot: %s: %s\n", name, why);
}

static int read_text(struct vg_facts *facts, const char *text, size_t len)
{
	/* a copy of its own, so that the sanitizer sees its end */
	char *copy = malloc(len + 1);
	struct vg_text file = { "host", copy, len };
	int code;

	assert(copy);
	memcpy(copy, text, len);
	copy[len] = '\0';
	*facts = (struct vg_facts){ 0 };
	message[0] = '\0';
	code = vg_snapshot_read(facts, &file);
	free(copy);
	return code;
}

static char *write_text(const struct vg_facts *facts, size_t *len)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, len);

	assert(out);
	vg_snapshot_write(facts, out);
	fclose(out);
	return text;
}

static u64 state;

static u32 random_below(u32 limit)
{
	u64 z;

	/* splitmix64: any seed is a good one */
	state += 0x9e3779b97f4a7c15;
	z = state;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (u32)((z ^ (z >> 31)) >> 24) % limit;
}

/* Half of all values are those that other code treats apart */
static u32 random_value(u32 limit)
{
	switch (random_below(8)) {
	case 0:
	case 1:
		return 0;
	case 2:
		return limit;
	case 3:
		return limit ? 1 : 0;
	default:
		return limit == UINT32_MAX ? random_below(limit) :
					     random_below(limit + 1);
	}
}

static void fill_function(struct vg_function *f)
{
	f->vendor = (u16)random_value(0xffff);
	f->device = (u16)random_value(0xffff);
	f->class = random_value(0xffffff);
	f->group = random_below(4) ? (s32)random_value(INT32_MAX) : VG_NO_GROUP;
	f->flags = random_value(0x1fffff) & ~(u32)VG_F_ORPHAN;
	f->type = (u8)random_value(0xff);
	f->header = (u8)random_value(random_below(2) ? 2 : 0xff);
	f->secondary = (u8)random_value(0xff);
	f->subordinate = (u8)random_value(0xff);
	f->acs_kind = (u8)random_below(3);
	if (f->acs_kind != VG_ACS_ABSENT) {
		f->acs_cap = (u16)random_value(0xffff);
		f->acs_ctrl = (u16)random_value(0xffff);
	}
	if (random_below(2))
		f->link = (struct vg_link){
			(u8)random_value(0xff), (u8)random_value(0xff),
			(u8)random_value(0xff), (u8)random_value(0xff),
		};
	if (f->flags & VG_F_VF)
		f->pf_rid = f->rid ^ (u16)(1 + random_below(0xffff));
}

static void fill_alias(struct vg_facts *facts)
{
	const struct vg_function *f = &facts->fn[random_below(facts->count)];
	struct vg_alias alias = {
		.segment = f->segment,
		.rid = f->rid,
		.alias_segment = random_value(UINT32_MAX),
		.alias_rid = (u16)random_value(0xffff),
	};

	vg_facts_add_alias(facts, &alias);
}

/* Sorted, as the reader leaves it; no address twice */
static void make_facts(struct vg_facts *facts)
{
	u32 count = random_below(MAX_RANDOM);
	u32 aliases = random_below(8);
	u32 segment = random_value(1000);
	u16 rid = 0;

	*facts = (struct vg_facts){ 0 };
	facts->host.acs_override = random_below(2);
	facts->host.intremap_nosid = random_below(2);
	facts->host.ivrs = random_below(2);
	facts->host.unsafe_interrupts = random_below(2);
	facts->host.unjudged = random_value(UINT32_MAX);
	while (count--) {
		u32 step = 1 + random_below(random_below(2) ? 3 : 3000);

		if (rid + step > 0xffff || !random_below(8)) {
			segment += 1 + random_below(UINT32_MAX / MAX_RANDOM);
			rid = (u16)random_value(0xffff);
		} else {
			rid = (u16)(rid + step);
		}
		fill_function(vg_facts_add(facts, segment, rid));
	}
	while (facts->count && aliases--)
		fill_alias(facts);
}

static bool same_facts(const struct vg_facts *a, const struct vg_facts *b)
{
	if (a->count != b->count || a->alias_count != b->alias_count ||
	    memcmp(&a->host, &b->host, sizeof(a->host)))
		return false;
	for (u32 i = 0; i < a->count; i++) {
		/* nothing between the members that could differ */
		/* owners are behind: no file has them */
		static_assert(offsetof(struct vg_function, owner_pid) == 40,
			      "no padding but behind");
		if (memcmp(&a->fn[i], &b->fn[i],
			   offsetof(struct vg_function, link) +
			   sizeof(a->fn[0].link)))
			return false;
	}
	return true;
}

static void shuffle(struct vg_facts *facts)
{
	for (u32 i = facts->count; i > 1; i--) {
		u32 j = random_below(i);
		struct vg_function f = facts->fn[i - 1];

		facts->fn[i - 1] = facts->fn[j];
		facts->fn[j] = f;
	}
	for (u32 i = facts->alias_count; i > 1; i--) {
		u32 j = random_below(i);
		struct vg_alias alias = facts->alias[i - 1];

		facts->alias[i - 1] = facts->alias[j];
		facts->alias[j] = alias;
	}
}

static bool has_long_line(const char *text)
{
	for (; *text; text += strcspn(text, "\n") + 1) {
		if (strcspn(text, "\n") > 480)
			return true;
	}
	return false;
}

static const char *check_round(struct vg_facts *facts, const char *text,
			       size_t len)
{
	struct vg_facts back;
	const char *why = NULL;
	char *again;
	size_t again_len;

	if (read_text(&back, text, len))
		return "what was written is refused";
	if (!same_facts(facts, &back))
		why = "other facts come back";
	again = write_text(&back, &again_len);
	if (!why && (len != again_len || memcmp(text, again, len)))
		why = "another text is written from what came back";
	free(again);
	vg_facts_free(&back);
	shuffle(facts);
	again = write_text(facts, &again_len);
	if (!why && (len != again_len || memcmp(text, again, len)))
		why = "the text depends on the order of the facts";
	free(again);
	return why;
}

/* Cut anywhere, a snapshot is none */
static const char *check_cuts(const char *text, size_t len, size_t step)
{
	const char *why = NULL;
	struct vg_facts facts;

	for (size_t cut = 0; cut < len && !why; cut += step) {
		if (!read_text(&facts, text, cut))
			why = "a cut file is taken for whole";
		else if (facts.fn || facts.count || facts.alias)
			why = "a part of a cut file is kept";
		vg_facts_free(&facts);
	}
	return why;
}

static void check_random(u32 count, u64 seed)
{
	char name[64];

	for (u32 i = 0; i < count; i++) {
		struct vg_facts facts;
		const char *why;
		char *text;
		size_t len;

		state = seed + i;
		make_facts(&facts);
		text = write_text(&facts, &len);
		why = check_round(&facts, text, len);
		if (!why && has_long_line(text))
			why = "a line is too long";
		if (!why && i % 16 == 0)
			why = check_cuts(text, len, 1 + len / 64);
		snprintf(name, sizeof(name), "SEED=%llu",
			 (unsigned long long)(seed + i));
		if (why)
			report(name, why);
		free(text);
		vg_facts_free(&facts);
	}
	passed++;
}

#define HEAD	"vfioguard-snapshot 2\nhost\n"
#define GPU	"0000:17:00.0 id=10de:2335 class=030200 type=endpoint"
#define END(n, a)	"end functions=" #n " aliases=" #a "\n"

/**
 * struct broken - a file that is refused
 * @text: the file
 * @line: the line that is wrong
 * @why: part of what is said about it
 */
struct broken {
	const char *text;
	u32 line;
	const char *why;
};

/* A line of a function with something behind it that is wrong */
#define WITH(rest, why)	{ HEAD GPU " " rest "\n" END(1, 0), 3, why }

static const struct broken broken[] = {
	{ "", 0, "no end line" },
	{ "vfioguard-snapshot\n", 1, "no version of a snapshot" },
	{ "vfioguard-snapshot one\n", 1, "no version of a snapshot: 'one'" },
	{ "vfioguard-snapshot 0\n", 1, "no version of a snapshot" },
	{ "vfioguard-snapshot 01\n", 1, "no version of a snapshot" },
	{ "vfioguard-snapshot -1\n", 1, "no version of a snapshot" },
	{ "vfioguard-snapshot 3\n", 1, "take a newer vfioguard" },
	{ "vfioguard-snapshot 4294967297\n", 1, "no version of a snapshot" },
	{ "vfioguard-snapshot 1 2\n", 1, "text behind the version" },
	{ "# vfioguard-snapshot 1\n", 1, "no snapshot" },
	{ "\nvfioguard-snapshot 1\n", 1, "no snapshot" },
	{ "vfioguard-snapshots 1\n", 1, "no snapshot" },
	{ " vfioguard-snapshot 1\n", 1, "no snapshot" },
	{ "vfioguard-snapshot\t1\n", 1, "no snapshot" },
	{ "vfioguard-snapshot 1\r\n", 1, "no version of a snapshot: '1?'" },
	{ "vfioguard-snapshot 1", 1, "cut within this line" },
	{ HEAD, 2, "no end line" },
	{ "vfioguard-snapshot 1\n" END(0, 0), 2, "the host line is missing" },
	{ HEAD "host\n" END(0, 0), 3, "a host line already" },
	{ HEAD END(0, 0) "host\n", 4, "behind the end line" },
	{ HEAD END(0, 0) END(0, 0), 4, "behind the end line" },
	{ HEAD "end functions=0 aliases=0", 3, "cut within this line" },
	{ HEAD "end functions=0\n", 3, "aliases= is missing" },
	{ HEAD "end aliases=0\n", 3, "functions= is missing" },
	{ HEAD "end functions=00 aliases=0\n", 3, "the number of functions" },
	{ HEAD "end functions=+0 aliases=0\n", 3, "the number of functions" },
	{ HEAD "end functions= aliases=0\n", 3, "the number of functions" },
	{ HEAD END(1, 0), 3, "1 functions announced, 0 are there" },
	{ HEAD GPU "\n" END(0, 0), 4, "0 functions announced, 1 are there" },
	{ HEAD END(0, 1), 3, "1 aliases announced, 0 are there" },
	{ HEAD GPU "\n\n#\n" GPU " group=1\n" END(2, 0), 6,
	  "a function that line 3 has already" },
	{ "vfioguard-snapshot 1\nhost acs-override\n" END(0, 0), 2,
	  "acs-override has to be yes or no" },
	{ "vfioguard-snapshot 1\nhost ivrs=1\n" END(0, 0), 2,
	  "ivrs has to be yes or no" },
	{ "vfioguard-snapshot 1\nhost ivrs=yes ivrs=yes\n" END(0, 0), 2,
	  "ivrs is there twice" },
	{ "vfioguard-snapshot 1\nhost unsafe-interrupts=Y\n" END(0, 0), 2,
	  "unsafe-interrupts has to be yes or no" },
	{ "vfioguard-snapshot 1\nhost ivr=yes\n" END(0, 0), 2,
	  "unknown key 'ivr=yes'" },
	{ "vfioguard-snapshot 1\nhost not-judged=\n" END(0, 0), 2,
	  "not-judged has to be numbers" },
	{ "vfioguard-snapshot 1\nhost not-judged=32\n" END(0, 0), 2,
	  "not-judged has to be numbers" },
	{ "vfioguard-snapshot 1\nhost not-judged=1,1\n" END(0, 0), 2,
	  "not-judged has to be numbers" },
	{ "vfioguard-snapshot 1\nhost not-judged=1,\n" END(0, 0), 2,
	  "not-judged has to be numbers" },
	{ HEAD "0000:17:00.8 id=10de:2335\n", 3, "'0000:17:00.8' is no host" },
	{ HEAD "0000:17:20.0 id=10de:2335\n", 3, "'0000:17:20.0' is no host" },
	{ HEAD "17:00.0 id=10de:2335\n", 3, "'17:00.0' is no host" },
	{ HEAD "00000:17:00.0\n", 3, "'00000:17:00.0' is no host" },
	{ HEAD "0000:17:0A.0\n", 3, "'0000:17:0A.0' is no host" },
	{ HEAD "\033[2J\n", 3, "'?[2J' is no host" },
	{ HEAD "0000:17:00.0\n", 3, "id= is missing" },
	{ HEAD "0000:17:00.0 id=10de:2335 type=endpoint\n", 3,
	  "class= is missing" },
	{ HEAD "0000:17:00.0 id=10de:2335 class=030200\n", 3,
	  "type= is missing" },
	{ HEAD "0000:17:00.0 id=10de:02335\n", 3, "id has to be" },
	{ HEAD "0000:17:00.0 id=10DE:2335\n", 3, "id has to be" },
	{ HEAD "0000:17:00.0 id=0xde:2335\n", 3, "id has to be" },
	{ HEAD "0000:17:00.0 id=10de\n", 3, "id has to be" },
	{ HEAD "0000:17:00.0 class=0302000\n", 3, "class has to be" },
	{ HEAD "0000:17:00.0 class=30200\n", 3, "class has to be" },
	{ HEAD "0000:17:00.0 type=root\n", 3, "type has to be" },
	{ HEAD "0000:17:00.0 type=0x04\n", 3, "type has to be" },
	{ HEAD "0000:17:00.0 type=0x100\n", 3, "type has to be" },
	{ HEAD "0000:17:00.0 type=\n", 3, "type has to be" },
	{ HEAD "0000:17:00.0 type\n", 3, "type has to be" },
	WITH("type=endpoint", "type is there twice"),
	WITH("driver=nvidia", "unknown key 'driver=nvidia'"),
	WITH("=", "unknown key '='"),
	WITH("group", "group has to be"),
	WITH("group=-1", "group has to be"),
	WITH("group=2147483648", "group has to be"),
	WITH("group=4294967297", "group has to be"),
	WITH("group=0x1", "group has to be"),
	WITH("group=1 group=1", "group is there twice"),
	WITH("buses=17-", "buses has to be"),
	WITH("buses=7-1b", "buses has to be"),
	WITH("buses=017-1b", "buses has to be"),
	WITH("header=256", "header has to be"),
	WITH("header=", "header has to be"),
	WITH("acs=", "acs has to be"),
	WITH("acs=SV", "acs has to be"),
	WITH("acs=sv+", "acs has to be"),
	WITH("acs=SV+SV+", "acs has to be"),
	WITH("acs=RR+SV+", "acs has to be"),
	WITH("acs=SV+,RR+", "acs has to be"),
	WITH("acs=bit6+", "acs has to be"),
	WITH("acs=bit16+", "acs has to be"),
	WITH("acs=emptySV+", "acs has to be"),
	WITH("acs=SV+ acs=RR+", "acs is there twice"),
	WITH("acs=SV+ acs-dword=SV+", "there is one ACS capability"),
	WITH("acs-dword=SV+ acs=SV+", "there is one ACS capability"),
	WITH("vf-of=", "vf-of has to be"),
	WITH("vf-of=0000:17:00.1", "vf-of has to be"),
	WITH("vf-of=17:20.0", "vf-of has to be"),
	WITH("vf-of=17:00.8", "vf-of has to be"),
	WITH("vf-of=17:00.0", "vf-of has to be"),
	WITH("link=", "link has to be"),
	WITH("link=0,0,0,0", "link has to be"),
	WITH("link=4,16,5", "link has to be"),
	WITH("link=4,16,5,16,", "link has to be"),
	WITH("link=4,16,5,256", "link has to be"),
	WITH("link=4,016,5,16", "link has to be"),
	WITH("link=4,16,5,16 link=4,16,5,16", "link is there twice"),
	WITH("flags=", "flags has to be"),
	WITH("flags=vf", "flags has to be"),
	WITH("flags=orphan", "flags has to be"),
	WITH("flags=iommu,", "flags has to be"),
	WITH("flags=bit15", "flags has to be"),
	WITH("flags=no-reset,no-reset", "flags has to be"),
	WITH("flags=iommu,iommu", "flags has to be"),
	{ HEAD GPU "\nalias\n" END(1, 1), 4, "alias has to be followed" },
	{ HEAD GPU "\nalias 17:00.0 as=0000:17:00.1\n" END(1, 1), 4,
	  "alias has to be followed" },
	{ HEAD GPU "\nalias 0000:17:00.0\n" END(1, 1), 4, "as= is missing" },
	{ HEAD GPU "\nalias 0000:17:00.0 as=17:00.1\n" END(1, 1), 4,
	  "as has to be" },
	{ HEAD GPU "\nalias 0000:18:00.0 as=0000:17:00.1\n" END(1, 1), 5,
	  "an alias of 0000:18:00.0, but no such function" },
};

static void check_broken(void)
{
	char start[32];

	for (u32 i = 0; i < ARRAY_SIZE(broken); i++) {
		const struct broken *b = &broken[i];
		struct vg_facts facts;
		const char *why = NULL;

		if (read_text(&facts, b->text, strlen(b->text)) !=
		    EX_UNAVAILABLE)
			why = "is not refused";
		else if (facts.fn || facts.count || facts.alias)
			why = "is kept in part";
		snprintf(start, sizeof(start), "host:%u: ", b->line);
		if (!why && (strncmp(message, start, strlen(start)) ||
			     !strstr(message, b->why)))
			why = message;
		report(b->text, why);
		vg_facts_free(&facts);
	}
}

static const char *check_bytes(const char *bytes, size_t len, const char *why)
{
	struct vg_facts facts;

	if (!read_text(&facts, bytes, len))
		return "is not refused";
	return strstr(message, why) ? NULL : message;
}

static void check_by_hand(void)
{
	static const char text[] =
		"vfioguard-snapshot 2\n # a comment\n\n\thost\tivrs=no\t\n"
		GPU "\n\t0000:16:00.0 buses=17-17 type=root-port class=060400 "
		"id=8086:352a flags=iommu,root-bus\n"
		END(2, 0) "\n# bye\n";
	struct vg_facts facts;

	report("by hand", read_text(&facts, text, sizeof(text) - 1) ? message :
	       facts.count == 2 && facts.fn[0].header == 1 &&
	       facts.detail[0].line == 6 && facts.detail[1].line == 5 &&
	       facts.fn[1].group == VG_NO_GROUP &&
	       facts.fn[0].flags == (VG_F_IOMMU | VG_F_ROOT_BUS) ? NULL :
	       "is read as something else");
	vg_facts_free(&facts);
}

/* Rules whose facts version 1 did not have */
static void check_version(u32 version, u32 flags, u32 unjudged)
{
	char text[256];
	struct vg_facts facts;
	const char *why = NULL;

	snprintf(text, sizeof(text), "vfioguard-snapshot %u\nhost not-judged=2\n"
		 GPU " flags=no-reset\n" END(1, 0), version);
	if (read_text(&facts, text, strlen(text)))
		why = message;
	else if (facts.host.unjudged != unjudged || facts.fn[0].flags != flags)
		why = "is read as something else";
	snprintf(text, sizeof(text), "version %u", version);
	report(text, why);
	vg_facts_free(&facts);
}

/* A comment of that length; whether it is refused for it */
static bool check_long(size_t len)
{
	char text[2048] = HEAD;
	size_t start = strlen(text);

	memset(text + start, '#', len);
	strcat(text, "\n" END(0, 0));
	return !check_bytes(text, strlen(text), "3: longer");
}

static void check_limits(void)
{
	static const char nul[] = HEAD "# \0\n" END(0, 0);
	const struct vg_text none = { "x", "vfioguard-snapshots", 19 };
	const struct vg_text some = { "x", "vfioguard-snapshot 9", 20 };

	report("a NUL byte", check_bytes(nul, sizeof(nul) - 1, "3: a NUL"));
	report("the longest line", check_long(1023) ? "is refused" : NULL);
	report("a longer line", check_long(1024) ? NULL : "is not refused");
	report("is one", vg_is_snapshot(&some) ? NULL : "not seen");
	report("is none", vg_is_snapshot(&none) ? "taken for one" : NULL);
}

static void check_file(const char *name)
{
	FILE *file = fopen(name, "r");
	static char text[1 << 16];
	struct vg_facts facts;
	const char *why;
	char *written;
	size_t len;

	if (!file)
		err(1, "%s", name);
	len = fread(text, 1, sizeof(text), file);
	fclose(file);
	why = read_text(&facts, text, len) ? message : NULL;
	if (!why) {
		written = write_text(&facts, &len);
		why = check_round(&facts, written, len);
		if (!why)
			why = check_cuts(written, len, 1);
		free(written);
	}
	report(name, why);
	vg_facts_free(&facts);
}

int main(int argc, char **argv)
{
	u32 count = argc > 1 ? (u32)strtoul(argv[1], NULL, 0) : 20000;
	const char *text = getenv("SEED");
	u64 seed = text ? strtoull(text, NULL, 0) : (u64)time(NULL) << 20;

	check_broken();
	check_by_hand();
	check_limits();
	/* rules 2, 12, 15, 17 and 19 */
	check_version(1, VG_F_NO_RESET | VG_F_NO_BUS_RESET, 0xa9004);
	check_version(2, VG_F_NO_RESET, 0x4);
	check_random(count, seed);
	for (int i = 2; i < argc; i++)
		check_file(argv[i]);
	printf("%u passed, %u failed\n", passed, failed);
	return failed != 0;
}
