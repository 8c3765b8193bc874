// SPDX-License-Identifier: GPL-2.0-only
#include "owner.h"

#include <err.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <jansson.h>

#include "attribute.h"
#include "fact.h"
#include "host.h"
#include "json.h"
#include "moment.h"

#define STAT_START_TIME	22	/* proc(5), the first field is 1 */

/* A file of the process, as long as it is; NULs in it become line breaks */
static char *read_file(const struct owner *owner, const char *name)
{
	char path[PATH_MAX];
	char *text = NULL;
	size_t size = 0;
	ssize_t len;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%lld/%s", vg_host_proc(),
		 owner->pid.value, name);
	file = fopen(path, "re");
	if (!file)
		return NULL;
	/* a byte that no text in UTF-8 has: so up to the end */
	len = getdelim(&text, &size, 0xff, file);
	fclose(file);
	if (len <= 0) {
		free(text);
		return NULL;
	}
	for (ssize_t i = 0; i < len; i++) {
		if (!text[i])
			text[i] = '\n';
	}
	return text;
}

/* The number can belong to another process by now */
static bool is_same(const struct owner *owner)
{
	long ticks = sysconf(_SC_CLK_TCK);
	char *stat = read_file(owner, "stat");
	const char *at = stat ? strrchr(stat, ')') : NULL;
	unsigned long long start = 0;

	/* behind the name, which can hold anything, are fields 3 and on */
	for (int field = 2; at && field < STAT_START_TIME; field++) {
		at = strchr(at, ' ');
		at = at ? at + 1 : NULL;
	}
	if (at)
		start = strtoull(at, NULL, 10);
	free(stat);
	return at && ticks > 0 &&
	       start == (unsigned long long)owner->start_time.value /
			(1000000000ULL / (unsigned long)ticks);
}

/* "0::PATH" is the line of the default hierarchy */
static char *find_cgroup(const struct owner *owner)
{
	char *text = read_file(owner, "cgroup");
	char *line = text;
	char *path = NULL;

	while (line && !path) {
		if (!strncmp(line, "0::", 3))
			path = vg_plain(line + 3);
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	free(text);
	return path;
}

/* Ends an option of QEMU at its comma; one that is doubled is part of it. Returns the
 * next option, or NULL.
 */
static char *cut_option(char *option)
{
	char *to = option;

	for (char *from = option; *from; from++) {
		if (*from == ',' && *++from != ',') {
			*to = '\0';
			return from;
		}
		*to++ = *from;
	}
	*to = '\0';
	return NULL;
}

/* QEMU: "guest=NAME" among others, or NAME in the first place */
static char *guest_name(const char *value)
{
	static const char key[] = "guest=";
	char *name = vg_plain(value);
	char *option = name;

	while (option) {
		char *next = cut_option(option);

		if (!strncmp(option, key, strlen(key))) {
			option += strlen(key);
			memmove(name, option, strlen(option) + 1);
			return name;
		}
		if (option == name && !strchr(option, '='))
			return name;
		option = next;
	}
	free(name);
	return NULL;
}

static char *find_guest(const struct owner *owner)
{
	char *text = read_file(owner, "cmdline");
	char *name = NULL;
	char *at = text;

	while (at && !name) {
		if (!strncmp(at, "-name\n", 6) || !strncmp(at, "--name\n", 7))
			name = guest_name(strchr(at, '\n') + 1);
		at = strchr(at, '\n');
		at = at ? at + 1 : NULL;
	}
	free(text);
	return name;
}

/**
 * vg_process_read - ask a process who it is
 * @process: to be given to vg_process_free(); empty when it has ended
 * @owner: what the module says of it, or NULL
 */
void vg_process_read(struct vg_process *process, const struct owner *owner)
{
	*process = (struct vg_process){ 0 };
	if (!owner || !is_same(owner))
		return;
	process->cgroup = find_cgroup(owner);
	process->guest = find_guest(owner);
}

/**
 * vg_process_free - release what vg_process_read() filled
 * @process: what it says
 */
void vg_process_free(struct vg_process *process)
{
	free(process->cgroup);
	free(process->guest);
}

/* Of a process that has ended only what the module says */
static char *describe(const struct owner *owner,
		      const struct vg_process *process)
{
	char *text;

	if (asprintf(&text, "%s%s%s%s, process %lld, user %lld",
		     process->guest ? "virtual machine " : "",
		     process->guest ? process->guest : "",
		     process->guest ? ", " : "",
		     owner->command ? owner->command : "?", owner->pid.value,
		     owner->uid.value) < 0)
		err(EX_UNAVAILABLE, "asprintf");
	return text;
}

/**
 * vg_owner_put - an owner, in brackets on the line that is being printed
 * @owner: who, or NULL for nothing
 */
void vg_owner_put(const struct owner *owner)
{
	struct vg_process process;
	char *text;

	if (!owner)
		return;
	vg_process_read(&process, owner);
	text = describe(owner, &process);
	printf(" [%s]", text);
	free(text);
	vg_process_free(&process);
}

/**
 * vg_owner_print - the lines about an owner
 * @label: of the first line
 * @owner: who, or NULL for nothing
 */
void vg_owner_print(const char *label, const struct owner *owner)
{
	struct vg_process process;
	char *text;

	if (!owner)
		return;
	vg_process_read(&process, owner);
	text = describe(owner, &process);
	vg_fact(label, "%s", text);
	free(text);
	if (process.cgroup)
		vg_fact("", "cgroup %s", process.cgroup);
	vg_process_free(&process);
}

/**
 * vg_close_print - the lines about the last close
 * @close: what it left behind, or NULL for nothing
 */
void vg_close_print(const struct close *close)
{
	char moment[VG_MOMENT_LEN];

	if (!close)
		return;
	vg_moment(moment, close->time);
	vg_owner_print("last owner", close->owner);
	vg_fact(close->owner ? "" : "last close", "closed %s", moment);
	vg_fact("", "%s, bus mastering %s", close->needs_reset.value ?
		"left without a reset" : "reset",
		close->bus_master.value ? "left on" : "off");
}

/**
 * vg_owner_json - an owner
 * @owner: who, or NULL
 *
 * Return: new reference.
 */
json_t *vg_owner_json(const struct owner *owner)
{
	json_t *object;

	if (!owner)
		return json_null();
	object = json_object();
	vg_json_put(object, "pid", vg_json_number(owner->pid));
	vg_json_put(object, "start_time", vg_json_number(owner->start_time));
	vg_json_put(object, "command", vg_json_text(owner->command));
	vg_json_put(object, "uid", vg_json_number(owner->uid));
	vg_json_put(object, "cgroup", vg_json_number(owner->cgroup));
	return object;
}

/**
 * vg_close_json - the last close
 * @close: what it left behind, or NULL
 *
 * Return: new reference.
 */
json_t *vg_close_json(const struct close *close)
{
	json_t *object;

	if (!close)
		return json_null();
	object = json_object();
	vg_json_put(object, "time", vg_json_number(close->time));
	vg_json_put(object, "owner", vg_owner_json(close->owner));
	vg_json_put(object, "needs_reset", vg_json_truth(close->needs_reset));
	vg_json_put(object, "bus_master", vg_json_truth(close->bus_master));
	return object;
}

/**
 * vg_process_json - what the owner says of itself, with its source
 * @owner: who, or NULL
 *
 * Return: new reference.
 */
json_t *vg_process_json(const struct owner *owner)
{
	struct vg_process process;
	json_t *object;

	if (!owner)
		return json_null();
	vg_process_read(&process, owner);
	object = json_object();
	vg_json_put(object, "cgroup", vg_json_text(process.cgroup));
	vg_json_put(object, "guest", vg_json_text(process.guest));
	vg_json_put(object, "source",
		    json_sprintf("/proc/%lld", owner->pid.value));
	vg_process_free(&process);
	return object;
}
