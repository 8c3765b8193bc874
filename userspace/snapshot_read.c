// SPDX-License-Identifier: GPL-2.0-only
/*
 * snapshot_read.c - read a snapshot, or nothing of it
 *
 * A snapshot is evidence, so there is one way to write a value: that of
 * snapshot_write.c. Only the order of lines and keys is free, because people
 * write snapshots by hand too. The format is described in vfioguard.8.
 */
#include "snapshot.h"

#include <ctype.h>
#include <err.h>
#include <stdarg.h>
#include <sysexits.h>

#include "bdf.h"
#include "names.h"
#include "source.h"
#include "text.h"

/* far more than the longest line of the writer */
#define LINE_LEN	1024

/* What version 1 has no words for */
#define SINCE_2	(BIT(VG_RULE_TRANSLATED_P2P) | BIT(VG_RULE_RESET_SHARED) | \
		 BIT(VG_RULE_BAR_UNASSIGNED) | BIT(VG_RULE_LINK_DEGRADED))

/**
 * struct reader - a file being read
 * @text: the file
 * @facts: what is read
 * @line: number of the current line
 * @version: of the format
 * @words: words of the current line that are not read yet, for strtok_r()
 * @host: the host line was met
 * @end: the end line was met
 * @functions: that it counts
 * @aliases: that it counts
 */
struct reader {
	const struct vg_text *text;
	struct vg_facts *facts;
	u32 line;
	u32 version;
	char *words;
	bool host;
	bool end;
	u32 functions;
	u32 aliases;
};

/* Bytes of a file can be anything, so a terminal gets none of them raw */
__printf(2, 3)
static int refuse(const struct reader *r, const char *format, ...)
{
	char why[256];
	va_list args;

	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	for (char *c = why; *c; c++) {
		if (!isprint((unsigned char)*c))
			*c = '?';
	}
	warnx("%s:%u: %s", r->text->name, r->line, why);
	return EX_UNAVAILABLE;
}

static char *next_word(struct reader *r)
{
	return strtok_r(NULL, " \t", &r->words);
}

/* scanf() takes more than one notation for a number */
__printf(2, 3)
static bool is_written(const char *value, const char *format, ...)
{
	char canonical[64];
	va_list args;

	va_start(args, format);
	vsnprintf(canonical, sizeof(canonical), format, args);
	va_end(args);
	return !strcmp(value, canonical);
}

static bool parse_number(const char *value, u32 limit, u32 *number)
{
	*number = (u32)strtoul(value, NULL, 10);
	return is_written(value, "%u", *number) && *number <= limit;
}

static bool parse_address(const char *value, u32 *segment, u16 *rid)
{
	char canonical[VG_ADDRESS_LEN];
	struct vg_bdf bdf;

	if (!vg_bdf_parse(value, &bdf))
		return false;
	vg_bdf_format(canonical, &bdf);
	*segment = bdf.segment;
	*rid = vg_bdf_rid(&bdf);
	return !strcmp(value, canonical);
}

/**
 * struct key - a key of a line
 * @name: its name
 * @wanted: what its value has to be
 * @parse: puts the value into what the line is about; false: it is wrong
 */
struct key {
	const char *name;
	const char *wanted;
	bool (*parse)(const char *value, void *about);
};

static const struct key *find_key(const struct key *keys, const char *word,
				  size_t len)
{
	for (; keys->name; keys++) {
		if (strlen(keys->name) == len && !memcmp(keys->name, word, len))
			return keys;
	}
	return NULL;
}

static int read_key(const struct reader *r, const struct key *keys,
		    const char *word, void *about, u32 *met)
{
	size_t len = strcspn(word, "=");
	const struct key *key = find_key(keys, word, len);

	if (!key)
		return refuse(r, "unknown key '%.32s'", word);
	if (*met & BIT(key - keys))
		return refuse(r, "%s is there twice", key->name);
	*met |= BIT(key - keys);
	if (!word[len] || !key->parse(word + len + 1, about))
		return refuse(r, "'%.64s': %s has to be %s", word, key->name,
			      key->wanted);
	return 0;
}

/* The rest of a line; it is nothing without the first @needed keys */
static int read_keys(struct reader *r, const struct key *keys, u32 needed,
		     void *about)
{
	const char *word;
	u32 met = 0;
	int code;

	while ((word = next_word(r))) {
		code = read_key(r, keys, word, about, &met);
		if (code)
			return code;
	}
	for (u32 i = 0; i < needed; i++) {
		if (!(met & BIT(i)))
			return refuse(r, "%s= is missing", keys[i].name);
	}
	return 0;
}

static bool parse_yes(const char *value, bool *yes)
{
	*yes = !strcmp(value, "yes");
	return *yes || !strcmp(value, "no");
}

static bool parse_override(const char *value, void *about)
{
	return parse_yes(value, &((struct vg_host *)about)->acs_override);
}

static bool parse_nosid(const char *value, void *about)
{
	return parse_yes(value, &((struct vg_host *)about)->intremap_nosid);
}

static bool parse_ivrs(const char *value, void *about)
{
	return parse_yes(value, &((struct vg_host *)about)->ivrs);
}

static bool parse_unsafe(const char *value, void *about)
{
	return parse_yes(value, &((struct vg_host *)about)->unsafe_interrupts);
}

/* Part of a list separated by commas; false behind its end */
static bool next_part(const char **list, char part[LINE_LEN])
{
	size_t len;

	if (!*list)
		return false;
	len = strcspn(*list, ",");
	memcpy(part, *list, len);
	part[len] = '\0';
	*list = (*list)[len] ? *list + len + 1 : NULL;
	return true;
}

static bool parse_unjudged(const char *value, void *about)
{
	struct vg_host *host = about;
	char part[LINE_LEN];
	u32 rule;

	while (next_part(&value, part)) {
		if (!parse_number(part, 31, &rule) ||
		    host->unjudged >> rule & 1)
			return false;
		host->unjudged |= (u32)BIT(rule);
	}
	return true;
}

static const struct key host_keys[] = {
	{ "acs-override", "yes or no", parse_override },
	{ "intremap-nosid", "yes or no", parse_nosid },
	{ "ivrs", "yes or no", parse_ivrs },
	{ "unsafe-interrupts", "yes or no", parse_unsafe },
	{ "not-judged", "numbers of rules, each once, as in 1,2,9",
	  parse_unjudged },
	{ NULL, NULL, NULL }
};

static int read_host(struct reader *r)
{
	if (r->host)
		return refuse(r, "there is a host line already");
	r->host = true;
	return read_keys(r, host_keys, 0, &r->facts->host);
}

/**
 * struct line - a function as its line says it
 * @f: the function
 * @buses: the line has bus numbers
 * @header: the line has a header type
 */
struct line {
	struct vg_function f;
	bool buses;
	bool header;
};

static bool parse_id(const char *value, void *about)
{
	struct vg_function *f = &((struct line *)about)->f;
	unsigned int vendor;
	unsigned int device;

	if (sscanf(value, "%4x:%4x", &vendor, &device) != 2 ||
	    !is_written(value, "%04x:%04x", vendor, device))
		return false;
	f->vendor = (u16)vendor;
	f->device = (u16)device;
	return true;
}

static bool parse_class(const char *value, void *about)
{
	struct vg_function *f = &((struct line *)about)->f;

	return sscanf(value, "%6x", &f->class) == 1 &&
	       is_written(value, "%06x", f->class);
}

static bool parse_type(const char *value, void *about)
{
	struct vg_function *f = &((struct line *)about)->f;
	unsigned int type;

	for (type = 0; type < 256; type++) {
		const char *name = vg_snapshot_type((u8)type);

		f->type = (u8)type;
		if (name && !strcmp(value, name))
			return true;
	}
	if (sscanf(value, "%4x", &type) != 1 ||
	    !is_written(value, "0x%02x", type))
		return false;
	f->type = (u8)type;
	return !vg_snapshot_type(f->type);
}

static bool parse_buses(const char *value, void *about)
{
	struct line *line = about;
	unsigned int secondary;
	unsigned int subordinate;

	if (sscanf(value, "%2x-%2x", &secondary, &subordinate) != 2 ||
	    !is_written(value, "%02x-%02x", secondary, subordinate))
		return false;
	line->f.secondary = (u8)secondary;
	line->f.subordinate = (u8)subordinate;
	line->buses = true;
	return true;
}

static bool parse_header(const char *value, void *about)
{
	struct line *line = about;
	u32 header;

	if (!parse_number(value, 255, &header))
		return false;
	line->f.header = (u8)header;
	line->header = true;
	return true;
}

static bool parse_registers(const char *value, struct vg_function *f)
{
	char name[VG_NAME_LEN];

	if (!strcmp(value, "empty"))
		return true;
	for (unsigned int bit = 0; bit < 16 && *value; bit++) {
		const char *word = vg_acs_bit(bit, name);
		size_t len = strlen(word);

		if (strncmp(value, word, len))
			continue;
		if (!value[len] || !strchr("+-!", value[len]))
			return false;
		if (value[len] != '!')
			f->acs_cap |= (u16)BIT(bit);
		if (value[len] != '-')
			f->acs_ctrl |= (u16)BIT(bit);
		value += len + 1;
	}
	return f->acs_cap | f->acs_ctrl && !*value;
}

static bool parse_acs(const char *value, void *about)
{
	struct vg_function *f = &((struct line *)about)->f;

	/* a function has one ACS capability */
	if (f->acs_kind != VG_ACS_ABSENT)
		return false;
	f->acs_kind = VG_ACS_STANDARD;
	return parse_registers(value, f);
}

static bool parse_acs_dword(const char *value, void *about)
{
	struct vg_function *f = &((struct line *)about)->f;

	if (f->acs_kind != VG_ACS_ABSENT)
		return false;
	f->acs_kind = VG_ACS_SPT_DWORD;
	return parse_registers(value, f);
}

static bool parse_vf_of(const char *value, void *about)
{
	struct vg_function *f = &((struct line *)about)->f;
	unsigned int bus;
	unsigned int slot;
	unsigned int function;

	if (sscanf(value, "%2x:%2x.%1u", &bus, &slot, &function) != 3 ||
	    !is_written(value, "%02x:%02x.%u", bus, slot, function) ||
	    slot > 0x1f || function > 7)
		return false;
	f->pf_rid = (u16)(bus << 8 | slot << 3 | function);
	f->flags |= VG_F_VF;
	return f->pf_rid != f->rid;
}

static bool parse_group(const char *value, void *about)
{
	struct vg_function *f = &((struct line *)about)->f;
	u32 group;

	if (!parse_number(value, INT32_MAX, &group))
		return false;
	f->group = (s32)group;
	return true;
}

static bool parse_link(const char *value, void *about)
{
	struct vg_link *link = &((struct line *)about)->f.link;
	unsigned int n[4];

	if (sscanf(value, "%3u,%3u,%3u,%3u", &n[0], &n[1], &n[2], &n[3]) != 4 ||
	    !is_written(value, "%u,%u,%u,%u", n[0], n[1], n[2], n[3]))
		return false;
	*link = (struct vg_link){ n[0], n[1], n[2], n[3] };
	return (n[0] | n[1] | n[2] | n[3]) && (n[0] | n[1] | n[2] | n[3]) <= 255;
}

static u32 find_flag(const char *name)
{
	for (unsigned int bit = 0; bit < VG_SNAPSHOT_FLAGS; bit++) {
		const char *flag = vg_snapshot_flag(bit);

		if (flag && !strcmp(flag, name))
			return (u32)BIT(bit);
	}
	return 0;
}

static bool parse_flags(const char *value, void *about)
{
	struct vg_function *f = &((struct line *)about)->f;
	char part[LINE_LEN];

	while (next_part(&value, part)) {
		u32 flag = find_flag(part);

		if (!flag || f->flags & flag)
			return false;
		f->flags |= flag;
	}
	return true;
}

#define ACS_WANTED \
	"each bit of the capability in the order SV TB RR CR UF EC DT, with + when it is on and - when it is off; there is one ACS capability"

static const struct key function_keys[] = {
	{ "id", "vendor:device, as in 10de:2335", parse_id },
	{ "class", "six hexadecimal digits", parse_class },
	{ "type", "a PCIe device/port type, as in root-port", parse_type },
	{ "buses", "secondary-subordinate, as in 17-1b", parse_buses },
	{ "header", "a header type, 0 to 255", parse_header },
	{ "acs", ACS_WANTED, parse_acs },
	{ "acs-dword", ACS_WANTED, parse_acs_dword },
	{ "vf-of", "bus:device.function of its PF, as in 17:00.0",
	  parse_vf_of },
	{ "group", "the number of an IOMMU group", parse_group },
	{ "link", "speed and width, those of now, then the highest: 4,16,5,16",
	  parse_link },
	{ "flags", "names of flags, each once, separated by commas",
	  parse_flags },
	{ NULL, NULL, NULL }
};

static_assert(ARRAY_SIZE(function_keys) <= 32, "keys met fit a word");

static int read_function(struct reader *r, const char *address)
{
	struct line line = { 0 };
	struct vg_function *f;
	u32 segment;
	u16 rid;
	int code;

	if (!parse_address(address, &segment, &rid))
		return refuse(r, "'%.32s' is no host, alias, end or an address (0000:17:00.0)",
			      address);
	if (r->facts->count == VG_MAX_FUNCTIONS)
		return refuse(r, "more than %u functions", VG_MAX_FUNCTIONS);
	f = vg_facts_add(r->facts, segment, rid);
	r->facts->detail[r->facts->count - 1].line = r->line;
	line.f = *f;
	code = read_keys(r, function_keys, 3, &line);
	/* only bridges have bus numbers, so these say what the header is */
	if (line.buses && !line.header)
		line.f.header = 1;
	*f = line.f;
	return code;
}

static bool parse_as(const char *value, void *about)
{
	struct vg_alias *alias = about;

	return parse_address(value, &alias->alias_segment, &alias->alias_rid);
}

static const struct key alias_keys[] = {
	{ "as", "an address like 0000:17:00.0", parse_as },
	{ NULL, NULL, NULL }
};

static int read_alias(struct reader *r)
{
	struct vg_alias alias = { 0 };
	const char *address = next_word(r);
	int code;

	if (!address || !parse_address(address, &alias.segment, &alias.rid))
		return refuse(r, "alias has to be followed by an address (0000:17:00.0)");
	if (r->facts->alias_count == VG_MAX_ALIASES)
		return refuse(r, "more than %u aliases", VG_MAX_ALIASES);
	code = read_keys(r, alias_keys, 1, &alias);
	if (!code)
		vg_facts_add_alias(r->facts, &alias);
	return code;
}

static bool parse_functions(const char *value, void *about)
{
	return parse_number(value, UINT32_MAX,
			    &((struct reader *)about)->functions);
}

static bool parse_aliases(const char *value, void *about)
{
	return parse_number(value, UINT32_MAX,
			    &((struct reader *)about)->aliases);
}

static const struct key end_keys[] = {
	{ "functions", "the number of functions", parse_functions },
	{ "aliases", "the number of aliases", parse_aliases },
	{ NULL, NULL, NULL }
};

static int read_end(struct reader *r)
{
	int code = read_keys(r, end_keys, 2, r);

	r->end = true;
	if (code)
		return code;
	if (!r->host)
		return refuse(r, "the host line is missing");
	if (r->functions != r->facts->count)
		return refuse(r, "%u functions announced, %u are there: lines are missing or added",
			      r->functions, r->facts->count);
	if (r->aliases != r->facts->alias_count)
		return refuse(r, "%u aliases announced, %u are there: lines are missing or added",
			      r->aliases, r->facts->alias_count);
	return 0;
}

static int read_version(struct reader *r)
{
	const char *word = next_word(r);

	if (!word || !parse_number(word, UINT32_MAX, &r->version) ||
	    !r->version)
		return refuse(r, "no version of a snapshot: '%.32s'",
			      word ? word : "");
	if (r->version > VG_SNAPSHOT_VERSION)
		return refuse(r, "version %u, and %u is known here: take a newer vfioguard",
			      r->version, VG_SNAPSHOT_VERSION);
	if (next_word(r))
		return refuse(r, "text behind the version");
	return 0;
}

static int read_words(struct reader *r, char *line)
{
	const char *word = strtok_r(line, " \t", &r->words);

	if (r->line == 1)
		return read_version(r);
	if (!word || *word == '#')
		return 0;
	if (r->end)
		return refuse(r, "text behind the end line");
	if (!strcmp(word, "host"))
		return read_host(r);
	if (!strcmp(word, "alias"))
		return read_alias(r);
	if (!strcmp(word, "end"))
		return read_end(r);
	return read_function(r, word);
}

static int read_line(struct reader *r, const char *from, size_t len)
{
	char line[LINE_LEN];

	if (memchr(from, '\0', len))
		return refuse(r, "a NUL byte");
	if (len >= sizeof(line))
		return refuse(r, "longer than %zu bytes", sizeof(line) - 1);
	memcpy(line, from, len);
	line[len] = '\0';
	return read_words(r, line);
}

static int read_lines(struct reader *r)
{
	const char *at = r->text->text;
	const char *end = at + r->text->len;
	int code = 0;

	while (!code && at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		r->line++;
		if (r->line == 1 && !vg_is_snapshot(r->text))
			return refuse(r, "no snapshot");
		if (!newline)
			return refuse(r, "the file is cut within this line");
		code = read_line(r, at, (size_t)(newline - at));
		at = newline + 1;
	}
	if (!code && !r->end)
		return refuse(r, "the file is cut behind this line: no end line");
	return code;
}

static int check_aliases(const struct reader *r)
{
	const struct vg_facts *facts = r->facts;
	char address[VG_BDF_LEN];

	for (u32 i = 0; i < facts->alias_count; i++) {
		const struct vg_alias *a = &facts->alias[i];

		if (vg_facts_find(facts, a->segment, a->rid) != VG_NONE)
			continue;
		vg_format_bdf(address, a->segment, a->rid);
		return refuse(r, "there is an alias of %s, but no such function",
			      address);
	}
	return 0;
}

/* The lines of two functions that stand together come in any order */
static int check_functions(struct reader *r)
{
	const struct vg_facts *facts = r->facts;

	for (u32 i = 1; i < facts->count; i++) {
		const struct vg_function *f = &facts->fn[i];
		u32 first = facts->detail[i - 1].line;
		u32 second = facts->detail[i].line;

		if (f[-1].segment != f->segment || f[-1].rid != f->rid)
			continue;
		r->line = first < second ? second : first;
		return refuse(r, "a function that line %u has already",
			      first < second ? first : second);
	}
	return 0;
}

/*
 * In version 1 a function without reset could not be reset by its bus either,
 * and nothing was said of other buses.
 */
static void bring_up(const struct reader *r)
{
	struct vg_facts *facts = r->facts;

	if (r->version > 1)
		return;
	facts->host.unjudged |= SINCE_2;
	for (u32 i = 0; i < facts->count; i++) {
		if (facts->fn[i].flags & VG_F_NO_RESET)
			facts->fn[i].flags |= VG_F_NO_BUS_RESET;
	}
}

/**
 * vg_snapshot_read - read a snapshot
 * @facts: empty; filled and sorted, or left empty
 * @text: the file
 *
 * Return: 0 or an exit code.
 */
int vg_snapshot_read(struct vg_facts *facts, const struct vg_text *text)
{
	struct reader r = { .text = text, .facts = facts };
	int code = read_lines(&r);

	if (!code) {
		vg_facts_sort(facts);
		code = check_functions(&r);
	}
	if (!code)
		code = check_aliases(&r);
	if (code)
		vg_facts_free(facts);
	else
		bring_up(&r);
	return code;
}
