// SPDX-License-Identifier: GPL-2.0-only
#include "ids.h"

#include <ctype.h>
#include <err.h>
#include <pci/pci.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include "memory.h"
#include "quirks.h"

/* pci.ids only: no network, and no udev for each number that has no name */
#define LOOKUP	(PCI_LOOKUP_NO_NUMBERS | PCI_LOOKUP_NO_HWDB)
#define NAME_MAX_LEN	512

struct entry {
	char *name;
	u16 id;
};

/* All names of one kind, sorted without regard to case */
struct table {
	struct entry *at;
	u32 count;
	u32 capacity;
};

struct devices {
	u16 vendor;
	struct table table;
};

/**
 * struct vg_ids - pci.ids, the other way round
 * @access: libpci
 * @class: classes
 * @vendor: vendors
 * @devices: struct devices, of each vendor that was asked for
 */
struct vg_ids {
	struct pci_access *access;
	struct table class;
	struct table vendor;
	struct vg_list devices;
};

static void add_entry(struct table *table, const char *name, u16 id)
{
	struct entry *e;

	if (table->count == table->capacity) {
		table->capacity += table->capacity / 2 + 256;
		table->at = reallocarray(table->at, table->capacity,
					 sizeof(*table->at));
	}
	if (!table->at)
		err(EX_UNAVAILABLE, "realloc for %u names", table->capacity);
	e = &table->at[table->count++];
	e->name = strdup(name);
	e->id = id;
	if (!e->name)
		err(EX_UNAVAILABLE, "strdup of %zu bytes", strlen(name));
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a;
	const struct entry *y = b;
	int order = strcasecmp(x->name, y->name);

	return order ? order : x->id - y->id;
}

static void sort_table(struct table *table)
{
	if (table->count)
		qsort(table->at, table->count, sizeof(*table->at),
		      compare_entries);
}

static void free_table(struct table *table)
{
	for (u32 i = 0; i < table->count; i++)
		free(table->at[i].name);
	free(table->at);
}

static int compare_name(const struct entry *e, const char *name, size_t len)
{
	int order = strncasecmp(e->name, name, len);

	return order ? order : e->name[len] != '\0';
}

/* The entries called so: the first, and in @count how many */
static const struct entry *find_name(const struct table *table,
				     const char *name, size_t len, u32 *count)
{
	u32 high = table->count;
	u32 low = 0;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (compare_name(&table->at[middle], name, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*count = 0;
	while (low + *count < table->count &&
	       !compare_name(&table->at[low + *count], name, len))
		++*count;
	/* a vendor without devices has no table */
	return *count ? &table->at[low] : NULL;
}

/* "Name [code]" is the name of the class: this subclass has none */
static const char *look_up_class(struct vg_ids *ids, char *name, int id)
{
	return pci_lookup_name(ids->access, name, NAME_MAX_LEN,
			       PCI_LOOKUP_CLASS | LOOKUP, id);
}

static void read_classes(struct vg_ids *ids)
{
	char name[NAME_MAX_LEN];

	for (int id = 0; id <= 0xffff; id++) {
		const char *found = look_up_class(ids, name, id);

		/* no class, then: no need to try its 255 other subclasses */
		if (!found)
			id |= 0xff;
		else if (!strchr(found, '['))
			add_entry(&ids->class, found, id);
	}
	sort_table(&ids->class);
}

/* Looking for all of them takes longer than all that lspci does */
static void read_vendors(struct vg_ids *ids)
{
	char name[NAME_MAX_LEN];

	if (ids->vendor.count)
		return;
	for (int id = 0; id < 0xffff; id++) {
		const char *found = pci_lookup_name(ids->access, name,
						    sizeof(name),
						    PCI_LOOKUP_VENDOR | LOOKUP,
						    id);

		if (found)
			add_entry(&ids->vendor, found, id);
	}
	sort_table(&ids->vendor);
}

static struct devices *read_devices(struct vg_ids *ids, u16 vendor)
{
	struct devices *devices = vg_alloc(sizeof(*devices));
	char name[NAME_MAX_LEN];

	devices->vendor = vendor;
	for (int id = 0; id <= 0xffff; id++) {
		const char *found = pci_lookup_name(ids->access, name,
						    sizeof(name),
						    PCI_LOOKUP_DEVICE | LOOKUP,
						    vendor, id);

		if (found)
			add_entry(&devices->table, found, id);
	}
	sort_table(&devices->table);
	vg_list_add(&ids->devices, devices);
	return devices;
}

static const struct table *find_devices(struct vg_ids *ids, u16 vendor)
{
	for (size_t i = 0; i < ids->devices.count; i++) {
		struct devices *devices = ids->devices.at[i];

		if (devices->vendor == vendor)
			return &devices->table;
	}
	return &read_devices(ids, vendor)->table;
}

/* All that the ID of a function decides */
static u32 sum_up(u16 vendor, u16 device)
{
	static const struct vg_host host = { .ivrs = true };
	struct vg_function f = {
		.vendor = vendor,
		.device = device,
		.flags = VG_F_ROOT_BUS | VG_F_MULTIFUNCTION,
	};
	u32 sum = vg_quirk_find(&f, &host);

	f.type = VG_TYPE_ROOT_PORT;
	return sum << 16 | vg_quirk_find(&f, &host) << 8 |
	       vg_acs_is_dword(&f) << 2 | vg_sv_reads_zero(&f) << 1 |
	       vg_sv_not_grouped_on(&f);
}

/* Several devices can have one name: which it is must make no difference */
static bool settle(u16 vendor, const struct entry *e, u32 count)
{
	for (u32 i = 1; i < count; i++)
		if (sum_up(vendor, e[i].id) != sum_up(vendor, e->id))
			return false;
	return count;
}

/* "Device 2335": pci.ids of that host has no name for it */
static bool read_number(const char *name, u16 *device)
{
	char *end;

	if (strncmp(name, "Device ", 7) || !isxdigit(name[7]))
		return false;
	*device = strtoul(name + 7, &end, 16);
	return end == name + 11 && !*end;
}

static bool find_device(struct vg_ids *ids, u16 vendor, const char *name,
			u16 *device)
{
	const struct entry *e;
	u32 count;

	if (read_number(name, device))
		return true;
	e = find_name(find_devices(ids, vendor), name, strlen(name), &count);
	if (!settle(vendor, e, count))
		return false;
	*device = e->id;
	return true;
}

/* Vendors called @name up to @len; the device has to be one of theirs */
static bool try_vendors(struct vg_ids *ids, const char *name, size_t len,
			struct vg_view *v)
{
	const struct entry *e;
	u32 count;

	e = find_name(&ids->vendor, name, len, &count);
	for (u32 i = 0; i < count; i++) {
		if (!v->f.vendor)
			v->f.vendor = e[i].id;
		if (find_device(ids, e[i].id, name + len + 1, &v->f.device)) {
			v->f.vendor = e[i].id;
			return true;
		}
	}
	return false;
}

/* "Vendor Device", the longest vendor first: either can have blanks */
static bool find_pair(struct vg_ids *ids, const char *name, struct vg_view *v)
{
	read_vendors(ids);
	v->f.vendor = 0;
	v->f.device = 0;
	for (size_t len = strlen(name); len > 0; len--)
		if (name[len] == ' ' && try_vendors(ids, name, len, v))
			return true;
	return false;
}

static bool find_class(const struct vg_ids *ids, const char *name, size_t len,
		       struct vg_view *v)
{
	const struct entry *e;
	u32 count;

	e = find_name(&ids->class, name, len, &count);
	if (!count)
		return false;
	v->f.class |= e->id << 8;
	return true;
}

/*
 * Of a function that does not answer only the class decides anything: whether
 * it is protected. That of an NVSwitch needs the vendor.
 */
static bool is_worth_it(const struct vg_view *v)
{
	return v->f.header != VG_HEADER_GONE || v->f.class >> 8 == 0x0680;
}

/**
 * vg_ids_find - find class, vendor and device by their names
 * @ids: from vg_ids_open()
 * @v: what is not known of these is set where it is found; a vendor or device
 *	that is not found is 0. VG_TROUBLE_NAME is set when something is missing
 */
void vg_ids_find(struct vg_ids *ids, struct vg_view *v)
{
	const char *name = v->name ? v->name : "";
	const char *colon = strstr(name, ": ");
	size_t len = colon ? colon - name : 0;

	if (!(v->known & VG_KNOWN_CLASS)) {
		if (find_class(ids, name, len, v))
			v->known |= VG_KNOWN_CLASS;
		else
			v->trouble |= BIT(VG_TROUBLE_NAME);
	}
	if (!(v->known & VG_KNOWN_IDS) && is_worth_it(v)) {
		if (colon && find_pair(ids, colon + 2, v))
			v->known |= VG_KNOWN_IDS;
		else
			v->trouble |= BIT(VG_TROUBLE_NAME);
	}
}

/**
 * vg_ids_open - read pci.ids
 *
 * Return: to be given to vg_ids_close(), or NULL after a message.
 */
struct vg_ids *vg_ids_open(void)
{
	struct vg_ids *ids = vg_alloc(sizeof(*ids));

	ids->access = pci_alloc();
	ids->access->id_lookup_mode = 0;
	if (!pci_load_name_list(ids->access)) {
		warnx("%s: cannot be read to look names up: install pci.ids or use lspci -nn",
		      ids->access->id_file_name);
		vg_ids_close(ids);
		return NULL;
	}
	read_classes(ids);
	return ids;
}

static void free_devices(void *entry)
{
	struct devices *devices = entry;

	free_table(&devices->table);
	free(devices);
}

/**
 * vg_ids_close - release what vg_ids_open() gave
 * @ids: is no more, or NULL
 */
void vg_ids_close(struct vg_ids *ids)
{
	if (!ids)
		return;
	vg_list_free(&ids->devices, free_devices);
	free_table(&ids->class);
	free_table(&ids->vendor);
	pci_cleanup(ids->access);
	free(ids);
}
