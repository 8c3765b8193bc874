// SPDX-License-Identifier: GPL-2.0-only
#include "layout.h"

#include <linux/vfioguard.h>

#include "record.h"

/* clang-format off */
#define FIELD(set, member, attr, of_kind, ...)				\
	{								\
		.name = #member,					\
		.type = VFIOGUARD_A_ ## attr,				\
		.kind = of_kind,					\
		.offset = offsetof(struct set, member),			\
		__VA_ARGS__						\
	}
#define LAYOUT(set, fields)						\
	{								\
		.name = #set,						\
		.size = sizeof(struct set),				\
		.count = sizeof(fields) / sizeof((fields)[0]),		\
		.field = fields,					\
	}

static const struct vg_field peer_fields[] = {
	FIELD(peer, bdf, PEER_BDF, VG_TEXT, .required = true),
	FIELD(peer, group, PEER_GROUP, VG_U32),
};

static const struct vg_layout layout_peer = LAYOUT(peer, peer_fields);

static const struct vg_field finding_fields[] = {
	FIELD(finding, rule, FINDING_RULE, VG_U32, .required = true),
	FIELD(finding, severity, FINDING_SEVERITY, VG_U32),
	FIELD(finding, cause, FINDING_CAUSE, VG_U32),
	FIELD(finding, sentence, FINDING_SENTENCE, VG_TEXT),
	FIELD(finding, subject, FINDING_SUBJECT, VG_TEXT),
	FIELD(finding, culprit, FINDING_CULPRIT, VG_TEXT),
	FIELD(finding, wanted, FINDING_WANTED, VG_U32),
	FIELD(finding, seen, FINDING_SEEN, VG_U32),
	FIELD(finding, quirk, FINDING_QUIRK, VG_TEXT),
	FIELD(finding, peer_count, FINDING_PEER_COUNT, VG_U32),
	FIELD(finding, peer, FINDING_PEER, VG_NESTS, .nest = &layout_peer),
};

static const struct vg_layout layout_finding =
	LAYOUT(finding, finding_fields);

static const struct vg_field owner_fields[] = {
	FIELD(owner, pid, OWNER_PID, VG_U32, .required = true),
	FIELD(owner, start_time, OWNER_START_TIME, VG_U64),
	FIELD(owner, command, OWNER_COMMAND, VG_TEXT),
	FIELD(owner, uid, OWNER_UID, VG_U32),
	FIELD(owner, cgroup, OWNER_CGROUP, VG_U64),
};

static const struct vg_layout layout_owner = LAYOUT(owner, owner_fields);

static const struct vg_field close_fields[] = {
	FIELD(close, time, CLOSE_TIME, VG_U64),
	FIELD(close, owner, CLOSE_OWNER, VG_NEST, .nest = &layout_owner),
	FIELD(close, needs_reset, CLOSE_NEEDS_RESET, VG_U32),
	FIELD(close, bus_master, CLOSE_BUS_MASTER, VG_U32),
};

static const struct vg_layout layout_close = LAYOUT(close, close_fields);

static const struct vg_field decision_fields[] = {
	FIELD(decision, sequence, DECISION_SEQUENCE, VG_U64),
	FIELD(decision, time, DECISION_TIME, VG_U64),
	FIELD(decision, trigger, DECISION_TRIGGER, VG_U32),
	FIELD(decision, verdict, DECISION_VERDICT, VG_U32, .required = true),
	FIELD(decision, action, DECISION_ACTION, VG_U32),
	FIELD(decision, rule, DECISION_RULE, VG_U32),
	FIELD(decision, sentence, DECISION_SENTENCE, VG_TEXT),
	FIELD(decision, unguarded_until, DECISION_UNGUARDED_UNTIL, VG_U64),
	FIELD(decision, owner, DECISION_OWNER, VG_NEST,
	      .nest = &layout_owner),
};

static const struct vg_layout layout_decision =
	LAYOUT(decision, decision_fields);

static const struct vg_field bar_fields[] = {
	FIELD(bar, index, BAR_INDEX, VG_U32),
	FIELD(bar, flags, BAR_FLAGS, VG_U32),
	FIELD(bar, address, BAR_ADDRESS, VG_U64),
	FIELD(bar, size, BAR_SIZE, VG_U64),
};

static const struct vg_layout layout_bar = LAYOUT(bar, bar_fields);

static const struct vg_field rebar_fields[] = {
	FIELD(rebar, index, REBAR_INDEX, VG_U32),
	FIELD(rebar, vf, REBAR_VF, VG_FLAG),
	FIELD(rebar, sizes, REBAR_SIZES, VG_U64),
	FIELD(rebar, current, REBAR_CURRENT, VG_U64),
	FIELD(rebar, largest, REBAR_LARGEST, VG_U32),
};

static const struct vg_layout layout_rebar = LAYOUT(rebar, rebar_fields);

static const struct vg_field affected_fields[] = {
	FIELD(affected, bdf, AFFECTED_BDF, VG_TEXT, .required = true),
	FIELD(affected, group, AFFECTED_GROUP, VG_U32),
	FIELD(affected, driver, AFFECTED_DRIVER, VG_TEXT),
	FIELD(affected, driver_busy, AFFECTED_DRIVER_BUSY, VG_FLAG),
};

static const struct vg_layout layout_affected =
	LAYOUT(affected, affected_fields);

static const struct vg_field reset_fields[] = {
	FIELD(reset, method, RESET_METHOD, VG_U32S),
	FIELD(reset, used, RESET_USED, VG_U32),
	FIELD(reset, hot_reset, RESET_HOT_RESET, VG_U32),
	FIELD(reset, affected, RESET_AFFECTED, VG_NESTS,
	      .nest = &layout_affected),
	FIELD(reset, affected_count, RESET_AFFECTED_COUNT, VG_U32),
	FIELD(reset, last, RESET_LAST, VG_U32),
	FIELD(reset, needed, RESET_NEEDED, VG_U32),
};

static const struct vg_layout layout_reset = LAYOUT(reset, reset_fields);

static const struct vg_field interrupts_fields[] = {
	FIELD(interrupts, pin, INTERRUPTS_PIN, VG_U32),
	FIELD(interrupts, intx_masking_broken,
	      INTERRUPTS_INTX_MASKING_BROKEN, VG_U32),
	FIELD(interrupts, msi_vectors, INTERRUPTS_MSI_VECTORS, VG_U32),
	FIELD(interrupts, msi_enabled, INTERRUPTS_MSI_ENABLED, VG_U32),
	FIELD(interrupts, msix_vectors, INTERRUPTS_MSIX_VECTORS, VG_U32),
	FIELD(interrupts, msix_enabled, INTERRUPTS_MSIX_ENABLED, VG_U32),
	FIELD(interrupts, isolated, INTERRUPTS_ISOLATED, VG_U32),
};

static const struct vg_layout layout_interrupts =
	LAYOUT(interrupts, interrupts_fields);

static const struct vg_field region_fields[] = {
	FIELD(region, start, REGION_START, VG_U64),
	FIELD(region, length, REGION_LENGTH, VG_U64),
	FIELD(region, type, REGION_TYPE, VG_U32),
};

static const struct vg_layout layout_region = LAYOUT(region, region_fields);

static const struct vg_field dma_fields[] = {
	FIELD(dma, iommu, DMA_IOMMU, VG_U32),
	FIELD(dma, domain_type, DMA_DOMAIN_TYPE, VG_U32),
	FIELD(dma, mask, DMA_MASK, VG_U64),
	FIELD(dma, ats_enabled, DMA_ATS_ENABLED, VG_U32),
	FIELD(dma, pri_enabled, DMA_PRI_ENABLED, VG_U32),
	FIELD(dma, pasid_enabled, DMA_PASID_ENABLED, VG_U32),
	FIELD(dma, region, DMA_REGION, VG_NESTS, .nest = &layout_region),
	FIELD(dma, region_count, DMA_REGION_COUNT, VG_U32),
};

static const struct vg_layout layout_dma = LAYOUT(dma, dma_fields);

static const struct vg_field link_fields[] = {
	FIELD(link, speed, LINK_SPEED, VG_U32),
	FIELD(link, width, LINK_WIDTH, VG_U32),
	FIELD(link, max_speed, LINK_MAX_SPEED, VG_U32),
	FIELD(link, max_width, LINK_MAX_WIDTH, VG_U32),
	FIELD(link, port, LINK_PORT, VG_TEXT),
	FIELD(link, port_max_speed, LINK_PORT_MAX_SPEED, VG_U32),
	FIELD(link, port_max_width, LINK_PORT_MAX_WIDTH, VG_U32),
	FIELD(link, degraded, LINK_DEGRADED, VG_U32),
};

static const struct vg_layout layout_link = LAYOUT(link, link_fields);

static const struct vg_field sriov_fields[] = {
	FIELD(sriov, pf, SRIOV_PF, VG_TEXT),
	FIELD(sriov, pf_driver, SRIOV_PF_DRIVER, VG_TEXT),
	FIELD(sriov, pf_driver_busy, SRIOV_PF_DRIVER_BUSY, VG_FLAG),
	FIELD(sriov, vf_index, SRIOV_VF_INDEX, VG_U32),
	FIELD(sriov, total_vfs, SRIOV_TOTAL_VFS, VG_U32),
	FIELD(sriov, num_vfs, SRIOV_NUM_VFS, VG_U32),
};

static const struct vg_layout layout_sriov = LAYOUT(sriov, sriov_fields);

static const struct vg_field device_fields[] = {
	FIELD(device, bdf, DEVICE_BDF, VG_TEXT, .required = true),
	FIELD(device, vendor, DEVICE_VENDOR, VG_U32),
	FIELD(device, device, DEVICE_DEVICE, VG_U32),
	FIELD(device, class, DEVICE_CLASS, VG_U32),
	FIELD(device, driver, DEVICE_DRIVER, VG_TEXT),
	FIELD(device, driver_busy, DEVICE_DRIVER_BUSY, VG_FLAG),
	FIELD(device, numa_node, DEVICE_NUMA_NODE, VG_S32),
	FIELD(device, slot_path, DEVICE_SLOT_PATH, VG_TEXT),
	FIELD(device, group, DEVICE_GROUP, VG_U32),
	FIELD(device, member, DEVICE_MEMBER, VG_TEXTS),
	FIELD(device, member_count, DEVICE_MEMBER_COUNT, VG_U32),
	FIELD(device, domain, DEVICE_DOMAIN, VG_TEXTS),
	FIELD(device, domain_count, DEVICE_DOMAIN_COUNT, VG_U32),
	FIELD(device, in_scope, DEVICE_IN_SCOPE, VG_U32),
	FIELD(device, assigned, DEVICE_ASSIGNED, VG_U32, .required = true),
	FIELD(device, open, DEVICE_OPEN, VG_U32),
	FIELD(device, verdict, DEVICE_VERDICT, VG_U32, .required = true),
	FIELD(device, sentence, DEVICE_SENTENCE, VG_TEXT),
	FIELD(device, finding, DEVICE_FINDING, VG_NESTS,
	      .nest = &layout_finding),
	FIELD(device, finding_count, DEVICE_FINDING_COUNT, VG_U32),
	FIELD(device, decision, DEVICE_DECISION, VG_NEST,
	      .nest = &layout_decision),
	FIELD(device, subsystem_vendor, DEVICE_SUBSYSTEM_VENDOR, VG_U32),
	FIELD(device, subsystem_device, DEVICE_SUBSYSTEM_DEVICE, VG_U32),
	FIELD(device, fabric, DEVICE_FABRIC, VG_U32),
	FIELD(device, power_state, DEVICE_POWER_STATE, VG_U32),
	FIELD(device, bar, DEVICE_BAR, VG_NESTS, .nest = &layout_bar),
	FIELD(device, rebar, DEVICE_REBAR, VG_NESTS, .nest = &layout_rebar),
	FIELD(device, reset, DEVICE_RESET, VG_NEST, .nest = &layout_reset),
	FIELD(device, interrupts, DEVICE_INTERRUPTS, VG_NEST,
	      .nest = &layout_interrupts),
	FIELD(device, dma, DEVICE_DMA, VG_NEST, .nest = &layout_dma),
	FIELD(device, link, DEVICE_LINK, VG_NEST, .nest = &layout_link),
	FIELD(device, aer_uncorrectable, DEVICE_AER_UNCORRECTABLE, VG_U32),
	FIELD(device, sriov, DEVICE_SRIOV, VG_NEST, .nest = &layout_sriov),
	FIELD(device, owner, DEVICE_OWNER, VG_NEST, .nest = &layout_owner),
	FIELD(device, close, DEVICE_CLOSE, VG_NEST, .nest = &layout_close),
};

const struct vg_layout vg_layout_device = LAYOUT(device, device_fields);

static const struct vg_field status_fields[] = {
	FIELD(status, abi, STATUS_ABI, VG_U32, .required = true),
	FIELD(status, version, STATUS_VERSION, VG_TEXT),
	FIELD(status, armed, STATUS_ARMED, VG_U32, .required = true),
	FIELD(status, mode, STATUS_MODE, VG_U32),
	FIELD(status, profile, STATUS_PROFILE, VG_U32),
	FIELD(status, scope, STATUS_SCOPE, VG_U32),
	FIELD(status, present, STATUS_PRESENT, VG_U32),
	FIELD(status, armed_at, STATUS_ARMED_AT, VG_U64),
	FIELD(status, boot_id, STATUS_BOOT_ID, VG_TEXT),
	FIELD(status, sequence, STATUS_SEQUENCE, VG_U64),
	FIELD(status, allowed, STATUS_ALLOWED, VG_U64),
	FIELD(status, refused, STATUS_REFUSED, VG_U64),
	FIELD(status, would_refuse, STATUS_WOULD_REFUSE, VG_U64),
	FIELD(status, unbound, STATUS_UNBOUND, VG_U64),
	FIELD(status, violations, STATUS_VIOLATIONS, VG_U32),
	FIELD(status, devices_created, STATUS_DEVICES_CREATED, VG_U64),
	FIELD(status, devices_destroyed, STATUS_DEVICES_DESTROYED, VG_U64),
	FIELD(status, not_judged, STATUS_NOT_JUDGED, VG_U32S),
	FIELD(status, lost_devices, STATUS_LOST_DEVICES, VG_U64),
	FIELD(status, lost_events, STATUS_LOST_EVENTS, VG_U64),
	FIELD(status, watch_interval, STATUS_WATCH_INTERVAL, VG_U32),
	FIELD(status, watch_passes, STATUS_WATCH_PASSES, VG_U64),
	FIELD(status, watch_time, STATUS_WATCH_TIME, VG_U64),
	FIELD(status, peers, STATUS_PEERS, VG_U32),
};

const struct vg_layout vg_layout_status = LAYOUT(status, status_fields);

static const struct vg_field policy_fields[] = {
	FIELD(policy, mode, POLICY_MODE, VG_U32, .required = true),
	FIELD(policy, profile, POLICY_PROFILE, VG_U32, .required = true),
	FIELD(policy, scope, POLICY_SCOPE, VG_U32, .required = true),
	FIELD(policy, peers, POLICY_PEERS, VG_U32, .required = true),
	FIELD(policy, present, POLICY_PRESENT, VG_U32, .required = true),
};

const struct vg_layout vg_layout_policy = LAYOUT(policy, policy_fields);

static const struct vg_field entry_fields[] = {
	FIELD(entry, sequence, JOURNAL_SEQUENCE, VG_U64, .required = true),
	FIELD(entry, event, JOURNAL_EVENT, VG_U32, .required = true),
	FIELD(entry, time, JOURNAL_TIME, VG_U64),
	FIELD(entry, realtime, JOURNAL_REALTIME, VG_U64),
	FIELD(entry, boot_id, JOURNAL_BOOT_ID, VG_TEXT),
	FIELD(entry, mode, JOURNAL_MODE, VG_U32),
	FIELD(entry, profile, JOURNAL_PROFILE, VG_U32),
	FIELD(entry, scope, JOURNAL_SCOPE, VG_U32),
	FIELD(entry, peers, JOURNAL_PEERS, VG_U32),
	FIELD(entry, present, JOURNAL_PRESENT, VG_U32),
	FIELD(entry, sentence, JOURNAL_SENTENCE, VG_TEXT),
	FIELD(entry, bdf, JOURNAL_BDF, VG_TEXT),
	FIELD(entry, vendor, JOURNAL_VENDOR, VG_U32),
	FIELD(entry, device, JOURNAL_DEVICE, VG_U32),
	FIELD(entry, slot_path, JOURNAL_SLOT_PATH, VG_TEXT),
	FIELD(entry, trigger, JOURNAL_TRIGGER, VG_U32),
	FIELD(entry, verdict, JOURNAL_VERDICT, VG_U32),
	FIELD(entry, action, JOURNAL_ACTION, VG_U32),
	FIELD(entry, rule, JOURNAL_RULE, VG_U32S),
	FIELD(entry, culprit, JOURNAL_CULPRIT, VG_TEXT),
	FIELD(entry, wanted, JOURNAL_WANTED, VG_U32),
	FIELD(entry, seen, JOURNAL_SEEN, VG_U32),
	FIELD(entry, approved, JOURNAL_APPROVED, VG_U32),
	FIELD(entry, owner, JOURNAL_OWNER, VG_NEST, .nest = &layout_owner),
};

const struct vg_layout vg_layout_entry = LAYOUT(entry, entry_fields);

static const struct vg_field port_fields[] = {
	FIELD(port, bdf, PORT_BDF, VG_TEXT, .required = true),
	FIELD(port, vendor, PORT_VENDOR, VG_U32),
	FIELD(port, device, PORT_DEVICE, VG_U32),
	FIELD(port, type, PORT_TYPE, VG_U32),
	FIELD(port, slot_path, PORT_SLOT_PATH, VG_TEXT),
	FIELD(port, group, PORT_GROUP, VG_U32),
	FIELD(port, secondary, PORT_SECONDARY, VG_U32),
	FIELD(port, subordinate, PORT_SUBORDINATE, VG_U32),
	FIELD(port, unreadable, PORT_UNREADABLE, VG_FLAG),
	FIELD(port, acs_capability, PORT_ACS_CAPABILITY, VG_U32),
	FIELD(port, acs_control, PORT_ACS_CONTROL, VG_U32),
	FIELD(port, wanted, PORT_WANTED, VG_U32),
	FIELD(port, quirk, PORT_QUIRK, VG_TEXT),
	FIELD(port, device_count, PORT_DEVICE_COUNT, VG_U32),
	FIELD(port, endangered_count, PORT_ENDANGERED_COUNT, VG_U32),
	FIELD(port, last_change, PORT_LAST_CHANGE, VG_U64),
};

const struct vg_layout vg_layout_port = LAYOUT(port, port_fields);
