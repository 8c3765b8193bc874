/* SPDX-License-Identifier: GPL-2.0-only */
/* whatif.h - ACS Control registers as they could be */
#ifndef VG_WHATIF_H
#define VG_WHATIF_H

#include <stdbool.h>

struct vg_acs_wish;
struct vg_facts;
struct vg_list;

bool vg_whatif_parse(const char *text, struct vg_acs_wish *wish);
int vg_whatif_apply(struct vg_facts *facts, const struct vg_list *wishes,
		    const char *source);

#endif /* VG_WHATIF_H */
