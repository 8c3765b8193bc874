// SPDX-License-Identifier: GPL-2.0-only
/*
 * checklist_host.c - items about the host: IOMMU, kernel command line,
 * parameters, ports
 */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/vfioguard.h>

#include "attribute.h"
#include "checklist.h"
#include "cmdline.h"
#include "configured.h"
#include "fix.h"
#include "host.h"
#include "kernel_cmdline.h"
#include "names.h"
#include "notice.h"
#include "port.h"
#include "tally.h"

static const struct vg_prose *fix_of(int rule)
{
	return &vg_fix_find(rule, VFIOGUARD_CAUSE_NONE)->text;
}

/* Units are named by their driver: dmar0, ivhd0, smmu3.0x000000002b400000 */
static const char *unit_kind(const char *name)
{
	static const char *const kinds[][2] = {
		{ "dmar", "VT-d" }, { "ivhd", "AMD-Vi" }, { "smmu", "SMMU" },
		{ "arm-smmu", "SMMU" }, { "virtio", "virtio-iommu" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!strncmp(name, kinds[i][0], strlen(kinds[i][0])))
			return kinds[i][1];
	}
	return "IOMMU of another kind";
}

static void check_iommu(struct vg_checklist *list)
{
	const char *kind = NULL;
	unsigned int count = 0;
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *units;

	snprintf(path, sizeof(path), "%s/class/iommu", vg_host_sysfs());
	units = opendir(path);
	while (units && (entry = readdir(units))) {
		if (*entry->d_name == '.')
			continue;
		kind = unit_kind(entry->d_name);
		count++;
	}
	if (units)
		closedir(units);
	if (count)
		vg_checklist_add(list, VG_PASS, "IOMMU", "%s, %u unit%s", kind,
				 count, count == 1 ? "" : "s");
	else
		vg_checklist_add(list, VG_FAIL, "IOMMU",
				 "none (/sys/class/iommu)")->fix =
			fix_of(VFIOGUARD_RULE_NO_IOMMU);
}

static void check_override(struct vg_checklist *list)
{
	static const char name[] = "ACS override";
	char *cmdline = vg_kernel_cmdline();
	struct vg_host host = { 0 };

	if (cmdline)
		vg_cmdline_parse(cmdline, &host);
	if (!cmdline)
		vg_checklist_add(list, VG_WARN, name,
				 "cannot be told, the kernel command line cannot be read");
	else if (host.acs_override)
		vg_checklist_add(list, VG_FAIL, name,
				 "pcie_acs_override= is on the kernel command line")->fix =
			fix_of(VFIOGUARD_RULE_ACS_OVERRIDE_REQUESTED);
	else
		vg_checklist_add(list, VG_PASS, name,
				 "not on the kernel command line");
	free(cmdline);
}

static bool is_yes(const char *module, const char *parameter)
{
	char *value = vg_attribute("module/%s/parameters/%s", module,
				   parameter);
	bool yes = value && (*value == 'Y' || *value == '1');

	free(value);
	return yes;
}

static void check_parameters(struct vg_checklist *list)
{
	static const char name[] = "unsafe parameters";
	static const struct {
		const char *module;
		const char *parameter;
		int rule;
	} unsafe[] = {
		{ "vfio_iommu_type1", "allow_unsafe_interrupts",
		  VFIOGUARD_RULE_UNSAFE_INTERRUPTS },
		{ "iommufd", "allow_unsafe_interrupts",
		  VFIOGUARD_RULE_UNSAFE_INTERRUPTS },
		{ "vfio", "enable_unsafe_noiommu_mode",
		  VFIOGUARD_RULE_NO_IOMMU },
	};
	bool any = false;

	for (size_t i = 0; i < ARRAY_SIZE(unsafe); i++) {
		if (!is_yes(unsafe[i].module, unsafe[i].parameter))
			continue;
		any = true;
		vg_checklist_add(list, VG_WARN, name, "%s of %s is on",
				 unsafe[i].parameter, unsafe[i].module)->fix =
			fix_of(unsafe[i].rule);
	}
	if (!any)
		vg_checklist_add(list, VG_PASS, name, "none is on");
}

/**
 * struct blame - what devices say of the ACS of a port
 * @result: the worst of it
 * @wanted: ACS Control bits at fault
 * @devices: how many say so
 * @refused: some finding refuses; else the policy lets all of them
 * @fix: of one of the findings, or NULL
 */
struct blame {
	enum vg_result result;
	long long wanted;
	unsigned int devices;
	bool refused;
	const struct vg_prose *fix;
};

/* For its ACS: links and resets are blamed on ports too, for no bits of it */
static bool blames(const struct finding *finding, const char *bdf)
{
	return finding->culprit && !strcmp(finding->culprit, bdf) &&
	       (finding->cause.value != VFIOGUARD_CAUSE_NONE ||
		finding->wanted.value) &&
	       (finding->severity.value == VFIOGUARD_SEVERITY_REFUSE ||
		vg_is_let(finding->rule.value, finding->severity.value));
}

static void add_blame(struct blame *blame, const struct device *device,
		      const struct finding *finding)
{
	const struct vg_fix *fix = vg_fix_find(finding->rule.value,
					       finding->cause.value);

	blame->wanted |= finding->wanted.value;
	if (fix && !blame->fix)
		blame->fix = &fix->text;
	if (finding->severity.value != VFIOGUARD_SEVERITY_REFUSE)
		return;
	blame->refused = true;
	if (vg_weigh(device) == VG_FAIL)
		blame->result = VG_FAIL;
}

static void gather_blame(struct blame *blame, const struct device *device,
			 const struct port *port)
{
	bool any = false;

	for (size_t i = 0; i < device->finding.count; i++) {
		if (!blames(device->finding.at[i], port->bdf))
			continue;
		any = true;
		add_blame(blame, device, device->finding.at[i]);
	}
	blame->devices += any;
}

static void tell_blame(struct vg_checklist *list, const struct port *port,
		       const struct blame *blame)
{
	char bits[VG_BITS_LEN];
	struct vg_item *item;

	vg_acs_bits(bits, blame->wanted);
	item = vg_checklist_add(list, blame->result, "ACS",
				"%s%s, %u device%s suffer%s%s",
				port->unreadable.value ? "cannot be read" :
				!port->acs_control.set ? "has none" :
				"bits at fault ",
				port->unreadable.value ||
				!port->acs_control.set ? "" : bits,
				blame->devices, blame->devices == 1 ? "" : "s",
				blame->devices == 1 ? "s" : "",
				blame->refused ? "" : ", the policy lets it");
	item->subject = port->bdf;
	item->fix = blame->fix;
}

static bool check_port(struct vg_checklist *list, const struct port *port)
{
	struct blame blame = { .result = VG_WARN };

	for (size_t i = 0; i < list->device.count; i++)
		gather_blame(&blame, list->device.at[i], port);
	/* A record has not all findings of a device, the count is of all */
	if (!blame.devices && port->wanted.value) {
		blame.devices = (unsigned int)port->endangered_count.value;
		blame.wanted = port->wanted.value;
		blame.refused = true;
	}
	if (blame.devices)
		tell_blame(list, port, &blame);
	return blame.devices;
}

static void check_acs(struct vg_checklist *list)
{
	size_t faulty = 0;

	for (size_t i = 0; i < list->port.count; i++)
		faulty += check_port(list, list->port.at[i]);
	if (!faulty)
		vg_checklist_add(list, VG_PASS, "ACS",
				 "no finding about %zu port%s",
				 list->port.count,
				 list->port.count == 1 ? "" : "s");
}

/* Only what is amiss: most hosts have no policy of their own */
static void check_policy(struct vg_checklist *list)
{
	const struct vg_in_force now = vg_in_force(list->status);
	struct vg_configured configured;
	char fault[VG_FAULT_LEN];

	vg_configured_read(&configured, vg_host_policy());
	if (vg_configured_fault(&configured, &now, fault))
		vg_checklist_add(list, VG_FAIL, "policy", "%s", fault);
}

static void check_boot(struct vg_checklist *list)
{
	struct vg_list notices;

	vg_notice_read(&notices);
	for (size_t i = 0; i < notices.count; i++)
		vg_checklist_add(list, VG_FAIL, "boot", "%s",
				 (const char *)notices.at[i]);
	vg_list_free(&notices, free);
}

/**
 * vg_checklist_host - the items about the host
 * @list: the checklist
 */
void vg_checklist_host(struct vg_checklist *list)
{
	check_policy(list);
	check_boot(list);
	check_iommu(list);
	check_override(list);
	check_parameters(list);
	check_acs(list);
}
