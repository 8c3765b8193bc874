// SPDX-License-Identifier: GPL-2.0-only
#include <err.h>
#include <stdio.h>
#include <sysexits.h>

#include <jansson.h>
#include <linux/vfioguard.h>

#include "cmd.h"
#include "explain.h"
#include "fix.h"
#include "json.h"
#include "prose.h"
#include "tally.h"
#include "text.h"

static const char *severity_name(int rule)
{
	return vg_severity_name(vg_severity_unasked(rule));
}

/* What is not judged, behind a rule of the table */
static const char *remark(int rule)
{
	return vg_rule_implemented((enum vg_rule)rule) ? "" :
	       " (not judged yet)";
}

/* Causes of a rule in order, NONE first when nothing else is possible */
static bool has_cause(const struct vg_explanation *explanation, int cause)
{
	if (cause == VFIOGUARD_CAUSE_NONE)
		return !explanation->causes;
	return explanation->causes & BIT(cause);
}

static void print_table(void)
{
	printf("%4s  %-22s  %-8s  %s\n", "RULE", "NAME", "SEVERITY",
	       "FIRES WHEN");
	for (int rule = 1; rule <= VG_RULE_MAX; rule++)
		printf("%4d  %-22s  %-8s  %s%s\n", rule,
		       vg_rule_name((enum vg_rule)rule), severity_name(rule),
		       vg_explain(rule)->summary, remark(rule));
}

static void print_fix(int rule, int cause)
{
	const struct vg_fix *fix = vg_fix_find(rule, cause);

	if (cause == VFIOGUARD_CAUSE_NONE)
		puts("\nFix");
	else
		printf("\nFix when the cause is %s\n",
		       vg_cause_name((enum vg_cause)cause));
	vg_prose_print(&fix->text, 2);
	if (fix->cost)
		printf("  Cost: %s.\n", fix->cost);
}

static void print_rule(int rule)
{
	const struct vg_explanation *explanation = vg_explain(rule);

	printf("Rule %d, %s: %s\n\n", rule, vg_rule_name((enum vg_rule)rule),
	       explanation->summary);
	vg_prose_print(&explanation->text, 2);
	printf("\n  Severity in the profile standard: %s.\n",
	       severity_name(rule));
	if (!vg_rule_implemented((enum vg_rule)rule))
		puts("  This version does not judge it yet.");
	for (int cause = 0; cause <= VG_CAUSE_MAX; cause++) {
		if (has_cause(explanation, cause))
			print_fix(rule, cause);
	}
}

static json_t *fix_json(int rule, int cause)
{
	const struct vg_fix *fix = vg_fix_find(rule, cause);

	return json_pack("{s:s, s:o, s:o}",
		"cause", vg_cause_name((enum vg_cause)cause),
		"text", vg_json_prose(&fix->text), "cost", vg_json_text(fix->cost));
}

static json_t *rule_json(int rule)
{
	const struct vg_explanation *explanation = vg_explain(rule);
	json_t *fixes = json_array();

	for (int cause = 0; cause <= VG_CAUSE_MAX; cause++) {
		if (has_cause(explanation, cause))
			vg_json_append(fixes, fix_json(rule, cause));
	}
	return json_pack("{s:i, s:s, s:s, s:b, s:s, s:o, s:o}",
		"rule", rule, "name", vg_rule_name((enum vg_rule)rule),
		"severity", severity_name(rule),
		"judged", vg_rule_implemented((enum vg_rule)rule),
		"summary", explanation->summary, "text", vg_json_prose(&explanation->text),
		"fixes", fixes);
}

/* One rule, or all of them for 0 */
static void print_json(int only)
{
	json_t *rules = json_array();

	for (int rule = 1; rule <= VG_RULE_MAX; rule++) {
		if (!only || only == rule)
			vg_json_append(rules, rule_json(rule));
	}
	vg_json_print(json_pack("{s:i, s:o}", "abi", VFIOGUARD_ABI, "rules",
				rules));
}

/**
 * vg_cmd_explain - what the rules mean; asks nobody
 * @call: command line
 *
 * Return: exit code.
 */
int vg_cmd_explain(const struct vg_call *call)
{
	int rule = call->count ? vg_rule_parse(call->argument[0]) : 0;

	if (call->count && !rule) {
		warnx("there is no rule '%s' (vfioguard explain lists them)",
		      call->argument[0]);
		return EX_USAGE;
	}
	if (call->json)
		print_json(rule);
	else if (rule)
		print_rule(rule);
	else
		print_table();
	return 0;
}
