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

static const struct vg_field decision_fields[] = {
	FIELD(decision, sequence, DECISION_SEQUENCE, VG_U64),
	FIELD(decision, time, DECISION_TIME, VG_U64),
	FIELD(decision, trigger, DECISION_TRIGGER, VG_U32),
	FIELD(decision, verdict, DECISION_VERDICT, VG_U32, .required = true),
	FIELD(decision, action, DECISION_ACTION, VG_U32),
	FIELD(decision, rule, DECISION_RULE, VG_U32),
	FIELD(decision, sentence, DECISION_SENTENCE, VG_TEXT),
};

static const struct vg_layout layout_decision =
	LAYOUT(decision, decision_fields);

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
};

const struct vg_layout vg_layout_status = LAYOUT(status, status_fields);
