// SPDX-License-Identifier: GPL-2.0-only
#include "explain.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <linux/vfioguard.h>

#include "rules.h"

#define CAUSE(name) BIT(VFIOGUARD_CAUSE_ ## name)

/* Why a router lets requests turn round */
#define ROUTER_CAUSES							\
	(CAUSE(NO_ACS) | CAUSE(NO_REQUEST_REDIRECT) |			\
	 CAUSE(REQUEST_REDIRECT_OFF) | CAUSE(EGRESS_CONTROL_OPEN) |	\
	 CAUSE(NO_UPSTREAM_FORWARDING) |				\
	 CAUSE(UPSTREAM_FORWARDING_OFF) | CAUSE(CONVENTIONAL_BUS))

static const struct vg_explanation explanations[] = {
	[VFIOGUARD_RULE_NO_IOMMU] = {
		.summary = "no IOMMU group, or no IOMMU behind it",
		.text = { {
			"The device has no IOMMU group, or its group belongs to the",
			"no-IOMMU mode of VFIO. Nothing translates or limits its DMA:",
			"whoever controls the device reads and writes all memory of the",
			"host.",
		} },
	},
	[VFIOGUARD_RULE_MSI_NOT_ISOLATED] = {
		.summary = "interrupt remapping does not isolate MSIs",
		.text = { {
			"An MSI is a memory write. Without interrupt remapping, or with",
			"intremap=nosid, a guest makes its device write any MSI and so",
			"raises any interrupt vector on any CPU of the host.",
		} },
	},
	[VFIOGUARD_RULE_UNSAFE_INTERRUPTS] = {
		.summary = "allow_unsafe_interrupts is Y",
		.text = { {
			"The parameter of vfio_iommu_type1 or iommufd makes VFIO accept",
			"devices without isolated interrupts. It does no harm while",
			"interrupts are isolated, and lets everything through when they",
			"are not.",
		} },
	},
	[VFIOGUARD_RULE_ACS_PATH] = {
		.summary = "requests of the device can turn round below the IOMMU",
		.text = { {
			"Outbound: at a router above the device (a switch, a slot of",
			"root ports, a multifunction device on the path or a",
			"conventional bus) its requests can be routed to an endpoint",
			"outside its group without passing the IOMMU. The guest that",
			"owns the device reads and writes that endpoint's memory.",
		} },
		.causes = ROUTER_CAUSES,
	},
	[VFIOGUARD_RULE_ACS_REACH_IN] = {
		.summary = "requests of others can reach the device below the IOMMU",
		.text = { {
			"Inbound: at a router above the device an endpoint outside its",
			"group can reach it without passing the IOMMU. ACS limits what",
			"leaves a port, never what arrives: the device's own, well",
			"configured port does not protect it from a bad one beside it.",
		} },
		.causes = ROUTER_CAUSES,
	},
	[VFIOGUARD_RULE_MULTIFUNCTION_LEAK] = {
		.summary = "functions of one device reach each other",
		.text = { {
			"Functions of the same device, ARI counted, that are outside",
			"the group can reach this one, or the other way round, inside",
			"the device. A PF with its VFs is rule 21.",
		} },
		.causes = ROUTER_CAUSES,
	},
	[VFIOGUARD_RULE_REQUESTER_ID_SHARED] = {
		.summary = "a requester ID in common with a function outside the group",
		.text = { {
			"The IOMMU knows devices by their requester IDs. Behind some",
			"bridges, and with some DMA aliases, two functions use the same",
			"one; they then share one address space, whatever their groups",
			"say.",
		} },
		.causes = CAUSE(ALIAS),
	},
	[VFIOGUARD_RULE_CLAIM_WITHOUT_HARDWARE] = {
		.summary = "the group is smaller than live registers justify",
		.text = { {
			"The kernel's own grouping rule, applied to the registers as",
			"they are now, gives a larger group, and no known quirk",
			"explains the difference. Either the kernel was made to believe",
			"in ACS where there is none (override), or ACS was turned off",
			"after the groups were made.",
		} },
		.causes = CAUSE(OVERRIDE) | CAUSE(CHANGED_AFTER_GROUPING),
	},
	[VFIOGUARD_RULE_ACS_OVERRIDE_REQUESTED] = {
		.summary = "pcie_acs_override= is on the kernel command line",
		.text = { {
			"Kernels with the ACS override patch invent isolation that the",
			"hardware does not have. No group of such a host can be",
			"believed. A kernel without the patch ignores the option, but",
			"whoever set it wanted just that.",
		} },
	},
	[VFIOGUARD_RULE_ACS_QUIRK] = {
		.summary = "isolation rests on a quirk of the kernel",
		.text = { {
			"The function has no complete ACS, and the kernel takes the",
			"vendor's word that it isolates all the same. The quirk is",
			"named. It cannot be verified from outside.",
		} },
	},
	[VFIOGUARD_RULE_ACS_DRIFT] = {
		.summary = "ACS changed since approval",
		.text = { {
			"Since the device was allowed, Source Validation, Request",
			"Redirect, Completion Redirect or Upstream Forwarding went off,",
			"or Egress Control or Direct Translated P2P came on, at a port",
			"that decides about it. The groups of the kernel stay as they",
			"were.",
		} },
	},
	[VFIOGUARD_RULE_TRANSLATED_P2P] = {
		.summary = "translated requests can go directly to a peer",
		.text = { {
			"ATS is on, and a port that requests of the device or of a peer",
			"pass has Direct Translated P2P on without Translation Blocking:",
			"requests that are marked as translated go straight to the other",
			"one, past the IOMMU, and the mark is the sender's own word.",
		} },
		.causes = CAUSE(DIRECT_TRANSLATED),
	},
	[VFIOGUARD_RULE_UNREADABLE] = {
		.summary = "config space that decides cannot be read",
		.text = { {
			"Config space of the device, or of a port that decides about",
			"it, cannot be read or contradicts the kernel. What cannot be",
			"seen is not believed.",
		} },
		.causes = CAUSE(UNREADABLE) | CAUSE(UPSTREAM_UNKNOWN),
	},
	[VFIOGUARD_RULE_RESET_MISSING] = {
		.summary = "neither the function nor its bus can be reset",
		.text = { {
			"Neither does the function have a reset of its own, nor can the",
			"bus that it is on be reset. Nothing clears the device between",
			"two users, so what one leaves in it (memory contents, changed",
			"firmware state) the next one finds.",
		} },
	},
	[VFIOGUARD_RULE_RESET_SHARED] = {
		.summary = "its only reset is that of the bus, and takes others down",
		.text = { {
			"The function has no reset of its own. That of the bus above it",
			"takes endpoints outside its group down as well, so it either",
			"happens to others who did not ask, or never, and the next user",
			"finds what the last one left.",
		} },
	},
	[VFIOGUARD_RULE_RESET_FAILED] = {
		.summary = "the reset at hand-out did not work",
		.text = { {
			"The device has a usable reset, and did not come back clean",
			"from it when it was opened. The open is undone; the next one",
			"tries again.",
		} },
	},
	[VFIOGUARD_RULE_BAR_UNASSIGNED] = {
		.summary = "a memory BAR has no address",
		.text = { {
			"The firmware or the kernel found no room for a memory window",
			"of the device, mostly for the large ones of GPUs. The device",
			"will not work in a guest; isolation is not touched.",
		} },
	},
	[VFIOGUARD_RULE_FIRMWARE_REGION] = {
		.summary = "the group has a direct-mapped reserved region",
		.text = { {
			"Firmware asks that a piece of host memory stays mapped for the",
			"device whatever the IOMMU says (RMRR). A guest that owns the",
			"device can reach that memory. A relaxable region was for the",
			"time before a driver, VFIO does not keep it mapped: that is",
			"information only.",
		} },
	},
	[VFIOGUARD_RULE_LINK_DEGRADED] = {
		.summary = "link slower or narrower than both ends can do",
		.text = { {
			"The PCIe link runs slower or narrower than both the device and",
			"the port above it can do. Performance suffers; isolation is not",
			"touched. Some devices lower the speed while they are idle.",
		} },
	},
	[VFIOGUARD_RULE_PF_WITH_VFS] = {
		.summary = "the PF of this VF belongs to somebody else",
		.text = { {
			"The physical function controls its virtual functions, and is",
			"itself given to a user through VFIO: whoever has it can watch,",
			"reconfigure and reset this VF.",
		} },
	},
	[VFIOGUARD_RULE_SRIOV_ASSERTED] = {
		.summary = "VF isolation rests on the device's word",
		.text = { {
			"The device has no ACS between its VFs and PF. SR-IOV expects",
			"it to keep them apart; nothing outside can see whether it",
			"does.",
		} },
	},
	[VFIOGUARD_RULE_FABRIC_NOT_EVALUATED] = {
		.summary = "PCIe isolation says nothing about the NVLink fabric",
		.text = { {
			"The device has NVLink, or is an NVSwitch, by its IDs. GPUs reach",
			"each other over that fabric without PCIe; its partitions belong",
			"to the fabric manager and are not judged here.",
		} },
	},
	[VFIOGUARD_RULE_ROOT_COMPLEX_ASSERTED] = {
		.summary = "isolation from other slots rests on the root complex",
		.text = { {
			"Whether requests go from one root port to another inside the",
			"root complex is not visible in any register. The kernel and",
			"this guard trust that they are translated first.",
		} },
	},
	[VFIOGUARD_RULE_PEER_OWNER_CONFLICT] = {
		.summary = "a member of the domain belongs to another owner",
		.text = { {
			"With peers=same-owner a domain larger than the group is",
			"accepted only while one owner has all of it. A member is open",
			"by somebody else, driven by a host driver, or unbound with",
			"Memory Space or Bus Master on.",
		} },
		.causes = CAUSE(OTHER_OWNER) | CAUSE(HOST_DRIVER) |
			  CAUSE(NOT_QUIET),
	},
	[VFIOGUARD_RULE_ACS_SOURCE_VALIDATION] = {
		.summary = "the device can pose as another device",
		.text = { {
			"The lowest port above the device that checks requester IDs",
			"(ACS Source Validation) still lets those of an endpoint",
			"outside the group through, or no port checks them. A guest",
			"that controls its device can put another ID into its requests,",
			"and the IOMMU then uses the other device's mappings.",
		} },
		.causes = CAUSE(NO_SOURCE_VALIDATION) |
			  CAUSE(SOURCE_VALIDATION_OFF) |
			  CAUSE(SOURCE_VALIDATION_WIDE) | CAUSE(NO_ACS) |
			  CAUSE(UNREADABLE),
	},
};

static_assert(ARRAY_SIZE(explanations) == VG_RULE_MAX + 1,
	      "an explanation for each rule");

/**
 * vg_explain - what a rule means
 * @rule: its number, 1 to VG_RULE_MAX
 *
 * Return: its explanation.
 */
const struct vg_explanation *vg_explain(int rule)
{
	return &explanations[rule];
}

/**
 * vg_rule_parse - number of a rule
 * @text: its number or its name
 *
 * Return: the number, or 0 when there is no such rule.
 */
int vg_rule_parse(const char *text)
{
	char *end;
	long number;

	for (int rule = 1; rule <= VG_RULE_MAX; rule++) {
		if (!strcasecmp(text, vg_rule_name((enum vg_rule)rule)))
			return rule;
	}
	if (strspn(text, "0123456789") != strlen(text))
		return 0;
	number = strtol(text, &end, 10);
	return *text && number <= VG_RULE_MAX ? (int)number : 0;
}
