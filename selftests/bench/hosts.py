# SPDX-License-Identifier: GPL-2.0-only
"""Large hosts that do not exist: root ports, each with a switch and below it
GPUs, an NVMe disk and a NIC with virtual functions."""

import struct

ROOT_PORT, UPSTREAM, DOWNSTREAM, ENDPOINT = 4, 5, 6, 0
TYPES = {ROOT_PORT: "root-port", UPSTREAM: "upstream-port",
         DOWNSTREAM: "downstream-port", ENDPOINT: "endpoint"}
BUSES = 7  # of a unit
FULL, ON, OFF = 0x1f, 0x1d, 0


def unit(segment, number, vfs):
    """Functions below one root port; every fourth switch has ACS off."""
    base = number * BUSES
    control = OFF if number % 4 == 3 else ON
    bridge = {"class": 0x060400, "acs": (FULL, control)}
    yield dict(bridge, segment=segment, bus=0, slot=number, type=ROOT_PORT,
               id=0x8086352a, buses=(base + 1, base + 6), acs=(FULL, ON))
    yield dict(bridge, segment=segment, bus=base + 1, slot=0, type=UPSTREAM,
               id=0x1000c030, buses=(base + 2, base + 6), acs=None)
    for port in range(4):
        yield dict(bridge, segment=segment, bus=base + 2, slot=port,
                   type=DOWNSTREAM, id=0x1000c030,
                   buses=(base + 3 + port, base + 3 + port))
    leaves = [(0x10de2335, 0x030200), (0x10de2335, 0x030200),
              (0x144da824, 0x010802), (0x15b31021, 0x020000)]
    for port, (ident, kind) in enumerate(leaves):
        yield {"segment": segment, "bus": base + 3 + port, "slot": 0,
               "type": ENDPOINT, "id": ident, "class": kind}
    for vf in range(1, vfs + 1):
        yield {"segment": segment, "bus": base + 6, "slot": vf >> 3,
               "function": vf & 7, "type": ENDPOINT, "id": 0x15b3101e,
               "class": 0x020000, "vf_of": f"{base + 6:02x}:00.0"}


def functions(segments, units, vfs):
    for segment in range(segments):
        for number in range(units):
            yield from unit(segment, number, vfs)


def address(f):
    return (f"{f['segment']:04x}:{f['bus']:02x}:{f['slot']:02x}"
            f".{f.get('function', 0)}")


def switches(segments, units, ports):
    """GPUs only, apart from what is above them: 64 functions below each switch."""
    step = ports + 2
    for segment in range(segments):
        for number in range(units):
            base = number * step
            last = base + step
            control = OFF if number % 4 == 3 else ON
            common = {"segment": segment, "class": 0x060400}
            yield dict(common, bus=0, slot=number, type=ROOT_PORT,
                       id=0x8086352a, buses=(base + 1, last), acs=(FULL, ON))
            yield dict(common, bus=base + 1, slot=0, type=UPSTREAM,
                       id=0x1000c030, buses=(base + 2, last), acs=None)
            for port in range(ports):
                bus = base + 3 + port
                yield dict(common, bus=base + 2, slot=port, type=DOWNSTREAM,
                           id=0x1000c030, buses=(bus, bus),
                           acs=(FULL, control))
                for function in range(8):
                    yield {"segment": segment, "bus": bus, "slot": 0,
                           "function": function, "type": ENDPOINT,
                           "id": 0x10de2335, "class": 0x030200}


def gpus(out, segments):
    """As many functions as snapshot() writes with 32 units and 6 VFs."""
    return write(out, switches(segments, 7, 8))


def snapshot(out, segments, units, vfs):
    return write(out, functions(segments, units, vfs))


def write(out, every):
    """Writes as it goes: the caller must stay small. How many there are."""
    out.write("vfioguard-snapshot 2\nhost\n")
    count = 0
    for f in every:
        line = (f"{address(f)} id={f['id'] >> 16:04x}:{f['id'] & 0xffff:04x} "
                f"class={f['class']:06x} type={TYPES[f['type']]}")
        if "buses" in f:
            line += " buses=%02x-%02x" % f["buses"]
        if f.get("acs"):
            sign = "+" if f["acs"][1] else "-"
            line += f" acs=SV{sign}TB-RR{sign}CR{sign}UF{sign}"
        if "vf_of" in f:
            line += f" vf-of={f['vf_of']}"
        flags = "mem-bar," if f["type"] == ENDPOINT else ""
        flags += "root-bus," if f["type"] == ROOT_PORT else ""
        out.write(f"{line} group={count} flags={flags}iommu,msi-isolated\n")
        count += 1
    out.write(f"end functions={count} aliases=0\n")
    return count


def config(f):
    """Config space: header, PCIe capability, ACS."""
    space = bytearray(4096)
    struct.pack_into("<HHHHI", space, 0, f["id"] >> 16, f["id"] & 0xffff,
                     0x0006, 0x0010, f["class"] << 8 | 0x01)
    space[0x34] = 0x40
    if "buses" in f:
        space[0x0e] = 1
        space[0x18:0x1b] = bytes((f["bus"], *f["buses"]))
    else:
        struct.pack_into("<I", space, 0x10, 0x90000000)
    struct.pack_into("<BBH", space, 0x40, 0x10, 0, f["type"] << 4 | 2)
    if f.get("acs"):
        struct.pack_into("<IHH", space, 0x100, 0x0001000d, *f["acs"])
    return space


def hex_dump(out, segments, units):
    """As lspci -xxxx prints it. How many there are."""
    count = 0
    for f in functions(segments, units, 0):
        space = config(f)
        out.write(f"{address(f)} {f['class'] >> 8:04x}: "
                  f"{f['id'] >> 16:04x}:{f['id'] & 0xffff:04x} (rev 01)\n")
        for at in range(0, len(space), 16):
            out.write(f"{at:02x}: {space[at:at + 16].hex(' ')}\n")
        out.write("\n")
        count += 1
    return count
