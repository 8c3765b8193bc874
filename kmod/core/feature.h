/* SPDX-License-Identifier: GPL-2.0-only */
/* feature.h - what config space says of a function beside what is judged */
#ifndef VG_FEATURE_H
#define VG_FEATURE_H

#include "registers.h"

/* Base address registers of an endpoint */
#define VG_BARS		6
/* Six registers each of a function and of its VFs, PCIe 7.8.6 and 9.3.7.6 */
#define VG_MAX_REBARS	12
/* 2^63 bytes: larger encodings are reserved, PCIe 7.8.6.3 */
#define VG_MAX_REBAR_SIZE	43

/**
 * struct vg_rebar - a base address register that can be resized
 * @sizes: supported ones; bit n stands for 2^(20 + n) bytes
 * @bar: number of the register
 * @size: current size, encoded like a bit number of @sizes
 * @vf: it is the register of the VFs
 */
struct vg_rebar {
	u64 sizes;
	u8 bar;
	u8 size;
	bool vf;
};

/**
 * enum vg_switch - a capability that can be enabled
 * @VG_SWITCH_ABSENT: it is not there
 * @VG_SWITCH_OFF: it is not enabled
 * @VG_SWITCH_ON: it is
 */
enum vg_switch {
	VG_SWITCH_ABSENT,
	VG_SWITCH_OFF,
	VG_SWITCH_ON,
};

/**
 * struct vg_features - what config space says
 * @rebar: registers that can be resized
 * @rebar_count: number of them
 * @aer: Uncorrectable Error Status
 * @has_aer: @aer was read
 * @msi: enum vg_switch
 * @msix: enum vg_switch
 * @msi_vectors: vectors that MSI can have
 * @msix_vectors: size of the MSI-X table
 * @ats: enum vg_switch
 * @pri: enum vg_switch
 * @pasid: enum vg_switch
 * @sriov: there is an SR-IOV capability
 * @total_vfs: VFs that it allows
 * @num_vfs: VFs that it has
 * @pin: interrupt pin, 1 is INTA, 0 is none
 * @command: Command register
 * @rom: Expansion ROM Base Address register
 * @bar: the base address registers
 */
struct vg_features {
	struct vg_rebar rebar[VG_MAX_REBARS];
	u32 rebar_count;
	u32 aer;
	bool has_aer;
	bool sriov;
	enum vg_switch msi;
	enum vg_switch msix;
	enum vg_switch ats;
	enum vg_switch pri;
	enum vg_switch pasid;
	u16 msi_vectors;
	u16 msix_vectors;
	u16 total_vfs;
	u16 num_vfs;
	u16 command;
	u8 pin;
	u32 rom;
	u32 bar[VG_BARS];
};

void vg_features_decode(const struct vg_config *config, u8 type,
			struct vg_features *features);
u32 vg_memory_bars(const u32 bar[VG_BARS]);

#endif /* VG_FEATURE_H */
