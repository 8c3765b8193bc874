# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Virtual machines inside the booted machine, by the name that QEMU has for them.

# start NAME BDF...: with these devices
start() {
	vm=$1
	shift
	devices=
	for bdf in "$@"; do
		devices="$devices -device vfio-pci,host=$bdf"
	done
	# What it said when it ran before says nothing
	rm -f "/run/$vm.log"
	# shellcheck disable=SC2086 # several devices
	qemu-system-x86_64 -name "guest=$vm" -accel kvm -cpu host -M q35 -m 256 \
		-nodefaults -display none -no-reboot \
		-kernel "/boot/vmlinuz-$(uname -r)" -initrd /mnt/initrd \
		-append console=ttyS0 -serial "file:/run/$vm.log" $devices \
		>"/run/$vm.said" 2>&1 </dev/null &
	echo $! >"/run/$vm.pid"
}

# runs NAME: or says what QEMU said.
runs() {
	[ -e "/proc/$(cat "/run/$1.pid")" ] || {
		cat "/run/$1.said"
		return 1
	}
}

# sees NAME: it has booted, and a GPU is among its devices.
sees() {
	until grep -q '^tenant: .* 0x1234 0x1111' "/run/$1.log" 2>/dev/null; do
		runs "$1" || exit 1
		sleep 1
	done
}

stop() {
	kill "$(cat "/run/$1.pid")"
	while runs "$1" >/dev/null; do
		sleep 0.2
	done
}
