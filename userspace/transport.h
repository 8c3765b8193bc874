/* SPDX-License-Identifier: GPL-2.0-only */
/* transport.h - one netlink socket; the tests link another one in its place */
#ifndef VG_TRANSPORT_H
#define VG_TRANSPORT_H

#include <stddef.h>
#include <sys/types.h>

#include "port.h"

struct vg_transport;

struct vg_transport *vg_transport_open(void);
int vg_transport_send(struct vg_transport *t, const void *buf, size_t len);
ssize_t vg_transport_receive(struct vg_transport *t, void *buf, size_t len);
int vg_transport_join(struct vg_transport *t, u32 group);
void vg_transport_close(struct vg_transport *t);

#endif /* VG_TRANSPORT_H */
