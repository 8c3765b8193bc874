// SPDX-License-Identifier: GPL-2.0-only
#include "options.h"

#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cmd.h"
#include "whatif.h"

/**
 * struct known - an option
 * @name: long name
 * @letter: short name, or a number above all letters
 * @taken: enum vg_options, what it belongs to; 0: every command takes it
 * @argument: what it takes, for people, or NULL
 * @help: what it does; a line break begins a further line
 * @take: takes it; false after a message when the argument is wrong
 */
struct known {
	const char *name;
	int letter;
	unsigned int taken;
	const char *argument;
	const char *help;
	bool (*take)(struct vg_call *call, const char *argument);
};

static bool take_json(struct vg_call *call, const char *argument)
{
	(void)argument;
	call->json = true;
	return true;
}

static bool take_file(struct vg_call *call, const char *argument)
{
	call->wish.file = argument;
	return true;
}

static bool take_groups(struct vg_call *call, const char *argument)
{
	call->wish.groups = argument;
	return true;
}

static bool take_profile(struct vg_call *call, const char *argument)
{
	enum vg_profile *profile = &call->wish.policy.profile;

	*profile = 0;
	if (!strcmp(argument, "standard"))
		*profile = VG_PROFILE_STANDARD;
	else if (!strcmp(argument, "paranoid"))
		*profile = VG_PROFILE_PARANOID;
	else if (!strcmp(argument, "mainline"))
		*profile = VG_PROFILE_MAINLINE;
	else
		warnx("profile '%s' is not known, use standard, paranoid or mainline",
		      argument);
	return *profile;
}

static bool take_scope(struct vg_call *call, const char *argument)
{
	enum vg_scope *scope = &call->wish.policy.scope;

	*scope = 0;
	if (!strcmp(argument, "gpu"))
		*scope = VG_SCOPE_GPU;
	else if (!strcmp(argument, "all"))
		*scope = VG_SCOPE_ALL;
	else
		warnx("scope '%s' is not known, use gpu or all", argument);
	return *scope;
}

static bool take_acs(struct vg_call *call, const char *argument)
{
	struct vg_acs_wish *wish = vg_alloc(sizeof(*wish));

	vg_list_add(&call->wish.acs, wish);
	return vg_whatif_parse(argument, wish);
}

static bool take_override(struct vg_call *call, const char *argument)
{
	(void)argument;
	call->wish.override = true;
	return true;
}

static bool take_predict(struct vg_call *call, const char *argument)
{
	(void)argument;
	call->wish.predict = true;
	return true;
}

static bool add_address(struct vg_list *list, const char *argument)
{
	struct vg_bdf *bdf = vg_alloc(sizeof(*bdf));

	vg_list_add(list, bdf);
	if (vg_bdf_parse(argument, bdf))
		return true;
	warnx("'%s' is no PCI address ([segment:]bus:device.function)",
	      argument);
	return false;
}

static bool take_device(struct vg_call *call, const char *argument)
{
	return add_address(&call->wish.device, argument);
}

static bool take_only(struct vg_call *call, const char *argument)
{
	return add_address(&call->only, argument);
}

static bool take_dot(struct vg_call *call, const char *argument)
{
	(void)argument;
	call->dot = true;
	return true;
}

static bool take_columns(struct vg_call *call, const char *argument)
{
	call->columns = argument;
	return true;
}

static bool take_all(struct vg_call *call, const char *argument)
{
	(void)argument;
	call->all = true;
	return true;
}

/* Unlike strtoull() no sign, no space, and nothing behind it */
static bool take_since(struct vg_call *call, const char *argument)
{
	char *end;

	errno = 0;
	call->since = strtoull(argument, &end, 10);
	if (isdigit(*argument) && !*end && !errno)
		return true;
	warnx("'%s' is no number of an entry", argument);
	return false;
}

static bool take_follow(struct vg_call *call, const char *argument)
{
	(void)argument;
	call->follow = true;
	return true;
}

static const struct known table[] = {
	{ "file", 'F', VG_OPTIONS_SOURCE, "FILE",
	  "instead of this host: output of lspci -Dnnvvvxxxx, or a snapshot\n"
	  "(- is standard input)", take_file },
	{ "groups", 256, VG_OPTIONS_SOURCE, "FILE",
	  "IOMMU groups: output of find /sys/kernel/iommu_groups -type l, or\n"
	  "a listing with \"IOMMU Group N:\"", take_groups },
	{ "device", 257, VG_OPTIONS_DEVICE, "BDF",
	  "judge this function, in scope or not (repeatable)", take_device },
	{ "profile", 258, VG_OPTIONS_WISH, "PROFILE",
	  "standard (default), paranoid or mainline", take_profile },
	{ "scope", 259, VG_OPTIONS_WISH, "SCOPE",
	  "devices to protect: gpu (default) or all", take_scope },
	{ "acs", 260, VG_OPTIONS_WISH, "BDF=on|off|HEX",
	  "what if the ACS Control register of this function were so\n"
	  "(repeatable; all=on: of every function)", take_acs },
	{ "predict", 261, VG_OPTIONS_WISH, NULL,
	  "predict mainline's IOMMU groups even where some are recorded",
	  take_predict },
	{ "override", 262, VG_OPTIONS_WISH, NULL,
	  "predict the groups that pcie_acs_override= would make up",
	  take_override },
	{ "only", 263, VG_OPTIONS_TREE, "BDF",
	  "the path of this function only (repeatable)", take_only },
	{ "all", 264, VG_OPTIONS_TREE, NULL,
	  "everything, also buses with nothing to protect", take_all },
	{ "columns", 267, VG_OPTIONS_COLUMNS, "NAME,...",
	  "columns of the table; help lists them", take_columns },
	{ "since", 268, VG_OPTIONS_SINCE, "NUMBER",
	  "only entries behind this one", take_since },
	{ "follow", 'f', VG_OPTIONS_FOLLOW, NULL,
	  "go on with what is still to come", take_follow },
	{ "all", 266, VG_OPTIONS_CHECK, NULL,
	  "the whole list of what passthrough needs, host and devices",
	  take_all },
	{ "dot", 265, VG_OPTIONS_TREE, NULL, "for dot(1) of Graphviz",
	  take_dot },
	{ "json", 'j', VG_OPTIONS_JSON, NULL, "JSON instead of text",
	  take_json },
	{ "help", 'h', 0, NULL, "this help", NULL },
};

static bool is_taken(const struct known *known, unsigned int taken)
{
	return !known->taken || known->taken & taken;
}

/* For getopt_long(): the options that the command takes, long and short */
static void fill(unsigned int taken, struct option *longs, char *shorts)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (!is_taken(&table[i], taken))
			continue;
		longs[n++] = (struct option){
			.name = table[i].name,
			.has_arg = table[i].argument ? required_argument :
						       no_argument,
			.val = table[i].letter,
		};
		if (table[i].letter > 255)
			continue;
		*shorts++ = (char)table[i].letter;
		if (table[i].argument)
			*shorts++ = ':';
	}
	longs[n] = (struct option){ 0 };
	*shorts = '\0';
}

static const struct known *find_letter(int letter)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (table[i].letter == letter)
			return &table[i];
	}
	return NULL;
}

/**
 * vg_options_parse - read the options of a command
 * @argc: number of words, the command's name first
 * @argv: the words
 * @taken: enum vg_options of the command
 * @call: filled; @call->count is what is left behind the options
 *
 * Return: 'h' for --help, 0, or EX_USAGE after a message.
 */
int vg_options_parse(int argc, char **argv, unsigned int taken,
		     struct vg_call *call)
{
	struct option longs[ARRAY_SIZE(table) + 1];
	char shorts[2 * ARRAY_SIZE(table) + 1];
	const struct known *known;
	int letter;

	fill(taken, longs, shorts);
	optind = 0;
	while ((letter = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		known = find_letter(letter);
		if (!known)
			return EX_USAGE;
		if (!known->take)
			return letter;
		if (!known->take(call, optarg))
			return EX_USAGE;
	}
	call->count = argc - optind;
	call->argument = argv + optind;
	return 0;
}

static void print_option(const struct known *known)
{
	const char *help = known->help;
	char left[40];

	snprintf(left, sizeof(left), "%c%c%s--%s%s%s",
		 known->letter < 256 ? '-' : ' ',
		 known->letter < 256 ? known->letter : ' ',
		 known->letter < 256 ? ", " : "  ", known->name,
		 known->argument ? " " : "",
		 known->argument ? known->argument : "");
	while (help) {
		const char *end = strchrnul(help, '\n');

		printf("  %-24s %.*s\n", left, (int)(end - help), help);
		left[0] = '\0';
		help = *end ? end + 1 : NULL;
	}
}

/**
 * vg_options_print - the options of a command, for --help
 * @taken: enum vg_options
 */
void vg_options_print(unsigned int taken)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (is_taken(&table[i], taken))
			print_option(&table[i]);
	}
}

/**
 * vg_options_free - release what options brought
 * @call: the command line
 */
void vg_options_free(struct vg_call *call)
{
	vg_list_free(&call->wish.acs, free);
	vg_list_free(&call->wish.device, free);
	vg_list_free(&call->only, free);
}
