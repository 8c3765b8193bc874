// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel.c - preloaded into modprobe, takes modules as the kernel does. What came
 * and went is noted in /calls.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void write_file(const char *dir, const char *file, const char *text)
{
	char path[128];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	out = fopen(path, "w");
	if (!out)
		return;
	fputs(text, out);
	fclose(out);
}

/* There is no proc in the tree */
__attribute__((constructor))
static void show_process(int argc, char **argv)
{
	char path[48];
	FILE *out;

	snprintf(path, sizeof(path), "/proc/%d", getpid());
	mkdir(path, 0755);
	strcat(path, "/cmdline");
	out = fopen(path, "w");
	if (!out)
		return;
	for (int i = 0; i < argc; i++)
		fwrite(argv[i], 1, strlen(argv[i]) + 1, out);
	fclose(out);
}

static void note(const char *what, const char *name, const char *options)
{
	FILE *calls = fopen("/calls", "a");

	if (!calls)
		return;
	fprintf(calls, "%s %s%s%s\n", what, name, *options ? " " : "", options);
	fclose(calls);
}

static bool is_refused(const char *name)
{
	FILE *file = fopen("/answer/refused", "r");
	char line[64] = "";

	if (!file)
		return false;
	if (fgets(line, sizeof(line), file))
		line[strcspn(line, "\n")] = '\0';
	fclose(file);
	return !strcmp(line, name);
}

/* As it is in the module's own section */
static bool find_name(int fd, char *name, size_t size)
{
	static char image[16384];
	ssize_t len = pread(fd, image, sizeof(image) - 1, 0);
	const char *at = len > 0 ? memmem(image, (size_t)len, "name=", 5) : NULL;

	if (at)
		snprintf(name, size, "%s", at + 5);
	return at;
}

static int insert(int fd, const char *options)
{
	char name[64];
	char dir[96];

	if (!find_name(fd, name, sizeof(name))) {
		errno = ENOEXEC;
		return -1;
	}
	if (is_refused(name)) {
		errno = EPERM;
		return -1;
	}
	note("insert", name, options);
	snprintf(dir, sizeof(dir), "/sys/module/%s", name);
	mkdir(dir, 0755);
	write_file(dir, "initstate", "live\n");
	write_file(dir, "refcnt", "0\n");
	return 0;
}

/* Of all system calls modprobe has only this one made this way */
long syscall(long number, ...)
{
	const char *options;
	va_list arguments;
	int fd;

	if (number != SYS_finit_module) {
		errno = EPERM;
		return -1;
	}
	va_start(arguments, number);
	fd = va_arg(arguments, int);
	options = va_arg(arguments, const char *);
	va_end(arguments);
	return insert(fd, options);
}

int delete_module(const char *name, unsigned int flags);
int delete_module(const char *name, unsigned int flags)
{
	char path[128];

	(void)flags;
	note("remove", name, "");
	snprintf(path, sizeof(path), "/sys/module/%s/initstate", name);
	unlink(path);
	snprintf(path, sizeof(path), "/sys/module/%s/refcnt", name);
	unlink(path);
	snprintf(path, sizeof(path), "/sys/module/%s", name);
	return rmdir(path);
}
