// SPDX-License-Identifier: GPL-2.0-only
#include "dump_line.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

/* A line as it is in the file, without quoting and line end */
struct raw {
	const char *text;
	const char *end;
	bool indented;
	bool whole;
};

static int read_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* NUL, tab and form feed are blanks too */
static bool is_blank(char c)
{
	return (unsigned char)c <= ' ';
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	return at;
}

/* "> > " of a mail; what lspci writes begins with a digit or a tab */
static const char *skip_quoting(const char *at, const char *end)
{
	while (at < end && *at == '>') {
		at++;
		if (at < end && *at == ' ')
			at++;
	}
	return at;
}

/* The next line, which stays unread: see read_raw() */
static bool peek_raw(const struct vg_lines *lines, struct raw *raw,
		     const char **next)
{
	const char *line_end;

	if (lines->at >= lines->end)
		return false;
	line_end = memchr(lines->at, '\n', lines->end - lines->at);
	*next = line_end ? line_end + 1 : lines->end;
	raw->end = line_end ? line_end : lines->end;
	raw->whole = line_end;
	raw->text = skip_quoting(lines->at, raw->end);
	raw->indented = raw->text < raw->end && is_blank(*raw->text);
	raw->text = skip_blanks(raw->text, raw->end);
	while (raw->end > raw->text && is_blank(raw->end[-1]))
		raw->end--;
	return true;
}

static bool read_raw(struct vg_lines *lines, struct raw *raw)
{
	const char *next;

	if (!peek_raw(lines, raw, &next))
		return false;
	lines->at = next;
	lines->number++;
	return true;
}

/* "40:", "140:": offset of a row of bytes */
static const char *parse_offset(const char *at, const char *end, u32 *offset)
{
	u32 digits = 0;

	*offset = 0;
	while (at < end && digits < 4 && read_digit(*at) >= 0) {
		*offset = *offset << 4 | read_digit(*at++);
		digits++;
	}
	if (digits < 2 || digits > 3 || at == end || *at != ':')
		return NULL;
	return at + 1;
}

static bool parse_row(const char *at, const char *end, struct vg_line *line)
{
	at = parse_offset(at, end, &line->offset);
	line->count = 0;
	while (at && at < end) {
		if (end - at < 3 || *at != ' ' || read_digit(at[1]) < 0 ||
		    read_digit(at[2]) < 0 || line->count == VG_ROW)
			return false;
		line->byte[line->count++] = read_digit(at[1]) << 4 |
					    read_digit(at[2]);
		at += 3;
	}
	return at;
}

/**
 * vg_line_address - read an address at the beginning of a text
 * @text: the text
 * @bdf: the address
 *
 * Return: what is behind it and the blank, or NULL when there is no address.
 */
const char *vg_line_address(const char *text, struct vg_bdf *bdf)
{
	size_t len = strspn(text, "0123456789abcdefABCDEF:.");
	char address[VG_ADDRESS_LEN];

	if (len >= sizeof(address) || (text[len] && text[len] != ' '))
		return NULL;
	memcpy(address, text, len);
	address[len] = '\0';
	if (!vg_bdf_parse(address, bdf))
		return NULL;
	return text + len + (text[len] == ' ');
}

static bool begins_with(const struct raw *raw, const char *what)
{
	size_t len = strlen(what);

	return (size_t)(raw->end - raw->text) >= len &&
	       !strncasecmp(raw->text, what, len);
}

static bool begins_with_any(const struct raw *raw, const char *const *what)
{
	while (*what && !begins_with(raw, *what))
		what++;
	return *what;
}

/* lspci itself, for those who lost its tabs */
static bool begins_fact(const struct raw *raw)
{
	static const char *const facts[] = {
		"Subsystem:", "DeviceName:", "Physical Slot:", "!!! ",
		"Control: I/O", "Status: Cap", "Flags: ", "Latency:",
		"Interrupt:", "NUMA node:", "IOMMU group:", "Region ",
		"Bus: primary=", "I/O behind bridge:", "Memory behind bridge:",
		"Prefetchable memory behind", "Secondary status:",
		"BridgeCtl:", "Expansion ROM", "Memory at ", "Capabilities:",
		"LnkCap:", "LnkSta:", "LnkCap2:", "ATSCap:", "ATSCtl:",
		"ACSCap:", "ACSCtl:", "IOVCap:", "IOVCtl:", "Initial VFs:",
		"VF offset:", "Kernel driver in use:", "Kernel modules:", NULL
	};

	return begins_with_any(raw, facts);
}

/* What ends the text of a function without a blank line, or says it is cut */
static bool begins_other(const struct raw *raw)
{
	static const char *const others[] = {
		"**", "__", "==", "--", "$ ", "~ ", "[ ", "[.", "..", "[snip",
		"[cut", "<snip", "/sys/", "IOMMU group ", NULL
	};

	return begins_with_any(raw, others);
}

/* An ellipsis is a character of its own, too: three bytes in UTF-8 */
#define ELLIPSIS	"\xe2\x80\xa6"
#define FRAME		" .[](){}<>*-_=~|" ELLIPSIS

static bool is_word(const char *at, size_t len)
{
	static const char *const words[] = {
		"snip", "snipped", "cut", "truncated", "clipped", "omitted",
		"message truncated", "message clipped", "output truncated",
		"output omitted"
	};

	for (u32 i = 0; i < ARRAY_SIZE(words); i++)
		if (len == strlen(words[i]) && !strncasecmp(at, words[i], len))
			return true;
	return false;
}

/**
 * vg_line_is_gap - whether somebody says that lines were left out
 * @text: a line
 * @len: its length
 *
 * Return: true for "[snip]", "...", "[message truncated]" and the like.
 */
bool vg_line_is_gap(const char *text, size_t len)
{
	size_t first = 0;
	size_t last = len;

	while (first < last && strchr(FRAME, text[first]) && text[first])
		first++;
	while (last > first && strchr(FRAME, text[last - 1]) && text[last - 1])
		last--;
	if (first < last)
		return is_word(text + first, last - first);
	return memmem(text, len, "..", 2) ||
	       memmem(text, len, ELLIPSIS, strlen(ELLIPSIS));
}

static bool is_silent(const struct raw *raw)
{
	static const char *const silent[] = { "# ", "pcilib:", "lspci:", NULL };

	return begins_with_any(raw, silent) ||
	       (raw->end - raw->text == 1 && *raw->text == '#');
}

static bool begins_address(const struct raw *raw)
{
	char address[VG_ADDRESS_LEN + 1] = "";
	size_t len = raw->end - raw->text;
	struct vg_bdf bdf;

	if (len > sizeof(address) - 1)
		len = sizeof(address) - 1;
	memcpy(address, raw->text, len);
	for (size_t i = 0; i < len; i++)
		if (is_blank(address[i]))
			address[i] = '\0';
	return vg_bdf_parse(address, &bdf);
}

static enum vg_line_kind classify(const struct raw *raw, struct vg_line *line)
{
	/* at the end of a file that is cut, blanks may be half a line */
	if (raw->text == raw->end)
		return raw->whole ? VG_LINE_BLANK : VG_LINE_SILENT;
	if (parse_row(raw->text, raw->end, line))
		return VG_LINE_ROW;
	if (begins_address(raw))
		return VG_LINE_ADDRESS;
	if (is_silent(raw))
		return VG_LINE_SILENT;
	if (raw->indented || begins_fact(raw))
		return VG_LINE_FACT;
	return VG_LINE_OTHER;
}

static void make_room(struct vg_lines *lines, size_t len)
{
	if (len <= lines->room)
		return;
	lines->room = len + len / 2;
	lines->buffer = realloc(lines->buffer, lines->room);
	if (!lines->buffer)
		err(EX_UNAVAILABLE, "realloc for a line of %zu bytes", len);
}

/* Appends, and makes blanks single */
static size_t append(struct vg_lines *lines, size_t len, const struct raw *raw)
{
	const char *at = raw->text;
	char *to;

	make_room(lines, len + (raw->end - raw->text) + 2);
	to = lines->buffer + len;
	if (len)
		*to++ = ' ';
	for (; at < raw->end; at++) {
		if (!is_blank(*at))
			*to++ = *at;
		else if (!is_blank(at[-1]))
			*to++ = ' ';
	}
	*to = '\0';
	return to - lines->buffer;
}

/* lspci indents all that it says of a function: this is the rest of a line */
static bool read_rest(struct vg_lines *lines, struct raw *raw)
{
	struct vg_line line;
	const char *next;

	if (!peek_raw(lines, raw, &next) || raw->indented ||
	    classify(raw, &line) != VG_LINE_OTHER || begins_other(raw) ||
	    vg_line_is_gap(raw->text, raw->end - raw->text))
		return false;
	return read_raw(lines, raw);
}

static void read_text(struct vg_lines *lines, struct vg_line *line,
		      struct raw *raw)
{
	bool can_wrap = !lines->single &&
			(line->kind == VG_LINE_ROW || lines->inside);
	size_t len = append(lines, 0, raw);

	while (can_wrap && read_rest(lines, raw))
		len = append(lines, len, raw);
	line->last = lines->number;
	line->text = lines->buffer;
	if (line->kind == VG_LINE_ADDRESS)
		line->text = vg_line_address(lines->buffer, &line->bdf);
	if (line->kind == VG_LINE_ROW &&
	    !parse_row(lines->buffer, lines->buffer + len, line))
		line->kind = VG_LINE_OTHER;
}

/* "IOMMU Group 17:" and, below it, indented addresses */
static void follow_listing(struct vg_lines *lines, const struct raw *raw,
			   struct vg_line *line)
{
	if (begins_with(raw, "IOMMU group ") && !raw->indented)
		lines->listing = true;
	else if (line->kind == VG_LINE_ADDRESS && !raw->indented)
		lines->listing = false;
	else if (line->kind == VG_LINE_ADDRESS && lines->listing)
		line->kind = VG_LINE_FACT;
}

/**
 * vg_lines_next - read a line
 * @lines: the reader
 * @line: the line
 *
 * Return: whether there was one.
 */
bool vg_lines_next(struct vg_lines *lines, struct vg_line *line)
{
	struct raw raw;

	if (!read_raw(lines, &raw))
		return false;
	line->first = lines->number;
	line->last = lines->number;
	line->kind = classify(&raw, line);
	line->text = "";
	if (line->kind == VG_LINE_ROW && line->count == VG_ROW)
		return true;
	follow_listing(lines, &raw, line);
	if (line->kind == VG_LINE_ADDRESS)
		lines->inside = true;
	else if (line->kind == VG_LINE_BLANK || line->kind == VG_LINE_OTHER)
		lines->inside = false;
	if (line->kind != VG_LINE_BLANK)
		read_text(lines, line, &raw);
	return true;
}

/**
 * vg_lines_open - begin to read
 * @lines: the reader, to be given to vg_lines_close()
 * @text: the file; has to stay as long
 */
void vg_lines_open(struct vg_lines *lines, const struct vg_text *text)
{
	*lines = (struct vg_lines){
		.at = text->text,
		.end = text->text + text->len,
	};
	if (text->len >= 3 && !memcmp(text->text, "\xef\xbb\xbf", 3))
		lines->at += 3;
}

/**
 * vg_lines_close - release a reader
 * @lines: the reader
 */
void vg_lines_close(struct vg_lines *lines)
{
	free(lines->buffer);
}
