/* SPDX-License-Identifier: GPL-2.0-only */
/* compat/pci.h - <linux/pci.h> of 6.1 to 7.3, x86 and others */
#ifndef VG_COMPAT_PCI_H
#define VG_COMPAT_PCI_H

#include <linux/pci.h>

/* A flag of 7.x, in an enum where #ifdef cannot see it */
static inline bool vg_bridge_no_alias(struct pci_dev *__always_unused pdev)
{
#ifdef VG_HAVE_BRIDGE_NO_ALIAS
	return pdev->dev_flags & PCI_DEV_FLAGS_PCI_BRIDGE_NO_ALIAS;
#else
	return false;
#endif
}

/*
 * The function whose requester ID the IOMMU sees: pci_real_dma_dev(), which is
 * not exported. Only a VMD has another one than the device itself.
 */
static inline struct pci_dev *vg_real_dma_dev(struct pci_dev *pdev)
{
#if defined(CONFIG_X86) && IS_ENABLED(CONFIG_VMD)
	if (is_vmd(pdev->bus))
		return to_pci_sysdata(pdev->bus)->vmd_dev;
#endif
	return pdev;
}

/* Cached by the core where it can enable ATS; firmware can have done it */
static inline u16 vg_ats_offset(struct pci_dev *pdev)
{
#ifdef CONFIG_PCI_ATS
	if (!pci_ats_disabled())
		return pdev->ats_cap;
#endif
	return pci_find_ext_capability(pdev, PCI_EXT_CAP_ID_ATS);
}

#endif /* VG_COMPAT_PCI_H */
