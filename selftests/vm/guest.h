/* SPDX-License-Identifier: GPL-2.0-only */
/* guest.h - the machine that the tests run in: its guard and its devices */
#ifndef GUEST_H
#define GUEST_H

#include <stdbool.h>

int guard_disarm(void);
unsigned int guard_armed(void);
int guard_remove(void);
int guard_remove_soon(void);

void keep_net_admin_only(void);

int write_text(const char *path, const char *text);
const char *device(const char *name);
bool is_bound(const char *bdf);
int prepare_device(const char *bdf);
int bind_device(const char *bdf);
int unbind_device(const char *bdf);

#endif /* GUEST_H */
