# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154,SC2034 # from run, and for it
# What goes into an initramfs, and which one is made anew.

initramfs_cases=(
	dracut_of_all_kernels rebuild_tells_of_old_images failed_rebuild
	dracut_takes_all initramfs_of_builtin_core initramfs_without_module
	initramfs_of_no_policy initramfs_with_busybox
)

# Each kernel that is installed, also behind one that fails, and no other
dracut_of_all_kernels() {
	local version

	fresh
	mkdir -p "$root"/lib/modules/{1,2}-amd64
	for version in 1-amd64 1-amd64.bak 2-amd64 3-amd64; do
		touch -d '1 hour ago' "$root/boot/initrd.img-$version"
	done
	cat >"$root/usr/bin/dracut" <<-'EOF'
		#!/bin/sh
		echo "dracut $*" >>/calls
		[ "$4" != 1-amd64 ] && touch "$3"
	EOF
	chmod +x "$root/usr/bin/dracut"
	said=$("${enter[@]}" "$root" /usr/lib/vfioguard/rebuild-initramfs 2>&1) && echo "all is well"
	diff <(grep -o 'run .*' <<<"$said") - <<<"run 'dracut --force /boot/initrd.img-1-amd64 1-amd64'"
	rm -r "$root/usr/bin/dracut" "$root"/lib/modules/{1,2}-amd64
	diff "$root/calls" - <<-'EOF'
		dracut --quiet --force /boot/initrd.img-1-amd64 1-amd64
		dracut --quiet --force /boot/initrd.img-2-amd64 2-amd64
	EOF
}

# update_initramfs=no, a /boot that is read-only and images that somebody else
# makes: all of them end well and leave an old initramfs.
rebuild_tells_of_old_images() {
	local image=$root/boot/efi/EFI/Linux/debian-1-amd64.efi
	local copy=$root/boot/efi/0123/1-amd64/initrd.img-1-amd64

	fresh
	mkdir -p "$root"/lib/modules/{1,2}-amd64 "${image%/*}" "${copy%/*}"
	mkdir -p "${copy%/*/*}/9-amd64"
	touch -d '1 hour ago' "$root"/boot/initrd.img-{1,2,3}-amd64 "$image" "$copy" "${copy%/*/*}/9-amd64/initrd"
	rebuild 'touch /boot/initrd.img-2-amd64'
	diff <(echo "$status $said") - <<-'EOF'
		0 vfioguard: /boot/initrd.img-1-amd64 was not rebuilt: it guards as it did before, or not at all; run 'update-initramfs -c -k 1-amd64'
		vfioguard: /boot/efi/EFI/Linux/debian-1-amd64.efi was not rebuilt: what it boots guards as it did before, or not at all; make it again with what made it
		vfioguard: /boot/efi/0123/1-amd64/initrd.img-1-amd64 was not rebuilt: what it boots guards as it did before, or not at all; make it again with what made it
	EOF
	rebuild 'touch /boot/initrd.img-?-amd64 /boot/efi/EFI/Linux/* /boot/efi/*/1-amd64/*'
	[ -z "$said" ] || echo "said: $said"
	touch -d '1 hour ago' "$copy"
	rebuild 'touch /boot/initrd.img-2-amd64' /usr/lib/vfioguard/rebuild-initramfs 2-amd64
	[ -z "$said" ] || echo "of another kernel: $said"
	rm -r "$root"/lib/modules
}

# initramfs_takes BUILTIN [SCRIPT]: what goes into the initramfs of a kernel that
# has this module built in, and for which modinfo does this
initramfs_takes() {
	cat >"$root/usr/share/initramfs-tools/hook-functions" <<-'EOF'
		copy_file() { echo "$2"; }
		copy_exec() { echo "$1"; }
		manual_add_modules() { echo "module $*"; }
		force_load() { echo "load $*"; }
	EOF
	mkdir -p "$root/lib/modules/1"
	echo "kernel/drivers/vfio/pci/$1.ko" >"$root/lib/modules/1/modules.builtin"
	printf '#!/bin/sh\n%s\n' "${2-}" >"$root/sbin/modinfo"
	chmod +x "$root/sbin/modinfo"
	version=1 DESTDIR=/initramfs "${enter[@]}" "$root" /bin/dash /usr/share/initramfs-tools/hooks/vfioguard 2>&1
	[ -e "$root/initramfs/etc/vfioguard/initramfs" ] || echo "does not know where it is"
	rm -r "$root/lib/modules" "$root/sbin/modinfo" "$root/initramfs"
}

# With vfio-pci-core in the kernel a driver in there can be any.
initramfs_of_builtin_core() {
	mkdir -p "$root/usr/share/initramfs-tools"
	fresh
	with_policy
	# shellcheck disable=SC2016 # not here
	diff <(initramfs_takes vfio-pci-core '[ "$1 $2" = "-k 1" ]') - <<-'EOF'
		/usr/lib/vfioguard/load
		/usr/lib/modprobe.d/vfioguard.conf
		/etc/modprobe.d/vfioguard.conf
		/usr/sbin/vfioguard
		/etc/vfioguard/policy.conf
		module vfio-pci-core vfioguard
		load vfioguard
		/usr/bin/stat
	EOF
	! initramfs_takes vfio | grep ^load
	"${enter[@]}" "$root" /bin/dash /usr/share/initramfs-tools/hooks/vfioguard prereqs
	[ ! -e "$root/etc/vfioguard/initramfs" ] || echo "for prereqs"
}

# The helper refuses in vain there.
initramfs_without_module() {
	local unguarded="built in: it hands out devices UNGUARDED; run '/usr/lib/vfioguard/build-module 1' and '/usr/lib/vfioguard/rebuild-initramfs 1'"
	local driver

	fresh
	for driver in vfio-pci-core vfio-pci; do
		initramfs_takes "$driver" "exit 1" >"$root/taken"
		grep -qF "$unguarded" "$root/taken" || cat "$root/taken"
	done
	initramfs_takes vfio "exit 1" >"$root/taken"
	grep -qF "vfio-pci does not load in this initramfs" "$root/taken" || cat "$root/taken"
	! grep UNGUARDED "$root/taken"
}

# A script in there that calls modprobe has that of kmod, or is warned of.
initramfs_with_busybox() {
	local words="the shell of busybox-static has a modprobe that knows no rules"

	fresh
	initramfs_takes vfio | grep -F "$words"
	cp "$root/bin/busybox-applets" "$root/bin/busybox"
	initramfs_takes vfio | grep -qF "$words" || echo "nothing is said"
	printf '#!/bin/dash\nexit 127\n' >"$root/bin/busybox"
	initramfs_takes vfio | grep -F "$words"
	rm "$root/bin/busybox"
}

# no_policy COMMAND...: what would not get there, or never end, is told
no_policy() {
	local policy=$root/etc/vfioguard/policy.conf kind

	for kind in "ln -s gone" mkfifo "ln -s /dev/zero"; do
		rm -f "$policy"
		$kind "$policy"
		said=$("$@")
		grep -q "vfioguard: /etc/vfioguard/policy.conf is not a regular file" <<<"$said" ||
			echo "$kind: nothing of it in: $said"
		! grep -x /etc/vfioguard/policy.conf <<<"$said"
	done
	rm "$policy"
}

initramfs_of_no_policy() {
	fresh
	no_policy initramfs_takes vfio
}

# With functions as strict as those of dracut: inst_simple takes no -o.
# shellcheck disable=SC2317 # called by what is sourced
dracut_takes_all() (
	setup=$root/usr/lib/dracut/modules.d/90vfioguard/module-setup.sh
	inst_simple() { [ ! -e "$root$1" ] || echo "$1"; }
	inst() { inst_simple "$1"; }
	inst_multiple() { [ "$1" != -o ] || shift; printf '%s\n' "$@"; }
	dwarn() { echo "$1"; }

	fresh
	export dracutsysrootdir=$root
	# shellcheck source=/dev/null
	. "$setup"
	initdir=$root/initdir
	check || echo "left out"
	no_policy install
	with_policy
	install >"$root/taken"
	[ -e "$initdir/etc/vfioguard/initramfs" ] || echo "does not know where it is"
	instmods() { echo "$hostonly $*" >"$root/modules"; }
	modinfo() { [ "${*:1:2}" = "-k 1" ]; }
	hostonly=yes
	kernel=1
	mkdir -p "$root/lib/modules/1"
	echo kernel/drivers/vfio/pci/vfio-pci-core.ko >"$root/lib/modules/1/modules.builtin"
	sed "s,/lib/modules/,$root&," "$setup" >"$root/setup"
	# shellcheck source=/dev/null
	. "$root/setup"
	inst() { echo "$1"; }
	diff <(installkernel) <(echo /usr/bin/stat)
	inst() { :; }
	modinfo() { false; }
	dwarn() { warned=$*; }
	installkernel
	grep -q "built in: it hands out devices UNGUARDED; run '/usr/lib/vfioguard/build-module 1'" <<<"$warned" ||
		echo "warned: $warned"
	grep -qx rd.driver.pre=vfioguard "$initdir/etc/cmdline.d/20-vfioguard.conf" ||
		echo "not loaded with a core in the kernel"
	grep -qx " vfio-pci-core vfioguard" "$root/modules" || echo "takes $(cat "$root/modules" 2>&1)"
	rm -r "$initdir/etc/cmdline.d"
	: >"$root/lib/modules/1/modules.builtin"
	installkernel
	[ ! -e "$initdir/etc/cmdline.d" ] || echo "loaded by a kernel that asks for it"
	rm -r "$root/lib/modules" "$initdir"
	for file in {/usr/lib,/etc}/modprobe.d/vfioguard.conf /etc/vfioguard/policy.conf \
		/usr/lib/vfioguard/load /usr/sbin/vfioguard cat mkdir modprobe sh; do
		grep -qxF -- "$file" "$root/taken" || echo "not $file"
	done
)

# The times of vfat are even.
# shellcheck disable=SC2016 # not here
failed_rebuild() {
	local second_before='touch -d "@$(($(date +%s) - 1))" /boot/initr* /boot/EFI/Linux/* /efi/EFI/Linux/* /boot/0123/1-amd64/* /efi/0123/1-amd64/*'
	local image

	fresh
	mkdir -p "$root"/lib/modules/{1,2}-amd64 "$root"/{boot,efi}/EFI/Linux "$root"/{boot,efi}/0123/1-amd64
	for image in "$root"/boot/initr{d.img-1-amd64,amfs-1-amd64.img} \
		"$root"/{boot,efi}/{EFI/Linux/1.efi,0123/1-amd64/initrd}; do
		touch -d '1 hour ago' "$image"
	done
	rebuild 'exit 1'
	[ "$status $(grep -c 'was not rebuilt' <<<"$said")" = "1 6" ] || echo "$status: $said"
	rebuild "$second_before"
	[ "$status $said" = "0 " ] || echo "on vfat: $status: $said"
	maintainer vfioguard.postrm "$second_before" remove
	[ "$status $said" = "0 " ] || echo "removed on vfat: $status: $said"
	rm -r "$root"/lib/modules "$root/efi"
	"${enter[@]}" "$root" /usr/lib/vfioguard/update-drivers
}
