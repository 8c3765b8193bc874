// SPDX-License-Identifier: GPL-2.0-only
/* cmdline.c - cuts the kernel command line as the kernel itself does */
#include "cmdline.h"

/* isspace() of the kernel: its table has the no-break space of Latin-1 too */
static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || (u8)c == 0xa0;
}

/*
 * The next parameter, without its quotes, as next_arg() of the kernel cuts it.
 * Returns NULL at the end and at "--", behind which init's own words begin.
 */
static const char *next_parameter(char **cursor)
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

/* The value of @parameter if its name is @name; `-` and `_` are the same */
static const char *value_of(const char *parameter, const char *name)
{
	for (; *name; name++, parameter++)
		if ((*parameter == '-' ? '_' : *parameter) != *name)
			return NULL;
	if (*parameter == '=')
		return parameter + 1;
	return *parameter ? NULL : parameter;
}

/* A prefix is enough for setup_irqremap() of drivers/iommu too */
static bool list_holds(const char *list, const char *word)
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
void vg_cmdline_parse(char *cmdline, struct vg_host *host)
{
	const char *parameter;
	const char *value;

	while ((parameter = next_parameter(&cmdline))) {
		if (value_of(parameter, "pcie_acs_override"))
			host->acs_override = true;
		value = value_of(parameter, "intremap");
		if (value && list_holds(value, "nosid"))
			host->intremap_nosid = true;
	}
}
