/* SPDX-License-Identifier: GPL-2.0-only */
/* whatif.h - ACS Control registers as they could be */
#ifndef VG_WHATIF_H
#define VG_WHATIF_H

#include "port.h"

struct vg_acs_wish;
struct vg_facts;
struct vg_function;
struct vg_list;

u16 vg_whatif_on(const struct vg_function *f);
bool vg_whatif_parse(const char *text, struct vg_acs_wish *wish);
int vg_whatif_apply(struct vg_facts *facts, const struct vg_list *wishes,
		    const char *source);

#endif /* VG_WHATIF_H */
