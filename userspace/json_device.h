/* SPDX-License-Identifier: GPL-2.0-only */
/* json_device.h - what a device is made of, as JSON; for json.c only */
#ifndef VG_JSON_DEVICE_H
#define VG_JSON_DEVICE_H

struct device;
struct json_t;

void vg_json_put_hardware(struct json_t *object, const struct device *device);

#endif /* VG_JSON_DEVICE_H */
