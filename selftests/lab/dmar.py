# SPDX-License-Identifier: GPL-2.0-only
"""Adds reserved memory to the table of DMA remapping that QEMU makes. It has
no option for that; the kernel takes a table of higher revision from the
initramfs (CONFIG_ACPI_TABLE_UPGRADE)."""

import struct

# Where the kernel looks for it, in the first archive of an initramfs.
PLACE = "kernel/firmware/acpi/DMAR.aml"
# Reserved in the memory map of each PC, else the kernel complains.
REGION = (0xf0000, 0xfffff)

# ACPI 5.2.6: checksum and OEM revision in the header of a table.
LENGTH, CHECKSUM, OEM_REVISION = 4, 9, 24
# VT-d 8.4 and 8.3.1: reserved memory of a PCI endpoint.
RMRR, ENDPOINT = 1, 1


def scope(path):
    """path: "02.0/00.0/00.0", from root bus 0 on."""
    steps = [step.split(".") for step in path.split("/")]
    places = bytes(int(number, 16) for step in steps for number in step)
    return struct.pack("<BBHBB", ENDPOINT, 6 + len(places), 0, 0, 0) + places


def with_reserved_memory(table, paths):
    """The table, and in it that firmware uses REGION through each device."""
    devices = b"".join(map(scope, paths))
    entry = struct.pack("<HHHHQQ", RMRR, 24 + len(devices), 0, 0, *REGION)
    table = bytearray(table + entry + devices)
    revision = struct.unpack_from("<I", table, OEM_REVISION)[0]
    struct.pack_into("<I", table, OEM_REVISION, revision + 1)
    struct.pack_into("<I", table, LENGTH, len(table))
    table[CHECKSUM] = 0
    table[CHECKSUM] = -sum(table) & 0xff
    return bytes(table)
