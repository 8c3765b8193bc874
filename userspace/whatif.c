// SPDX-License-Identifier: GPL-2.0-only
#include "whatif.h"

#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "model.h"
#include "text.h"

static bool parse_value(const char *text, struct vg_acs_wish *wish)
{
	unsigned int value;
	int end = 0;

	if (!strcmp(text, "on")) {
		wish->kind = VG_ACS_ON;
		return true;
	}
	if (!strcmp(text, "off")) {
		wish->kind = VG_ACS_OFF;
		return true;
	}
	/* no sign, no blank: sscanf() would take both */
	if (strspn(text, "xX0123456789abcdefABCDEF") != strlen(text) ||
	    sscanf(text, "%6x%n", &value, &end) != 1 || text[end] ||
	    value > 0xffff)
		return false;
	wish->kind = VG_ACS_VALUE;
	wish->value = (u16)value;
	return true;
}

/**
 * vg_whatif_parse - read BDF=on|off|HEX; all= stands for every function
 * @text: what was typed
 * @wish: filled
 *
 * Return: false after a message when it is something else.
 */
bool vg_whatif_parse(const char *text, struct vg_acs_wish *wish)
{
	const char *equals = strchr(text, '=');
	char address[2 * VG_ADDRESS_LEN];

	*wish = (struct vg_acs_wish){ 0 };
	if (equals)
		snprintf(address, sizeof(address), "%.*s",
			 (int)(equals - text), text);
	if (equals && parse_value(equals + 1, wish)) {
		wish->all = !strcmp(address, "all");
		if (wish->all || vg_bdf_parse(address, &wish->bdf))
			return true;
	}
	warnx("--acs '%s' is not BDF=on, BDF=off or BDF=HEX ('all' for every BDF)",
	      text);
	return false;
}

/**
 * vg_whatif_on - ACS Control of a function with ACS on
 * @f: the function
 *
 * EC and DT, which open what the others close, go off.
 *
 * Return: what mainline asks for, as far as the function can do it.
 */
u16 vg_whatif_on(const struct vg_function *f)
{
	return (f->acs_ctrl & VG_ACS_TB) | (f->acs_cap & VG_ACS_REQUIRED);
}

static u16 wanted_value(const struct vg_function *f,
			const struct vg_acs_wish *wish)
{
	switch (wish->kind) {
	case VG_ACS_ON:
		return vg_whatif_on(f);
	case VG_ACS_VALUE:
		return wish->value & f->acs_cap;
	case VG_ACS_OFF:
		break;
	}
	return 0;
}

static bool has_acs(const struct vg_function *f)
{
	return f->acs_kind != VG_ACS_ABSENT && !vg_is_unreadable(f);
}

static int apply_to_all(struct vg_facts *facts, const struct vg_acs_wish *wish,
			const char *source)
{
	u32 count = 0;

	for (u32 i = 0; i < facts->count; i++) {
		if (!has_acs(&facts->fn[i]))
			continue;
		facts->fn[i].acs_ctrl = wanted_value(&facts->fn[i], wish);
		count++;
	}
	if (count)
		return 0;
	warnx("--acs all: no function of %s has an ACS capability that was read",
	      source);
	return EX_UNAVAILABLE;
}

static int apply_to_one(struct vg_facts *facts, const struct vg_acs_wish *wish,
			const char *source)
{
	s32 i = vg_facts_find(facts, wish->bdf.segment, vg_bdf_rid(&wish->bdf));
	char address[VG_ADDRESS_LEN];
	struct vg_function *f;

	vg_bdf_format(address, &wish->bdf);
	if (i == VG_NONE) {
		warnx("--acs %s: there is no such function in %s", address,
		      source);
		return EX_UNAVAILABLE;
	}
	f = &facts->fn[i];
	if (!has_acs(f)) {
		warnx("--acs %s: %s, so there is nothing to switch", address,
		      vg_is_unreadable(f) ? "its config space cannot be read" :
					    "it has no ACS capability");
		return EX_UNAVAILABLE;
	}
	if (wish->kind == VG_ACS_VALUE && wish->value & ~f->acs_cap) {
		warnx("--acs %s: bits %04x are not in its ACS capability %04x",
		      address, wish->value & ~f->acs_cap, f->acs_cap);
		return EX_UNAVAILABLE;
	}
	f->acs_ctrl = wanted_value(f, wish);
	return 0;
}

/**
 * vg_whatif_apply - change ACS Control registers
 * @facts: sorted
 * @wishes: struct vg_acs_wish, in order
 * @source: where the facts come from, for messages
 *
 * Return: 0, or the exit code after a message.
 */
int vg_whatif_apply(struct vg_facts *facts, const struct vg_list *wishes,
		    const char *source)
{
	int code = 0;

	for (size_t i = 0; i < wishes->count && !code; i++) {
		const struct vg_acs_wish *wish = wishes->at[i];

		code = wish->all ? apply_to_all(facts, wish, source) :
				   apply_to_one(facts, wish, source);
	}
	return code;
}
