// SPDX-License-Identifier: GPL-2.0-only
#include "lockdown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attribute.h"
#include "json.h"

#define ATTRIBUTE "kernel/security/lockdown"

/* NULL where the kernel has no lockdown, or securityfs cannot be read */
static char *find_level(void)
{
	char *line = vg_attribute(ATTRIBUTE);
	char *from = line ? strchr(line, '[') : NULL;
	char *level = NULL;

	if (from) {
		level = vg_plain(from + 1);
		level[strcspn(level, "]")] = '\0';
	}
	free(line);
	return level;
}

/* With lockdown PCI config space is read-only for user space */
static const char *meaning_of(const char *level)
{
	if (!level)
		return "";
	return strcmp(level, "none") ?
	       ": setpci cannot change ACS, modules must be signed" :
	       ": root can change ACS with setpci";
}

/** vg_lockdown_print - the level as a line of the state */
void vg_lockdown_print(void)
{
	char *level = find_level();

	printf("  lockdown    %s%s\n", level ? level : "unknown",
	       meaning_of(level));
	free(level);
}

/**
 * vg_lockdown_json - the level, with its source
 *
 * Return: new reference.
 */
json_t *vg_lockdown_json(void)
{
	json_t *object = json_object();
	char *level = find_level();

	vg_json_put(object, "value", vg_json_text(level));
	vg_json_put(object, "source", json_string("/sys/" ATTRIBUTE));
	free(level);
	return object;
}
