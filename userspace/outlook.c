// SPDX-License-Identifier: GPL-2.0-only
/* outlook.c - the judgement of a host, for people */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fix.h"
#include "names.h"
#include "notes.h"
#include "path.h"
#include "preflight.h"
#include "record.h"
#include "report.h"
#include "source.h"
#include "table.h"
#include "tally.h"
#include "term.h"
#include "text.h"

#define COLUMNS		100
/* Addresses of a cause that are listed; what to do is listed in full */
#define DEVICES_SHOWN	16

static void print_claims(const struct vg_preflight *p)
{
	static const char *const texts[] = {
		[VG_CLAIMS_RECORDED] = "IOMMU groups as recorded",
		[VG_CLAIMS_NONE] = "no IOMMU groups: no IOMMU is in use",
		[VG_CLAIMS_PREDICTED] = "IOMMU groups PREDICTED (mainline's rule, own numbers)",
		[VG_CLAIMS_OVERRIDE] = "IOMMU groups PREDICTED (pcie_acs_override=, own numbers)",
	};

	printf("%s: %u functions, %s\n",
	       vg_source_name(p->wish->file), p->model.facts.count, texts[p->model.claims]);
}

static void print_policy(const struct vg_preflight *p)
{
	const struct vg_policy *policy = &p->model.policy;
	struct vg_number profile = vg_number(policy->profile);
	struct vg_number scope = vg_number(policy->scope);

	printf("profile %s, scope %s", vg_word(VG_ENUM_PROFILE, profile).text,
	       vg_word(VG_ENUM_SCOPE, scope).text);
	if (p->wish->acs.count)
		printf(", WHAT IF: ACS Control as --acs says");
	putchar('\n');
}

static void print_not_judged(const struct vg_preflight *p)
{
	int column = printf("not judged:");

	for (u32 rule = 1; rule <= VG_RULE_MAX; rule++) {
		const char *name = vg_rule_name((enum vg_rule)rule);

		if (vg_preflight_judges(p, rule))
			continue;
		if (column + 1 + (int)strlen(name) > COLUMNS)
			column = printf("\n           ") - 1;
		column += printf(" %s", name);
	}
	putchar('\n');
}

/* Who else is in the isolation domain, as far as one line holds it */
static void print_domain(const struct device *device)
{
	long long others = device->domain_count.value - 1;
	int column = printf("    its isolation domain:");
	long long shown = 0;

	for (size_t i = 0; i < device->domain.count; i++) {
		const char *other = device->domain.at[i];

		if (!strcmp(other, device->bdf))
			continue;
		if (column + 1 + (int)strlen(other) + 14 > COLUMNS)
			break;
		column += printf(" %s", other);
		shown++;
	}
	if (shown < others)
		printf(" and %lld more", others - shown);
	putchar('\n');
}

static void print_sentence(const struct device *device, enum vg_fate fate)
{
	vg_print_painted(fate == VG_FATE_REFUSED ? VG_BAD : VG_DOUBT,
			 device->bdf, 0);
	if (fate == VG_FATE_REFUSED)
		printf(" %s\n", device->sentence);
	else if (vg_leaves_group(device))
		puts(" allowed by this profile only: not alone, and beyond its IOMMU group");
	else
		puts(" allowed, but not alone: together with its whole IOMMU group only");
	if (device->domain_count.value > 1)
		print_domain(device);
}

static void print_sentences(const struct vg_preflight *p)
{
	static const unsigned int parts[VG_FATE_COUNT] = {
		[VG_FATE_SHARED] = VG_PART_LISTS | VG_PART_VERDICT,
		[VG_FATE_REFUSED] = VG_PART_LISTS | VG_PART_VERDICT,
	};
	bool any = false;

	for (u32 i = 0; i < p->count; i++) {
		struct device *device;

		if (p->device[i].fate == VG_FATE_ISOLATED)
			continue;
		if (!any)
			putchar('\n');
		any = true;
		device = vg_model_record(&p->model, p->device[i].position,
					 parts[p->device[i].fate]);
		print_sentence(device, p->device[i].fate);
		vg_device_free(device);
	}
}

/* What the widths depend on is known without judging once more */
static void measure(const struct vg_preflight *p, struct vg_table *table)
{
	for (u32 i = 0; i < p->count; i++) {
		bool refused = p->device[i].fate == VG_FATE_REFUSED;
		struct device *device;

		device = vg_model_record(&p->model, p->device[i].position, 0);
		device->verdict.set = true;
		device->verdict.value = refused ? VG_REFUSE : VG_ALLOW;
		vg_table_measure(table, device);
		vg_device_free(device);
	}
}

static void print_table(const struct vg_preflight *p)
{
	struct vg_table table = { 0 };

	measure(p, &table);
	vg_table_head(&table);
	for (u32 i = 0; i < p->count; i++) {
		struct device *device;

		device = vg_model_record(&p->model, p->device[i].position,
					 VG_PART_VERDICT);
		vg_table_row(&table, device);
		vg_device_free(device);
	}
}

/* "8 GPUs: 0 isolated, 8 refused; 4 NVSwitches: 4 isolated, 0 refused" */
static void print_outlook(const struct vg_outlook *outlook)
{
	const char *separator = "";

	for (int sort = 0; sort < VG_SORT_COUNT; sort++) {
		const unsigned int *n = outlook->count[sort];
		unsigned int total = vg_outlook_total(outlook, sort);

		if (!total)
			continue;
		printf("%s%u %s: %u isolated, ", separator, total,
		       vg_sort_noun(sort, total), n[VG_FATE_ISOLATED]);
		if (n[VG_FATE_SHARED])
			printf("%u not alone, ", n[VG_FATE_SHARED]);
		printf("%u refused", n[VG_FATE_REFUSED]);
		separator = "; ";
	}
	if (!*separator)
		printf("nothing to judge: no GPU, NVSwitch or assigned device");
}

static void print_summary(const struct vg_preflight *p)
{
	size_t n = p->causes.found.count;
	char title[160];

	putchar('\n');
	print_outlook(&p->outlook);
	if (n)
		printf("; %zu cause%s:", n, n == 1 ? "" : "s");
	for (size_t i = 0; i < n; i++) {
		vg_advice_title(p, p->causes.found.at[i], title,
				sizeof(title));
		printf("%s %s", i ? ";" : "", title);
	}
	putchar('\n');
}

static void print_culprit(const struct vg_preflight *p,
			  const struct vg_cause_found *found,
			  const struct vg_culprit *culprit)
{
	const struct vg_function *f = &p->model.topology.fn[culprit->position];
	char bdf[VG_BDF_LEN];
	char bits[VG_BITS_LEN];

	vg_format_bdf(bdf, f->segment, f->rid);
	printf("  %s %04x:%04x", bdf, f->vendor, f->device);
	if (found->reason == VG_REASON_ACS_OFF) {
		vg_acs_bits(bits, culprit->seen & f->acs_cap);
		printf("  on: %s", bits);
		vg_acs_bits(bits, culprit->wanted & ~culprit->seen);
		printf(", to set: %s", bits);
		if (culprit->seen & ~culprit->wanted & f->acs_cap) {
			vg_acs_bits(bits, culprit->seen & ~culprit->wanted &
					  f->acs_cap);
			printf(", to clear: %s", bits);
		}
	}
	putchar('\n');
}

static void print_suffering(const struct vg_preflight *p,
			    const struct vg_cause_found *found)
{
	int column = printf("  suffer from it:");
	size_t n = found->device.count;

	for (size_t i = 0; i < n && i < DEVICES_SHOWN; i++) {
		const struct vg_function *f;
		char bdf[VG_BDF_LEN];

		f = &p->model.topology.fn[*(u32 *)found->device.at[i]];
		vg_format_bdf(bdf, f->segment, f->rid);
		if (column + 1 + (int)strlen(bdf) > COLUMNS)
			column = printf("\n                 ") - 1;
		column += printf(" %s", bdf);
	}
	if (n > DEVICES_SHOWN)
		printf(" and %zu more", n - DEVICES_SHOWN);
	putchar('\n');
}

static void print_fix(const struct vg_cause_found *found)
{
	const struct vg_fix *fix = vg_advice_fix(found);

	if (!fix)
		return;
	vg_prose_print(&fix->text, 2);
	if (fix->cost)
		printf("  Cost: %s.\n", fix->cost);
}

/* Everything that sets bits, for copying */
static void print_switching(const struct vg_preflight *p,
			    const struct vg_cause_found *found)
{
	static const struct vg_prose no_iommu = { {
		"None of them has any bit on that the kernel sets at boot: most likely",
		"no IOMMU was in use. Turn it on in the firmware setup, and on Intel",
		"with intel_iommu=on; the kernel then sets the bits itself.",
	} };
	char *parameter = vg_advice_parameter(p, found);

	if (vg_advice_no_iommu(p))
		vg_prose_print(&no_iommu, 2);
	puts("  On the kernel command line (6.12 or later, in quotes), for good:");
	printf("    %s\n", parameter ? parameter : "");
	puts("  As root, until the next reset of the port or reboot:");
	for (size_t i = 0; i < found->culprit.count; i++) {
		char *command = vg_advice_command(p, found->culprit.at[i]);

		printf("    %s\n", command ? command : "");
		free(command);
	}
	puts("  IOMMU groups stay as they were formed at boot.");
	free(parameter);
}

static void print_cause(const struct vg_preflight *p, size_t number)
{
	const struct vg_cause_found *found = p->causes.found.at[number];
	char title[160];

	vg_advice_title(p, found, title, sizeof(title));
	printf("\nCause %zu: ", number + 1);
	vg_print_painted(VG_STRONG, title, 0);
	putchar('\n');
	for (size_t i = 0; i < found->culprit.count; i++)
		print_culprit(p, found, found->culprit.at[i]);
	print_suffering(p, found);
	print_fix(found);
	if (found->reason == VG_REASON_ACS_OFF)
		print_switching(p, found);
}

static void print_mended(const struct vg_preflight *p)
{
	const struct vg_cause_found *first = p->causes.found.count ?
					     p->causes.found.at[0] : NULL;

	if (!first || first->reason != VG_REASON_ACS_OFF)
		return;
	printf("\nWith these bits set: ");
	print_outlook(&p->mended);
	putchar('\n');
}

static void print_reports(const struct vg_preflight *p)
{
	static struct vg_path path;

	for (u32 i = 0; i < p->count; i++) {
		const struct vg_judged *judged = &p->device[i];
		struct device *device;

		device = vg_model_judge(&p->model, judged->position);
		putchar('\n');
		if (judged->fate == VG_FATE_SHARED)
			print_sentence(device, judged->fate);
		vg_model_path(&p->model, judged->position, &path);
		vg_report(device, &path, NULL);
		vg_device_free(device);
	}
}

/**
 * vg_preflight_print - a judgement as text
 * @p: the judgement
 *
 * With devices named on the command line all about each, else a line each.
 */
void vg_preflight_print(const struct vg_preflight *p)
{
	print_claims(p);
	print_policy(p);
	print_not_judged(p);
	vg_notes_print(&p->model.facts, stdout);
	if (p->wish->device.count) {
		print_reports(p);
	} else if (p->count) {
		putchar('\n');
		print_table(p);
		print_sentences(p);
	}
	for (size_t i = 0; i < p->causes.found.count; i++)
		print_cause(p, i);
	print_mended(p);
	print_summary(p);
}
