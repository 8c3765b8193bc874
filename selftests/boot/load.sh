# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154,SC2034 # from run, and for it
# Guard, policy, driver: what loads them, and what it says when it does not.

load_cases=(
	driver_after_guard guard_alone violation_is_armed policy_first broken_policy
	stale_initramfs stale_initramfs_of_old_file policy_to_nothing fresh_initramfs
	no_module no_module_with_a_rule no_source no_such_kernel not_signed unsigned
	unknown_key for_another_kernel cannot_arm ftrace_off for_another_reason
	for_two_reasons options_of_modprobe forbidden forbidden_is_another
	unsigned_in_lockdown not_permitted disarmed tool_cannot_tell
	not_there_after_all refusal_is_kept refusal_is_readable refused_in_initramfs
	bound_in_initramfs policy_of_initramfs broken_after_initramfs
	level_for_journal overtaken_rule forbidden_behind_the_end nodes_of_before
	driver_without_guard driver_in_use driver_in_kernel driver_with_core_in_kernel
	driver_stays driver_with_guard two_drivers advice_of_initramfs
)
# Where cat and mkdir are all there is
load_cases_without_busybox=(
	driver_after_guard policy_first broken_policy no_module no_module_with_a_rule
	no_such_kernel unsigned unsigned_in_lockdown for_another_kernel cannot_arm
	ftrace_off for_another_reason for_two_reasons forbidden disarmed
	driver_in_kernel
)

driver_after_guard() {
	fresh
	load vfio-pci ids=10de:2335 disable_vga=1
	expect 0 "modprobe --ignore-install vfioguard;vfioguard status;modprobe --ignore-install vfio-pci ids=10de:2335 disable_vga=1"
}

guard_alone() {
	fresh
	load
	expect 0 "modprobe --ignore-install vfioguard;vfioguard status;modprobe -c"
}

violation_is_armed() {
	fresh
	echo 1 >"$root/answer/status"
	load vfio-pci
	expect 0 "modprobe --ignore-install vfioguard;vfioguard status;modprobe --ignore-install vfio-pci"
}

policy_first() {
	fresh
	with_policy
	load vfio-pci
	expect 0 "vfioguard policy parameters;modprobe --ignore-install vfioguard mode=audit scope=all;vfioguard status;vfioguard policy load;modprobe --ignore-install vfio-pci"
}

broken_policy() {
	fresh
	with_policy
	echo "/etc/vfioguard/policy.conf:3: nonsense" >"$root/answer/broken"
	load vfio-pci
	expect 0 "vfioguard policy parameters;modprobe --ignore-install vfioguard;vfioguard status;vfioguard policy load;modprobe --ignore-install vfio-pci" \
		"the policy was not applied: /etc/vfioguard/policy.conf:3: nonsense"
}

stale_initramfs() {
	local image

	image=$root/boot/initrd.img-$release
	fresh
	with_policy
	touch -d '1 hour ago' "$image"
	load
	expect 0 "vfioguard policy parameters;modprobe --ignore-install vfioguard mode=audit scope=all;vfioguard status;vfioguard policy load;modprobe -c" \
		"may hold an older policy; run '/usr/lib/vfioguard/rebuild-initramfs"
}

# A copy that keeps its time, and a link to a file that changed
stale_initramfs_of_old_file() {
	local image

	image=$root/boot/initrd.img-$release
	fresh
	with_policy
	touch -d '1 hour ago' "$image"
	touch -d '2 hours ago' "$root/etc/vfioguard/policy.conf"
	load
	grep -q "may hold an older policy" <<<"$said" || echo "copy: $said"
	mv "$root/etc/vfioguard/policy.conf" "$root/etc/vfioguard/real.conf"
	ln -s real.conf "$root/etc/vfioguard/policy.conf"
	sleep 0.1
	touch "$image"
	load
	! grep "may hold an older policy" <<<"$said"
	sleep 0.1
	echo "mode = audit" >"$root/etc/vfioguard/real.conf"
	load
	grep -q "may hold an older policy" <<<"$said" || echo "link: $said"
	touch "$image"
	sleep 0.1
	ln -sfn real.conf "$root/etc/vfioguard/policy.conf"
	load
	grep -q "may hold an older policy" <<<"$said" || echo "another link: $said"
	rm "$root/etc/vfioguard/real.conf"
}

# Somebody moved what it leads to: the tool says so, and is asked.
policy_to_nothing() {
	fresh
	ln -s gone "$root/etc/vfioguard/policy.conf"
	echo "/etc/vfioguard/policy.conf: a symbolic link to nothing" >"$root/answer/broken"
	load vfio-pci
	expect 0 "vfioguard policy parameters;modprobe --ignore-install vfioguard;vfioguard status;vfioguard policy load;modprobe --ignore-install vfio-pci" \
		"the policy was not applied: /etc/vfioguard/policy.conf: a symbolic link to nothing"
}

fresh_initramfs() {
	fresh
	with_policy
	touch -d '1 hour' "$root/boot/initrd.img-$release"
	load
	expect 0 "vfioguard policy parameters;modprobe --ignore-install vfioguard mode=audit scope=all;vfioguard status;vfioguard policy load;modprobe -c"
}

# refused ANSWER TEXT: modprobe says ANSWER, and the driver stays away
refused() {
	fresh
	refused_now "$@"
}

refused_now() {
	: >"$root/calls"
	echo "$1" >"$root/answer/modprobe"
	load vfio-pci ids=10de:2335
	expect 1 "modprobe --ignore-install vfioguard" \
		"vfio-pci is not loaded on kernel $release: $2"
}

no_module() {
	refused "modprobe: FATAL: Module vfioguard not found in directory /lib/modules/x" \
		"there is no module vfioguard for it; install linux-headers-$release, then run 'dkms install --force vfioguard/0.1.0 -k $release' and '/usr/lib/vfioguard/rebuild-initramfs $release'"
}

no_module_with_a_rule() {
	refused "modprobe: ERROR: ../libkmod/libkmod-module.c:895 kmod_module_insert_module() could not find module by name='vfioguard'
modprobe: ERROR: could not insert 'vfioguard': Unknown symbol in module, or unknown parameter (see dmesg)" \
		"there is no module vfioguard for it; install linux-headers-$release, then run"
}

# An advice that would not help is none.
no_source() {
	fresh
	rm -r "$root/usr/src"
	refused_now "modprobe: FATAL: Module vfioguard not found in directory /lib/modules/x" \
		"there is no module vfioguard for it; install vfioguard-dkms and linux-headers-$release, or run 'make install' in the source of vfioguard"
}

no_such_kernel() {
	local release=6.5.0-1-amd64

	refused "modprobe: FATAL: Module vfioguard not found in directory /lib/modules/x" \
		"vfioguard 0.1.0 is for kernels 6.1, 6.12, 7.2, 7.3; boot one of these, or install a later vfioguard"
}

# Nobody knows there what is installed.
advice_of_initramfs() {
	fresh
	rm -r "$root/sbin/modinfo" "$root/usr/src"
	: >"$root/etc/vfioguard/initramfs"
	refused_inside "Key was rejected by service" "it does not trust the signature of vfioguard"
	refused_inside "Module vfioguard not found in directory /lib/modules/x" "install linux-headers-$release, then run"
	rm "$root/etc/vfioguard/initramfs"
}

refused_inside() {
	echo "modprobe: FATAL: $1" >"$root/answer/modprobe"
	load vfio-pci
	grep -qF "$2" <<<"$said" || echo "$said"
}

not_signed() {
	fresh
	rm "$root/sbin/modinfo"
	mkdir -p "$root/sys/firmware/efi"
	refused_now "modprobe: ERROR: could not insert 'vfioguard': Key was rejected by service" \
		"vfioguard is not signed; install openssl and mokutil, run 'dkms build --force vfioguard/0.1.0 -k $release', 'dkms install --force vfioguard/0.1.0 -k $release', '/usr/lib/vfioguard/rebuild-initramfs $release' and 'mokutil --import /var/lib/dkms/mok.pub', reboot and enrol the key"
	rmdir "$root/sys/firmware/efi"
	refused_now "modprobe: ERROR: could not insert 'vfioguard': Key was rejected by service" \
		"vfioguard is not signed, and without UEFI $no_enrolment"
}

# What there is to do where no owner can enrol a key
no_enrolment="no key can be enrolled; remove module.sig_enforce=1 and lockdown= from the kernel command line, or boot a kernel that is built with your key, and reboot"

# not_trusted ANSWER: with UEFI and without
not_trusted() {
	fresh
	mkdir -p "$root/sys/firmware/efi"
	refused_now "$1" "it does not trust the signature of vfioguard; install mokutil, run 'mokutil --import /var/lib/dkms/mok.pub', reboot and enrol the key"
	rmdir "$root/sys/firmware/efi"
	refused_now "$1" "it does not trust the signature of vfioguard, and without UEFI $no_enrolment"
}

unsigned() {
	not_trusted "modprobe: ERROR: could not insert 'vfioguard': Key was rejected by service"
}

unknown_key() {
	not_trusted "modprobe: ERROR: could not insert 'vfioguard': Required key not available"
}

for_another_kernel() {
	refused "modprobe: ERROR: could not insert 'vfioguard': Exec format error" \
		"vfioguard was built for another one; run 'dkms build --force vfioguard/0.1.0 -k $release', 'dkms install --force vfioguard/0.1.0 -k $release' and '/usr/lib/vfioguard/rebuild-initramfs $release'"
}

cannot_arm() {
	refused "modprobe: ERROR: could not insert 'vfioguard': Device or resource busy" \
		"a livepatch or a kprobe owns the place of the guard; remove it, then try again"
}

ftrace_off() {
	echo 0 >"$root/proc/sys/kernel/ftrace_enabled"
	refused "modprobe: ERROR: could not insert 'vfioguard': Device or resource busy" \
		"kernel.ftrace_enabled is 0 and the guard cannot be armed; remove sysctl.kernel.ftrace_enabled=0 from the kernel command line and from /etc/sysctl.d, and reboot"
	echo 1 >"$root/proc/sys/kernel/ftrace_enabled"
}

# As in an initramfs, where -q would keep the reason from us
options_of_modprobe() {
	fresh
	MODPROBE_OPTIONS=-qb load vfio-pci
	! grep -q MODPROBE_OPTIONS= "$root/environment" || echo "MODPROBE_OPTIONS is left"
}

for_another_reason() {
	refused "modprobe: ERROR: could not insert 'vfioguard': No such device" \
		"vfioguard does not load, see the kernel log before this line (modprobe:"
}

# One sentence, however much modprobe says
for_two_reasons() {
	refused "modprobe: ERROR: this
modprobe: ERROR: that *" \
		"vfioguard does not load, see the kernel log before this line (modprobe: ERROR: this modprobe: ERROR: that *)"
}

# The tool tells of it; the next time that all is well ends that.
refusal_is_kept() {
	no_module
	diff <(sed 's/^<3>vfioguard: //' "$root/dev/kmsg") "$root/run/vfioguard/refusal"
	rm "$root/answer/modprobe"
	load vfio-pci
	grep . "$root/run/vfioguard/refusal"
}

# In the initramfs there was no module: it came too late for vfio-pci, and what
# tells of it is the service of the root file system.
refused_in_initramfs() {
	: >"$root/etc/vfioguard/initramfs"
	no_module
	rm "$root/etc/vfioguard/initramfs" "$root/answer/modprobe"
	load vfio-pci
	: >"$root/dev/kmsg"
	load
	told=$said
	diff <(sed 's/^<4>vfioguard: //' "$root/dev/kmsg") "$root/run/vfioguard/notice"
	grep -q "^vfio-pci was refused in the initramfs, .* run '/usr/lib/vfioguard/rebuild-initramfs $release' and reboot$" \
		"$root/run/vfioguard/notice" || echo "told: $told"
	fresh
	no_module
	rm "$root/answer/modprobe"
	load
	cat "$root/run/vfioguard/notice"
}

# The guard was to come by itself: what is part of the kernel asks for none.
bound_in_initramfs() {
	: >"$root/etc/vfioguard/initramfs"
	with_bound vfio_pci
	load vfioguard
	rm -r "$root/etc/vfioguard/initramfs" "$root/answer/modprobe" "$root"/sys/*
	load
	grep -q "^the guard did not load in the initramfs, where devices were bound unguarded; run" \
		"$root/run/vfioguard/notice" || echo "told: $said"
}

# What the file says no more stays as the initramfs has it.
policy_of_initramfs() {
	local policy=$root/etc/vfioguard/policy.conf

	fresh
	with_policy
	: >"$root/etc/vfioguard/initramfs"
	load vfio-pci
	rm "$root/etc/vfioguard/initramfs"
	load
	! grep . "$root/run/vfioguard/notice" || echo "although the file says the same"
	echo "mode=enforce" >"$root/answer/parameters"
	load
	diff "$root/run/vfioguard/notice" - <<-EOF
		the initramfs has put scope=all in force, of which /etc/vfioguard/policy.conf says nothing; run '/usr/lib/vfioguard/rebuild-initramfs $release' and reboot
	EOF
	rm "$policy"
	load
	[ "$(wc -l <"$root/run/vfioguard/notice")" = 2 ] || echo "without a file: $said"
	[ "$(grep -c '^vfioguard: the initramfs' <<<"$said")" = 2 ] || echo "not each told: $said"
	echo "vfioguard.mode=enforce vfioguard.scope=all" >"$root/proc/cmdline"
	load
	! grep . "$root/run/vfioguard/notice" || echo "although the command line says so"
	# In quotes the kernel takes it, too, and that of another module not.
	echo 'a "vfioguard.mode=enforce" xvfioguard.scope=all' >"$root/proc/cmdline"
	load
	diff <(cut -d' ' -f1-6 "$root/run/vfioguard/notice") - <<<"the initramfs has put scope=all in"
	echo quiet >"$root/proc/cmdline"
	rm -f "$policy"
	# A guard that comes anew knows nothing of it.
	rmdir "$root/sys/module/vfioguard"
	load
	! grep . "$root/run/vfioguard/notice" || echo "of a guard that is gone"
	# There was none in there.
	: >"$root/etc/vfioguard/initramfs"
	echo quiet >"$root/proc/cmdline"
	load vfio-pci
	rm "$root/etc/vfioguard/initramfs"
	load
	! grep . "$root/run/vfioguard/notice"
}

# Of a broken file an older initramfs may have a word, which holds no longer.
broken_after_initramfs() {
	fresh
	with_policy
	: >"$root/etc/vfioguard/initramfs"
	load vfio-pci
	rm "$root/etc/vfioguard/initramfs"
	echo "policy.conf:1: nonsense" >"$root/answer/broken"
	echo "vfioguard: netlink" >"$root/answer/no-reset"
	reset_by_load "the policy of the initramfs (mode=audit scope=all) stays in force: vfioguard: netlink"
	rm "$root/answer/no-reset"
	reset_by_load "the built-in policy replaces that of the initramfs (mode=audit scope=all), as /etc/vfioguard/policy.conf is broken"
	# Once
	: >"$root/calls"
	load
	expect 0 "vfioguard policy parameters;modprobe --ignore-install vfioguard;vfioguard status;vfioguard policy load;modprobe -c" \
		"the policy was not applied"
	! grep . "$root/run/vfioguard/notice"
}

# reset_by_load TEXT: it does so, with these words
reset_by_load() {
	: >"$root/calls"
	load vfio-pci
	expect 0 "vfioguard policy parameters;modprobe --ignore-install vfioguard;vfioguard status;vfioguard policy reset;vfioguard policy load;modprobe --ignore-install vfio-pci" \
		"the policy was not applied: policy.conf:1: nonsense"
	grep -qF -- "$1" <<<"$said" || echo "not said: $1, but: $said"
}

# load_to_journal: what the service said
load_to_journal() {
	exec 3>"$root/out"
	JOURNAL_STREAM=$(stat -Lc %d:%i "$root/out") "${enter[@]}" "$root" /usr/lib/vfioguard/load 2>&3
	exec 3>&-
	cat "$root/out"
	rm "$root/out"
}

# The journal takes the level from there, others take it for a part of the text.
level_for_journal() {
	fresh
	echo "modprobe: ERROR: this" >"$root/answer/modprobe"
	load
	grep '^<' <<<"$said"
	cp "$(command -v stat)" "$root/usr/bin/stat"
	said=$(load_to_journal)
	grep -q '^<3>vfioguard: the guard is not loaded' <<<"$said" || echo "to the journal: $said"
	fresh
	echo "install vfio_pci_core /bin/true" >"$root/answer/rules"
	said=$(load_to_journal)
	grep -q '^<4>vfioguard: .install vfio_pci_core' <<<"$said" || echo "a notice: $said"
	# That of who called, which this is not
	JOURNAL_STREAM=1:1 load
	! grep '^<' <<<"$said"
	rm "$root/usr/bin/stat"
}

# Rules of others, at each boot
overtaken_rule() {
	fresh
	echo "install vfio_pci_core /bin/true" >"$root/answer/rules"
	load
	grep -q '^.install vfio_pci_core /bin/true. keeps modprobe from the rule' \
		"$root/run/vfioguard/notice" || echo "told: $said"
}

# An initramfs of before the guard handed a device out. The guard takes it away,
# and with it the node that tells since when.
nodes_of_before() {
	fresh
	mkdir -p "$root/dev/vfio"
	: >"$root/dev/vfio/7"
	: >"$root/dev/vfio/vfio"
	cp "$(command -v stat)" "$root/usr/bin/stat"
	load
	diff "$root/run/vfioguard/nodes" - <<<"/dev/vfio/7 $(stat -c %.9W "$root/dev/vfio/7")"
	mv "$root/dev/vfio/7" "$root/dev/vfio/8"
	load vfio-pci
	grep -q /dev/vfio/7 "$root/run/vfioguard/nodes" || echo "forgotten"
	rm -r "$root/dev/vfio" "$root/usr/bin/stat"
}

# Words of init, which the kernel does not read
forbidden_behind_the_end() {
	fresh
	echo "quiet -- module_blacklist=vfioguard" >"$root/proc/cmdline"
	echo "modprobe: FATAL: Module vfioguard not found in directory /lib/modules/x" \
		>"$root/answer/modprobe"
	load vfio-pci
	expect 1 "modprobe --ignore-install vfioguard" "there is no module vfioguard for it"
}

# with_bound DRIVER: an initramfs of before the guard loaded it, and it has a
# device; there is no module
with_bound() {
	fresh
	mkdir -p "$root/sys/module/vfio_pci_core/holders/$1" "$root/sys/module/$1" \
		"$root/sys/bus/pci/devices/0000:03:00.0/vfio-dev/vfio0" \
		"$root/sys/bus/pci/devices/0000:04:00.0"
	: >"$root/sys/module/$1/initstate"
	echo "modprobe: FATAL: Module vfioguard not found in directory /lib/modules/x" \
		>"$root/answer/modprobe"
}

# After a power cut before the module was built
driver_without_guard() {
	with_bound nvgrace_gpu_vfio_pci
	load
	expect 1 "modprobe --ignore-install vfioguard;rmmod nvgrace_gpu_vfio_pci;modprobe -r vfio-pci-core" \
		"the guard is not loaded on kernel $release: there is no module vfioguard for it"
	grep unguarded "$root/dev/kmsg" "$root/run/vfioguard/refusal"
}

# expect_named CALLS: what stays bound, and the reason in one sentence with it
expect_named() {
	expect 1 "modprobe --ignore-install vfioguard$1" "device 0000:03:00.0 is bound and unguarded"
	[ "$(wc -l <"$root/run/vfioguard/refusal")" = 1 ] || echo "not one line"
	grep -q "there is no module .*; bound and unguarded: 0000:03:00.0$" "$root/run/vfioguard/refusal" ||
		cat "$root/run/vfioguard/refusal"
}

driver_in_use() {
	with_bound vfio_pci
	: >"$root/answer/open-vfio_pci"
	load
	expect_named ";rmmod vfio_pci;modprobe -r vfio-pci-core"
}

driver_in_kernel() {
	with_bound vfio_pci
	rm -r "$root"/sys/module/{vfio_pci_core,vfio_pci/initstate}
	load
	expect_named ""
}

driver_with_core_in_kernel() {
	with_bound vfio_pci
	rm -r "$root/sys/module/vfio_pci_core"
	load
	expect 1 "modprobe --ignore-install vfioguard;rmmod vfio_pci" "there is no module vfioguard for it"
}

# Not the service's business: who wants another driver, and an initramfs
driver_stays() {
	with_bound vfio_pci
	load mlx5-vfio-pci
	expect_named ";modprobe -r vfio-pci-core"
	: >"$root/calls"
	: >"$root/etc/vfioguard/initramfs"
	load
	rm "$root/etc/vfioguard/initramfs"
	expect_named ";modprobe -r vfio-pci-core"
}

# The tool does not answer, which does not make the guard go.
driver_with_guard() {
	with_bound vfio_pci
	rm "$root/answer/modprobe"
	echo 69 >"$root/answer/status"
	load
	expect 1 "modprobe --ignore-install vfioguard;vfioguard status" "vfioguard is loaded but not armed; reboot, or run 'rmmod vfioguard' and 'systemctl restart vfioguard-policy'"
	grep unguarded "$root/dev/kmsg" "$root/run/vfioguard/refusal"
}

# Also by those who may not load the guard
refusal_is_readable() {
	umask 077
	no_module
	stat -c '%a %n' "$root"/run/vfioguard{,/refusal} | grep -v -e '^755 ' -e '^644 '
}

forbidden() {
	fresh
	echo "quiet module_blacklist=nouveau,vfioguard" >"$root/proc/cmdline"
	echo "modprobe: ERROR: could not insert 'vfioguard': Operation not permitted" \
		>"$root/answer/modprobe"
	load vfio-pci
	expect 1 "modprobe --ignore-install vfioguard" "module_blacklist= on the kernel command line forbids vfioguard; remove it and reboot"
}

not_armed() {
	fresh
	echo "$1" >"$root/answer/status"
	load vfio-pci
	expect 1 "modprobe --ignore-install vfioguard;vfioguard status" "vfioguard is loaded but not armed; reboot, or run 'rmmod vfioguard' and 'systemctl restart vfioguard-policy'"
}

# The way back in stands behind a list that forbids something else.
forbidden_is_another() {
	fresh
	echo "module_blacklist=vfioguard,x module_blacklist=nouveau quiet vfioguard.mode=audit" \
		>"$root/proc/cmdline"
	echo "modprobe: FATAL: Module vfioguard not found in directory /lib/modules/x" \
		>"$root/answer/modprobe"
	load vfio-pci
	expect 1 "modprobe --ignore-install vfioguard" "there is no module vfioguard for it"
}

# in_lockdown STATE TEXT: insmod answers EPERM
in_lockdown() {
	fresh
	mkdir -p "$root/sys/kernel/security"
	echo "$1" >"$root/sys/kernel/security/lockdown"
	echo "modprobe: ERROR: could not insert 'vfioguard': Operation not permitted" \
		>"$root/answer/modprobe"
	load vfio-pci
	expect 1 "modprobe --ignore-install vfioguard" "$2"
}

unsigned_in_lockdown() {
	in_lockdown "none integrity [confidentiality]" "it does not trust the signature of vfioguard"
	in_lockdown "none [integrity] confidentiality" "it does not trust the signature of vfioguard"
}

not_permitted() {
	in_lockdown "[none] integrity confidentiality" "vfioguard does not load, see the kernel log"
}

disarmed() {
	not_armed 2
}

tool_cannot_tell() {
	not_armed 69
}

not_there_after_all() {
	fresh
	touch "$root/answer/vanish"
	load vfio-pci
	expect 1 "modprobe --ignore-install vfioguard" "vfioguard is loaded but not armed; reboot, or run 'rmmod vfioguard' and 'systemctl restart vfioguard-policy'"
}

# One is open, and does not keep the other from going
two_drivers() {
	with_bound mlx5_vfio_pci
	mkdir -p "$root"/sys/module/{vfio_pci_core/holders/,}vfio_pci "$root/sys/bus/pci/devices/0000:04:00.0/vfio-dev/vfio1"
	: >"$root/sys/module/vfio_pci/initstate"
	: >"$root/answer/open-mlx5_vfio_pci"
	: >"$root/answer/open-vfio_pci"
	load
	expect 1 "modprobe --ignore-install vfioguard;rmmod mlx5_vfio_pci;rmmod vfio_pci;modprobe -r vfio-pci-core" \
		"device 0000:04:00.0 is bound and unguarded"
	grep -q "bound and unguarded: 0000:03:00.0 0000:04:00.0$" "$root/run/vfioguard/refusal" ||
		cat "$root/run/vfioguard/refusal"
}
