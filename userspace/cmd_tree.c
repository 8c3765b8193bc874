// SPDX-License-Identifier: GPL-2.0-only
#include <err.h>
#include <locale.h>
#include <sysexits.h>

#include "cmd.h"
#include "dot.h"
#include "scene.h"
#include "source.h"
#include "tree.h"

static bool find_all(const struct vg_model *model, const struct vg_list *only,
		     const char *file)
{
	for (size_t i = 0; i < only->count; i++) {
		char address[VG_ADDRESS_LEN];

		if (vg_model_find(model, only->at[i]) != VG_NONE)
			continue;
		vg_bdf_format(address, only->at[i]);
		warnx("--only %s: there is no such function in %s", address,
		      vg_source_name(file));
		return false;
	}
	return true;
}

static void draw(const struct vg_model *model, const struct vg_call *call)
{
	struct vg_scene scene;

	vg_scene_open(&scene, model, &call->only, call->all);
	if (call->dot)
		vg_dot_print(&scene);
	else
		vg_tree_print(&scene);
	vg_scene_close(&scene);
}

/**
 * vg_cmd_tree - draw a host
 * @call: command line
 *
 * Drawing is not judging: what is refused is drawn so, and the exit code is 0.
 *
 * Return: exit code.
 */
int vg_cmd_tree(const struct vg_call *call)
{
	struct vg_model model;
	int code = vg_model_open(&model, &call->wish);

	if (code)
		return code;
	/* line-drawing characters where the terminal has them */
	setlocale(LC_CTYPE, "");
	if (find_all(&model, &call->only, call->wish.file))
		draw(&model, call);
	else
		code = EX_UNAVAILABLE;
	vg_model_close(&model);
	return code;
}
