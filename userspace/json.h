/* SPDX-License-Identifier: GPL-2.0-only */
/* json.h - records as JSON; vfioguard.schema.json is the contract */
#ifndef VG_JSON_H
#define VG_JSON_H

#include "names.h"
#include "record.h"
#include "tally.h"

struct json_t;
struct vg_prose;

struct json_t *vg_json_device(const struct device *device);
struct json_t *vg_json_status(const struct status *status);
struct json_t *vg_json_tally(const struct vg_tally *tally);
struct json_t *vg_json_text(const char *text);
struct json_t *vg_json_prose(const struct vg_prose *prose);
struct json_t *vg_json_number(struct vg_number n);
struct json_t *vg_json_bytes(struct vg_number n);
struct json_t *vg_json_address(struct vg_number n);
struct json_t *vg_json_truth(struct vg_number n);
struct json_t *vg_json_hex(struct vg_number n, int digits);
struct json_t *vg_json_count(struct vg_number n, const struct vg_list *list);
struct json_t *vg_json_word(enum vg_enum which, struct vg_number n);
struct json_t *vg_json_bits(long long value);
struct json_t *vg_json_rule(struct vg_number rule);
struct json_t *vg_json_rules(const struct vg_list *list);
void vg_json_put(struct json_t *object, const char *key, struct json_t *value);
void vg_json_append(struct json_t *array, struct json_t *value);
void vg_json_print(struct json_t *document);
void vg_json_line(struct json_t *document);

#endif /* VG_JSON_H */
