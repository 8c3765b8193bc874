/* SPDX-License-Identifier: GPL-2.0-only */
/* dot.h - a host as a graph, for dot(1) of Graphviz */
#ifndef VG_DOT_H
#define VG_DOT_H

struct vg_scene;

void vg_dot_print(const struct vg_scene *scene);

#endif /* VG_DOT_H */
