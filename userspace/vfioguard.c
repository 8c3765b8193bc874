// SPDX-License-Identifier: GPL-2.0-only
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <linux/vfioguard.h>

#include "cmd.h"
#include "options.h"
#include "port.h"

/**
 * struct command - one command
 * @name: what it is called by
 * @arguments: what it takes, for people
 * @summary: what it does, in one line
 * @least: number of arguments it needs
 * @most: number of arguments it takes, -1 for any
 * @options: enum vg_options that it takes
 * @run: does it; returns the exit code
 */
struct command {
	const char *name;
	const char *arguments;
	const char *summary;
	int least;
	int most;
	unsigned int options;
	int (*run)(const struct vg_call *call);
};

#define PREFLIGHT (VG_OPTIONS_SOURCE | VG_OPTIONS_WISH)

static const struct command commands[] = {
	{ "status", "", "state of the guard (default)", 0, 0,
	  VG_OPTIONS_JSON, vg_cmd_status },
	{ "list", "", "protected and assigned devices", 0, 0,
	  VG_OPTIONS_COLUMNS | VG_OPTIONS_JSON, vg_cmd_list },
	{ "show", " BDF", "all about one device", 1, 1,
	  VG_OPTIONS_JSON, vg_cmd_show },
	{ "evaluate", " BDF", "what a bind of a function would lead to now",
	  1, 1, VG_OPTIONS_JSON, vg_cmd_evaluate },
	{ "ports", "", "bridges above these devices, and those at fault", 0, 0,
	  VG_OPTIONS_JSON, vg_cmd_ports },
	{ "check", " [BDF...|--all]", "PASS or FAIL for scripts", 0, -1,
	  VG_OPTIONS_CHECK | VG_OPTIONS_JSON, vg_cmd_check },
	{ "explain", " [RULE|NUMBER]", "what the rules mean", 0, 1,
	  VG_OPTIONS_JSON, vg_cmd_explain },
	{ "preflight", " [-F FILE]", "what the guard would say of a host, without it",
	  0, 0, PREFLIGHT | VG_OPTIONS_DEVICE | VG_OPTIONS_JSON,
	  vg_cmd_preflight },
	{ "tree", " [-F FILE]", "a host with its isolation domains, drawn",
	  0, 0, PREFLIGHT | VG_OPTIONS_TREE, vg_cmd_tree },
	{ "snapshot", " [-F FILE]", "the facts that preflight judges, for bug reports",
	  0, 0, VG_OPTIONS_SOURCE, vg_cmd_snapshot },
	{ "policy", " ACTION [FILE]", "show, load, reset or parameters: the policy in force",
	  1, 2, VG_OPTIONS_JSON, vg_cmd_policy },
	{ "journal", "", "what was decided, and what was changed",
	  0, 0, VG_OPTIONS_SINCE | VG_OPTIONS_JSON, vg_cmd_journal },
	{ "events", "", "the same as it happens, a line each", 0, 0,
	  VG_OPTIONS_SINCE | VG_OPTIONS_FOLLOW | VG_OPTIONS_JSON, vg_cmd_events },
	{ "disarm", "", "take the gate away, for unloading the module",
	  0, 0, 0, vg_cmd_disarm },
};

enum option_value {
	OPTION_HELP = 'h',
	OPTION_VERSION = 'V',
	OPTION_JSON = 'j',
};

static const struct option global_options[] = {
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ 0 },
};

static void print_help(void)
{
	puts("Usage: vfioguard [COMMAND] [ARGUMENTS] [--json]\n"
	     "\n"
	     "Tells what the kernel module vfioguard knows about devices that are handed out\n"
	     "through VFIO.\n"
	     "\n"
	     "Commands:");
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		printf("  %s%-*s %s\n", commands[i].name,
		       24 - (int)strlen(commands[i].name),
		       commands[i].arguments, commands[i].summary);
	puts("\n"
	     "Options:\n"
	     "  -j, --json     JSON instead of text\n"
	     "  -h, --help     this help, or that of a command\n"
	     "  -V, --version  version of the tool\n"
	     "\n"
	     "Exit codes: 0 everything assigned is isolated, 1 something was refused or\n"
	     "violates the policy, 2 guard absent or not armed, 64 usage, 69 no permission or\n"
	     "unavailable. See vfioguard(8).");
}

static void print_command_help(const struct command *command)
{
	printf("Usage: vfioguard %s%s [OPTIONS]\n\n%s: %s.\n\nOptions:\n",
	       command->name, command->arguments, command->name,
	       command->summary);
	vg_options_print(command->options);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	}
	errx(EX_USAGE, "unknown command '%s' (see vfioguard --help)", name);
}

static void check_count(const struct command *command,
			const struct vg_call *call)
{
	if (call->count < command->least)
		errx(EX_USAGE, "%s: argument%s is missing (see vfioguard %s --help)",
		     command->name, command->arguments, command->name);
	if (command->most >= 0 && call->count > command->most)
		errx(EX_USAGE, "%s: unexpected argument '%s' (see vfioguard %s --help)",
		     command->name, call->argument[command->most],
		     command->name);
	if (call->json && !(command->options & VG_OPTIONS_JSON))
		errx(EX_USAGE, "%s: there is no JSON of it", command->name);
}

/* argv[0] is the name of the command; getopt_long() puts it into messages */
static int run(const struct command *command, int argc, char **argv, bool json)
{
	struct vg_call call = {
		.json = json,
		.wish.policy = { VG_MODE_ENFORCE, VG_SCOPE_GPU,
				 VG_PROFILE_STANDARD },
	};
	char title[32];
	int code;

	snprintf(title, sizeof(title), "%s %s", program_invocation_short_name,
		 command->name);
	argv[0] = title;
	code = vg_options_parse(argc, argv, command->options, &call);
	if (code == OPTION_HELP) {
		print_command_help(command);
		code = 0;
	} else if (!code) {
		check_count(command, &call);
		code = command->run(&call);
	}
	vg_options_free(&call);
	return code;
}

/* Options in front of the command, the command, and what is behind it */
static int start(int argc, char **argv)
{
	bool json = false;
	int option;

	argv[0] = program_invocation_short_name;
	while ((option = getopt_long(argc, argv, "+hVj", global_options,
				     NULL)) != -1) {
		switch (option) {
		case OPTION_HELP:
			print_help();
			return 0;
		case OPTION_VERSION:
			printf("vfioguard %s (ABI %d)\n", VG_VERSION,
			       VFIOGUARD_ABI);
			return 0;
		case OPTION_JSON:
			json = true;
			break;
		default:
			return EX_USAGE;
		}
	}
	/* argv[0] stands for the command that is not there */
	if (optind == argc)
		return run(&commands[0], 1, argv, json);
	return run(find_command(argv[optind]), argc - optind, argv + optind,
		   json);
}

/**
 * vg_cmd_address - read an address from the command line
 * @argument: the argument
 * @address: the address as the kernel writes it
 *
 * Says so on stderr when it is none.
 *
 * Return: whether @argument is an address.
 */
bool vg_cmd_address(const char *argument, char address[VG_ADDRESS_LEN])
{
	struct vg_bdf bdf;

	if (!vg_bdf_parse(argument, &bdf)) {
		warnx("'%s' is no PCI address ([segment:]bus:device.function)",
		      argument);
		return false;
	}
	vg_bdf_format(address, &bdf);
	return true;
}

/* A report that could not be written must not look like a good one */
int main(int argc, char **argv)
{
	int code = start(argc, argv);

	if (fflush(stdout))
		err(EX_UNAVAILABLE, "write to standard output");
	/* By now errno is of something else */
	if (ferror(stdout))
		errx(EX_UNAVAILABLE, "cannot write to standard output");
	return code;
}
