/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * causes.h - why devices are refused or not alone, all of them together: what
 * there is to do on this host, as one list
 */
#ifndef VG_CAUSES_H
#define VG_CAUSES_H

#include "model.h"

/**
 * enum vg_reason - causes that have one remedy
 * @VG_REASON_ACS_OFF: bits that the culprit can do are not set as they should
 * @VG_REASON_NO_ACS: the culprit cannot do it
 * @VG_REASON_CONVENTIONAL: conventional PCI bus
 * @VG_REASON_ALIAS: a requester ID in common
 * @VG_REASON_UNREADABLE: registers or bridges that are not known
 * @VG_REASON_RULE: a rule that needs no cause; one for each rule
 */
enum vg_reason {
	VG_REASON_ACS_OFF,
	VG_REASON_NO_ACS,
	VG_REASON_CONVENTIONAL,
	VG_REASON_ALIAS,
	VG_REASON_UNREADABLE,
	VG_REASON_RULE,
};

/**
 * struct vg_culprit - a function to blame
 * @position: of the topology
 * @seen: its ACS Control register
 * @wanted: with VG_REASON_ACS_OFF what the register should be
 */
struct vg_culprit {
	u32 position;
	u16 seen;
	u16 wanted;
};

/**
 * struct vg_cause_found - one cause
 * @reason: enum vg_reason
 * @rule: rule of the first finding
 * @cause: cause of the first finding
 * @culprit: struct vg_culprit, in order of addresses
 * @device: positions of the devices that suffer from it, u32, in order
 * @mark: by position, what of it is in the lists already
 */
struct vg_cause_found {
	enum vg_reason reason;
	u8 rule;
	u8 cause;
	struct vg_list culprit;
	struct vg_list device;
	u8 *mark;
};

/**
 * struct vg_causes - all causes
 * @found: struct vg_cause_found, what can be switched on first
 * @mended: the host with everything switched on that they name; positions are
 *	the same
 */
struct vg_causes {
	struct vg_list found;
	struct vg_model mended;
};

void vg_causes_find(struct vg_causes *causes, const struct vg_model *model,
		    const u32 *device, u32 count);
void vg_causes_free(struct vg_causes *causes);

#endif /* VG_CAUSES_H */
