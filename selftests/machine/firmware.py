# SPDX-License-Identifier: GPL-2.0-only
"""UEFI firmware with Secure Boot and the keys of Microsoft, as hosts are sold with
it: it starts Debian's shim, that GRUB, and that the kernel."""

import pathlib
import shutil
import subprocess
import time

from machine import CheckError

OVMF = pathlib.Path("/usr/share/OVMF")
# Where the packages shim-signed and grub-efi-amd64-signed have them, and where
# firmware and shim look for them on a medium without an entry to boot from.
PROGRAMS = {
    "/usr/lib/shim/shimx64.efi.signed": "BOOTX64.EFI",
    "/usr/lib/shim/mmx64.efi.signed": "mmx64.efi",
    "/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed": "grubx64.efi",
}
PAGE_LIMIT = 300
DOWN, ENTER = "\x1b[B", "\r"


class SecureBoot:
    """Firmware whose variables last from boot to boot."""

    stdin = subprocess.DEVNULL

    def __init__(self, machine):
        self.start = 0
        self.variables = machine.place / "variables.fd"
        shutil.copy(OVMF / "OVMF_VARS_4M.ms.fd", self.variables)

    def options(self, machine, kernel, initrd, cmdline):
        self.start = len(machine.log.read_text(errors="replace"))
        partition = machine.place / "esp"
        shutil.rmtree(partition, ignore_errors=True)
        boot = partition / "EFI/BOOT"
        boot.mkdir(parents=True)
        for source, name in PROGRAMS.items():
            machine.disk.dump(source, boot / name)
        shutil.copy(kernel, partition / "vmlinuz")
        shutil.copy(initrd, partition / "initrd")
        config = partition / "EFI/debian/grub.cfg"
        config.parent.mkdir()
        config.write_text(f"linux /vmlinuz {cmdline}\ninitrd /initrd\nboot\n")
        flash = "if=pflash,format=raw"
        return ["-M", "q35,smm=on",
                "-global", "driver=cfi.pflash01,property=secure,value=on",
                "-drive", f"{flash},readonly=on,file={OVMF}/OVMF_CODE_4M.ms.fd",
                "-drive", f"{flash},file={self.variables}",
                "-drive", f"file=fat:{partition},format=raw,if=none,id=esp,"
                          "readonly=on",
                # Not one of the disks that Linux calls vda and vdb
                "-device", "virtio-scsi-pci,bus=pcie.0,addr=1b",
                "-device", "scsi-hd,drive=esp"]

    def watch(self, _boot):
        return True


class Enrolment(SecureBoot):
    """The boot at which the owner of the host enrols a key: he reads a page of
    shim's MokManager and presses keys, as README says, and it reboots."""

    stdin = subprocess.PIPE

    def __init__(self, firmware, pages, password):
        """pages: what they show, in this order"""
        # Not the one of a new host, which SecureBoot makes
        self.start = 0
        self.variables = firmware.variables
        keys = {"Press any key": ENTER, "Enroll MOK": DOWN + ENTER,
                "Continue": DOWN + ENTER, "Yes": DOWN + ENTER,
                "Password": password + ENTER, "Reboot": ENTER}
        self.pages = [(page, keys[page]) for page in pages]

    def watch(self, boot):
        for words, keys in self.pages:
            self._read(boot, words)
            # A key that comes while a page is drawn is thrown away.
            time.sleep(2)
            boot.qemu.stdin.write(keys.encode())
            boot.qemu.stdin.flush()
        boot.qemu.wait(PAGE_LIMIT)
        return False

    def _read(self, boot, words):
        deadline = time.monotonic() + PAGE_LIMIT
        while time.monotonic() < deadline and boot.qemu.poll() is None:
            text = boot.machine.log.read_text(errors="replace")
            found = text.find(words, self.start)
            if found >= 0:
                self.start = found + len(words)
                return
            time.sleep(0.5)
        raise CheckError(f"the firmware does not show \"{words}\"")
