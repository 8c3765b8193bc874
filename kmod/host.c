// SPDX-License-Identifier: GPL-2.0-only
/*
 * host.c - kernel command line, boot ID and ACPI tables.
 *
 * No kernel exports its command line, so it is read as a file; from module
 * init; and parameters of modules by a worker, for each request. The gate opens
 * no file.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/acpi.h>
#include <linux/cache.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/mount.h>
#include <linux/path.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uuid.h>
#include <linux/workqueue.h>

#include "core/cmdline.h"
#include "core/rules.h"
#include "host.h"

/* COMMAND_LINE_SIZE is 2048 to 4096, a boot config may add to it */
#define CMDLINE_MAX	SZ_32K

static struct vg_host facts __ro_after_init;
static struct workqueue_struct *queue __ro_after_init;
static struct vfsmount *sysfs __ro_after_init;
static char boot_id[UUID_STRING_LEN + 1] __ro_after_init;

/* Fills @buf and ends it with a NUL; a longer file is an error */
static int read_all(struct file *file, char *buf, loff_t size)
{
	loff_t pos = 0;
	ssize_t got;

	do {
		got = kernel_read(file, buf + pos, size - pos, &pos);
		if (got < 0)
			return got;
	} while (got && pos < size);
	if (pos == size)
		return -EFBIG;
	buf[pos] = '\0';
	return 0;
}

static int read_and_close(struct file *file, unsigned long magic, char *buf,
			  size_t size)
{
	int err;

	if (IS_ERR(file))
		return PTR_ERR(file);
	/* A container's fake, or a file mounted over it, is not the kernel's */
	if (file_inode(file)->i_sb->s_magic != magic)
		err = -EMEDIUMTYPE;
	else
		err = read_all(file, buf, size);
	filp_close(file, NULL);
	return err;
}

static void __init read_cmdline(void)
{
	static const char path[] __initconst = "/proc/cmdline";
	static const char lost[] __initconst =
		"pcie_acs_override= and intremap=nosid are not judged";
	char *cmdline = kvmalloc(CMDLINE_MAX, GFP_KERNEL);
	int err = -ENOMEM;

	if (cmdline)
		err = read_and_close(filp_open(path, O_RDONLY, 0),
				     PROC_SUPER_MAGIC, cmdline, CMDLINE_MAX);
	if (!err) {
		vg_cmdline_parse(cmdline, &facts);
	} else {
		/* Rule 2 keeps its other half, the state of remapping */
		facts.unjudged |= BIT(VG_RULE_ACS_OVERRIDE_REQUESTED);
		pr_warn("cannot read the kernel command line (%pe): %s\n",
			ERR_PTR(err), lost);
	}
	kvfree(cmdline);
}

static void __init read_boot_id(void)
{
	static const char path[] __initconst =
		"/proc/sys/kernel/random/boot_id";
	struct file *file = filp_open(path, O_RDONLY, 0);
	char buf[UUID_STRING_LEN + 2];

	if (read_and_close(file, PROC_SUPER_MAGIC, buf, sizeof(buf)))
		return;
	strim(buf);
	if (uuid_is_valid(buf))
		strscpy(boot_id, buf, sizeof(boot_id));
}

/* What mainline's quirk for AMD southbridges asks for */
static bool __init has_ivrs(void)
{
#ifdef CONFIG_ACPI
	struct acpi_table_header *header;

	if (ACPI_FAILURE(acpi_get_table("IVRS", 0, &header)))
		return false;
	acpi_put_table(header);
	return true;
#else
	return false;
#endif
}

/*
 * A mount of our own: a worker has no /sys from 7.3 on (userspace_init_fs), and
 * a task may have another one.
 */
static int __init mount_sysfs(void)
{
	struct file_system_type *type = get_fs_type("sysfs");
	struct vfsmount *mount = type ? kern_mount(type) : ERR_PTR(-ENODEV);

	if (IS_ERR(mount))
		return PTR_ERR(mount);
	sysfs = mount;
	return 0;
}

/**
 * vg_host_init() - read the facts of the host
 *
 * What cannot be read is marked as not judged, with one message.
 *
 * Context: module init.
 * Return: 0, -ENOMEM, or the error of kern_mount().
 */
int __init vg_host_init(void)
{
	int err = mount_sysfs();

	if (err)
		return err;
	queue = alloc_ordered_workqueue("vfioguard-host", 0);
	if (!queue) {
		kern_unmount(sysfs);
		return -ENOMEM;
	}
	/* vg_host_query() */
	facts.unjudged = BIT(VG_RULE_UNSAFE_INTERRUPTS);
	read_cmdline();
	read_boot_id();
	facts.ivrs = has_ivrs();
	return 0;
}

/**
 * vg_host_exit() - no request runs any more
 *
 * Context: module init and exit.
 */
void vg_host_exit(void)
{
	destroy_workqueue(queue);
	kern_unmount(sysfs);
}

/* A request for the parameters of other modules */
struct query {
	struct work_struct work;
	struct vg_host *host;
};

/*
 * A module that is not loaded has no parameter yet; with neither of them VFIO
 * assigns nothing yet, and the rule stays not judged.
 */
static void read_parameters(struct work_struct *work)
{
	static const char * const paths[] = {
		"module/vfio_iommu_type1/parameters/allow_unsafe_interrupts",
		"module/iommufd/parameters/allow_unsafe_interrupts",
	};
	struct vg_host *host = container_of(work, struct query, work)->host;
	const struct path root = { .mnt = sysfs, .dentry = sysfs->mnt_root };
	char value[4];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(paths); i++) {
		if (read_and_close(file_open_root(&root, paths[i], O_RDONLY, 0),
				   SYSFS_MAGIC, value, sizeof(value)))
			continue;
		if (value[0] != 'Y' && value[0] != 'N')
			continue;
		host->unsafe_interrupts |= value[0] == 'Y';
		host->unjudged &= ~BIT(VG_RULE_UNSAFE_INTERRUPTS);
	}
}

/**
 * vg_host_query() - read what can be changed at any time
 * @host: a copy of vg_host_facts(); gets the allow_unsafe_interrupts parameters
 *
 * From a worker: what is asked is for everybody, who may open a file is not.
 *
 * Context: may sleep; a request, never the gate.
 */
void vg_host_query(struct vg_host *host)
{
	struct query query = { .host = host };

	INIT_WORK_ONSTACK(&query.work, read_parameters);
	queue_work(queue, &query.work);
	flush_work(&query.work);
	destroy_work_on_stack(&query.work);
}

/** vg_host_facts() - Return: the facts of the host, as they were at load */
const struct vg_host *vg_host_facts(void)
{
	return &facts;
}

/** vg_host_boot_id() - Return: the boot ID, empty when it cannot be read */
const char *vg_host_boot_id(void)
{
	return boot_id;
}
