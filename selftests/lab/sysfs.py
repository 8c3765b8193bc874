# SPDX-License-Identifier: GPL-2.0-only
"""sysfs of a guest, as its shell printed it."""

import dataclasses
import re

# Of ioport.h of the kernel, which "resource" prints.
IO, MEMORY, PREFETCH, WIDE = 0x100, 0x200, 0x2000, 0x100000
UNSET = 0x20000000
ROM = 6
SPEEDS = {"2.5": 1, "5.0": 2, "8.0": 3, "16.0": 4, "32.0": 5, "64.0": 6}
GROUP_TYPES = {"DMA": "dma", "DMA-FQ": "dma-fq", "identity": "identity",
               "blocked": "blocked", "unmanaged": "unmanaged"}


@dataclasses.dataclass
class Resource:
    size: int
    address: int
    io: bool
    flags: set


class Function(dict):
    """Files by name; of links the last part of their target."""

    def __init__(self, bdf):
        super().__init__()
        self.bdf = bdf
        self.path = []

    def group(self):
        return int(self["iommu_group"]) if "iommu_group" in self else None

    def is_bridge(self):
        return self["class"].startswith("0x0604")

    def slot_path(self):
        """As in pci=disable_acs_redir=: the first in full."""
        first, *rest = self.path
        return "/".join([first, *(bdf.split(":")[2] for bdf in rest)])

    def speed(self, name):
        """Its number, 0 for "Unknown", None without the file."""
        if name not in self:
            return None
        found = re.match(r"[\d.]+", self[name])
        return SPEEDS.get(found.group(), 0) if found else 0

    def link(self, which, what):
        name = f"{which}_link_{what}"
        return self.speed(name) if what == "speed" else int(self[name])

    def is_below(self, port, what):
        """Whether speed or width is below what both ends can do."""
        now = self.link("current", what)
        return 0 < now < min(self.link("max", what), port.link("max", what))

    def resources(self):
        """The registers and the ROM that the kernel has a resource for."""
        found = {}
        for index, line in enumerate(self["resource"].split("\n")[:ROM + 1]):
            start, end, flags = (int(word, 16) for word in line.split())
            if flags and end:
                found[index] = self.resource(index, start, end, flags)
        return found

    @staticmethod
    def resource(index, start, end, flags):
        address = None if flags & UNSET or not start else start
        told = {name for name, is_set in (
            ("io", flags & IO), ("64-bit", flags & WIDE),
            ("prefetchable", flags & PREFETCH), ("rom", index == ROM),
            ("assigned", address is not None),
            ("above-4g", (address or 0) >= 1 << 32)) if is_set}
        return Resource(end - start + 1, address, bool(flags & IO), told)


class Tree:
    def __init__(self, files, links):
        self.functions = {}
        self.groups = {}
        self.indexes = {}
        # An AMD IOMMU is a function itself: there "iommu" is no link.
        for link in re.findall(r" (/sys/\S+) -> (\S+)$", links, re.MULTILINE):
            self._link(*link)
        for line in files.splitlines():
            self._file(line)

    def _link(self, path, target):
        place = path.split("/")[5:]
        if len(place) == 1:
            function = self.functions.setdefault(place[0], Function(place[0]))
            function.path = re.findall(r"\w{4,}:\w\w:\w\w\.\w", target)
            return
        bdf, name = place
        last = target.rsplit("/", 1)[1]
        if name.startswith("virtfn"):
            self.indexes[last] = int(name.removeprefix("virtfn"))
        else:
            self.functions[bdf][name] = last

    def _file(self, line):
        path, text = re.match(r"(/sys/(?:\w{4,}:\w\w:\w\w\.\w|[^:])*):(.*)",
                              line).groups()
        place = path.split("/")
        if place[2] == "kernel":
            self.groups.setdefault(place[4], {}).setdefault(
                place[5], []).append(text)
            return
        bdf, name = place[5:]
        function = self.functions[bdf]
        function[name] = f"{function[name]}\n{text}" if name in function else text

    def members(self, number):
        return sorted(bdf for bdf, f in self.functions.items()
                      if f.get("iommu_group") == number)

    def regions(self, number):
        """start, length, type"""
        found = []
        for line in self.groups[number].get("reserved_regions", []):
            start, end, kind = line.split()
            start, end = int(start, 16), int(end, 16)
            found.append((start, end - start + 1, kind))
        return found

    def group_type(self, number):
        return GROUP_TYPES[self.groups[number]["type"][0]]

    def vf_index(self, function):
        return self.indexes.get(function.bdf)

    def parent(self, function):
        return self.functions[function.path[-2]] if len(function.path) > 1 else None

    def below(self, function):
        """All behind a bridge, in order of their addresses."""
        depth = len(function.path)
        return [f for _, f in sorted(self.functions.items())
                if len(f.path) > depth and f.path[depth - 1] == function.bdf]

    def others_below_parent(self, function):
        parent = self.parent(function)
        return [f for f in self.below(parent) if f is not function]

    def can_reset_as_bus(self, function):
        """pci_parent_bus_reset(): alone on the bus, with no bus below."""
        parent = self.parent(function)
        return parent is not None and self.below(parent) == [function] \
            and not function.is_bridge()
