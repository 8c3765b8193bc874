/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * guard.h - questions to the module. A function that fails has said why on
 * stderr; what it returns is the exit code.
 */
#ifndef VG_GUARD_H
#define VG_GUARD_H

#include <stdbool.h>

#include "nl.h"
#include "policy_key.h"
#include "record.h"

/* Exit codes beside those of sysexits.h: EX_USAGE and EX_UNAVAILABLE */
enum vg_exit {
	VG_EXIT_ISOLATED = 0,
	VG_EXIT_VIOLATION = 1,
	VG_EXIT_NO_GUARD = 2,
};

/**
 * struct vg_guard - the module, as it answers
 * @nl: connection
 * @status: its state when it was opened
 */
struct vg_guard {
	struct vg_nl nl;
	struct status *status;
};

int vg_guard_open(struct vg_guard *guard);
void vg_guard_close(struct vg_guard *guard);
bool vg_guard_may_list(struct vg_guard *guard, struct vg_list *devices,
		       int *code);
int vg_guard_list(struct vg_guard *guard, struct vg_list *devices);
int vg_guard_ports(struct vg_guard *guard, struct vg_list *ports);
int vg_guard_show(struct vg_guard *guard, const char *bdf,
		  struct device **device);
int vg_guard_evaluate(struct vg_guard *guard, const char *bdf,
		      struct device **device);
int vg_guard_policy(struct vg_guard *guard, struct policy **policy);
int vg_guard_set_policy(struct vg_guard *guard, const struct vg_values *values);
int vg_guard_journal(struct vg_guard *guard, u64 after,
		     struct vg_list *entries);
u64 vg_guard_since(const struct vg_guard *guard, u64 since);
int vg_guard_listen(struct vg_nl *events);
int vg_guard_event(struct vg_nl *events, struct vg_list *entries);
int vg_guard_disarm(struct vg_guard *guard);
int vg_guard_exit(const struct vg_guard *guard, bool violation);

#endif /* VG_GUARD_H */
