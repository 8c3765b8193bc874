/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * owner.h - who has a device open, or tried to: what the module says, and what
 * /proc says of that process now
 */
#ifndef VG_OWNER_H
#define VG_OWNER_H

#include "record.h"

struct json_t;

/**
 * struct vg_process - what a process says of itself
 * @cgroup: path of its cgroup below the root of the default hierarchy, or NULL
 * @guest: name of its virtual machine, or NULL
 */
struct vg_process {
	char *cgroup;
	char *guest;
};

void vg_process_read(struct vg_process *process, const struct owner *owner);
void vg_process_free(struct vg_process *process);
void vg_owner_put(const struct owner *owner);
void vg_owner_print(const char *label, const struct owner *owner);
void vg_close_print(const struct close *close);
struct json_t *vg_owner_json(const struct owner *owner);
struct json_t *vg_close_json(const struct close *close);
struct json_t *vg_process_json(const struct owner *owner);

#endif /* VG_OWNER_H */
