// SPDX-License-Identifier: GPL-2.0-only
#include "domain.h"

#include <stdlib.h>

#include "isolation.h"
#include "policy.h"

/**
 * vg_is_protected - whether a function is an endpoint in scope
 * @model: open
 * @position: the function
 *
 * Return: whether it is; no bridge is ever handed out.
 */
bool vg_is_protected(const struct vg_model *model, u32 position)
{
	const struct vg_function *f = &model->topology.fn[position];

	return !vg_is_bridge(f) && vg_in_scope(&model->policy, f);
}

/**
 * vg_is_ward - whether a function is protected or assigned
 * @model: open
 * @position: the function
 *
 * Return: whether somebody wants to know how it is isolated.
 */
bool vg_is_ward(const struct vg_model *model, u32 position)
{
	return vg_is_protected(model, position) ||
	       model->topology.fn[position].flags & VG_F_ASSIGNED;
}

/**
 * vg_domain_counts - whether a domain is worth a line
 * @domain: the domain
 *
 * Return: false for one endpoint that nobody wants to hand out.
 */
bool vg_domain_counts(const struct vg_domain *domain)
{
	return domain->wards || domain->count > 1;
}

/* 0 comes first */
static u32 rank(const struct vg_domain *domain)
{
	if (domain->wards)
		return 0;
	return domain->count > 1 ? 1 : 2;
}

/* Sizes of all closure groups, each at its lowest position */
static struct vg_domain *measure(const struct vg_model *model,
				 const u32 *group)
{
	const struct vg_topology *t = &model->topology;
	struct vg_domain *at = vg_alloc(sizeof(*at) * (t->count + 1));

	for (u32 p = 0; p < t->count; p++) {
		if (vg_is_bridge(&t->fn[p]))
			continue;
		at[group[p]].count++;
		at[group[p]].wards += vg_is_ward(model, p);
	}
	return at;
}

/* Hand out numbers, and a place in @member, in the order of rank() */
static void number_domains(struct vg_domains *d, u32 *group,
			   const struct vg_domain *at, u32 count)
{
	u32 first = 0;

	for (u32 r = 0; r <= 2; r++) {
		for (u32 p = 0; p < count; p++) {
			if (!at[p].count || rank(&at[p]) != r)
				continue;
			d->of[p] = d->count;
			d->domain[d->count] = at[p];
			d->domain[d->count++].first = first;
			first += at[p].count;
		}
	}
	for (u32 p = 0; p < count; p++)
		d->of[p] = at[group[p]].count ? d->of[group[p]] : VG_NO_DOMAIN;
}

static void fill_members(struct vg_domains *d, u32 count)
{
	u32 *next = vg_alloc(sizeof(*next) * (d->count + 1));

	for (u32 p = 0; p < count; p++) {
		u32 n = d->of[p];

		if (n != VG_NO_DOMAIN)
			d->member[d->domain[n].first + next[n]++] = p;
	}
	free(next);
}

static int compare_groups(const void *a, const void *b)
{
	const s32 *x = a;
	const s32 *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* @scratch has room for all members */
static void count_groups(const struct vg_domains *d, struct vg_domain *domain,
			 const struct vg_function *fn, s32 *scratch)
{
	for (u32 i = 0; i < domain->count; i++)
		scratch[i] = fn[d->member[domain->first + i]].group;
	qsort(scratch, domain->count, sizeof(*scratch), compare_groups);
	for (u32 i = 0; i < domain->count; i++) {
		if (scratch[i] == VG_NO_GROUP)
			domain->ungrouped++;
		else if (!i || scratch[i] != scratch[i - 1])
			domain->groups++;
	}
}

/**
 * vg_domains_open - compute the isolation domains
 * @domains: filled; to be given to vg_domains_close()
 * @model: open
 */
void vg_domains_open(struct vg_domains *domains, const struct vg_model *model)
{
	const struct vg_topology *t = &model->topology;
	u32 *group = vg_alloc(sizeof(*group) * (t->count + 1));
	s32 *scratch = vg_alloc(sizeof(*scratch) * (t->count + 1));
	struct vg_domain *at;

	vg_isolation_groups(t, group);
	at = measure(model, group);
	*domains = (struct vg_domains){
		.domain = vg_alloc(sizeof(*at) * (t->count + 1)),
		.of = vg_alloc(sizeof(u32) * (t->count + 1)),
		.member = vg_alloc(sizeof(u32) * (t->count + 1)),
	};
	number_domains(domains, group, at, t->count);
	fill_members(domains, t->count);
	for (u32 n = 0; n < domains->count; n++)
		count_groups(domains, &domains->domain[n], t->fn, scratch);
	free(at);
	free(scratch);
	free(group);
}

/**
 * vg_domains_close - release what vg_domains_open() filled
 * @domains: is empty afterwards
 */
void vg_domains_close(struct vg_domains *domains)
{
	free(domains->domain);
	free(domains->of);
	free(domains->member);
	*domains = (struct vg_domains){ 0 };
}

/**
 * vg_domain_letter - A to Z, then AA to ZZ, and so on
 * @buf: the letters
 * @number: of the domain, from 0
 */
void vg_domain_letter(char buf[VG_LETTER_LEN], u32 number)
{
	u32 width = 1;
	u32 range = 26;

	while (number >= range && width < VG_LETTER_LEN - 1) {
		number -= range;
		range *= 26;
		width++;
	}
	buf[width] = '\0';
	while (width--) {
		buf[width] = (char)('A' + number % 26);
		number /= 26;
	}
}
