// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmdline_test.c - what the command line says, after next_arg() of the
 * kernel's lib/cmdline.c and setup_irqremap() of drivers/iommu
 */
#include "cmdline.h"
#include "test.h"

#define NOTHING	0
#define OVERRIDE	1
#define NOSID	2

#define LINE_LEN	128

static const struct line {
	const char *text;
	int wanted;
} lines[] = {
	{ "", NOTHING },
	{ "   \t\n", NOTHING },
	{ "quiet splash", NOTHING },

	{ "pcie_acs_override=downstream,multifunction", OVERRIDE },
	{ "quiet pcie_acs_override=id:10de:2335\n", OVERRIDE },
	{ "pcie-acs-override=downstream", OVERRIDE },
	{ "pcie-acs_override=", OVERRIDE },
	{ "pcie_acs_override", OVERRIDE },
	{ "pcie_acs_override=a pcie_acs_override=b", OVERRIDE },
	{ "xpcie_acs_override=downstream", NOTHING },
	{ "pcie_acs_overrides=downstream", NOTHING },
	{ "pcie_acs_overrid", NOTHING },
	{ "PCIE_ACS_OVERRIDE=downstream", NOTHING },
	{ "pci.pcie_acs_override=downstream", NOTHING },
	{ "root=pcie_acs_override", NOTHING },

	/* Words of init, and what only looks like their beginning */
	{ "quiet -- pcie_acs_override=downstream intremap=nosid", NOTHING },
	{ "pcie_acs_override=downstream -- intremap=nosid", OVERRIDE },
	{ "--quiet intremap=nosid", NOSID },
	{ "a=-- intremap=nosid", NOSID },
	{ "- intremap=nosid", NOSID },
	{ "\"a -- b\" intremap=nosid", NOSID },
	{ "\"--\" intremap=nosid", NOTHING },

	/* Quotes hold blanks together and are no part of the word */
	{ "dyndbg=\"file x +p\" pcie_acs_override=downstream", OVERRIDE },
	{ "dyndbg=\"x pcie_acs_override=downstream y\"", NOTHING },
	{ "\"pcie_acs_override=downstream\"", OVERRIDE },
	{ "pcie_acs_override=\"downstream, multifunction\"", OVERRIDE },
	{ "\"pcie_acs_override\"=x", OVERRIDE },
	{ "intremap=\"nosid\"", NOSID },
	{ "x=\" intremap=nosid", NOTHING },
	{ "x=\"\" intremap=nosid", NOSID },
	{ "\"\" intremap=nosid", NOSID },
	{ "\"\"", NOTHING },

	{ "intremap=nosid", NOSID },
	{ "intremap=on,nosid", NOSID },
	{ "intremap=no_x2apic_optout,,nosid,off", NOSID },
	{ "intremap=,nosid", NOSID },
	{ "intremap=nosidx", NOSID },
	{ "intremap=nosi", NOTHING },
	{ "intremap=off", NOTHING },
	{ "intremap=xnosid", NOTHING },
	{ "intremap=", NOTHING },
	{ "intremap", NOTHING },
	{ "intremap=,", NOTHING },
	{ "intremap=on intremap=nosid", NOSID },
	{ "amd_iommu_intr=nosid", NOTHING },
	{ "  pcie_acs_override=x\tintremap=nosid\v\n", OVERRIDE | NOSID },
	/* The no-break space of Latin-1 separates, one byte of UTF-8 too */
	{ "a\xa0intremap=nosid", NOSID },
	{ "\xc3\xa4\xc3\xb6 intremap=nosid", NOSID },
};

/* For a terminal */
static void make_name(char *name, size_t len, const char *text)
{
	snprintf(name, len, "'%s'", text);
	for (; *name; name++)
		if (*name < ' ' || *name > '~')
			*name = '?';
}

static bool check_line(const struct line *line)
{
	char text[LINE_LEN];
	struct vg_host host = { 0 };
	int got;

	snprintf(text, sizeof(text), "%s", line->text);
	vg_cmdline_parse(text, &host);
	got = (host.acs_override ? OVERRIDE : NOTHING) |
	      (host.intremap_nosid ? NOSID : NOTHING);
	if (got == line->wanted)
		return true;
	complain("%d, expected %d", got, line->wanted);
	return false;
}

/* What is known already is not forgotten, the rest is not touched */
static bool check_kept(void)
{
	struct vg_host host = { .acs_override = true, .ivrs = true,
				.unjudged = 0x1234 };
	char text[] = "quiet";

	vg_cmdline_parse(text, &host);
	return host.acs_override && host.ivrs && host.unjudged == 0x1234 &&
	       !host.intremap_nosid;
}

void run_cmdline(void)
{
	char name[LINE_LEN];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		make_name(name, sizeof(name), lines[i].text);
		report("cmdline", name, check_line(&lines[i]));
	}
	report("cmdline", "only sets", check_kept());
}
