// SPDX-License-Identifier: GPL-2.0-only
/*
 * encode.c - a snapshot as seed of the target core
 *
 *	encode SNAPSHOT >SEED
 */
#include <err.h>

#include "fuzz.h"

int main(int argc, char **argv)
{
	static u8 bytes[1 << 16];
	struct vg_facts facts = { 0 };
	struct vg_text text;
	struct seed seed = { 0 };
	FILE *file;

	if (argc != 2)
		errx(1, "usage: encode SNAPSHOT");
	file = fopen(argv[1], "r");
	if (!file)
		err(1, "%s", argv[1]);
	give_text(&text, bytes, fread(bytes, 1, sizeof(bytes), file));
	fclose(file);
	text.name = argv[1];
	if (vg_snapshot_read(&facts, &text))
		errx(1, "%s is no snapshot", argv[1]);
	seed.host = (facts.host.acs_override ? SEED_OVERRIDE : 0) |
		    (facts.host.intremap_nosid ? SEED_NOSID : 0) |
		    (facts.host.ivrs ? SEED_IVRS : 0) |
		    (facts.host.unsafe_interrupts ? SEED_UNSAFE : 0);
	seed.unjudged = facts.host.unjudged;
	seed.functions = (u8)facts.count;
	seed.aliases = (u8)facts.alias_count;
	fwrite(&seed, sizeof(seed), 1, stdout);
	fwrite(facts.fn, sizeof(*facts.fn), facts.count, stdout);
	if (facts.alias_count)
		fwrite(facts.alias, sizeof(*facts.alias), facts.alias_count,
		       stdout);
	vg_facts_free(&facts);
	free((char *)text.text);
	return fflush(stdout) != 0;
}
