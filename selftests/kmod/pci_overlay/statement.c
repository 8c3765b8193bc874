// SPDX-License-Identifier: GPL-2.0-only
/*
 * statement.c - the words that the overlay is described in
 *
 * One statement is one line; "#" starts a comment. The first line names
 * functions, those behind it say what each of these is like:
 *
 *   function 0000:04:00.0 ...         its address, or from a root bus on:
 *   function 0000:00:02.0/00.0/01.0
 *   id 10de:2335 [10de:18be]          with those of the subsystem
 *   class 030200
 *   multifunction on|off
 *   express endpoint|legacy|root-port|upstream|downstream|integrated
 *                                     where the hardware has no capability
 *   flr on|off
 *   link 5 x16 [of 5 x16]             generation and width: is, and could be
 *   acs SV TB RR CR UF EC DT [on ...] what it can do, and what is on
 *   rebar 2 64M 256G 256G             BAR, smallest, largest, current size
 *   ats
 *   ari [NEXT]
 *   aer
 *   sriov TOTAL DEVICE-ID
 *   cold                              without power until it is resumed
 *   extended ID VERSION SIZE          an extended capability of zeros
 *   hide acs|ats|ari|aer|sriov|rebar|ID
 *   register OFFSET SIZE VALUE [WRITABLE]
 *   flicker OFFSET SIZE VALUE READS   what the next reads of that size see there
 *
 * Numbers are decimal or with 0x, ids and classes are hexadecimal. A later
 * line about the same register wins, also at run time.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "bus.h"
#include "capability.h"
#include "function.h"
#include "registers.h"
#include "statement.h"

/* Resizable BAR knows 1 MiB to 128 TiB, of which we do those of one register */
#define REBAR_MAX	27
/* Functions in one line */
#define SUBJECTS	32

struct name {
	const char *name;
	unsigned int value;
};

static const struct name express_types[] = {
	{ "endpoint", PCI_EXP_TYPE_ENDPOINT },
	{ "legacy", PCI_EXP_TYPE_LEG_END },
	{ "root-port", PCI_EXP_TYPE_ROOT_PORT },
	{ "upstream", PCI_EXP_TYPE_UPSTREAM },
	{ "downstream", PCI_EXP_TYPE_DOWNSTREAM },
	{ "integrated", PCI_EXP_TYPE_RC_END },
	{ }
};

static const struct name acs_bits[] = {
	{ "SV", PCI_ACS_SV },
	{ "TB", PCI_ACS_TB },
	{ "RR", PCI_ACS_RR },
	{ "CR", PCI_ACS_CR },
	{ "UF", PCI_ACS_UF },
	{ "EC", PCI_ACS_EC },
	{ "DT", PCI_ACS_DT },
	{ }
};

static const struct name extended[] = {
	{ "acs", PCI_EXT_CAP_ID_ACS },
	{ "ats", PCI_EXT_CAP_ID_ATS },
	{ "ari", PCI_EXT_CAP_ID_ARI },
	{ "aer", PCI_EXT_CAP_ID_ERR },
	{ "sriov", PCI_EXT_CAP_ID_SRIOV },
	{ "rebar", PCI_EXT_CAP_ID_REBAR },
	{ }
};

static const struct name switches[] = { { "off", 0 }, { "on", 1 }, { } };

/* The functions that statements are about */
static struct overlay_path subjects[SUBJECTS];
static unsigned int subject_count;

static char *next_word(char **args)
{
	char *word;

	do {
		word = strsep(args, " \t\n");
	} while (word && !*word);
	return word;
}

static int next_number(char **args, unsigned int most, unsigned int *number)
{
	const char *word = next_word(args);
	int ret = word ? kstrtouint(word, 0, number) : -EINVAL;

	return !ret && *number > most ? -ERANGE : ret;
}

static int look_up(const struct name *names, const char *word)
{
	for (; names->name; names++)
		if (word && !strcmp(names->name, word))
			return names->value;
	return -EINVAL;
}

static int say_function(char *args)
{
	const char *word;
	int ret;

	subject_count = 0;
	while ((word = next_word(&args))) {
		if (subject_count == SUBJECTS)
			return -E2BIG;
		ret = overlay_path_parse(&subjects[subject_count], word);
		if (ret)
			return ret;
		subject_count++;
	}
	return subject_count ? 0 : -EINVAL;
}

static int say_id(const struct overlay_target *t, char *args)
{
	const char *own = next_word(&args);
	const char *subsystem = next_word(&args);
	unsigned int vendor;
	unsigned int device;

	if (!own || sscanf(own, "%4x:%4x", &vendor, &device) != 2)
		return -EINVAL;
	overlay_target_set(t, PCI_VENDOR_ID, 4, device << 16 | vendor, 0);
	if (!subsystem)
		return 0;
	if (sscanf(subsystem, "%4x:%4x", &vendor, &device) != 2)
		return -EINVAL;
	overlay_target_set(t, PCI_SUBSYSTEM_VENDOR_ID, 4, device << 16 | vendor,
			   0);
	return 0;
}

static int say_class(const struct overlay_target *t, char *args)
{
	const char *word = next_word(&args);
	u32 class;

	if (!word || kstrtou32(word, 16, &class) || class > 0xffffff)
		return -EINVAL;
	overlay_target_set(t, PCI_CLASS_PROG, 3, class, 0);
	return 0;
}

static int say_multifunction(const struct overlay_target *t, char *args)
{
	int on = look_up(switches, next_word(&args));

	if (on >= 0)
		overlay_function_set(t->f, PCI_HEADER_TYPE, 1, on << 7, 0x80, 0);
	return min(on, 0);
}

static int say_express(const struct overlay_target *t, char *args)
{
	int type = look_up(express_types, next_word(&args));

	if (type >= 0)
		overlay_express_add(t, type);
	return min(type, 0);
}

static int say_flr(const struct overlay_target *t, char *args)
{
	int on = look_up(switches, next_word(&args));

	return on < 0 ? on : overlay_flr(t, on);
}

/* "GENERATION xWIDTH" */
static int next_link(char **args, u8 link[2])
{
	unsigned int speed;
	unsigned int width;
	const char *word;

	if (next_number(args, 6, &speed))
		return -EINVAL;
	word = next_word(args);
	if (!word || sscanf(word, "x%u", &width) != 1 || width > 32)
		return -EINVAL;
	link[0] = speed;
	link[1] = width;
	return 0;
}

static int say_link(const struct overlay_target *t, char *args)
{
	const char *word;
	u8 most[2];
	u8 now[2];

	if (next_link(&args, now))
		return -EINVAL;
	word = next_word(&args);
	if (!word)
		return overlay_link(t, now, now);
	if (strcmp(word, "of") || next_link(&args, most))
		return -EINVAL;
	return overlay_link(t, now, most);
}

static int say_acs(const struct overlay_target *t, char *args)
{
	const char *word;
	u16 bits[2] = { 0 };
	int on = 0;
	int bit;

	while ((word = next_word(&args))) {
		if (!on && !strcmp(word, "on")) {
			on = 1;
			continue;
		}
		bit = look_up(acs_bits, word);
		if (bit < 0)
			return bit;
		bits[on] |= bit;
	}
	return overlay_acs(t, bits[0], bits[1]);
}

/* A power of two as Resizable BAR counts it, PCIe 7.8.6.3 */
static int next_size(char **args, unsigned int *size)
{
	const char *word = next_word(args);
	u64 bytes = word ? memparse(word, NULL) >> 20 : 0;

	if (!is_power_of_2(bytes) || ilog2(bytes) > REBAR_MAX)
		return -EINVAL;
	*size = ilog2(bytes);
	return 0;
}

static int say_rebar(const struct overlay_target *t, char *args)
{
	unsigned int size[3];
	unsigned int bar;

	if (next_number(&args, 5, &bar) || next_size(&args, &size[0]) ||
	    next_size(&args, &size[1]) || next_size(&args, &size[2]) ||
	    size[0] > size[1])
		return -EINVAL;
	return overlay_rebar(t, bar, size[0], size[1], size[2]);
}

static int say_ats(const struct overlay_target *t, char *__always_unused args)
{
	return overlay_ats(t);
}

static int say_ari(const struct overlay_target *t, char *args)
{
	const char *word = next_word(&args);
	u8 next = 0;

	if (word && kstrtou8(word, 0, &next))
		return -EINVAL;
	return overlay_ari(t, next);
}

static int say_aer(const struct overlay_target *t, char *__always_unused args)
{
	return overlay_aer(t);
}

static int say_sriov(const struct overlay_target *t, char *args)
{
	unsigned int total;
	const char *word;
	u16 device;

	if (next_number(&args, 0xffff, &total))
		return -EINVAL;
	word = next_word(&args);
	if (!word || kstrtou16(word, 16, &device))
		return -EINVAL;
	return overlay_sriov(t, total, device);
}

static int say_cold(const struct overlay_target *t, char *__always_unused args)
{
	struct pci_dev *pdev = pci_get_slot(t->bus, t->devfn);

	if (!pdev)
		return -ENODEV;
	overlay_function_cool(t->f, pdev);
	return 0;
}

static int say_extended(const struct overlay_target *t, char *args)
{
	unsigned int version;
	unsigned int size;
	unsigned int id;

	if (next_number(&args, 0xffff, &id) ||
	    next_number(&args, 0xf, &version) ||
	    next_number(&args, OVERLAY_SPACE, &size))
		return -EINVAL;
	return min(overlay_extended_add(t, id, version, size), 0);
}

static int say_hide(const struct overlay_target *t, char *args)
{
	const char *word = next_word(&args);
	int id = look_up(extended, word);
	u16 number;

	if (id >= 0)
		return overlay_extended_hide(t, id);
	if (!word || kstrtou16(word, 0, &number))
		return -EINVAL;
	return overlay_extended_hide(t, number);
}

static int say_register(const struct overlay_target *t, char *args)
{
	unsigned int write = 0;
	unsigned int where;
	unsigned int value;
	unsigned int size;

	if (next_number(&args, OVERLAY_SPACE - 1, &where) ||
	    next_number(&args, 4, &size) ||
	    next_number(&args, UINT_MAX, &value) ||
	    where + size > OVERLAY_SPACE)
		return -EINVAL;
	if (args && *args && next_number(&args, UINT_MAX, &write))
		return -EINVAL;
	overlay_target_set(t, where, size, value, write);
	return 0;
}

static int say_flicker(const struct overlay_target *t, char *args)
{
	struct overlay_flicker flicker;
	unsigned int where;
	unsigned int size;

	if (next_number(&args, OVERLAY_SPACE - 1, &where) ||
	    next_number(&args, 4, &size) || !size ||
	    next_number(&args, UINT_MAX, &flicker.value) ||
	    next_number(&args, UINT_MAX, &flicker.left) ||
	    where + size > OVERLAY_SPACE)
		return -EINVAL;
	flicker.where = where;
	flicker.size = size;
	overlay_function_flicker(t->f, &flicker);
	return 0;
}

typedef int say_fn(const struct overlay_target *t, char *args);

static const struct {
	const char *word;
	say_fn *say;
} statements[] = {
	{ "id", say_id },
	{ "class", say_class },
	{ "multifunction", say_multifunction },
	{ "express", say_express },
	{ "flr", say_flr },
	{ "link", say_link },
	{ "acs", say_acs },
	{ "rebar", say_rebar },
	{ "ats", say_ats },
	{ "ari", say_ari },
	{ "aer", say_aer },
	{ "sriov", say_sriov },
	{ "cold", say_cold },
	{ "extended", say_extended },
	{ "hide", say_hide },
	{ "register", say_register },
	{ "flicker", say_flicker },
};

/* A function that statements are about has to be there, and ours */
static int aim(struct overlay_target *t, const struct overlay_path *path)
{
	t->bus = overlay_path_bus(path);
	t->devfn = overlay_path_devfn(path);
	if (!t->bus || !overlay_bus_is_taken(t->bus) ||
	    PCI_POSSIBLE_ERROR(overlay_target_read(t, PCI_VENDOR_ID)))
		return -ENODEV;
	t->f = overlay_function_get(path, t->bus);
	return t->f ? 0 : -ENOMEM;
}

static int say_each(say_fn *say, const char *args)
{
	struct overlay_target t;
	unsigned int i;
	char *copy;
	int ret = subject_count ? 0 : -EINVAL;

	pci_lock_rescan_remove();
	for (i = 0; i < subject_count && !ret; i++) {
		/* words are cut out of it */
		copy = kstrdup(args ?: "", GFP_KERNEL);
		ret = copy ? aim(&t, &subjects[i]) : -ENOMEM;
		if (!ret)
			ret = say(&t, copy);
		kfree(copy);
	}
	pci_unlock_rescan_remove();
	return ret;
}

static int run(const char *word, char *args)
{
	unsigned int i;

	if (!strcmp(word, "function"))
		return say_function(args);
	for (i = 0; i < ARRAY_SIZE(statements); i++)
		if (!strcmp(word, statements[i].word))
			return say_each(statements[i].say, args);
	return -EINVAL;
}

/**
 * overlay_statement() - do what one line says
 * @text: the line
 *
 * Context: process; the lock of the module's parameters allows one caller.
 *
 * Return: 0, -EINVAL for a line that is not understood, -ENODEV when a
 * function is not there, or an errno of what the line is about. An error is
 * said in the kernel log, with the line.
 */
int overlay_statement(const char *text)
{
	char *copy = kstrdup(text, GFP_KERNEL);
	char *args = copy;
	const char *word;
	int ret = 0;

	if (!copy)
		return -ENOMEM;
	*strchrnul(copy, '#') = '\0';
	word = next_word(&args);
	if (word)
		ret = run(word, args);
	if (ret)
		pr_err("error %d: %.*s\n", ret, (int)strcspn(text, "\n"), text);
	kfree(copy);
	return ret;
}
