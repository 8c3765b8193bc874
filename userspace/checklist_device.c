// SPDX-License-Identifier: GPL-2.0-only
/*
 * checklist_device.c - items about devices: a line for each fault, or one for
 * all when there is none
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/vfioguard.h>

#include "checklist.h"
#include "expect.h"
#include "fix.h"
#include "iomem.h"
#include "port.h"
#include "prose.h"
#include "size.h"
#include "tally.h"

/* Windows of this size have no place below 4 GiB */
#define LARGE (256LL << 20)

/**
 * struct check - an item about devices
 * @name: of the item
 * @good: what is said when no device has a fault
 * @find: adds a line for each fault of a device; false: nothing can be told
 */
struct check {
	const char *name;
	const char *good;
	bool (*find)(struct vg_checklist *list, const char *name,
		     const struct device *device);
};

__attribute__((format(printf, 6, 7)))
static struct vg_item *fault(struct vg_checklist *list, enum vg_result result,
			     const char *name, const struct device *device,
			     int rule, const char *format, ...)
{
	struct vg_item *item;
	char reason[320];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	item = vg_checklist_add(list, result, name, "%s", reason);
	item->subject = device->bdf;
	if (rule)
		item->fix = &vg_fix_find(rule, VFIOGUARD_CAUSE_NONE)->text;
	return item;
}

static bool find_verdict(struct vg_checklist *list, const char *name,
			 const struct device *device)
{
	const struct decision *decision = device->decision;
	const char *sentence = device->sentence;

	if (vg_standing_of(device) == VG_SHARED && vg_leaves_group(device))
		fault(list, VG_WARN, name, device, 0,
		      "not alone, and the policy lets it (vfioguard show)");
	if (vg_allows(device->verdict) && !vg_is_violation(device))
		return true;
	if (vg_allows(device->verdict) && decision)
		sentence = decision->sentence;
	fault(list, vg_weigh(device), name, device, 0, "%s (vfioguard show)",
	      sentence ? sentence : "the module gives no reason");
	return true;
}

static bool find_remapping(struct vg_checklist *list, const char *name,
			   const struct device *device)
{
	if (!device->interrupts || !device->interrupts->isolated.set)
		return false;
	if (!device->interrupts->isolated.value)
		fault(list, vg_weigh(device), name, device,
		      VFIOGUARD_RULE_MSI_NOT_ISOLATED,
		      "interrupt remapping does not isolate its MSIs");
	return true;
}

static bool find_translation(struct vg_checklist *list, const char *name,
			     const struct device *device)
{
	if (!device->dma || !device->dma->iommu.set)
		return false;
	if (!device->dma->iommu.value)
		fault(list, vg_weigh(device), name, device,
		      VFIOGUARD_RULE_NO_IOMMU, "no IOMMU is behind its group");
	return true;
}

static void find_bar(struct vg_checklist *list, const char *name,
		     const struct device *device, const struct bar *bar)
{
	long long flags = bar->flags.value;

	if (flags & (VFIOGUARD_BAR_FLAG_IO | VFIOGUARD_BAR_FLAG_ROM))
		return;
	if (!(flags & VFIOGUARD_BAR_FLAG_ASSIGNED))
		fault(list, VG_WARN, name, device,
		      VFIOGUARD_RULE_BAR_UNASSIGNED, "BAR %lld has no address",
		      bar->index.value);
	else if (flags & VFIOGUARD_BAR_FLAG_64_BIT &&
		 !(flags & VFIOGUARD_BAR_FLAG_ABOVE_4G) &&
		 bar->size.value >= LARGE)
		fault(list, VG_WARN, name, device,
		      VFIOGUARD_RULE_BAR_UNASSIGNED,
		      "BAR %lld, %s, is below 4 GiB", bar->index.value,
		      vg_size(bar->size.value).text);
}

static bool find_bars(struct vg_checklist *list, const char *name,
		      const struct device *device)
{
	for (size_t i = 0; i < device->bar.count; i++)
		find_bar(list, name, device, device->bar.at[i]);
	return vg_has_hardware(device);
}

static bool find_sizes(struct vg_checklist *list, const char *name,
		       const struct device *device)
{
	static const struct vg_prose resize = { {
		"Enable Resizable BAR and Above 4G Decoding in the firmware setup; the",
		"size can also be written to resourceN_resize in sysfs while no driver",
		"is bound.",
	} };

	for (size_t i = 0; i < device->rebar.count; i++) {
		const struct rebar *rebar = device->rebar.at[i];

		if (rebar->vf.value || (rebar->current.set &&
					(!rebar->largest.set ||
					 rebar->largest.value)))
			continue;
		fault(list, VG_WARN, name, device, 0, "BAR %lld has %s%s",
		      rebar->index.value, rebar->current.set ?
		      vg_size(rebar->current.value).text : "a reserved size",
		      rebar->current.set ?
		      ", which is not its largest size" : "")->fix = &resize;
	}
	return vg_has_hardware(device);
}

static bool is_link(const struct vg_expectation *expectation)
{
	return !strcmp(expectation->fact, "link");
}

static bool find_link(struct vg_checklist *list, const char *name,
		      const struct device *device)
{
	struct vg_list expectations;

	vg_expect(device, &expectations);
	for (size_t i = 0; i < expectations.count; i++) {
		const struct vg_expectation *e = expectations.at[i];

		if (is_link(e) && !e->ok)
			fault(list, VG_WARN, name, device,
			      VFIOGUARD_RULE_LINK_DEGRADED, "%s", e->sentence);
	}
	vg_list_free(&expectations, free);
	return vg_has_hardware(device);
}

static bool find_model(struct vg_checklist *list, const char *name,
		       const struct device *device)
{
	struct vg_list expectations;

	vg_expect(device, &expectations);
	for (size_t i = 0; i < expectations.count; i++) {
		const struct vg_expectation *e = expectations.at[i];

		if (!is_link(e) && !e->ok)
			fault(list, VG_WARN, name, device, 0, "%s",
			      e->sentence);
	}
	vg_list_free(&expectations, free);
	return vg_has_hardware(device);
}

static bool has_finding(const struct device *device, int rule)
{
	for (size_t i = 0; i < device->finding.count; i++) {
		const struct finding *finding = device->finding.at[i];

		if (finding->rule.value == rule)
			return true;
	}
	return false;
}

/* What the last user has left, unless somebody else drives it by now */
static void find_left(struct vg_checklist *list, const char *name,
		      const struct device *device)
{
	static const struct vg_prose stop = { {
		"It can still write to memory of whoever it is given to next. Write 1 to",
		"its file reset in sysfs, or clear the bit: setpci COMMAND=0:4.",
	} };

	if (device->open.value || (device->driver && !device->assigned.value))
		return;
	if (device->reset->needed.value)
		fault(list, VG_WARN, name, device,
		      VFIOGUARD_RULE_RESET_MISSING,
		      "the last user left it without a reset");
	if (device->close && device->close->bus_master.value)
		fault(list, VG_WARN, name, device, 0,
		      "the last user left bus mastering on")->fix = &stop;
}

static bool find_reset(struct vg_checklist *list, const char *name,
		       const struct device *device)
{
	const struct reset *reset = device->reset;

	if (!reset)
		return false;
	if (has_finding(device, VFIOGUARD_RULE_RESET_SHARED))
		fault(list, vg_weigh(device), name, device,
		      VFIOGUARD_RULE_RESET_SHARED,
		      "its only reset takes %lld others down",
		      reset->affected_count.value);
	else if (!reset->used.set && !reset->hot_reset.value)
		fault(list, VG_WARN, name, device,
		      VFIOGUARD_RULE_RESET_MISSING, "no reset is usable");
	/* Without a method that is its own, VFIO tries none at the hand-out */
	if (reset->used.set &&
	    reset->last.value == VFIOGUARD_RESET_RESULT_FAILED)
		fault(list, vg_weigh(device), name, device,
		      VFIOGUARD_RULE_RESET_FAILED,
		      "the reset at the last hand-out failed");
	find_left(list, name, device);
	return true;
}

static bool find_framebuffer(struct vg_checklist *list, const char *name,
			     const struct device *device)
{
	static const struct vg_prose move = { {
		"The console of the host is drawn there. Use the display of the",
		"management controller as the primary one (firmware setup), or boot with",
		"video=efifb:off, or initcall_blacklist=sysfb_init.",
	} };
	struct vg_list holders;
	bool shown = vg_iomem_holders(device, &holders);

	for (size_t i = 0; i < holders.count; i++) {
		const struct vg_holder *holder = holders.at[i];

		if (!holder->firmware)
			continue;
		fault(list, vg_weigh(device), name, device, 0,
		      "%s, the framebuffer of the firmware, is in its memory",
		      holder->name)->fix = &move;
	}
	vg_list_free(&holders, free);
	return shown;
}

static bool find_driver(struct vg_checklist *list, const char *name,
			const struct device *device)
{
	static const struct vg_prose bind = { {
		"Bind it with driverctl(8) or through driver_override in sysfs; libvirt",
		"does it by itself for devices with managed='yes'.",
	} };

	/* NVSwitches stay with the fabric manager on many hosts */
	if (device->assigned.value || vg_sort_of(device) == VG_SORT_NVSWITCH)
		return true;
	fault(list, VG_WARN, name, device, 0, "not bound to a VFIO driver (%s)",
	      device->driver ? device->driver :
	      device->driver_busy.value ? "driver busy" :
	      "no driver")->fix = &bind;
	return true;
}

static const struct check checks[] = {
	{ "isolation", "no device violates the policy", find_verdict },
	{ "DMA translation", "an IOMMU is behind each group",
	  find_translation },
	{ "interrupt remapping", "isolates the MSIs of each device",
	  find_remapping },
	{ "BARs", "all have addresses, large ones above 4 GiB", find_bars },
	{ "resizable BARs", "each has its largest size, or none is resizable",
	  find_sizes },
	{ "model", "as far as anything is known of it", find_model },
	{ "link", "all that both ends can do", find_link },
	{ "reset", "each device can be reset alone or with its bus",
	  find_reset },
	{ "framebuffer", "none of the firmware is in a BAR",
	  find_framebuffer },
	{ "VFIO driver", "each device is bound to one", find_driver },
};

/* A device of which nothing is known is neither good nor bad */
static void run_check(struct vg_checklist *list, const struct check *check)
{
	size_t before = list->item.count;
	size_t looked = 0;
	size_t told = 0;

	for (size_t i = 0; i < list->device.count; i++) {
		const struct device *device = list->device.at[i];

		if (!vg_is_checked(device))
			continue;
		looked++;
		told += check->find(list, check->name, device);
	}
	if (looked && told < looked)
		vg_checklist_add(list, VG_WARN, check->name,
				 "cannot be told of %zu of %zu devices%s",
				 looked - told, looked,
				 check->find == find_framebuffer ?
				 ": /proc/iomem hides addresses without CAP_SYS_ADMIN" :
				 "");
	else if (list->item.count == before)
		vg_checklist_add(list, VG_PASS, check->name, "%s", looked ?
				 check->good : "no device to look at");
}

/**
 * vg_checklist_devices - the items about devices
 * @list: the checklist
 */
void vg_checklist_devices(struct vg_checklist *list)
{
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++)
		run_check(list, &checks[i]);
}
