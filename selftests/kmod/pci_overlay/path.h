/* SPDX-License-Identifier: GPL-2.0-only */
/* path.h - where a function is, in words that survive remove and rescan */
#ifndef OVERLAY_PATH_H
#define OVERLAY_PATH_H

#include <linux/types.h>

struct pci_bus;

/* Functions on the way from a bus to the one that is meant */
#define OVERLAY_DEPTH	8

/**
 * struct overlay_path - "[<domain>:]<bus>:<dev>.<fn>[/<dev>.<fn>]*"
 * @domain: PCI domain
 * @bus: bus number that it starts from
 * @depth: number of functions in @devfn, at least 1
 * @devfn: bridges below each other, the last one is the function meant
 */
struct overlay_path {
	int domain;
	u8 bus;
	u8 depth;
	u8 devfn[OVERLAY_DEPTH];
};

int overlay_path_parse(struct overlay_path *path, const char *text);
bool overlay_path_matches(const struct overlay_path *path,
			  const struct pci_bus *bus, unsigned int devfn);
struct pci_bus *overlay_path_bus(const struct overlay_path *path);

static inline u8 overlay_path_devfn(const struct overlay_path *path)
{
	return path->devfn[path->depth - 1];
}

#endif
