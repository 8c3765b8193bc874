# SPDX-License-Identifier: GPL-2.0-only
"""A made-up sysfs with config spaces, and the facts that the tool finds in it."""

import os
import shutil
import struct
import subprocess

from bench import ENVIRONMENT

# PCIe device/port types; one without the capability is PCI
EP, RP, UP, DOWN, RC, PCI = 0, 4, 5, 6, 9, 0xff
MSI = "0x00000000fee00000 0x00000000feefffff msi\n"
PORT = {"ids": 0x352a8086, "kind": RP, "cls": 0x060400, "acs": (0x1f, 0x1d)}


def config(ids=0x233510de, cls=0x030200, kind=EP, header=0, buses=None,
           acs=None, words=(), size=4096):
    """Config space of a function; kind is the PCIe type, buses (2nd, last)."""
    space = bytearray(4096)
    header = header or (1 if buses else 0)
    struct.pack_into("<IHHI", space, 0, ids, 7, 0x10 if kind != PCI else 0,
                     cls << 8)
    space[0xe] = header
    if buses:
        space[0x18:0x1b] = bytes((0, *buses))
    if kind != PCI:
        space[0x34] = 0x40
        struct.pack_into("<HH", space, 0x40, 0x10, kind << 4 | 2)
    if acs:
        struct.pack_into("<IHH", space, 0x100, 0x1000d, *acs)
    for where, word in words:
        struct.pack_into("<I", space, where, word)
    return bytes(space[:size])


def virtual(space=None):
    """A VF has no IDs of its own, PCIe 9.3.4.1.1."""
    return b"\xff" * 4 + (space or config(cls=0))[4:]


class Tree:
    def __init__(self, bench):
        self.root = bench.dir / "live"
        shutil.rmtree(self.root, ignore_errors=True)
        (self.root / "bus/pci/devices").mkdir(parents=True)
        (self.root / "bus/pci/drivers/vfio-pci").mkdir(parents=True)
        (self.root / "class/iommu/dmar0").mkdir(parents=True)
        self.cmdline = self.root / "cmdline"
        self.cmdline.write_text("quiet\n")
        self.unsafe("vfio_iommu_type1", "N\n")

    def unsafe(self, module, text):
        place = self.root / f"module/{module}/parameters"
        place.mkdir(parents=True, exist_ok=True)
        (place / "allow_unsafe_interrupts").write_text(text)

    def regions(self, group, text):
        place = self.root / f"kernel/iommu_groups/{group}/reserved_regions"
        if text is None:
            place.unlink()
        else:
            place.write_text(text)

    def add(self, path, space, ids=None, cls=None, bars=(0x40200,), group=None,
            iommu=True, driver=None, vfio=False, pf=None, pcie=True, ari=False,
            numa=-1, reset="flr bus\n"):
        """path: below devices/. ids and cls: sysfs knows better than space.
        bars: flags of a resource, or (first, last, flags)."""
        place = self.root / "devices" / path
        place.mkdir(parents=True)
        (self.root / "bus/pci/devices" / place.name).symlink_to(
            os.path.relpath(place, self.root / "bus/pci/devices"))
        def link(name, target):
            (place / name).symlink_to(os.path.relpath(target, place))

        known = ids or struct.unpack_from("<I", space)[0]
        cls = struct.unpack_from("<I", space, 8)[0] >> 8 if cls is None else cls
        texts = {"vendor": f"0x{known & 0xffff:04x}",
                 "device": f"0x{known >> 16:04x}", "class": f"0x{cls:06x}",
                 "irq": "0", "numa_node": str(numa),
                 "ari_enabled": str(int(ari))}
        if pcie:
            texts["max_link_width"] = "16"
        flags = [*bars, *[0] * (13 - len(bars))]
        texts["resource"] = "\n".join(
            " ".join(f"0x{n:016x}" for n in (
                f if isinstance(f, tuple) else
                (0x1000 * bool(f), 0x1fff * bool(f), f))) for f in flags)
        for name, text in texts.items():
            (place / name).write_text(text + "\n")
        (place / "config").write_bytes(space)
        if group is not None:
            where = self.root / f"kernel/iommu_groups/{group}"
            where.mkdir(parents=True, exist_ok=True)
            link("iommu_group", where)
            if iommu:
                link("iommu", self.root / "class/iommu/dmar0")
            self.regions(group, MSI)
        if reset is not None:
            (place / "reset_method").write_text(reset)
        if driver:
            where = self.root / f"bus/pci/drivers/{driver}"
            where.mkdir(parents=True, exist_ok=True)
            link("driver", where)
        if vfio:
            (place / "vfio-dev/vfio0").mkdir(parents=True)
        if pf:
            (place / "physfn").symlink_to(f"../{pf}")
        return place

    def facts(self, bench, **env):
        """Functions by address, other lines by first word; the process."""
        env = dict(ENVIRONMENT, VG_TEST_SYSFS=self.root,
                   VG_TEST_CMDLINE=self.cmdline, **env)
        done = subprocess.run([bench.program.parent / "facts"], env=env,
                              capture_output=True, text=True, timeout=30,
                              check=False)
        found = {}
        for line in done.stdout.splitlines():
            word, *rest = line.split()
            if "=" in line:
                fields = found.setdefault(word, {})
                fields.update(pair.split("=", 1) for pair in rest)
                if "flags" in fields:
                    fields["flags"] = set(fields["flags"].split(",")) - {""}
            else:
                found[" ".join((word, rest[0]))] = rest[1]
        return found, done


def differs(found, wanted):
    """wanted: {address: {field: value}}; flags are a set."""
    for word, fields in wanted.items():
        if word not in found:
            return f"{word} is missing in {sorted(found)}"
        if isinstance(fields, str):
            fields, seen = {"it": fields}, {"it": found[word]}
        else:
            seen = found[word]
        for name, value in fields.items():
            value = f"{value:x}" if isinstance(value, int) else value
            if seen.get(name) != value:
                return f"{word} {name}: {seen.get(name)}, expected {value}"
    return None
