/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd.h - the commands of the tool, one cmd_*.c each */
#ifndef VG_CMD_H
#define VG_CMD_H

#include <stdbool.h>

#include "bdf.h"
#include "model.h"

/**
 * struct vg_call - a command line, checked for number and kind of arguments
 * @count: number of arguments
 * @argument: the arguments, without options
 * @json: JSON instead of text
 * @wish: what is to be judged, and how
 * @only: functions to draw, struct vg_bdf; empty: all
 * @all: draw what nobody asks for, too; check everything
 * @dot: draw for Graphviz
 * @columns: what to list, or NULL
 * @follow: go on with what is still to come
 * @since: number of the last entry of the journal that is not wanted
 */
struct vg_call {
	int count;
	char **argument;
	bool json;
	struct vg_wish wish;
	struct vg_list only;
	bool all;
	bool dot;
	const char *columns;
	bool follow;
	u64 since;
};

int vg_cmd_status(const struct vg_call *call);
int vg_cmd_list(const struct vg_call *call);
int vg_cmd_show(const struct vg_call *call);
int vg_cmd_evaluate(const struct vg_call *call);
int vg_cmd_ports(const struct vg_call *call);
int vg_cmd_check(const struct vg_call *call);
int vg_cmd_explain(const struct vg_call *call);
int vg_cmd_policy(const struct vg_call *call);
int vg_cmd_journal(const struct vg_call *call);
int vg_cmd_events(const struct vg_call *call);
int vg_cmd_disarm(const struct vg_call *call);
int vg_cmd_preflight(const struct vg_call *call);
int vg_cmd_tree(const struct vg_call *call);
int vg_cmd_snapshot(const struct vg_call *call);

bool vg_cmd_address(const char *argument, char address[VG_ADDRESS_LEN]);

#endif /* VG_CMD_H */
