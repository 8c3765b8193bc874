# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154,SC2034 # from run, and for it
# The rules of modprobe, and what runs when a kernel comes or goes.

rules_cases=(
	rules_of_all_kernels rules_stay rules_with_options hook_updates_rules rules_of_others
	rules_without_sort kernels_without_module builtin_without_module
	kernels_left_alone headers_after_kernel hook_without_kernel hook_before_dkms
	hooks_of_removed_package hook_that_fails each_kernel_for_itself
	rules_without_kernels rules_before_any
)

# update NAME...: modules.dep lines come from stdin, one kernel
update() {
	mkdir -p "$root/lib/modules/$1"
	cat >"$root/lib/modules/$1/modules.dep"
	"${enter[@]}" "$root" /usr/lib/vfioguard/update-drivers
}

# Not a dependency: vfio-pci-core itself, who is below it, the guard
rules_of_all_kernels() {
	update 1 <<-EOF
		kernel/drivers/vfio/pci/vfio-pci-core.ko: kernel/drivers/vfio/vfio.ko
		kernel/drivers/vfio/pci/mlx5/mlx5-vfio-pci.ko: kernel/drivers/vfio/pci/vfio-pci-core.ko kernel/drivers/vfio/vfio.ko
		updates/dkms/vfioguard.ko: kernel/drivers/vfio/pci/vfio-pci-core.ko
		kernel/drivers/vfio/vfio.ko:
	EOF
	update 2 <<-EOF
		kernel/drivers/vfio/pci/vfio-pci.ko.xz: kernel/drivers/vfio/pci/vfio-pci-core.ko.xz
		kernel/drivers/vfio/pci/pds/pds_vfio_pci.ko.xz: kernel/drivers/vfio/pci/vfio_pci_core.ko.xz
	EOF
	# of a core that is part of the kernel
	cat >"$root/lib/modules/2/modules.alias" <<-EOF
		# Aliases extracted from modules themselves.
		alias vfio_pci:v00001DD8d00001003sv*sd*bc*sc*i* qat_vfio_pci
		alias pci:v00001DD8d00001003sv*sd*bc*sc*i* ionic
	EOF
	"${enter[@]}" "$root" /usr/lib/vfioguard/update-drivers
	diff <(grep -v '^#' "$rules" | sort) - <<-'EOF'
		install mlx5-vfio-pci /usr/lib/vfioguard/load mlx5-vfio-pci $CMDLINE_OPTS
		install pds-vfio-pci /usr/lib/vfioguard/load pds-vfio-pci $CMDLINE_OPTS
		install qat-vfio-pci /usr/lib/vfioguard/load qat-vfio-pci $CMDLINE_OPTS
		install vfio-pci /usr/lib/vfioguard/load vfio-pci $CMDLINE_OPTS
		install vfio-pci-core /usr/lib/vfioguard/load vfio-pci-core $CMDLINE_OPTS
		install vfioguard /usr/lib/vfioguard/load vfioguard $CMDLINE_OPTS
	EOF
}

rules_stay() {
	local before

	before=$(stat -c '%i %y' "$rules")
	"${enter[@]}" "$root" /usr/lib/vfioguard/update-drivers
	[ "$(stat -c '%i %y' "$rules")" = "$before" ] || echo "written anew"
	[ ! -e "$rules.new" ] || echo "left: $rules.new"
}

# The name is what an administrator would take for options of the module.
rules_with_options() {
	local before

	before=$(cat "$rules")
	printf '# why\noptions vfioguard watch_interval=0\n' >>"$rules"
	"${enter[@]}" "$root" /usr/lib/vfioguard/update-drivers
	"${enter[@]}" "$root" /usr/lib/vfioguard/update-drivers
	diff "$rules" <(printf '%s\n# why\noptions vfioguard watch_interval=0\n' "$before")
	maintainer vfioguard.postrm : remove
	diff "$rules" <(printf '# why\noptions vfioguard watch_interval=0\n')
	rm "$rules"
	"${enter[@]}" "$root" /usr/lib/vfioguard/update-drivers
	maintainer vfioguard.postrm : remove
	[ ! -e "$rules" ] || cat "$rules"
	"${enter[@]}" "$root" /usr/lib/vfioguard/update-drivers
}

# A kernel or headers bring a driver, and a kernel that goes takes its own along.
hook_updates_rules() {
	local dir driver rule

	for dir in postinst.d header_postinst.d postrm.d; do
		driver=${dir%.d}-vfio-pci
		rule="install ${driver//_/-} /usr/lib/vfioguard/load"
		mkdir -p "$root/lib/modules/3"
		echo "updates/dkms/$driver.ko: kernel/drivers/vfio/pci/vfio-pci-core.ko" >"$root/lib/modules/3/modules.dep"
		ln -f "$rules" "$root/before"
		"${enter[@]}" "$root" /bin/dash "/etc/kernel/$dir/dkms-vfioguard" 3 2>&1
		grep -qF "$rule" "$rules" || echo "$dir: no rule for $driver"
		! grep -F "$rule" "$root/before" || echo "$dir: written in place"
		rm -r "$root/lib/modules/3"
		"${enter[@]}" "$root" /bin/dash "/etc/kernel/$dir/dkms-vfioguard" 3 2>&1
		! grep -F "$rule" "$rules" || echo "$dir: left"
	done
}

# told_of_rules WANTED: what modprobe has is on stdin
told_of_rules() {
	cat >"$root/answer/rules"
	diff <("${enter[@]}" "$root" /bin/dash /usr/lib/vfioguard/check-rules 2>&1) <(printf '%s' "$1")
	rm "$root/answer/rules"
}

# That of the core guards all drivers, whatever others say of those.
rules_of_others() {
	local ours="install vfio_pci_core /usr/lib/vfioguard/load vfio-pci-core \$CMDLINE_OPTS"

	told_of_rules "" <<-EOF
		install vfio_pci /bin/true
		install vfio_pci /usr/lib/vfioguard/load vfio-pci \$CMDLINE_OPTS
		install floppy /bin/false
		$ours
		install vfio_pci_core /bin/true
		softdep vfio_pci pre: x
	EOF
	told_of_rules "'install vfio* /bin/true x' keeps modprobe from the rule of vfioguard: not all drivers are guarded; remove it from modprobe.d
" <<-EOF
		install vfio* /bin/true x
		$ours
	EOF
	told_of_rules "'softdep vfio_pci_core pre: x' keeps modprobe from the rule of vfioguard: not all drivers are guarded; remove it from modprobe.d
" <<-EOF
		$ours
		softdep vfio_pci_core pre: x
	EOF
	told_of_rules "modprobe has no rule for vfio-pci-core: not all drivers are guarded; run '/usr/lib/vfioguard/update-drivers'
" <<-EOF
		install floppy /bin/false
	EOF
}

# Better the rules of yesterday than none. The shell of busybox has its own sort.
rules_without_sort() {
	rm "$root/bin/sort"
	printf '#!/bin/sh\nexit 1\n' >"$root/bin/sort"
	chmod +x "$root/bin/sort"
	! "${enter[@]}" "$root" /bin/dash /usr/lib/vfioguard/update-drivers || echo "all is well"
	ln -sf busybox-applets "$root/bin/sort"
	grep -q '^install vfio-pci ' "$rules" || echo "no rule is left"
}

# Built for or not, what is left of one, and one that nobody supports
kernels_without_module() {
	local wanted

	fresh
	with_kernels 6.1.1 6.1.2 6.5.0
	mkdir -p "$root"/lib/modules/6.1.3 "$root"/usr/src/vfioguard-0.1.0
	wanted=$(cat <<-'EOF'
		vfioguard: kernel 6.1.1 has no module vfioguard: it will not hand out devices.
		To build it, install linux-headers-6.1.1, then run
		'dkms install --force vfioguard/0.1.0 -k 6.1.1' and '/usr/lib/vfioguard/rebuild-initramfs 6.1.1'.
		vfioguard: kernel 6.5.0 has no module vfioguard: it will not hand out devices.
		vfioguard 0.1.0 is for kernels 6.1, 6.12, 7.2, 7.3: boot one of these, or install a later vfioguard.
	EOF
	)
	: >"$root/usr/src/vfioguard-0.1.0/dkms.conf"
	diff <("${enter[@]}" "$root" /bin/dash /usr/lib/vfioguard/build-module 2>&1) <(echo "$wanted")
	[ "$(dkms_calls)" = "6.1.1 6.1.2 6.5.0" ] || echo "built: $(dkms_calls)"
	: >"$root/calls"
	diff <("${enter[@]}" "$root" /bin/dash /etc/kernel/postinst.d/build-vfioguard 6.1.1 2>&1) \
		<(head -n 3 <<<"$wanted")
	[ "$(dkms_calls)" = "6.1.1" ] || echo "for one built: $(dkms_calls)"
	"${enter[@]}" "$root" /bin/dash /etc/kernel/header_postinst.d/build-vfioguard 6.1.2 2>&1
	# that of Debian 12, for which this is an error
	echo 'echo dkms-3.0.10' >>"$root/usr/sbin/dkms"
	said=$("${enter[@]}" "$root" /bin/dash /etc/kernel/postinst.d/build-vfioguard 6.5.0 2>&1)
	grep -qF "remove linux-headers-6.5.0 and run 'dpkg --configure -a'" <<<"$said" || echo "dkms 3.0: $said"
	without_kernels
}

# No rule keeps these from handing out devices: with the core built in, and of a
# series that had no core.
builtin_without_module() {
	local driver

	fresh
	with_kernels 6.1.1 6.1.2
	for driver in vfio-pci-core vfio-pci; do
		echo "kernel/drivers/vfio/pci/$driver.ko" | tee "$root"/lib/modules/6.1.{1,2}/modules.builtin >/dev/null
		said=$("${enter[@]}" "$root" /bin/dash /usr/lib/vfioguard/build-module 2>&1)
		diff <(sed 1q <<<"$said") - <<-'EOF'
			vfioguard: kernel 6.1.1 has no module vfioguard, and vfio-pci built in: it hands out devices UNGUARDED.
		EOF
		grep -qF "install vfioguard-dkms and linux-headers-6.1.1," <<<"$said" || echo "no way out: $said"
		! grep -F 6.1.2 <<<"$said"
	done
	without_kernels
}

# What is built already, forbidden, or nobody's to build
kernels_left_alone() {
	fresh
	with_kernels 6.1.1 6.1.2
	said=$("${enter[@]}" "$root" /bin/dash /usr/lib/vfioguard/build-module 2>&1)
	grep -qF "install vfioguard-dkms and linux-headers-6.1.1," <<<"$said" || echo "without a source: $said"
	[ -z "$(dkms_calls)" ] || echo "without a source: $(dkms_calls)"
	mkdir -p "$root"/usr/src/vfioguard-0.1.0 "$root/etc/dkms"
	: >"$root/usr/src/vfioguard-0.1.0/dkms.conf"
	: >"$root/etc/dkms/no-autoinstall"
	"${enter[@]}" "$root" /bin/dash /usr/lib/vfioguard/build-module >/dev/null 2>&1
	[ -z "$(dkms_calls)" ] || echo "forbidden: $(dkms_calls)"
	rm "$root/etc/dkms/no-autoinstall" "$root/lib/modules/6.1.1/build/Makefile"
	echo "vfioguard/0.1.0, 6.1.2, x86_64: installed" >"$root/answer/dkms"
	"${enter[@]}" "$root" /bin/dash /usr/lib/vfioguard/build-module >/dev/null 2>&1
	[ -z "$(dkms_calls)" ] || echo "without headers, or built: $(dkms_calls)"
	# All the same to DKMS, as after a power cut
	: >"$root/lib/modules/6.1.1/build/Makefile"
	echo "vfioguard/0.1.0, 6.1.1, x86_64: installed" >"$root/answer/dkms"
	"${enter[@]}" "$root" /bin/dash /usr/lib/vfioguard/build-module 6.1.1 >/dev/null 2>&1
	[ "$(dkms_calls)" = 6.1.1 ] || echo "lost: $(dkms_calls)"
	without_kernels
}

# rebuilt_by DIR MINUTES: whether the hook there makes the initramfs of a kernel
# anew whose module is so much newer
rebuilt_by() {
	: >"$root/calls"
	touch "$root/x"
	touch -d "$2 minutes ago" "$root/boot/initrd.img-6.1.2"
	# shellcheck disable=SC2016 # not here
	rebuild 'touch "/boot/initrd.img-$3"' /bin/dash "/etc/kernel/$1/build-vfioguard" 6.1.2
	[ "$status $said" = "0 " ] || echo "$1: $status, $said"
	! grep update-initramfs "$root/calls"
}

# Where another module does not build, no hook comes after dkms.
headers_after_kernel() {
	fresh
	with_kernels 6.1.1 6.1.2
	diff <(rebuilt_by header_postinst.d 60) - <<<"update-initramfs -u -k 6.1.2"
	rebuilt_by header_postinst.d -60
	touch "$root/x"
	touch -d '1 hour ago' "$root/boot/initrd.img-6.1.2"
	rebuild 'exit 1' /bin/dash /etc/kernel/header_postinst.d/build-vfioguard 6.1.2
	[ "$status" = 0 ] || echo "no headers are installed"
	grep -q "initramfs of 6.1.2 was not rebuilt" <<<"$said" || echo "said: $said"
	# It is made when all hooks of the kernel have run.
	rebuilt_by postinst.d 60
	touch -d '1 hour ago' "$root/boot/initrd.img-6.1.1"
	rebuild : /bin/dash /etc/kernel/header_postinst.d/build-vfioguard 6.1.1
	! grep update-initramfs "$root/calls" || echo "without a module"
	without_kernels
	rm "$root/x"
}

hook_without_kernel() {
	local arguments

	fresh
	with_kernels 6.1.1
	for arguments in "" "''"; do
		said=$("${enter[@]}" "$root" /bin/dash -c "sh /etc/kernel/postinst.d/build-vfioguard $arguments" 2>&1)
		diff <(echo "$? $said") - <<<"64 usage: build-vfioguard KERNEL"
	done
	[ ! -s "$root/calls" ] || cat "$root/calls"
	without_kernels
}

# One that fails must not keep ours from telling.
hook_before_dkms() {
	local dir first

	for dir in "$root"/etc/kernel/{,header_}postinst.d; do
		first=$({ cd "$dir" && grep -l build-module -- * && echo dkms; } | LC_ALL=C sort | head -n 1)
		[ "$first" != dkms ] && [ -n "$first" ] || echo "$dir: after dkms"
	done
	grep -qF build-module "$boot/activate" || echo "not after make install"
	grep -qF build-module "$top/userspace/debian/vfioguard-dkms.postinst" || echo "not by the package"
}

# Those that are installed hold before update-drivers runs, in an initramfs too.
rules_before_any() {
	local name

	fresh
	for name in vfio-pci vfio_pci vfio-pci-core vfioguard; do
		modprobe -C "$root/usr/lib/modprobe.d" -n -v "$name" 2>&1 |
			grep -qF "install /usr/lib/vfioguard/load ${name//_/-} " || echo "no rule for $name"
	done
	mv "$rules" "$root/rules"
	initramfs_takes vfio | diff - <(printf '%s\n' /usr/lib/vfioguard/load \
		/usr/lib/modprobe.d/vfioguard.conf /usr/sbin/vfioguard 'module vfio-pci-core vfioguard')
	mv "$root/rules" "$rules"
}

# vfio-pci has a rule although no kernel lists it.
rules_without_kernels() {
	rm -rf "$root/lib/modules"
	"${enter[@]}" "$root" /usr/lib/vfioguard/update-drivers
	diff <(grep -v '^#' "$rules" | cut -d' ' -f1-2) <(printf 'install %s\n' vfio-pci vfio-pci-core vfioguard)
}

# hooks RESULT: what the hooks of a kernel end with and say
hooks() {
	local hook status

	for hook in postinst.d/build-vfioguard header_postinst.d/build-vfioguard \
		{postinst,header_postinst,postrm}.d/dkms-vfioguard; do
		said=$("${enter[@]}" "$root" "/etc/kernel/$hook" 6.1.2 2>&1)
		status=$?
		[ "$status $said" = "$1" ] || echo "$hook: $status $said"
	done
}

# Of a package that was removed the hooks are left, and no kernel is to feel it.
hooks_of_removed_package() {
	fresh
	with_kernels 6.1.2
	mv "$root/usr/lib/vfioguard" "$root/away"
	hooks "0 "
	mv "$root/away" "$root/usr/lib/vfioguard"
	without_kernels
}

# Who cannot write the rules must not keep a kernel from being installed.
hook_that_fails() {
	fresh
	cp "$root/usr/lib/vfioguard/update-drivers" "$root/away"
	printf '#!/bin/sh\nexit 1\n' >"$root/usr/lib/vfioguard/update-drivers"
	said=$("${enter[@]}" "$root" /etc/kernel/postinst.d/dkms-vfioguard 6.1.2 2>&1) || echo "no kernel is installed"
	grep -q "were not updated" <<<"$said" || echo "said: $said"
	cp "$root/away" "$root/usr/lib/vfioguard/update-drivers"
	rm "$root/away"
}

# What does not work for one kernel
each_kernel_for_itself() {
	fresh
	with_kernels 6.1.1 6.1.2 6.12.1
	mkdir -p "$root/usr/src/vfioguard-0.1.0"
	: >"$root/usr/src/vfioguard-0.1.0/dkms.conf"
	cat >"$root/usr/sbin/dkms" <<-'EOF'
		#!/bin/sh
		echo "dkms $*" >>/calls
		[ "$1" = --version ] && echo dkms-3.2.0
		[ "$1" = status ] && grep -F ", $4," /answer/dkms
		[ "$1" != install ]
	EOF
	printf 'vfioguard/0.1.0, 6.1.2, x86_64: %s\n' installed >"$root/answer/dkms"
	echo 'vfioguard/0.1.0, 6.1.1, x86_64: built' >>"$root/answer/dkms"
	"${enter[@]}" "$root" /bin/dash /usr/lib/vfioguard/build-module >"$root/out" 2>&1
	[ "$(dkms_calls)" = "6.1.1 6.12.1" ] || echo "built: $(dkms_calls)"
	said=$("${enter[@]}" "$root" /bin/dash /usr/lib/vfioguard/build-module 6.11.2 2>&1)
	grep -q "is for kernels" <<<"$said" || echo "6.11: $said"
	! grep "remove linux-headers" <<<"$said"
	without_kernels
}
