/* SPDX-License-Identifier: GPL-2.0-only */
/* fuzz.h - what the targets have in common */
#ifndef FUZZ_H
#define FUZZ_H

#include "source.h"

/* A finding: what is broken, then the sanitizers' way to end and to be seen */
#define CHECK(holds) \
	do { \
		if (!(holds)) { \
			fprintf(stderr, "broken: %s, %s:%d\n", #holds, \
				__FILE__, __LINE__); \
			abort(); \
		} \
	} while (0)

/* the form of a seed of the target core: this, functions, aliases */
struct seed {
	u8 fold;
	u8 host;
	u8 functions;
	u8 aliases;
	u32 unjudged;
};

#define SEED_OVERRIDE	0x01
#define SEED_NOSID	0x02
#define SEED_IVRS	0x04
#define SEED_UNSAFE	0x08

#define MAX_FUNCTIONS	32
#define MAX_ALIASES	8

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
void give_text(struct vg_text *text, const u8 *data, size_t size);
void check_empty(const struct vg_facts *facts);

#endif /* FUZZ_H */
