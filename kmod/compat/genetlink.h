/* SPDX-License-Identifier: GPL-2.0-only */
/* compat/genetlink.h - <net/genetlink.h> of 6.1 to 7.3 */
#ifndef VG_COMPAT_GENETLINK_H
#define VG_COMPAT_GENETLINK_H

#include <net/genetlink.h>

/*
 * Attributes of the request that started a dump, and its family; the first
 * appeared in 6.6
 */
#ifdef VG_HAVE_GENL_INFO_DUMP
#define vg_dump_attrs(cb) (genl_info_dump(cb)->attrs)
#define vg_dump_family(cb) (genl_info_dump(cb)->family)
#else
#define vg_dump_attrs(cb) (genl_dumpit_info(cb)->attrs)
#define vg_dump_family(cb) (genl_dumpit_info(cb)->family)
#endif

#endif /* VG_COMPAT_GENETLINK_H */
