# SPDX-License-Identifier: GPL-2.0-only
"""Secure Boot, step by step as README has it."""

import re

import expect
from faults import unguarded
from firmware import Enrolment, SecureBoot
from install import guarded
from machine import TOP, CheckError
from suite import test

TOOLS = "initramfs-tools mokutil shim-signed grub-efi-amd64-signed"
PASSWORD = "vfioguard"
# Those that end otherwise than with 0 when all is well: a key that is enrolled,
# and a guard that refused something
ENDS = {"mokutil --test-key": 1, "vfioguard": 1}


def steps():
    """What README has to be typed, and behind # what it says: before and after
    the firmware is asked to enrol the key; and the pages of that."""
    text = (TOP / "README.md").read_text()
    section = text[text.index("### Secure Boot"):text.index("### Recovery")]
    pages = re.findall(r"\*([A-Z][^*]+)\*|that (password)", section)
    lines = [line.strip() for line in section.splitlines() if line.startswith("    ")]
    middle = lines.index("reboot")
    return [[[part.strip() for part in line.partition("#")[::2]] for line in part]
            for part in (lines[:middle], lines[middle + 1:])] + [
                [page or password.title() for page, password in pages]]


def type_in(boot, command, wanted):
    """At the prompt for a new password, too, which is asked for twice."""
    code, text = boot.attempt(f"printf '{PASSWORD}\\n{PASSWORD}\\n' | {command}")
    ends = ENDS.get(command.partition(" /")[0], 0)
    if code != ends:
        raise CheckError(f"{command} ended with {code}, expected {ends}: {text}")
    if wanted and wanted not in text and not wanted.startswith("asks"):
        raise CheckError(f"{command} does not say \"{wanted}\": {text}")


@test("secure-boot", tool=TOOLS)
def secure_boot(machine):
    """with Secure Boot no device is handed out until the owner of the host has
    enrolled the key of DKMS, and then as without"""
    firmware = SecureBoot(machine)
    before, after, pages = steps()
    with machine.boot(expect.CLAIM, loader=firmware) as boot:
        unguarded(boot, "mokutil --import")
        for command, wanted in before:
            type_in(boot, command, wanted)
    with machine.boot(loader=Enrolment(firmware, pages, PASSWORD)):
        pass
    with machine.boot(expect.CLAIM, loader=firmware) as boot:
        for command, wanted in after:
            type_in(boot, command, wanted)
        guarded(boot)
        expect.status(boot, 1, "lockdown    integrity")
