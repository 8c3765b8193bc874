/* SPDX-License-Identifier: GPL-2.0-only */
/* size.h - bytes for people */
#ifndef VG_SIZE_H
#define VG_SIZE_H

/* "9223372036854775807 bytes" and the NUL */
#define VG_SIZE_LEN	32

/**
 * struct vg_size - a size as text, to be used within one expression
 * @text: the text
 */
struct vg_size {
	char text[VG_SIZE_LEN];
};

struct vg_size vg_size(unsigned long long bytes);

#endif /* VG_SIZE_H */
