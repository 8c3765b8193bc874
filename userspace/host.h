/* SPDX-License-Identifier: GPL-2.0-only */
/* host.h - what the tool takes from the host itself; the tests replace it */
#ifndef VG_HOST_H
#define VG_HOST_H

const char *vg_host_sysfs(void);
const char *vg_host_proc(void);
const char *vg_host_cmdline(void);
const char *vg_host_iomem(void);
const char *vg_host_policy(void);
const char *vg_host_refusal(void);
const char *vg_host_notice(void);
const char *vg_host_nodes(void);
const char *vg_host_pci_ids(void);
const char *vg_host_dev(void);
long long vg_host_boot_time(void);

#endif /* VG_HOST_H */
