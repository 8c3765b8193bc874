/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rules.h - the rule table: facts in, findings out, and the verdict.
 *
 * Rule numbers and names are ABI (enum rule of uapi/vfioguard.yaml).
 */
#ifndef VG_RULES_H
#define VG_RULES_H

#include "isolation.h"
#include "quirks.h"

enum vg_rule {
	VG_RULE_NO_IOMMU = 1,
	VG_RULE_MSI_NOT_ISOLATED,
	VG_RULE_UNSAFE_INTERRUPTS,
	VG_RULE_ACS_PATH,
	VG_RULE_ACS_REACH_IN,
	VG_RULE_MULTIFUNCTION_LEAK,
	VG_RULE_REQUESTER_ID_SHARED,
	VG_RULE_CLAIM_WITHOUT_HARDWARE,
	VG_RULE_ACS_OVERRIDE_REQUESTED,
	VG_RULE_ACS_QUIRK,
	VG_RULE_ACS_DRIFT,
	VG_RULE_TRANSLATED_P2P,
	VG_RULE_UNREADABLE,
	VG_RULE_RESET_MISSING,
	VG_RULE_RESET_SHARED,
	VG_RULE_RESET_FAILED,
	VG_RULE_BAR_UNASSIGNED,
	VG_RULE_FIRMWARE_REGION,
	VG_RULE_LINK_DEGRADED,
	VG_RULE_PF_WITH_VFS,
	VG_RULE_SRIOV_ASSERTED,
	VG_RULE_FABRIC_NOT_EVALUATED,
	VG_RULE_ROOT_COMPLEX_ASSERTED,
	VG_RULE_PEER_OWNER_CONFLICT,
	VG_RULE_ACS_SOURCE_VALIDATION,
	VG_RULE_MAX = VG_RULE_ACS_SOURCE_VALIDATION,
};

enum vg_severity {
	VG_SEVERITY_INFO = 1,
	VG_SEVERITY_WARN,
	VG_SEVERITY_REFUSE,
};

enum vg_outcome {
	VG_ALLOW = 1,
	VG_REFUSE,
	VG_WOULD_REFUSE,
};

enum vg_mode {
	VG_MODE_ENFORCE = 1,
	VG_MODE_AUDIT,
};

enum vg_scope {
	VG_SCOPE_GPU = 1,
	VG_SCOPE_ALL,
};

enum vg_profile {
	VG_PROFILE_STANDARD = 1,
	VG_PROFILE_PARANOID,
	VG_PROFILE_MAINLINE,
};

enum vg_peers {
	VG_PEERS_REFUSE = 1,
	VG_PEERS_SAME_OWNER,
};

/**
 * struct vg_policy - what is in force
 * @mode: enum vg_mode
 * @scope: enum vg_scope
 * @profile: enum vg_profile
 * @peers: enum vg_peers; 0 is VG_PEERS_REFUSE
 */
struct vg_policy {
	enum vg_mode mode;
	enum vg_scope scope;
	enum vg_profile profile;
	enum vg_peers peers;
};

#define VG_MAX_PEERS	8
#define VG_MAX_FINDINGS	24

/**
 * struct vg_name - a function, by name: outlives the topology
 * @segment: PCI segment
 * @group: IOMMU group that the kernel claims, or VG_NO_GROUP
 * @rid: requester ID
 * @valid: false when there is no such function
 */
struct vg_name {
	u32 segment;
	s32 group;
	u16 rid;
	bool valid;
};

/**
 * struct vg_finding - one rule that fired
 * @rule: enum vg_rule
 * @severity: enum vg_severity
 * @cause: enum vg_cause
 * @quirk: enum vg_quirk that the finding is about, or VG_QUIRK_NONE
 * @swapped: the function judged is out of scope; @subject is the protected
 *	device that it endangers
 * @erratum: the culprit perhaps does what its register denies
 *	(vg_sv_reads_zero())
 * @direction: enum vg_direction as seen from the function judged
 * @wanted: ACS Control bits that are missing (EC and DT: that should be off)
 * @seen: ACS Control register of the culprit
 * @peer_count: number of endpoints concerned, all of them
 * @subject: the device that is endangered
 * @culprit: the port or function to blame
 * @peers: the first VG_MAX_PEERS of the endpoints concerned, in tree order
 */
struct vg_finding {
	u8 rule;
	u8 severity;
	u8 cause;
	u8 quirk;
	bool swapped;
	bool erratum;
	u8 direction;
	u16 wanted;
	u16 seen;
	u32 peer_count;
	struct vg_name subject;
	struct vg_name culprit;
	struct vg_name peers[VG_MAX_PEERS];
};

/**
 * struct vg_verdict - the judgement of one function
 * @device: the function judged
 * @outcome: enum vg_outcome
 * @in_scope: the device is protected
 * @finding_count: number of findings, all of them; those above
 *	VG_MAX_FINDINGS are not in @finding but have decided @outcome
 * @decisive: index into @finding of the refusing finding with the lowest rule
 *	number, or VG_NONE
 * @finding: in order of rule numbers
 */
struct vg_verdict {
	struct vg_name device;
	u8 outcome;
	bool in_scope;
	u32 finding_count;
	s32 decisive;
	struct vg_finding finding[VG_MAX_FINDINGS];
};

/* Number of entries of v->finding that are filled */
static inline u32 vg_findings_stored(const struct vg_verdict *v)
{
	return v->finding_count < VG_MAX_FINDINGS ? v->finding_count :
						    VG_MAX_FINDINGS;
}

void vg_judge(const struct vg_topology *t, u32 x,
	      const struct vg_policy *policy, struct vg_verdict *v);
bool vg_rule_implemented(enum vg_rule rule);
const char *vg_rule_name(enum vg_rule rule);
struct vg_name vg_name_of(const struct vg_topology *t, s32 position);

#endif /* VG_RULES_H */
