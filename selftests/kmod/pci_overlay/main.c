// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - pci_overlay: lets the kernel see other PCI functions than there are
 *
 * A test module. Statements, one for each write, come through the parameter
 * "statement"; see statement.c. What the kernel has read before stays as it
 * was: remove and rescan make it look again.
 */
#include <linux/module.h>

#include "bus.h"
#include "function.h"
#include "statement.h"

static int set_statement(const char *text,
			 const struct kernel_param *__always_unused kp)
{
	return overlay_statement(text);
}

static const struct kernel_param_ops statement_ops = {
	.set = set_statement,
};
module_param_cb(statement, &statement_ops, NULL, 0200);
MODULE_PARM_DESC(statement, "what to overlay, one statement for each write");

static int __init overlay_init(void)
{
	return overlay_buses_take();
}

static void __exit overlay_exit(void)
{
	overlay_buses_return();
	overlay_functions_free();
}

module_init(overlay_init);
module_exit(overlay_exit);
MODULE_DESCRIPTION("vfioguard's test overlay of PCI configuration space");
MODULE_AUTHOR("vfioguard authors");
MODULE_LICENSE("GPL");
