// SPDX-License-Identifier: GPL-2.0-only
#include "remedy.h"

#include <stdio.h>
#include <stdlib.h>

#include <linux/vfioguard.h>

#include "attribute.h"
#include "fix.h"
#include "names.h"
#include "path.h"
#include "prose.h"
#include "record.h"
#include "topology.h"

/*
 * EC and DT are wanted off, all other bits on. config_acs= names all bits,
 * lowest one last: those left to firmware ("x") can be off. The port goes by
 * its path where it is known, because bus numbers change.
 */
static void print_registers(const struct finding *finding,
			    const struct vg_path *path, const char *slot_path)
{
	unsigned int wanted = (unsigned int)finding->wanted.value & 0xffff;
	unsigned int on = wanted & ~(VG_ACS_EC | VG_ACS_DT);
	int hop = vg_path_find(path, finding->culprit);

	printf("    Until the next reset of the port or reboot:\n");
	printf("      setpci -s %s ECAP_ACS+6.w=%04x:%04x\n", finding->culprit,
	       on, wanted);
	printf("    Where firmware is the reason, on the kernel command line (6.12 or later):\n");
	if (hop < 0)
		printf("      pci=config_acs=00111x1@%s\n", finding->culprit);
	else
		printf("      pci=config_acs=00111x1@%.*s\n",
		       (int)path->hop[hop].end, slot_path);
}

/* Of the driver that the peer has now, not of the one that was judged */
static void print_rebind(const char *peer)
{
	char *driver = vg_attribute_target("bus/pci/devices/%s/driver", peer);

	if (driver)
		printf("    %s has driver %s. To bind it to vfio-pci:\n", peer,
		       driver);
	else
		printf("    %s has no driver any more. To bind it to vfio-pci:\n",
		       peer);
	printf("      echo vfio-pci >/sys/bus/pci/devices/%s/driver_override\n",
	       peer);
	if (driver)
		printf("      echo %s >/sys/bus/pci/drivers/%s/unbind\n", peer,
		       driver);
	printf("      echo %s >/sys/bus/pci/drivers_probe\n", peer);
	free(driver);
}

/* A peer that is in the way, by its cause */
static void print_peer(const struct finding *finding)
{
	if (finding->cause.value == VFIOGUARD_CAUSE_OTHER_OWNER)
		printf("    Who has it, and what to stop:\n"
		       "      vfioguard show %s\n", finding->culprit);
	else if (finding->cause.value == VFIOGUARD_CAUSE_HOST_DRIVER)
		print_rebind(finding->culprit);
	else if (finding->cause.value == VFIOGUARD_CAUSE_NOT_QUIET)
		printf("    To turn both off:\n"
		       "      setpci -s %s COMMAND=0:6\n", finding->culprit);
}

static const struct vg_fix *fix_of(const struct device *device, size_t i)
{
	const struct finding *finding = device->finding.at[i];

	if (!vg_needs_fix(finding))
		return NULL;
	return vg_fix_find(finding->rule.value, finding->cause.value);
}

static void print_title(const struct finding *finding)
{
	printf("  rule %lld %s%s%s\n", finding->rule.value,
	       vg_word(VG_ENUM_RULE, finding->rule).text,
	       finding->culprit ? " at " : "",
	       finding->culprit ? finding->culprit : "");
}

static bool comes_first(const struct device *device, size_t end)
{
	for (size_t i = 0; i < end; i++) {
		if (fix_of(device, i) == fix_of(device, end))
			return false;
	}
	return true;
}

/* Titles of all findings with the same fix, the fix, a command for each */
static void print_fix(const struct device *device, const struct vg_path *path,
		      const struct vg_fix *fix)
{
	for (size_t i = 0; i < device->finding.count; i++) {
		if (fix_of(device, i) == fix)
			print_title(device->finding.at[i]);
	}
	vg_prose_print(&fix->text, 4);
	for (size_t i = 0; i < device->finding.count; i++) {
		const struct finding *finding = device->finding.at[i];

		if (fix->registers && fix_of(device, i) == fix &&
		    finding->culprit && finding->wanted.value)
			print_registers(finding, path, device->slot_path);
		if (fix_of(device, i) == fix && finding->culprit)
			print_peer(finding);
	}
	if (fix->cost)
		printf("    Cost: %s.\n", fix->cost);
}

/**
 * vg_remedy_print - the fixes of all findings that need one
 * @device: the device
 * @path: its path
 */
void vg_remedy_print(const struct device *device, const struct vg_path *path)
{
	for (size_t i = 0; i < device->finding.count; i++) {
		const struct vg_fix *fix = fix_of(device, i);

		if (fix && comes_first(device, i)) {
			print_fix(device, path, fix);
		} else if (!fix && vg_needs_fix(device->finding.at[i])) {
			print_title(device->finding.at[i]);
			puts("    This tool is too old to know a way out.");
		}
	}
}
