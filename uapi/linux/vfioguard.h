/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/vfioguard.yaml */
/* YNL-GEN uapi header */

#ifndef _UAPI_LINUX_VFIOGUARD_H
#define _UAPI_LINUX_VFIOGUARD_H

#define VFIOGUARD_FAMILY_NAME		"vfioguard"
#define VFIOGUARD_FAMILY_VERSION	1

#define VFIOGUARD_ABI		1
#define VFIOGUARD_BDF_LEN	16

/**
 * enum vfioguard_mode - What a refusing finding leads to.
 * @VFIOGUARD_MODE_ENFORCE: The bind is refused.
 * @VFIOGUARD_MODE_AUDIT: The bind goes on, the verdict would-refuse is
 *   recorded.
 */
enum vfioguard_mode {
	VFIOGUARD_MODE_ENFORCE = 1,
	VFIOGUARD_MODE_AUDIT,
};

/**
 * enum vfioguard_profile - Severities of the rules.
 * @VFIOGUARD_PROFILE_STANDARD: Trusts the root complex between the slots of
 *   root ports, the isolation of VFs, and known quirks.
 * @VFIOGUARD_PROFILE_PARANOID: Refuses what `standard` trusts.
 * @VFIOGUARD_PROFILE_MAINLINE: The kernel's own grouping rule, on live
 *   registers and without ACS overrides; what only the strict model finds is
 *   information.
 */
enum vfioguard_profile {
	VFIOGUARD_PROFILE_STANDARD = 1,
	VFIOGUARD_PROFILE_PARANOID,
	VFIOGUARD_PROFILE_MAINLINE,
};

/**
 * enum vfioguard_scope - Which devices are protected.
 * @VFIOGUARD_SCOPE_GPU: Display controllers (class 03), processing
 *   accelerators (class 12), and bridges of class 0680 of vendor 10de
 *   (NVSwitch).
 * @VFIOGUARD_SCOPE_ALL: Every function.
 */
enum vfioguard_scope {
	VFIOGUARD_SCOPE_GPU = 1,
	VFIOGUARD_SCOPE_ALL,
};

/**
 * enum vfioguard_present - What happens at load to an assigned device whose
 *   verdict is refuse.
 * @VFIOGUARD_PRESENT_UNBIND: Unbound from its driver unless it is open.
 * @VFIOGUARD_PRESENT_KEEP: Kept and reported.
 */
enum vfioguard_present {
	VFIOGUARD_PRESENT_UNBIND = 1,
	VFIOGUARD_PRESENT_KEEP,
};

/**
 * enum vfioguard_verdict - Outcome of a judgement.
 * @VFIOGUARD_VERDICT_ALLOW: No rule refuses.
 * @VFIOGUARD_VERDICT_REFUSE: A rule refuses and the mode is enforce.
 * @VFIOGUARD_VERDICT_WOULD_REFUSE: A rule refuses and the mode is audit.
 */
enum vfioguard_verdict {
	VFIOGUARD_VERDICT_ALLOW = 1,
	VFIOGUARD_VERDICT_REFUSE,
	VFIOGUARD_VERDICT_WOULD_REFUSE,
};

/**
 * enum vfioguard_severity - Weight of a finding.
 * @VFIOGUARD_SEVERITY_INFO: To know.
 * @VFIOGUARD_SEVERITY_WARN: To look at.
 * @VFIOGUARD_SEVERITY_REFUSE: Isolation does not hold.
 */
enum vfioguard_severity {
	VFIOGUARD_SEVERITY_INFO = 1,
	VFIOGUARD_SEVERITY_WARN,
	VFIOGUARD_SEVERITY_REFUSE,
};

/**
 * enum vfioguard_rule - The checks. Names and numbers are stable.
 * @VFIOGUARD_RULE_NO_IOMMU: No IOMMU group, or the group is not backed by an
 *   IOMMU.
 * @VFIOGUARD_RULE_MSI_NOT_ISOLATED: Interrupt remapping does not isolate the
 *   group's MSIs.
 * @VFIOGUARD_RULE_UNSAFE_INTERRUPTS: An allow_unsafe_interrupts parameter is
 *   Y.
 * @VFIOGUARD_RULE_ACS_PATH: Requests of the device can turn round below the
 *   IOMMU.
 * @VFIOGUARD_RULE_ACS_REACH_IN: Requests of others can reach the device below
 *   the IOMMU.
 * @VFIOGUARD_RULE_MULTIFUNCTION_LEAK: Functions of one device reach each
 *   other.
 * @VFIOGUARD_RULE_REQUESTER_ID_SHARED: A requester ID in common with an
 *   endpoint outside the group.
 * @VFIOGUARD_RULE_CLAIM_WITHOUT_HARDWARE: The group is smaller than live
 *   registers justify.
 * @VFIOGUARD_RULE_ACS_OVERRIDE_REQUESTED: The kernel command line holds
 *   pcie_acs_override=.
 * @VFIOGUARD_RULE_ACS_QUIRK: Isolation rests on a quirk of the kernel.
 * @VFIOGUARD_RULE_ACS_DRIFT: ACS changed since approval.
 * @VFIOGUARD_RULE_TRANSLATED_P2P: Translated requests can go directly to a
 *   peer.
 * @VFIOGUARD_RULE_UNREADABLE: Config space that decides cannot be read.
 * @VFIOGUARD_RULE_RESET_MISSING: No usable reset method.
 * @VFIOGUARD_RULE_RESET_SHARED: The only reset also resets endpoints outside
 *   the group.
 * @VFIOGUARD_RULE_RESET_FAILED: The reset at hand-out did not work.
 * @VFIOGUARD_RULE_BAR_UNASSIGNED: A memory BAR has no address.
 * @VFIOGUARD_RULE_FIRMWARE_REGION: The group has a direct-mapped reserved
 *   region.
 * @VFIOGUARD_RULE_LINK_DEGRADED: Link speed or width below what both ends can
 *   do.
 * @VFIOGUARD_RULE_PF_WITH_VFS: The PF of this VF is assigned or owned by
 *   somebody else.
 * @VFIOGUARD_RULE_SRIOV_ASSERTED: VF isolation rests on the device's word.
 * @VFIOGUARD_RULE_FABRIC_NOT_EVALUATED: PCIe isolation says nothing about the
 *   NVLink fabric.
 * @VFIOGUARD_RULE_ROOT_COMPLEX_ASSERTED: Isolation from other root port slots
 *   rests on the root complex.
 * @VFIOGUARD_RULE_PEER_OWNER_CONFLICT: A member of the domain belongs to
 *   another owner.
 * @VFIOGUARD_RULE_ACS_SOURCE_VALIDATION: The device can act under another
 *   device's requester ID.
 */
enum vfioguard_rule {
	VFIOGUARD_RULE_NO_IOMMU = 1,
	VFIOGUARD_RULE_MSI_NOT_ISOLATED,
	VFIOGUARD_RULE_UNSAFE_INTERRUPTS,
	VFIOGUARD_RULE_ACS_PATH,
	VFIOGUARD_RULE_ACS_REACH_IN,
	VFIOGUARD_RULE_MULTIFUNCTION_LEAK,
	VFIOGUARD_RULE_REQUESTER_ID_SHARED,
	VFIOGUARD_RULE_CLAIM_WITHOUT_HARDWARE,
	VFIOGUARD_RULE_ACS_OVERRIDE_REQUESTED,
	VFIOGUARD_RULE_ACS_QUIRK,
	VFIOGUARD_RULE_ACS_DRIFT,
	VFIOGUARD_RULE_TRANSLATED_P2P,
	VFIOGUARD_RULE_UNREADABLE,
	VFIOGUARD_RULE_RESET_MISSING,
	VFIOGUARD_RULE_RESET_SHARED,
	VFIOGUARD_RULE_RESET_FAILED,
	VFIOGUARD_RULE_BAR_UNASSIGNED,
	VFIOGUARD_RULE_FIRMWARE_REGION,
	VFIOGUARD_RULE_LINK_DEGRADED,
	VFIOGUARD_RULE_PF_WITH_VFS,
	VFIOGUARD_RULE_SRIOV_ASSERTED,
	VFIOGUARD_RULE_FABRIC_NOT_EVALUATED,
	VFIOGUARD_RULE_ROOT_COMPLEX_ASSERTED,
	VFIOGUARD_RULE_PEER_OWNER_CONFLICT,
	VFIOGUARD_RULE_ACS_SOURCE_VALIDATION,
};

/**
 * enum vfioguard_cause - Why a finding holds. The wanted and seen bits go with
 *   it.
 * @VFIOGUARD_CAUSE_NONE: The rule says it all.
 * @VFIOGUARD_CAUSE_NO_ACS: No ACS capability.
 * @VFIOGUARD_CAUSE_NO_REQUEST_REDIRECT: A switch downstream port without P2P
 *   Request Redirect.
 * @VFIOGUARD_CAUSE_REQUEST_REDIRECT_OFF: P2P Request Redirect is off.
 * @VFIOGUARD_CAUSE_EGRESS_CONTROL_OPEN: P2P Egress Control is on with a clear
 *   vector bit.
 * @VFIOGUARD_CAUSE_NO_UPSTREAM_FORWARDING: A port above the redirecting port
 *   cannot forward upstream.
 * @VFIOGUARD_CAUSE_UPSTREAM_FORWARDING_OFF: Upstream Forwarding of a port
 *   above the redirecting one is off.
 * @VFIOGUARD_CAUSE_CONVENTIONAL_BUS: A conventional PCI bus has no control at
 *   all.
 * @VFIOGUARD_CAUSE_UNREADABLE: The registers could not be read.
 * @VFIOGUARD_CAUSE_UPSTREAM_UNKNOWN: The bridge above is not known.
 * @VFIOGUARD_CAUSE_ALIAS: A requester ID in common.
 * @VFIOGUARD_CAUSE_NO_SOURCE_VALIDATION: Source Validation is not in the
 *   capability.
 * @VFIOGUARD_CAUSE_SOURCE_VALIDATION_OFF: Source Validation is off.
 * @VFIOGUARD_CAUSE_SOURCE_VALIDATION_WIDE: Source Validation is on for more
 *   buses than the device's own.
 * @VFIOGUARD_CAUSE_OVERRIDE: The kernel believes ACS where there is no
 *   capability.
 * @VFIOGUARD_CAUSE_CHANGED_AFTER_GROUPING: The capability is there, the bits
 *   are off.
 */
enum vfioguard_cause {
	VFIOGUARD_CAUSE_NONE,
	VFIOGUARD_CAUSE_NO_ACS,
	VFIOGUARD_CAUSE_NO_REQUEST_REDIRECT,
	VFIOGUARD_CAUSE_REQUEST_REDIRECT_OFF,
	VFIOGUARD_CAUSE_EGRESS_CONTROL_OPEN,
	VFIOGUARD_CAUSE_NO_UPSTREAM_FORWARDING,
	VFIOGUARD_CAUSE_UPSTREAM_FORWARDING_OFF,
	VFIOGUARD_CAUSE_CONVENTIONAL_BUS,
	VFIOGUARD_CAUSE_UNREADABLE,
	VFIOGUARD_CAUSE_UPSTREAM_UNKNOWN,
	VFIOGUARD_CAUSE_ALIAS,
	VFIOGUARD_CAUSE_NO_SOURCE_VALIDATION,
	VFIOGUARD_CAUSE_SOURCE_VALIDATION_OFF,
	VFIOGUARD_CAUSE_SOURCE_VALIDATION_WIDE,
	VFIOGUARD_CAUSE_OVERRIDE,
	VFIOGUARD_CAUSE_CHANGED_AFTER_GROUPING,
};

/**
 * enum vfioguard_trigger - What asked for a decision.
 * @VFIOGUARD_TRIGGER_BIND: A VFIO driver probed the device.
 * @VFIOGUARD_TRIGGER_PRESENT: The device was assigned already when the module
 *   was loaded.
 */
enum vfioguard_trigger {
	VFIOGUARD_TRIGGER_BIND = 1,
	VFIOGUARD_TRIGGER_PRESENT,
};

/**
 * enum vfioguard_action - What a decision led to.
 * @VFIOGUARD_ACTION_ALLOWED: The bind went on, or the device stayed.
 * @VFIOGUARD_ACTION_REFUSED: The bind was refused.
 * @VFIOGUARD_ACTION_AUDITED: The bind went on because of the audit mode.
 * @VFIOGUARD_ACTION_UNBOUND: The device was taken from its VFIO driver.
 * @VFIOGUARD_ACTION_KEPT: Refused, kept because of present=keep. A violation.
 * @VFIOGUARD_ACTION_KEPT_OPEN: Refused, kept because the device is open. A
 *   violation.
 */
enum vfioguard_action {
	VFIOGUARD_ACTION_ALLOWED = 1,
	VFIOGUARD_ACTION_REFUSED,
	VFIOGUARD_ACTION_AUDITED,
	VFIOGUARD_ACTION_UNBOUND,
	VFIOGUARD_ACTION_KEPT,
	VFIOGUARD_ACTION_KEPT_OPEN,
};

enum {
	VFIOGUARD_A_STATUS_ABI = 1,
	VFIOGUARD_A_STATUS_VERSION,
	VFIOGUARD_A_STATUS_ARMED,
	VFIOGUARD_A_STATUS_MODE,
	VFIOGUARD_A_STATUS_PROFILE,
	VFIOGUARD_A_STATUS_SCOPE,
	VFIOGUARD_A_STATUS_PRESENT,
	VFIOGUARD_A_STATUS_PAD,
	VFIOGUARD_A_STATUS_ARMED_AT,
	VFIOGUARD_A_STATUS_BOOT_ID,
	VFIOGUARD_A_STATUS_SEQUENCE,
	VFIOGUARD_A_STATUS_ALLOWED,
	VFIOGUARD_A_STATUS_REFUSED,
	VFIOGUARD_A_STATUS_WOULD_REFUSE,
	VFIOGUARD_A_STATUS_UNBOUND,
	VFIOGUARD_A_STATUS_VIOLATIONS,
	VFIOGUARD_A_STATUS_DEVICES_CREATED,
	VFIOGUARD_A_STATUS_DEVICES_DESTROYED,
	VFIOGUARD_A_STATUS_NOT_JUDGED,
	VFIOGUARD_A_STATUS_LOST_DEVICES,

	__VFIOGUARD_A_STATUS_MAX,
	VFIOGUARD_A_STATUS_MAX = (__VFIOGUARD_A_STATUS_MAX - 1)
};

enum {
	VFIOGUARD_A_PEER_BDF = 1,
	VFIOGUARD_A_PEER_GROUP,

	__VFIOGUARD_A_PEER_MAX,
	VFIOGUARD_A_PEER_MAX = (__VFIOGUARD_A_PEER_MAX - 1)
};

enum {
	VFIOGUARD_A_FINDING_RULE = 1,
	VFIOGUARD_A_FINDING_SEVERITY,
	VFIOGUARD_A_FINDING_CAUSE,
	VFIOGUARD_A_FINDING_SENTENCE,
	VFIOGUARD_A_FINDING_SUBJECT,
	VFIOGUARD_A_FINDING_CULPRIT,
	VFIOGUARD_A_FINDING_WANTED,
	VFIOGUARD_A_FINDING_SEEN,
	VFIOGUARD_A_FINDING_QUIRK,
	VFIOGUARD_A_FINDING_PEER_COUNT,
	VFIOGUARD_A_FINDING_PEER,

	__VFIOGUARD_A_FINDING_MAX,
	VFIOGUARD_A_FINDING_MAX = (__VFIOGUARD_A_FINDING_MAX - 1)
};

enum {
	VFIOGUARD_A_DECISION_PAD = 1,
	VFIOGUARD_A_DECISION_SEQUENCE,
	VFIOGUARD_A_DECISION_TIME,
	VFIOGUARD_A_DECISION_TRIGGER,
	VFIOGUARD_A_DECISION_VERDICT,
	VFIOGUARD_A_DECISION_ACTION,
	VFIOGUARD_A_DECISION_RULE,
	VFIOGUARD_A_DECISION_SENTENCE,

	__VFIOGUARD_A_DECISION_MAX,
	VFIOGUARD_A_DECISION_MAX = (__VFIOGUARD_A_DECISION_MAX - 1)
};

enum {
	VFIOGUARD_A_DEVICE_BDF = 1,
	VFIOGUARD_A_DEVICE_VENDOR,
	VFIOGUARD_A_DEVICE_DEVICE,
	VFIOGUARD_A_DEVICE_CLASS,
	VFIOGUARD_A_DEVICE_DRIVER,
	VFIOGUARD_A_DEVICE_DRIVER_BUSY,
	VFIOGUARD_A_DEVICE_NUMA_NODE,
	VFIOGUARD_A_DEVICE_SLOT_PATH,
	VFIOGUARD_A_DEVICE_GROUP,
	VFIOGUARD_A_DEVICE_MEMBER,
	VFIOGUARD_A_DEVICE_MEMBER_COUNT,
	VFIOGUARD_A_DEVICE_DOMAIN,
	VFIOGUARD_A_DEVICE_DOMAIN_COUNT,
	VFIOGUARD_A_DEVICE_IN_SCOPE,
	VFIOGUARD_A_DEVICE_ASSIGNED,
	VFIOGUARD_A_DEVICE_OPEN,
	VFIOGUARD_A_DEVICE_VERDICT,
	VFIOGUARD_A_DEVICE_SENTENCE,
	VFIOGUARD_A_DEVICE_FINDING,
	VFIOGUARD_A_DEVICE_FINDING_COUNT,
	VFIOGUARD_A_DEVICE_DECISION,

	__VFIOGUARD_A_DEVICE_MAX,
	VFIOGUARD_A_DEVICE_MAX = (__VFIOGUARD_A_DEVICE_MAX - 1)
};

enum {
	VFIOGUARD_CMD_STATUS_GET = 1,
	VFIOGUARD_CMD_DEVICE_GET,
	VFIOGUARD_CMD_EVALUATE,
	VFIOGUARD_CMD_DISARM,

	__VFIOGUARD_CMD_MAX,
	VFIOGUARD_CMD_MAX = (__VFIOGUARD_CMD_MAX - 1)
};

#endif /* _UAPI_LINUX_VFIOGUARD_H */
