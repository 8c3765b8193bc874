/* SPDX-License-Identifier: GPL-2.0-only */
/* checklist.h - what passthrough needs, item by item */
#ifndef VG_CHECKLIST_H
#define VG_CHECKLIST_H

#include <stdbool.h>

#include "record.h"

struct vg_prose;

/**
 * enum vg_result - how an item ended
 * @VG_PASS: as it should be
 * @VG_WARN: to look at, or it cannot be told
 * @VG_FAIL: a device in use, or one that was refused, is not as it should be
 */
enum vg_result {
	VG_PASS,
	VG_WARN,
	VG_FAIL,
};

#define VG_REASON_LEN	544

/**
 * struct vg_item - one line
 * @result: how it ended
 * @name: of the item
 * @subject: address of the device or port, or NULL; belongs to a record
 * @reason: half a sentence
 * @fix: the way out, or NULL
 */
struct vg_item {
	enum vg_result result;
	const char *name;
	const char *subject;
	char reason[VG_REASON_LEN];
	const struct vg_prose *fix;
};

/**
 * struct vg_checklist - what is looked at, and what came of it
 * @status: state of the guard; belongs to the caller
 * @device: struct device, all of them
 * @port: struct port, all of them
 * @item: struct vg_item, in order
 */
struct vg_checklist {
	const struct status *status;
	struct vg_list device;
	struct vg_list port;
	struct vg_list item;
};

bool vg_guard_stands(char reason[VG_REASON_LEN], const struct status *status);
void vg_checklist_walk(struct vg_checklist *list);
void vg_checklist_host(struct vg_checklist *list);
void vg_checklist_devices(struct vg_checklist *list);
void vg_checklist_print(const struct vg_checklist *list);
bool vg_checklist_failed(const struct vg_checklist *list);
void vg_checklist_free(struct vg_checklist *list);
const char *vg_result_name(enum vg_result result);

struct vg_item *vg_checklist_add(struct vg_checklist *list,
				 enum vg_result result, const char *name,
				 const char *format, ...)
	__attribute__((format(printf, 4, 5)));
enum vg_result vg_weigh(const struct device *device);
bool vg_is_checked(const struct device *device);

#endif /* VG_CHECKLIST_H */
