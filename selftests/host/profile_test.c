// SPDX-License-Identifier: GPL-2.0-only
/*
 * profile_test.c - each rule that a profile weighs differently has a case in
 * which that alone turns the verdict round
 */
#include "test.h"

/* Of the rules that are judged, by design.md, section 3; 25: the errata */
static const char * const turned[] = {
	[VG_PROFILE_PARANOID] = "10 12 21 23 25",
	[VG_PROFILE_MAINLINE] = "4 5 6 7 25",
};

/*
 * The only rule whose findings differ in severity, when the outcome differs
 * too; else 0.
 */
static u32 rule_that_turns(const struct vg_verdict *a, const struct vg_verdict *b)
{
	u32 rule = 0;
	u32 i;

	if (a->outcome == b->outcome || a->finding_count != b->finding_count)
		return 0;
	for (i = 0; i < vg_findings_stored(a); i++) {
		if (a->finding[i].severity == b->finding[i].severity)
			continue;
		if (rule && rule != a->finding[i].rule)
			return 0;
		rule = a->finding[i].rule;
	}
	return rule;
}

static void look_into(const struct table *table, enum vg_profile profile,
		      bool *found)
{
	struct vg_verdict standard;
	struct vg_verdict other;
	struct judged j;
	u32 c;
	u32 i;

	for (c = 0; c < table->count; c++)
		for (i = 0; i < MAX_LOOKS && table->cases[c].judged[i].of; i++) {
			j = table->cases[c].judged[i];
			j.profile = VG_PROFILE_STANDARD;
			if (!judge_as(&table->cases[c], &j, &standard))
				continue;
			j.profile = profile;
			if (judge_as(&table->cases[c], &j, &other))
				found[rule_that_turns(&standard, &other)] = true;
		}
}

static bool check_turned(enum vg_profile profile)
{
	bool found[VG_RULE_MAX + 1] = { false };
	char text[128] = "";
	size_t len = 0;
	u32 rule;

	look_into(&table_profile, profile, found);
	for (rule = 1; rule <= VG_RULE_MAX; rule++)
		if (found[rule])
			len += snprintf(text + len, sizeof(text) - len, "%s%u",
					len ? " " : "", rule);
	if (!strcmp(text, turned[profile]))
		return true;
	complain("rules %s, expected %s", text, turned[profile]);
	return false;
}

void run_profiles(void)
{
	report("policy", "each rule of paranoid turns a verdict",
	       check_turned(VG_PROFILE_PARANOID));
	report("policy", "each rule of mainline turns a verdict",
	       check_turned(VG_PROFILE_MAINLINE));
}
