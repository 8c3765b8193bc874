// SPDX-License-Identifier: GPL-2.0-only
/*
 * policy.c - which devices are protected, and what findings amount to
 */
#include "policy.h"

/* Severities of the profile `standard` */
static const u8 standard[VG_RULE_MAX + 1] = {
	[VG_RULE_NO_IOMMU]		 = VG_SEVERITY_REFUSE,
	[VG_RULE_MSI_NOT_ISOLATED]	 = VG_SEVERITY_REFUSE,
	[VG_RULE_UNSAFE_INTERRUPTS]	 = VG_SEVERITY_WARN,
	[VG_RULE_ACS_PATH]		 = VG_SEVERITY_REFUSE,
	[VG_RULE_ACS_REACH_IN]		 = VG_SEVERITY_REFUSE,
	[VG_RULE_MULTIFUNCTION_LEAK]	 = VG_SEVERITY_REFUSE,
	[VG_RULE_REQUESTER_ID_SHARED]	 = VG_SEVERITY_REFUSE,
	[VG_RULE_CLAIM_WITHOUT_HARDWARE] = VG_SEVERITY_REFUSE,
	[VG_RULE_ACS_OVERRIDE_REQUESTED] = VG_SEVERITY_REFUSE,
	[VG_RULE_ACS_QUIRK]		 = VG_SEVERITY_INFO,
	[VG_RULE_ACS_DRIFT]		 = VG_SEVERITY_REFUSE,
	[VG_RULE_TRANSLATED_P2P]	 = VG_SEVERITY_WARN,
	[VG_RULE_UNREADABLE]		 = VG_SEVERITY_REFUSE,
	[VG_RULE_RESET_MISSING]		 = VG_SEVERITY_WARN,
	[VG_RULE_RESET_SHARED]		 = VG_SEVERITY_REFUSE,
	[VG_RULE_RESET_FAILED]		 = VG_SEVERITY_REFUSE,
	[VG_RULE_BAR_UNASSIGNED]	 = VG_SEVERITY_WARN,
	[VG_RULE_FIRMWARE_REGION]	 = VG_SEVERITY_REFUSE,
	[VG_RULE_LINK_DEGRADED]		 = VG_SEVERITY_INFO,
	[VG_RULE_PF_WITH_VFS]		 = VG_SEVERITY_REFUSE,
	[VG_RULE_SRIOV_ASSERTED]	 = VG_SEVERITY_INFO,
	[VG_RULE_FABRIC_NOT_EVALUATED]	 = VG_SEVERITY_INFO,
	[VG_RULE_ROOT_COMPLEX_ASSERTED]	 = VG_SEVERITY_INFO,
	[VG_RULE_PEER_OWNER_CONFLICT]	 = VG_SEVERITY_REFUSE,
	[VG_RULE_ACS_SOURCE_VALIDATION]	 = VG_SEVERITY_REFUSE,
};

/*
 * `paranoid` takes nobody's word: a quirk's, an SR-IOV device's, the root
 * complex's.
 */
static bool is_asserted(enum vg_rule rule)
{
	return rule == VG_RULE_ACS_QUIRK || rule == VG_RULE_TRANSLATED_P2P ||
	       rule == VG_RULE_SRIOV_ASSERTED ||
	       rule == VG_RULE_ROOT_COMPLEX_ASSERTED;
}

/*
 * `mainline` holds the claim against the kernel's own grouping rule (rule 8),
 * and takes from the strict model what that rule does not look at.
 */
static bool is_strict(enum vg_rule rule)
{
	return rule == VG_RULE_ACS_PATH || rule == VG_RULE_ACS_REACH_IN ||
	       rule == VG_RULE_MULTIFUNCTION_LEAK ||
	       rule == VG_RULE_REQUESTER_ID_SHARED ||
	       rule == VG_RULE_ACS_SOURCE_VALIDATION;
}

/* Rules that fire because nothing keeps a peer and the device apart */
static bool is_about_peers(enum vg_rule rule)
{
	return is_strict(rule) || rule == VG_RULE_CLAIM_WITHOUT_HARDWARE;
}

/**
 * vg_in_scope() - whether a device is protected
 * @policy: what is in force
 * @f: the device
 *
 * Return: true for every function with VG_SCOPE_ALL, else for display
 * controllers, processing accelerators and NVSwitches. A function whose config
 * space cannot be read is still known by the class that was read before.
 */
bool vg_in_scope(const struct vg_policy *policy, const struct vg_function *f)
{
	if (policy->scope == VG_SCOPE_ALL)
		return true;
	return f->class >> 16 == 0x03 || f->class >> 16 == 0x12 ||
	       (f->class >> 8 == 0x0680 && f->vendor == 0x10de);
}

/**
 * vg_severity_apart() - severity of a rule where peers have to be kept apart
 * @policy: what is in force
 * @rule: the rule
 *
 * Return: that of the profile, whoever owns the peers; a number that is no
 * rule refuses.
 */
enum vg_severity vg_severity_apart(const struct vg_policy *policy,
				   enum vg_rule rule)
{
	if (rule < 1 || rule > VG_RULE_MAX)
		return VG_SEVERITY_REFUSE;
	if (policy->profile == VG_PROFILE_PARANOID && is_asserted(rule))
		return VG_SEVERITY_REFUSE;
	if (policy->profile == VG_PROFILE_MAINLINE && is_strict(rule))
		return VG_SEVERITY_INFO;
	return standard[rule];
}

/**
 * vg_left_to_owners() - whether it depends on who owns a peer what a rule means
 * @policy: what is in force
 * @rule: the rule
 *
 * Return: true for each rule that refuses in the profile for want of a border
 * that peers=same-owner does not ask for: rule 24 refuses in its place.
 */
bool vg_left_to_owners(const struct vg_policy *policy, enum vg_rule rule)
{
	return policy->peers == VG_PEERS_SAME_OWNER && is_about_peers(rule) &&
	       vg_severity_apart(policy, rule) == VG_SEVERITY_REFUSE;
}

/**
 * vg_severity_of() - severity of a rule in the policy in force
 * @policy: what is in force
 * @rule: the rule
 *
 * Return: enum vg_severity; a number that is no rule refuses.
 */
enum vg_severity vg_severity_of(const struct vg_policy *policy,
				enum vg_rule rule)
{
	return vg_left_to_owners(policy, rule) ?
	       VG_SEVERITY_INFO : vg_severity_apart(policy, rule);
}

/**
 * vg_outcome_of() - what findings amount to
 * @policy: what is in force
 * @refused: a finding refuses
 *
 * Return: enum vg_outcome.
 */
enum vg_outcome vg_outcome_of(const struct vg_policy *policy, bool refused)
{
	if (!refused)
		return VG_ALLOW;
	return policy->mode == VG_MODE_AUDIT ? VG_WOULD_REFUSE : VG_REFUSE;
}
