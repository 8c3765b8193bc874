// SPDX-License-Identifier: GPL-2.0-only
/* main.c - init and exit of vfioguard, in order */
#include <linux/module.h>

#include "config.h"
#include "device.h"
#include "gate.h"
#include "host.h"
#include "journal.h"
#include "netlink.h"
#include "present.h"
#include "watch.h"

/*
 * H19: linked against vfio_pci_core, so that one cannot go before us.
 * H14: events are sent only while the family is registered.
 * H13: everything that a decision uses exists before the gate is armed, and
 * the gate is armed before assigned devices are looked for: a device that is
 * bound in between is judged by the gate. The family comes last of what can
 * fail: a dump that somebody has begun cannot be called back.
 */
static int __init vfioguard_init(void)
{
	int err;

	err = vg_config_init();
	if (err)
		return err;
	err = vg_host_init();
	if (err)
		return err;
	err = vg_journal_init();
	if (err)
		goto err_host;
	err = vg_present_init();
	if (err)
		goto err_journal;
	err = vg_watch_init();
	if (err)
		goto err_present;
	err = vg_devices_init();
	if (err)
		goto err_watch;
	err = vg_gate_arm();
	if (err)
		goto err_devices;
	err = vg_netlink_init();
	if (err)
		goto err_gate;

	vg_config_log();
	vg_present_scan(0);
	return 0;

err_gate:
	vg_gate_exit();
err_devices:
	vg_devices_stop();
err_watch:
	vg_watch_exit();
err_present:
	vg_present_exit();
	vg_devices_exit();
err_journal:
	vg_journal_exit();
err_host:
	vg_host_exit();
	return err;
}

/*
 * Only reached disarmed, because the gate pins the module while it is armed:
 * except by "rmmod -f", for which disarming comes first here too. What still
 * runs finds no device any more and ends, H8. The family goes before the worker
 * that its policy-set starts.
 */
static void __exit vfioguard_exit(void)
{
	vg_gate_exit();
	vg_devices_stop();
	vg_netlink_exit();
	vg_watch_exit();
	vg_present_exit();
	vg_devices_exit();
	vg_journal_exit();
	vg_host_exit();
}

module_init(vfioguard_init);
module_exit(vfioguard_exit);

MODULE_LICENSE("GPL");
MODULE_AUTHOR("vfioguard authors");
MODULE_DESCRIPTION("Refuses VFIO devices whose IOMMU isolation is not real");
MODULE_VERSION(VG_VERSION);
