/* SPDX-License-Identifier: GPL-2.0-only */
/* alias.h - requester IDs that the kernel knows by the ID of a function */
#ifndef VG_ALIAS_H
#define VG_ALIAS_H

#include "facts.h"

void vg_alias_by_id(struct vg_facts *facts);

#endif /* VG_ALIAS_H */
