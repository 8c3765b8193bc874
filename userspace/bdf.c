// SPDX-License-Identifier: GPL-2.0-only
#include "bdf.h"

#include <stdio.h>
#include <string.h>

/* sscanf() takes blanks, signs and 0x; an address has none of these */
static bool has_only_digits(const char *text)
{
	return strspn(text, "0123456789abcdefABCDEF:.") == strlen(text);
}

/* Splits into numbers; unsigned so that too large ones are seen */
static bool split(const char *text, unsigned int part[4])
{
	int end = 0;

	part[0] = 0;
	if (sscanf(text, "%8x:%2x:%2x.%1x%n", &part[0], &part[1], &part[2],
		   &part[3], &end) == 4 && !text[end])
		return true;

	part[0] = 0;
	end = 0;
	return sscanf(text, "%2x:%2x.%1x%n", &part[1], &part[2], &part[3],
		      &end) == 3 && !text[end];
}

/**
 * vg_bdf_parse - read [segment:]bus:device.function, all hexadecimal
 * @text: the address; the segment is 0 when it is left out
 * @bdf: the result
 *
 * Return: whether @text is an address.
 */
bool vg_bdf_parse(const char *text, struct vg_bdf *bdf)
{
	unsigned int part[4];

	if (!has_only_digits(text) || !split(text, part) || part[2] > 0x1f ||
	    part[3] > 7)
		return false;
	bdf->segment = part[0];
	bdf->bus = part[1];
	bdf->device = part[2];
	bdf->function = part[3];
	return true;
}

/**
 * vg_bdf_format - write an address as the kernel does, 0000:01:00.0
 * @buf: where to
 * @bdf: the address
 */
void vg_bdf_format(char buf[VG_ADDRESS_LEN], const struct vg_bdf *bdf)
{
	/* the masks tell the compiler what vg_bdf_parse() has checked */
	snprintf(buf, VG_ADDRESS_LEN, "%04x:%02x:%02x.%x", bdf->segment,
		 bdf->bus, bdf->device & 0x1f, bdf->function & 7);
}

/**
 * vg_bdf_rid - requester ID of an address
 * @bdf: the address
 *
 * Return: bus, device and function in 16 bits.
 */
u16 vg_bdf_rid(const struct vg_bdf *bdf)
{
	return (u16)(bdf->bus << 8 | bdf->device << 3 | bdf->function);
}

/**
 * vg_bdf_compare - order of addresses
 * @a: one
 * @b: other
 *
 * Return: less than, equal to or greater than 0, as qsort() wants it.
 */
int vg_bdf_compare(const struct vg_bdf *a, const struct vg_bdf *b)
{
	if (a->segment != b->segment)
		return a->segment < b->segment ? -1 : 1;
	if (a->bus != b->bus)
		return a->bus - b->bus;
	if (a->device != b->device)
		return a->device - b->device;
	return a->function - b->function;
}
