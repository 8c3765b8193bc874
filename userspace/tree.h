/* SPDX-License-Identifier: GPL-2.0-only */
/* tree.h - a host as a tree, in text */
#ifndef VG_TREE_H
#define VG_TREE_H

struct vg_scene;

void vg_tree_print(const struct vg_scene *scene);

#endif /* VG_TREE_H */
