/* SPDX-License-Identifier: GPL-2.0-only */
/* statement.h - the words that the overlay is described in */
#ifndef OVERLAY_STATEMENT_H
#define OVERLAY_STATEMENT_H

int overlay_statement(const char *text);

#endif
