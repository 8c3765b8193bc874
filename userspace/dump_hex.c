// SPDX-License-Identifier: GPL-2.0-only
#include "dump_hex.h"

#include <pci/pci.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "config.h"

/* lspci -x, of a CardBus bridge, -xxx and -xxxx */
#define STANDARD	64
#define CARDBUS		128
#define CONVENTIONAL	256

static void fail(char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* libpci would exit with 1, which is a verdict here */
static void fail(char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("vfioguard: libpci: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	exit(EX_UNAVAILABLE);
}

/**
 * vg_dump_hex_open - libpci, without any function of this host
 *
 * Its own reader of dumps takes segments of 16 bits, ends the program on what
 * it does not understand, and reads byte by byte with sscanf(), which is most
 * of the time that lspci -F needs. So it gets an empty dump, and the config
 * space of each function through pci_setup_cache().
 *
 * Return: to be given to vg_dump_hex_close().
 */
struct pci_access *vg_dump_hex_open(void)
{
	char parameter[] = "dump.name";
	char empty[] = "/dev/null";
	struct pci_access *access = pci_alloc();

	access->error = fail;
	access->method = PCI_ACCESS_DUMP;
	pci_set_param(access, parameter, empty);
	pci_init(access);
	return access;
}

/**
 * vg_dump_hex_close - release libpci
 * @access: from vg_dump_hex_open()
 */
void vg_dump_hex_close(struct pci_access *access)
{
	pci_cleanup(access);
}

/**
 * vg_dump_hex_add - take a row of bytes
 * @hex: config space so far
 * @line: the row; what is behind a missing one is not taken
 */
void vg_dump_hex_add(struct vg_dump_hex *hex, const struct vg_line *line)
{
	if (hex->cut || line->offset != hex->len ||
	    line->count > VG_CONFIG_MAX - hex->len) {
		hex->cut = true;
		return;
	}
	memcpy(hex->byte + hex->len, line->byte, line->count);
	hex->len += line->count;
}

/* As much as lspci writes at once: the rest is the beginning of more */
static u32 round_down(u32 len)
{
	static const u32 whole[] = {
		VG_CONFIG_MAX, CONVENTIONAL, CARDBUS, STANDARD
	};

	for (u32 i = 0; i < ARRAY_SIZE(whole); i++)
		if (len >= whole[i])
			return whole[i];
	return 0;
}

/**
 * vg_dump_hex_is_whole - whether lspci prints that much
 * @hex: config space
 *
 * Return: false when a row is missing or it ends in between.
 */
bool vg_dump_hex_is_whole(const struct vg_dump_hex *hex)
{
	return hex->len && !hex->cut && round_down(hex->len) == hex->len;
}

static void read_sriov(struct pci_dev *dev, struct vg_sriov *sriov)
{
	const struct pci_cap *cap = pci_find_cap(dev, PCI_EXT_CAP_ID_SRIOV,
						 PCI_CAP_EXTENDED);

	if (!cap)
		return;
	*sriov = (struct vg_sriov){
		.enabled = pci_read_word(dev, cap->addr + PCI_IOV_CTRL) &
			   PCI_IOV_CTRL_VFE,
		.count = pci_read_word(dev, cap->addr + PCI_IOV_NUMVF),
		.offset = pci_read_word(dev, cap->addr + PCI_IOV_OFFSET),
		.stride = pci_read_word(dev, cap->addr + PCI_IOV_STRIDE),
		.device = pci_read_word(dev, cap->addr + PCI_IOV_DID),
	};
}

/* PCIe 7.5.3.6, .8 and .11: what a port says of the other end of its link */
static bool is_link_up(struct pci_dev *dev)
{
	const struct pci_cap *cap = pci_find_cap(dev, PCI_CAP_ID_EXP,
						 PCI_CAP_NORMAL);

	u32 at;

	if (!cap)
		return false;
	at = cap->addr;
	if (pci_read_long(dev, at + PCI_EXP_LNKCAP) & PCI_EXP_LNKCAP_DLLA &&
	    pci_read_word(dev, at + PCI_EXP_LNKSTA) & PCI_EXP_LNKSTA_DL_ACT)
		return true;
	return pci_read_word(dev, at + PCI_EXP_FLAGS) & PCI_EXP_FLAGS_SLOT &&
	       pci_read_word(dev, at + PCI_EXP_SLTSTA) & PCI_EXP_SLTSTA_PRES;
}

/* What of it is as the function has it, and not just where the dump ends */
static void judge(struct vg_view *v, const struct vg_dump_hex *hex, u32 len)
{
	const bool has_list = hex->byte[PCI_STATUS] & PCI_STATUS_CAP_LIST;
	const bool pcie = v->f.type != VG_TYPE_CONVENTIONAL;

	v->known = VG_KNOWN_CLASS | VG_KNOWN_HEADER | VG_KNOWN_MULTIFUNCTION |
		   VG_KNOWN_BARS;
	if (v->f.vendor)
		v->known |= VG_KNOWN_IDS;
	if (v->f.header == 1)
		v->known |= VG_KNOWN_BUSES;
	/* that the dump ends says nothing of the function */
	if (len < VG_CONFIG_MAX)
		v->f.flags &= ~VG_F_UNREADABLE;
	if (has_list && len < CONVENTIONAL)
		return;
	v->known |= VG_KNOWN_TYPE;
	if (len >= CONVENTIONAL)
		v->known |= VG_KNOWN_REGISTERS | VG_KNOWN_LINK;
	if (len == VG_CONFIG_MAX) {
		v->known |= VG_KNOWN_ACS | VG_KNOWN_ATS;
		v->extended = true;
	}
	v->rank = len == VG_CONFIG_MAX || !pcie ? VG_RANK_FULL : VG_RANK_SHORT;
}

static bool is_gone(const struct vg_dump_hex *hex)
{
	for (u32 i = 0; i < STANDARD; i++)
		if (hex->byte[i] != 0xff)
			return false;
	return true;
}

/**
 * vg_dump_hex_view - read the facts in config space
 * @hex: config space; cut to what is whole
 * @access: from vg_dump_hex_open()
 * @v: from vg_view_open(); nothing is known when there is too little
 */
void vg_dump_hex_view(struct vg_dump_hex *hex, struct pci_access *access,
		      struct vg_view *v)
{
	const u32 len = round_down(hex->len);
	struct pci_dev *dev;

	hex->cut = hex->cut || hex->len != len;
	v->rank = VG_RANK_SHORT;
	if (!len)
		return;
	if (is_gone(hex)) {
		v->f.header = VG_HEADER_GONE;
		v->known = VG_KNOWN_HEADER;
		return;
	}
	/* Only a VF has no IDs, PCIe 9.3.4.1.1, yet answers */
	if (hex->byte[0] == 0xff && hex->byte[1] == 0xff)
		v->f.flags |= VG_F_VF;
	dev = pci_get_dev(access, 0, 0, 0, 0);
	pci_setup_cache(dev, hex->byte, len);
	vg_config_read(dev, &v->f);
	read_sriov(dev, &v->sriov);
	v->link_up = len >= CONVENTIONAL && is_link_up(dev);
	pci_free_dev(dev);
	judge(v, hex, len);
}
