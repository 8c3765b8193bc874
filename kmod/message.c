// SPDX-License-Identifier: GPL-2.0-only
/*
 * message.c - fills netlink messages.
 *
 * The core's numbers are those of the ABI, which the assertions below hold it
 * to. Lists are cut so that each record fits; their counts are not.
 */
#include <linux/build_bug.h>
#include <linux/device.h>
#include <linux/genetlink.h>
#include <linux/pci.h>
#include <linux/sizes.h>
#include <linux/skbuff.h>
#include <linux/vfioguard.h>
#include <net/netlink.h>

#include "assigned.h"
#include "core/extent.h"
#include "core/text.h"
#include "decide.h"
#include "device.h"
#include "gate.h"
#include "message.h"
#include "snapshot.h"
#include "state.h"
#include "use.h"

#define SAME(core, abi) static_assert((int)VG_##core == (int)VFIOGUARD_##abi)

SAME(RULE_NO_IOMMU, RULE_NO_IOMMU);
SAME(RULE_MSI_NOT_ISOLATED, RULE_MSI_NOT_ISOLATED);
SAME(RULE_UNSAFE_INTERRUPTS, RULE_UNSAFE_INTERRUPTS);
SAME(RULE_ACS_PATH, RULE_ACS_PATH);
SAME(RULE_ACS_REACH_IN, RULE_ACS_REACH_IN);
SAME(RULE_MULTIFUNCTION_LEAK, RULE_MULTIFUNCTION_LEAK);
SAME(RULE_REQUESTER_ID_SHARED, RULE_REQUESTER_ID_SHARED);
SAME(RULE_CLAIM_WITHOUT_HARDWARE, RULE_CLAIM_WITHOUT_HARDWARE);
SAME(RULE_ACS_OVERRIDE_REQUESTED, RULE_ACS_OVERRIDE_REQUESTED);
SAME(RULE_ACS_QUIRK, RULE_ACS_QUIRK);
SAME(RULE_ACS_DRIFT, RULE_ACS_DRIFT);
SAME(RULE_TRANSLATED_P2P, RULE_TRANSLATED_P2P);
SAME(RULE_UNREADABLE, RULE_UNREADABLE);
SAME(RULE_RESET_MISSING, RULE_RESET_MISSING);
SAME(RULE_RESET_SHARED, RULE_RESET_SHARED);
SAME(RULE_RESET_FAILED, RULE_RESET_FAILED);
SAME(RULE_BAR_UNASSIGNED, RULE_BAR_UNASSIGNED);
SAME(RULE_FIRMWARE_REGION, RULE_FIRMWARE_REGION);
SAME(RULE_LINK_DEGRADED, RULE_LINK_DEGRADED);
SAME(RULE_PF_WITH_VFS, RULE_PF_WITH_VFS);
SAME(RULE_SRIOV_ASSERTED, RULE_SRIOV_ASSERTED);
SAME(RULE_FABRIC_NOT_EVALUATED, RULE_FABRIC_NOT_EVALUATED);
SAME(RULE_ROOT_COMPLEX_ASSERTED, RULE_ROOT_COMPLEX_ASSERTED);
SAME(RULE_PEER_OWNER_CONFLICT, RULE_PEER_OWNER_CONFLICT);
SAME(RULE_ACS_SOURCE_VALIDATION, RULE_ACS_SOURCE_VALIDATION);
SAME(CAUSE_NONE, CAUSE_NONE);
SAME(CAUSE_NO_ACS, CAUSE_NO_ACS);
SAME(CAUSE_NO_RR, CAUSE_NO_REQUEST_REDIRECT);
SAME(CAUSE_RR_OFF, CAUSE_REQUEST_REDIRECT_OFF);
SAME(CAUSE_EGRESS_OPEN, CAUSE_EGRESS_CONTROL_OPEN);
SAME(CAUSE_NO_UF, CAUSE_NO_UPSTREAM_FORWARDING);
SAME(CAUSE_UF_OFF, CAUSE_UPSTREAM_FORWARDING_OFF);
SAME(CAUSE_CONVENTIONAL, CAUSE_CONVENTIONAL_BUS);
SAME(CAUSE_UNREADABLE, CAUSE_UNREADABLE);
SAME(CAUSE_NO_UPSTREAM, CAUSE_UPSTREAM_UNKNOWN);
SAME(CAUSE_ALIAS, CAUSE_ALIAS);
SAME(CAUSE_NO_SV, CAUSE_NO_SOURCE_VALIDATION);
SAME(CAUSE_SV_OFF, CAUSE_SOURCE_VALIDATION_OFF);
SAME(CAUSE_SV_WIDE, CAUSE_SOURCE_VALIDATION_WIDE);
SAME(CAUSE_OVERRIDE, CAUSE_OVERRIDE);
SAME(CAUSE_CHANGED, CAUSE_CHANGED_AFTER_GROUPING);
SAME(CAUSE_DT_ON, CAUSE_DIRECT_TRANSLATED);
SAME(CAUSE_OTHER_OWNER, CAUSE_OTHER_OWNER);
SAME(CAUSE_HOST_DRIVER, CAUSE_HOST_DRIVER);
SAME(CAUSE_NOT_QUIET, CAUSE_NOT_QUIET);
SAME(SEVERITY_INFO, SEVERITY_INFO);
SAME(SEVERITY_WARN, SEVERITY_WARN);
SAME(SEVERITY_REFUSE, SEVERITY_REFUSE);
SAME(ALLOW, VERDICT_ALLOW);
SAME(REFUSE, VERDICT_REFUSE);
SAME(WOULD_REFUSE, VERDICT_WOULD_REFUSE);
SAME(MODE_ENFORCE, MODE_ENFORCE);
SAME(MODE_AUDIT, MODE_AUDIT);
SAME(SCOPE_GPU, SCOPE_GPU);
SAME(SCOPE_ALL, SCOPE_ALL);
SAME(PROFILE_STANDARD, PROFILE_STANDARD);
SAME(PROFILE_PARANOID, PROFILE_PARANOID);
SAME(PROFILE_MAINLINE, PROFILE_MAINLINE);
SAME(PEERS_REFUSE, PEERS_REFUSE);
SAME(PEERS_SAME_OWNER, PEERS_SAME_OWNER);
SAME(BDF_LEN, BDF_LEN + 1);

/*
 * Room that attributes take, at most. Of a record 1 KiB is left to attributes
 * that are not in a list.
 */
#define SENTENCE_ROOM	VG_ROOM(VG_SENTENCE_LEN)
#define PEER_ROOM	(NLA_HDRLEN + VG_ADDRESS_ROOM + VG_WORD_ROOM)
#define FINDING_ROOM	(NLA_HDRLEN + SENTENCE_ROOM + 2 * VG_ADDRESS_ROOM + \
			 8 * VG_WORD_ROOM + VG_MAX_PEERS * PEER_ROOM)

static_assert(VG_MAX_FINDINGS * FINDING_ROOM + 2 * VG_LIST_MAX * VG_ADDRESS_ROOM +
	      2 * SENTENCE_ROOM + VG_SLOT_PATH_LEN + VG_GPU_ROOM + 1024 <=
	      VG_MESSAGE_SIZE);
static_assert(VG_MESSAGE_SIZE + NLMSG_HDRLEN + GENL_HDRLEN <=
	      SKB_WITH_OVERHEAD(SZ_32K));

static void put(struct vg_message *m, int attribute, int size, const void *data)
{
	if (!m->err)
		m->err = nla_put(m->skb, attribute, size, data);
}

/**
 * vg_put_u32() - a number as an attribute
 * @m: filled
 * @attribute: its number
 * @value: the number
 *
 * This one and the next few are calls, and not inline as what they call is:
 * there are many of them.
 */
void vg_put_u32(struct vg_message *m, int attribute, u32 value)
{
	put(m, attribute, sizeof(value), &value);
}

/**
 * vg_put_u64() - a large number as an attribute
 * @m: filled
 * @attribute: its number
 * @value: the number
 * @pad: number of the attribute that aligns it
 */
void vg_put_u64(struct vg_message *m, int attribute, u64 value, int pad)
{
	if (!m->err)
		m->err = nla_put_64bit(m->skb, attribute, sizeof(value),
				       &value, pad);
}

/**
 * vg_put_flag() - an attribute that says all by being there
 * @m: filled
 * @attribute: its number
 */
void vg_put_flag(struct vg_message *m, int attribute)
{
	put(m, attribute, 0, NULL);
}

/**
 * vg_put_string() - a text as an attribute
 * @m: filled
 * @attribute: its number
 * @text: the text
 */
void vg_put_string(struct vg_message *m, int attribute, const char *text)
{
	put(m, attribute, strlen(text) + 1, text);
}

/**
 * vg_put_address() - an address as an attribute
 * @m: filled
 * @attribute: its number
 * @segment: PCI segment
 * @rid: requester ID
 */
void vg_put_address(struct vg_message *m, int attribute, u32 segment, u16 rid)
{
	char bdf[VG_BDF_LEN];

	vg_format_bdf(bdf, segment, rid);
	vg_put_string(m, attribute, bdf);
}

/**
 * vg_nest_start() - an attribute that holds those put from here on
 * @m: filled
 * @attribute: its number
 *
 * Return: what vg_nest_end() takes, after an error too.
 */
struct nlattr *vg_nest_start(struct vg_message *m, int attribute)
{
	struct nlattr *nest = (struct nlattr *)skb_tail_pointer(m->skb);

	/* As nla_nest_start() does it, which would lose the error */
	put(m, attribute | NLA_F_NESTED, 0, NULL);
	return nest;
}

/**
 * vg_nest_end() - no more attributes are held by this one
 * @m: filled
 * @nest: what vg_nest_start() returned
 */
void vg_nest_end(struct vg_message *m, struct nlattr *nest)
{
	if (!m->err)
		nla_nest_end(m->skb, nest);
}

static void put_peer(struct vg_message *m, const struct vg_name *peer)
{
	struct nlattr *nest = vg_nest_start(m, VFIOGUARD_A_FINDING_PEER);

	vg_put_address(m, VFIOGUARD_A_PEER_BDF, peer->segment, peer->rid);
	if (peer->group != VG_NO_GROUP)
		vg_put_u32(m, VFIOGUARD_A_PEER_GROUP, peer->group);
	vg_nest_end(m, nest);
}

static void put_peers(struct vg_message *m, const struct vg_finding *f)
{
	u32 i;

	if (!f->peer_count)
		return;
	vg_put_u32(m, VFIOGUARD_A_FINDING_PEER_COUNT, f->peer_count);
	for (i = 0; i < f->peer_count && i < VG_MAX_PEERS; i++)
		put_peer(m, &f->peers[i]);
}

static void put_culprit(struct vg_message *m, const struct vg_finding *f)
{
	if (f->subject.valid)
		vg_put_address(m, VFIOGUARD_A_FINDING_SUBJECT,
			       f->subject.segment, f->subject.rid);
	if (f->culprit.valid) {
		vg_put_address(m, VFIOGUARD_A_FINDING_CULPRIT,
			       f->culprit.segment, f->culprit.rid);
		vg_put_u32(m, VFIOGUARD_A_FINDING_WANTED, f->wanted);
		vg_put_u32(m, VFIOGUARD_A_FINDING_SEEN, f->seen);
	}
	if (f->quirk != VG_QUIRK_NONE)
		vg_put_string(m, VFIOGUARD_A_FINDING_QUIRK,
			      vg_quirk_name(f->quirk));
}

static void put_finding(struct vg_message *m, const struct vg_finding *f)
{
	struct nlattr *nest = vg_nest_start(m, VFIOGUARD_A_DEVICE_FINDING);
	char sentence[VG_SENTENCE_LEN];

	vg_finding_sentence(sentence, sizeof(sentence), f);
	vg_put_u32(m, VFIOGUARD_A_FINDING_RULE, f->rule);
	vg_put_u32(m, VFIOGUARD_A_FINDING_SEVERITY, f->severity);
	vg_put_u32(m, VFIOGUARD_A_FINDING_CAUSE, f->cause);
	vg_put_string(m, VFIOGUARD_A_FINDING_SENTENCE, sentence);
	put_culprit(m, f);
	put_peers(m, f);
	vg_nest_end(m, nest);
}

static void put_verdict(struct vg_message *m, const struct vg_verdict *v)
{
	char sentence[VG_SENTENCE_LEN];
	u32 i;

	vg_sentence(sentence, sizeof(sentence), v);
	vg_put_u32(m, VFIOGUARD_A_DEVICE_IN_SCOPE, v->in_scope);
	vg_put_u32(m, VFIOGUARD_A_DEVICE_VERDICT, v->outcome);
	vg_put_string(m, VFIOGUARD_A_DEVICE_SENTENCE, sentence);
	vg_put_u32(m, VFIOGUARD_A_DEVICE_FINDING_COUNT, v->finding_count);
	for (i = 0; i < vg_findings_stored(v); i++)
		put_finding(m, &v->finding[i]);
}

/**
 * vg_put_owner() - who has a device open, as an attribute
 * @m: filled
 * @attribute: its number
 * @owner: who; nothing is put for nobody
 */
void vg_put_owner(struct vg_message *m, int attribute,
		  const struct vg_owner *owner)
{
	struct nlattr *nest;

	if (!owner->pid)
		return;
	nest = vg_nest_start(m, attribute);
	vg_put_u32(m, VFIOGUARD_A_OWNER_PID, owner->pid);
	vg_put_u64(m, VFIOGUARD_A_OWNER_START_TIME, owner->start,
		   VFIOGUARD_A_OWNER_PAD);
	vg_put_string(m, VFIOGUARD_A_OWNER_COMMAND, owner->command);
	vg_put_u32(m, VFIOGUARD_A_OWNER_UID, owner->uid);
	if (owner->cgroup)
		vg_put_u64(m, VFIOGUARD_A_OWNER_CGROUP, owner->cgroup,
			   VFIOGUARD_A_OWNER_PAD);
	vg_nest_end(m, nest);
}

static void put_close(struct vg_message *m, const struct vg_use *use)
{
	struct nlattr *nest;

	if (!use->closed)
		return;
	nest = vg_nest_start(m, VFIOGUARD_A_DEVICE_CLOSE);
	vg_put_u64(m, VFIOGUARD_A_CLOSE_TIME, use->closed,
		   VFIOGUARD_A_CLOSE_PAD);
	vg_put_owner(m, VFIOGUARD_A_CLOSE_OWNER, &use->last);
	vg_put_u32(m, VFIOGUARD_A_CLOSE_NEEDS_RESET, use->needs_reset);
	vg_put_u32(m, VFIOGUARD_A_CLOSE_BUS_MASTER, use->bus_master);
	vg_nest_end(m, nest);
}

static void put_use(struct vg_message *m, struct vg_device *dev)
{
	struct vg_use use;

	if (!vg_use_get(dev, &use))
		return;
	if (use.state == VG_USE_OPEN)
		vg_put_owner(m, VFIOGUARD_A_DEVICE_OWNER, &use.owner);
	put_close(m, &use);
}

static void put_decision(struct vg_message *m, const struct vg_decision *d)
{
	struct nlattr *nest = vg_nest_start(m, VFIOGUARD_A_DEVICE_DECISION);
	u64 armed_at;

	vg_gate_armed(&armed_at);
	vg_put_u64(m, VFIOGUARD_A_DECISION_SEQUENCE, d->sequence,
		   VFIOGUARD_A_DECISION_PAD);
	vg_put_u64(m, VFIOGUARD_A_DECISION_TIME, d->time,
		   VFIOGUARD_A_DECISION_PAD);
	vg_put_u32(m, VFIOGUARD_A_DECISION_TRIGGER, d->trigger);
	vg_put_u32(m, VFIOGUARD_A_DECISION_VERDICT, d->outcome);
	vg_put_u32(m, VFIOGUARD_A_DECISION_ACTION, d->action);
	if (d->rules)
		vg_put_u32(m, VFIOGUARD_A_DECISION_RULE, __ffs(d->rules));
	vg_put_string(m, VFIOGUARD_A_DECISION_SENTENCE, d->sentence);
	if (d->was_unguarded)
		vg_put_u64(m, VFIOGUARD_A_DECISION_UNGUARDED_UNTIL, armed_at,
			   VFIOGUARD_A_DECISION_PAD);
	vg_put_owner(m, VFIOGUARD_A_DECISION_OWNER, &d->owner);
	vg_nest_end(m, nest);
}

/* A list of addresses on its way into a message */
struct address_list {
	struct vg_message *m;
	const struct vg_topology *t;
	int attribute;
};

static void put_entry(void *context, u32 position)
{
	const struct address_list *list = context;
	const struct vg_function *f = &list->t->fn[position];

	vg_put_address(list->m, list->attribute, f->segment, f->rid);
}

static void put_members(struct vg_message *m, const struct vg_topology *t,
			u32 x)
{
	struct address_list list = {
		.m = m, .t = t, .attribute = VFIOGUARD_A_DEVICE_MEMBER,
	};
	u32 count;

	if (t->fn[x].group == VG_NO_GROUP)
		return;
	count = vg_list_members(t, x, NULL, put_entry, &list);
	vg_put_u32(m, VFIOGUARD_A_DEVICE_GROUP, t->fn[x].group);
	vg_put_u32(m, VFIOGUARD_A_DEVICE_MEMBER_COUNT, count);
}

static void put_domain(struct vg_message *m, const struct vg_topology *t, u32 x,
		       u8 *mask)
{
	struct address_list list = {
		.m = m, .t = t, .attribute = VFIOGUARD_A_DEVICE_DOMAIN,
	};
	u32 count = vg_list_domain(t, x, mask, put_entry, &list);

	vg_put_u32(m, VFIOGUARD_A_DEVICE_DOMAIN_COUNT, count);
}

/**
 * vg_put_path() - a slot path as an attribute
 * @m: filled
 * @attribute: its number
 * @t: the topology
 * @x: position of the function
 */
void vg_put_path(struct vg_message *m, int attribute,
		 const struct vg_topology *t, u32 x)
{
	char path[VG_SLOT_PATH_LEN];

	vg_slot_path(path, sizeof(path), t, x);
	vg_put_string(m, attribute, path);
}

/**
 * vg_put_driver() - the driver of a function, where it has one
 * @m: filled
 * @pdev: the function
 * @name: number of the attribute with its name
 * @busy: number of the flag that its lock is taken, and no name was read
 */
void vg_put_driver(struct vg_message *m, struct pci_dev *pdev, int name,
		   int busy)
{
	struct vg_driver driver;

	vg_driver_read(pdev, &driver);
	if (driver.busy)
		vg_put_flag(m, busy);
	else if (*driver.name)
		vg_put_string(m, name, driver.name);
}

static void put_identity(struct vg_message *m, const struct vg_function *f,
			 struct pci_dev *pdev)
{
	vg_put_address(m, VFIOGUARD_A_DEVICE_BDF, f->segment, f->rid);
	vg_put_u32(m, VFIOGUARD_A_DEVICE_VENDOR, f->vendor);
	vg_put_u32(m, VFIOGUARD_A_DEVICE_DEVICE, f->device);
	vg_put_u32(m, VFIOGUARD_A_DEVICE_CLASS, f->class);
	/* An s32, which is put in the same way */
	vg_put_u32(m, VFIOGUARD_A_DEVICE_NUMA_NODE, dev_to_node(&pdev->dev));
	vg_put_u32(m, VFIOGUARD_A_DEVICE_SUBSYSTEM_VENDOR,
		   pdev->subsystem_vendor);
	vg_put_u32(m, VFIOGUARD_A_DEVICE_SUBSYSTEM_DEVICE,
		   pdev->subsystem_device);
	vg_put_driver(m, pdev, VFIOGUARD_A_DEVICE_DRIVER,
		      VFIOGUARD_A_DEVICE_DRIVER_BUSY);
}

static void put_state(struct vg_message *m, const struct vg_function *f)
{
	struct vg_device *dev = vg_device_get(vg_device_key(f->segment,
							    f->rid));
	struct vg_decision decision;

	vg_put_u32(m, VFIOGUARD_A_DEVICE_ASSIGNED,
		   !!(f->flags & VG_F_ASSIGNED));
	vg_put_u32(m, VFIOGUARD_A_DEVICE_OPEN, dev && vg_device_open(dev));
	if (!dev)
		return;
	if (vg_device_decision(dev, &decision))
		put_decision(m, &decision);
	put_use(m, dev);
	vg_device_put(dev);
}

/**
 * vg_message_device() - the record of a device, judged now
 * @m: filled; VG_MESSAGE_SIZE is always enough
 * @snapshot: taken
 * @position: the device
 * @scratch: with a domain of as many entries as the topology, all of them 0;
 *	so they are left
 *
 * Context: may sleep.
 */
void vg_message_device(struct vg_message *m, const struct vg_snapshot *snapshot,
		       u32 position, struct vg_scratch *scratch)
{
	const struct vg_topology *t = &snapshot->topology;

	vg_gpu_read(snapshot, position, &scratch->gpu);
	vg_judge_device(t, position, &snapshot->policy, &scratch->verdict);
	put_identity(m, &t->fn[position],
		     vg_snapshot_pdev(snapshot, position));
	vg_put_path(m, VFIOGUARD_A_DEVICE_SLOT_PATH, t, position);
	put_members(m, t, position);
	put_domain(m, t, position, scratch->domain);
	put_state(m, &t->fn[position]);
	put_verdict(m, &scratch->verdict);
	vg_message_gpu(m, snapshot, position, &scratch->gpu);
}
