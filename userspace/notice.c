// SPDX-License-Identifier: GPL-2.0-only
#include "notice.h"

#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "attribute.h"
#include "host.h"
#include "json.h"

/**
 * vg_notice_read - what the service that loads the guard left
 * @notices: filled with lines, to be freed with free()
 */
void vg_notice_read(struct vg_list *notices)
{
	FILE *file = fopen(vg_host_notice(), "re");
	char *line = NULL;
	size_t size = 0;

	*notices = (struct vg_list){ 0 };
	while (file && getline(&line, &size, file) > 0) {
		if (*line != '\n')
			vg_list_add(notices, vg_plain(line));
	}
	free(line);
	if (file)
		fclose(file);
}

/**
 * vg_notice_print - a line of the state for each
 * @notices: the lines
 */
void vg_notice_print(const struct vg_list *notices)
{
	for (size_t i = 0; i < notices->count; i++)
		printf("  %-12s%s\n", i ? "" : "notice",
		       (const char *)notices->at[i]);
}

/**
 * vg_notice_json - all of them
 * @notices: the lines
 *
 * Return: new reference.
 */
json_t *vg_notice_json(const struct vg_list *notices)
{
	json_t *array = json_array();

	for (size_t i = 0; i < notices->count; i++)
		vg_json_append(array, json_string(notices->at[i]));
	return array;
}
