// SPDX-License-Identifier: GPL-2.0-only
/*
 * policy_file.c - lines go through libinih; what it lets pass is refused
 * here: sections, lines that it would cut, lines that go on, bytes that end
 * a line for it only.
 */
#include "policy_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ini.h>

#include "attribute.h"
#include "host.h"
#include "memory.h"

/* Some hundred times what is needed; libinih takes lines of 197 */
#define FILE_MAX	65536
#define LINE_MAX_LEN	190

/**
 * struct reading - a file on its way through libinih
 * @file: what is found
 * @text: its bytes
 * @len: number of bytes
 * @at: those before it are read
 * @number: of the last line read
 * @bad: number of the first line at fault, 0: none
 */
struct reading {
	struct vg_policy_file *file;
	char *text;
	size_t len;
	size_t at;
	int number;
	int bad;
};

/* The first line at fault is told */
__attribute__((format(printf, 3, 4)))
static void complain(struct reading *r, int number, const char *format, ...)
{
	struct vg_policy_file *file = r->file;
	va_list arguments;
	int len;

	if (r->bad && r->bad <= number)
		return;
	r->bad = number;
	len = snprintf(file->error, sizeof(file->error), "%.255s:%d: ",
		       file->name, number);
	va_start(arguments, format);
	vsnprintf(file->error + len, sizeof(file->error) - (size_t)len, format,
		  arguments);
	va_end(arguments);
}

static bool is_good_line(struct reading *r, const char *line, size_t len,
			 int size)
{
	if (memchr(line, '\0', len))
		complain(r, r->number, "has a NUL byte");
	else if (len > LINE_MAX_LEN || (int)len + 2 > size)
		complain(r, r->number, "is longer than %d characters",
			 LINE_MAX_LEN);
	else if (len && line[0] == '[')
		complain(r, r->number, "there are no sections, only key = value");
	else
		return true;
	return false;
}

/*
 * As fgets(): one line for each call, so that numbers of lines agree. Without
 * the blanks in front, by which libinih would take it for the rest of the line
 * before.
 */
static char *next_line(char *buf, int size, void *stream)
{
	struct reading *r = stream;
	const char *line = r->text + r->at;
	const char *end;
	size_t len;

	if (r->at >= r->len)
		return NULL;
	end = memchr(line, '\n', r->len - r->at);
	len = end ? (size_t)(end - line) : r->len - r->at;
	r->at += len + 1;
	r->number++;
	while (len && (*line == ' ' || *line == '\t')) {
		line++;
		len--;
	}
	if (!is_good_line(r, line, len, size))
		len = 0;
	memcpy(buf, line, len);
	memcpy(buf + len, "\n", 2);
	return buf;
}

static int take(void *context, const char *section, const char *name,
		const char *value)
{
	struct reading *r = context;
	char complaint[VG_COMPLAINT_LEN];
	int key = vg_key_find(name);
	char *plain;

	(void)section;
	if (!key) {
		plain = vg_plain(name);
		complain(r, r->number,
			 "there is no key '%.40s', use mode, profile, scope, peers or present",
			 plain);
		free(plain);
		return 0;
	}
	if (r->file->line[key]) {
		complain(r, r->number, "%s is in line %d already", name,
			 r->file->line[key]);
		return 0;
	}
	r->file->line[key] = r->number;
	r->file->values.key[key] = vg_key_parse(key, value, complaint);
	if (!r->file->values.key[key])
		complain(r, r->number, "%s", complaint);
	return r->file->values.key[key] != 0;
}

static void parse(struct reading *r)
{
	int bad = ini_parse_stream(next_line, r, take, r);

	if (bad > 0)
		complain(r, bad, "is neither key = value nor a comment");
	else if (bad < 0 && !r->bad)
		complain(r, r->number, "cannot be parsed");
}

static bool is_regular(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && S_ISREG(st.st_mode);
}

/*
 * The file of boot, where nobody is there to write into a pipe or to end what
 * comes from a device. One that somebody names can be either.
 */
static const char *open_file(struct vg_policy_file *file, int *fd)
{
	bool boot = !strcmp(file->name, vg_host_policy());
	struct stat st;

	*fd = open(file->name, O_RDONLY | O_CLOEXEC | (boot ? O_NONBLOCK : 0));
	if (*fd >= 0)
		return boot && !is_regular(*fd) ? "not a regular file" : NULL;
	if (errno == ENOENT && !lstat(file->name, &st))
		return "a symbolic link to nothing";
	file->absent = errno == ENOENT;
	file->hidden = errno == EACCES && geteuid();
	return strerror(errno);
}

/* A directory can be opened too, and only then says that it is one */
static const char *read_bytes(struct reading *r, int fd)
{
	ssize_t len;

	r->text = vg_alloc(FILE_MAX + 1);
	do {
		len = read(fd, r->text + r->len, FILE_MAX + 1 - r->len);
		if (len < 0)
			return strerror(errno);
		r->len += (size_t)len;
	} while (len && r->len <= FILE_MAX);
	return r->len > FILE_MAX ? strerror(EFBIG) : NULL;
}

/**
 * vg_policy_file_read - read a policy
 * @file: filled
 * @name: of the file; kept
 *
 * Return: whether all of it is good; else @file->error says why not.
 */
bool vg_policy_file_read(struct vg_policy_file *file, const char *name)
{
	struct reading r = { .file = file };
	const char *fault;
	int fd;

	*file = (struct vg_policy_file){ .name = name };
	fault = open_file(file, &fd);
	if (!fault)
		fault = read_bytes(&r, fd);
	if (fault)
		snprintf(file->error, sizeof(file->error),
			 "%.255s: cannot be read: %s", name, fault);
	else
		parse(&r);
	if (fd >= 0)
		close(fd);
	free(r.text);
	return !file->error[0];
}
