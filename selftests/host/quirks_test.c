// SPDX-License-Identifier: GPL-2.0-only
/*
 * quirks_test.c - the quirk table, after pci_dev_acs_enabled[] and its
 * callbacks in drivers/pci/quirks.c, and which devices are in scope
 */
#include "test.h"

#define ALL	(VG_ACS_SV | VG_ACS_RR | VG_ACS_CR | VG_ACS_UF)
#define RP	VG_TYPE_ROOT_PORT
#define DSP	VG_TYPE_DOWNSTREAM
#define EP	VG_TYPE_ENDPOINT
#define RC	VG_TYPE_RC_ENDPOINT
#define CONV	VG_TYPE_CONVENTIONAL
#define SB	(VG_F_ROOT_BUS | VG_F_MULTIFUNCTION)

static const struct quirk_row {
	u32 id;
	u8 type;
	u32 flags;
	bool ivrs;
	enum vg_quirk quirk;
	u16 asserts;
} rows[] = {
	{ 0x10024385, CONV, SB, true, VG_QUIRK_AMD_SB, VG_ACS_RR | VG_ACS_CR },
	{ 0x10024385, CONV, SB, false, VG_QUIRK_NONE, 0 },
	{ 0x10024385, CONV, VG_F_ROOT_BUS, true, VG_QUIRK_NONE, 0 },
	{ 0x10024385, CONV, VG_F_MULTIFUNCTION, true, VG_QUIRK_NONE, 0 },
	{ 0x1022780f, CONV, SB, true, VG_QUIRK_AMD_SB, VG_ACS_RR | VG_ACS_CR },
	{ 0x10227801, CONV, SB, true, VG_QUIRK_NONE, 0 },
	{ 0x80861521, EP, 0, false, VG_QUIRK_MF_ENDPOINT, ALL },
	{ 0x808610c9, EP, 0, false, VG_QUIRK_MF_ENDPOINT, ALL },
	{ 0x80861572, EP, 0, false, VG_QUIRK_NONE, 0 },
	{ 0x19240903, EP, 0, false, VG_QUIRK_MF_ENDPOINT, ALL },
	{ 0x10df0720, EP, 0, false, VG_QUIRK_MF_ENDPOINT, ALL },
	{ 0x80860b25, RC, 0, false, VG_QUIRK_RCIEP, ALL },
	{ 0x80860b25, EP, 0, false, VG_QUIRK_NONE, 0 },
	{ 0x10220b25, RC, 0, false, VG_QUIRK_NONE, 0 },
	{ 0x17cb0400, RP, 0, false, VG_QUIRK_QCOM_RP, ALL },
	{ 0x80863b42, RP, VG_F_PCH_ACS, false, VG_QUIRK_INTEL_PCH, ALL },
	{ 0x80863b42, RP, 0, false, VG_QUIRK_INTEL_PCH_UNPROGRAMMED, 0 },
	{ 0x80863b42, DSP, VG_F_PCH_ACS, false, VG_QUIRK_NONE, 0 },
	{ 0x8086352a, RP, VG_F_PCH_ACS, false, VG_QUIRK_NONE, 0 },
	{ 0x8086a110, RP, 0, false, VG_QUIRK_NONE, 0 },
	{ 0x177da000, RP, 0, false, VG_QUIRK_CAVIUM, ALL },
	{ 0x177da7ff, RP, 0, false, VG_QUIRK_CAVIUM, ALL },
	{ 0x177daf84, RP, 0, false, VG_QUIRK_CAVIUM, ALL },
	{ 0x177da800, RP, 0, false, VG_QUIRK_NONE, 0 },
	{ 0x10e8e004, RP, 0, false, VG_QUIRK_XGENE, ALL },
	{ 0x00143c09, RP, 0, false, VG_QUIRK_LOONGSON, ALL },
	{ 0x1c360031, RP, 0, false, VG_QUIRK_AL, ALL },
	{ 0x1c360031, EP, 0, false, VG_QUIRK_NONE, 0 },
	{ 0x19578d81, RP, 0, false, VG_QUIRK_NXP_RP, ALL },
	{ 0x1d170710, RP, 0, false, VG_QUIRK_ZHAOXIN, ALL },
	{ 0x1d170752, DSP, 0, false, VG_QUIRK_ZHAOXIN, ALL },
	{ 0x1d17071f, RP, 0, false, VG_QUIRK_ZHAOXIN_DENIED, 0 },
	{ 0x1d170720, DSP, 0, false, VG_QUIRK_ZHAOXIN_DENIED, 0 },
	{ 0x1d170722, RP, 0, false, VG_QUIRK_ZHAOXIN_DENIED, 0 },
	{ 0x1d170710, EP, 0, false, VG_QUIRK_NONE, 0 },
	{ 0x10de2335, EP, 0, true, VG_QUIRK_NONE, 0 },
	{ 0x10221483, RP, 0, true, VG_QUIRK_NONE, 0 },
};

static bool check_quirk(const struct quirk_row *row)
{
	const struct vg_host host = { .ivrs = row->ivrs };
	struct vg_function f = {
		.vendor = row->id >> 16,
		.device = row->id & 0xffff,
		.type = row->type,
		.flags = row->flags,
	};
	enum vg_quirk quirk = vg_quirk_find(&f, &host);

	if (quirk == row->quirk &&
	    (vg_quirk_asserts(quirk) & ALL) == row->asserts)
		return true;
	complain("%08x type %x: quirk %d asserts %x", row->id, row->type, quirk,
		 vg_quirk_asserts(quirk));
	return false;
}

static bool check_errata(void)
{
	struct vg_function f = { .vendor = 0x1022, .device = 0x1483 };
	bool ok;

	ok = vg_sv_reads_zero(&f) && vg_sv_not_grouped_on(&f);
	f.device = 0x1484;
	ok = ok && !vg_sv_reads_zero(&f) && !vg_sv_not_grouped_on(&f);
	f.vendor = 0x111d;
	f.device = 0x80b5;
	ok = ok && !vg_sv_reads_zero(&f) && vg_sv_not_grouped_on(&f);
	f.device = 0x8090;
	ok = ok && !vg_sv_reads_zero(&f) && vg_sv_not_grouped_on(&f);
	f.vendor = 0x1022;
	return ok && !vg_sv_not_grouped_on(&f);
}

static bool check_quirk_names(void)
{
	u32 i;

	for (i = VG_QUIRK_NONE + 1; i < VG_QUIRK_COUNT; i++)
		if (strncmp(vg_quirk_name(i), "pci_quirk_", 10))
			return false;
	return vg_quirk_name(VG_QUIRK_COUNT);
}

static bool in_scope(u32 class, u16 vendor, enum vg_scope scope)
{
	const struct vg_policy policy = { VG_MODE_ENFORCE, scope,
					  VG_PROFILE_STANDARD, VG_PEERS_REFUSE };
	const struct vg_function f = { .class = class, .vendor = vendor };

	return vg_in_scope(&policy, &f);
}

static bool check_scope(void)
{
	return in_scope(0x030000, 0x1a03, VG_SCOPE_GPU) &&
	       in_scope(0x030200, 0x10de, VG_SCOPE_GPU) &&
	       in_scope(0x038000, 0x1002, VG_SCOPE_GPU) &&
	       in_scope(0x120000, 0x1002, VG_SCOPE_GPU) &&
	       in_scope(0x120100, 0x8086, VG_SCOPE_GPU) &&
	       in_scope(0x068000, 0x10de, VG_SCOPE_GPU) &&
	       !in_scope(0x068000, 0x1000, VG_SCOPE_GPU) &&
	       !in_scope(0x060400, 0x10de, VG_SCOPE_GPU) &&
	       !in_scope(0x040300, 0x10de, VG_SCOPE_GPU) &&
	       !in_scope(0x020000, 0x15b3, VG_SCOPE_GPU) &&
	       !in_scope(0x130300, 0x15b3, VG_SCOPE_GPU) &&
	       in_scope(0x020000, 0x15b3, VG_SCOPE_ALL);
}

/* Severities of each profile, a letter for each rule: design.md, section 3 */
static const char *const severities[] = {
	[VG_PROFILE_STANDARD] = "rrwrrrrrrirwrwrrwririiirr",
	[VG_PROFILE_PARANOID] = "rrwrrrrrrrrrrwrrwrirrirrr",
	[VG_PROFILE_MAINLINE] = "rrwiiiirrirwrwrrwririiiri",
};

/* The same where owners decide about peers */
static const char *const owned_severities[] = {
	[VG_PROFILE_STANDARD] = "rrwiiiiirirwrwrrwririiiri",
	[VG_PROFILE_PARANOID] = "rrwiiiiirrrrrwrrwrirrirri",
	[VG_PROFILE_MAINLINE] = "rrwiiiiirirwrwrrwririiiri",
};

static bool check_severities(const char *const *expected,
			     enum vg_profile profile, enum vg_peers peers)
{
	const struct vg_policy policy = { VG_MODE_ENFORCE, VG_SCOPE_GPU,
					  profile, peers };
	u32 i;

	for (i = 1; i <= VG_RULE_MAX; i++) {
		char letter = expected[profile][i - 1];
		enum vg_severity want = letter == 'r' ? VG_SEVERITY_REFUSE :
					letter == 'w' ? VG_SEVERITY_WARN :
							VG_SEVERITY_INFO;

		if (vg_severity_of(&policy, i) != want) {
			complain("severity of rule %u", i);
			return false;
		}
	}
	return true;
}

static bool check_profile(enum vg_profile profile)
{
	return check_severities(severities, profile, VG_PEERS_REFUSE) &&
	       check_severities(owned_severities, profile, VG_PEERS_SAME_OWNER);
}

void run_quirks(void)
{
	bool ok = true;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows) && ok; i++)
		ok = check_quirk(&rows[i]);
	report("quirks", "which quirk, and what it asserts", ok);
	report("quirks", "ports with an erratum", check_errata());
	report("quirks", "every quirk has the kernel's name",
	       check_quirk_names());
	report("policy", "which devices are protected", check_scope());
	report("policy", "severities of standard",
	       check_profile(VG_PROFILE_STANDARD));
	report("policy", "severities of paranoid",
	       check_profile(VG_PROFILE_PARANOID));
	report("policy", "severities of mainline",
	       check_profile(VG_PROFILE_MAINLINE));
}
