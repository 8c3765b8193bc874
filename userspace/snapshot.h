/* SPDX-License-Identifier: GPL-2.0-only */
/* snapshot.h - the words that writer and reader of snapshots share */
#ifndef VG_SNAPSHOT_H
#define VG_SNAPSHOT_H

#include "port.h"

#define VG_SNAPSHOT_MAGIC	"vfioguard-snapshot"
#define VG_SNAPSHOT_VERSION	2U
#define VG_SNAPSHOT_FLAGS	21

/* all bits of two ACS registers, "SV+TB-RR+", and the NUL */
#define VG_SNAPSHOT_ACS_LEN	96

const char *vg_snapshot_flag(unsigned int bit);
const char *vg_snapshot_type(u8 type);
void vg_snapshot_acs(char buf[VG_SNAPSHOT_ACS_LEN], u16 cap, u16 ctrl);

#endif /* VG_SNAPSHOT_H */
