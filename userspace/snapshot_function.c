// SPDX-License-Identifier: GPL-2.0-only
/* snapshot_function.c - the keys of a function in a snapshot */
#include "snapshot_function.h"

#include "names.h"
#include "snapshot.h"

static bool parse_id(const char *value, void *about)
{
	struct vg_function *f = &((struct vg_snapshot_line *)about)->f;
	unsigned int vendor;
	unsigned int device;

	if (sscanf(value, "%4x:%4x", &vendor, &device) != 2 ||
	    !vg_snapshot_is(value, "%04x:%04x", vendor, device))
		return false;
	f->vendor = (u16)vendor;
	f->device = (u16)device;
	return true;
}

static bool parse_class(const char *value, void *about)
{
	struct vg_function *f = &((struct vg_snapshot_line *)about)->f;

	return sscanf(value, "%6x", &f->class) == 1 &&
	       vg_snapshot_is(value, "%06x", f->class);
}

static bool parse_type(const char *value, void *about)
{
	struct vg_function *f = &((struct vg_snapshot_line *)about)->f;
	unsigned int type;

	for (type = 0; type < 256; type++) {
		const char *name = vg_snapshot_type((u8)type);

		f->type = (u8)type;
		if (name && !strcmp(value, name))
			return true;
	}
	if (sscanf(value, "%4x", &type) != 1 ||
	    !vg_snapshot_is(value, "0x%02x", type))
		return false;
	f->type = (u8)type;
	return !vg_snapshot_type(f->type);
}

static bool parse_buses(const char *value, void *about)
{
	struct vg_snapshot_line *line = about;
	unsigned int secondary;
	unsigned int subordinate;

	if (sscanf(value, "%2x-%2x", &secondary, &subordinate) != 2 ||
	    !vg_snapshot_is(value, "%02x-%02x", secondary, subordinate))
		return false;
	line->f.secondary = (u8)secondary;
	line->f.subordinate = (u8)subordinate;
	line->buses = true;
	return true;
}

static bool parse_header(const char *value, void *about)
{
	struct vg_snapshot_line *line = about;
	u32 header;

	if (!vg_snapshot_number(value, 255, &header))
		return false;
	line->f.header = (u8)header;
	line->header = true;
	return true;
}

static bool parse_registers(const char *value, struct vg_function *f)
{
	char name[VG_NAME_LEN];

	if (!strcmp(value, "empty"))
		return true;
	for (unsigned int bit = 0; bit < 16 && *value; bit++) {
		const char *word = vg_acs_bit(bit, name);
		size_t len = strlen(word);

		if (strncmp(value, word, len))
			continue;
		if (!value[len] || !strchr("+-!", value[len]))
			return false;
		if (value[len] != '!')
			f->acs_cap |= (u16)BIT(bit);
		if (value[len] != '-')
			f->acs_ctrl |= (u16)BIT(bit);
		value += len + 1;
	}
	return f->acs_cap | f->acs_ctrl && !*value;
}

static bool parse_acs(const char *value, void *about)
{
	struct vg_function *f = &((struct vg_snapshot_line *)about)->f;

	/* a function has one ACS capability */
	if (f->acs_kind != VG_ACS_ABSENT)
		return false;
	f->acs_kind = VG_ACS_STANDARD;
	return parse_registers(value, f);
}

static bool parse_acs_dword(const char *value, void *about)
{
	struct vg_function *f = &((struct vg_snapshot_line *)about)->f;

	if (f->acs_kind != VG_ACS_ABSENT)
		return false;
	f->acs_kind = VG_ACS_SPT_DWORD;
	return parse_registers(value, f);
}

static bool parse_vf_of(const char *value, void *about)
{
	struct vg_function *f = &((struct vg_snapshot_line *)about)->f;
	unsigned int bus;
	unsigned int slot;
	unsigned int function;

	if (sscanf(value, "%2x:%2x.%1u", &bus, &slot, &function) != 3 ||
	    !vg_snapshot_is(value, "%02x:%02x.%u", bus, slot, function) ||
	    slot > 0x1f || function > 7)
		return false;
	f->pf_rid = (u16)(bus << 8 | slot << 3 | function);
	f->flags |= VG_F_VF;
	return f->pf_rid != f->rid;
}

static bool parse_group(const char *value, void *about)
{
	struct vg_function *f = &((struct vg_snapshot_line *)about)->f;
	u32 group;

	if (!vg_snapshot_number(value, INT32_MAX, &group))
		return false;
	f->group = (s32)group;
	return true;
}

static bool parse_link(const char *value, void *about)
{
	struct vg_link *link = &((struct vg_snapshot_line *)about)->f.link;
	unsigned int n[4];

	if (sscanf(value, "%3u,%3u,%3u,%3u", &n[0], &n[1], &n[2], &n[3]) != 4 ||
	    !vg_snapshot_is(value, "%u,%u,%u,%u", n[0], n[1], n[2], n[3]))
		return false;
	*link = (struct vg_link){ n[0], n[1], n[2], n[3] };
	return (n[0] | n[1] | n[2] | n[3]) && (n[0] | n[1] | n[2] | n[3]) <= 255;
}

static u32 find_flag(const char *name)
{
	for (unsigned int bit = 0; bit < VG_SNAPSHOT_FLAGS; bit++) {
		const char *flag = vg_snapshot_flag(bit);

		if (flag && !strcmp(flag, name))
			return (u32)BIT(bit);
	}
	return 0;
}

static bool parse_flags(const char *value, void *about)
{
	struct vg_function *f = &((struct vg_snapshot_line *)about)->f;
	char part[VG_SNAPSHOT_LINE_LEN];

	while (vg_snapshot_part(&value, part)) {
		u32 flag = find_flag(part);

		if (!flag || f->flags & flag)
			return false;
		f->flags |= flag;
	}
	return true;
}

#define ACS_WANTED \
	"each bit of the capability in the order SV TB RR CR UF EC DT, with + when it is on and - when it is off; there is one ACS capability"

/* id, class and type are of every function */
const struct vg_snapshot_key vg_snapshot_function_keys[] = {
	{ "id", "vendor:device, as in 10de:2335", parse_id },
	{ "class", "six hexadecimal digits", parse_class },
	{ "type", "a PCIe device/port type, as in root-port", parse_type },
	{ "buses", "secondary-subordinate, as in 17-1b", parse_buses },
	{ "header", "a header type, 0 to 255", parse_header },
	{ "acs", ACS_WANTED, parse_acs },
	{ "acs-dword", ACS_WANTED, parse_acs_dword },
	{ "vf-of", "bus:device.function of its PF, as in 17:00.0",
	  parse_vf_of },
	{ "group", "the number of an IOMMU group", parse_group },
	{ "link", "speed and width, those of now, then the highest: 4,16,5,16",
	  parse_link },
	{ "flags", "names of flags, each once, separated by commas",
	  parse_flags },
	{ NULL, NULL, NULL }
};

static_assert(ARRAY_SIZE(vg_snapshot_function_keys) <= 32,
	      "keys met fit a word");
