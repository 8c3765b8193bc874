# SPDX-License-Identifier: GPL-2.0-only
"""A made-up host: config space, byte by byte, and what lspci says of it.

Two root ports with a switch each; below the switches H200s, NICs with VFs and
the switches' management endpoints. One branch has ACS on, the other off."""

import functools
import struct
import subprocess
import tempfile

ROOT_PORT, UPSTREAM, DOWNSTREAM, ENDPOINT, RCIEP = 4, 5, 6, 0, 9
# Source Validation, Request and Completion Redirect, Upstream Forwarding
ON = 0x1d


class Function:
    """The config space of one function, and what only the kernel knows."""

    # pylint: disable=too-many-arguments
    def __init__(self, bdf, ids, cls, kind=None, buses=None, acs=None, bars=(),
                 multifunction=False, group=None, driver=None, node=0, link=None):
        self.bdf = bdf
        self.space = bytearray(4096 if kind is not None else 256)
        self.group = group
        self.driver = driver
        self.node = node
        self.ids = ids
        vendor, device = (int(x, 16) for x in ids.split(":"))
        self.put("<HHHHI", 0, vendor, device, 6, 0x10, cls << 8)
        header = 1 if buses else 0
        self.space[14] = header | (0x80 if multifunction else 0)
        for at, value in bars:
            self.put("<I", 0x10 + 4 * at, value)
        if buses:
            bus = int(bdf.split(":")[-2], 16)
            self.put("<BBB", 0x18, bus, *buses)
            # windows that are closed
            self.put("<HHHH", 0x20, 0xfff0, 0, 0xfff1, 1)
        # power management, then PCIe
        self.space[0x34] = 0x40
        self.put("<BBH", 0x40, 1, 0x80 if kind is not None else 0, 3)
        if kind is not None:
            self.put("<BBH", 0x80, 0x10, 0, 2 | kind << 4)
            if link:
                speed, width, most, lanes = link
                self.put("<I", 0x8c, most | lanes << 4)
                self.put("<H", 0x92, speed | width << 4)
                self.put("<I", 0xac, (1 << most + 1) - 2)
            self.put("<I", 0x100, 0x00020001 | 0x150 << 20)
            self.next_at = 0x150
            if acs is not None:
                self.extend(0x0d, struct.pack("<HH", *acs))
            self.extend(0x03, b"\x01\x02\x03\x04\x05\x06\x07\x08")

    def put(self, form, at, *values):
        struct.pack_into(form, self.space, at, *values)

    def extend(self, cap, body):
        """One more extended capability, the last one so far."""
        at, self.next_at = self.next_at, self.next_at + 0x80
        self.put("<I", at, cap | 1 << 16 | self.next_at << 20)
        self.space[at + 4:at + 4 + len(body)] = body
        self.put("<I", self.next_at, 0x000b | 1 << 16)
        return at

    def sriov(self, count, offset, device, enabled=True):
        body = struct.pack("<IHHHHHHHHHH", 0, 1 if enabled else 0, 0, 8, 8,
                           count, 0, offset, 1, 0, int(device, 16))
        self.extend(0x10, body)
        return self

    def ats(self, enabled):
        self.extend(0x0f, struct.pack("<HH", 0x60, 0x8000 * enabled))
        return self

    def hexdump(self, size=4096):
        return "".join(
            f"{at:02x}: " + " ".join(f"{b:02x}" for b in
                                     self.space[at:at + 16]) + "\n"
            for at in range(0, min(size, len(self.space)), 16))

    def vf(self):
        """The IDs of a VF read as ones, PCIe 9.3.4.1.1."""
        self.put("<HH", 0, 0xffff, 0xffff)
        return self


def branch(root, bus, acs, group):
    """A root port and what is below it."""
    port = f"{root}:01.0"
    b = [f"{bus + n:02x}" for n in range(6)]
    cap = (0x1f, ON if acs else 0)
    dsp = (0x5f, ON if acs else 0)
    below = group if not acs else None
    return [
        Function(port, "8086:352a", 0x060400, ROOT_PORT, (bus, bus + 5),
                 cap, [(0, 0xfe00000c), (1, 0x20)], group=group,
                 driver="pcieport", link=(5, 16, 5, 16)),
        Function(f"{b[0]}:00.0", "1000:c030", 0x060400, UPSTREAM,
                 (bus + 1, bus + 5), group=below or group + 1,
                 driver="pcieport", link=(5, 16, 5, 16)),
        Function(f"{b[1]}:00.0", "1000:c030", 0x060400, DOWNSTREAM,
                 (bus + 2, bus + 2), dsp, group=below or group + 2,
                 driver="pcieport", link=(4, 8, 5, 16)),
        Function(f"{b[1]}:01.0", "1000:c030", 0x060400, DOWNSTREAM,
                 (bus + 3, bus + 3), dsp, group=below or group + 3,
                 driver="pcieport"),
        Function(f"{b[1]}:1f.0", "1000:c030", 0x060400, DOWNSTREAM,
                 (bus + 4, bus + 4), dsp, group=below or group + 4,
                 driver="pcieport"),
        Function(f"{b[2]}:00.0", "10de:2335", 0x030200, ENDPOINT,
                 bars=[(0, 0xc), (2, 0xc), (4, 0xc)],
                 group=below or group + 5, driver="vfio-pci",
                 link=(4, 8, 5, 16)).ats(acs),
        Function(f"{b[3]}:00.0", "15b3:1021", 0x020700, ENDPOINT,
                 bars=[(0, 0xd000000c), (1, 0x21)],
                 group=below or group + 6,
                 driver="mlx5_core", link=(1, 1, 1, 1)).sriov(
                     2, 1, "101e").ats(False),
        Function(f"{b[3]}:00.1", "15b3:101e", 0x020700, ENDPOINT,
                 group=below or group + 7, driver="mlx5_core").vf(),
        Function(f"{b[3]}:00.2", "15b3:101e", 0x020700, ENDPOINT,
                 group=below or group + 8, driver="mlx5_vfio_pci").vf(),
        Function(f"{b[4]}:00.0", "1000:00b2", 0x010700, ENDPOINT,
                 bars=[(0, 0xe0000004)], group=below or group + 9,
                 driver="mpt3sas"),
    ]


@functools.lru_cache(None)
def host():
    """All functions, in order."""
    return [
        Function("00:00.0", "8086:09a2", 0x088000, RCIEP, multifunction=True,
                 group=0, node=1),
        Function("00:00.1", "8086:09a4", 0x088000, RCIEP, multifunction=True,
                 group=0, node=1),
        Function("00:1f.0", "8086:1b81", 0x060100, group=1, node=-1),
        *branch("15", 0x16, True, 10),
        *branch("26", 0x27, False, 30),
        Function("7e:00.0", "8086:3250", 0x088000, group=2),
    ]


def run_lspci(functions, options):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        for f in functions:
            file.write(f"{f.bdf} X: Y\n{f.hexdump()}\n")
        file.flush()
        return subprocess.run(["lspci", *options, "-F", file.name],
                              check=True, capture_output=True, text=True,
                              env={"PATH": "/usr/bin:/bin",
                                   "LC_ALL": "C.UTF-8"}).stdout


def restore_ids(block, f):
    """lspci -F has no IDs of VFs, a live one takes them from sysfs."""
    if f.space[0:2] != b"\xff\xff":
        return block
    vendor, device = f.ids.split(":")
    head, rest = block.split("\n", 1)
    head = head.replace("Illegal Vendor ID Device ffff",
                        f"Mellanox Technologies Device {device}")
    return head.replace("ffff:ffff", f"{vendor}:{device}") + "\n" + rest


def told(f):
    """What a live lspci -vv adds, from the kernel: before, and behind."""
    before = ""
    if f.node >= 0:
        before += f"\tNUMA node: {f.node}\n"
    if f.group is not None:
        before += f"\tIOMMU group: {f.group}\n"
    return before, f"\tKernel driver in use: {f.driver}\n" if f.driver else ""


def text(functions=None, ids="-nn", level="-vvv", groups=True):
    """As lspci -Dvvv would print it; one block for each function."""
    functions = functions if functions is not None else host()
    options = [level] + ([ids] if ids else [])
    blocks = run_lspci(functions, options).split("\n\n")
    result = []
    for block, f in zip(blocks, functions):
        block = restore_ids(block, f) + "\n"
        before, behind = told(f)
        if groups and level != "-v":
            at = block.index("\tStatus:")
            at = block.index("\n", at) + 1
            block = block[:at] + before + block[at:]
        result.append(block + behind)
    return result


def dump(functions=None, size=4096, ids="-nn", level="-vvv", groups=True):
    """As lspci -vvvxxxx would print it."""
    functions = functions if functions is not None else host()
    return "".join(t + f.hexdump(size) + "\n" for t, f in
                   zip(text(functions, ids, level, groups), functions))


def texts(functions=None, **options):
    return "".join(t + "\n" for t in text(functions, **options))


def hexes(functions=None, size=4096):
    functions = functions if functions is not None else host()
    return "".join(f"{f.bdf} X: Y\n{f.hexdump(size)}\n" for f in functions)


def find_output(functions=None):
    functions = functions if functions is not None else host()
    return "".join(f"/sys/kernel/iommu_groups/{f.group}/devices/0000:{f.bdf}\n"
                   for f in functions)
