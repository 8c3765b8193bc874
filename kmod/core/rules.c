// SPDX-License-Identifier: GPL-2.0-only
/*
 * rules.c - one function per rule, one table; facts in, findings out
 */
#include "rules.h"

#include "finding.h"
#include "policy.h"

static void no_iommu(struct vg_judgement *j)
{
	const struct vg_function *f = &j->t->fn[j->x];

	if (f->group == VG_NO_GROUP || !(f->flags & VG_F_IOMMU))
		vg_find(j, VG_RULE_NO_IOMMU, VG_CAUSE_NONE, VG_OUTBOUND, VG_NONE);
}

static void msi_not_isolated(struct vg_judgement *j)
{
	const struct vg_function *f = &j->t->fn[j->x];

	/* without a group there is nothing that could isolate (rule no-iommu) */
	if (f->group == VG_NO_GROUP)
		return;
	if (!vg_has_isolated_msi(j->t, f))
		vg_find(j, VG_RULE_MSI_NOT_ISOLATED, VG_CAUSE_NONE, VG_OUTBOUND,
			VG_NONE);
}

static void unsafe_interrupts(struct vg_judgement *j)
{
	if (j->t->host.unsafe_interrupts)
		vg_find(j, VG_RULE_UNSAFE_INTERRUPTS, VG_CAUSE_NONE,
			VG_OUTBOUND, VG_NONE);
}

static void acs_path(struct vg_judgement *j)
{
	if (j->in_scope)
		vg_collect(j, VG_RULE_ACS_PATH, VG_OUTBOUND, false, false);
}

/*
 * With roles swapped: what the function judged can reach is what can be
 * reached by it, seen from the protected device.
 */
static void acs_reach_in(struct vg_judgement *j)
{
	vg_collect(j, VG_RULE_ACS_REACH_IN,
		   j->in_scope ? VG_INBOUND : VG_OUTBOUND, false, false);
}

static void multifunction_leak(struct vg_judgement *j)
{
	vg_collect(j, VG_RULE_MULTIFUNCTION_LEAK, VG_OUTBOUND, true, false);
	if (j->in_scope)
		vg_collect(j, VG_RULE_MULTIFUNCTION_LEAK, VG_INBOUND, true,
			   false);
}

static void requester_id_shared(struct vg_judgement *j)
{
	vg_collect(j, VG_RULE_REQUESTER_ID_SHARED, VG_SHARED_RID, false, false);
}

static void acs_override_requested(struct vg_judgement *j)
{
	if (j->t->host.acs_override)
		vg_find(j, VG_RULE_ACS_OVERRIDE_REQUESTED, VG_CAUSE_NONE,
			VG_OUTBOUND, VG_NONE);
}

static void add_quirk(void *context, u32 position)
{
	struct vg_judgement *j = context;
	struct vg_finding *f;

	if (j->t->fn[position].acs_kind != VG_ACS_ABSENT ||
	    !vg_quirk_asserts(j->t->quirk[position]))
		return;
	f = vg_find(j, VG_RULE_ACS_QUIRK, VG_CAUSE_NONE, VG_OUTBOUND, position);
	f->quirk = j->t->quirk[position];
}

static void acs_quirk(struct vg_judgement *j)
{
	vg_isolation_deciders(j->t, j->x, add_quirk, j);
}

/* Of an orphan nothing is known, so it could reach every protected device */
static void add_unknown_path(struct vg_judgement *j, u32 orphan)
{
	struct vg_finding *f = NULL;
	u32 p;

	if (j->in_scope) {
		vg_find(j, VG_RULE_UNREADABLE, VG_CAUSE_NO_UPSTREAM, VG_OUTBOUND,
			orphan);
		return;
	}
	for (p = 0; p < j->t->count; p++) {
		if (p == j->x || !vg_concerns(j, p))
			continue;
		if (!f)
			f = vg_find(j, VG_RULE_UNREADABLE, VG_CAUSE_NO_UPSTREAM,
				    VG_OUTBOUND, orphan);
		vg_add_peer(j, f, p);
	}
}

static void unreadable(struct vg_judgement *j)
{
	const struct vg_topology *t = j->t;
	s32 p;

	for (p = j->x; p != VG_NONE; p = t->parent[p]) {
		if (vg_is_unreadable(&t->fn[p]) && j->in_scope)
			vg_find(j, VG_RULE_UNREADABLE, VG_CAUSE_UNREADABLE,
				VG_OUTBOUND, p);
		if (t->fn[p].flags & VG_F_ORPHAN)
			add_unknown_path(j, p);
	}
	vg_collect(j, VG_RULE_UNREADABLE, VG_OUTBOUND, false, true);
	if (j->in_scope)
		vg_collect(j, VG_RULE_UNREADABLE, VG_INBOUND, false, true);
}

static void sriov_asserted(struct vg_judgement *j)
{
	const struct vg_topology *t = j->t;
	const struct vg_function *x = &t->fn[j->x];
	struct vg_finding *f = NULL;
	s32 pf = j->x;
	u32 p;

	if (x->flags & VG_F_VF)
		pf = vg_topology_find(t, x->segment, x->pf_rid);
	for (p = t->package[j->x]; p < t->package_end[j->x]; p += t->size[p]) {
		if (!vg_sriov_pair(t, j->x, p) ||
		    vg_same_group(x, &t->fn[p]) ||
		    (x->acs_kind != VG_ACS_ABSENT &&
		     t->fn[p].acs_kind != VG_ACS_ABSENT))
			continue;
		if (!f)
			f = vg_find(j, VG_RULE_SRIOV_ASSERTED, VG_CAUSE_NONE,
				    VG_OUTBOUND, pf);
		vg_add_peer(j, f, p);
	}
}

static void root_complex_asserted(struct vg_judgement *j)
{
	const struct vg_topology *t = j->t;
	u32 top = j->x;

	while (t->parent[top] != VG_NONE)
		top = t->parent[top];
	if (vg_endpoints_in(t, t->package[top], t->package_end[top]) <
	    t->endpoints[t->count])
		vg_find(j, VG_RULE_ROOT_COMPLEX_ASSERTED, VG_CAUSE_NONE,
			VG_OUTBOUND, top);
}

/* A rule of the table; without @judge the facts for it are not here yet */
struct rule {
	const char *name;
	void (*judge)(struct vg_judgement *j);
	bool swapped;	/* also for functions out of scope, with roles swapped */
};

static const struct rule rules[VG_RULE_MAX + 1] = {
	[VG_RULE_NO_IOMMU] = { .name = "no-iommu", .judge = no_iommu },
	[VG_RULE_MSI_NOT_ISOLATED] = {
		.name = "msi-not-isolated", .judge = msi_not_isolated,
	},
	[VG_RULE_UNSAFE_INTERRUPTS] = {
		.name = "unsafe-interrupts", .judge = unsafe_interrupts,
	},
	[VG_RULE_ACS_PATH] = { .name = "acs-path", .judge = acs_path },
	[VG_RULE_ACS_REACH_IN] = {
		.name = "acs-reach-in", .judge = acs_reach_in, .swapped = true,
	},
	[VG_RULE_MULTIFUNCTION_LEAK] = {
		.name = "multifunction-leak", .judge = multifunction_leak,
		.swapped = true,
	},
	[VG_RULE_REQUESTER_ID_SHARED] = {
		.name = "requester-id-shared", .judge = requester_id_shared,
		.swapped = true,
	},
	[VG_RULE_CLAIM_WITHOUT_HARDWARE] = {
		.name = "claim-without-hardware",
		.judge = vg_rule_claim_without_hardware,
	},
	[VG_RULE_ACS_OVERRIDE_REQUESTED] = {
		.name = "acs-override-requested",
		.judge = acs_override_requested,
	},
	[VG_RULE_ACS_QUIRK] = { .name = "acs-quirk", .judge = acs_quirk },
	[VG_RULE_ACS_DRIFT] = {
		.name = "acs-drift", .judge = vg_rule_acs_drift,
	},
	[VG_RULE_TRANSLATED_P2P] = {
		.name = "translated-p2p", .judge = vg_rule_translated_p2p,
	},
	[VG_RULE_UNREADABLE] = {
		.name = "unreadable", .judge = unreadable, .swapped = true,
	},
	[VG_RULE_RESET_MISSING] = {
		.name = "reset-missing", .judge = vg_rule_reset_missing,
	},
	[VG_RULE_RESET_SHARED] = {
		.name = "reset-shared", .judge = vg_rule_reset_shared,
	},
	[VG_RULE_RESET_FAILED] = {
		.name = "reset-failed", .judge = vg_rule_reset_failed,
	},
	[VG_RULE_BAR_UNASSIGNED] = {
		.name = "bar-unassigned", .judge = vg_rule_bar_unassigned,
	},
	[VG_RULE_FIRMWARE_REGION] = {
		.name = "firmware-region", .judge = vg_rule_firmware_region,
	},
	[VG_RULE_LINK_DEGRADED] = {
		.name = "link-degraded", .judge = vg_rule_link_degraded,
	},
	[VG_RULE_PF_WITH_VFS] = {
		.name = "pf-with-vfs", .judge = vg_rule_pf_with_vfs,
	},
	[VG_RULE_SRIOV_ASSERTED] = {
		.name = "sriov-asserted", .judge = sriov_asserted,
	},
	[VG_RULE_FABRIC_NOT_EVALUATED] = {
		.name = "fabric-not-evaluated",
		.judge = vg_rule_fabric_not_evaluated,
	},
	[VG_RULE_ROOT_COMPLEX_ASSERTED] = {
		.name = "root-complex-asserted", .judge = root_complex_asserted,
	},
	[VG_RULE_PEER_OWNER_CONFLICT] = {
		.name = "peer-owner-conflict",
		.judge = vg_rule_peer_owner_conflict, .swapped = true,
	},
	[VG_RULE_ACS_SOURCE_VALIDATION] = {
		.name = "acs-source-validation",
		.judge = vg_rule_acs_source_validation, .swapped = true,
	},
};

/**
 * vg_judge_rule() - judge one rule, when it is one for this judgement
 * @j: the judgement
 * @rule: the rule
 */
void vg_judge_rule(struct vg_judgement *j, enum vg_rule rule)
{
	if (rules[rule].judge && !(j->t->host.unjudged & BIT(rule)) &&
	    (j->in_scope || rules[rule].swapped))
		rules[rule].judge(j);
}

/* Where owners are not known, no two of them are the same */
static struct vg_policy judged_policy(const struct vg_topology *t,
				      const struct vg_policy *policy)
{
	struct vg_policy judged = *policy;

	if (t->host.unjudged & BIT(VG_RULE_PEER_OWNER_CONFLICT))
		judged.peers = VG_PEERS_REFUSE;
	return judged;
}

/**
 * vg_judge() - judge one function
 * @t: the topology
 * @x: position of the function
 * @policy: what is in force
 * @v: filled
 *
 * Looks at nothing but @t and @policy. Out of scope only those rules are
 * judged that can endanger a protected device, with roles swapped.
 */
void vg_judge(const struct vg_topology *t, u32 x,
	      const struct vg_policy *policy, struct vg_verdict *v)
{
	const struct vg_policy judged = judged_policy(t, policy);
	struct vg_judgement j = { .t = t, .x = x, .policy = &judged, .v = v };
	u32 i;

	j.in_scope = vg_in_scope(policy, &t->fn[x]);
	v->device = vg_name_of(t, x);
	v->in_scope = j.in_scope;
	v->finding_count = 0;
	v->decisive = VG_NONE;
	for (i = 1; i <= VG_RULE_MAX; i++)
		vg_judge_rule(&j, i);
	v->outcome = vg_outcome_of(policy, j.refused);
	for (i = vg_findings_stored(v); i-- > 0;)
		if (v->finding[i].severity == VG_SEVERITY_REFUSE)
			v->decisive = i;
}

/**
 * vg_rule_implemented() - whether this version judges a rule
 * @rule: the rule
 *
 * Return: false for a rule whose facts are not gathered yet.
 */
bool vg_rule_implemented(enum vg_rule rule)
{
	return rule >= 1 && rule <= VG_RULE_MAX && rules[rule].judge;
}

/**
 * vg_rule_name() - stable name of a rule
 * @rule: the rule
 *
 * Return: constant string, "unknown" for a number that is no rule.
 */
const char *vg_rule_name(enum vg_rule rule)
{
	return rule >= 1 && rule <= VG_RULE_MAX ? rules[rule].name : "unknown";
}
