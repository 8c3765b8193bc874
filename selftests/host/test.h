/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test.h - host tests of the core: topologies and expectations as data.
 *
 * What is expected is worked out by hand from the contract (rules, bits,
 * kernel-notes 3.1 to 3.5), never copied from what the core answers.
 */
#ifndef TEST_H
#define TEST_H

#include "text.h"
#include "policy.h"
#include "mainline.h"

/* Address written as in lspci: F(02,01,0) is 02:01.0 */
#define F(bus, dev, fn)	((u16)(0x##bus << 8 | 0x##dev << 3 | (fn)))

#define MAX_ROWS	24
#define MAX_LOOKS	6
#define LINE_MAX_LEN	1024

/**
 * struct row - one function of a case
 * @used: this row is filled
 * @rid: requester ID
 * @segment: PCI segment
 * @pf: requester ID of the PF of a VF
 * @type: VG_TYPE_*
 * @header: header type
 * @secondary: of a bridge
 * @subordinate: of a bridge
 * @acs: has an ACS capability
 * @spt: the capability has dword registers (Intel Sunrise Point)
 * @cap: ACS Capability
 * @ctrl: ACS Control
 * @group: IOMMU group claimed
 * @usual_id: vendor << 16 | device, from the macro
 * @id: the same, when the case wants another one
 * @usual_class: class code, from the macro
 * @class: the same, when the case wants another one
 * @link: its link
 * @pid: number of the process that has it open
 * @start: when that was started
 * @base: flags from the macro
 * @plus: flags that the case adds
 * @minus: flags that the case takes away
 */
struct row {
	bool used;
	bool acs;
	bool spt;
	u8 type;
	u8 header;
	u8 secondary;
	u8 subordinate;
	u16 rid;
	u16 pf;
	u16 cap;
	u16 ctrl;
	u32 base;
	u32 plus;
	u32 minus;
	s32 group;
	u32 segment;
	u32 usual_id;
	u32 id;
	u32 usual_class;
	u32 class;
	struct vg_link link;
	u32 pid;
	u64 start;
};

/* ACS capability and control */
#define ACS(capability, control) \
	.acs = true, .cap = (capability), .ctrl = (control)
#define FULL	ACS(0x1f, 0x1d)	/* all that the kernel asks for is on */
#define OFF	ACS(0x1f, 0)	/* can do it all, does nothing */
#define NOACS	.acs = false

#define BRIDGE(address, sec, sub, kind, iommu_group, ident, ...) \
	{ .used = true, .rid = (address), .type = (kind), .header = 1, \
	  .secondary = 0x##sec, .subordinate = 0x##sub, \
	  .group = (iommu_group), .usual_id = (ident), \
	  .usual_class = 0x060400, __VA_ARGS__ }
#define ENDPOINT(address, kind, iommu_group, ident, cls, ...) \
	{ .used = true, .rid = (address), .type = (kind), \
	  .group = (iommu_group), .usual_id = (ident), \
	  .usual_class = (cls), __VA_ARGS__ }

/* Bridges: address, secondary, subordinate, ACS, group */
#define ROOT(address, sec, sub, acs, iommu_group, ...) \
	BRIDGE(address, sec, sub, VG_TYPE_ROOT_PORT, iommu_group, 0x8086352a, \
	       .base = VG_F_ROOT_BUS, acs, ##__VA_ARGS__)
#define UP(address, sec, sub, acs, iommu_group, ...) \
	BRIDGE(address, sec, sub, VG_TYPE_UPSTREAM, iommu_group, 0x1000c030, \
	       acs, ##__VA_ARGS__)
#define DOWN(address, sec, sub, acs, iommu_group, ...) \
	BRIDGE(address, sec, sub, VG_TYPE_DOWNSTREAM, iommu_group, 0x1000c030,\
	       acs, ##__VA_ARGS__)
/* PCIe to PCI bridge, PCI to PCIe bridge, PCI to PCI bridge */
#define BRIDGE7(address, sec, sub, iommu_group, ...) \
	BRIDGE(address, sec, sub, VG_TYPE_PCIE_TO_PCI, iommu_group, \
	       0x1b210010, ##__VA_ARGS__)
#define BRIDGE8(address, sec, sub, iommu_group, ...) \
	BRIDGE(address, sec, sub, VG_TYPE_PCI_TO_PCIE, iommu_group, \
	       0x1b210011, ##__VA_ARGS__)
#define PCIBRIDGE(address, sec, sub, iommu_group, ...) \
	BRIDGE(address, sec, sub, VG_TYPE_CONVENTIONAL, iommu_group, \
	       0x1b210012, ##__VA_ARGS__)

/* Endpoints: address, group */
#define GPU(address, iommu_group, ...) \
	ENDPOINT(address, VG_TYPE_ENDPOINT, iommu_group, 0x10de26b9, \
		 0x030200, .base = VG_F_MEM_BAR, ##__VA_ARGS__)
#define NIC(address, iommu_group, ...) \
	ENDPOINT(address, VG_TYPE_ENDPOINT, iommu_group, 0x15b31021, \
		 0x020000, .base = VG_F_MEM_BAR, ##__VA_ARGS__)
#define VF(address, of, iommu_group, ...) \
	ENDPOINT(address, VG_TYPE_ENDPOINT, iommu_group, 0x10de26b9, \
		 0x030200, .base = VG_F_VF, .pf = (of), ##__VA_ARGS__)
#define PCI(address, iommu_group, ...) \
	ENDPOINT(address, VG_TYPE_CONVENTIONAL, iommu_group, 0x102b0522, \
		 0x030000, .base = VG_F_MEM_BAR, ##__VA_ARGS__)
/* On a root bus */
#define RCIEP(address, iommu_group, ...) \
	ENDPOINT(address, VG_TYPE_RC_ENDPOINT, iommu_group, 0x1d0f0200, \
		 0x030200, .base = VG_F_MEM_BAR | VG_F_ROOT_BUS, \
		 ##__VA_ARGS__)
#define ROOTPCI(address, iommu_group, ...) \
	ENDPOINT(address, VG_TYPE_CONVENTIONAL, iommu_group, 0x12341111, \
		 0x030000, .base = VG_F_MEM_BAR | VG_F_ROOT_BUS, \
		 ##__VA_ARGS__)
#define HOSTBRIDGE(address, iommu_group, ...) \
	ENDPOINT(address, VG_TYPE_CONVENTIONAL, iommu_group, 0x10221482, \
		 0x060000, .base = VG_F_ROOT_BUS, ##__VA_ARGS__)

#define MULTI	.plus = VG_F_MULTIFUNCTION

/**
 * struct look - expected sets of one function, lists of addresses
 * @of: the function
 * @out: what it can reach
 * @in: what can reach it
 * @rid: what shares a requester ID with it
 * @deciders: whose registers decide for it
 */
struct look {
	const char *of;
	const char *out;
	const char *in;
	const char *rid;
	const char *deciders;
};

/**
 * struct judged - expected verdict of one function
 * @of: the function
 * @outcome: expected outcome
 * @findings: all of them, separated by ';' (render.c has the syntax)
 * @scope: enum vg_scope; 0 is the default, gpu
 * @audit: mode audit
 * @profile: enum vg_profile; 0 is the default, standard
 * @peers: enum vg_peers; 0 is the default, refuse
 */
struct judged {
	const char *of;
	enum vg_outcome outcome;
	const char *findings;
	enum vg_scope scope;
	bool audit;
	enum vg_profile profile;
	enum vg_peers peers;
};

/**
 * struct tcase - one topology and what the contract says about it
 * @name: what it shows
 * @rows: the functions
 * @alias: further requester IDs
 * @aliases: number of entries of @alias
 * @host: facts of the host
 * @looks: expected sets
 * @closure: expected closure groups of the endpoints, separated by '|';
 *	endpoints that are not named are alone
 * @mainline: expected groups of mainline's rule, bridges included; functions
 *	that are not named are alone
 * @judged: expected verdicts
 */
struct tcase {
	const char *name;
	struct row rows[MAX_ROWS];
	struct vg_alias alias[4];
	u32 aliases;
	struct vg_host host;
	struct look looks[MAX_LOOKS];
	const char *closure;
	const char *mainline;
	struct judged judged[MAX_LOOKS];
};

struct table {
	const struct tcase *cases;
	u32 count;
};

extern const struct table table_switch;
extern const struct table table_device;
extern const struct table table_bridge;
extern const struct table table_sriov;
extern const struct table table_root;
extern const struct table table_source;
extern const struct table table_unreadable;
extern const struct table table_claims;
extern const struct table table_scope;
extern const struct table table_peers;
extern const struct table table_mainline;
extern const struct table table_profile;
extern const struct table table_facts;

#define TABLE(theme) \
	const struct table table_##theme = { cases, ARRAY_SIZE(cases) }

/* lab.c: a topology with its memory */
struct lab {
	struct vg_topology t;
	void *memory;
};

int lab_build(struct lab *lab, const struct vg_snapshot_facts *facts);
void lab_free(struct lab *lab);
void row_to_function(const struct row *row, struct vg_function *f);

/* find.c: positions by name */
s32 find_position(const struct vg_topology *t, const char *name);
bool next_name(const char **list, char name[VG_BDF_LEN]);

/* render.c: findings as text, and expected findings */
void render_verdict(char *buf, size_t len, const struct vg_verdict *v);
bool match_findings(const struct vg_verdict *v, const char *expected);
bool is_endpoint(const struct vg_topology *t, u32 position);

/* host.c: counting */
void report(const char *suite, const char *name, bool ok);
void complain(const char *format, ...) __printf(1, 2);

/* the suites of the tests program */
void run_table(const char *suite, const struct table *table);
void run_quirks(void);
void run_text(void);
void run_build(void);
void run_full(void);
void run_registers(void);
void run_features(void);
void run_cmdline(void);
void run_profiles(void);
bool judge_case(const struct tcase *c, const char *of, enum vg_scope scope,
		enum vg_mode mode, struct vg_verdict *v);
bool judge_as(const struct tcase *c, const struct judged *j,
	      struct vg_verdict *v);

/* mainline_ref.c: kernel-notes 3.1, device by device */
void ref_prepare(const struct vg_topology *t);
bool ref_comparable(const struct vg_topology *t);
void ref_mainline_groups(const struct vg_topology *t, u32 *group);
void ref_rid_peers(const struct vg_topology *t, u32 x, bool *peer);

/* invariants.c: what holds for every topology */
const char *check_invariants(const struct vg_snapshot_facts *facts);
bool verdict_equal(const struct vg_verdict *a, const struct vg_verdict *b);

#endif /* TEST_H */
