// SPDX-License-Identifier: GPL-2.0-only
/*
 * request.c - what a request is about: the function that it names, and the
 * snapshot that it is answered from.
 *
 * In the task of who asks, under no lock of ours.
 */
#include <linux/ctype.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/vfioguard.h>

#include "compat/genetlink.h"
#include "config.h"
#include "device.h"
#include "host.h"
#include "message.h"
#include "request.h"
#include "snapshot.h"

/*
 * Reads @min to @max hexadecimal digits and the character behind them; no
 * sign, no space and no "0x", unlike sscanf().
 */
static bool parse_field(const char **cursor, int min, int max, char end,
			u32 *value)
{
	int digits;
	char c;

	*value = 0;
	for (digits = 0; digits < max; digits++, (*cursor)++) {
		c = tolower(**cursor);
		if (!isxdigit(c))
			break;
		*value = *value << 4 | (isdigit(c) ? c - '0' : c - 'a' + 10);
	}
	return digits >= min && *(*cursor)++ == end;
}

/* segment:bus:device.function in full, as the kernel prints it */
static bool parse_bdf(const char *text, unsigned long *key)
{
	u32 segment;
	u32 bus;
	u32 slot;
	u32 function;

	if (!parse_field(&text, 4, 8, ':', &segment) ||
	    !parse_field(&text, 2, 2, ':', &bus) ||
	    !parse_field(&text, 2, 2, '.', &slot) || slot > 0x1f ||
	    !parse_field(&text, 1, 1, '\0', &function) || function > 7)
		return false;
	*key = vg_device_key(segment,
			     PCI_DEVID(bus, PCI_DEVFN(slot, function)));
	return true;
}

/**
 * vg_request_pdev() - the function that a request names
 * @info: of the request, whose attributes are those of a device; its extended
 *	ack is filled on error
 *
 * Return: the function with a reference for the caller; -EINVAL when there is
 * no address, or none that can be read, -ENODEV when there is nothing at it.
 */
struct pci_dev *vg_request_pdev(struct genl_info *info)
{
	struct nlattr *bdf = info->attrs[VFIOGUARD_A_DEVICE_BDF];
	struct pci_dev *pdev = NULL;
	struct vg_device *dev;
	unsigned long key;

	if (!bdf) {
		NL_SET_ERR_ATTR_MISS(info->extack, NULL,
				     VFIOGUARD_A_DEVICE_BDF);
		GENL_SET_ERR_MSG(info, "the address of a device is missing");
		return ERR_PTR(-EINVAL);
	}
	if (!parse_bdf(nla_data(bdf), &key)) {
		NL_SET_ERR_MSG_ATTR(info->extack, bdf,
				    "not an address like 0000:01:00.0");
		return ERR_PTR(-EINVAL);
	}
	dev = vg_device_get(key);
	if (dev)
		pdev = vg_device_pdev(dev);
	vg_device_put(dev);
	if (pdev)
		return pdev;
	NL_SET_ERR_MSG_ATTR(info->extack, bdf, "no such PCI function");
	return ERR_PTR(-ENODEV);
}

/**
 * vg_request_snapshot() - vg_snapshot_take() with the errors of the ABI
 * @snapshot: filled, with what is queried of the host, too
 * @only: see vg_snapshot_take()
 * @bdf: the attribute that named @only, or NULL
 * @extack: filled on error
 *
 * Context: may sleep, see vg_snapshot_take().
 * Return: 0, -ENOMEM, or -ENODEV when @only is being deleted.
 */
int vg_request_snapshot(struct vg_snapshot *snapshot, struct pci_dev *only,
			const struct nlattr *bdf,
			struct netlink_ext_ack *extack)
{
	const struct vg_settings config = vg_config_get();
	int err = vg_snapshot_take(snapshot, only, &config.policy, true);

	switch (err) {
	case 0:
		vg_host_query(&snapshot->topology.host);
		return 0;
	case -ENOMEM:
		return err;
	case -ENODEV:
		NL_SET_ERR_MSG_ATTR(extack, bdf,
				    "the PCI function is being removed");
		return err;
	}
	NL_SET_ERR_MSG(extack,
		       "the host has too many functions, or they come and go too fast");
	return -ENOMEM;
}

/**
 * vg_request_scratch() - room for the making of records
 * @snapshot: taken
 *
 * Return: what vg_message_device() needs, to be given to kvfree(), or NULL.
 */
struct vg_scratch *vg_request_scratch(const struct vg_snapshot *snapshot)
{
	struct vg_scratch *scratch;

	return kvzalloc(struct_size(scratch, domain, snapshot->topology.count),
			GFP_KERNEL);
}
