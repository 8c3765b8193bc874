// SPDX-License-Identifier: GPL-2.0-only
/*
 * registers.c - ACS, bus numbers, link, ATS and Command out of config space.
 * Nothing that somebody has cached is believed but the offsets of capabilities,
 * that of ACS only while the header there still says ACS.
 */
#include "registers.h"

#include "capability.h"
#include "link.h"
#include "quirks.h"

/* Extended capability header: ID in the low word, PCIe 7.6.3 */
#define EXT_CAP_ID(header)	((header) & 0xffff)
/* Capability and Control, PCIe 7.7.11.2 and 7.7.11.3, are one double word */
#define ACS_WORDS		4
/* Egress Control Vector, PCIe 7.7.11.4 */
#define ACS_VECTOR		8
/* Egress Control Vector Size, PCIe 7.7.11.2; 0 means 256 */
#define ACS_VECTOR_SIZE(cap)	(((cap) >> 8) & 0xff ?: 256)
/* Sunrise Point: capability and control are double words, erratum 23 */
#define SPT_CAP			4
#define SPT_CTRL		8
/* Command, PCIe 7.5.1.1.3, in one double word with Status */
#define COMMAND			0x04
#define COMMAND_MEMORY		BIT(1)
#define COMMAND_MASTER		BIT(2)
/* Primary, Secondary and Subordinate Bus Number, PCIe 7.5.1.3 */
#define BUS_NUMBERS		0x18

/**
 * vg_config_dword() - read a register of which ones is no value
 * @config: the config space
 * @where: offset, a multiple of 4
 * @value: filled
 *
 * All ones means gone, asleep or in reset.
 *
 * Return: whether there is a value.
 */
bool vg_config_dword(const struct vg_config *config, u16 where, u32 *value)
{
	return config->read(config, where, value) && *value != ~0U;
}

/*
 * PCIe 7.7.11.4: with P2P Egress Control on, a peer whose bit in the vector is
 * clear is reached directly, whatever P2P Request Redirect says.
 */
static bool has_open_egress(const struct vg_config *config, u16 acs, u16 cap)
{
	unsigned int bits = ACS_VECTOR_SIZE(cap);
	unsigned int i;
	u32 word;
	u32 want;

	for (i = 0; i < bits; i += 32) {
		want = bits - i < 32 ? BIT(bits - i) - 1 : ~0U;
		if (!config->read(config, acs + ACS_VECTOR + i / 8, &word) ||
		    (word & want) != want)
			return true;
	}
	return false;
}

static bool read_sunrise_point(const struct vg_config *config, u16 acs,
			       struct vg_function *f)
{
	u32 cap;
	u32 ctrl;

	if (!vg_config_dword(config, acs + SPT_CAP, &cap) ||
	    !vg_config_dword(config, acs + SPT_CTRL, &ctrl))
		return false;
	f->acs_kind = VG_ACS_SPT_DWORD;
	f->acs_cap = cap;
	f->acs_ctrl = ctrl;
	/* Where its vector lies is not documented */
	if (f->acs_cap & VG_ACS_EC)
		f->flags |= VG_F_EGRESS_OPEN;
	return true;
}

/**
 * vg_acs_decode() - read the ACS registers of a function
 * @config: its config space
 * @acs: offset of the capability, 0: it has none
 * @f: its IDs and type; what ACS says is filled in
 *
 * Return: whether they could be read; a function without them has none.
 */
bool vg_acs_decode(const struct vg_config *config, u16 acs,
		   struct vg_function *f)
{
	u32 header;
	u32 words;

	f->acs_kind = VG_ACS_ABSENT;
	if (!acs)
		return true;
	if (!vg_config_dword(config, acs, &header))
		return false;
	if (EXT_CAP_ID(header) != VG_EXT_CAP_ACS)
		return true;
	if (vg_acs_is_dword(f))
		return read_sunrise_point(config, acs, f);

	/* Capability and control in one read: they belong together */
	if (!vg_config_dword(config, acs + ACS_WORDS, &words))
		return false;
	f->acs_kind = VG_ACS_STANDARD;
	f->acs_cap = words & 0xffff;
	f->acs_ctrl = words >> 16;
	if (f->acs_cap & VG_ACS_EC && has_open_egress(config, acs, f->acs_cap))
		f->flags |= VG_F_EGRESS_OPEN;
	return true;
}

/* False too when devices were found on another bus than the bridge says */
static bool read_buses(const struct vg_config *config, struct vg_function *f)
{
	u8 expected = f->secondary;
	u32 buses;

	if (!vg_config_dword(config, BUS_NUMBERS, &buses))
		return false;
	f->subordinate = buses >> 16;
	if (!expected)
		f->secondary = buses >> 8;
	return !expected || expected == (u8)(buses >> 8);
}

static void read_ats(const struct vg_config *config, u16 ats,
		     struct vg_function *f)
{
	u32 words;

	if (ats && vg_config_dword(config, ats + VG_ATS_WORDS, &words) &&
	    words & VG_ATS_ENABLE)
		f->flags |= VG_F_ATS;
}

/*
 * Memory Space of a VF reads 0 (PCIe 9.3.4.1.3): what it decodes is its PF's
 * affair, and what it sends its own.
 */
static void read_command(const struct vg_config *config, struct vg_function *f)
{
	u32 value;

	if (vg_config_dword(config, COMMAND, &value) &&
	    !(value & (COMMAND_MEMORY | COMMAND_MASTER)))
		f->flags |= VG_F_QUIET;
}

/**
 * vg_registers_decode() - read the registers of a function
 * @config: its config space
 * @offsets: of its capabilities
 * @f: its facts so far; ACS, bus numbers, link, ATS and VG_F_QUIET are filled
 *	in, and VG_F_UNREADABLE is set when ACS or bus numbers cannot be read, or when
 *	the secondary bus is not the one in @f->secondary (0: none expected)
 */
void vg_registers_decode(const struct vg_config *config,
			 const struct vg_offsets *offsets,
			 struct vg_function *f)
{
	if (!vg_acs_decode(config, offsets->acs, f) ||
	    (f->header == 1 && !read_buses(config, f)))
		f->flags |= VG_F_UNREADABLE;
	vg_link_decode(config, offsets->express, f);
	read_ats(config, offsets->ats, f);
	read_command(config, f);
}
