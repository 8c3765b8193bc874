/* SPDX-License-Identifier: GPL-2.0-only */
/* netlink.h - the generic netlink family of uapi/vfioguard.yaml */
#ifndef VG_NETLINK_H
#define VG_NETLINK_H

int vg_netlink_init(void);
void vg_netlink_exit(void);

#endif /* VG_NETLINK_H */
