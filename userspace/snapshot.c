// SPDX-License-Identifier: GPL-2.0-only
#include "snapshot.h"

#include "names.h"
#include "source.h"

/*
 * VG_F_VF is the key vf-of, and VG_F_ORPHAN no fact: vg_topology_build() finds
 * it.
 */
static const char *const flags[VG_SNAPSHOT_FLAGS] = {
	"root-bus", NULL, "multifunction", "unreadable", "not-read", "mem-bar",
	"egress-open", "pch-acs", "bridge-no-alias", "xlate-root",
	"alias-secondary", "assigned", "iommu", "msi-isolated", NULL,
	"no-reset", "firmware-region", "relaxable-region", "no-bus-reset",
	"ats", "bar-unassigned",
};

static_assert((VG_F_VF | VG_F_MSI_ISOLATED | VG_F_ORPHAN) == 0x6002 &&
	      BIT(VG_SNAPSHOT_FLAGS - 1) == VG_F_BAR_UNASSIGNED,
	      "names of the flags are in their order, none is left out");

/**
 * vg_snapshot_flag - name of a flag of a function
 * @bit: its number, below VG_SNAPSHOT_FLAGS
 *
 * Return: the name, NULL for a flag that is not written.
 */
const char *vg_snapshot_flag(unsigned int bit)
{
	return flags[bit];
}

/**
 * vg_snapshot_type - name of a device/port type, PCIe 7.5.3.2
 * @type: the type
 *
 * Return: the name, NULL for a type that has none and is written as 0x02.
 */
const char *vg_snapshot_type(u8 type)
{
	static const char *const names[256] = {
		[VG_TYPE_ENDPOINT] = "endpoint",
		[VG_TYPE_LEGACY_ENDPOINT] = "legacy-endpoint",
		[VG_TYPE_ROOT_PORT] = "root-port",
		[VG_TYPE_UPSTREAM] = "upstream-port",
		[VG_TYPE_DOWNSTREAM] = "downstream-port",
		[VG_TYPE_PCIE_TO_PCI] = "pcie-to-pci-bridge",
		[VG_TYPE_PCI_TO_PCIE] = "pci-to-pcie-bridge",
		[VG_TYPE_RC_ENDPOINT] = "integrated-endpoint",
		[VG_TYPE_RC_COLLECTOR] = "event-collector",
		[VG_TYPE_CONVENTIONAL] = "conventional",
	};

	return names[type];
}

/**
 * vg_snapshot_acs - two ACS registers in the manner of lspci
 * @buf: each bit of the capability with + when it is on and - when it is off,
 *	each bit that is on without a capability with !; "empty" for none
 * @cap: ACS Capability
 * @ctrl: ACS Control
 */
void vg_snapshot_acs(char buf[VG_SNAPSHOT_ACS_LEN], u16 cap, u16 ctrl)
{
	char name[VG_NAME_LEN];
	size_t len = 0;

	snprintf(buf, VG_SNAPSHOT_ACS_LEN, "empty");
	for (unsigned int bit = 0; bit < 16; bit++) {
		bool can = cap >> bit & 1;
		bool on = ctrl >> bit & 1;

		if (can || on)
			len += (size_t)snprintf(buf + len,
						VG_SNAPSHOT_ACS_LEN - len,
						"%s%c", vg_acs_bit(bit, name),
						!on ? '-' : can ? '+' : '!');
	}
}

/**
 * vg_is_snapshot - whether a file is a snapshot, of any version
 * @text: the file
 *
 * Return: whether vg_snapshot_read() is the reader for it.
 */
bool vg_is_snapshot(const struct vg_text *text)
{
	const size_t len = strlen(VG_SNAPSHOT_MAGIC);

	return text->len >= len &&
	       !memcmp(text->text, VG_SNAPSHOT_MAGIC, len) &&
	       strchr("\n ", text->text[len]);
}
