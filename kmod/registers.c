// SPDX-License-Identifier: GPL-2.0-only
/* registers.c - gives the core the live config space of one function */
#include <linux/pci.h>

#include "compat/pci.h"
#include "core/feature.h"
#include "registers.h"

/**
 * struct live_config - config space of a function of this host
 * @config: what the core reads through
 * @pdev: the function
 */
struct live_config {
	struct vg_config config;
	struct pci_dev *pdev;
};

static bool read_dword(const struct vg_config *config, u16 where, u32 *value)
{
	const struct live_config *live =
		container_of(config, struct live_config, config);

	return !pci_read_config_dword(live->pdev, where, value);
}

static bool answers(struct pci_dev *pdev)
{
	u32 value;

	/* The IDs of a VF read as ones, PCIe 9.3.4.1.1; not its Command */
	return !pci_read_config_dword(pdev, pdev->is_virtfn ? PCI_COMMAND :
						PCI_VENDOR_ID, &value) &&
	       !PCI_POSSIBLE_ERROR(value);
}

/**
 * vg_registers_read() - read the registers of a function
 * @pdev: the function, the caller holds a reference
 * @f: its facts so far; see vg_registers_decode()
 *
 * Context: any. A function in D3cold has to be resumed before.
 */
void vg_registers_read(struct pci_dev *pdev, struct vg_function *f)
{
	const struct live_config live = {
		.config.read = read_dword,
		.pdev = pdev,
	};
	const struct vg_offsets offsets = {
		.express = pdev->pcie_cap,
		.acs = pdev->acs_cap,
		.ats = vg_ats_offset(pdev),
	};

	/* The kernel caches the offsets only: the header of ACS there is read again */
	if (answers(pdev))
		vg_registers_decode(&live.config, &offsets, f);
	else
		f->flags |= VG_F_UNREADABLE;
}

/**
 * vg_features_read() - read what config space says of a function
 * @pdev: the function, the caller holds a reference
 * @features: filled; empty for a function that does not answer
 *
 * Context: any.
 */
void vg_features_read(struct pci_dev *pdev, struct vg_features *features)
{
	const struct live_config live = {
		.config.read = read_dword,
		.pdev = pdev,
	};

	if (answers(pdev))
		vg_features_decode(&live.config, pci_is_pcie(pdev) ?
				   pci_pcie_type(pdev) : VG_TYPE_CONVENTIONAL,
				   features);
	else
		memset(features, 0, sizeof(*features));
}
