/* SPDX-License-Identifier: GPL-2.0-only */
/* encoding.h - files that are no text */
#ifndef VG_ENCODING_H
#define VG_ENCODING_H

#include "source.h"

int vg_encoding_check(const struct vg_text *text, const char *option);

#endif /* VG_ENCODING_H */
