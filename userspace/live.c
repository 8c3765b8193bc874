// SPDX-License-Identifier: GPL-2.0-only
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <pci/pci.h>

#include "alias.h"
#include "cmdline.h"
#include "host.h"
#include "kernel_cmdline.h"
#include "live.h"
#include "memory.h"
#include "source.h"

/* Rule 2 needs the state of remapping, unless it is known to be useless */
static void read_host(struct vg_host *host)
{
	char *cmdline = vg_kernel_cmdline();

	host->unjudged |= VG_KERNEL_RULES;
	if (cmdline)
		vg_cmdline_parse(cmdline, host);
	else
		host->unjudged |= BIT(VG_RULE_ACS_OVERRIDE_REQUESTED);
	free(cmdline);
	if (!host->intremap_nosid)
		host->unjudged |= BIT(VG_RULE_MSI_NOT_ISOLATED);
	vg_live_parameters(host);
	host->ivrs = vg_sysfs_has("firmware/acpi/tables", "IVRS");
}

/*
 * As link_bridges() of the module does it: a bridge leads to the bus on which
 * the kernel has what is below it, and a register that says otherwise is not
 * to be trusted with anything.
 */
static void link_bridge(struct vg_facts *facts, const struct vg_below *link)
{
	s32 at = vg_facts_find(facts, link->segment, link->bridge);
	struct vg_function *f;

	if (at == VG_NONE)
		return;
	f = &facts->fn[at];
	if (f->secondary != link->bus)
		f->flags |= VG_F_UNREADABLE;
	f->secondary = link->bus;
	/* a register that was not read: the buses that are seen */
	if (f->subordinate < link->bus)
		f->subordinate = link->bus;
}

static void link_bridges(struct vg_facts *facts, const struct vg_list *links)
{
	for (size_t i = 0; i < links->count; i++)
		link_bridge(facts, links->at[i]);
}

static int read_functions(struct vg_facts *facts, struct pci_access *access)
{
	struct vg_list links = { 0 };

	for (struct pci_dev *dev = access->devices; dev; dev = dev->next)
		vg_live_function(facts, &links, dev);
	vg_facts_sort(facts);
	link_bridges(facts, &links);
	vg_live_resets(facts);
	vg_live_regions(facts);
	vg_alias_by_id(facts);
	vg_list_free(&links, free);
	if (facts->count)
		return 0;
	warnx("%s/bus/pci/devices is empty, nothing to judge; -F FILE judges a file",
	      vg_host_sysfs());
	return EX_UNAVAILABLE;
}

/**
 * vg_live_read - the facts of this host, without the module
 * @facts: filled; empty when it fails
 *
 * Reads of config space wake what sleeps, the kernel sees to that.
 *
 * Return: 0, or EX_UNAVAILABLE after a message.
 */
int vg_live_read(struct vg_facts *facts)
{
	struct pci_access *access;
	int code = EX_UNAVAILABLE;

	*facts = (struct vg_facts){ .live = true };
	access = vg_pci_open();
	if (access) {
		code = read_functions(facts, access);
		pci_cleanup(access);
	}
	if (code)
		vg_facts_free(facts);
	else
		read_host(&facts->host);
	return code;
}
