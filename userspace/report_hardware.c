// SPDX-License-Identifier: GPL-2.0-only
#include "report_hardware.h"

#include <stdio.h>
#include <string.h>

#include <linux/vfioguard.h>

#include "fact.h"
#include "iomem.h"
#include "local.h"
#include "names.h"
#include "record.h"
#include "size.h"

#define ROM_INDEX	6
#define LINE_LEN	160

static void print_flags(long long flags)
{
	printf("%s%s%s%s", flags & VFIOGUARD_BAR_FLAG_IO ? ", I/O space" :
	       flags & VFIOGUARD_BAR_FLAG_64_BIT ? ", 64-bit" : ", 32-bit",
	       flags & VFIOGUARD_BAR_FLAG_PREFETCHABLE ? " prefetchable" : "",
	       flags & VFIOGUARD_BAR_FLAG_ABOVE_4G ? ", above 4 GiB" : "",
	       flags & VFIOGUARD_BAR_FLAG_ENABLED ? "" : ", not decoded");
}

static void print_bar(const struct bar *bar)
{
	long long flags = bar->flags.value;
	char label[24] = "ROM";
	char address[32] = "no address";

	if (bar->index.value != ROM_INDEX)
		snprintf(label, sizeof(label), "BAR %lld", bar->index.value);
	if (bar->address.set)
		snprintf(address, sizeof(address), "0x%llx",
			 (unsigned long long)bar->address.value);
	vg_fact_label(label);
	printf("%s%s%s", bar->size.set ? vg_size(bar->size.value).text :
	       "size not known", bar->address.set ? " at " : ", ", address);
	/* a ROM is decoded only while somebody reads it */
	if (!(flags & VFIOGUARD_BAR_FLAG_ROM))
		print_flags(flags);
	else if (flags & VFIOGUARD_BAR_FLAG_ENABLED)
		printf(", decoded");
	putchar('\n');
}

/* "D3hot", as PCI Power Management writes it */
static void print_power(struct vg_number state)
{
	struct vg_word word = vg_word(VG_ENUM_POWER_STATE, state);

	if (*word.text == 'd')
		*word.text = 'D';
	vg_fact("power", "%s", word.text);
}

static int lowest_bit(unsigned long long bits)
{
	return __builtin_ctzll(bits);
}

static int highest_bit(unsigned long long bits)
{
	return 63 - __builtin_clzll(bits);
}

/* "64 MiB to 256 GiB"; bit n stands for 2^(20 + n) bytes */
static void format_sizes(char *buf, size_t len, unsigned long long sizes)
{
	int from = lowest_bit(sizes);
	int to = highest_bit(sizes);
	bool gap = (sizes >> from) & ((sizes >> from) + 1);

	if (to > 43)
		snprintf(buf, len, "sizes not known");
	else if (from == to)
		snprintf(buf, len, "%s only", vg_size(1ULL << (from + 20)).text);
	else
		snprintf(buf, len, "%s to %s%s",
			 vg_size(1ULL << (from + 20)).text,
			 vg_size(1ULL << (to + 20)).text,
			 gap ? " with gaps" : "");
}

static void print_rebar(const struct rebar *rebar)
{
	char sizes[LINE_LEN] = "no size";

	if (rebar->sizes.value)
		format_sizes(sizes, sizeof(sizes),
			     (unsigned long long)rebar->sizes.value);
	vg_fact("ReBAR", "BAR %lld%s: %s, now %s%s", rebar->index.value,
		rebar->vf.value ? " of the VFs" : "", sizes,
		rebar->current.set ? vg_size(rebar->current.value).text :
		"a size that is reserved",
		!rebar->largest.set ? "" : rebar->largest.value ?
		", the largest" : ", not the largest");
}

static void print_registers(const struct device *device)
{
	for (size_t i = 0; i < device->bar.count; i++)
		print_bar(device->bar.at[i]);
	for (size_t i = 0; i < device->rebar.count; i++)
		print_rebar(device->rebar.at[i]);
}

static void print_methods(const struct reset *reset)
{
	char text[LINE_LEN] = "";
	size_t len = 0;

	for (size_t i = 0; i < reset->method.count && len < sizeof(text); i++) {
		const struct vg_number *method = reset->method.at[i];

		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s",
					i ? ", " : "",
					vg_word(VG_ENUM_RESET_METHOD,
						*method).text);
	}
	if (reset->used.set)
		vg_fact("reset", "%s; VFIO uses %s", text,
			vg_word(VG_ENUM_RESET_METHOD, reset->used).text);
	else
		vg_fact("reset", "%s%sVFIO has no method to use", text,
			*text ? "; " : "");
	if (reset->last.set)
		vg_fact("", "the last one at hand-out %s",
			vg_word(VG_ENUM_RESET_RESULT, reset->last).text);
	if (reset->needed.value)
		vg_fact("", "needed: the last user left it without a reset");
}

static const char *driver_of(const char *name, struct vg_number busy)
{
	return name ? name : busy.value ? "driver busy" : "no driver";
}

static void print_affected(const struct affected *affected)
{
	const char *driver = driver_of(affected->driver, affected->driver_busy);

	if (affected->group.set)
		vg_fact("", "  %s (group %lld, %s)", affected->bdf,
			affected->group.value, driver);
	else
		vg_fact("", "  %s (no group, %s)", affected->bdf, driver);
}

static void print_hot_reset(const struct reset *reset)
{
	long long count = reset->affected_count.set ?
			  reset->affected_count.value :
			  (long long)reset->affected.count;

	if (!reset->hot_reset.set)
		return;
	if (!reset->hot_reset.value)
		vg_fact("hot reset", "not possible");
	else if (!count)
		vg_fact("hot reset", "takes nothing else down");
	else
		vg_fact("hot reset", "takes down %lld other%s", count,
			count == 1 ? "" : "s");
	for (size_t i = 0; i < reset->affected.count; i++)
		print_affected(reset->affected.at[i]);
	if (count > (long long)reset->affected.count)
		vg_fact("", "  and %lld more",
			count - (long long)reset->affected.count);
}

static void print_interrupts(const struct interrupts *interrupts)
{
	char pin[32] = "no INTx";

	if (interrupts->pin.set)
		snprintf(pin, sizeof(pin), "INT%c%s",
			 'A' + (int)((interrupts->pin.value - 1) & 3),
			 interrupts->intx_masking_broken.value ?
			 " that cannot be masked" : "");
	vg_fact_label("interrupts");
	if (interrupts->msi_vectors.set)
		printf("MSI %lld%s, ", interrupts->msi_vectors.value,
		       interrupts->msi_enabled.value ? " on" : "");
	if (interrupts->msix_vectors.set)
		printf("MSI-X %lld%s, ", interrupts->msix_vectors.value,
		       interrupts->msix_enabled.value ? " on" : "");
	printf("%s%s\n", pin, !interrupts->isolated.set ? "" :
	       interrupts->isolated.value ? "; MSIs are isolated" :
	       "; MSIs are not isolated");
}

/* "ATS on", "ATS off", and "no ATS" without the capability */
static const char *no(struct vg_number n)
{
	return n.set ? "" : "no ";
}

static const char *on_off(struct vg_number n)
{
	return !n.set ? "" : n.value ? " on" : " off";
}

static void print_domain(const struct dma *dma, const struct vg_local *local)
{
	const char *iommu = !dma->iommu.set ? "IOMMU not known" :
			    dma->iommu.value ? "IOMMU" : "no IOMMU";

	vg_fact_label("DMA");
	printf("%s, domain %s", iommu, dma->domain_type.set ?
	       vg_word(VG_ENUM_DOMAIN_TYPE, dma->domain_type).text : "none");
	if (local && local->group_type)
		printf(", group type %s (sysfs)", local->group_type);
	if (dma->mask.set)
		printf(", %d-bit addresses",
		       __builtin_popcountll((unsigned long long)
					    dma->mask.value));
	putchar('\n');
	vg_fact("", "%sATS%s, %sPRI%s, %sPASID%s", no(dma->ats_enabled),
		on_off(dma->ats_enabled), no(dma->pri_enabled),
		on_off(dma->pri_enabled), no(dma->pasid_enabled),
		on_off(dma->pasid_enabled));
}

static void print_region(const struct region *region, bool first)
{
	unsigned long long start = (unsigned long long)region->start.value;
	unsigned long long length = (unsigned long long)region->length.value;

	vg_fact(first ? "reserved" : "", "0x%llx to 0x%llx, %s", start,
		start + length - 1,
		vg_word(VG_ENUM_REGION_TYPE, region->type).text);
}

static void print_dma(const struct dma *dma, const struct vg_local *local)
{
	print_domain(dma, local);
	for (size_t i = 0; i < dma->region.count; i++)
		print_region(dma->region.at[i], i == 0);
	if (!dma->region_count.set)
		vg_fact("reserved", "cannot be read");
	else if (dma->region_count.value > (long long)dma->region.count)
		vg_fact("", "and %lld more", dma->region_count.value -
			(long long)dma->region.count);
}

static void print_link(const struct link *link)
{
	vg_fact_label("link");
	if (link->speed.value && link->width.value)
		printf("Gen%lld x%lld", link->speed.value, link->width.value);
	else
		printf("down");
	if (link->max_speed.set)
		printf(" of Gen%lld x%lld", link->max_speed.value,
		       link->max_width.value);
	if (link->port && link->port_max_speed.set)
		printf("; port %s can do Gen%lld x%lld", link->port,
		       link->port_max_speed.value, link->port_max_width.value);
	putchar('\n');
}

static void print_errors(struct vg_number status)
{
	char name[VG_NAME_LEN];
	int column = 2 + VG_FACT_LABEL;

	if (!status.value) {
		vg_fact("AER", "no uncorrectable error now");
		return;
	}
	vg_fact_label("AER");
	column += printf("uncorrectable:");
	for (unsigned int bit = 0; bit < 32; bit++) {
		if (status.value & 1LL << bit)
			column = vg_fact_word(vg_aer_bit(bit, name), column);
	}
	putchar('\n');
}

static void print_sriov(const struct sriov *sriov)
{
	const char *driver = driver_of(sriov->pf_driver, sriov->pf_driver_busy);

	if (sriov->pf && sriov->vf_index.set)
		vg_fact("SR-IOV", "VF %lld of %s (%s)", sriov->vf_index.value,
			sriov->pf, driver);
	else if (sriov->pf)
		vg_fact("SR-IOV", "a VF of %s (%s)", sriov->pf, driver);
	else
		vg_fact("SR-IOV", "%lld of %lld VFs", sriov->num_vfs.value,
			sriov->total_vfs.value);
}

static void print_counters(const struct vg_aer *aer)
{
	if (!aer->fatal.set && !aer->nonfatal.set && !aer->correctable.set)
		return;
	vg_fact("", "since boot %lld corrected, %lld non-fatal, %lld fatal (sysfs)",
		aer->correctable.value, aer->nonfatal.value, aer->fatal.value);
	if (aer->acs_violations.set)
		vg_fact("", "since boot %lld ACS violations (sysfs)",
			aer->acs_violations.value);
}

static void print_holder(const struct vg_holder *holder)
{
	vg_fact("memory", "0x%llx to 0x%llx held by %s%s (/proc/iomem)",
		holder->start, holder->end, holder->name, holder->firmware ?
		", the framebuffer of the firmware" : "");
}

static void print_errors_all(const struct device *device,
			     const struct vg_local *local)
{
	if (device->aer_uncorrectable.set)
		print_errors(device->aer_uncorrectable);
	if (device->aer_uncorrectable.set && local)
		print_counters(&local->aer);
}

/**
 * vg_report_hardware - what a device is made of
 * @device: the device; what the module did not send is left out
 * @local: what this host says of it beside, or NULL
 */
void vg_report_hardware(const struct device *device,
			const struct vg_local *local)
{
	if (device->power_state.set)
		print_power(device->power_state);
	if (device->fabric.value)
		vg_fact("fabric", "NVLink, which is not judged here");
	print_registers(device);
	for (size_t i = 0; local && i < local->memory.count; i++)
		print_holder(local->memory.at[i]);
	if (device->reset) {
		print_methods(device->reset);
		print_hot_reset(device->reset);
	}
	if (device->interrupts)
		print_interrupts(device->interrupts);
	if (device->dma)
		print_dma(device->dma, local);
	if (device->link)
		print_link(device->link);
	print_errors_all(device, local);
	if (device->sriov)
		print_sriov(device->sriov);
}
