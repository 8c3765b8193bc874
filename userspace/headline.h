/* SPDX-License-Identifier: GPL-2.0-only */
/* headline.h - the line with which lspci begins a function */
#ifndef VG_HEADLINE_H
#define VG_HEADLINE_H

#include "view.h"

bool vg_headline_read(const char *text, struct vg_view *v);

#endif /* VG_HEADLINE_H */
