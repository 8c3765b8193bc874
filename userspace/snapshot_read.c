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

#include "snapshot_function.h"
#include "snapshot_key.h"
#include "source.h"
#include "text.h"

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

static const struct vg_snapshot_key *find_key(const struct vg_snapshot_key *keys,
					      const char *word, size_t len)
{
	for (; keys->name; keys++) {
		if (strlen(keys->name) == len && !memcmp(keys->name, word, len))
			return keys;
	}
	return NULL;
}

static int read_key(const struct reader *r, const struct vg_snapshot_key *keys,
		    const char *word, void *about, u32 *met)
{
	size_t len = strcspn(word, "=");
	const struct vg_snapshot_key *key = find_key(keys, word, len);

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
static int read_keys(struct reader *r, const struct vg_snapshot_key *keys,
		     u32 needed, void *about)
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

static bool parse_unjudged(const char *value, void *about)
{
	struct vg_host *host = about;
	char part[VG_SNAPSHOT_LINE_LEN];
	u32 rule;

	while (vg_snapshot_part(&value, part)) {
		if (!vg_snapshot_number(part, 31, &rule) ||
		    host->unjudged >> rule & 1)
			return false;
		host->unjudged |= (u32)BIT(rule);
	}
	return true;
}

static const struct vg_snapshot_key host_keys[] = {
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

static int read_function(struct reader *r, const char *address)
{
	struct vg_snapshot_line line = { 0 };
	struct vg_function *f;
	u32 segment;
	u16 rid;
	int code;

	if (!vg_snapshot_address(address, &segment, &rid))
		return refuse(r, "'%.32s' is no host, alias, end or an address (0000:17:00.0)",
			      address);
	if (r->facts->count == VG_MAX_FUNCTIONS)
		return refuse(r, "more than %u functions", VG_MAX_FUNCTIONS);
	f = vg_facts_add(r->facts, segment, rid);
	r->facts->detail[r->facts->count - 1].line = r->line;
	line.f = *f;
	code = read_keys(r, vg_snapshot_function_keys,
			 VG_SNAPSHOT_FUNCTION_NEEDS, &line);
	/* only bridges have bus numbers, so these say what the header is */
	if (line.buses && !line.header)
		line.f.header = 1;
	*f = line.f;
	return code;
}

static bool parse_as(const char *value, void *about)
{
	struct vg_alias *alias = about;

	return vg_snapshot_address(value, &alias->alias_segment, &alias->alias_rid);
}

static const struct vg_snapshot_key alias_keys[] = {
	{ "as", "an address like 0000:17:00.0", parse_as },
	{ NULL, NULL, NULL }
};

static int read_alias(struct reader *r)
{
	struct vg_alias alias = { 0 };
	const char *address = next_word(r);
	int code;

	if (!address || !vg_snapshot_address(address, &alias.segment, &alias.rid))
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
	return vg_snapshot_number(value, UINT32_MAX,
			    &((struct reader *)about)->functions);
}

static bool parse_aliases(const char *value, void *about)
{
	return vg_snapshot_number(value, UINT32_MAX,
			    &((struct reader *)about)->aliases);
}

static const struct vg_snapshot_key end_keys[] = {
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

	if (!word || !vg_snapshot_number(word, UINT32_MAX, &r->version) ||
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
	char line[VG_SNAPSHOT_LINE_LEN];

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
