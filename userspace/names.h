/* SPDX-License-Identifier: GPL-2.0-only */
/* names.h - numbers of the ABI as words */
#ifndef VG_NAMES_H
#define VG_NAMES_H

#include <stddef.h>

#include "record.h"

/**
 * enum vg_enum - the enums of uapi/vfioguard.yaml
 */
enum vg_enum {
	VG_ENUM_MODE,
	VG_ENUM_PROFILE,
	VG_ENUM_SCOPE,
	VG_ENUM_PRESENT,
	VG_ENUM_PEERS,
	VG_ENUM_VERDICT,
	VG_ENUM_SEVERITY,
	VG_ENUM_RULE,
	VG_ENUM_CAUSE,
	VG_ENUM_TRIGGER,
	VG_ENUM_ACTION,
	VG_ENUM_EVENT,
	VG_ENUM_RESET_METHOD,
	VG_ENUM_RESET_RESULT,
	VG_ENUM_REGION_TYPE,
	VG_ENUM_DOMAIN_TYPE,
	VG_ENUM_POWER_STATE,
	VG_ENUM_PORT_TYPE,
};

/* the longest name, or "unknown(4294967295)", and the NUL */
#define VG_NAME_LEN	32

/* the names of all bits of a register word, and the NUL */
#define VG_BITS_LEN	96

/**
 * struct vg_word - a name, to be used within one expression
 * @text: the name
 */
struct vg_word {
	char text[VG_NAME_LEN];
};

const char *vg_enum_name(enum vg_enum which, long long value);
struct vg_word vg_word(enum vg_enum which, struct vg_number number);
const char *vg_acs_bit(unsigned int bit, char buf[VG_NAME_LEN]);
const char *vg_bar_flag(unsigned int bit, char buf[VG_NAME_LEN]);
const char *vg_aer_bit(unsigned int bit, char buf[VG_NAME_LEN]);
void vg_acs_bits(char buf[VG_BITS_LEN], long long bits);

#endif /* VG_NAMES_H */
