# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154,SC2034 # from run, and for it
# Installing, upgrading and removing, as packages and from source.

install_cases=(
	removal_tells_of_old_images package_builds policy_of_administrator
	activate_does_all package_is_configured package_is_upgraded hooks_are_run
	service_is_ordered source_elsewhere other_versions_go versions_go_by_hand
	source_over_package package_over_source sandbox uninstall_leaves_nothing
	uninstall_without_dkms drop_in_outlives_target versions_agree readme_signs_all
	kernels_agree
)

# What the packages leave behind is rebuilt as well, or named.
removal_tells_of_old_images() {
	fresh
	cp "$top/userspace/debian/vfioguard.postrm" "$root/postrm"
	mkdir -p "$root"/lib/modules/{1,2}-amd64
	mkdir -p "$root"/boot/efi/{EFI/Linux,0123/1-amd64}
	touch -d '1 hour ago' "$root"/boot/initr{d.img-{1,2,3}-amd64,amfs-{2,3}-amd64.img} \
		"$root"/boot/efi/{EFI/Linux/1.efi,0123/1-amd64/initrd}
	rebuild 'touch /boot/initrd.img-2-amd64' /bin/dash /postrm remove
	diff <(echo "$status $said") - <<-'EOF'
		0 vfioguard: /boot/initrd.img-1-amd64 was not rebuilt: it still has the guard; make it again as this host does, with 'update-initramfs -c -k 1-amd64' or 'dracut --force /boot/initrd.img-1-amd64 1-amd64'
		vfioguard: /boot/initramfs-2-amd64.img was not rebuilt: it still has the guard; make it again as this host does, with 'update-initramfs -c -k 2-amd64' or 'dracut --force /boot/initramfs-2-amd64.img 2-amd64'
		vfioguard: /boot/efi/EFI/Linux/1.efi was not rebuilt: it may still have the guard; make it again with what made it
		vfioguard: /boot/efi/0123/1-amd64/initrd was not rebuilt: it may still have the guard; make it again with what made it
	EOF
	[ ! -e "$rules" ] || echo "the rules are left"
	# The module's own package must go, too.
	cp "$top/userspace/debian/vfioguard-dkms.postrm" "$root/dkms.postrm"
	rebuild 'exit 1' /bin/dash /dkms.postrm remove
	[ "$status" = 0 ] && grep -q "it still has the guard; run '/usr/lib/vfioguard/rebuild-initramfs' again" <<<"$said" ||
		echo "a full /boot: $status, $said"
	rm "$root/dkms.postrm"
	rebuild 'touch /boot/initr*-amd64* /boot/efi/*/*/*' /bin/dash /postrm remove
	[ -z "$said" ] || echo "said: $said"
	# shellcheck disable=SC2016 # not here
	printf '#!/bin/sh\necho "dracut $*" >>/calls\ncat >/dev/null\ntouch /boot/efi/*/*/* "$3"\nexit 1\n' >"$root/usr/bin/dracut"
	chmod +x "$root/usr/bin/dracut"
	: >"$root/calls"
	"${enter[@]}" "$root" /bin/dash /postrm remove 2>&1
	diff "$root/calls" - <<-'EOF'
		dracut --quiet --force /boot/initrd.img-1-amd64 1-amd64
		dracut --quiet --force /boot/initrd.img-2-amd64 2-amd64
		dracut --quiet --force /boot/initramfs-2-amd64.img 2-amd64
	EOF
	rm -r "$root"/lib/modules "$root/postrm" "$root/usr/bin/dracut"
}

# What an older source left would be built for the next kernel, too, and win.
other_versions_go() {
	fresh
	make_dkms
	cp "$boot"/{activate,deactivate,forget-versions} "$root/"
	mkdir -p "$root"/usr/src/vfioguard-{0.0.9,1.0,main} "$root/lib/modules/1/updates"
	# that of DKMS=no
	: >"$root/lib/modules/1/updates/vfioguard.ko.xz"
	# not a copy for DKMS
	: >"$root/usr/src/vfioguard-main/Makefile"
	"${enter[@]}" "$root" /bin/dash /activate /usr/lib/vfioguard 1.0 yes >"$root/out" 2>&1
	grep remove "$root/calls" | diff - <(printf 'dkms remove vfioguard/%s --all\n' 0.0.8 0.0.9 0.1.0)
	grep -qx 'dkms add vfioguard/1.0' "$root/calls" || cat "$root/out"
	[ -d "$root/usr/src/vfioguard-1.0" ] || echo "the new source is gone, too"
	[ ! -d "$root/usr/src/vfioguard-0.0.9" ] || echo "the old source stays"
	[ ! -e "$root/lib/modules/1/updates/vfioguard.ko.xz" ] || echo "the module of before stays"
	rm -r "$root/lib/modules"
	: >"$root/calls"
	"${enter[@]}" "$root" /bin/dash /deactivate >"$root/out" 2>&1
	grep remove "$root/calls" | diff - <(printf 'dkms remove vfioguard/%s --all\n' 0.0.8 0.0.9 0.1.0)
	find "$root/usr/src" -mindepth 1 | grep -v vfioguard-main
	[ -e "$root/usr/src/vfioguard-main/Makefile" ] || echo "somebody's checkout is gone"
	rm -r "$root/usr/src"
	"${enter[@]}" "$root" /usr/lib/vfioguard/update-drivers
	rm "$root"/usr/sbin/{dkms,systemctl,depmod} "$root"/{*activate,forget-versions}
}

# The source is gone, or dkms itself.
versions_go_by_hand() {
	local module=$root/lib/modules/1/updates/dkms/vfioguard.ko.xz

	fresh
	make_dkms
	cat >"$root/usr/sbin/dkms" <<-'EOF'
		#!/bin/sh
		[ "$1" = remove ] && exit 4
		echo vfioguard/0.1.0, 1, x86_64: installed
	EOF
	cp "$boot"/{deactivate,forget-versions} "$root/"
	mkdir -p "${module%/*}" "$root/var/lib/dkms/vfioguard/0.1.0"
	: >"$module"
	"${enter[@]}" "$root" /bin/dash /deactivate >"$root/out" 2>&1 || cat "$root/out"
	find "$module" "$root/var/lib/dkms/vfioguard/0.1.0" 2>/dev/null
	rm "$root/usr/sbin/dkms"
	mkdir -p "$root/var/lib/dkms/vfioguard/0.1.0"
	: >"$module"
	"${enter[@]}" "$root" /bin/dash /deactivate >"$root/out" 2>&1 || cat "$root/out"
	find "$module" "$root/var/lib/dkms/vfioguard" 2>/dev/null
	rm -r "$root/lib/modules" "$root/var/lib/dkms" "$root"/usr/sbin/{systemctl,depmod} "$root"/{deactivate,forget-versions}
	"${enter[@]}" "$root" /usr/lib/vfioguard/update-drivers
}

# What is there goes as a whole.
source_elsewhere() {
	mkdir -p "$root/dest/usr/src"
	make -s -C "$top" elsewhere DESTDIR="$root/dest" || echo "refused without a reason"
	ln -s "$top" "$root/dest/usr/src/vfioguard-0.1.0"
	said=$(make -s -C "$top" elsewhere DESTDIR="$root/dest" 2>&1) && echo "all is well"
	grep -q "move this one elsewhere" <<<"$said" || echo "said: $said"
	[ "$(grep -cE '^(install-source|uninstall):.* elsewhere' "$top/Makefile")" = 2 ] || echo "nobody asks"
	rm "$root/dest/usr/src/vfioguard-0.1.0"
	mkdir -p "$root/dest/usr/src/vfioguard-0.1.0/kmod"
	make -s -C "$top" elsewhere DESTDIR="$root/dest" || echo "refused for a copy of dkms"
	: >"$root/dest/usr/src/vfioguard-0.1.0/Makefile"
	said=$(make -s -C "$top" elsewhere DESTDIR="$root/dest" 2>&1) && echo "a checkout would go"
	grep -q "is more than a copy for DKMS" <<<"$said" || echo "said: $said"
	rm -r "$root/dest"
}

# One hides the other: units in /etc those in /usr, and the tool in /usr/local
# that in /usr, while the hooks are the same files.
source_over_package() {
	cp "$boot/unpackaged" "$root/"
	"${enter[@]}" "$root" /bin/dash /unpackaged 2>&1 || echo "without a package"
	mkdir -p "$root/var/lib/dpkg/info"
	: >"$root/var/lib/dpkg/info/vfioguard-dkms.list"
	said=$("${enter[@]}" "$root" /bin/dash /unpackaged 2>&1) && echo "all is well"
	grep -q "run 'apt-get purge vfioguard vfioguard-dkms' first" <<<"$said" || echo "said: $said"
	make -n -C "$top" install DKMS=yes 2>&1 | grep -m 1 -e unpackaged -e 'cp -r' | grep -v unpackaged
	make -n -C "$top" uninstall 2>&1 | grep -m 1 -e unpackaged -e deactivate -e 'rm ' | grep -v unpackaged
	rm -r "${root:?}/var" "$root/unpackaged"
}

package_over_source() {
	package_refuses vfioguard
	package_refuses vfioguard-dkms
}

# preinst: that of a package, with a dpkg that knows what is in /answer/owned
preinst() {
	cat >"$root/usr/bin/dpkg-query" <<-'EOF'
		#!/bin/sh
		grep -qx "$2" /answer/owned
	EOF
	chmod +x "$root/usr/bin/dpkg-query"
	said=$("${enter[@]}" "$root" /bin/dash /preinst "$@" 2>&1)
	status=$?
	rm "$root/usr/bin/dpkg-query"
}

# Upgrade, package removed and not purged, and the other package there: the hook
# is that of the package. From source it is nobody's, with any PREFIX.
package_refuses() {
	local hook=/etc/kernel/postinst.d/dkms-vfioguard

	fresh
	cp "$top/userspace/debian/$1.preinst" "$root/preinst"
	echo "$hook" >"$root/answer/owned"
	preinst upgrade 0.1.0
	[ "$status $said" = "0 " ] || echo "over the package: $said"
	: >"$root/answer/owned"
	preinst install
	[ "$status" -ne 0 ] || echo "over a source: all is well"
	grep -q "run 'make uninstall' in its source" <<<"$said" || echo "said: $said"
	mv "$root$hook" "$root/hook"
	preinst install
	[ "$status $said" = "0 " ] || echo "alone: $said"
	mv "$root/hook" "$root$hook"
	rm "$root/preinst"
}

# Before each of them the prerm may have taken the module out of DKMS.
package_builds() {
	local action

	fresh
	with_kernels 6.1.1 6.1.2
	mkdir -p "$root/usr/src/vfioguard-0.1.0"
	: >"$root/usr/src/vfioguard-0.1.0/dkms.conf"
	cp "$top/userspace/debian/vfioguard-dkms.postinst" "$root/postinst"
	for action in configure abort-upgrade abort-remove abort-deconfigure; do
		: >"$root/calls"
		rebuild : /bin/dash /postinst "$action" 0.1.0
		[ "$(dkms_calls)" = "6.1.1 6.1.2" ] || echo "$action builds: $(dkms_calls)"
		[ "$(tail -n 1 "$root/calls")" = "update-initramfs -u -k all" ] || echo "$action leaves the initramfs as it was"
		grep -qF "kernel 6.1.1 has no module vfioguard" <<<"$said" || echo "$action: $said"
	done
	mkdir -p "$root/sys/module/vfioguard"
	echo 0123 >"$root/sys/module/vfioguard/srcversion"
	rebuild : /bin/dash /postinst configure 0.1.0
	! grep "a reboot is pending" <<<"$said" || echo "for no module"
	echo 'echo 4567' >>"$root/sbin/modinfo"
	rebuild : /bin/dash /postinst configure 0.1.0
	grep -q "a reboot is pending" <<<"$said" || echo "said: $said"
	# The part that debhelper adds ends where the running kernel has no module.
	: >"$root/calls"
	sed -i 's/^#DEBHELPER#/(exit 10)/' "$root/postinst"
	rebuild : /bin/dash /postinst configure 0.1.0
	[ "$status $(dkms_calls) $(tail -n 1 "$root/calls")" = "10 6.1.1 6.1.2 update-initramfs -u -k all" ] ||
		echo "ended: $status, $said"
	sed -i 's/^(exit 10)//' "$root/postinst"
	: >"$root/calls"
	rebuild : /bin/dash /postinst triggered x
	[ "$status $said$(cat "$root/calls")" = "0 " ] || echo "triggered: $said"
	without_kernels
	rm "$root/postinst"
}

# At most 3.0 of 10
sandbox() {
	local unit=$root/etc/systemd/system/vfioguard-policy.service

	make -s -C "$boot" install DESTDIR="$root"
	systemd-analyze security --offline=true --threshold=30 "$unit" >"$root/exposure" 2>&1 ||
		tail -n 1 "$root/exposure"
	grep -q '^TimeoutStartSec=[0-9]' "$unit" || echo "the boot can hang"
	systemd-analyze verify --man=no --recursive-errors=no --root="$root" "$unit" 2>&1
}

uninstall_leaves_nothing() {
	local dest=$root/a\ b prefix

	for prefix in /usr/local /usr; do
		make -s -C "$top" install DESTDIR="$dest" PREFIX="$prefix" 2>&1
		[ "$(find "$dest" -type f | wc -l)" -gt 20 ] || echo "little was installed"
		[ -x "$dest$prefix/lib/vfioguard/load" ] || echo "no helper in $prefix"
		find "$dest" -type f ! -path '*/usr/src/*' -print0 | xargs -0 grep -Il '@[A-Z]*@'
		make -s -C "$top" uninstall DESTDIR="$dest" PREFIX="$prefix" 2>&1
		find "$dest" ! -type d
		rm -rf "$dest"
	done
}

# For one kernel, which puts modules where 6.1 does
uninstall_without_dkms() {
	local dest=$root/dest kdir=$root/kdir

	mkdir -p "$kdir"
	cat >"$kdir/Makefile" <<-'EOF'
		INSTALL_MOD_DIR ?= extra
		modules:
		modules_install: ; install -D /dev/null $(INSTALL_MOD_PATH)/lib/modules/1/$(INSTALL_MOD_DIR)/vfioguard.ko
	EOF
	make -s -C "$top" install DESTDIR="$dest" DKMS=no KDIR="$kdir" KVER=1 2>&1
	[ -n "$(find "$dest" -name vfioguard.ko)" ] || echo "no module"
	make -s -C "$top" uninstall DESTDIR="$dest" KDIR="$kdir" KVER=1 2>&1
	find "$dest" ! -type d
	rm -rf "$dest" "$kdir"
}

# What README tells administrators to do must not keep libvirtd from starting
# once the target is gone.
drop_in_outlives_target() {
	local dest=$root/dest name step unit

	for name in libvirtd virtqemud; do
		step=$(sed -n "s/^    \(cp .*\)libvirtd\(.*\)/\1$name\2/p" "$top/README.md")
		unit=$dest/etc/systemd/system/$name.service
		mkdir -p "${unit%/*}"
		printf '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/true\n' >"$unit"
		with_libraries /bin/true && cp -r "$root/bin" "$dest/"
		make -s -C "$boot" install DESTDIR="$dest" PREFIX=/usr
		sh -c "${step// \// $dest/}"
		grep -q Requires=vfioguard-ready.target "$unit.d/vfioguard.conf" || echo "$name does not wait"
		make -s -C "$boot" uninstall DESTDIR="$dest" PREFIX=/usr
		systemd-analyze verify --man=no --root="$dest" "${unit##*/}" 2>&1 | grep 'not found'
		rm -rf "$dest"
	done
}

versions_agree() {
	local version

	version=$(sed -n 's/^VERSION := //p' "$top/Makefile")
	grep -q "^PACKAGE_VERSION=\"$version\"$" "$top/dkms.conf" || echo "dkms.conf"
	grep -q "VG_VERSION.*\"$version\"" "$top/kmod/config.h" || echo "kmod/config.h"
	grep -q "^VERSION ?= $version$" "$top/userspace/Makefile" || echo "userspace/Makefile"
	head -n 1 "$top/userspace/debian/changelog" | grep -qF "($version)" || echo "debian/changelog"
	grep -qF "dkms install --force vfioguard/$version -k" "$top/README.md" || echo "README.md"
}

# DKMS signs what it builds, and what install does not build again stays unsigned,
# as does the copy in the initramfs.
readme_signs_all() {
	local what

	for what in 'dkms build --force' 'dkms install --force' /usr/lib/vfioguard/rebuild-initramfs; do
		sed -n '/openssl came after the module/,/^$/p' "$top/README.md" | grep -qF "\`$what " || echo "no $what"
	done
}

# dkms builds for the series of the list and for no other.
kernels_agree() {
	local pattern name

	pattern=$(sed -n 's/^BUILD_EXCLUSIVE_KERNEL="\(.*\)"/\1/p' "$top/dkms.conf")
	while read -r name; do
		[[ $name.0-56-amd64 =~ $pattern ]] || echo "not $name"
		[[ ! ${name}0.1-amd64 =~ $pattern ]] || echo "${name}0 too"
	done < <(awk '!/^#/ { print $1 }' "$top/selftests/lab/KERNELS")
	grep -vc '^#' "$top/selftests/lab/KERNELS" | grep -qx "$(tr -cd '|' <<<"$pattern" | wc -c | xargs expr 1 +)" ||
		echo "dkms.conf names other kernels"
	grep -qF "$(awk '!/^#/ { print $1 }' "$top/selftests/lab/KERNELS" | paste -sd, | sed 's/,/, /g; s/\(.*\),/\1 and/')" "$top/README.md" ||
		echo "README.md names other kernels"
}

# An upgrade by "make install" and a removal leave what the administrator wrote.
policy_of_administrator() {
	local dest=$root/dest placed=$root/dest/etc/vfioguard/policy.conf

	make -s -C "$boot" install DESTDIR="$dest"
	[ -e "$placed" ] || echo "none is installed"
	echo "mode = audit" >"$placed"
	make -s -C "$boot" install DESTDIR="$dest"
	grep -qx "mode = audit" "$placed" || echo "overwritten"
	make -s -C "$boot" uninstall DESTDIR="$dest"
	[ -e "$placed" ] || echo "removed"
	rm -rf "$dest"
}

# Each step, in this order
activate_does_all() {
	local tool

	fresh
	make_dkms
	: >"$root/answer/dkms"
	printf '#!/bin/sh\necho "systemctl $*" >>/calls\n' >"$root/usr/sbin/systemctl"
	cp "$boot"/{activate,deactivate,forget-versions} "$root/"
	mkdir "$root/steps"
	for tool in update-drivers build-module rebuild-initramfs; do
		printf '#!/bin/sh\necho %s >>/calls\n' "$tool" >"$root/steps/$tool"
		chmod +x "$root/steps/$tool"
	done
	"${enter[@]}" "$root" /bin/dash /activate /steps 1.0 yes >"$root/out" 2>&1
	diff <(grep -v '^dkms status' "$root/calls") - <<-'EOF'
		update-drivers
		dkms add vfioguard/1.0
		build-module
		systemctl enable vfioguard-policy.service
		rebuild-initramfs
	EOF
	: >"$root/calls"
	: >"$rules"
	"${enter[@]}" "$root" /bin/dash /deactivate >"$root/out" 2>&1
	grep -qx 'systemctl disable vfioguard-policy.service' "$root/calls" || echo "the service stays"
	[ ! -e "$rules" ] || echo "the rules stay"
	printf 'install vfio-pci /usr/lib/vfioguard/load vfio-pci\noptions vfioguard mode=audit\n' >"$rules"
	"${enter[@]}" "$root" /bin/dash /deactivate >"$root/out" 2>&1
	diff "$rules" - <<<"options vfioguard mode=audit"
	rm "$rules"
	rm -r "$root"/usr/sbin/{dkms,systemctl,depmod} "$root"/{*activate,forget-versions,steps}
	"${enter[@]}" "$root" /usr/lib/vfioguard/update-drivers
}

# maintainer SCRIPT WITH ARGUMENT...: runs it with such an update-initramfs
maintainer() {
	cp "$top/userspace/debian/$1" "$root/script"
	rebuild "$2" /bin/dash /script "${@:3}"
	rm "$root/script"
}

package_is_configured() {
	fresh
	rm -f "$rules"
	maintainer vfioguard.postinst 'ls /etc/modprobe.d/vfioguard.conf >>/calls; exit 1' configure
	[ "$status" = 0 ] || echo "ends with $status: $said"
	grep -q "an initramfs was not rebuilt" <<<"$said" || echo "said: $said"
	grep -qx /etc/modprobe.d/vfioguard.conf "$root/calls" || echo "an initramfs without rules"
	maintainer vfioguard-dkms.postinst 'exit 1' configure 0.0.1
	[ "$status" = 1 ] || echo "of dkms: all is well"
	: >"$root/calls"
	maintainer vfioguard-dkms.postrm : remove
	grep -q update-initramfs "$root/calls" || echo "the initramfs keeps the module"
}

package_is_upgraded() {
	fresh
	: >"$rules"
	maintainer vfioguard.postrm : upgrade 0.1.1
	[ -e "$rules" ] || echo "unguarded while it is upgraded"
	[ ! -s "$root/calls" ] || cat "$root/calls"
	maintainer vfioguard.postrm 'exit 1' remove
	[ "$status" = 0 ] || echo "cannot be removed"
	"${enter[@]}" "$root" /usr/lib/vfioguard/update-drivers
}

hooks_are_run() {
	find "$root"/etc/kernel/*.d "$root/usr/share/initramfs-tools/hooks" -type f ! -perm /111
}

# A service that is early, waits for what it needs, and can be told of a change
service_is_ordered() {
	local units=$root/usr/lib/systemd/system line

	for line in '^Before=.*sysinit\.target' '^WantedBy=sysinit\.target' '^After=.*local-fs\.target' \
		'^ExecReload=/usr/lib/vfioguard/load$'; do
		grep -q "$line" "$units/vfioguard-policy.service" || echo "no $line"
	done
	grep -qx After=vfioguard-ready.target "$root/usr/share/vfioguard/systemd/libvirtd.service.d/vfioguard.conf" ||
		echo "libvirtd does not wait"
	grep -qx Requires=vfioguard-policy.service "$units/vfioguard-ready.target" || echo "ready without the guard"
	cmp "$root"/usr/share/vfioguard/systemd/{libvirtd,virtqemud}.service.d/vfioguard.conf
}
