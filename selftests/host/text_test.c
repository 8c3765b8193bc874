// SPDX-License-Identifier: GPL-2.0-only
/* text_test.c - the sentences: what people read, grep for and paste */
#include "test.h"

/* A finding of the first verdict of a case, decisive or not */
struct reason {
	const char *name;	/* of the case, in table_facts or table_claims */
	enum vg_rule rule;
	const char *text;
};

static const struct reason reasons[] = {
	{ "VFIO lets devices pass without interrupt remapping", 3,
	  "allow_unsafe_interrupts lets VFIO assign devices without interrupt remapping" },
	{ "no reset", 14,
	  "this device has no usable reset method, so what one user leaves in it reaches the next" },
	{ "translated requests of this device", 12,
	  "0000:02:00.0 has ACS Direct Translated P2P on, so this device can write into 0000:04:00.0 (IOMMU group 6) with translated addresses (ATS)" },
	{ "translated requests, from outside", 12,
	  "0000:02:00.0 has ACS Direct Translated P2P on, so 0000:03:00.0 (IOMMU group 5) can write into this device with translated addresses (ATS)" },
	{ "translated requests within the group", 12,
	  "0000:02:00.0 has ACS Direct Translated P2P on, so requests of this device with translated addresses (ATS) turn round there, although to nobody outside its group" },
	{ "the only reset takes others down", 15,
	  "the only reset of this device is that of the bus below 0000:00:01.0, which also resets 0000:01:00.1 (IOMMU group 3)" },
	{ "a BAR without address", 17,
	  "a memory BAR of this device has no address" },
	{ "a link below what both ends can do", 19,
	  "the link is slower or narrower than what both this device and 0000:00:01.0 can do" },
	{ "the PF is assigned", 20,
	  "this VF belongs to 0000:01:00.0, which is assigned too: whoever has it controls this VF" },
	{ "NVLink and NVSwitch", 22,
	  "this device has NVLink: PCIe isolation says nothing about the fabric" },
	{ "firmware had memory mapped", 18,
	  "firmware used memory through IOMMU group 2 (relaxable RMRR), which VFIO does not keep mapped" },
	{ "firmware keeps memory mapped, and had more", 18,
	  "firmware keeps memory mapped for IOMMU group 2 (RMRR), so this device can write there whatever its owner maps" },
};

struct sentence {
	const struct table *table;
	const char *name;	/* of the case */
	const char *of;
	enum vg_mode mode;
	const char *text;
};

static const struct sentence sentences[] = {
	{ &table_claims, "a sibling port with redirect off", "03:00.0",
	  VG_MODE_ENFORCE,
	  "refused: 0000:02:01.0 has ACS P2P Request Redirect off, so 0000:04:00.0 (IOMMU group 5) can write into this device (acs-reach-in)" },
	{ &table_claims, "a sibling port with redirect off", "03:00.0",
	  VG_MODE_AUDIT,
	  "would refuse: 0000:02:01.0 has ACS P2P Request Redirect off, so 0000:04:00.0 (IOMMU group 5) can write into this device (acs-reach-in)" },
	{ &table_switch, "everything on: each GPU alone", "03:00.0",
	  VG_MODE_ENFORCE, "allowed" },
	{ &table_switch, "everything on: each GPU alone", "03:00.0",
	  VG_MODE_AUDIT, "allowed" },
	{ &table_switch, "M1: downstream ports without ACS", "03:00.0",
	  VG_MODE_ENFORCE,
	  "refused: 0000:02:00.0 has no ACS capability, so this device can write into 0000:04:00.0 (IOMMU group 4) (acs-path)" },
	{ &table_switch, "three ports, the middle one off", "04:00.0",
	  VG_MODE_ENFORCE,
	  "refused: 0000:02:01.0 has ACS P2P Request Redirect off, so this device can write into 0000:03:00.0 (IOMMU group 6) and 1 more (acs-path)" },
	{ &table_switch, "root port that cannot forward upstream, above a full switch",
	  "03:00.0", VG_MODE_ENFORCE,
	  "refused: 0000:00:01.0 cannot do ACS Upstream Forwarding, so this device can write into 0000:04:00.0 (IOMMU group 6) (acs-path)" },
	{ &table_claims, "several rules: the lowest number decides", "03:00.0",
	  VG_MODE_ENFORCE,
	  "refused: interrupt remapping does not isolate the MSIs of IOMMU group 5 (msi-not-isolated)" },
	{ &table_claims, "no IOMMU group", "01:00.0", VG_MODE_ENFORCE,
	  "refused: this device has no IOMMU group, so no IOMMU translates its requests (no-iommu)" },
	{ &table_claims, "ACS override, seen on the command line too",
	  "03:00.0", VG_MODE_ENFORCE,
	  "refused: the kernel command line asks for pcie_acs_override= (acs-override-requested)" },
	{ &table_claims, "ACS override of a lone root port", "01:00.0",
	  VG_MODE_ENFORCE,
	  "refused: IOMMU group 2 leaves out 0000:00:01.0 (IOMMU group 1) although 0000:00:01.0 has no ACS capability: an ACS override made it up (claim-without-hardware)" },
	{ &table_claims, "firmware keeps memory mapped", "01:00.0",
	  VG_MODE_ENFORCE,
	  "refused: firmware keeps memory mapped for IOMMU group 2 (RMRR), so this device can write there whatever its owner maps (firmware-region)" },
	{ &table_unreadable, "the device itself", "01:00.0", VG_MODE_ENFORCE,
	  "refused: 0000:01:00.0 has a config space that cannot be read, so nothing shows that this device is isolated (unreadable)" },
	{ &table_source, "two downstream ports without validation below one with",
	  "03:00.0", VG_MODE_ENFORCE,
	  "refused: 0000:02:00.0 cannot do ACS Source Validation, so this device can act under the requester ID of 0000:04:00.0 (IOMMU group 6) (acs-source-validation)" },
	{ &table_scope, "requests reach an assigned GPU", "04:00.0",
	  VG_MODE_ENFORCE,
	  "refused: 0000:02:01.0 has ACS P2P Request Redirect off, so this device can write into the protected device 0000:03:00.0 (IOMMU group 3) (acs-reach-in)" },
	{ &table_peers, "two owners", "03:00.0", VG_MODE_ENFORCE,
	  "refused: 0000:04:00.0 (IOMMU group 4), which is not isolated from this device, is open by another owner (peer-owner-conflict)" },
	{ &table_peers, "the peer has a driver of the host", "03:00.0",
	  VG_MODE_AUDIT,
	  "would refuse: 0000:04:00.0 (IOMMU group 4), which is not isolated from this device, is bound to a driver of the host (peer-owner-conflict)" },
	{ &table_peers, "the peer is unbound and not quiet", "03:00.0",
	  VG_MODE_ENFORCE,
	  "refused: 0000:04:00.0 (IOMMU group 4), which is not isolated from this device, is bound to no driver and does not have Memory Space and Bus Master off (peer-owner-conflict)" },
	{ &table_peers, "the network card can reach the GPU, two owners",
	  "04:00.0", VG_MODE_ENFORCE,
	  "refused: the protected device 0000:03:00.0 (IOMMU group 3), which is not isolated from this device, is open by another owner (peer-owner-conflict)" },
};

static const struct tcase *find_case(const struct table *table,
				     const char *name)
{
	u32 i;

	for (i = 0; i < table->count; i++)
		if (!strcmp(table->cases[i].name, name))
			return &table->cases[i];
	return NULL;
}

static bool check_sentence(const struct sentence *s)
{
	const struct tcase *c = find_case(s->table, s->name);
	char text[VG_SENTENCE_LEN];
	const struct judged j = {
		.of = s->of,
		.audit = s->mode == VG_MODE_AUDIT,
		.peers = s->table == &table_peers ? VG_PEERS_SAME_OWNER : 0,
	};
	struct vg_verdict v;

	if (!c || !judge_as(c, &j, &v))
		return false;
	vg_sentence(text, sizeof(text), &v);
	if (!strcmp(text, s->text))
		return true;
	complain("expected: %s", s->text);
	complain("got:      %s", text);
	return false;
}

static bool check_reason(const struct reason *r)
{
	const struct tcase *c = find_case(&table_facts, r->name) ?:
				find_case(&table_claims, r->name);
	char text[VG_SENTENCE_LEN];
	struct vg_verdict v;
	u32 i;

	if (!c || !judge_case(c, c->judged[0].of, VG_SCOPE_GPU,
			      VG_MODE_ENFORCE, &v))
		return false;
	for (i = 0; i < vg_findings_stored(&v); i++) {
		if (v.finding[i].rule != r->rule)
			continue;
		vg_finding_sentence(text, sizeof(text), &v.finding[i]);
		if (!strcmp(text, r->text))
			return true;
		complain("expected: %s", r->text);
		complain("got:      %s", text);
	}
	return false;
}

static bool check_bdf(u32 segment, u16 rid, const char *expected)
{
	char bdf[VG_BDF_LEN];

	vg_format_bdf(bdf, segment, rid);
	return !strcmp(bdf, expected);
}

/* What does not fit is cut, not written behind the buffer */
static bool check_short_buffer(void)
{
	const struct sentence *s = &sentences[0];
	const struct tcase *c = find_case(s->table, s->name);
	struct vg_verdict v;
	char text[12];

	if (!c || !judge_case(c, s->of, VG_SCOPE_GPU, s->mode, &v))
		return false;
	memset(text, 'x', sizeof(text));
	vg_sentence(text, 8, &v);
	return !strcmp(text, "refused") && text[8] == 'x';
}

static bool check_names(void)
{
	u32 i;

	for (i = 0; i <= VG_CAUSE_MAX; i++)
		if (!strcmp(vg_cause_name(i), "unknown"))
			return false;
	return !strcmp(vg_outcome_name(VG_ALLOW), "allow") &&
	       !strcmp(vg_outcome_name(VG_REFUSE), "refuse") &&
	       !strcmp(vg_outcome_name(VG_WOULD_REFUSE), "would-refuse") &&
	       !strcmp(vg_severity_name(VG_SEVERITY_INFO), "info") &&
	       !strcmp(vg_severity_name(VG_SEVERITY_WARN), "warn") &&
	       !strcmp(vg_severity_name(VG_SEVERITY_REFUSE), "refuse") &&
	       !strcmp(vg_cause_name(VG_CAUSE_MAX + 1), "unknown");
}

/* Names and numbers are ABI: design.md, section 3 */
static bool check_rule_names(void)
{
	static const char * const names[] = {
		"no-iommu", "msi-not-isolated", "unsafe-interrupts",
		"acs-path", "acs-reach-in", "multifunction-leak",
		"requester-id-shared", "claim-without-hardware",
		"acs-override-requested", "acs-quirk", "acs-drift",
		"translated-p2p", "unreadable", "reset-missing",
		"reset-shared", "reset-failed", "bar-unassigned",
		"firmware-region", "link-degraded", "pf-with-vfs",
		"sriov-asserted", "fabric-not-evaluated",
		"root-complex-asserted", "peer-owner-conflict",
		"acs-source-validation",
	};
	static const u32 judged = BIT(1) | BIT(2) | BIT(3) | BIT(4) | BIT(5) | BIT(6) |
				  BIT(7) | BIT(8) | BIT(9) | BIT(10) | BIT(11) |
				  BIT(12) | BIT(13) | BIT(14) | BIT(15) | BIT(16) |
				  BIT(17) | BIT(18) | BIT(19) | BIT(20) |
				  BIT(21) | BIT(22) | BIT(23) | BIT(24) |
				  BIT(25);
	u32 i;

	for (i = 1; i <= ARRAY_SIZE(names); i++)
		if (strcmp(vg_rule_name(i), names[i - 1]) ||
		    vg_rule_implemented(i) != !!(judged & BIT(i)))
			return false;
	return ARRAY_SIZE(names) == VG_RULE_MAX && !vg_rule_implemented(0) &&
	       !vg_rule_implemented(VG_RULE_MAX + 1) && vg_rule_name(0) &&
	       vg_rule_name(VG_RULE_MAX + 1);
}

void run_text(void)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(sentences); i++)
		report("text", sentences[i].name, check_sentence(&sentences[i]));
	for (i = 0; i < ARRAY_SIZE(reasons); i++)
		report("text", reasons[i].name, check_reason(&reasons[i]));
	report("text", "addresses",
	       check_bdf(0, F(00,00,0), "0000:00:00.0") &&
	       check_bdf(0, F(3b,1f,7), "0000:3b:1f.7") &&
	       check_bdf(0x10000, F(01,00,0), "10000:01:00.0") &&
	       check_bdf(0xffffffff, 0xffff, "ffffffff:ff:1f.7"));
	report("text", "a buffer that is too short", check_short_buffer());
	report("text", "names of outcomes, severities and causes",
	       check_names());
	report("text", "names of rules, and which are judged",
	       check_rule_names());
}
