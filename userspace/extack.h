/* SPDX-License-Identifier: GPL-2.0-only */
/* extack.h - what the kernel says about a failed request */
#ifndef VG_EXTACK_H
#define VG_EXTACK_H

#include <stddef.h>

#include <linux/netlink.h>

void vg_extack_text(const struct nlmsghdr *answer,
		    const struct nlmsghdr *request, char *text, size_t len);

#endif /* VG_EXTACK_H */
