/* SPDX-License-Identifier: GPL-2.0-only */
/* text.h - the sentences that the kernel log and the reporter have in common */
#ifndef VG_TEXT_H
#define VG_TEXT_H

#include "rules.h"

/* "ffffffff:ff:1f.7" and its NUL */
#define VG_BDF_LEN	17
/* enough for every sentence; vg_sentence() never needs more */
#define VG_SENTENCE_LEN	320

/* "ffffffff:ff:1f.7" and "/1f.7" for each further bridge */
#define VG_SLOT_PATH_LEN	512

/* Address of a function as the kernel prints it, 0000:01:00.0 */
void vg_format_bdf(char buf[VG_BDF_LEN], u32 segment, u16 rid);
/* Path from the root bus, [segment:]bus:device.function[/device.function]* */
void vg_slot_path(char *buf, size_t len, const struct vg_topology *t, u32 x);
/* "0000:00:1c.0 isolates less than when this device was approved: ACS RR off" */
void vg_acs_sentence(char *buf, size_t len, const struct vg_name *port,
		     const char *now, u16 bits, u16 seen);
/* The reason of one finding, without the verdict in front */
void vg_finding_sentence(char *buf, size_t len, const struct vg_finding *f);
/* "refused: REASON (rule-name)", "allowed", "would refuse: ..." */
void vg_sentence(char *buf, size_t len, const struct vg_verdict *v);
const char *vg_outcome_name(enum vg_outcome outcome);
const char *vg_severity_name(enum vg_severity severity);
const char *vg_cause_name(enum vg_cause cause);

#endif /* VG_TEXT_H */
