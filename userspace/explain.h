/* SPDX-License-Identifier: GPL-2.0-only */
/* explain.h - what the rules mean */
#ifndef VG_EXPLAIN_H
#define VG_EXPLAIN_H

#include "port.h"
#include "prose.h"

/**
 * struct vg_explanation - what one rule means
 * @summary: half a sentence
 * @text: when it fires, and what is at stake
 * @causes: BIT(cause) of each cause that it can have beside none
 */
struct vg_explanation {
	const char *summary;
	struct vg_prose text;
	u32 causes;
};

const struct vg_explanation *vg_explain(int rule);
int vg_rule_parse(const char *text);

#endif /* VG_EXPLAIN_H */
