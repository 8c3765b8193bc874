// SPDX-License-Identifier: GPL-2.0-only
#include "dump_text.h"

#include <err.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static const char *skip_prefix(const char *text, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(text, prefix, len) ? NULL : text + len;
}

/* A second one is that of a function whose first line is lost */
static bool is_first(struct vg_dump_text *t, bool *seen)
{
	if (*seen)
		t->twice = true;
	*seen = true;
	return !t->twice;
}

static void read_control(struct vg_dump_text *t, const char *rest)
{
	bool seen = t->verbose == 2;

	(void)rest;
	is_first(t, &seen);
	t->verbose = 2;
}

static void read_status(struct vg_dump_text *t, const char *rest)
{
	if (is_first(t, &t->status))
		t->cap_list = *rest == '+';
}

static void read_group(struct vg_dump_text *t, const char *rest)
{
	int group;

	if (sscanf(rest, "%9d", &group) == 1 && group >= 0)
		t->view.f.group = group;
}

static void read_node(struct vg_dump_text *t, const char *rest)
{
	int node;

	if (sscanf(rest, "%9d", &node) == 1)
		t->view.numa_node = node;
}

/* lspci -v: "bus master, fast devsel, latency 0, IOMMU group 17" */
static void read_flags(struct vg_dump_text *t, const char *rest)
{
	const char *group = strstr(rest, ", IOMMU group ");
	const char *node = strstr(rest, ", NUMA node ");

	/* the power management capability has such a line too */
	if (!strstr(rest, "devsel"))
		return;
	if (!t->verbose)
		t->verbose = 1;
	if (group)
		read_group(t, group + strlen(", IOMMU group "));
	if (node)
		read_node(t, node + strlen(", NUMA node "));
}

static void read_buses(struct vg_dump_text *t, const char *rest)
{
	unsigned int primary;
	unsigned int secondary;
	unsigned int subordinate;

	if (!is_first(t, &t->buses))
		return;
	if (sscanf(rest, "%2x, secondary=%2x, subordinate=%2x", &primary,
		   &secondary, &subordinate) != 3) {
		t->cut = true;
		return;
	}
	t->view.f.secondary = secondary;
	t->view.f.subordinate = subordinate;
	t->view.known |= VG_KNOWN_BUSES;
}

/* "<ignored>": the register has an address, but the kernel knows of none */
static bool lacks_address(const char *where)
{
	return skip_prefix(where, "<unassigned>") ||
	       (skip_prefix(where, "<ignored>") && strstr(where, " [size="));
}

/* VFs have such lines too, in the SR-IOV capability of the PF */
static void read_memory(struct vg_dump_text *t, const char *rest)
{
	if (t->capabilities)
		return;
	t->view.f.flags |= VG_F_MEM_BAR;
	if (lacks_address(rest))
		t->view.f.flags |= VG_F_BAR_UNASSIGNED;
}

static void read_region(struct vg_dump_text *t, const char *rest)
{
	static const char memory[] = "Memory at ";
	const char *at = strstr(rest, memory);

	if (at)
		read_memory(t, at + strlen(memory));
}

static void read_exclamation(struct vg_dump_text *t, const char *rest)
{
	if (strstr(rest, "Unknown header type 7f"))
		t->gone = true;
	if (strstr(rest, "for header type 00"))
		t->no_bridge = true;
}

/* cap_express() of lspci, and how older ones said it */
static const struct {
	const char *name;
	u8 type;
} types[] = {
	{ "Endpoint", VG_TYPE_ENDPOINT },
	{ "Legacy Endpoint", VG_TYPE_LEGACY_ENDPOINT },
	{ "Root Port", VG_TYPE_ROOT_PORT },
	{ "Upstream Port", VG_TYPE_UPSTREAM },
	{ "Downstream Port", VG_TYPE_DOWNSTREAM },
	{ "PCI-Express to PCI/PCI-X Bridge", VG_TYPE_PCIE_TO_PCI },
	{ "PCI/PCI-X to PCI-Express Bridge", VG_TYPE_PCI_TO_PCIE },
	{ "PCI/PCI-X Bridge", VG_TYPE_PCIE_TO_PCI },
	{ "PCI Express to PCI/PCI-X Bridge", VG_TYPE_PCIE_TO_PCI },
	{ "PCI/PCI-X to PCI Express Bridge", VG_TYPE_PCI_TO_PCIE },
	{ "Root Complex Integrated Endpoint", VG_TYPE_RC_ENDPOINT },
	{ "Root Complex Event Collector", VG_TYPE_RC_COLLECTOR },
};

static void read_type(struct vg_dump_text *t, const char *text)
{
	if (!is_first(t, &t->express))
		return;
	if (skip_prefix(text, "(v")) {
		text += strcspn(text, ")");
		text += strspn(text, ") ");
	}
	for (u32 i = 0; i < ARRAY_SIZE(types); i++) {
		if (!skip_prefix(text, types[i].name))
			continue;
		t->view.f.type = types[i].type;
		t->view.known |= VG_KNOWN_TYPE;
		return;
	}
	t->cut = true;
	t->denied = true;
}

static void read_extended(struct vg_dump_text *t, const char *name)
{
	t->view.extended = true;
	/* the last three each: lspci that does not know it */
	if (skip_prefix(name, "Access Control") || !strcmp(name, "#0d") ||
	    !strcmp(name, "Extended Capability ID 0xd") ||
	    !strcmp(name, "Unknown (13)"))
		t->acs = true;
	if (skip_prefix(name, "Address Translation Service") ||
	    !strcmp(name, "#0f") ||
	    !strcmp(name, "Extended Capability ID 0xf") ||
	    !strcmp(name, "Unknown (15)"))
		t->ats = true;
}

static void read_capability(struct vg_dump_text *t, const char *rest)
{
	const char *name = strchr(rest, ']');
	size_t digits = strspn(rest + 1, "0123456789abcdef");

	t->capabilities++;
	if (*rest != '[' || !name || strstr(name, "<chain ") ||
	    strstr(name, "<unreadable>")) {
		t->denied = true;
		return;
	}
	name += strspn(name + 1, " ") + 1;
	if (digits == 3) {
		read_extended(t, name);
		return;
	}
	if (skip_prefix(name, "Express "))
		read_type(t, name + strlen("Express "));
}

/* "SrcValid+ TransBlk- ...": all seven, in the order of their bits */
static bool parse_acs(const char *text, u16 *value)
{
	static const char *const names[] = {
		"SrcValid", "TransBlk", "ReqRedir", "CmpltRedir",
		"UpstreamFwd", "EgressCtrl", "DirectTrans"
	};

	*value = 0;
	for (u32 i = 0; i < ARRAY_SIZE(names); i++) {
		text = skip_prefix(text + strspn(text, " "), names[i]);
		if (!text || (*text != '+' && *text != '-'))
			return false;
		if (*text++ == '+')
			*value |= BIT(i);
	}
	return !*text || *text == ' ';
}

static void read_acs_cap(struct vg_dump_text *t, const char *rest)
{
	if (!is_first(t, &t->acs_cap_seen))
		return;
	t->acs = true;
	t->acs_cap = parse_acs(rest, &t->view.f.acs_cap);
	if (!t->acs_cap)
		t->cut = true;
}

static void read_acs_ctrl(struct vg_dump_text *t, const char *rest)
{
	if (!is_first(t, &t->acs_ctrl_seen))
		return;
	t->acs = true;
	t->acs_ctrl = parse_acs(rest, &t->view.f.acs_ctrl);
	if (!t->acs_ctrl)
		t->cut = true;
}

static void read_ats_ctrl(struct vg_dump_text *t, const char *rest)
{
	const char *enable = skip_prefix(rest + strspn(rest, " "), "Enable");

	t->ats = true;
	t->ats_ctrl = enable && (*enable == '+' || *enable == '-');
	if (!t->ats_ctrl)
		t->cut = true;
	else if (*enable == '+')
		t->view.f.flags |= VG_F_ATS;
}

/* Of "32GT/s": its number, PCIe 7.5.3.6; 0 for "unknown" */
static u8 parse_speed(const char *text)
{
	static const char *const speeds[] = {
		"2.5GT/s", "5GT/s", "8GT/s", "16GT/s", "32GT/s", "64GT/s"
	};

	for (u32 i = 0; i < ARRAY_SIZE(speeds); i++)
		if (skip_prefix(text, speeds[i]))
			return i + 1;
	return 0;
}

/* "Speed 16GT/s (downgraded), Width x4 (ok)" */
static void parse_link(const char *text, u8 *speed, u8 *width)
{
	const char *at = strstr(text, "Speed ");
	unsigned int lanes;

	if (at)
		*speed = parse_speed(at + strlen("Speed "));
	at = strstr(text, "Width x");
	if (at && sscanf(at, "Width x%2u", &lanes) == 1)
		*width = lanes;
}

static void read_link_cap(struct vg_dump_text *t, const char *rest)
{
	parse_link(rest, &t->view.f.link.max_speed, &t->view.f.link.max_width);
}

/* "Supported Link Speeds: 2.5-32GT/s, Crosslink-"; behind LnkCap */
static void read_link_cap2(struct vg_dump_text *t, const char *rest)
{
	const char *at = strstr(rest, "Speeds: ");
	u8 speed;

	if (!at)
		return;
	at += strlen("Speeds: ");
	speed = parse_speed(skip_prefix(at, "2.5-") ? at + 4 : at);
	if (speed)
		t->view.f.link.max_speed = speed;
}

static void read_link(struct vg_dump_text *t, const char *rest)
{
	parse_link(rest, &t->view.f.link.speed, &t->view.f.link.width);
	t->view.known |= VG_KNOWN_LINK;
	if (strstr(rest, "DLActive+"))
		t->view.link_up = true;
}

static void read_vf_enable(struct vg_dump_text *t, const char *rest)
{
	t->view.sriov.enabled = *rest == '+';
}

static void read_vf_count(struct vg_dump_text *t, const char *rest)
{
	const char *at = strstr(rest, "Number of VFs: ");
	unsigned int count;

	if (at && sscanf(at, "Number of VFs: %5u", &count) == 1)
		t->view.sriov.count = count;
}

static void read_vf_offset(struct vg_dump_text *t, const char *rest)
{
	unsigned int device = 0;
	unsigned int offset;
	unsigned int stride;

	if (sscanf(rest, "%5u, stride: %5u, Device ID: %4x", &offset, &stride,
		   &device) < 2)
		return;
	t->view.sriov.offset = offset;
	t->view.sriov.stride = stride;
	t->view.sriov.device = device;
}

static bool is_vfio(const char *driver)
{
	return !fnmatch("*vfio[-_]pci*", driver, 0);
}

static void read_driver(struct vg_dump_text *t, const char *rest)
{
	size_t len = strcspn(rest, " ");

	t->ended = true;
	if (!len || t->view.driver)
		return;
	t->view.driver = strndup(rest, len);
	if (!t->view.driver)
		err(EX_UNAVAILABLE, "strndup of %zu bytes", len);
	if (is_vfio(t->view.driver))
		t->view.f.flags |= VG_F_ASSIGNED;
}

static void read_modules(struct vg_dump_text *t, const char *rest)
{
	(void)rest;
	t->ended = true;
}

static void read_slot(struct vg_dump_text *t, const char *rest)
{
	if (strstr(rest, " PresDet+"))
		t->view.link_up = true;
}

static void read_denied(struct vg_dump_text *t, const char *rest)
{
	(void)rest;
	t->denied = true;
}

static const struct {
	const char *prefix;
	void (*read)(struct vg_dump_text *t, const char *rest);
} readers[] = {
	{ "Control: I/O", read_control },
	{ "Status: Cap", read_status },
	{ "Flags: ", read_flags },
	{ "Bus: primary=", read_buses },
	{ "Region ", read_region },
	{ "Memory at ", read_memory },
	{ "[virtual] Memory at ", read_memory },
	{ "!!! ", read_exclamation },
	{ "Capabilities: ", read_capability },
	{ "ACSCap:", read_acs_cap },
	{ "ACSCtl:", read_acs_ctrl },
	{ "ATSCtl:", read_ats_ctrl },
	{ "LnkCap:", read_link_cap },
	{ "LnkCap2:", read_link_cap2 },
	{ "LnkSta:", read_link },
	{ "SltSta: Status:", read_slot },
	{ "IOVCtl: Enable", read_vf_enable },
	{ "Initial VFs: ", read_vf_count },
	{ "VF offset: ", read_vf_offset },
	{ "IOMMU group: ", read_group },
	{ "NUMA node: ", read_node },
	{ "Kernel driver in use: ", read_driver },
	{ "Kernel modules: ", read_modules },
	{ "<access denied to the rest>", read_denied },
};

static void read_fact(struct vg_dump_text *t, const char *text)
{
	for (u32 i = 0; i < ARRAY_SIZE(readers); i++) {
		const char *rest = skip_prefix(text, readers[i].prefix);

		if (rest) {
			readers[i].read(t, rest);
			return;
		}
	}
	/* of LnkSta, where a version puts it into the next line */
	if (strstr(text, "DLActive+"))
		t->view.link_up = true;
}

/**
 * vg_dump_text_read - take a line that lspci wrote below a function
 * @t: what was read so far
 * @facts: gets a note when the line is cut
 * @line: the line; most say nothing about isolation
 */
void vg_dump_text_read(struct vg_dump_text *t, struct vg_facts *facts,
		       const struct vg_line *line)
{
	t->cut = false;
	read_fact(t, line->text);
	if (t->cut)
		vg_facts_note(facts, VG_TROUBLE_CUT, line->first);
}

/* A line that is missing must not make it another header */
static void judge_header(struct vg_dump_text *t, bool ended)
{
	struct vg_view *v = &t->view;
	bool is_bridge = v->f.class >> 8 == 0x0604 && !t->no_bridge;

	if (t->gone)
		v->f.header = VG_HEADER_GONE;
	else if (v->known & VG_KNOWN_BUSES)
		v->f.header = v->f.class >> 8 == 0x0607 ? 2 : 1;
	else if (!ended || is_bridge)
		return;
	v->known |= VG_KNOWN_HEADER;
}

/* Without the capability it is a conventional function, if that can be seen */
static void judge_type(struct vg_dump_text *t, bool ended)
{
	if (t->view.known & VG_KNOWN_TYPE || !ended || t->denied || t->gone)
		return;
	if (t->verbose == 2 && t->cap_list && !t->capabilities)
		return;
	t->view.known |= VG_KNOWN_TYPE;
}

static void judge_acs(struct vg_dump_text *t, bool ended)
{
	struct vg_view *v = &t->view;

	if (t->acs && t->acs_cap && t->acs_ctrl)
		v->f.acs_kind = VG_ACS_STANDARD;
	else if (t->acs || !ended || t->denied || t->verbose < 2)
		return;
	/* PCIe 7.7.11.4: lspci does not show the Egress Control Vector */
	if ((v->f.acs_cap | v->f.acs_ctrl) & VG_ACS_EC)
		v->f.flags |= VG_F_EGRESS_OPEN;
	v->known |= VG_KNOWN_ACS;
}

static void judge_ats(struct vg_dump_text *t, bool ended)
{
	if (t->ats_ctrl ||
	    (!t->ats && ended && !t->denied && t->verbose == 2))
		t->view.known |= VG_KNOWN_ATS;
}

/**
 * vg_dump_text_close - find out what the text of a function comes to
 * @t: what was read
 * @ended: nothing of the text is missing at its end
 */
void vg_dump_text_close(struct vg_dump_text *t, bool ended)
{
	static const u8 rank[] = { VG_RANK_NAME, VG_RANK_BRIEF, VG_RANK_TEXT };

	t->view.rank = rank[t->verbose];
	if (t->twice)
		t->view.trouble |= BIT(VG_TROUBLE_CONFLICT);
	ended = ended || t->ended;
	if (!t->verbose && !t->gone)
		return;
	judge_header(t, ended);
	judge_type(t, ended);
	if (t->gone)
		return;
	judge_acs(t, ended);
	judge_ats(t, ended);
	t->view.known |= VG_KNOWN_BARS;
}
