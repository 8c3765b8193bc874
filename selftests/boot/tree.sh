# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154,SC2034 # from run, and for it
# A tree with little more than a shell, as an initramfs is, and stand-ins that note
# how they were called and answer what a case wants.

# with_libraries PROGRAM: into the tree
with_libraries() {
	local file

	for file in "$1" $(ldd "$1" | grep -o '/[^ ]*'); do
		mkdir -p "$root$(dirname "$file")"
		cp -L --remove-destination "$file" "$root$file"
	done
}

stand_ins() {
	cat >"$root/sbin/modprobe" <<'EOF'
#!/bin/sh
echo "modprobe $*" >>/calls
set >/environment
[ "$1" != -c ] || cat /answer/rules
[ "$2" = vfioguard ] || exit 0
if [ -e /answer/modprobe ]; then
	cat /answer/modprobe >&2
	exit 1
fi
[ -e /answer/vanish ] || mkdir -p /sys/module/vfioguard
EOF
	cat >"$root/usr/sbin/vfioguard" <<'EOF'
#!/bin/sh
echo "vfioguard $*" >>/calls
case "$*" in
status)
	exit "$(cat /answer/status)" ;;
"policy parameters")
	[ ! -e /answer/broken ] || exit 1
	cat /answer/parameters ;;
"policy load")
	[ ! -e /answer/broken ] || { cat /answer/broken >&2; exit 1; } ;;
"policy reset")
	[ ! -e /answer/no-reset ] || { cat /answer/no-reset >&2; exit 1; } ;;
esac
EOF
	cat >"$root/sbin/rmmod" <<'EOF'
#!/bin/sh
echo "rmmod $*" >>/calls
if [ -e "/answer/open-$1" ]; then
	echo "rmmod: ERROR: Module $1 is in use" >&2
	exit 1
fi
rm -rf "/sys/module/$1" "/sys/module/vfio_pci_core/holders/$1" /sys/bus/pci/devices/*/vfio-dev
EOF
	chmod +x "$root"/{,usr/}sbin/*
}

make_tree() {
	local applet

	mkdir -p "$root"/{bin,dev,proc,etc/vfioguard,etc/modprobe.d,sbin,usr/sbin,usr/bin}
	cp "$(command -v busybox)" "$root/bin/busybox-applets"
	for applet in awk basename cat cmp date echo find grep mkdir mv printf rm sed sh sort stat sync touch tr true; do
		ln -s busybox-applets "$root/bin/$applet"
	done
	mkdir -p "$root/proc/sys/kernel"
	echo 1 >"$root/proc/sys/kernel/ftrace_enabled"
	with_libraries /bin/dash
	make -s -C "$boot" install DESTDIR="$root" PREFIX=/usr || exit
	stand_ins
	with_libraries "$(command -v stat)"
	rm "$root$(command -v stat)"
	with_libraries /usr/bin/find
	gcc -Wall -Wextra -Werror -shared -fPIC -o "$root/kernel.so" "$top/selftests/boot/kernel.c" || exit
}

# Before each case: a kernel without the guard, a tool that answers well
fresh() {
	rm -rf "${root:?}"/{answer,sys,calls,boot,run} "$root/etc/vfioguard/policy.conf"
	mkdir -p "$root"/{answer,sys/module,boot,run}
	echo 0 >"$root/answer/status"
	echo "$release" >"$root/proc/sys/kernel/osrelease"
	mkdir -p "$root/usr/src/vfioguard-0.1.0"
	: >"$root/usr/src/vfioguard-0.1.0/dkms.conf"
	printf '#!/bin/sh\necho DKMS\n' >"$root/sbin/modinfo"
	chmod +x "$root/sbin/modinfo"
	echo "install vfio_pci_core /usr/lib/vfioguard/load" >"$root/answer/rules"
	: >"$root/answer/parameters"
	: >"$root/calls"
	: >"$root/dev/kmsg"
	echo "quiet" >"$root/proc/cmdline"
}

with_policy() {
	echo "mode=audit scope=all" >"$root/answer/parameters"
	echo "mode = audit" >"$root/etc/vfioguard/policy.conf"
}

# load ARGUMENT...: sets status, said
load() {
	# shellcheck disable=SC2086 # a command and maybe an argument
	said=$("${enter[@]}" "$root" $shell /usr/lib/vfioguard/load "$@" 2>&1)
	status=$?
}

# expect STATUS CALLS [TEXT...]: CALLS are separated by semicolons, each TEXT
# is part of what was said, to the caller and to the kernel log.
expect() {
	local calls text

	calls=$(paste -sd';' "$root/calls")
	[ "$status" = "$1" ] || echo "status $status instead of $1"
	[ "$calls" = "$2" ] || echo "calls $calls instead of $2"
	for text in "${@:3}"; do
		grep -qF -- "$text" <<<"$said" || echo "not said: $text, but: $said"
		grep -qF -- "$text" "$root/dev/kmsg" || echo "not in the kernel log: $text"
	done
	[ $# -gt 2 ] || [ -z "$said" ] || echo "said: $said"
}

# without_busybox CASE: in an initramfs that has no programs but those of klibc
without_busybox() {
	local link

	mkdir "$root/away"
	for link in "$root"/bin/*; do
		case ${link##*/} in
		busybox-applets | cat | dash | mkdir | sh) ;;
		*) mv "$link" "$root/away" ;;
		esac
	done
	: >"$root/etc/vfioguard/initramfs"
	"$@"
	grep ': not found' <<<"$said"
	rm "$root/etc/vfioguard/initramfs"
	mv "$root"/away/* "$root/bin"
	rmdir "$root/away"
}

# rebuild SCRIPT [COMMAND...]: with an update-initramfs that does this
rebuild() {
	printf '#!/bin/sh\necho "update-initramfs $*" >>/calls\n%s\n' "$1" \
		>"$root/usr/sbin/update-initramfs"
	chmod +x "$root/usr/sbin/update-initramfs"
	shift
	[ $# -gt 0 ] || set -- /usr/lib/vfioguard/rebuild-initramfs
	said=$("${enter[@]}" "$root" "$@" 2>&1)
	status=$?
	rm "$root/usr/sbin/update-initramfs"
}

# make_dkms: notes how it was called; has two versions, each for one kernel
make_dkms() {
	cat >"$root/usr/sbin/dkms" <<-'EOF'
		#!/bin/sh
		echo "dkms $*" >>/calls
		[ "$1" != status ] || cat /answer/dkms
	EOF
	printf '#!/bin/sh\n' >"$root/usr/sbin/systemctl"
	cp "$root/usr/sbin/systemctl" "$root/usr/sbin/depmod"
	chmod +x "$root"/usr/sbin/{dkms,systemctl,depmod}
	printf 'vfioguard/%s, 6, x86_64: installed\n' 0.0.9 0.1.0 >"$root/answer/dkms"
	echo "vfioguard/0.0.8: added" >>"$root/answer/dkms"
}

# with_kernels VERSION...: installed, with headers; 6.1.2 has the module, and
# dkms builds it for none
with_kernels() {
	local version

	make_dkms
	: >"$root/answer/dkms"
	rm -r "$root/usr/src"
	for version in "$@"; do
		mkdir -p "$root/lib/modules/$version/build"
		touch "$root/lib/modules/$version"/{modules.builtin,build/Makefile}
	done
	# shellcheck disable=SC2016 # not here
	printf '#!/bin/sh\n[ "$2" = 6.1.2 ] && echo /x\n' >"$root/sbin/modinfo"
	chmod +x "$root/sbin/modinfo"
}

without_kernels() {
	rm -r "$root"/usr/sbin/{dkms,systemctl,depmod} "$root/sbin/modinfo" "$root/lib/modules"
	rm -rf "$root"/{usr/src,etc/dkms}
}

# dkms_calls: which kernels it was to build for
dkms_calls() {
	sed -n 's,^dkms install --force vfioguard/[0-9.]* -k ,,p' "$root/calls" | paste -sd' '
}
