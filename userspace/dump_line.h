/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dump_line.h - the lines of a file with output of lspci, as lspci wrote them:
 * without quoting, and with what a mail program wrapped put together
 */
#ifndef VG_DUMP_LINE_H
#define VG_DUMP_LINE_H

#include "bdf.h"
#include "source.h"

#define VG_ROW	16

/**
 * enum vg_line_kind - what a line is
 * @VG_LINE_BLANK: nothing: lspci ends what it says of a function so
 * @VG_LINE_ADDRESS: begins with the address of a function
 * @VG_LINE_ROW: bytes of config space
 * @VG_LINE_FACT: indented, or as lspci begins one
 * @VG_LINE_SILENT: a comment or a message of lspci: says nothing
 * @VG_LINE_OTHER: anything else
 */
enum vg_line_kind {
	VG_LINE_BLANK,
	VG_LINE_ADDRESS,
	VG_LINE_ROW,
	VG_LINE_FACT,
	VG_LINE_SILENT,
	VG_LINE_OTHER,
};

/**
 * struct vg_line - a line
 * @kind: enum vg_line_kind
 * @text: without indentation, blanks are single spaces; for an address what
 *	is behind it; valid until the next line is read; not for rows
 * @first: number of its first line in the file
 * @last: number of its last one
 * @bdf: of VG_LINE_ADDRESS
 * @offset: of VG_LINE_ROW
 * @count: number of bytes
 * @byte: of VG_LINE_ROW
 */
struct vg_line {
	enum vg_line_kind kind;
	const char *text;
	u32 first;
	u32 last;
	struct vg_bdf bdf;
	u32 offset;
	u32 count;
	u8 byte[VG_ROW];
};

/**
 * struct vg_lines - reads a file line by line
 * @at: what is next
 * @end: end of the file
 * @number: number of the line read last
 * @inside: between the address of a function and the blank line behind
 * @listing: below a heading of IOMMU groups: addresses are no functions
 * @single: lines are not wrapped
 * @buffer: the line read last
 * @room: size of @buffer
 */
struct vg_lines {
	const char *at;
	const char *end;
	u32 number;
	bool inside;
	bool listing;
	bool single;
	char *buffer;
	size_t room;
};

void vg_lines_open(struct vg_lines *lines, const struct vg_text *text);
bool vg_lines_next(struct vg_lines *lines, struct vg_line *line);
void vg_lines_close(struct vg_lines *lines);
bool vg_line_is_gap(const char *text, size_t len);
const char *vg_line_address(const char *text, struct vg_bdf *bdf);

#endif /* VG_DUMP_LINE_H */
