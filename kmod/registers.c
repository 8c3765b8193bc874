// SPDX-License-Identifier: GPL-2.0-only
/* registers.c - gives the core the live config space of one function */
#include <linux/delay.h>
#include <linux/pci.h>
#include <linux/pm_runtime.h>

#include "compat/pci.h"
#include "core/feature.h"
#include "registers.h"

/* Most are back after a second; who is not answers nothing */
#define RESET_TIMEOUT_MS	2000
#define RESET_POLL_MS		5
/* What was read when a reset began is read again, once */
#define TRIES			2

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

/*
 * Nothing is asked of a function that somebody resets (pci_dev_lock()): until
 * it is back it answers nothing, PCIe 6.6.2, and is none that cannot be read.
 */
static void wait_for_reset(struct pci_dev *pdev)
{
	unsigned int left = RESET_TIMEOUT_MS / RESET_POLL_MS;

	while (pdev->block_cfg_access && left--)
		msleep(RESET_POLL_MS);
}

static bool is_there(struct pci_dev *pdev)
{
	u32 value;

	/* The IDs of a VF read as ones, PCIe 9.3.4.1.1; not its Command */
	return !pci_read_config_dword(pdev, pdev->is_virtfn ? PCI_COMMAND :
						PCI_VENDOR_ID, &value) &&
	       !PCI_POSSIBLE_ERROR(value);
}

static bool answers(struct pci_dev *pdev)
{
	wait_for_reset(pdev);
	return is_there(pdev);
}

/**
 * vg_registers_read() - read the registers of a function
 * @pdev: the function, the caller holds a reference
 * @f: its facts so far; see vg_registers_decode()
 *
 * Context: may sleep. A function in D3cold has to be resumed before.
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
	const u32 flags = f->flags;
	unsigned int left = TRIES;

	do {
		f->flags = flags;
		/* Offsets are cached: the header of ACS there is read again */
		if (answers(pdev))
			vg_registers_decode(&live.config, &offsets, f);
		else
			f->flags |= VG_F_UNREADABLE;
	} while (pdev->block_cfg_access && --left);
}

static bool read_acs(struct pci_dev *pdev, struct vg_function *f)
{
	const struct live_config live = {
		.config.read = read_dword,
		.pdev = pdev,
	};

	return !pdev->block_cfg_access && is_there(pdev) &&
	       vg_acs_decode(&live.config, pdev->acs_cap, f);
}

/**
 * vg_acs_read() - read the ACS Control register of a function, unless it sleeps
 * @pdev: the function, the caller holds a reference
 * @control: filled, 0 without the capability
 *
 * It is neither woken nor waited for, but kept awake meanwhile. A suspend that
 * had begun before gives ones.
 *
 * Context: may sleep.
 * Return: whether it could be read.
 */
bool vg_acs_read(struct pci_dev *pdev, u16 *control)
{
	struct vg_function f = {
		.vendor = pdev->vendor,
		.device = pdev->device,
		.type = pci_is_pcie(pdev) ? pci_pcie_type(pdev) :
					    VG_TYPE_CONVENTIONAL,
	};
	bool found;

	pm_runtime_get_noresume(&pdev->dev);
	found = pm_runtime_active(&pdev->dev) && read_acs(pdev, &f);
	pm_runtime_put(&pdev->dev);
	*control = f.acs_ctrl;
	return found;
}

/**
 * vg_is_noisy() - look for a function that is left on although nobody drives it
 * @pdev: the function, the caller holds a reference
 *
 * One that sleeps is neither woken nor asked.
 *
 * Return: whether it has no driver, and Memory Space or Bus Master is on.
 */
bool vg_is_noisy(struct pci_dev *pdev)
{
	u32 value;

	return !READ_ONCE(pdev->dev.driver) && !pdev->block_cfg_access &&
	       pm_runtime_active(&pdev->dev) &&
	       !pci_read_config_dword(pdev, PCI_COMMAND, &value) &&
	       !PCI_POSSIBLE_ERROR(value) &&
	       value & (PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
}

/**
 * vg_features_read() - read what config space says of a function
 * @pdev: the function, the caller holds a reference
 * @features: filled; empty for a function that does not answer
 *
 * Context: may sleep.
 */
void vg_features_read(struct pci_dev *pdev, struct vg_features *features)
{
	const struct live_config live = {
		.config.read = read_dword,
		.pdev = pdev,
	};
	const u8 type = pci_is_pcie(pdev) ? pci_pcie_type(pdev) :
					    VG_TYPE_CONVENTIONAL;
	unsigned int left = TRIES;

	do {
		memset(features, 0, sizeof(*features));
		if (answers(pdev))
			vg_features_decode(&live.config, type, features);
	} while (pdev->block_cfg_access && --left);
}
