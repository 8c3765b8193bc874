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

struct owner {
	struct vg_number pid;
	struct vg_number start_time;
	char *command;
	struct vg_number uid;
	struct vg_number cgroup;
};

struct close {
	struct vg_number time;
	struct owner *owner;
	struct vg_number needs_reset;
	struct vg_number bus_master;
};

struct decision {
	struct vg_number sequence;
	struct vg_number time;
	struct vg_number trigger;
	struct vg_number verdict;
	struct vg_number action;
	struct vg_number rule;
	char *sentence;
	struct vg_number unguarded_until;
	struct owner *owner;
};

struct bar {
	struct vg_number index;
	struct vg_number flags;
	struct vg_number address;
	struct vg_number size;
};

struct rebar {
	struct vg_number index;
	struct vg_number vf;
	struct vg_number sizes;
	struct vg_number current;
	struct vg_number largest;
};

struct affected {
	char *bdf;
	struct vg_number group;
	char *driver;
	struct vg_number driver_busy;
};

struct reset {
	struct vg_list method;		/* struct vg_number */
	struct vg_number used;
	struct vg_number hot_reset;
	struct vg_list affected;	/* struct affected */
	struct vg_number affected_count;
	struct vg_number last;
	struct vg_number needed;
};

struct interrupts {
	struct vg_number pin;
	struct vg_number intx_masking_broken;
	struct vg_number msi_vectors;
	struct vg_number msi_enabled;
	struct vg_number msix_vectors;
	struct vg_number msix_enabled;
	struct vg_number isolated;
};

struct region {
	struct vg_number start;
	struct vg_number length;
	struct vg_number type;
};

struct dma {
	struct vg_number iommu;
	struct vg_number domain_type;
	struct vg_number mask;
	struct vg_number ats_enabled;
	struct vg_number pri_enabled;
	struct vg_number pasid_enabled;
	struct vg_list region;		/* struct region */
	struct vg_number region_count;
};

struct link {
	struct vg_number speed;
	struct vg_number width;
	struct vg_number max_speed;
	struct vg_number max_width;
	char *port;
	struct vg_number port_max_speed;
	struct vg_number port_max_width;
	struct vg_number degraded;
};

struct sriov {
	char *pf;
	char *pf_driver;
	struct vg_number pf_driver_busy;
	struct vg_number vf_index;
	struct vg_number total_vfs;
	struct vg_number num_vfs;
};

struct port {
	char *bdf;
	struct vg_number vendor;
	struct vg_number device;
	struct vg_number type;
	char *slot_path;
	struct vg_number group;
	struct vg_number secondary;
	struct vg_number subordinate;
	struct vg_number unreadable;
	struct vg_number acs_capability;
	struct vg_number acs_control;
	struct vg_number wanted;
	char *quirk;
	struct vg_number device_count;
	struct vg_number endangered_count;
	struct vg_number last_change;
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
	struct vg_number alone;		/* of preflight, which knows devices */
	struct vg_number in_scope;
	struct vg_number assigned;
	struct vg_number open;
	struct vg_number verdict;
	char *sentence;
	struct vg_list finding;		/* struct finding */
	struct vg_number finding_count;
	struct decision *decision;
	struct vg_number subsystem_vendor;
	struct vg_number subsystem_device;
	struct vg_number fabric;
	struct vg_number power_state;
	struct vg_list bar;		/* struct bar */
	struct vg_list rebar;		/* struct rebar */
	struct reset *reset;
	struct interrupts *interrupts;
	struct dma *dma;
	struct link *link;
	struct vg_number aer_uncorrectable;
	struct sriov *sriov;
	struct owner *owner;
	struct close *close;
};

struct status {
	struct vg_number abi;
	char *version;
	struct vg_number armed;
	struct vg_number mode;
	struct vg_number profile;
	struct vg_number scope;
	struct vg_number peers;
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
	struct vg_number lost_events;
	struct vg_number watch_interval;
	struct vg_number watch_passes;
	struct vg_number watch_time;
};

struct policy {
	struct vg_number mode;
	struct vg_number profile;
	struct vg_number scope;
	struct vg_number peers;
	struct vg_number present;
};

struct entry {
	struct vg_number sequence;
	struct vg_number event;
	struct vg_number time;
	struct vg_number realtime;
	char *boot_id;
	struct vg_number mode;
	struct vg_number profile;
	struct vg_number scope;
	struct vg_number peers;
	struct vg_number present;
	char *sentence;
	char *bdf;
	struct vg_number vendor;
	struct vg_number device;
	char *slot_path;
	struct vg_number trigger;
	struct vg_number verdict;
	struct vg_number action;
	struct vg_list rule;		/* struct vg_number */
	char *culprit;
	struct vg_number wanted;
	struct vg_number seen;
	struct vg_number approved;
	struct owner *owner;
};

struct vg_layout;
extern const struct vg_layout vg_layout_device;
extern const struct vg_layout vg_layout_status;
extern const struct vg_layout vg_layout_port;
extern const struct vg_layout vg_layout_policy;
extern const struct vg_layout vg_layout_entry;

#define VG_WHY_LEN 160

void *vg_record_parse(const struct vg_layout *layout, const void *attributes,
		      size_t len, char why[VG_WHY_LEN]);
void vg_record_free(const struct vg_layout *layout, void *record);
void vg_device_free(void *device);
void vg_port_free(void *port);
void vg_entry_free(void *entry);

#endif /* VG_RECORD_H */
