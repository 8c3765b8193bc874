/* SPDX-License-Identifier: GPL-2.0-only */
/* request.h - what a request of netlink is about, and is answered from */
#ifndef VG_REQUEST_H
#define VG_REQUEST_H

struct genl_info;
struct netlink_ext_ack;
struct nlattr;
struct pci_dev;
struct vg_scratch;
struct vg_snapshot;

struct pci_dev *vg_request_pdev(struct genl_info *info);
int vg_request_snapshot(struct vg_snapshot *snapshot, struct pci_dev *only,
			const struct nlattr *bdf,
			struct netlink_ext_ack *extack);
struct vg_scratch *vg_request_scratch(const struct vg_snapshot *snapshot);

#endif /* VG_REQUEST_H */
