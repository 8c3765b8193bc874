/* SPDX-License-Identifier: GPL-2.0-only */
/* policy.h - which devices are protected, and what findings amount to */
#ifndef VG_POLICY_H
#define VG_POLICY_H

#include "rules.h"

bool vg_in_scope(const struct vg_policy *policy, const struct vg_function *f);
enum vg_severity vg_severity_of(const struct vg_policy *policy,
				enum vg_rule rule);
enum vg_severity vg_severity_apart(const struct vg_policy *policy,
				   enum vg_rule rule);
bool vg_left_to_owners(const struct vg_policy *policy, enum vg_rule rule);
enum vg_outcome vg_outcome_of(const struct vg_policy *policy, bool refused);

#endif /* VG_POLICY_H */
