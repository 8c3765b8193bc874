// SPDX-License-Identifier: GPL-2.0-only
#include "local.h"

#include <err.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <pci/pci.h>

#include "attribute.h"
#include "host.h"
#include "iomem.h"
#include "json.h"
#include "owner.h"

static jmp_buf broken;

static void __attribute__((format(printf, 1, 0)))
complain(const char *format, va_list arguments)
{
	char reason[256];

	vsnprintf(reason, sizeof(reason), format, arguments);
	reason[strcspn(reason, "\n")] = '\0';
	warnx("names of devices are missing: %s", reason);
}

static void __attribute__((format(printf, 1, 2)))
warn_of(char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain(format, arguments);
	va_end(arguments);
}

/* Must not return */
static void __attribute__((noreturn, format(printf, 1, 2)))
give_up(char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain(format, arguments);
	va_end(arguments);
	longjmp(broken, 1);
}

/* One for the whole run: the file is large */
static struct pci_access *open_ids(void)
{
	static struct pci_access *ids;

	if (ids)
		return ids;
	/* no pci_init(): that looks for hardware; and no cache, no network */
	ids = pci_alloc();
	ids->id_lookup_mode = 0;
	/* without pci_init() nobody sets them */
	ids->error = give_up;
	ids->warning = warn_of;
	if (vg_host_pci_ids())
		pci_set_name_list_path(ids, strdup(vg_host_pci_ids()), 1);
	return ids;
}

/**
 * vg_local_name - name of a device in pci.ids
 * @device: the device
 *
 * Without the vendor: the IDs say it, and its name is long. Says so once on
 * stderr when the file cannot be read to its end, and has no names then.
 *
 * Return: the name, to be given to free(), or NULL.
 */
char *vg_local_name(const struct device *device)
{
	static bool unusable;
	const char *name;
	char buf[128];

	if (unusable || setjmp(broken)) {
		unusable = true;
		return NULL;
	}
	name = pci_lookup_name(open_ids(), buf, sizeof(buf),
			       PCI_LOOKUP_DEVICE | PCI_LOOKUP_NO_NUMBERS |
			       PCI_LOOKUP_NO_HWDB,
			       (int)device->vendor.value,
			       (int)device->device.value);
	return name ? vg_plain(name) : NULL;
}

static char *find_group_type(const struct device *device)
{
	if (!device->group.set)
		return NULL;
	return vg_attribute("kernel/iommu_groups/%lld/type",
			    device->group.value);
}

/* "NAME NUMBER" in each line; the total, and how many were ACS violations */
static bool read_counters(const char *bdf, const char *kind,
			  const char *total_name, struct vg_number *total,
			  struct vg_number *acs)
{
	unsigned long long number;
	char path[PATH_MAX];
	char name[64];
	FILE *file;

	snprintf(path, sizeof(path), "%s/bus/pci/devices/%s/aer_dev_%s",
		 vg_host_sysfs(), bdf, kind);
	file = fopen(path, "re");
	if (!file)
		return false;
	while (fscanf(file, "%63s %llu", name, &number) == 2) {
		if (!strcmp(name, total_name))
			*total = vg_number((long long)number);
		else if (acs && !strcmp(name, "ACSViol"))
			*acs = vg_number(acs->value + (long long)number);
	}
	fclose(file);
	return true;
}

/**
 * vg_aer_read - counters of errors of a function
 * @aer: filled with the counters, if it has any
 * @bdf: its address
 */
void vg_aer_read(struct vg_aer *aer, const char *bdf)
{
	*aer = (struct vg_aer){ 0 };
	aer->any |= read_counters(bdf, "correctable", "TOTAL_ERR_COR",
				  &aer->correctable, NULL);
	aer->any |= read_counters(bdf, "nonfatal", "TOTAL_ERR_NONFATAL",
				  &aer->nonfatal, &aer->acs_violations);
	aer->any |= read_counters(bdf, "fatal", "TOTAL_ERR_FATAL", &aer->fatal,
				  &aer->acs_violations);
}

/**
 * vg_local_read - ask the host about a device
 * @local: to be given to vg_local_free()
 * @device: the device
 */
void vg_local_read(struct vg_local *local, const struct device *device)
{
	*local = (struct vg_local){
		.name = vg_local_name(device),
		.group_type = find_group_type(device),
	};
	vg_aer_read(&local->aer, device->bdf);
	local->has_memory = vg_iomem_holders(device, &local->memory);
}

/**
 * vg_local_free - release what vg_local_read() filled
 * @local: what the host said
 */
void vg_local_free(struct vg_local *local)
{
	free(local->name);
	free(local->group_type);
	vg_list_free(&local->memory, free);
}

/* What was found, and where */
static json_t *sourced(json_t *value, json_t *source)
{
	json_t *object = json_object();

	vg_json_put(object, "value", value);
	vg_json_put(object, "source", source);
	return object;
}

static json_t *counters_json(const struct vg_aer *aer)
{
	json_t *object = json_object();

	vg_json_put(object, "correctable", vg_json_number(aer->correctable));
	vg_json_put(object, "nonfatal", vg_json_number(aer->nonfatal));
	vg_json_put(object, "fatal", vg_json_number(aer->fatal));
	vg_json_put(object, "acs_violations",
		    vg_json_number(aer->acs_violations));
	return object;
}

/**
 * vg_aer_json - counters of errors of a function, with their source
 * @aer: from vg_aer_read()
 * @bdf: its address
 *
 * Return: new reference.
 */
json_t *vg_aer_json(const struct vg_aer *aer, const char *bdf)
{
	return sourced(aer->any ? counters_json(aer) : json_null(),
		       json_sprintf("/sys/bus/pci/devices/%s/aer_dev_*", bdf));
}

static json_t *holder_json(const struct vg_holder *holder)
{
	json_t *object = json_object();

	vg_json_put(object, "start", json_sprintf("0x%llx", holder->start));
	vg_json_put(object, "end", json_sprintf("0x%llx", holder->end));
	vg_json_put(object, "name", json_string(holder->name));
	vg_json_put(object, "firmware", json_boolean(holder->firmware));
	return object;
}

static json_t *memory_json(const struct vg_local *local)
{
	json_t *array;

	if (!local->has_memory)
		return json_null();
	array = json_array();
	for (size_t i = 0; i < local->memory.count; i++)
		vg_json_append(array, holder_json(local->memory.at[i]));
	return array;
}

/**
 * vg_local_json - what the host says of a device
 * @local: what it says
 * @device: the device
 *
 * Return: new reference.
 */
json_t *vg_local_json(const struct vg_local *local,
		      const struct device *device)
{
	json_t *object = json_object();

	vg_json_put(object, "name", sourced(vg_json_text(local->name),
					    json_string("pci.ids")));
	vg_json_put(object, "group_type",
		    sourced(vg_json_text(local->group_type), device->group.set ?
			    json_sprintf("/sys/kernel/iommu_groups/%lld/type",
					 device->group.value) :
			    json_string("/sys/kernel/iommu_groups")));
	vg_json_put(object, "aer", vg_aer_json(&local->aer, device->bdf));
	vg_json_put(object, "memory", sourced(memory_json(local),
					      json_string("/proc/iomem")));
	vg_json_put(object, "owner", vg_process_json(device->owner));
	return object;
}

/**
 * vg_local_device - a device with all that this host adds, as JSON
 * @device: the device
 *
 * Return: new reference.
 */
json_t *vg_local_device(const struct device *device)
{
	json_t *object = vg_json_device(device);
	struct vg_local local;

	vg_local_read(&local, device);
	vg_json_put(object, "host", vg_local_json(&local, device));
	vg_local_free(&local);
	return object;
}
