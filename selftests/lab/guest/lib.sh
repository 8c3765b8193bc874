# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What a scenario's steps can say. The host does all comparing: it has the
# expectations, and a JSON parser.
PCI=/sys/bus/pci/devices

# ask WORD...: one request to the host, which answers "ok" or what is wrong.
ask() {
	echo "$*" >&3
	read -r answer <&3
	[ "$answer" = ok ] || exit 1
}

# Steps show up in the kernel log, between what they cause.
note() {
	echo "lab: $*" >/dev/kmsg
}

say() {
	echo "say $*" >&3
}

fail() {
	ask "fail $*"
}

pack() {
	base64 | tr -d '\n'
}

link() {
	if [ -e "$1" ]; then basename "$(readlink "$1")"; else echo none; fi
}

# load [PARAMETER...]: the guard (not in a stock run), then vfio-pci.
load() {
	note load "$@"
	modprobe vfio_iommu_type1
	if [ "$GUARD" = 1 ]; then
		# shellcheck disable=SC2086 # several parameters
		modprobe vfioguard $MODULE_PARAMETERS "$@"
	fi
	modprobe vfio-pci
}

# bind BDF [DRIVER]: what virtualization managers do; whether it worked, check
# tells.
bind() {
	note bind "$1"
	echo "${2:-vfio-pci}" >"$PCI/$1/driver_override"
	echo "$1" >/sys/bus/pci/drivers_probe || true
}

unbind() {
	note unbind "$1"
	note bind "$1"
	echo "$1" >"$PCI/$1/driver/unbind"
}

# preflight BDF: what the tool says without the module. It may wake ports.
preflight() {
	code=0
	# shellcheck disable=SC2086 # several parameters
	vfioguard preflight --device "$1" $PREFLIGHT --json \
		>/tmp/preflight 2>/tmp/complaint || code=$?
	[ $code -le 1 ] ||
		fail "preflight $1 ended with $code: $(tr "\n" " " </tmp/complaint)"
	pack </tmp/preflight
}

# check BDF [LABEL]: sends what is known about a device; the host compares it
# with the expectation of that device and label.
check() {
	note check "$@"
	members=
	for dev in "$PCI/$1"/iommu_group/devices/*; do
		[ ! -e "$dev" ] || members=$members,$(basename "$dev")
	done
	show=
	without=
	peers=
	if [ "$GUARD" = 1 ]; then
		show=$(vfioguard show "$1" --json | pack) || true
		without=$(preflight "$1")
		peers=$(vfioguard policy show --json |
			sed -n 's/^  "peers": "\(.*\)".*/\1/p')
	fi
	ask "check $1 ${2:--} driver=$(link "$PCI/$1/driver")" \
		"group=$(link "$PCI/$1/iommu_group") members=${members#,}" \
		"log=$(dmesg | grep -F "$1: " | pack) json=$show preflight=$without" \
		"peers=$peers"
}

# ynl SPEC WORD...: the kernel's command line, in a scenario with ynl = true
ynl() {
	spec=$1
	shift
	PYTHONPATH=/usr/lib/python3/dist-packages python3 /lab/ynl/cli.py \
		--spec "/lab/specs/$spec.yaml" --no-schema --output-json "$@"
}

# tool FORM OPERATION [BDF]: what the tool makes of the same answer. Its exit
# code speaks of verdicts.
tool() {
	case "$1 $2" in
	"do status-get") vfioguard status --json ;;
	"do device-get") vfioguard show "$3" --json ;;
	"do evaluate") vfioguard evaluate "$3" --json ;;
	"dump device-get") vfioguard list --json ;;
	"dump port-get") vfioguard ports --json ;;
	"dump journal-get") vfioguard journal --json ;;
	"do policy-get") vfioguard policy show --json ;;
	esac || true
}

# clients do|dump OPERATION [BDF]: one answer through each client; the host
# compares them.
clients() {
	note clients "$@"
	set -- "$@" ${3:+"bdf=$3"}
	ynl vfioguard "--$1" "$2" ${4:+--json "{\"bdf\": \"$3\"}"} >/tmp/ynl
	dump_nl "$1" "$2" ${4:+"$4"} >/tmp/nl
	tool "$@" >/tmp/tool 2>/dev/null
	ask "clients $1 $2 ynl=$(pack </tmp/ynl) nl=$(pack </tmp/nl)" \
		"tool=$(pack </tmp/tool)"
}

# policy: what the kernel says it takes; the host compares it with the spec.
policy() {
	note policy
	ynl nlctrl --dump getpolicy --json '{"family-name": "vfioguard"}' \
		>/tmp/policy
	ask "policy $(pack </tmp/policy)"
}

# judge BDF...: bind and check each.
judge() {
	for dev in "$@"; do
		bind "$dev"
		check "$dev"
	done
}

# wait_for SECONDS COMMAND...: polls, for what the kernel does in its own time.
wait_for() {
	left=$(($1 * 10 * PATIENCE))
	shift
	until "$@"; do
		left=$((left - 1))
		[ $left -gt 0 ] || fail "waited in vain for: $*"
		sleep 0.1
	done
}

# overlay NAME [LINE]...: the host that the file NAME of overlays describes,
# then the lines; before anything else has looked at its devices.
overlay() {
	note overlay "$1"
	modprobe pci_overlay
	while read -r line; do
		overlay_line "$line"
	done <"/lab/overlays/$1"
	shift
	for line in "$@"; do
		overlay_line "$line"
	done
	rescan
}

# overlay_line LINE: one statement; what the kernel has read stays as it was.
overlay_line() {
	echo "$1" >/sys/module/pci_overlay/parameters/statement ||
		fail "no overlay: $1"
}

# rescan: everything below root ports goes, and comes back as it is now.
rescan() {
	note rescan
	before=$(ls $PCI)
	for port in "$PCI"/*:00:*/pci_bus; do
		echo 1 >"${port%/pci_bus}/remove"
	done
	echo 1 >/sys/bus/pci/rescan
	for dev in $before; do
		wait_for 20 present "$dev"
	done
}

# qmp COMMAND [KEY=VALUE...]: asks QEMU's monitor, for hotplug.
qmp() {
	ask "qmp $*"
}

# counter NAME: a number of the guard's state.
counter() {
	vfioguard status --json | sed -n 's/.*"'"$1"'": *\([0-9]*\).*/\1/p'
}

# records: what the module tells about each function, a line for each.
records() {
	set --
	for dev in "$PCI"/*; do
		set -- "$@" "bdf=${dev##*/}"
	done
	dump_nl "do" evaluate "$@"
}

# devices_through_vfio: what VFIO tells about each device that it lets open.
devices_through_vfio() {
	for dev in /sys/bus/pci/drivers/*vfio[-_]pci/*:*; do
		[ ! -e "$dev" ] ||
			vfio_open "${dev##*/}" --facts 2>/dev/null || true
	done
}

# crosscheck: everything that others tell about functions too; the host
# compares it with the records, field by field. A record wakes its function,
# so all are woken before. How a reset ended is known once VFIO has done it, and
# asked for then: a reset changes other things, as the VFs of a PF.
crosscheck() {
	note crosscheck
	facts=/tmp/facts
	mkdir -p $facts
	for dev in "$PCI"/*; do
		echo on >"$dev/power/control"
	done
	records >$facts/records
	dump_nl dump port-get >$facts/ports
	set --
	for name in vendor device subsystem_vendor subsystem_device class \
		power_state resource reset_method numa_node dma_mask_bits \
		current_link_speed current_link_width max_link_speed \
		max_link_width sriov_totalvfs sriov_numvfs; do
		set -- "$@" "$PCI"/*/$name
	done
	grep -sH '' "$@" "$PCI"/*/resource*_resize \
		/sys/kernel/iommu_groups/*/reserved_regions \
		/sys/kernel/iommu_groups/*/type >$facts/files || true
	ls -ld "$PCI"/* "$PCI"/*/driver "$PCI"/*/iommu_group "$PCI"/*/iommu \
		"$PCI"/*/physfn "$PCI"/*/virtfn* >$facts/links 2>/dev/null || true
	lspci -Dnvvvxxxx >$facts/lspci 2>/dev/null
	devices_through_vfio >$facts/vfio
	records >$facts/after
	ask "crosscheck $(tar c -C $facts . | gzip | pack)"
}

# finish: at the end of each run all records are compared with what others
# tell, the guard goes out as it should, and a kernel that watches itself is
# asked what it saw.
finish() {
	note finish
	if [ -d /sys/module/vfioguard ]; then
		crosscheck
		wait_for 10 accounted
		vfioguard disarm
		rmmod vfioguard
	fi
	watched
	leaks
}

# After a report, or when it runs out of memory, lockdep is silent. It stops
# when a module is removed by force (taint 8), too.
watched() {
	[ -e /proc/lockdep_stats ] || return 0
	[ $(($(cat /proc/sys/kernel/tainted) & 8)) -eq 0 ] || return 0
	grep -q 'debug_locks: *1$' /proc/lockdep_stats || fail "lockdep is off"
}

# What was allocated in the last five seconds is no suspect yet, nor is what
# changed since the scan before. Where kmemleak gave up, asking is an error.
leaks() {
	kmemleak=/sys/kernel/debug/kmemleak
	[ -e $kmemleak ] || return 0
	sleep 6
	echo scan >$kmemleak
	echo scan >$kmemleak
	cat $kmemleak >/tmp/leaks
	[ -s /tmp/leaks ] || return 0
	while read -r line; do
		note "$line"
	done </tmp/leaks
	fail "$(grep -c '^unreferenced' /tmp/leaks) objects leaked, the log has them"
}

# exits CODE COMMAND...: it has to end like that; what it said is kept.
exits() {
	wanted=$1
	shift
	code=0
	"$@" >/tmp/said 2>&1 || code=$?
	[ $code -eq "$wanted" ] ||
		fail "$* ended with $code, not $wanted: $(tr '\n' ' ' </tmp/said)"
}

# said TEXT: so it did.
said() {
	grep -qF "$1" /tmp/said ||
		fail "not said: $1, but: $(tr '\n' ' ' </tmp/said)"
}

# set_policy "KEY = VALUE"...: the file of this host, put in force.
set_policy() {
	note set_policy "$@"
	mkdir -p /etc/vfioguard
	printf '%s\n' "$@" >/etc/vfioguard/policy.conf
	exits 0 vfioguard policy load
}

# in_force KEY VALUE...: what the module says of its policy.
in_force() {
	vfioguard policy show --json >/tmp/in_force || true
	while [ $# -gt 0 ]; do
		grep -q "^  \"$1\": \"$2\"" /tmp/in_force ||
			fail "$1 is not $2: $(grep "^  \"$1\"" /tmp/in_force)"
		shift 2
	done
}

# nobody COMMAND... and net_admin COMMAND...: with less than root has. The whole
# path, since busybox has a lesser one of its own.
nobody() {
	/usr/bin/setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

net_admin() {
	nobody --inh-caps +net_admin --ambient-caps +net_admin "$@"
}

# Conditions for wait_for.
# accounted: of what was made, all is freed but one entry for each function.
accounted() {
	known=$(($(counter devices_created) - $(counter devices_destroyed)))
	set -- "$PCI"/*
	there=$#
	[ $known -eq $there ]
}

logged() {
	dmesg | grep -q "$1"
}

# Who died has no file any more while the kernel still closes it
closed() {
	! opened "$1" && { [ ! -e "$group" ] || (true <>"$group") 2>/dev/null; }
}

unbound() {
	[ ! -e "$PCI/$1/driver" ]
}

present() {
	[ -e "$PCI/$1/iommu_group" ]
}

absent() {
	[ ! -e "$PCI/$1" ]
}

asleep() {
	[ "$(cat "$PCI/$1/power/runtime_status")" = suspended ]
}

# opened BDF: somebody holds the device's VFIO group open.
opened() {
	group=/dev/vfio/$(link "$PCI/$1/iommu_group")
	for fd in /proc/[0-9]*/fd/*; do
		[ "$(readlink "$fd")" != "$group" ] || return 0
	done
	return 1
}
