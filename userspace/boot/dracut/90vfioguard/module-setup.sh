#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# dracut: the guard and all that loads it. Whatever is missing, the rules and
# the helper go in: without the module vfio-pci then does not load, where it is
# one itself.

check() {
	return 0
}

depends() {
	return 0
}

installkernel() {
	# A part of the kernel has no rule to wait for.
	local builtin
	# shellcheck disable=SC2154 # set by dracut
	builtin=$(grep -sE '/vfio-pci(-core)?\.ko' "/lib/modules/$kernel/modules.builtin")
	# Also where dracut leaves out what the host does not use now
	hostonly='' instmods vfio-pci-core vfioguard
	if ! modinfo -k "$kernel" vfioguard >/dev/null 2>&1; then
		if [ -n "$builtin" ]; then
			dwarn "vfioguard: kernel $kernel has no module vfioguard, and vfio-pci built in: it hands out devices UNGUARDED; run '@LIBDIR@/build-module $kernel' and '@LIBDIR@/rebuild-initramfs $kernel'"
		else
			dwarn "vfioguard: kernel $kernel has no module vfioguard: vfio-pci does not load in this initramfs"
		fi
	fi
	# Where the core is part of the kernel, a driver can be, too: the guard comes
	# early, as what is named in force_drivers= does, with systemd in the initramfs
	# or without, and what loads it looks since when devices were bound. Its rule
	# brings the policy along.
	if [ -n "$builtin" ]; then
		inst /usr/bin/stat
		# shellcheck disable=SC2154 # set by dracut
		mkdir -p "$initdir/etc/cmdline.d"
		echo rd.driver.pre=vfioguard >"$initdir/etc/cmdline.d/20-vfioguard.conf"
	fi
}

install() {
	# The second one comes when the package is configured.
	local rules
	for rules in @MODPROBEDIR@/vfioguard.conf /etc/modprobe.d/vfioguard.conf; do
		[ ! -e "${dracutsysrootdir-}$rules" ] || inst_simple "$rules"
	done
	inst @LIBDIR@/load
	inst @SBINDIR@/vfioguard
	# By this the helper knows where it runs.
	mkdir -p "$initdir/etc/vfioguard"
	: >"$initdir/etc/vfioguard/initramfs"
	inst_multiple cat mkdir modprobe sh
	# A link to nothing would be left out without a word, and a pipe never end.
	local policy=/etc/vfioguard/policy.conf
	local found=${dracutsysrootdir-}$policy
	if [ -f "$found" ]; then
		inst_simple "$policy"
	elif [ -e "$found" ] || [ -L "$found" ]; then
		dwarn "vfioguard: $policy is not a regular file: this initramfs has the built-in policy"
	fi
}
