/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * topology.h - the facts of one snapshot of a host's PCI functions, and the
 * tree built from them. Plain data: no pointer into the kernel, no lock.
 */
#ifndef VG_TOPOLOGY_H
#define VG_TOPOLOGY_H

#include "port.h"

/* ACS Capability and Control bits, PCIe 7.7.11.2 and 7.7.11.3 */
#define VG_ACS_SV	0x0001	/* Source Validation */
#define VG_ACS_TB	0x0002	/* Translation Blocking */
#define VG_ACS_RR	0x0004	/* P2P Request Redirect */
#define VG_ACS_CR	0x0008	/* P2P Completion Redirect */
#define VG_ACS_UF	0x0010	/* Upstream Forwarding */
#define VG_ACS_EC	0x0020	/* P2P Egress Control */
#define VG_ACS_DT	0x0040	/* Direct Translated P2P */

/* What mainline asks of a port: REQ_ACS_FLAGS of drivers/iommu/iommu.c */
#define VG_ACS_REQUIRED	(VG_ACS_SV | VG_ACS_RR | VG_ACS_CR | VG_ACS_UF)

/* PCIe device/port type, PCIe 7.5.3.2; values of the PCIe Capabilities word */
#define VG_TYPE_ENDPOINT	0x0
#define VG_TYPE_LEGACY_ENDPOINT	0x1
#define VG_TYPE_ROOT_PORT	0x4
#define VG_TYPE_UPSTREAM	0x5
#define VG_TYPE_DOWNSTREAM	0x6
#define VG_TYPE_PCIE_TO_PCI	0x7
#define VG_TYPE_PCI_TO_PCIE	0x8
#define VG_TYPE_RC_ENDPOINT	0x9
#define VG_TYPE_RC_COLLECTOR	0xa
#define VG_TYPE_CONVENTIONAL	0xff	/* no PCIe capability */

#define VG_NO_GROUP	(-1)		/* function has no IOMMU group */
#define VG_NONE		(-1)		/* no position in the topology */
#define VG_MAX_FUNCTIONS	(1U << 18)
#define VG_MAX_ALIASES		(1U << 18)

/**
 * enum vg_acs_kind - how the ACS registers of a function were found
 * @VG_ACS_ABSENT: the function has no ACS capability
 * @VG_ACS_STANDARD: 16-bit registers as in PCIe 7.7.11
 * @VG_ACS_SPT_DWORD: Intel Sunrise Point root ports, 32-bit registers
 */
enum vg_acs_kind {
	VG_ACS_ABSENT,
	VG_ACS_STANDARD,
	VG_ACS_SPT_DWORD,
};

/**
 * enum vg_function_flag - facts of a function that are one bit each
 * @VG_F_ROOT_BUS: the function is on a root bus; without it a bridge above
 *	it (for a VF: its PF) has to be in the snapshot
 * @VG_F_VF: SR-IOV virtual function, @pf_rid is valid
 * @VG_F_MULTIFUNCTION: the kernel's multifunction bit (mainline's rule only)
 * @VG_F_UNREADABLE: config space could not be read, or contradicts the kernel
 * @VG_F_NOT_READ: registers were not asked for; unreadable when they decide
 * @VG_F_MEM_BAR: the function has a memory BAR
 * @VG_F_EGRESS_OPEN: an implemented Egress Control Vector bit is clear
 * @VG_F_PCH_ACS: the kernel programmed ACS-like PCH registers
 *	(PCI_DEV_FLAGS_ACS_ENABLED_QUIRK)
 * @VG_F_BRIDGE_NO_ALIAS: PCIe-to-PCI bridge that keeps requester IDs
 * @VG_F_XLATE_ROOT: no alias at or above this bridge
 *	(PCI_DEV_FLAGS_BRIDGE_XLATE_ROOT)
 * @VG_F_ALIAS_SECONDARY: conventional bridge that uses (secondary bus, 00.0)
 *	(PCI_DEV_FLAG_PCIE_BRIDGE_ALIAS)
 * @VG_F_ASSIGNED: bound to a VFIO driver
 * @VG_F_IOMMU: the IOMMU group is backed by a real IOMMU
 * @VG_F_MSI_ISOLATED: interrupt remapping isolates the group's MSIs
 * @VG_F_ORPHAN: set by vg_topology_build(): the bridge above is not known
 * @VG_F_NO_RESET: no reset method is usable that resets this function alone
 * @VG_F_FIRMWARE_REGION: the group has a direct-mapped reserved region
 *	(IOMMU_RESV_DIRECT)
 * @VG_F_RELAXABLE_REGION: the group has one that VFIO need not keep mapped
 *	(IOMMU_RESV_DIRECT_RELAXABLE)
 * @VG_F_NO_BUS_RESET: the bus that this function is on, or the one below it,
 *	must not be reset (PCI_DEV_FLAGS_NO_BUS_RESET)
 * @VG_F_ATS: ATS is enabled, so its requests can carry translated addresses
 * @VG_F_BAR_UNASSIGNED: a memory BAR has no address
 * @VG_F_RESET_FAILED: the reset at this open did not work
 * @VG_F_QUIET: Memory Space and Bus Master are both off
 * @VG_F_HOST_DRIVER: bound, and not to a VFIO driver
 * @VG_F_OPEN: somebody has it open, or is about to
 * @VG_F_CLAIMED: that is not decided yet; only with VG_F_OPEN
 */
enum vg_function_flag {
	VG_F_ROOT_BUS		= BIT(0),
	VG_F_VF			= BIT(1),
	VG_F_MULTIFUNCTION	= BIT(2),
	VG_F_UNREADABLE		= BIT(3),
	VG_F_NOT_READ		= BIT(4),
	VG_F_MEM_BAR		= BIT(5),
	VG_F_EGRESS_OPEN	= BIT(6),
	VG_F_PCH_ACS		= BIT(7),
	VG_F_BRIDGE_NO_ALIAS	= BIT(8),
	VG_F_XLATE_ROOT		= BIT(9),
	VG_F_ALIAS_SECONDARY	= BIT(10),
	VG_F_ASSIGNED		= BIT(11),
	VG_F_IOMMU		= BIT(12),
	VG_F_MSI_ISOLATED	= BIT(13),
	VG_F_ORPHAN		= BIT(14),
	VG_F_NO_RESET		= BIT(15),
	VG_F_FIRMWARE_REGION	= BIT(16),
	VG_F_RELAXABLE_REGION	= BIT(17),
	VG_F_NO_BUS_RESET	= BIT(18),
	VG_F_ATS		= BIT(19),
	VG_F_BAR_UNASSIGNED	= BIT(20),
	VG_F_RESET_FAILED	= BIT(21),
	VG_F_QUIET		= BIT(22),
	VG_F_HOST_DRIVER	= BIT(23),
	VG_F_OPEN		= BIT(24),
	VG_F_CLAIMED		= BIT(25),
};

/**
 * struct vg_link - PCIe link of a function; all 0 when it has none
 * @speed: current speed, 1 is 2.5 GT/s (PCIe 7.5.3.8)
 * @width: current width in lanes
 * @max_speed: what the function can do
 * @max_width: what the function can do
 */
struct vg_link {
	u8 speed;
	u8 width;
	u8 max_speed;
	u8 max_width;
};

/**
 * struct vg_function - the facts of one PCI function
 * @segment: PCI segment (domain)
 * @rid: requester ID, bus << 8 | device << 3 | function
 * @pf_rid: requester ID of the PF, for a VF; same segment
 * @vendor: vendor ID
 * @device: device ID
 * @class: class code, 24 bits (base class, sub-class, programming interface)
 * @group: number of the IOMMU group that the kernel claims, or VG_NO_GROUP
 * @flags: enum vg_function_flag
 * @acs_cap: ACS Capability register
 * @acs_ctrl: ACS Control register, read live
 * @type: PCIe device/port type, VG_TYPE_*
 * @header: header layout, 0, 1 (bridge) or 2 (CardBus)
 * @secondary: secondary bus number of a bridge, 0 when not programmed
 * @subordinate: subordinate bus number of a bridge
 * @acs_kind: enum vg_acs_kind
 * @link: its link; of a port the one below it, else the one above
 * @owner_pid: with VG_F_OPEN the process that has it, 0 when that is not known
 * @owner_start: when that process was started: numbers of processes come again
 */
struct vg_function {
	u32 segment;
	u16 rid;
	u16 pf_rid;
	u16 vendor;
	u16 device;
	u32 class;
	s32 group;
	u32 flags;
	u16 acs_cap;
	u16 acs_ctrl;
	u8 type;
	u8 header;
	u8 secondary;
	u8 subordinate;
	u8 acs_kind;
	struct vg_link link;
	u32 owner_pid;
	u64 owner_start;
};

/**
 * struct vg_alias - a further requester ID that a function uses
 * @segment: segment of the function
 * @rid: requester ID of the function
 * @alias_rid: the further requester ID
 * @alias_segment: segment of @alias_rid; differs behind a VMD
 */
struct vg_alias {
	u32 segment;
	u32 alias_segment;
	u16 rid;
	u16 alias_rid;
};

/**
 * struct vg_host - facts of the host as a whole
 * @acs_override: the kernel command line holds pcie_acs_override=
 * @intremap_nosid: the kernel command line holds intremap=nosid
 * @ivrs: ACPI has an IVRS table (AMD IOMMU)
 * @unsafe_interrupts: VFIO or iommufd has allow_unsafe_interrupts set
 * @unjudged: BIT(rule) of each rule whose facts the source cannot give;
 *	such a rule is not evaluated and the reporter lists it
 */
struct vg_host {
	bool acs_override;
	bool intremap_nosid;
	bool ivrs;
	bool unsafe_interrupts;
	u32 unjudged;
};

/**
 * struct vg_key - entry of a sorted lookup
 * @major: first half of the key
 * @minor: second half of the key
 * @index: what is looked up
 */
struct vg_key {
	u64 major;
	u64 minor;
	u32 index;
};

/**
 * struct vg_approval - a register that decided when a device was approved
 * @segment: segment of the function that has it
 * @rid: requester ID of that function
 * @acs_ctrl: its ACS Control register then
 * @told: the same as it was when a change of it was last told of
 */
struct vg_approval {
	u32 segment;
	u16 rid;
	u16 acs_ctrl;
	u16 told;
};

/**
 * struct vg_topology - functions in tree order
 * @count: number of functions
 * @alias_count: number of entries of @alias
 * @host: facts of the host
 * @fn: the functions; every subtree is contiguous, a function is followed by
 *	all that is below it, the functions of one device stand together
 * @origin: index of each function in the input
 * @parent: position of the bridge above, VG_NONE on a root bus; for a VF that
 *	of its PF
 * @size: number of functions of the subtree, the function itself included
 * @package: position of the first function of the same device (PCIe 6.12.1:
 *	the functions of a link, of a slot of another bus, VFs with their PF)
 * @package_end: position behind the last subtree of the same device
 * @no_uf: the lowest port, at this position or above, without Upstream
 *	Forwarding, or an orphan; VG_NONE when there is none
 * @endpoints: number of endpoints before this position; count + 1 entries
 * @quirk: enum vg_quirk of each function
 * @by_rid: positions by (segment, requester ID)
 * @alias: aliases by function, then alias
 * @alias_key: indices into @alias by (alias_segment, alias_rid)
 * @owner_key: indices into @alias by (segment, rid) of the function
 * @bridge: positions of bridges by (segment, secondary bus)
 * @bridge_count: number of entries of @bridge
 * @approved: what the function that is judged next was approved with; not of
 *	vg_topology_build(), which leaves none
 * @approved_count: number of entries of @approved
 */
struct vg_topology {
	u32 count;
	u32 alias_count;
	u32 bridge_count;
	struct vg_host host;
	struct vg_function *fn;
	u32 *origin;
	s32 *parent;
	u32 *size;
	u32 *package;
	u32 *package_end;
	s32 *no_uf;
	u32 *endpoints;
	u8 *quirk;
	struct vg_key *by_rid;
	struct vg_alias *alias;
	struct vg_key *alias_key;
	struct vg_key *owner_key;
	struct vg_key *bridge;
	const struct vg_approval *approved;
	u32 approved_count;
};

/**
 * struct vg_snapshot_facts - the input of vg_topology_build()
 * @fn: functions in any order
 * @count: number of functions
 * @alias: aliases in any order
 * @alias_count: number of aliases
 * @host: facts of the host
 */
struct vg_snapshot_facts {
	const struct vg_function *fn;
	u32 count;
	const struct vg_alias *alias;
	u32 alias_count;
	struct vg_host host;
};

size_t vg_topology_bytes(u32 count, u32 alias_count);
int vg_topology_build(struct vg_topology *t,
		      const struct vg_snapshot_facts *facts, void *memory);
s32 vg_topology_find(const struct vg_topology *t, u32 segment, u16 rid);
u32 vg_lower_bound(const struct vg_key *key, u32 n, u64 major, u64 minor);

static inline bool vg_is_bridge(const struct vg_function *f)
{
	/*
	 * Header type 1, or a host bridge that has no memory of its own: AMD
	 * root ports share their slot with such a "dummy host bridge".
	 */
	return f->header == 1 ||
	       (f->class >> 8 == 0x0600 && !(f->flags & VG_F_MEM_BAR));
}

static inline bool vg_is_port(const struct vg_function *f)
{
	return f->header == 1 && (f->type == VG_TYPE_ROOT_PORT ||
				  f->type == VG_TYPE_DOWNSTREAM);
}

static inline bool vg_is_unreadable(const struct vg_function *f)
{
	return f->flags & (VG_F_UNREADABLE | VG_F_NOT_READ);
}

/* Remapped, and by who sends them: with intremap=nosid a device sends any */
static inline bool vg_has_isolated_msi(const struct vg_topology *t,
				       const struct vg_function *f)
{
	return f->flags & VG_F_MSI_ISOLATED && !t->host.intremap_nosid;
}

/* PCIe 7.7.11.3: what went off of that which isolates, or on of the rest */
static inline u16 vg_acs_lost(u16 was, u16 now)
{
	return (was & ~now & VG_ACS_REQUIRED) |
	       (now & ~was & (VG_ACS_EC | VG_ACS_DT));
}

/* The kernel claims that both are in one group, so neither is outside */
static inline bool vg_same_group(const struct vg_function *a,
				 const struct vg_function *b)
{
	return a->group != VG_NO_GROUP && a->group == b->group;
}

/* Two functions of one device, of which at least one is a VF */
static inline bool vg_sriov_pair(const struct vg_topology *t, u32 a, u32 b)
{
	return a != b && t->package[a] == t->package[b] &&
	       (t->fn[a].flags | t->fn[b].flags) & VG_F_VF;
}

/* Number of endpoints at positions [from, to) */
static inline u32 vg_endpoints_in(const struct vg_topology *t, u32 from, u32 to)
{
	return t->endpoints[to] - t->endpoints[from];
}

#endif /* VG_TOPOLOGY_H */
