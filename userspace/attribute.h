/* SPDX-License-Identifier: GPL-2.0-only */
/* attribute.h - one-line attributes and links of sysfs */
#ifndef VG_ATTRIBUTE_H
#define VG_ATTRIBUTE_H

char *vg_attribute(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
char *vg_attribute_target(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
char *vg_plain(const char *text);

#endif /* VG_ATTRIBUTE_H */
