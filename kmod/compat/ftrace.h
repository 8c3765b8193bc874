/* SPDX-License-Identifier: GPL-2.0-only */
/* compat/ftrace.h - <linux/ftrace.h> of 6.1 to 7.3 */
#ifndef VG_COMPAT_FTRACE_H
#define VG_COMPAT_FTRACE_H

#include <linux/ftrace.h>

/*
 * Where the callback continues. Without ARGS the two others are there too, but
 * do nothing; the second is the name that the first had until 6.1.
 */
#ifndef CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS
#define vg_set_ip(fregs, ip) \
	instruction_pointer_set(ftrace_get_regs(fregs), ip)
#elif defined(VG_HAVE_FTRACE_REGS_SET_IP)
#define vg_set_ip(fregs, ip) ftrace_regs_set_instruction_pointer(fregs, ip)
#else
#define vg_set_ip(fregs, ip) ftrace_instruction_pointer_set(fregs, ip)
#endif

/* As in kernel/livepatch/patch.c: without ARGS the full registers are needed */
#ifdef CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS
#define VG_FTRACE_REGS	0
#else
#define VG_FTRACE_REGS	FTRACE_OPS_FL_SAVE_REGS
#endif

#endif /* VG_COMPAT_FTRACE_H */
