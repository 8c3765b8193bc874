/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * container.h - VFIO containers and the IOMMU groups in them
 *
 * What VFIO refuses before a device is asked for ends the program with status 1.
 */
#ifndef CONTAINER_H
#define CONTAINER_H

#include <stdbool.h>

/* For reading and writing */
int open_file(const char *path);
int container_open(void);
/* Returns the group of a function; the first one gives the container its IOMMU */
int container_attach(int container, bool first, const char *bdf);

#endif /* CONTAINER_H */
