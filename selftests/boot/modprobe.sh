# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154,SC2034 # from run, and for it
# The rules as the real modprobe reads them.

modprobe_cases=(
	guard_before_new_driver guard_before_old_driver
	guard_before_driver_with_softdep guard_by_name guard_with_builtin_core
	guard_in_a_circle guard_is_missing guard_among_others core_goes_with_guard
)

# module NAME [NEEDED...]: what depmod has to find in a module
module() {
	local name=${1//-/_}

	gcc -c -x assembler -o "$dir/$1.ko" - <<-EOF
		.section .modinfo,"a"
		.asciz "name=$name"
		.section __ksymtab_strings,"a"
		.asciz "symbol_of_$name"
		.data
		$([ $# -eq 1 ] || printf '.quad symbol_of_%s\n' "${@:2}")
	EOF
}

# with_real_modprobe CASE: that of this machine, and a kernel that takes any
# module but the one in /answer/refused. new-vfio-pci came after the rules were
# made.
with_real_modprobe() {
	local dir

	dir=$root/lib/modules/$(uname -r)
	fresh
	update "$(uname -r)" </dev/null
	module vfio
	module vfio-pci-core vfio
	module vfio-pci vfio_pci_core
	module new-vfio-pci vfio_pci_core
	module vfioguard vfio_pci_core
	touch "$dir"/modules.{order,builtin,builtin.modinfo}
	depmod -b "$root" "$(uname -r)"
	with_libraries "$(command -v modprobe)"
	cp -L "$(command -v modprobe)" "$root/sbin/modprobe"
	cp "$root/kernel.so" "$root/lib/"
	"$@"
	stand_ins
	rm -r "$root/lib/modules" "$root/lib/kernel.so"
}

# modprobe ARGUMENT...: in there; what it inserts and removes is in calls.
modprobe_there() {
	said=$("${enter[@]}" "$root" /bin/dash -c 'LD_PRELOAD=/lib/kernel.so exec /sbin/modprobe "$@"' sh "$@" 2>&1)
	status=$?
	calls=$(grep -E '^(insert|remove) ' "$root/calls" | paste -sd';')
}

# inserts CALLS ARGUMENT...
inserts() {
	local wanted=$1

	shift
	modprobe_there "$@"
	[ "$calls" = "$wanted" ] || printf 'modprobe %s: %s instead of %s\n%s\n' "$*" "$calls" "$wanted" "$said"
}

guard_before_new_driver() {
	inserts "insert vfio;insert vfio_pci_core;insert vfioguard;insert new_vfio_pci" new-vfio-pci
}

guard_before_old_driver() {
	inserts "insert vfio;insert vfio_pci_core;insert vfioguard;insert vfio_pci x=vfioguard" \
		vfio-pci x=vfioguard
}

# A softdep makes modprobe pass by the rule of that driver.
guard_before_driver_with_softdep() {
	echo "softdep vfio-pci pre: vfio" >"$root/etc/modprobe.d/other.conf"
	inserts "insert vfio;insert vfio_pci_core;insert vfioguard;insert vfio_pci" vfio-pci
	rm "$root/etc/modprobe.d/other.conf"
}

# By hand, too, with its policy and with what is said there
guard_by_name() {
	with_policy
	inserts "insert vfio;insert vfio_pci_core;insert vfioguard profile=paranoid mode=audit scope=all" \
		vfioguard profile=paranoid
	grep -q 'vfioguard policy load' "$root/calls" || echo "no policy"
	rm -r "$root"/sys/module/*
	: >"$root/calls"
	inserts "insert vfio;insert vfio_pci_core;insert vfioguard profile=paranoid mode=audit scope=all" \
		-v vfioguard profile=paranoid
}

# Where the core is part of the kernel, the hooks have the guard loaded so.
guard_with_builtin_core() {
	rm "$dir/vfio-pci-core.ko" "$dir"/*vfio-pci.ko
	module vfioguard
	echo kernel/vfio-pci-core.ko >"$dir/modules.builtin"
	depmod -b "$root" "$(uname -r)"
	with_policy
	inserts "insert vfioguard mode=audit scope=all" vfioguard
}

# A softdep leads from what the guard needs to a driver, which needs the guard.
guard_in_a_circle() {
	local circle name

	for circle in "vfio pre: vfio-pci" "vfio post: vfio-pci" "vfio-pci-core pre: vfio-pci" \
		"vfioguard pre: new-vfio-pci" "vfio pre: vfioguard"; do
		for name in vfio-pci vfioguard; do
			echo "softdep $circle" >"$root/etc/modprobe.d/other.conf"
			rm -rf "$root"/sys/module/*
			: >"$root/calls"
			: >"$root/dev/kmsg"
			modprobe_there "$name"
			[ "$(grep -o 'insert vfioguard' <<<"$calls" | wc -l)" = 1 ] || echo "$circle: $name: $calls: $said"
			case $circle in
			"vfio "*vfio-pci) grep -q "is not loaded for a softdep of" "$root/dev/kmsg" || echo "$circle: $name: $calls" ;;
			esac
		done
	done
	rm "$root/etc/modprobe.d/other.conf"
}

# In the words of this modprobe, which are others for a module that a rule names
guard_is_missing() {
	rm "$dir/vfioguard.ko"
	depmod -b "$root" "$(uname -r)"
	inserts "insert vfio" vfio-pci
	[ "$status" -ne 0 ] || echo "all is well"
	grep -q "there is no module vfioguard for it" <<<"$said" || echo "said: $said"
}

# Who names the guard among others, or not as the module, asks for those.
guard_among_others() {
	local arguments

	echo vfioguard >"$root/answer/refused"
	echo "softdep vfio-pci pre: vfio" >"$root/etc/modprobe.d/other.conf"
	for arguments in "-a vfioguard new-vfio-pci" "-a new-vfio-pci vfioguard" \
		"--all vfioguard vfio-pci" "-qia vfioguard vfio-pci" "vfioguard -a vfio-pci" \
		"--ignore-install vfioguard" "-i vfio-pci vfioguard" "new-vfio-pci vfioguard"; do
		: >"$root/calls"
		# shellcheck disable=SC2086 # words they are
		modprobe_there $arguments
		! grep -E 'insert (new_)?vfio_pci($| )' "$root/calls" || echo "with modprobe $arguments"
		[ ! -d "$root/sys/module/vfio_pci_core" ] || echo "the core stays with modprobe $arguments"
	done
	: >"$root/calls"
	MODPROBE_OPTIONS="-q -a" modprobe_there vfioguard vfio-pci
	! grep -E 'insert vfio_pci($| )' "$root/calls" || echo "with MODPROBE_OPTIONS"
	rm "$root/etc/modprobe.d/other.conf"
}

# Else what asks for the core next would find it, and run no rule.
core_goes_with_guard() {
	echo vfioguard >"$root/answer/refused"
	inserts "insert vfio;insert vfio_pci_core;remove vfio_pci_core;remove vfio" new-vfio-pci
	[ "$status" -ne 0 ] || echo "all is well"
	: >"$root/calls"
	inserts "insert vfio;insert vfio_pci_core;remove vfio_pci_core;remove vfio" new-vfio-pci
}

# The real modprobe with a real kernel: whatever leads to vfio-pci-core runs
# the helper, with a dash or an underscore in its name.
real_modprobe() {
	local dir version kernels driver name

	dir=$("$kernel" "$1" | sed -n 's/^MODULES=//p')
	version=${dir##*/}
	kernels=${dir%/lib/modules/*}
	update "$version" <"$dir/modules.dep"
	while read -r driver; do
		for name in "$driver" "${driver//-/_}"; do
			modprobe -d "$kernels" -S "$version" -C "$root/etc/modprobe.d" -n -v "$name" 2>&1 |
				grep -qF "install /usr/lib/vfioguard/load $driver " ||
				echo "$name does not run the helper"
		done
	done < <(echo vfio-pci-core
		sed -n 's,^[^:]*/\([^/:]*\)\.ko[^:]*:.*/vfio-pci-core\.ko.*,\1,p' "$dir/modules.dep" |
		tr _ - | grep -v '^vfioguard$')
}
