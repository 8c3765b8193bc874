/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * port.h - all that the core takes from its surroundings: the kernel when it
 * is built into the module, the C library in the tool and in host tests.
 */
#ifndef VG_PORT_H
#define VG_PORT_H

#ifdef __KERNEL__
#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sort.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>

static inline void vg_sort(void *base, size_t n, size_t size,
			   int (*cmp)(const void *, const void *))
{
	sort(base, n, size, cmp, NULL);
}
#else
#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;

#define BIT(n) (1UL << (n))
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define __init
#define __printf(fmt, args) __attribute__((format(printf, fmt, args)))

static inline void vg_sort(void *base, size_t n, size_t size,
			   int (*cmp)(const void *, const void *))
{
	qsort(base, n, size, cmp);
}
#endif

#endif /* VG_PORT_H */
