// SPDX-License-Identifier: GPL-2.0-only
/*
 * live_attribute.c - what the kernel says of this host in words: resets of
 * functions, reserved regions of groups, parameters of modules.
 */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>

#include "host.h"
#include "live.h"
#include "memory.h"
#include "rules.h"
#include "text.h"

/* An attribute is at most a page, 64 KiB on some arm64 */
#define ATTRIBUTE_LEN	(65536 + 2)

/* Whole, or it says nothing; 0 or what is wrong */
__printf(2, 3)
static int read_attribute(char text[ATTRIBUTE_LEN], const char *format, ...)
{
	char path[PATH_MAX];
	char name[PATH_MAX];
	va_list args;
	FILE *file;
	size_t got;
	int error;

	va_start(args, format);
	vsnprintf(name, sizeof(name), format, args);
	va_end(args);
	if (snprintf(path, sizeof(path), "%s/%s", vg_host_sysfs(), name) >=
	    (int)sizeof(path))
		return ENAMETOOLONG;
	file = fopen(path, "re");
	if (!file)
		return errno;
	got = fread(text, 1, ATTRIBUTE_LEN - 1, file);
	text[got] = '\0';
	error = ferror(file) ? EIO : 0;
	fclose(file);
	return got < ATTRIBUTE_LEN - 1 ? error : EFBIG;
}

/* What reset_method of a function says */
#define RESETS_FUNCTION	BIT(0)	/* a reset of this function alone works */
#define RESETS_BUS	BIT(1)	/* a reset of its bus worked when it was found */
#define RESETS_SILENT	BIT(2)	/* nothing about its bus */

static u32 parse_methods(char *methods)
{
	u32 resets = 0;
	char *method;
	char *rest;

	for (method = strtok_r(methods, "\n ", &rest); method;
	     method = strtok_r(NULL, "\n ", &rest))
		resets |= strcmp(method, "bus") && strcmp(method, "cxl_bus") ?
			  RESETS_FUNCTION : RESETS_BUS;
	/* switched off by somebody, which a bus reset does not ask for */
	return resets ? resets : RESETS_SILENT;
}

static u32 read_resets(struct vg_facts *facts, const struct vg_function *f)
{
	char text[ATTRIBUTE_LEN];
	char place[64];
	char address[VG_BDF_LEN];
	int error;

	vg_format_bdf(address, f->segment, f->rid);
	snprintf(place, sizeof(place), "bus/pci/devices/%s", address);
	error = read_attribute(text, "%s/reset_method", place);
	if (!error)
		return parse_methods(text);
	if (error != ENOENT)
		facts->host.unjudged |= BIT(VG_RULE_RESET_MISSING) |
					BIT(VG_RULE_RESET_SHARED);
	/* before Linux 5.15 a reset that works shows as this file only */
	else if (!vg_sysfs_has(place, "reset"))
		return 0;
	return RESETS_FUNCTION | RESETS_SILENT;
}

/* Of a bridge its own resets say nothing of the bus that it is on */
static u32 mark_function(struct vg_facts *facts, struct vg_function *f)
{
	u32 resets;

	if (vg_is_bridge(f))
		return RESETS_SILENT;
	resets = read_resets(facts, f);
	if (!(resets & RESETS_FUNCTION))
		f->flags |= VG_F_NO_RESET;
	return resets;
}

/*
 * pci_parent_bus_reset() lists a reset of the bus for the function that is
 * found first only: there is nobody else on the bus yet. Where that one lacks
 * it, PCI_DEV_FLAGS_NO_BUS_RESET is set. That flag of a bridge does not show.
 */
static void mark_bus(struct vg_facts *facts, u32 from, u32 to)
{
	bool met = false;
	u32 first = 0;
	u32 all = 0;
	u32 i;

	for (i = from; i < to; i++) {
		u32 resets;

		/* PCIe 9.2.2.2: a VF has Function Level Reset */
		if (facts->fn[i].flags & VG_F_VF)
			continue;
		resets = mark_function(facts, &facts->fn[i]);
		if (!met)
			first = resets;
		met = true;
		all |= resets;
	}
	if (facts->fn[from].flags & VG_F_ROOT_BUS || all & RESETS_BUS ||
	    first & RESETS_SILENT)
		return;
	for (i = from; i < to; i++) {
		if (!vg_is_bridge(&facts->fn[i]) &&
		    !(facts->fn[i].flags & VG_F_VF))
			facts->fn[i].flags |= VG_F_NO_BUS_RESET;
	}
}

static bool is_same_bus(const struct vg_function *a,
			const struct vg_function *b)
{
	return a->segment == b->segment && a->rid >> 8 == b->rid >> 8;
}

/**
 * vg_live_resets - find the functions and buses that no reset cleans
 * @facts: sorted; gets flags, or the rules that are not judged
 */
void vg_live_resets(struct vg_facts *facts)
{
	u32 from = 0;

	for (u32 i = 1; i <= facts->count; i++) {
		if (i < facts->count &&
		    is_same_bus(&facts->fn[from], &facts->fn[i]))
			continue;
		mark_bus(facts, from, i);
		from = i;
	}
}

/* iommu_group_show_resv_regions(): first and last address, type */
static bool parse_region(const char *line, u32 *flags)
{
	static const struct {
		const char *name;
		u32 flag;
	} types[] = {
		{ "direct", VG_F_FIRMWARE_REGION },
		{ "direct-relaxable", VG_F_RELAXABLE_REGION },
		{ "reserved", 0 },
		{ "msi", 0 },
	};
	char type[32];
	int end = 0;

	if (sscanf(line, "0x%*16[0-9a-f] 0x%*16[0-9a-f] %31s%n", type,
		   &end) != 1 || line[end])
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (strcmp(type, types[i].name))
			continue;
		*flags |= types[i].flag;
		return true;
	}
	return false;
}

/* False when it is not known which regions a group has */
static bool read_regions(s32 group, u32 *flags)
{
	char text[ATTRIBUTE_LEN];
	char *line;
	char *rest;

	*flags = 0;
	if (read_attribute(text, "kernel/iommu_groups/%d/reserved_regions",
			   group))
		return false;
	for (line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (!parse_region(line, flags))
			return false;
	}
	return true;
}

static int compare_groups(const void *a, const void *b)
{
	const struct vg_function *x = *(struct vg_function *const *)a;
	const struct vg_function *y = *(struct vg_function *const *)b;

	return x->group < y->group ? -1 : x->group > y->group;
}

/* Each group once; VG_NO_GROUP sorts first and has no regions to read */
static bool mark_groups(struct vg_function **f, u32 count)
{
	s32 group = VG_NO_GROUP;
	bool known = true;
	u32 flags = 0;

	for (u32 i = 0; i < count; i++) {
		if (f[i]->group != group) {
			group = f[i]->group;
			known &= read_regions(group, &flags);
		}
		f[i]->flags |= flags;
	}
	return known && group != VG_NO_GROUP;
}

/**
 * vg_live_regions - find the groups that firmware keeps memory mapped for
 * @facts: its functions get flags, or it the rule that is not judged
 */
void vg_live_regions(struct vg_facts *facts)
{
	struct vg_function **f = vg_alloc(sizeof(struct vg_function *) *
					  (facts->count + 1));

	for (u32 i = 0; i < facts->count; i++)
		f[i] = &facts->fn[i];
	qsort(f, facts->count, sizeof(struct vg_function *), compare_groups);
	if (!mark_groups(f, facts->count))
		facts->host.unjudged |= BIT(VG_RULE_FIRMWARE_REGION);
	free(f);
}

/**
 * vg_live_parameters - read allow_unsafe_interrupts
 * @host: gets it, or the rule that is not judged
 *
 * A module that is not loaded has no parameter yet, and with neither of them
 * VFIO assigns nothing yet.
 */
void vg_live_parameters(struct vg_host *host)
{
	static const char *const modules[] = { "vfio_iommu_type1", "iommufd" };
	char text[ATTRIBUTE_LEN];
	bool known = false;

	for (size_t i = 0; i < ARRAY_SIZE(modules); i++) {
		if (read_attribute(text,
				   "module/%s/parameters/allow_unsafe_interrupts",
				   modules[i]))
			continue;
		known |= !strcmp(text, "Y\n") || !strcmp(text, "N\n");
		host->unsafe_interrupts |= text[0] == 'Y';
	}
	if (!known)
		host->unjudged |= BIT(VG_RULE_UNSAFE_INTERRUPTS);
}
