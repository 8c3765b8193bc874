// SPDX-License-Identifier: GPL-2.0-only
/*
 * text.c - findings and verdicts in one sentence each
 */
#include "text.h"

#define WHO_LEN		64	/* "0000:04:00.0 (IOMMU group 5) and 3 more" */
#define CULPRIT_LEN	112	/* culprit and cause */

/**
 * vg_format_bdf() - address of a function, as the kernel prints it
 * @buf: receives it
 * @segment: PCI segment
 * @rid: requester ID
 */
void vg_format_bdf(char buf[VG_BDF_LEN], u32 segment, u16 rid)
{
	snprintf(buf, VG_BDF_LEN, "%04x:%02x:%02x.%u", segment, rid >> 8,
		 rid >> 3 & 0x1f, rid & 7);
}

/**
 * vg_slot_path() - where a function is, by slots: stable over bus numbers
 * @buf: receives it
 * @len: size of @buf, VG_SLOT_PATH_LEN holds 99 bridges and the function; of
 *	a deeper one the top is left out
 * @t: the topology
 * @x: position of the function
 */
void vg_slot_path(char *buf, size_t len, const struct vg_topology *t, u32 x)
{
	u32 path[(VG_SLOT_PATH_LEN - VG_BDF_LEN) / 5 + 1];
	size_t used = 0;
	u32 depth = 0;
	s32 i;

	for (i = x; i != VG_NONE && depth < ARRAY_SIZE(path); i = t->parent[i])
		path[depth++] = i;
	while (depth--) {
		const struct vg_function *f = &t->fn[path[depth]];

		if (!used)
			used = snprintf(buf, len, "%04x:%02x:", f->segment,
					f->rid >> 8);
		else if (used < len)
			used += snprintf(buf + used, len - used, "/");
		if (used < len)
			used += snprintf(buf + used, len - used, "%02x.%x",
					 f->rid >> 3 & 0x1f, f->rid & 7);
	}
}

/* The first peer, and how many there are beside it */
static void format_peers(char buf[WHO_LEN], const struct vg_finding *f)
{
	const struct vg_name *peer = &f->peers[0];
	char bdf[VG_BDF_LEN];
	int n;

	if (!f->peer_count) {
		snprintf(buf, WHO_LEN, "other devices");
		return;
	}
	vg_format_bdf(bdf, peer->segment, peer->rid);
	if (peer->group == VG_NO_GROUP)
		n = snprintf(buf, WHO_LEN, "%s (no IOMMU group)", bdf);
	else
		n = snprintf(buf, WHO_LEN, "%s (IOMMU group %d)", bdf,
			     peer->group);
	if (f->peer_count > 1)
		snprintf(buf + n, WHO_LEN - n, " and %u more",
			 f->peer_count - 1);
}

/* What is wrong with the culprit, as what follows its address */
static const char *cause_text(enum vg_cause cause)
{
	switch (cause) {
	case VG_CAUSE_NO_ACS:
		return "has no ACS capability";
	case VG_CAUSE_NO_RR:
		return "cannot do ACS P2P Request Redirect";
	case VG_CAUSE_RR_OFF:
		return "has ACS P2P Request Redirect off";
	case VG_CAUSE_EGRESS_OPEN:
		return "has ACS P2P Egress Control on with a clear vector bit";
	case VG_CAUSE_NO_UF:
		return "cannot do ACS Upstream Forwarding";
	case VG_CAUSE_UF_OFF:
		return "has ACS Upstream Forwarding off";
	case VG_CAUSE_CONVENTIONAL:
		return "leads to a conventional PCI bus";
	case VG_CAUSE_UNREADABLE:
		return "has a config space that cannot be read";
	case VG_CAUSE_NO_UPSTREAM:
		return "is below a bridge that is not known";
	case VG_CAUSE_NO_SV:
		return "cannot do ACS Source Validation";
	case VG_CAUSE_SV_OFF:
		return "has ACS Source Validation off";
	case VG_CAUSE_SV_WIDE:
		return "has ACS Source Validation on, but for other devices too";
	case VG_CAUSE_DT_ON:
		return "has ACS Direct Translated P2P on";
	default:
		return "is to blame";
	}
}

static void format_culprit(char buf[CULPRIT_LEN], const struct vg_finding *f)
{
	char bdf[VG_BDF_LEN];

	vg_format_bdf(bdf, f->culprit.segment, f->culprit.rid);
	snprintf(buf, CULPRIT_LEN, "%s %s", bdf, cause_text(f->cause));
}

static void leak_sentence(char *buf, size_t len, const struct vg_finding *f)
{
	char culprit[CULPRIT_LEN];
	char peers[WHO_LEN];

	format_culprit(culprit, f);
	format_peers(peers, f);
	if (f->direction == VG_INBOUND)
		snprintf(buf, len, "%s, so %s can write into this device",
			 culprit, peers);
	else
		snprintf(buf, len, "%s, so this device can write into %s%s",
			 culprit, f->swapped ? "the protected device " : "",
			 peers);
}

static void rid_sentence(char *buf, size_t len, const struct vg_finding *f)
{
	char culprit[VG_BDF_LEN];
	char peers[WHO_LEN];

	vg_format_bdf(culprit, f->culprit.segment, f->culprit.rid);
	format_peers(peers, f);
	snprintf(buf, len,
		 "this device has a requester ID in common with %s through %s",
		 peers, culprit);
}

static void claim_sentence(char *buf, size_t len, const struct vg_finding *f)
{
	char culprit[VG_BDF_LEN];
	char peers[WHO_LEN];

	vg_format_bdf(culprit, f->culprit.segment, f->culprit.rid);
	format_peers(peers, f);
	if (f->cause == VG_CAUSE_OVERRIDE)
		snprintf(buf, len,
			 "IOMMU group %d leaves out %s although %s has no ACS capability: an ACS override made it up",
			 f->subject.group, peers, culprit);
	else
		snprintf(buf, len,
			 "IOMMU group %d leaves out %s although %s has ACS bits off: they changed after grouping",
			 f->subject.group, peers, culprit);
}

static void sv_sentence(char *buf, size_t len, const struct vg_finding *f)
{
	char culprit[CULPRIT_LEN];
	char peers[WHO_LEN];

	format_culprit(culprit, f);
	format_peers(peers, f);
	if (f->erratum)
		snprintf(buf, len,
			 "%s by an erratum, so requester IDs are perhaps not validated",
			 culprit);
	else if (f->peer_count)
		snprintf(buf, len,
			 "%s, so this device can act under the requester ID of %s",
			 culprit, peers);
	else
		snprintf(buf, len,
			 "%s and no port above validates, so this device can act under any requester ID",
			 culprit);
}

static void unreadable_sentence(char *buf, size_t len,
				const struct vg_finding *f)
{
	char culprit[CULPRIT_LEN];
	char peers[WHO_LEN];

	format_culprit(culprit, f);
	format_peers(peers, f);
	snprintf(buf, len,
		 "%s, so nothing shows that this device is isolated%s%s",
		 culprit, f->peer_count ? " from " : "",
		 f->peer_count ? peers : "");
}

static void no_iommu_sentence(char *buf, size_t len,
			      const struct vg_finding *f)
{
	if (f->subject.group == VG_NO_GROUP)
		snprintf(buf, len,
			 "this device has no IOMMU group, so no IOMMU translates its requests");
	else
		snprintf(buf, len, "IOMMU group %d is not backed by an IOMMU",
			 f->subject.group);
}

static void translated_sentence(char *buf, size_t len,
				const struct vg_finding *f)
{
	char culprit[CULPRIT_LEN];
	char peers[WHO_LEN];

	format_culprit(culprit, f);
	format_peers(peers, f);
	if (f->direction == VG_INBOUND)
		snprintf(buf, len,
			 "%s, so %s can write into this device with translated addresses (ATS)",
			 culprit, peers);
	else if (!f->peer_count)
		snprintf(buf, len,
			 "%s, so requests of this device with translated addresses (ATS) turn round there, although to nobody outside its group",
			 culprit);
	else
		snprintf(buf, len,
			 "%s, so this device can write into %s with translated addresses (ATS)",
			 culprit, peers);
}

/* Rule 24: each peer is a finding of its own */
static void conflict_sentence(char *buf, size_t len, const struct vg_finding *f)
{
	const char *what = "is open by another owner";
	char peers[WHO_LEN];

	format_peers(peers, f);
	if (f->cause == VG_CAUSE_HOST_DRIVER)
		what = "is bound to a driver of the host";
	else if (f->cause == VG_CAUSE_NOT_QUIET)
		what = "is bound to no driver and does not have Memory Space and Bus Master off";
	snprintf(buf, len, "%s%s, which is not isolated from this device, %s",
		 f->swapped ? "the protected device " : "", peers, what);
}

/* Rules about what the device is, with its port or PF and its peers */
static void device_sentence(char *buf, size_t len, const struct vg_finding *f)
{
	char culprit[VG_BDF_LEN];
	char peers[WHO_LEN];

	vg_format_bdf(culprit, f->culprit.segment, f->culprit.rid);
	format_peers(peers, f);
	if (f->rule == VG_RULE_RESET_SHARED)
		snprintf(buf, len,
			 "the only reset of this device is that of the bus below %s, which also resets %s",
			 culprit, peers);
	else if (f->rule == VG_RULE_LINK_DEGRADED)
		snprintf(buf, len,
			 "the link is slower or narrower than what both this device and %s can do",
			 culprit);
	else
		snprintf(buf, len,
			 "this VF belongs to %s, which is assigned too: whoever has it controls this VF",
			 culprit);
}

/* Some bits of an ACS Control register, as " RR off CR off"; 64 bytes hold all */
static void acs_states(char *buf, size_t len, u16 bits, u16 seen)
{
	static const char names[][3] = {
		"SV", "TB", "RR", "CR", "UF", "EC", "DT",
	};
	int n = 0;
	u32 i;

	*buf = '\0';
	for (i = 0; i < ARRAY_SIZE(names) && n < (int)len; i++)
		if (bits & BIT(i))
			n += snprintf(buf + n, len - n, " %s %s", names[i],
				      seen & BIT(i) ? "on" : "off");
}

/**
 * vg_acs_sentence() - what a port isolates now, against an approval with it
 * @buf: filled
 * @len: its size
 * @port: whose ACS it is
 * @now: "isolates less than", ...
 * @bits: of ACS Control, those to name
 * @seen: ACS Control as it is now
 */
void vg_acs_sentence(char *buf, size_t len, const struct vg_name *port,
		     const char *now, u16 bits, u16 seen)
{
	char states[64];
	char bdf[VG_BDF_LEN];

	vg_format_bdf(bdf, port->segment, port->rid);
	acs_states(states, sizeof(states), bits, seen);
	snprintf(buf, len, "%s %s when this device was approved: ACS%s", bdf,
		 now, states);
}

/* Information only is what is relaxable, rule firmware-region */
static void region_sentence(char *buf, size_t len, const struct vg_finding *f)
{
	if (f->severity == VG_SEVERITY_INFO)
		snprintf(buf, len,
			 "firmware used memory through IOMMU group %d (relaxable RMRR), which VFIO does not keep mapped",
			 f->subject.group);
	else
		snprintf(buf, len,
			 "firmware keeps memory mapped for IOMMU group %d (RMRR), so this device can write there whatever its owner maps",
			 f->subject.group);
}

static void asserted_sentence(char *buf, size_t len,
			      const struct vg_finding *f)
{
	char culprit[VG_BDF_LEN];
	char peers[WHO_LEN];

	vg_format_bdf(culprit, f->culprit.segment, f->culprit.rid);
	format_peers(peers, f);
	if (f->rule == VG_RULE_ACS_QUIRK)
		snprintf(buf, len,
			 "isolation at %s rests on the kernel quirk %s",
			 culprit, vg_quirk_name(f->quirk));
	else if (f->rule == VG_RULE_SRIOV_ASSERTED)
		snprintf(buf, len,
			 "isolation from %s rests on the word of the SR-IOV device %s",
			 peers, culprit);
	else
		snprintf(buf, len,
			 "isolation from devices outside the slot of %s rests on the root complex",
			 culprit);
}

/**
 * vg_finding_sentence() - one finding in one sentence
 * @buf: receives it
 * @len: size of @buf, VG_SENTENCE_LEN is enough for each
 * @f: the finding
 */
void vg_finding_sentence(char *buf, size_t len, const struct vg_finding *f)
{
	switch (f->rule) {
	case VG_RULE_NO_IOMMU:
		no_iommu_sentence(buf, len, f);
		break;
	case VG_RULE_MSI_NOT_ISOLATED:
		snprintf(buf, len,
			 "interrupt remapping does not isolate the MSIs of IOMMU group %d",
			 f->subject.group);
		break;
	case VG_RULE_UNSAFE_INTERRUPTS:
		snprintf(buf, len,
			 "allow_unsafe_interrupts lets VFIO assign devices without interrupt remapping");
		break;
	case VG_RULE_ACS_PATH:
	case VG_RULE_ACS_REACH_IN:
	case VG_RULE_MULTIFUNCTION_LEAK:
		leak_sentence(buf, len, f);
		break;
	case VG_RULE_REQUESTER_ID_SHARED:
		rid_sentence(buf, len, f);
		break;
	case VG_RULE_CLAIM_WITHOUT_HARDWARE:
		claim_sentence(buf, len, f);
		break;
	case VG_RULE_ACS_OVERRIDE_REQUESTED:
		snprintf(buf, len,
			 "the kernel command line asks for pcie_acs_override=");
		break;
	case VG_RULE_UNREADABLE:
		unreadable_sentence(buf, len, f);
		break;
	case VG_RULE_RESET_MISSING:
		snprintf(buf, len,
			 "this device has no usable reset method, so what one user leaves in it reaches the next");
		break;
	case VG_RULE_ACS_DRIFT:
		vg_acs_sentence(buf, len, &f->culprit, "isolates less than",
				f->wanted, f->seen);
		break;
	case VG_RULE_RESET_FAILED:
		snprintf(buf, len,
			 "the reset of this device did not work, so what one user leaves in it reaches the next");
		break;
	case VG_RULE_TRANSLATED_P2P:
		translated_sentence(buf, len, f);
		break;
	case VG_RULE_RESET_SHARED:
	case VG_RULE_LINK_DEGRADED:
	case VG_RULE_PF_WITH_VFS:
		device_sentence(buf, len, f);
		break;
	case VG_RULE_BAR_UNASSIGNED:
		snprintf(buf, len, "a memory BAR of this device has no address");
		break;
	case VG_RULE_FABRIC_NOT_EVALUATED:
		snprintf(buf, len,
			 "this device has NVLink: PCIe isolation says nothing about the fabric");
		break;
	case VG_RULE_FIRMWARE_REGION:
		region_sentence(buf, len, f);
		break;
	case VG_RULE_ACS_SOURCE_VALIDATION:
		sv_sentence(buf, len, f);
		break;
	case VG_RULE_PEER_OWNER_CONFLICT:
		conflict_sentence(buf, len, f);
		break;
	case VG_RULE_ACS_QUIRK:
	case VG_RULE_SRIOV_ASSERTED:
	case VG_RULE_ROOT_COMPLEX_ASSERTED:
		asserted_sentence(buf, len, f);
		break;
	default:
		snprintf(buf, len, "rule %u", f->rule);
	}
}

/**
 * vg_outcome_name() - outcome as the ABI names it
 * @outcome: the outcome
 *
 * Return: constant string.
 */
const char *vg_outcome_name(enum vg_outcome outcome)
{
	switch (outcome) {
	case VG_ALLOW:
		return "allow";
	case VG_REFUSE:
		return "refuse";
	case VG_WOULD_REFUSE:
		return "would-refuse";
	}
	return "unknown";
}

/**
 * vg_severity_name() - severity as the ABI names it
 * @severity: the severity
 *
 * Return: constant string.
 */
const char *vg_severity_name(enum vg_severity severity)
{
	switch (severity) {
	case VG_SEVERITY_INFO:
		return "info";
	case VG_SEVERITY_WARN:
		return "warn";
	case VG_SEVERITY_REFUSE:
		return "refuse";
	}
	return "unknown";
}

/**
 * vg_cause_name() - cause as the ABI names it
 * @cause: the cause
 *
 * Return: constant string.
 */
const char *vg_cause_name(enum vg_cause cause)
{
	static const char * const names[] = {
		[VG_CAUSE_NONE]		= "none",
		[VG_CAUSE_NO_ACS]	= "no-acs",
		[VG_CAUSE_NO_RR]	= "no-request-redirect",
		[VG_CAUSE_RR_OFF]	= "request-redirect-off",
		[VG_CAUSE_EGRESS_OPEN]	= "egress-control-open",
		[VG_CAUSE_NO_UF]	= "no-upstream-forwarding",
		[VG_CAUSE_UF_OFF]	= "upstream-forwarding-off",
		[VG_CAUSE_CONVENTIONAL]	= "conventional-bus",
		[VG_CAUSE_UNREADABLE]	= "unreadable",
		[VG_CAUSE_NO_UPSTREAM]	= "upstream-unknown",
		[VG_CAUSE_ALIAS]	= "alias",
		[VG_CAUSE_NO_SV]	= "no-source-validation",
		[VG_CAUSE_SV_OFF]	= "source-validation-off",
		[VG_CAUSE_SV_WIDE]	= "source-validation-wide",
		[VG_CAUSE_OVERRIDE]	= "override",
		[VG_CAUSE_CHANGED]	= "changed-after-grouping",
		[VG_CAUSE_DT_ON]	= "direct-translated",
		[VG_CAUSE_OTHER_OWNER]	= "other-owner",
		[VG_CAUSE_HOST_DRIVER]	= "host-driver",
		[VG_CAUSE_NOT_QUIET]	= "not-quiet",
	};

	return cause < ARRAY_SIZE(names) ? names[cause] : "unknown";
}

/**
 * vg_sentence() - a verdict in one sentence
 * @buf: receives it: "allowed", or "refused: REASON (rule-name)" with the
 *	refusing finding that has the lowest rule number
 * @len: size of @buf, VG_SENTENCE_LEN is enough for each
 * @v: the verdict
 */
void vg_sentence(char *buf, size_t len, const struct vg_verdict *v)
{
	const struct vg_finding *f;
	char reason[VG_SENTENCE_LEN];

	if (v->outcome == VG_ALLOW || v->decisive == VG_NONE) {
		snprintf(buf, len, "%s",
			 v->outcome == VG_ALLOW ? "allowed" : "refused");
		return;
	}
	f = &v->finding[v->decisive];
	vg_finding_sentence(reason, sizeof(reason), f);
	snprintf(buf, len, "%s: %s (%s)",
		 v->outcome == VG_REFUSE ? "refused" : "would refuse", reason,
		 vg_rule_name(f->rule));
}
