// SPDX-License-Identifier: GPL-2.0-only
#include "names.h"

#include <stdio.h>
#include <string.h>

#include <linux/vfioguard.h>

#include "text.h"

/* The core has the names of what it makes; its numbers are those of the ABI */
static_assert((int)VG_RULE_MAX == (int)VFIOGUARD_RULE_ACS_SOURCE_VALIDATION,
	      "rules of the core and of the ABI");
static_assert((int)VG_CAUSE_MAX == (int)VFIOGUARD_CAUSE_NOT_QUIET,
	      "causes of the core and of the ABI");
static_assert((int)VG_SEVERITY_REFUSE == (int)VFIOGUARD_SEVERITY_REFUSE,
	      "severities of the core and of the ABI");
static_assert((int)VG_WOULD_REFUSE == (int)VFIOGUARD_VERDICT_WOULD_REFUSE,
	      "verdicts of the core and of the ABI");

static const char *const modes[] = {
	[VFIOGUARD_MODE_ENFORCE] = "enforce",
	[VFIOGUARD_MODE_AUDIT] = "audit",
};

static const char *const profiles[] = {
	[VFIOGUARD_PROFILE_STANDARD] = "standard",
	[VFIOGUARD_PROFILE_PARANOID] = "paranoid",
	[VFIOGUARD_PROFILE_MAINLINE] = "mainline",
};

static const char *const scopes[] = {
	[VFIOGUARD_SCOPE_GPU] = "gpu",
	[VFIOGUARD_SCOPE_ALL] = "all",
};

static const char *const presents[] = {
	[VFIOGUARD_PRESENT_UNBIND] = "unbind",
	[VFIOGUARD_PRESENT_KEEP] = "keep",
};

static const char *const peers[] = {
	[VFIOGUARD_PEERS_REFUSE] = "refuse",
	[VFIOGUARD_PEERS_SAME_OWNER] = "same-owner",
};

static const char *const verdicts[] = {
	[VFIOGUARD_VERDICT_ALLOW] = "allow",
	[VFIOGUARD_VERDICT_REFUSE] = "refuse",
	[VFIOGUARD_VERDICT_WOULD_REFUSE] = "would-refuse",
};

static const char *const triggers[] = {
	[VFIOGUARD_TRIGGER_BIND] = "bind",
	[VFIOGUARD_TRIGGER_PRESENT] = "present",
	[VFIOGUARD_TRIGGER_OPEN] = "open",
	[VFIOGUARD_TRIGGER_WATCH] = "watch",
};

static const char *const events[] = {
	[VFIOGUARD_EVENT_DECISION] = "decision",
	[VFIOGUARD_EVENT_POLICY] = "policy",
	[VFIOGUARD_EVENT_ARMED] = "armed",
	[VFIOGUARD_EVENT_DISARMED] = "disarmed",
	[VFIOGUARD_EVENT_DRIFT] = "drift",
	[VFIOGUARD_EVENT_DRIFT_END] = "drift-end",
	[VFIOGUARD_EVENT_GAIN] = "gain",
	[VFIOGUARD_EVENT_CLOSE] = "close",
};

static const char *const actions[] = {
	[VFIOGUARD_ACTION_ALLOWED] = "allowed",
	[VFIOGUARD_ACTION_REFUSED] = "refused",
	[VFIOGUARD_ACTION_AUDITED] = "audited",
	[VFIOGUARD_ACTION_UNBOUND] = "unbound",
	[VFIOGUARD_ACTION_KEPT] = "kept",
	[VFIOGUARD_ACTION_KEPT_OPEN] = "kept-open",
};

static const char *const reset_methods[] = {
	[VFIOGUARD_RESET_METHOD_DEVICE_SPECIFIC] = "device-specific",
	[VFIOGUARD_RESET_METHOD_ACPI] = "acpi",
	[VFIOGUARD_RESET_METHOD_FLR] = "flr",
	[VFIOGUARD_RESET_METHOD_AF_FLR] = "af-flr",
	[VFIOGUARD_RESET_METHOD_PM] = "pm",
	[VFIOGUARD_RESET_METHOD_BUS] = "bus",
	[VFIOGUARD_RESET_METHOD_CXL_BUS] = "cxl-bus",
};

static const char *const reset_results[] = {
	[VFIOGUARD_RESET_RESULT_WORKED] = "worked",
	[VFIOGUARD_RESET_RESULT_FAILED] = "failed",
};

static const char *const region_types[] = {
	[VFIOGUARD_REGION_TYPE_DIRECT] = "direct",
	[VFIOGUARD_REGION_TYPE_DIRECT_RELAXABLE] = "direct-relaxable",
	[VFIOGUARD_REGION_TYPE_RESERVED] = "reserved",
	[VFIOGUARD_REGION_TYPE_MSI] = "msi",
	[VFIOGUARD_REGION_TYPE_SW_MSI] = "sw-msi",
};

static const char *const domain_types[] = {
	[VFIOGUARD_DOMAIN_TYPE_BLOCKED] = "blocked",
	[VFIOGUARD_DOMAIN_TYPE_IDENTITY] = "identity",
	[VFIOGUARD_DOMAIN_TYPE_UNMANAGED] = "unmanaged",
	[VFIOGUARD_DOMAIN_TYPE_DMA] = "dma",
	[VFIOGUARD_DOMAIN_TYPE_DMA_FQ] = "dma-fq",
	[VFIOGUARD_DOMAIN_TYPE_OTHER] = "other",
};

static const char *const power_states[] = {
	[VFIOGUARD_POWER_STATE_D0] = "d0",
	[VFIOGUARD_POWER_STATE_D1] = "d1",
	[VFIOGUARD_POWER_STATE_D2] = "d2",
	[VFIOGUARD_POWER_STATE_D3HOT] = "d3hot",
	[VFIOGUARD_POWER_STATE_D3COLD] = "d3cold",
	[VFIOGUARD_POWER_STATE_UNKNOWN] = "unknown",
};

static const char *const port_types[] = {
	[VFIOGUARD_PORT_TYPE_ROOT_PORT] = "root-port",
	[VFIOGUARD_PORT_TYPE_UPSTREAM] = "upstream",
	[VFIOGUARD_PORT_TYPE_DOWNSTREAM] = "downstream",
	[VFIOGUARD_PORT_TYPE_PCIE_TO_PCI] = "pcie-to-pci",
	[VFIOGUARD_PORT_TYPE_PCI_TO_PCIE] = "pci-to-pcie",
	[VFIOGUARD_PORT_TYPE_CONVENTIONAL] = "conventional",
};

struct table {
	const char *const *name;
	size_t count;
};

static const struct table tables[] = {
	[VG_ENUM_MODE] = { modes, ARRAY_SIZE(modes) },
	[VG_ENUM_PROFILE] = { profiles, ARRAY_SIZE(profiles) },
	[VG_ENUM_SCOPE] = { scopes, ARRAY_SIZE(scopes) },
	[VG_ENUM_PRESENT] = { presents, ARRAY_SIZE(presents) },
	[VG_ENUM_PEERS] = { peers, ARRAY_SIZE(peers) },
	[VG_ENUM_VERDICT] = { verdicts, ARRAY_SIZE(verdicts) },
	[VG_ENUM_TRIGGER] = { triggers, ARRAY_SIZE(triggers) },
	[VG_ENUM_ACTION] = { actions, ARRAY_SIZE(actions) },
	[VG_ENUM_EVENT] = { events, ARRAY_SIZE(events) },
	[VG_ENUM_RESET_METHOD] = { reset_methods, ARRAY_SIZE(reset_methods) },
	[VG_ENUM_RESET_RESULT] = { reset_results, ARRAY_SIZE(reset_results) },
	[VG_ENUM_REGION_TYPE] = { region_types, ARRAY_SIZE(region_types) },
	[VG_ENUM_DOMAIN_TYPE] = { domain_types, ARRAY_SIZE(domain_types) },
	[VG_ENUM_POWER_STATE] = { power_states, ARRAY_SIZE(power_states) },
	[VG_ENUM_PORT_TYPE] = { port_types, ARRAY_SIZE(port_types) },
};

static const char *look_up(const struct table *table, long long value)
{
	if (value < 0 || (u64)value >= table->count)
		return NULL;
	return table->name[value];
}

/**
 * vg_enum_name - name of an enum value
 * @which: the enum
 * @value: the value
 *
 * Return: constant string, or NULL when this tool knows no such value.
 */
const char *vg_enum_name(enum vg_enum which, long long value)
{
	switch (which) {
	case VG_ENUM_RULE:
		return value < 1 || value > VG_RULE_MAX ? NULL :
		       vg_rule_name((enum vg_rule)value);
	case VG_ENUM_SEVERITY:
		return value < 1 || value > VG_SEVERITY_REFUSE ? NULL :
		       vg_severity_name((enum vg_severity)value);
	case VG_ENUM_CAUSE:
		return value < 0 || value > VG_CAUSE_MAX ? NULL :
		       vg_cause_name((enum vg_cause)value);
	default:
		return look_up(&tables[which], value);
	}
}

/**
 * vg_word - name of an enum value
 * @which: the enum
 * @number: the value
 *
 * Return: the name, "unknown" when the module sent no value, "unknown(7)"
 * when this tool is too old for it.
 */
struct vg_word vg_word(enum vg_enum which, struct vg_number number)
{
	const char *name = vg_enum_name(which, number.value);
	struct vg_word word;

	if (!number.set)
		snprintf(word.text, sizeof(word.text), "unknown");
	else if (!name)
		snprintf(word.text, sizeof(word.text), "unknown(%lld)",
			 number.value);
	else
		snprintf(word.text, sizeof(word.text), "%s", name);
	return word;
}

static const char *bit_name(const char *const *names, size_t count,
			    unsigned int bit, char buf[VG_NAME_LEN])
{
	if (bit < count && names[bit])
		return names[bit];
	snprintf(buf, VG_NAME_LEN, "bit%u", bit);
	return buf;
}

/**
 * vg_bar_flag - name of a flag of a base address register
 * @bit: its number
 * @buf: holds the name of a bit that has none
 *
 * Return: the name.
 */
const char *vg_bar_flag(unsigned int bit, char buf[VG_NAME_LEN])
{
	static const char *const names[] = {
		"io", "64-bit", "prefetchable", "assigned", "above-4g", "rom",
		"enabled",
	};

	static_assert(VFIOGUARD_BAR_FLAG_ENABLED == 1 << 6, "as many names");
	return bit_name(names, ARRAY_SIZE(names), bit, buf);
}

/**
 * vg_aer_bit - name of a bit of AER Uncorrectable Error Status, PCIe 7.8.4.2
 * @bit: its number
 * @buf: holds the name of a bit that has none
 *
 * Return: the name, as in aer_dev_fatal of sysfs.
 */
const char *vg_aer_bit(unsigned int bit, char buf[VG_NAME_LEN])
{
	static const char *const names[] = {
		[4] = "DLP", [5] = "SDES", [12] = "TLP", [13] = "FCP",
		[14] = "CmpltTO", [15] = "CmpltAbrt", [16] = "UnxCmplt",
		[17] = "RxOF", [18] = "MalfTLP", [19] = "ECRC",
		[20] = "UnsupReq", [21] = "ACSViol", [22] = "UncorrIntErr",
		[23] = "BlockedTLP", [24] = "AtomicOpBlocked",
		[25] = "TLPBlockedErr", [26] = "PoisonTLPBlocked",
	};

	return bit_name(names, ARRAY_SIZE(names), bit, buf);
}

/**
 * vg_acs_bit - name of a bit of the ACS Control register, PCIe 7.7.11.3
 * @bit: its number
 * @buf: holds the name of a bit that has none
 *
 * Return: the name.
 */
const char *vg_acs_bit(unsigned int bit, char buf[VG_NAME_LEN])
{
	static const char *const names[] = {
		"SV", "TB", "RR", "CR", "UF", "EC", "DT",
	};

	return bit_name(names, ARRAY_SIZE(names), bit, buf);
}

/**
 * vg_acs_bits - names of all bits that are set
 * @buf: "SV RR", or "none"
 * @bits: register value
 */
void vg_acs_bits(char buf[VG_BITS_LEN], long long bits)
{
	char name[VG_NAME_LEN];
	size_t len = 0;

	snprintf(buf, VG_BITS_LEN, "none");
	for (unsigned int bit = 0; bit < 16; bit++) {
		if (bits & 1 << bit)
			len += (size_t)snprintf(buf + len, VG_BITS_LEN - len,
						"%s%s", len ? " " : "",
						vg_acs_bit(bit, name));
	}
}
