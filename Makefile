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
SELFTESTS := deps demo check check-style check-host check-vm check-lab check-mutants \
	     check-debug check-tool check-snapshot check-preflight check-fuzz bench fuzz uapi

.PHONY: all module tool install uninstall clean help $(SELFTESTS)

all: module tool

module:
	@[ -e "$(KDIR)/Makefile" ] || { echo "vfioguard: no kernel headers in" \
		"$(KDIR): install linux-headers-$(KVER), or set KDIR=" >&2; \
		exit 1; }
	$(if $(filter 1,$(V)),,@)$(MAKE) -C "$(KDIR)" M="$(CURDIR)" V=$(V) modules

tool:
	$(if $(filter 1,$(V)),,@)$(MAKE) -C userspace V=$(V)

install: all
	$(MAKE) -C "$(KDIR)" M="$(CURDIR)" \
		$(if $(DESTDIR),INSTALL_MOD_PATH="$(DESTDIR)") modules_install
	$(MAKE) -C userspace install PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)"

uninstall:
	rm -f "$(DESTDIR)/lib/modules/$(KVER)/updates/vfioguard.ko"*
	$(MAKE) -C userspace uninstall PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)"

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
	@echo '  install        both, to DESTDIR= and PREFIX= ($(PREFIX))'
	@echo '  uninstall      take both away again'
	@echo '  clean          remove what was built'
	@echo
	@echo 'See and test (installs through apt what is missing; needs no KVM):'
	@echo '  demo           a stock kernel with and without the guard, in VMs'
	@echo '  check          everything that CI runs'
	@echo '  check-host     tests of the core on this machine, seconds'
	@echo '  check-tool     tests of the reporter on this machine'
	@echo '  check-snapshot tests of the snapshot format on this machine'
	@echo '  check-preflight tests of the readers of files, also damaged ones'
	@echo '  check-fuzz     each fuzz target for ten seconds'
	@echo '  check-style    warnings, sparse, checkpatch, spelling, interfaces'
	@echo '  check-vm       scenarios in VMs; K=6.12 one kernel, T=NAME one scenario'
	@echo '                 DUMPS=100000 so many dumps in T=dumps-under-load'
	@echo '  check-lab      the lab itself: broken guests have to fail'
	@echo '  check-mutants  each gate compiled out: its scenarios have to fail'
	@echo '  check-debug    scenarios on a kernel with KASAN, lockdep, kmemleak,'
	@echo '                 faults; built once; T=NAME one scenario'
	@echo '  fuzz           readers and core on made-up input; SECONDS=600 for each'
	@echo '  bench          costs, as ratios'
	@echo '  uapi           generate uapi/linux/vfioguard.h from the spec'
	@echo
	@echo 'V=1 shows the commands.'
