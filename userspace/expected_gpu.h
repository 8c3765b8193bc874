/* SPDX-License-Identifier: GPL-2.0-only */
/* expected_gpu.h - what is known of models: a table of facts with sources */
#ifndef VG_EXPECTED_GPU_H
#define VG_EXPECTED_GPU_H

#include <stdbool.h>

#include "port.h"

/**
 * enum vg_known_kind - what a fact is about
 * @VG_KNOWN_BAR: size of a base address register
 * @VG_KNOWN_LINK: speed and width of the link
 * @VG_KNOWN_FLR: whether there is a Function Level Reset
 * @VG_KNOWN_MSI: vectors of the MSI capability
 * @VG_KNOWN_MSIX: size of the MSI-X table
 * @VG_KNOWN_VFS: number of VFs that it can have
 */
enum vg_known_kind {
	VG_KNOWN_BAR,
	VG_KNOWN_LINK,
	VG_KNOWN_FLR,
	VG_KNOWN_MSI,
	VG_KNOWN_MSIX,
	VG_KNOWN_VFS,
};

/**
 * struct vg_known - one fact
 * @kind: enum vg_known_kind
 * @name: what the vendor calls it
 * @index: number of the register, VG_KNOWN_BAR; on Hopper BAR1 is region 2
 * @value: bytes, vectors, VFs, 0 or 1; for a link its speed
 * @width: lanes, VG_KNOWN_LINK
 * @inferred: concluded from a like model, nobody has published it
 * @source: where it was seen
 */
struct vg_known {
	enum vg_known_kind kind;
	const char *name;
	unsigned int index;
	long long value;
	unsigned int width;
	bool inferred;
	const char *source;
};

/**
 * struct vg_model - one model
 * @vendor: vendor ID
 * @device: device ID
 * @name: its name
 * @source: of the name
 * @known: the facts, up to one without a name; NULL when only the name of
 *	the model is known
 */
struct vg_model {
	u16 vendor;
	u16 device;
	const char *name;
	const char *source;
	const struct vg_known *known;
};

struct device;

const struct vg_model *vg_model_of(const struct device *device);

#endif /* VG_EXPECTED_GPU_H */
