/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * record.h - the answers of the module in parts. Members bear the names that
 * the attributes have in uapi/vfioguard.yaml.
 */
#ifndef VG_RECORD_H
#define VG_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "memory.h"

/**
 * struct vg_number - a numeric attribute
 * @set: the module sent it
 * @value: its value, 0 when it did not
 */
struct vg_number {
	bool set;
	long long value;
};

static inline struct vg_number vg_number(long long value)
{
	return (struct vg_number){ .set = true, .value = value };
}

/* Attributes of the same names; texts are NULL when the module sent none */
struct peer {
	char *bdf;
	struct vg_number group;
};

struct finding {
	struct vg_number rule;
	struct vg_number severity;
	struct vg_number cause;
	char *sentence;
	char *subject;
	char *culprit;
	struct vg_number wanted;
	struct vg_number seen;
	char *quirk;
	struct vg_number peer_count;
	struct vg_list peer;		/* struct peer */
};

struct decision {
	struct vg_number sequence;
	struct vg_number time;
	struct vg_number trigger;
	struct vg_number verdict;
	struct vg_number action;
	struct vg_number rule;
	char *sentence;
};

struct device {
	char *bdf;
	struct vg_number vendor;
	struct vg_number device;
	struct vg_number class;
	char *driver;
	struct vg_number driver_busy;
	struct vg_number numa_node;
	char *slot_path;
	struct vg_number group;
	struct vg_list member;		/* char */
	struct vg_number member_count;
	struct vg_list domain;		/* char */
	struct vg_number domain_count;
	struct vg_number in_scope;
	struct vg_number assigned;
	struct vg_number open;
	struct vg_number verdict;
	char *sentence;
	struct vg_list finding;		/* struct finding */
	struct vg_number finding_count;
	struct decision *decision;
};

struct status {
	struct vg_number abi;
	char *version;
	struct vg_number armed;
	struct vg_number mode;
	struct vg_number profile;
	struct vg_number scope;
	struct vg_number present;
	struct vg_number armed_at;
	char *boot_id;
	struct vg_number sequence;
	struct vg_number allowed;
	struct vg_number refused;
	struct vg_number would_refuse;
	struct vg_number unbound;
	struct vg_number violations;
	struct vg_number devices_created;
	struct vg_number devices_destroyed;
	struct vg_list not_judged;	/* struct vg_number */
	struct vg_number lost_devices;
};

struct vg_layout;
extern const struct vg_layout vg_layout_device;
extern const struct vg_layout vg_layout_status;

#define VG_WHY_LEN 160

void *vg_record_parse(const struct vg_layout *layout, const void *attributes,
		      size_t len, char why[VG_WHY_LEN]);
void vg_record_free(const struct vg_layout *layout, void *record);
void vg_device_free(void *device);

#endif /* VG_RECORD_H */
