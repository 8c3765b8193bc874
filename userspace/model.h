/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * model.h - a host made of facts: what-ifs and predictions applied, its
 * functions judged as the module would judge them.
 */
#ifndef VG_MODEL_H
#define VG_MODEL_H

#include "bdf.h"
#include "facts.h"
#include "memory.h"
#include "rules.h"

struct device;
struct vg_claim;
struct vg_path;

/**
 * enum vg_claims - where the IOMMU groups come from
 * @VG_CLAIMS_RECORDED: the kernel formed them
 * @VG_CLAIMS_PREDICTED: mainline would form them (vg_mainline_groups())
 * @VG_CLAIMS_NONE: there are none on this host
 * @VG_CLAIMS_OVERRIDE: a kernel with pcie_acs_override= would form them
 */
enum vg_claims {
	VG_CLAIMS_RECORDED,
	VG_CLAIMS_NONE,
	VG_CLAIMS_PREDICTED,
	VG_CLAIMS_OVERRIDE,
};

enum vg_acs_wish_kind {
	VG_ACS_ON,	/* what mainline asks for, as far as the port can */
	VG_ACS_OFF,
	VG_ACS_VALUE,
};

/**
 * struct vg_acs_wish - "what if this ACS Control register were different"
 * @all: every function with an ACS capability
 * @bdf: the function, unless @all
 * @kind: enum vg_acs_wish_kind
 * @value: with VG_ACS_VALUE
 */
struct vg_acs_wish {
	bool all;
	struct vg_bdf bdf;
	enum vg_acs_wish_kind kind;
	u16 value;
};

/**
 * struct vg_wish - what is to be judged, and how
 * @file: file to read, "-" for standard input, or NULL for this host
 * @groups: file with IOMMU groups, or NULL
 * @policy: profile, scope; mode is enforce
 * @predict: predict groups even where some are recorded
 * @override: predict those of a kernel with pcie_acs_override=
 * @acs: what-ifs, struct vg_acs_wish, in order
 * @device: devices to judge, struct vg_bdf; empty: all in scope
 */
struct vg_wish {
	const char *file;
	const char *groups;
	struct vg_policy policy;
	bool predict;
	bool override;
	struct vg_list acs;
	struct vg_list device;
};

/**
 * struct vg_model - a host
 * @facts: as changed by the wish
 * @topology: of these facts, with the claims in force as groups
 * @policy: what is in force
 * @claims: where the groups come from
 * @memory: of @topology
 * @claim: its functions by group; NULL when it was built anew, to be judged
 *	only
 * @domain: scratch of vg_list_domain(); NULL of a copy
 */
struct vg_model {
	struct vg_facts facts;
	struct vg_topology topology;
	struct vg_policy policy;
	enum vg_claims claims;
	void *memory;
	struct vg_claim *claim;
	u8 *domain;
};

/* Parts of a record: members and domain; verdict and findings */
#define VG_PART_LISTS	BIT(0)
#define VG_PART_VERDICT	BIT(1)

int vg_model_open(struct vg_model *model, const struct vg_wish *wish);
int vg_model_copy(struct vg_model *copy, const struct vg_model *model);
int vg_model_rebuild(struct vg_model *model);
void vg_model_narrow(struct vg_model *model);
bool vg_model_alone(const struct vg_model *model, u32 position);
void vg_model_close(struct vg_model *model);
struct device *vg_model_record(const struct vg_model *model, u32 position,
			       unsigned int parts);
struct device *vg_model_judge(const struct vg_model *model, u32 position);
void vg_model_path(const struct vg_model *model, u32 position,
		   struct vg_path *path);
s32 vg_model_find(const struct vg_model *model, const struct vg_bdf *bdf);
const char *vg_claims_name(enum vg_claims claims);

#endif /* VG_MODEL_H */
