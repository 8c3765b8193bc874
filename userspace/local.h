/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * local.h - what this host says of a device beside the module: sysfs,
 * /proc/iomem and pci.ids. Not evidence: it is shown, never judged.
 */
#ifndef VG_LOCAL_H
#define VG_LOCAL_H

#include "record.h"

struct json_t;

/**
 * struct vg_aer - counters of errors since boot, aer_dev_* of sysfs
 * @any: there are such counters
 * @correctable: corrected ones
 * @nonfatal: uncorrected ones that are not fatal
 * @fatal: fatal ones
 * @acs_violations: requests that ACS turned down, of both kinds
 */
struct vg_aer {
	bool any;
	struct vg_number correctable;
	struct vg_number nonfatal;
	struct vg_number fatal;
	struct vg_number acs_violations;
};

/**
 * struct vg_local - what the host says of a device
 * @name: its name in pci.ids, or NULL
 * @group_type: type of its IOMMU group, or NULL
 * @aer: counters of errors
 * @has_memory: /proc/iomem could be read, with addresses
 * @memory: struct vg_holder, who holds memory of its BARs
 */
struct vg_local {
	char *name;
	char *group_type;
	struct vg_aer aer;
	bool has_memory;
	struct vg_list memory;
};

char *vg_local_name(const struct device *device);
void vg_local_read(struct vg_local *local, const struct device *device);
void vg_local_free(struct vg_local *local);
struct json_t *vg_local_json(const struct vg_local *local,
			     const struct device *device);
struct json_t *vg_local_device(const struct device *device);
void vg_aer_read(struct vg_aer *aer, const char *bdf);
struct json_t *vg_aer_json(const struct vg_aer *aer, const char *bdf);

#endif /* VG_LOCAL_H */
