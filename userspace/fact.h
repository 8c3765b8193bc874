/* SPDX-License-Identifier: GPL-2.0-only */
/* fact.h - lines of a label and what it stands for */
#ifndef VG_FACT_H
#define VG_FACT_H

/* the width of labels */
#define VG_FACT_LABEL	12

struct vg_list;

void vg_fact_label(const char *label);
void vg_fact(const char *label, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int vg_fact_word(const char *word, int column);
void vg_fact_list(const char *label, const char *what,
		  const struct vg_list *list, long long count);

#endif /* VG_FACT_H */
