# SPDX-License-Identifier: GPL-2.0-only
"""Virtual machines that get a GPU, started by a real QEMU inside a machine."""

import pathlib
import re
import shutil
import subprocess
import tempfile

import expect
from install import CLAIM_EARLY
from machine import HERE, ISOLATED, UNISOLATED, CheckError
from suite import test

TOOLS = "initramfs-tools qemu-system-x86 auditd"
# The port above the isolated GPU
PORT = "0000:00:02.0"
ACS_CONTROL = f"setpci -s {PORT} ECAP_ACS+6.w="
# An emulated CPU that emulates a CPU takes its time.
VM_LIMIT = 900
LIBRARY = ". /mnt/vm.sh; "


def bring(machine):
    """What a virtual machine runs, and what starts one, onto the second disk."""
    with tempfile.TemporaryDirectory() as name:
        tree = pathlib.Path(name)
        for place in ("bin", "dev", "proc", "sys"):
            (tree / place).mkdir()
        shutil.copy("/bin/busybox", tree / "bin")
        shutil.copy(HERE / "tenant/init", tree / "init")
        files = "\n".join(str(path.relative_to(tree)) for path in tree.rglob("*"))
        archive = subprocess.run(["cpio", "-o", "-H", "newc", "--quiet", "-R", "0:0"],
                                 cwd=tree, input=files.encode(), check=True,
                                 stdout=subprocess.PIPE).stdout
    (machine.media / "initrd").write_bytes(archive)
    shutil.copy(HERE / "tenant/vm.sh", machine.media)


def ready(booted):
    booted.run("""
        mount -o ro /dev/vdb /mnt
        modprobe kvm-amd
        modprobe vfio_iommu_type1
    """)


@test("vm", releases=("bookworm",), tool=TOOLS)
def vm(machine):
    """a virtual machine gets the isolated GPU and sees it; ACS goes off under it: told,
    with its name, and it does not start again"""
    bring(machine)
    with machine.boot(expect.CLAIM, nested=True) as booted:
        ready(booted)
        expect.bound(booted, [ISOLATED])
        booted.run(LIBRARY + f"start tenant-a {ISOLATED}; sees tenant-a", VM_LIMIT)
        fails(booted, "tenant-b", UNISOLATED[0], UNBOUND)
        drifts(booted)
        audited(booted, "vfioguard-refused", "vfioguard-drift", "vfioguard-close")


# What QEMU says of a device that was never bound, of one whose group another
# process has, and of one that the guard does not let it open.
UNBOUND, BUSY, REFUSED = ("No such file or directory", "Device or resource busy",
                          "Operation not permitted")


def fails(booted, name, device, reason):
    """QEMU does not start, because VFIO does not let it have a device."""
    status, text = booted.attempt(LIBRARY + f"start {name} {device}; sees {name}", VM_LIMIT)
    if not status:
        raise CheckError(f"the virtual machine {name} started")
    if not re.search(f"vfio {device}: .*{reason}", text):
        raise CheckError(f"QEMU failed for another reason: {text}")


def says(booted, command, *words):
    """In some seconds the tool has a line with all of these words."""
    pattern = ".*".join(words)
    booted.run(f"for i in $(seq 60); do {command} | grep -q '{pattern}' && exit 0; sleep 1; done; "
               f"{command}; exit 1")


def drifts(booted):
    """ACS is cleared while tenant-a runs; it must not start again."""
    says(booted, f"vfioguard show {ISOLATED}", "virtual machine tenant-a")
    booted.run(ACS_CONTROL + "0019")
    says(booted, "vfioguard journal", f"{ISOLATED} *drift", "ACS RR off",
         "virtual machine tenant-a")
    booted.run(LIBRARY + "runs tenant-a; stop tenant-a")
    fails(booted, "tenant-a", ISOLATED, REFUSED)
    # The kernel still believes in the group that it made before
    sentence = f"{PORT} has ACS bits off: they changed after grouping"
    says(booted, f"vfioguard show {ISOLATED}", sentence)
    says(booted, "vfioguard journal", f"{ISOLATED} *open refused", sentence)
    booted.run(ACS_CONTROL + "001d")
    says(booted, "vfioguard journal", f"{ISOLATED} *drift-end")


def audited(booted, *operations):
    """The records of real auditd."""
    booted.run("systemctl is-active auditd")
    for operation in operations:
        says(booted, "ausearch -i -m KERNEL_OTHER", f"op={operation}", "device=0000:0")


@test("vm-same-owner", releases=("bookworm",), tool=TOOLS)
def vm_same_owner(machine):
    """one virtual machine may have both GPUs of a switch without ACS, two may not"""
    bring(machine)
    with machine.boot(expect.CLAIM + " vfioguard.peers=same-owner", nested=True) as booted:
        ready(booted)
        expect.bound(booted, [ISOLATED, *UNISOLATED])
        booted.run(LIBRARY + f"start both {' '.join(UNISOLATED)}; sees both", VM_LIMIT)
        fails(booted, "other", UNISOLATED[1], BUSY)
        booted.run(LIBRARY + f"stop both; start one {UNISOLATED[0]}; sees one", VM_LIMIT)
        fails(booted, "other", UNISOLATED[1], REFUSED)
        says(booted, "vfioguard journal", f"{UNISOLATED[1]} *open refused", "another owner",
             "peer-owner-conflict")
        booted.run(LIBRARY + f"stop one; start other {UNISOLATED[1]}; sees other; stop other",
                   VM_LIMIT)


@test("vm-stock", releases=("bookworm",), tool=TOOLS, installed=False)
def vm_stock(machine):
    """without the guard two virtual machines start side by side with the GPUs
    of a switch that has no ACS"""
    bring(machine)
    machine.prepare(CLAIM_EARLY["initramfs-tools"])
    with machine.boot(expect.CLAIM, nested=True) as booted:
        ready(booted)
        for name, device in zip(("tenant-a", "tenant-b"), UNISOLATED):
            booted.run(LIBRARY + f"start {name} {device}; sees {name}", VM_LIMIT)
        booted.run(LIBRARY + "runs tenant-a; runs tenant-b")
        booted.run(LIBRARY + "stop tenant-a; stop tenant-b")
