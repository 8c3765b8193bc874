# SPDX-License-Identifier: GPL-2.0-only
"""A kernel with vfio-pci built in, which no rule of modprobe keeps waiting."""

import re
import shutil

import expect
from lab import LAB, SECURE
from machine import ISOLATED, UNISOLATED, CheckError, output
from suite import test

UNGUARDED = "vfio-pci built in: it hands out devices UNGUARDED"
# As the package of such a kernel would
INSTALL = """
    tar -C / -xf /media/kernel.tar
    depmod %(release)s
    # dracut of Debian 12 has others, which this kernel does not unpack.
    [ ! -d /etc/dracut.conf.d ] || echo 'compress="zstd"' >/etc/dracut.conf.d/compress.conf
    run-parts --arg=%(release)s --arg=/boot/vmlinuz-%(release)s /etc/kernel/postinst.d
"""
# As dkms would
ADD_MODULE = """
    mkdir -p /lib/modules/%(release)s/updates/dkms
    cp /media/vfioguard.ko /lib/modules/%(release)s/updates/dkms/
    depmod %(release)s
    /usr/lib/vfioguard/rebuild-initramfs %(release)s
"""


def bring(machine):
    """The kernel of "make check-secure", and the module for it, on the media of
    the machine; returns its release."""
    info = dict(line.split("=", 1)
                for line in output(LAB / "kernel", SECURE).splitlines())
    release = info["VERSION"]
    tree = machine.place / "kernel"
    modules = tree / "usr/lib/modules" / release
    shutil.copytree(info["MODULES"], modules, symlinks=True)
    (tree / "boot").mkdir()
    shutil.copy(info["VMLINUZ"], tree / f"boot/vmlinuz-{release}")
    shutil.copy(f"{info['KDIR']}/.config", tree / f"boot/config-{release}")
    output("tar", "-C", tree, "-cf", machine.media / "kernel.tar", "boot", "usr")
    shutil.copy(output(LAB / "module", SECURE).strip(), machine.media)
    return release


def claimed_before(boot):
    """vfio-pci had them all before there was an initramfs."""
    expect.order(boot, r"vfio_pci: add \[1234:1111", r"Run /init as init process",
                 expect.ROOT)


def taken_back(machine):
    names = {"release": bring(machine)}
    text = machine.prepare(INSTALL % names)
    if text.count(UNGUARDED) < 2:
        raise CheckError(f"kernel and initramfs were made without a warning: {text}")
    with machine.boot(expect.CLAIM, **names) as boot:
        claimed_before(boot)
        expect.running(boot)
        expect.bound(boot, [ISOLATED, *UNISOLATED])
        expect.status(boot, 2, "bound and unguarded: " + " ".join([ISOLATED, *UNISOLATED]),
                      names["release"])
    machine.prepare(ADD_MODULE % names)
    with machine.boot(expect.CLAIM, **names) as boot:
        claimed_before(boot)
        expect.running(boot)
        expect.healthy(boot)
        expect.order(boot, expect.ARMED, expect.ROOT)
        expect.bound(boot, [ISOLATED])
        for device in [ISOLATED, *UNISOLATED]:
            text = boot.attempt(f"vfioguard show {device}")[1]
            if not re.search(r"unguarded from 2\d\d\d-.*\n  to 2", text):
                raise CheckError(f"it is not told since when {device} was "
                                 f"unguarded: {text}")


@test("built-in")
def built_in(machine):
    """vfio-pci is part of the kernel: without the module that is told, with it
    the initramfs takes back what is not isolated"""
    taken_back(machine)


@test("built-in-dracut", tool="dracut")
def built_in_dracut(machine):
    """the same with an initramfs that dracut made"""
    taken_back(machine)
