# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Builds a module for one kernel out of the tree: on this machine, or in a
# Debian of the kernel's own release.
lab=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$lab/../.." && pwd)

# prepare KERNEL NAME: an empty or earlier build directory, ours until we end.
prepare() {
	TOOLS=
	KDIR=
	eval "$("$lab/kernel" "$1" | grep -E '^(KDIR|TOOLS)=')"
	out=$top/.build/$2
	mkdir -p "$out"
	exec 9>"$out/.lock"
	flock 9
	# In another Debian nothing else of the tree is to be seen.
	cp "$lab/checker" "$out/"
	cross=()
	case $1 in
	*-arm64) cross=(ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-) ;;
	esac
}

# inside COMMAND...: in $TOOLS, where the module and the headers have the paths
# that they have here. The mounts are gone with the command.
inside() {
	[ "$(id -u)" -eq 0 ] || {
		echo "Building in another Debian takes root: $TOOLS" >&2
		return 1
	}
	# shellcheck disable=SC2016 # for the shell inside
	unshare --mount sh -euc '
		tools=$1 place=
		shift
		for place in /proc /dev "${KDIR%/usr/src/*}" "$out"; do
			mkdir -p "$tools$place"
			mount --rbind "$place" "$tools$place"
		done
		exec chroot "$tools" "$@"' - "$TOOLS" "$@"
}

# build [MAKE-ARGUMENT...]: what it says is shown when it fails.
build() {
	export KDIR out
	${TOOLS:+inside} make -s -j"$(nproc)" -C "$KDIR" M="$out" "${cross[@]}" \
		W=1 KCFLAGS=-Werror "$@" modules \
		>"$out/build.log" 2>&1 </dev/null || {
		cat "$out/build.log" >&2
		exit 1
	}
}
