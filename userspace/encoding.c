// SPDX-License-Identifier: GPL-2.0-only
#include "encoding.h"

#include <err.h>
#include <string.h>
#include <sysexits.h>

/* What is read to tell text from other files */
#define SAMPLE	4096

static const struct {
	const char *bytes;
	u32 len;
	const char *name;
	const char *tool;
} encodings[] = {
	{ "\x1f\x8b", 2, "compressed with gzip", "zcat" },
	{ "\xfd\x37\x7aXZ", 5, "compressed with xz", "xzcat" },
	{ "\x28\xb5\x2f\xfd", 4, "compressed with zstd", "zstdcat" },
	{ "BZh", 3, "compressed with bzip2", "bzcat" },
	{ "PK\x03\x04", 4, "a zip archive", "unzip -p" },
	{ "\xff\xfe", 2, "text in UTF-16", "iconv -f UTF-16 -t UTF-8" },
	{ "\xfe\xff", 2, "text in UTF-16", "iconv -f UTF-16 -t UTF-8" },
	{ "\x7f\x45LF", 4, "a program", NULL },
};

/* Some NULs are damage; text has no byte of it everywhere */
static bool is_binary(const struct vg_text *text)
{
	size_t sample = text->len < SAMPLE ? text->len : SAMPLE;
	size_t zeroes = 0;

	for (size_t i = 0; i < sample; i++)
		zeroes += !text->text[i];
	return zeroes > sample / 8;
}

static int refuse(const struct vg_text *text, const char *what,
		  const char *tool, const char *option)
{
	if (tool)
		warnx("%s: is %s: %s %s | vfioguard preflight %s -", text->name,
		      what, tool, text->name, option);
	else
		warnx("%s: is %s, not text", text->name, what);
	return EX_UNAVAILABLE;
}

/**
 * vg_encoding_check - make sure that a file is text
 * @text: the file
 * @option: the option it was given with, -F for example
 *
 * Return: 0, or EX_UNAVAILABLE after a message that says what else it is and
 * how to make text of it.
 */
int vg_encoding_check(const struct vg_text *text, const char *option)
{
	for (u32 i = 0; i < ARRAY_SIZE(encodings); i++)
		if (text->len >= encodings[i].len &&
		    !memcmp(text->text, encodings[i].bytes, encodings[i].len))
			return refuse(text, encodings[i].name,
				      encodings[i].tool, option);
	return is_binary(text) ? refuse(text, "binary", NULL, option) : 0;
}
