/* SPDX-License-Identifier: GPL-2.0-only */
/* notice.h - what is amiss at boot although there is a guard */
#ifndef VG_NOTICE_H
#define VG_NOTICE_H

#include "record.h"

struct json_t;

void vg_notice_read(struct vg_list *notices);
void vg_notice_print(const struct vg_list *notices);
struct json_t *vg_notice_json(const struct vg_list *notices);

#endif /* VG_NOTICE_H */
