# SPDX-License-Identifier: GPL-2.0-only
"""Config space of one function, as lspci -vvvxxxx printed it."""

import re
import struct

IO_SPACE, MEMORY_SPACE = 1, 2
ROM, ROM_ENABLE = 6, 1
# Capabilities, and extended ones
MSI, EXPRESS, MSIX = 0x05, 0x10, 0x11
AER, ATS, SRIOV, PRI, REBAR, PASID, VF_REBAR = \
    0x01, 0x0f, 0x10, 0x13, 0x15, 0x1b, 0x24
ACS = 0x0d
# PCIe device/port types that are bridges
PORT_TYPES = {4: "root-port", 5: "upstream", 6: "downstream", 7: "pcie-to-pci",
              8: "pci-to-pcie"}
# 2^43 MiB, the largest encoding of a resizable BAR
LARGEST = 43


class ConfigSpace:
    def __init__(self, block):
        self.text = block
        self.raw = b"".join(
            bytes.fromhex(line.split(": ", 1)[1]) for line in block.splitlines()
            if re.match(r"[0-9a-f]{2,3}: ", line))

    def word(self, where):
        return struct.unpack_from("<H", self.raw, where)[0]

    def dword(self, where):
        return struct.unpack_from("<I", self.raw, where)[0]

    def is_bridge(self):
        return self.raw[0x0e] & 0x7f == 1

    def capability(self, wanted):
        where = self.raw[0x34] & ~3 if self.word(6) & 0x10 else 0
        for _ in range(48):
            if where < 0x40:
                return None
            if self.raw[where] == wanted:
                return where
            where = self.raw[where + 1] & ~3
        return None

    def extended(self, wanted):
        where = 0x100
        while 0x100 <= where < len(self.raw):
            header = self.dword(where)
            if header in (0, 0xffffffff):
                return None
            if header & 0xffff == wanted:
                return where
            where = header >> 20 & ~3
        return None

    def is_downstream(self):
        """A root port, or a downstream port of a switch."""
        where = self.capability(EXPRESS)
        return where is not None and self.word(where + 2) >> 4 & 0xf in (4, 6)

    def port_type(self):
        where = self.capability(EXPRESS)
        kind = None if where is None else self.word(where + 2) >> 4 & 0xf
        return PORT_TYPES.get(kind, "conventional")

    def buses(self):
        """Secondary and subordinate bus number of a bridge."""
        return self.raw[0x19], self.raw[0x1a]

    def acs(self):
        """Capability and control."""
        where = self.extended(ACS)
        return (None, None) if where is None else (
            self.word(where + 4), self.word(where + 6))

    def decodes(self, index, io, virtual):
        """Whether a BAR with an address is enabled; VFs' are by their PF."""
        if index == ROM:
            where = 0x38 if self.is_bridge() else 0x30
            if not self.dword(where) & ROM_ENABLE:
                return False
        return virtual or bool(self.word(4) & (IO_SPACE if io else MEMORY_SPACE))

    def pin(self):
        return self.raw[0x3d] or None

    def msi(self):
        """Vectors and whether they are enabled, or None."""
        where = self.capability(MSI)
        if where is None:
            return None
        control = self.word(where + 2)
        return 1 << (control >> 1 & 7), control & 1

    def msix(self):
        where = self.capability(MSIX)
        if where is None:
            return None
        control = self.word(where + 2)
        return (control & 0x7ff) + 1, control >> 15

    def _bit(self, capability, offset, bit):
        where = self.extended(capability)
        return None if where is None else self.word(where + offset) >> bit & 1

    def ats(self):
        return self._bit(ATS, 6, 15)

    def pri(self):
        return self._bit(PRI, 4, 0)

    def pasid(self):
        return self._bit(PASID, 6, 0)

    def aer(self):
        where = self.extended(AER)
        return None if where is None else self.dword(where + 4)

    def rebars(self):
        """Register, whether of VFs, sizes, current size, whether the largest"""
        found = []
        for capability in (REBAR, VF_REBAR):
            where = self.extended(capability)
            count = self.dword(where + 8) >> 5 & 7 if where else 0
            for i in range(count):
                sizes, control = struct.unpack_from("<II", self.raw,
                                                    where + 4 + 8 * i)
                size = control >> 8 & 0x3f
                sizes = sizes >> 4 | control >> 16 << 28
                known = size <= LARGEST
                found.append((control & 7, capability == VF_REBAR, sizes,
                              1 << 20 + size if known else None,
                              int(not sizes >> size + 1) if known else None))
        return found

    def interrupts_of_lspci(self):
        """Pin, MSI and MSI-X as libpci decodes them."""
        pin = re.search(r"Interrupt: pin (\w)", self.text)
        msi = re.search(r" MSI: Enable([+-]) Count=\d+/(\d+)", self.text)
        msix = re.search(r" MSI-X: Enable([+-]) Count=(\d+)", self.text)
        return ("?ABCD".index(pin.group(1)) if pin else None,
                *(pair for found in (msi, msix) for pair in
                  ((int(found.group(2)), int(found.group(1) == "+"))
                   if found else (None, None))))
