// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmdline.c - cuts the kernel command line as the kernel itself does. The module
 * does it once, while it is loaded.
 */
#include "cmdline.h"

/* isspace() of the kernel: its table has the no-break space of Latin-1 too */
static bool __init is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || (u8)c == 0xa0;
}

/**
 * vg_cmdline_next() - the next parameter, as next_arg() of the kernel cuts it
 * @cursor: where to go on; the command line is cut up
 *
 * Return: the parameter without its quotes, NULL at the end and at "--", behind
 * which init's own words begin.
 */
const char *__init vg_cmdline_next(char **cursor)
{
	char *from = *cursor;
	bool quoted = false;
	char *start;
	char *to;

	while (is_space(*from))
		from++;
	start = from;
	to = from;
	for (; *from && (quoted || !is_space(*from)); from++) {
		if (*from == '"')
			quoted = !quoted;
		else
			*to++ = *from;
	}
	/* Two quotes alone are a parameter too, without a name */
	if (from == start)
		return NULL;
	*cursor = *from ? from + 1 : from;
	*to = '\0';
	return strcmp(start, "--") ? start : NULL;
}

/**
 * vg_cmdline_value() - look at a parameter
 * @parameter: the parameter; in its name `-` and `_` are the same
 * @name: a name, with `_`
 *
 * Return: the value if @name is its name, empty when it has none; else NULL.
 */
const char *__init vg_cmdline_value(const char *parameter, const char *name)
{
	for (; *name; name++, parameter++)
		if ((*parameter == '-' ? '_' : *parameter) != *name)
			return NULL;
	if (*parameter == '=')
		return parameter + 1;
	return *parameter ? NULL : parameter;
}

/* A prefix is enough for setup_irqremap() of drivers/iommu too */
static bool __init list_holds(const char *list, const char *word)
{
	for (; list; list = strchr(list, ',')) {
		list += strspn(list, ",");
		if (!strncmp(list, word, strlen(word)))
			return true;
	}
	return false;
}

/**
 * vg_cmdline_parse() - look for what concerns isolation
 * @cmdline: the command line of the kernel; is cut up
 * @host: acs_override and intremap_nosid are set when they are there
 */
void __init vg_cmdline_parse(char *cmdline, struct vg_host *host)
{
	const char *parameter;
	const char *value;

	while ((parameter = vg_cmdline_next(&cmdline))) {
		if (vg_cmdline_value(parameter, "pcie_acs_override"))
			host->acs_override = true;
		value = vg_cmdline_value(parameter, "intremap");
		if (value && list_holds(value, "nosid"))
			host->intremap_nosid = true;
	}
}
