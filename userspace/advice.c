// SPDX-License-Identifier: GPL-2.0-only
/*
 * advice.c - what to do about a cause: the command for now, the kernel
 * parameter for good
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "preflight.h"
#include "text.h"

/* Ports by IDs instead of one by one, from so many with the same IDs on */
#define MANY	3

static const struct vg_function *function_of(const struct vg_preflight *p,
					     const struct vg_culprit *culprit)
{
	return &p->model.topology.fn[culprit->position];
}

/* What the culprits are */
static const char *choose_noun(const struct vg_preflight *p,
			       const struct vg_cause_found *found)
{
	bool many = found->culprit.count != 1;

	for (size_t i = 0; i < found->culprit.count; i++) {
		if (!vg_is_port(function_of(p, found->culprit.at[i])))
			return many ? "functions" : "function";
	}
	return many ? "ports" : "port";
}

/**
 * vg_advice_title - a cause in half a sentence
 * @p: the judgement
 * @found: the cause
 * @buf: receives "ACS is off on these 16 ports"
 * @len: size of @buf
 */
void vg_advice_title(const struct vg_preflight *p,
		     const struct vg_cause_found *found, char *buf, size_t len)
{
	const char *noun = choose_noun(p, found);
	size_t n = found->culprit.count;
	const char *these = n == 1 ? "this" : "these";
	char number[24] = "";

	if (n != 1)
		snprintf(number, sizeof(number), "%zu ", n);
	switch (found->reason) {
	case VG_REASON_ACS_OFF:
		snprintf(buf, len, "ACS is off on %s %s%s", these, number, noun);
		break;
	case VG_REASON_NO_ACS:
		snprintf(buf, len, "%s %s%s cannot do the ACS that is needed",
			 these, number, noun);
		break;
	case VG_REASON_CONVENTIONAL:
		snprintf(buf, len, "a conventional PCI bus lies behind %s %s%s",
			 these, number, n == 1 ? "bridge" : "bridges");
		break;
	case VG_REASON_ALIAS:
		snprintf(buf, len, "requester IDs are shared through %s %s%s",
			 these, number, noun);
		break;
	case VG_REASON_UNREADABLE:
		snprintf(buf, len, "%s %s%s cannot be read, or the bridge above is not known",
			 these, number, noun);
		break;
	case VG_REASON_RULE:
		snprintf(buf, len, "%s",
			 vg_rule_name((enum vg_rule)found->rule));
		break;
	}
}

/**
 * vg_advice_fix - what to do about a cause
 * @found: the cause
 *
 * Return: the fix, or NULL.
 */
const struct vg_fix *vg_advice_fix(const struct vg_cause_found *found)
{
	static const struct vg_fix switch_on = {
		.text = { {
			"The kernel sets these bits at boot when there is an IOMMU, so something cleared",
			"them: a script with setpci for GPU-to-GPU performance, pci=disable_acs_redir= or",
			"pci=config_acs= on the kernel command line, firmware, or there was no IOMMU.",
			"Remove that and reboot.",
		} },
		.cost = "traffic between devices below one switch gets slower",
	};

	if (found->reason == VG_REASON_ACS_OFF)
		return &switch_on;
	return vg_fix_find(found->rule, found->cause);
}

/**
 * vg_advice_command - the command that sets a register until the next reset
 * @p: the judgement
 * @culprit: with the register
 *
 * Return: the command, to be given to free().
 */
char *vg_advice_command(const struct vg_preflight *p,
			const struct vg_culprit *culprit)
{
	const struct vg_function *f = function_of(p, culprit);
	char bdf[VG_BDF_LEN];
	char buf[80];

	vg_format_bdf(bdf, f->segment, f->rid);
	/* Sunrise Point has its control register two bytes further on */
	if (f->acs_kind == VG_ACS_SPT_DWORD)
		snprintf(buf, sizeof(buf), "setpci -s %s ECAP_ACS+8.l=%08x:%08x",
			 bdf, culprit->wanted,
			 (culprit->wanted ^ culprit->seen) & 0xffff);
	else
		snprintf(buf, sizeof(buf), "setpci -s %s ECAP_ACS+6.w=%04x:%04x",
			 bdf, culprit->wanted,
			 (culprit->wanted ^ culprit->seen) & 0xffff);
	return strdup(buf);
}

/* Vendor and device ID as one number */
static u32 ids_of(const struct vg_function *f)
{
	return (u32)f->vendor << 16 | f->device;
}

/* Culprits with the same IDs */
struct like {
	u32 ids;
	u32 count;
	bool done;
};

static int compare_likes(const void *a, const void *b)
{
	const struct like *x = a;
	const struct like *y = b;

	return x->ids < y->ids ? -1 : x->ids > y->ids;
}

/* Returns all culprits by their IDs, each IDs once; to be given to free() */
static struct like *find_likes(const struct vg_preflight *p,
			       const struct vg_cause_found *found,
			       size_t *count)
{
	size_t n = found->culprit.count;
	struct like *like = vg_alloc(sizeof(*like) * (n + 1));
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		like[i].ids = ids_of(function_of(p, found->culprit.at[i]));
	qsort(like, n, sizeof(*like), compare_likes);
	for (size_t i = 0; i < n; i++) {
		if (!i || like[kept - 1].ids != like[i].ids)
			like[kept++] = like[i];
		like[kept - 1].count++;
	}
	*count = kept;
	return like;
}

/*
 * Bits as config_acs= has them, highest first: DT EC UF CR RR TB SV. What the
 * function cannot do is left to firmware.
 */
static void print_flags(FILE *out, const struct vg_culprit *culprit,
			const struct vg_function *f)
{
	for (int bit = 6; bit >= 0; bit--) {
		u16 mask = (u16)(1 << bit);

		if (mask == VG_ACS_TB || !(f->acs_cap & mask))
			fputc('x', out);
		else
			fputc(culprit->wanted & mask ? '1' : '0', out);
	}
}

static void print_target(FILE *out, const struct vg_preflight *p,
			 const struct vg_culprit *culprit, bool by_ids)
{
	const struct vg_function *f = function_of(p, culprit);
	char path[VG_SLOT_PATH_LEN];

	print_flags(out, culprit, f);
	vg_slot_path(path, sizeof(path), &p->model.topology,
		     culprit->position);
	if (by_ids)
		fprintf(out, "@pci:%04x:%04x", f->vendor, f->device);
	else
		fprintf(out, "@%s", path);
}

/**
 * vg_advice_parameter - the kernel parameter that sets all registers at boot
 * @p: the judgement
 * @found: a cause, VG_REASON_ACS_OFF
 *
 * Ports that are many of one kind go by their IDs, others by their path:
 * bus numbers change.
 *
 * Return: the parameter, to be given to free().
 */
char *vg_advice_parameter(const struct vg_preflight *p,
			  const struct vg_cause_found *found)
{
	const char *separator = "";
	char *text = NULL;
	size_t len;
	size_t count;
	struct like *likes;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	likes = find_likes(p, found, &count);
	fputs("pci=config_acs=", out);
	for (size_t i = 0; i < found->culprit.count; i++) {
		const struct vg_culprit *culprit = found->culprit.at[i];
		const struct vg_function *f = function_of(p, culprit);
		const struct like wanted = { .ids = ids_of(f) };
		struct like *like = bsearch(&wanted, likes, count,
					    sizeof(*likes), compare_likes);
		bool many = f->device && like->count >= MANY;

		/* the kernel then forces redirection off, whatever is asked */
		if (f->acs_kind == VG_ACS_SPT_DWORD || (many && like->done))
			continue;
		like->done = true;
		fputs(separator, out);
		print_target(out, p, culprit, many);
		separator = ";";
	}
	free(likes);
	fclose(out);
	return text;
}

/**
 * vg_advice_no_iommu - whether ACS is off because no IOMMU driver turned it on
 * @p: the judgement
 *
 * Return: true when no port of the host has any of the bits on that the kernel
 * sets at boot, so that nothing points to a single port.
 */
bool vg_advice_no_iommu(const struct vg_preflight *p)
{
	for (size_t c = 0; c < p->causes.found.count; c++) {
		const struct vg_cause_found *found = p->causes.found.at[c];

		if (found->reason != VG_REASON_ACS_OFF)
			continue;
		for (size_t i = 0; i < found->culprit.count; i++) {
			const struct vg_culprit *culprit =
				found->culprit.at[i];

			if (culprit->seen & VG_ACS_REQUIRED)
				return false;
		}
		return p->model.claims != VG_CLAIMS_RECORDED;
	}
	return false;
}
