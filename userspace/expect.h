/* SPDX-License-Identifier: GPL-2.0-only */
/* expect.h - a device against what is known of its model */
#ifndef VG_EXPECT_H
#define VG_EXPECT_H

#include <stdbool.h>

struct device;
struct link;
struct vg_list;

#define VG_EXPECT_LEN 48

/**
 * struct vg_expectation - one fact, as it should be and as it is
 * @fact: "BAR1", "link", ...
 * @model: name of the model, or NULL when the ends of the link say it
 * @expected: what it should be
 * @seen: what it is
 * @ok: as it should be
 * @inferred: the expectation follows from a like model only
 * @source: where the expectation comes from
 * @sentence: all that in half a sentence
 */
struct vg_expectation {
	const char *fact;
	const char *model;
	char expected[VG_EXPECT_LEN];
	char seen[VG_EXPECT_LEN];
	bool ok;
	bool inferred;
	const char *source;
	char sentence[192];
};

void vg_link_now(char buf[VG_EXPECT_LEN], const struct link *link);
void vg_link_can(char buf[VG_EXPECT_LEN], const struct link *link);
bool vg_has_hardware(const struct device *device);
void vg_expect(const struct device *device, struct vg_list *list);

#endif /* VG_EXPECT_H */
