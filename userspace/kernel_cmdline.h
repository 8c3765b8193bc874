/* SPDX-License-Identifier: GPL-2.0-only */
/* kernel_cmdline.h - the command line that the kernel was started with */
#ifndef VG_KERNEL_CMDLINE_H
#define VG_KERNEL_CMDLINE_H

char *vg_kernel_cmdline(void);

#endif /* VG_KERNEL_CMDLINE_H */
