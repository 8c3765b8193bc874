/* SPDX-License-Identifier: GPL-2.0-only */
/* review.h - devices in use, judged again */
#ifndef VG_REVIEW_H
#define VG_REVIEW_H

#include <linux/types.h>

struct pci_dev;
struct vg_device;

/* What is left to do about a device: at the next pass, or in a moment */
enum vg_review {
	VG_REVIEW_DONE,
	VG_REVIEW_LATER,
	VG_REVIEW_SOON,
};

enum vg_review vg_review(struct vg_device *dev, struct pci_dev *pdev,
			 bool changed);

#endif /* VG_REVIEW_H */
