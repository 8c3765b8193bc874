# SPDX-License-Identifier: GPL-2.0-only
# vfioguard: the module for the running kernel (or KDIR=), the tool, the tests.

VERSION := 0.1.0
ifdef KDIR
KVER ?= $(shell $(MAKE) -s -C "$(KDIR)" kernelrelease)
else
KVER ?= $(shell uname -r)
KDIR := /lib/modules/$(KVER)/build
endif
PREFIX ?= /usr/local
DESTDIR ?=
V ?= 0
MAKEFLAGS += --no-print-directory

# demo and check-* start from nothing: they install what they miss
SELFTESTS := deps demo check check-style check-host check-vm check-lab check-slow check-mutants \
	     check-debug check-secure check-dkms check-arm64 check-matrix check-tool \
	     check-snapshot check-preflight check-boot check-machine check-fuzz bench fuzz uapi

INSTALL ?= install

.PHONY: all module tool install unpackaged elsewhere install-module install-source install-files \
	uninstall deb clean help $(SELFTESTS)

all: module tool

module:
	@[ -e "$(KDIR)/Makefile" ] || { echo "vfioguard: no kernel headers in" \
		"$(KDIR): install linux-headers-$(KVER), or set KDIR=" >&2; \
		exit 1; }
	$(if $(filter 1,$(V)),,@)$(MAKE) -C "$(KDIR)" M="$(CURDIR)" V=$(V) modules

tool:
	$(if $(filter 1,$(V)),,@)$(MAKE) -C userspace V=$(V)

# The module through DKMS, which builds it again for each new kernel, or with
# DKMS=no for one kernel only. Below DESTDIR nothing is built and started.
DKMS ?= yes
SYSCONFDIR ?= /etc
SOURCEDIR := /usr/src/vfioguard-$(VERSION)
PLACES = PREFIX="$(PREFIX)" SYSCONFDIR="$(SYSCONFDIR)" DESTDIR="$(DESTDIR)"
# Kbuild takes no space in INSTALL_MOD_PATH, and left alone 6.1 has another
# INSTALL_MOD_DIR than later kernels.
BOOT := userspace/boot

install: unpackaged tool $(if $(filter no,$(DKMS)),install-module,install-source)
	$(MAKE) install-files $(PLACES)
	$(if $(DESTDIR),,$(BOOT)/activate "$(PREFIX)/lib/vfioguard" "$(VERSION)" "$(DKMS)")

unpackaged:
	$(if $(DESTDIR),,@$(BOOT)/unpackaged)

# What is put there is taken away as a whole, too.
elsewhere:
	@[ ! "$(CURDIR)" -ef "$(DESTDIR)$(SOURCEDIR)" ] || { echo "vfioguard:" \
		"$(SOURCEDIR) is where DKMS has its copy of the source:" \
		"move this one elsewhere" >&2; exit 1; }
	@[ ! -e "$(DESTDIR)$(SOURCEDIR)/Makefile" ] || { echo "vfioguard:" \
		"$(DESTDIR)$(SOURCEDIR) is more than a copy for DKMS, which would" \
		"take its place: move it elsewhere" >&2; exit 1; }

install-module: unpackaged module
	$(MAKE) -C "$(KDIR)" M="$(CURDIR)" INSTALL_MOD_DIR=updates \
		$(if $(DESTDIR),INSTALL_MOD_PATH="$(DESTDIR)") modules_install

install-source: unpackaged elsewhere
	$(INSTALL) -d "$(DESTDIR)$(SOURCEDIR)"
	cp -r Kbuild dkms.conf kmod uapi "$(DESTDIR)$(SOURCEDIR)"
	cd "$(DESTDIR)$(SOURCEDIR)" && find . ! -type d ! -name '*.[ch]' \
		! -name Kbuild ! -name dkms.conf -delete && \
		find . -name '*.mod.c' -delete

install-files: tool
	$(MAKE) -C userspace install $(PLACES)
	$(MAKE) -C $(BOOT) install VERSION="$(VERSION)" $(PLACES)

uninstall: unpackaged elsewhere
	$(if $(DESTDIR),,$(BOOT)/deactivate)
	rm -rf "$(DESTDIR)$(SOURCEDIR)"
	rm -f "$(DESTDIR)"/lib/modules/*/updates/vfioguard.ko*
	$(if $(DESTDIR),,for list in /lib/modules/*/modules.builtin; do \
		[ ! -e "$$list" ] || depmod "$$(basename "$${list%/*}")"; done)
	$(MAKE) -C $(BOOT) uninstall $(PLACES)
	$(MAKE) -C userspace uninstall $(PLACES)
	$(if $(DESTDIR),,$(BOOT)/rebuild-initramfs)

# Both packages, into .build/deb
deb:
	@selftests/lab/deps packages.deb
	@userspace/debian/build

clean:
	@[ ! -e "$(KDIR)/Makefile" ] || \
		$(MAKE) -C "$(KDIR)" M="$(CURDIR)" clean
	@$(MAKE) -C userspace clean
	@rm -rf .build

$(SELFTESTS):
	@$(MAKE) -C selftests $@ K="$(K)" T="$(T)" SECONDS="$(SECONDS)"

help:
	@echo 'Build:'
	@echo '  all            the module and the tool (default)'
	@echo '  module         the module for the running kernel, or KDIR=, KVER='
	@echo '  tool           the reporter userspace/vfioguard'
	@echo '  install        module (DKMS, or DKMS=no for one kernel), tool and boot'
	@echo '                 files, to DESTDIR= and PREFIX= ($(PREFIX))'
	@echo '  uninstall      take all of it away again'
	@echo '  deb            Debian packages, in .build/deb'
	@echo '  clean          remove what was built'
	@echo
	@echo 'See and test (installs through apt what is missing; needs no KVM):'
	@echo '  demo           a stock kernel with and without the guard, in VMs'
	@echo '  check          what CI runs first'
	@echo '  check-host     tests of the core on this machine, seconds'
	@echo '  check-tool     tests of the reporter on this machine'
	@echo '  check-snapshot tests of the snapshot format on this machine'
	@echo '  check-preflight tests of the readers of files, also damaged ones'
	@echo '  check-boot     what loads the guard at boot, without booting'
	@echo '  check-fuzz     each fuzz target for ten seconds'
	@echo '  check-style    warnings, sparse, checkpatch, spelling, interfaces'
	@echo '  check-vm       scenarios in VMs; K=6.12 one kernel, T=NAME one scenario'
	@echo '                 DUMPS=100000 so many dumps in T=dumps-under-load'
	@echo '  check-lab      the lab itself: broken guests have to fail'
	@echo '  check-slow     scenarios that check leaves out, as they are slow'
	@echo '  check-mutants  each gate compiled out: its scenarios have to fail'
	@echo '  check-debug    scenarios on a kernel with KASAN, lockdep, kmemleak,'
	@echo '                 faults; built once; T=NAME one scenario'
	@echo '  check-secure   scenarios on a kernel that enforces signatures and has'
	@echo '                 vfio-pci built in; built once'
	@echo '  check-dkms     the packages on Debian 12 and 13, with their dkms'
	@echo '  check-machine  full Debian, the packages: boots, faults; T=NAME one'
	@echo '                 test, T=NAME@bookworm on one Debian; needs root'
	@echo '  check-arm64    scenarios on arm64, with emulated SMMUv3 and UEFI'
	@echo '  check-matrix   all scenarios on all kernels of selftests/lab/KERNELS,'
	@echo '                 the cloud flavour built, the packages, arm64; K=7.3 one'
	@echo '                 kernel'
	@echo '  fuzz           readers and core on made-up input; SECONDS=600 for each'
	@echo '  bench          costs, as ratios'
	@echo '  uapi           generate uapi/linux/vfioguard.h from the spec'
	@echo
	@echo 'V=1 shows the commands.'
