/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * domain.h - the isolation domains of a host: closure groups of the core,
 * with a letter each
 */
#ifndef VG_DOMAIN_H
#define VG_DOMAIN_H

#include "model.h"

/* VG_MAX_FUNCTIONS is below 26 + ... + 26^4, and the NUL */
#define VG_LETTER_LEN	5

#define VG_NO_DOMAIN	UINT32_MAX	/* of a bridge */

/**
 * struct vg_domain - endpoints that reach each other below the IOMMU
 * @first: index of the first in @member of struct vg_domains
 * @count: number of endpoints
 * @wards: how many of these are protected, or assigned
 * @groups: number of IOMMU groups that they are in
 * @ungrouped: how many are in none
 */
struct vg_domain {
	u32 first;
	u32 count;
	u32 wards;
	u32 groups;
	u32 ungrouped;
};

/**
 * struct vg_domains - all of a host
 * @domain: those with protected devices first, those of one endpoint that
 *	nobody asks for last; among these in tree order
 * @count: number of these
 * @of: number of the domain of each position, VG_NO_DOMAIN of a bridge
 * @member: positions of endpoints, by domain, then in tree order
 */
struct vg_domains {
	struct vg_domain *domain;
	u32 count;
	u32 *of;
	u32 *member;
};

bool vg_is_protected(const struct vg_model *model, u32 position);
bool vg_is_ward(const struct vg_model *model, u32 position);
void vg_domains_open(struct vg_domains *domains, const struct vg_model *model);
void vg_domains_close(struct vg_domains *domains);
void vg_domain_letter(char buf[VG_LETTER_LEN], u32 number);
bool vg_domain_counts(const struct vg_domain *domain);

#endif /* VG_DOMAIN_H */
