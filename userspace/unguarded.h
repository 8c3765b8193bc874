/* SPDX-License-Identifier: GPL-2.0-only */
/* unguarded.h - when a device was assigned before there was a guard */
#ifndef VG_UNGUARDED_H
#define VG_UNGUARDED_H

#include <jansson.h>

#include "record.h"

void vg_unguarded_print(const struct device *device);
json_t *vg_unguarded_json(const struct device *device);

#endif /* VG_UNGUARDED_H */
