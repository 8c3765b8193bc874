// SPDX-License-Identifier: GPL-2.0-only
/*
 * pci_access.c - libpci without its own way to end: it calls exit() for a file
 * that is gone, which is what a file of an unplugged device is.
 */
#include <err.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <pci/pci.h>

#include "host.h"
#include "live.h"

static jmp_buf failed;
static char reason[PATH_MAX + 128];

static void __attribute__((noreturn, format(printf, 1, 2)))
fail(char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);
	longjmp(failed, 1);
}

/* What it warns of shows in what it could not fill in */
static void __attribute__((format(printf, 1, 2)))
ignore(char *format, ...)
{
	(void)format;
}

static bool scan(struct pci_access *access)
{
	char path[PATH_MAX];

	if (setjmp(failed))
		return false;
	access->method = PCI_ACCESS_SYS_BUS_PCI;
	access->error = fail;
	access->warning = ignore;
	snprintf(path, sizeof(path), "%s/bus/pci", vg_host_sysfs());
	if (pci_set_param(access, (char *)"sysfs.path", path))
		fail((char *)"libpci knows no sysfs");
	pci_init(access);
	pci_scan_bus(access);
	return true;
}

/**
 * vg_pci_open - find the functions of this host
 *
 * Says so on stderr when it cannot.
 *
 * Return: list of functions, to be given to pci_cleanup(), or NULL.
 */
struct pci_access *vg_pci_open(void)
{
	struct pci_access *access = pci_alloc();

	if (scan(access))
		return access;
	warnx("no PCI bus: %s (is sysfs mounted on %s?); -F FILE judges a file",
	      reason, vg_host_sysfs());
	pci_cleanup(access);
	return NULL;
}

static bool try_fill(struct pci_dev *dev, int fields)
{
	if (setjmp(failed))
		return false;
	pci_fill_info(dev, fields);
	return true;
}

/**
 * vg_pci_fill - ask sysfs for the kernel's view of a function
 * @dev: the function
 *
 * Return: false when some of that is not there, most likely because the
 * function is not any more.
 */
bool vg_pci_fill(struct pci_dev *dev)
{
	static const int fields[] = {
		PCI_FILL_NUMA_NODE | PCI_FILL_DRIVER | PCI_FILL_IOMMU_GROUP,
		PCI_FILL_IDENT,
		PCI_FILL_CLASS | PCI_FILL_CLASS_EXT,
		PCI_FILL_BASES | PCI_FILL_SIZES | PCI_FILL_IO_FLAGS,
	};
	bool filled = true;

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		filled &= try_fill(dev, fields[i]);
	return filled;
}
