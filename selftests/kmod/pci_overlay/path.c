// SPDX-License-Identifier: GPL-2.0-only
/* path.c - where a function is, in words that survive remove and rescan */
#include <linux/kernel.h>
#include <linux/pci.h>
#include <linux/string.h>

#include "path.h"

#define HEX_DIGITS	"0123456789abcdefABCDEF"

static int parse_devfn(struct overlay_path *path, const char *text)
{
	unsigned int dev;
	unsigned int fn;

	if (path->depth == OVERLAY_DEPTH ||
	    sscanf(text, "%x.%u", &dev, &fn) != 2 || dev > 31 || fn > 7)
		return -EINVAL;
	path->devfn[path->depth++] = PCI_DEVFN(dev, fn);
	return 0;
}

/**
 * overlay_path_parse() - make a path of its text
 * @path: filled
 * @text: see struct overlay_path; one function only is an ordinary address
 *
 * Return: 0, or -EINVAL.
 */
int overlay_path_parse(struct overlay_path *path, const char *text)
{
	unsigned int domain = 0;
	unsigned int bus;
	int ret;

	*path = (struct overlay_path){ 0 };
	if (strchr(text, ':') != strrchr(text, ':')) {
		if (sscanf(text, "%x:", &domain) != 1)
			return -EINVAL;
		text = strchr(text, ':') + 1;
	}
	if (sscanf(text, "%x:", &bus) != 1 || bus > 0xff ||
	    text[strspn(text, HEX_DIGITS)] != ':')
		return -EINVAL;
	path->domain = domain;
	path->bus = bus;

	text = strchr(text, ':');
	do {
		ret = parse_devfn(path, text + 1);
		text = strchr(text + 1, '/');
	} while (!ret && text);
	return ret;
}

/**
 * overlay_path_matches() - whether a path leads to a function
 * @path: the path
 * @bus: bus of the function; that of a VF beyond 256 has no bridge of its own
 * @devfn: device and function number there
 *
 * Context: any. A bus holds a reference to its bridge.
 *
 * Return: whether it does.
 */
bool overlay_path_matches(const struct overlay_path *path,
			  const struct pci_bus *bus, unsigned int devfn)
{
	unsigned int i;

	for (i = path->depth - 1; i; i--) {
		if (path->devfn[i] != devfn || !bus->self)
			return false;
		devfn = bus->self->devfn;
		bus = bus->parent;
	}
	return path->devfn[0] == devfn && path->bus == bus->number &&
	       path->domain == pci_domain_nr((struct pci_bus *)bus);
}

/**
 * overlay_path_bus() - the bus that a path ends on
 * @path: the path
 *
 * Context: process; the caller keeps buses from going, see
 * pci_lock_rescan_remove().
 *
 * Return: the bus, or NULL when there is none.
 */
struct pci_bus *overlay_path_bus(const struct overlay_path *path)
{
	struct pci_bus *bus = pci_find_bus(path->domain, path->bus);
	struct pci_dev *bridge;
	unsigned int i;

	for (i = 0; bus && i + 1 < path->depth; i++) {
		bridge = pci_get_slot(bus, path->devfn[i]);
		bus = bridge ? bridge->subordinate : NULL;
		pci_dev_put(bridge);
	}
	return bus;
}
