# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Debian packages of any release and architecture, fetched without installing.
#
# They come through apt, which verifies them, but with a view of its own: it
# neither sees nor changes what the machine has installed, and works the same
# on a newer Debian.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/vfioguard
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

die() {
	echo "${0##*/}: $*" >&2
	exit 1
}

# see RELEASE [ARCHITECTURE]: whose packages everything below is about.
see() {
	release=$1
	arch=${2:-amd64}
	view=$cache/apt-$release-$arch
	[ -f "$keyring" ] || die "debian-archive-keyring is not installed"
	mkdir -p "$view/state/lists/partial" "$view/cache/archives/partial"
}

apt() {
	"apt-$1" -q -o Dir::Etc::sourcelist="$view/sources.list" \
		-o Dir::Etc::sourceparts=/dev/null \
		-o Dir::Etc::preferences=/dev/null \
		-o Dir::Etc::preferencesparts=/dev/null \
		-o Dir::State="$view/state" -o Dir::State::status="$view/status" \
		-o Dir::Cache="$view/cache" -o APT::Sandbox::User="$(id -un)" \
		-o APT::Architecture="$arch" -o APT::Architectures="$arch" \
		-o Acquire::Languages=none "${@:2}"
}

# The machine's own mirror and security mirror, whatever file names them.
mirror() {
	# shellcheck disable=SC2016 # apt expands these
	apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' \
		'Created-By: Packages' |
		awk -F'|' -v label="$1" '$1 == "Debian" && $2 == label { print $3; exit }'
}

# Reads the mirror's lists, once a day at most.
update() {
	(
		flock 8
		[ -n "$(find "$view/updated" -mtime -1 2>/dev/null)" ] || read_lists
	) 8>"$view/lock"
}

# Sets main and security.
mirrors() {
	main=$(mirror Debian)
	# A fresh image has sources, but has never read them.
	[ -n "$main" ] || [ "$(id -u)" -ne 0 ] || apt-get -q update >&2 || true
	main=$(mirror Debian)
	security=$(mirror Debian-Security)
	[ -n "${main:+$security}" ] ||
		die "apt knows no Debian mirror (main and security); run apt-get update"
}

read_lists() {
	local main security suite

	mirrors 2>"$view/log"
	: >"$view/status"
	for suite in "$main $release" "$security $release-security" \
		"$main $release-backports"; do
		echo "deb [signed-by=$keyring] $suite main"
	done >"$view/sources.list"
	apt get update >"$view/log" 2>&1 || {
		cat "$view/log" >&2
		return 1
	}
	touch "$view/updated"
}

# known PACKAGE: whether the mirror has it.
known() {
	apt cache show "$1" >/dev/null 2>&1
}

# download DIR PACKAGE...: only these, not what they depend on.
download() {
	echo "Fetching ${*:2}" >&2
	(cd "$1" && apt get download "${@:2}") >"$view/log" 2>&1 </dev/null || {
		cat "$view/log" >&2
		return 1
	}
}

# add DIR PACKAGE...: into what is there already.
add() {
	local dir=$1 pkg

	mkdir -p "$dir/debs"
	download "$dir/debs" "${@:2}"
	for pkg in "$dir"/debs/*.deb; do
		dpkg -x "$pkg" "$dir"
	done
	rm -r "$dir/debs"
}

# unpack DIR PACKAGE...: to DIR.tmp, which the caller renames when it is whole.
unpack() {
	rm -rf "$1.tmp"
	mkdir -p "$1.tmp"
	add "$1.tmp" "${@:2}"
}

# In turn, not at once: who waits for a build keeps nobody from the rest.
lock() {
	exec 9>"$cache/$1"
	flock 9
}
