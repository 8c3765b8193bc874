#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# dracut: the guard and all that loads it. Whatever is missing, the rules and
# the helper go in: without the module vfio-pci then does not load.

check() {
	return 0
}

depends() {
	return 0
}

installkernel() {
	# Also where dracut leaves out what the host does not use now
	hostonly='' instmods vfio-pci-core vfioguard
	# shellcheck disable=SC2154 # set by dracut
	modinfo -k "$kernel" vfioguard >/dev/null 2>&1 ||
		dwarn "vfioguard: kernel $kernel has no module vfioguard: vfio-pci does not load in this initramfs"
	# Where the core is part of the kernel, a driver can be, too: no rule to wait
	# for. That of the guard brings the policy along.
	if grep -qs '/vfio-pci-core\.ko' "/lib/modules/$kernel/modules.builtin"; then
		# shellcheck disable=SC2154 # set by dracut
		mkdir -p "$initdir/etc/modules-load.d"
		echo vfioguard >"$initdir/etc/modules-load.d/vfioguard.conf"
	fi
}

install() {
	inst_simple /etc/modprobe.d/vfioguard.conf
	inst @LIBDIR@/load
	inst @SBINDIR@/vfioguard
	# By this the helper knows where it runs.
	mkdir -p "$initdir/etc/vfioguard"
	: >"$initdir/etc/vfioguard/initramfs"
	inst_multiple cat grep mkdir modprobe sh tr uname
	inst_multiple -o /etc/vfioguard/policy.conf
}
