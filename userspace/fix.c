// SPDX-License-Identifier: GPL-2.0-only
#include "fix.h"

#include <linux/vfioguard.h>

#include "record.h"
#include "rules.h"

/* Where several causes are possible, the cause says what to do */
static const struct vg_fix by_cause[] = {
	[VFIOGUARD_CAUSE_NO_ACS] = {
		.text = { {
			"No setting of the kernel adds ACS to a port that has none.",
			"Look for an ACS switch in the firmware setup, move the device",
			"to a slot with a root port of its own, or give all devices of",
			"the isolation domain, in one IOMMU group, to one virtual",
			"machine. pcie_acs_override= only hides the leak.",
		} },
		.cost = "another slot can be slower between devices that now share a switch",
	},
	[VFIOGUARD_CAUSE_NO_REQUEST_REDIRECT] = {
		.text = { {
			"The switch cannot redirect requests. Look for newer firmware",
			"of the switch, move the device to a slot with a root port of",
			"its own, or give all devices of the isolation domain, in one",
			"IOMMU group, to one virtual machine.",
		} },
		.cost = "another slot can be slower between devices that now share a switch",
	},
	[VFIOGUARD_CAUSE_REQUEST_REDIRECT_OFF] = {
		.text = { {
			"The kernel turns P2P Request Redirect on at boot when there is",
			"an IOMMU, so something turned it off: a script with setpci for",
			"GPU-to-GPU performance, pci=disable_acs_redir= or",
			"pci=config_acs= on the kernel command line, or firmware.",
			"Remove that and reboot.",
		} },
		.cost = "traffic between devices below the switch passes the root complex",
		.registers = true,
	},
	[VFIOGUARD_CAUSE_EGRESS_CONTROL_OPEN] = {
		.text = { {
			"P2P Egress Control lets requests through whatever P2P Request",
			"Redirect says. Turn it off where it is turned on: firmware of",
			"the switch, a script, or pci=config_acs=.",
		} },
		.cost = "traffic between devices below the switch passes the root complex",
		.registers = true,
	},
	[VFIOGUARD_CAUSE_NO_UPSTREAM_FORWARDING] = {
		.text = { {
			"The port above cannot send redirected requests on to the root.",
			"Look for newer firmware of the switch, move the device to a",
			"slot with a root port of its own, or give all devices of the",
			"isolation domain, in one IOMMU group, to one virtual machine.",
		} },
		.cost = "another slot can be slower between devices that now share a switch",
	},
	[VFIOGUARD_CAUSE_UPSTREAM_FORWARDING_OFF] = {
		.text = { {
			"The kernel turns Upstream Forwarding on at boot when there is",
			"an IOMMU, so something turned it off: a script with setpci,",
			"pci=config_acs= on the kernel command line, or firmware.",
			"Remove that and reboot.",
		} },
		.registers = true,
	},
	[VFIOGUARD_CAUSE_CONVENTIONAL_BUS] = {
		.text = { {
			"Nothing separates devices on a conventional PCI bus. Move the",
			"device to a PCIe slot, or give all devices of the isolation",
			"domain, in one IOMMU group, to one virtual machine.",
		} },
	},
	[VFIOGUARD_CAUSE_UNREADABLE] = {
		.text = { {
			"Config space answers with all ones or not at all: the function",
			"is gone, in reset or without power, or its link is down. Look",
			"for AER and link messages in the kernel log, reseat the device",
			"or power-cycle the host.",
		} },
	},
	[VFIOGUARD_CAUSE_UPSTREAM_UNKNOWN] = {
		.text = { {
			"The bridge above is not in the kernel's list of PCI functions:",
			"it was being removed, or the bus numbers are wrong. Try again;",
			"if it stays, rescan the bus (echo 1 > /sys/bus/pci/rescan) or",
			"reboot.",
		} },
	},
	[VFIOGUARD_CAUSE_ALIAS] = {
		.text = { {
			"The IOMMU cannot tell the two functions apart. Move one of",
			"them behind another PCIe port, or give all devices of the",
			"isolation domain, in one IOMMU group, to one virtual machine.",
		} },
	},
	[VFIOGUARD_CAUSE_NO_SOURCE_VALIDATION] = {
		.text = { {
			"No port above the device checks its requester IDs. Move the",
			"device to a slot with a root port of its own that has Source",
			"Validation, or give all devices of the isolation domain, in",
			"one IOMMU group, to one virtual machine.",
		} },
	},
	[VFIOGUARD_CAUSE_SOURCE_VALIDATION_OFF] = {
		.text = { {
			"The kernel turns Source Validation on at boot when there is an",
			"IOMMU, so something turned it off: a script with setpci,",
			"pci=config_acs= on the kernel command line, or firmware.",
			"Remove that and reboot.",
		} },
		.registers = true,
	},
	[VFIOGUARD_CAUSE_SOURCE_VALIDATION_WIDE] = {
		.text = { {
			"The port that checks requester IDs is too far up: it lets the",
			"IDs of all buses below it through. Turn Source Validation on",
			"at a port further down, move the device to a slot with a root",
			"port of its own, or give all devices of the isolation domain,",
			"in one IOMMU group, to one virtual machine.",
		} },
	},
	[VFIOGUARD_CAUSE_OVERRIDE] = {
		.text = { {
			"The kernel was told to believe in ACS where there is none.",
			"Remove pcie_acs_override= from the kernel command line, or",
			"boot a kernel without that patch; the group then shows what",
			"has to go to one virtual machine together.",
		} },
		.cost = "groups become as wide as the hardware makes them",
	},
	[VFIOGUARD_CAUSE_CHANGED_AFTER_GROUPING] = {
		.text = { {
			"The bits were on when the kernel made the IOMMU groups and are",
			"off now: a script with setpci for GPU-to-GPU performance is",
			"the usual reason. Remove it and reboot, or set the bits again.",
		} },
		.cost = "traffic between devices below the switch passes the root complex",
		.registers = true,
	},
	[VFIOGUARD_CAUSE_DIRECT_TRANSLATED] = {
		.text = { {
			"The kernel leaves Direct Translated P2P off, so something",
			"turned it on: firmware, a script with setpci for GPU-to-GPU",
			"performance, or pci=config_acs=. Turn it off at the port, or ATS",
			"with pci=noats on the kernel command line.",
		} },
		.cost = "without ATS the IOMMU translates every access",
		.registers = true,
	},
	[VFIOGUARD_CAUSE_OTHER_OWNER] = {
		.text = { {
			"With peers=same-owner, devices that are not isolated from each",
			"other go to one process at a time. Stop the virtual machine",
			"that has the named device, or give both devices to the same",
			"one.",
		} },
	},
	[VFIOGUARD_CAUSE_HOST_DRIVER] = {
		.text = { {
			"With peers=same-owner, no device that is not isolated from a",
			"guest's may be in use by the host. Bind the named one to",
			"vfio-pci, or to no driver and turn its Memory Space and Bus",
			"Master off.",
		} },
	},
	[VFIOGUARD_CAUSE_NOT_QUIET] = {
		.text = { {
			"Nobody has the named device, but firmware or its last driver",
			"left it on. Turn its Memory Space and Bus Master off, or bind",
			"it to vfio-pci, too. What cannot be read has to be mended",
			"first.",
		} },
	},
};

static_assert(ARRAY_SIZE(by_cause) == VFIOGUARD_CAUSE_NOT_QUIET + 1,
	      "a fix for each cause");

/* Where the rule says it all */
static const struct vg_fix by_rule[] = {
	[VFIOGUARD_RULE_NO_IOMMU] = {
		.text = { {
			"Enable the IOMMU in the firmware setup (VT-d, AMD-Vi or SMMU)",
			"and in the kernel (intel_iommu=on on Intel; no iommu=off).",
			"Leave enable_unsafe_noiommu_mode of vfio off.",
		} },
	},
	[VFIOGUARD_RULE_MSI_NOT_ISOLATED] = {
		.text = { {
			"Enable interrupt remapping in the firmware setup (it can be",
			"called x2APIC or be part of VT-d or AMD-Vi) and remove",
			"intremap=off, intremap=nosid and nointremap from the kernel",
			"command line; intremap=on asks for it. Then reboot.",
		} },
	},
	[VFIOGUARD_RULE_UNSAFE_INTERRUPTS] = {
		.text = { {
			"Remove allow_unsafe_interrupts from /etc/modprobe.d and from",
			"the kernel command line, and write N to the parameter of that",
			"name below /sys/module/vfio_iommu_type1/parameters, and to the",
			"one of iommufd.",
		} },
	},
	[VFIOGUARD_RULE_ACS_PATH] = {
		.text = { {
			"Turn ACS on at the ports above the device, move it to a slot",
			"with a root port of its own, or give all devices of the",
			"isolation domain, in one IOMMU group, to one virtual machine.",
		} },
	},
	[VFIOGUARD_RULE_ACS_REACH_IN] = {
		.text = { {
			"Turn ACS on at the ports above the other devices, move the",
			"device to a slot with a root port of its own, or give all",
			"devices of the isolation domain, in one IOMMU group, to one",
			"virtual machine.",
		} },
	},
	[VFIOGUARD_RULE_MULTIFUNCTION_LEAK] = {
		.text = { {
			"Functions of one device that lack ACS belong to one virtual",
			"machine; give them away together, in one IOMMU group.",
		} },
	},
	[VFIOGUARD_RULE_REQUESTER_ID_SHARED] = {
		.text = { {
			"The IOMMU cannot tell the two functions apart. Move one of",
			"them behind another PCIe port, or give all devices of the",
			"isolation domain, in one IOMMU group, to one virtual machine.",
		} },
	},
	[VFIOGUARD_RULE_CLAIM_WITHOUT_HARDWARE] = {
		.text = { {
			"Reboot without whatever made the group too small:",
			"pcie_acs_override=, a patched kernel, or a script that clears",
			"ACS.",
		} },
	},
	[VFIOGUARD_RULE_ACS_OVERRIDE_REQUESTED] = {
		.text = { {
			"Remove pcie_acs_override= from the kernel command line and",
			"reboot. If a device then sits in a wide group, give the whole",
			"group to one virtual machine or move the device to another",
			"slot.",
		} },
		.cost = "groups become as wide as the hardware makes them",
	},
	[VFIOGUARD_RULE_ACS_QUIRK] = {
		.text = { {
			"Nothing has to be done where the vendor's word is good enough.",
		} },
	},
	[VFIOGUARD_RULE_ACS_DRIFT] = {
		.text = { {
			"Find what changed ACS while the device was assigned (a script",
			"with setpci, a reset of a port, hotplug), remove it, and set",
			"the bits again.",
		} },
		.registers = true,
	},
	[VFIOGUARD_RULE_TRANSLATED_P2P] = {
		.text = { {
			"Turn Direct Translated P2P off at the port, or ATS off with",
			"pci=noats on the kernel command line.",
		} },
		.cost = "without ATS the IOMMU translates every access",
		.registers = true,
	},
	[VFIOGUARD_RULE_UNREADABLE] = {
		.text = { {
			"Config space answers with all ones or not at all: the function",
			"is gone, in reset or without power, or its link is down. Look",
			"for AER and link messages in the kernel log, reseat the device",
			"or power-cycle the host.",
		} },
	},
	[VFIOGUARD_RULE_RESET_MISSING] = {
		.text = { {
			"What one user leaves in the device reaches the next one. Look",
			"for newer firmware of the device, move it to a slot whose port",
			"can reset its bus, or power-cycle it between users.",
		} },
	},
	[VFIOGUARD_RULE_RESET_SHARED] = {
		.text = { {
			"Give all devices that the reset takes down to one virtual",
			"machine, in one IOMMU group, or move the device to a slot of",
			"its own. Newer firmware can bring a reset of the function.",
		} },
	},
	[VFIOGUARD_RULE_RESET_FAILED] = {
		.text = { {
			"Power-cycle the device: slot power or a cold start of the",
			"host. If it comes back, replace the device or update its",
			"firmware.",
		} },
	},
	[VFIOGUARD_RULE_BAR_UNASSIGNED] = {
		.text = { {
			"Enable Above 4G Decoding and the largest MMIO window in the",
			"firmware setup; pci=realloc on the kernel command line can",
			"help.",
		} },
	},
	[VFIOGUARD_RULE_FIRMWARE_REGION] = {
		.text = { {
			"Firmware keeps memory mapped for the device (RMRR). Switch off",
			"what uses it in the firmware setup: device health monitoring",
			"by the management controller, or legacy emulation.",
		} },
	},
	[VFIOGUARD_RULE_LINK_DEGRADED] = {
		.text = { {
			"Look again while the device works: idle ones can lower the",
			"speed. Then reseat the device or its riser; compare the slot's",
			"width and the speed set in the firmware setup with the device's.",
		} },
	},
	[VFIOGUARD_RULE_PF_WITH_VFS] = {
		.text = { {
			"Whoever owns the PF controls its VFs. Bind the PF to a host",
			"driver, or give PF and VFs to one virtual machine.",
		} },
	},
	[VFIOGUARD_RULE_SRIOV_ASSERTED] = {
		.text = { {
			"Nothing has to be done where the device's word is good enough.",
		} },
	},
	[VFIOGUARD_RULE_FABRIC_NOT_EVALUATED] = {
		.text = { {
			"Isolate the NVLink fabric with the fabric manager's",
			"partitions; this tool does not see it.",
		} },
	},
	[VFIOGUARD_RULE_ROOT_COMPLEX_ASSERTED] = {
		.text = { {
			"Nothing has to be done where the platform vendor's word is",
			"good enough.",
		} },
	},
	[VFIOGUARD_RULE_PEER_OWNER_CONFLICT] = {
		.text = { {
			"Release the named device from its owner or driver, or hand it",
			"to the same owner.",
		} },
	},
	[VFIOGUARD_RULE_ACS_SOURCE_VALIDATION] = {
		.text = { {
			"Turn Source Validation on at the port right above the device,",
			"move the device to a slot with a root port of its own, or give",
			"all devices of the isolation domain, in one IOMMU group, to",
			"one virtual machine.",
		} },
		.registers = true,
	},
};

static_assert(ARRAY_SIZE(by_rule) == VG_RULE_MAX + 1, "a fix for each rule");

/* Functions of one device cannot be moved apart */
static const struct vg_fix same_device_fix = {
	.text = { {
		"Nothing separates the functions of this device. Give all of",
		"them, in one IOMMU group, to one virtual machine, or leave the",
		"others without a driver and use another device.",
	} },
};

/**
 * vg_fix_find - what to do about a finding
 * @rule: its rule
 * @cause: its cause
 *
 * Return: the fix, or NULL for a rule that this tool does not know.
 */
const struct vg_fix *vg_fix_find(long long rule, long long cause)
{
	if (rule == VFIOGUARD_RULE_MULTIFUNCTION_LEAK &&
	    cause == VFIOGUARD_CAUSE_NO_ACS)
		return &same_device_fix;
	if (cause > 0 && cause < (long long)ARRAY_SIZE(by_cause))
		return &by_cause[cause];
	if (rule > 0 && rule < (long long)ARRAY_SIZE(by_rule))
		return &by_rule[rule];
	return NULL;
}

/**
 * vg_needs_fix - whether a finding has somebody to blame and a way out
 * @finding: the finding
 *
 * Return: true when it refuses or warns, or its severity is not known.
 */
bool vg_needs_fix(const struct finding *finding)
{
	return finding->severity.value != VFIOGUARD_SEVERITY_INFO;
}
