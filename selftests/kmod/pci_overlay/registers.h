/* SPDX-License-Identifier: GPL-2.0-only */
/* registers.h - what capabilities that the lab needs consist of */
#ifndef OVERLAY_REGISTERS_H
#define OVERLAY_REGISTERS_H

#include <linux/types.h>

struct overlay_target;

int overlay_flr(const struct overlay_target *t, bool on);
int overlay_link(const struct overlay_target *t, const u8 now[2],
		 const u8 most[2]);
int overlay_acs(const struct overlay_target *t, u16 cap, u16 ctrl);
int overlay_rebar(const struct overlay_target *t, unsigned int bar,
		  unsigned int smallest, unsigned int largest,
		  unsigned int current_size);
int overlay_ats(const struct overlay_target *t);
int overlay_ari(const struct overlay_target *t, u8 next);
int overlay_aer(const struct overlay_target *t);
int overlay_sriov(const struct overlay_target *t, u16 total, u16 device);

#endif
