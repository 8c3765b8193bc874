# SPDX-License-Identifier: GPL-2.0-only
"""The forms that lspci prints a host in: all have to give the same facts."""

import re

import machine
from bench import differ

# what only the kernel knows is not in a hex dump
KERNEL = {"ignore": ("group", "node", "driver"), "flags": ("assigned",)}


def full(bench):
    return bench.read(machine.dump())


def address(f):
    return f"0000:{f.bdf}"


def expect_host(facts):
    """The facts against the host that they were made of."""
    for f in machine.host():
        seen = facts.fn.get(address(f))
        if not seen:
            return f"{f.bdf} is missing"
        wanted = {"ids": f.ids, "group": str(f.group), "node": str(f.node),
                  "driver": f.driver or "-"}
        for field, value in wanted.items():
            if seen[field] != value:
                return f"{f.bdf} {field} {seen[field]}, expected {value}"
    if len(facts.fn) != len(machine.host()):
        return f"{len(facts.fn)} functions"
    return f"notes {facts.notes}" if facts.notes else None


def expect_fields(facts, bdf, **wanted):
    f = facts.fn[bdf]
    for field, value in wanted.items():
        if f[field] != value:
            return f"{bdf} {field}: {f[field]}, expected {value}"
    return None


def test_full(bench):
    facts = full(bench)
    bench.check("full: the host", expect_host(facts))
    for bdf, wanted in (
            ("0000:15:01.0", {"type": "4", "buses": "16-1b", "header": "1",
                              "acs": "1:001f:001d", "class": "060400",
                              "link": "5,16,5,16",
                              "flags": {"root-bus", "mem-bar"}}),
            ("0000:26:01.0", {"acs": "1:001f:0000"}),
            ("0000:16:00.0", {"type": "5", "acs": "0:0000:0000",
                              "flags": set()}),
            ("0000:17:00.0", {"type": "6", "acs": "1:005f:001d"}),
            ("0000:28:1f.0", {"type": "6", "acs": "1:005f:0000"}),
            ("0000:18:00.0", {"type": "0", "class": "030200",
                              "link": "4,8,5,16",
                              "flags": {"mem-bar", "assigned", "ats",
                                        "bar-unassigned"}}),
            ("0000:29:00.0", {"link": "4,8,5,16",
                              "flags": {"mem-bar", "assigned",
                                        "bar-unassigned"}}),
            ("0000:19:00.0", {"link": "1,1,1,1", "flags": {"mem-bar"}}),
            ("0000:00:1f.0", {"link": "0,0,0,0"}),
            ("0000:19:00.1", {"pf": "1900", "flags": {"vf"}}),
            ("0000:19:00.2", {"pf": "1900", "flags": {"vf", "assigned"}}),
            ("0000:00:00.0", {"type": "9",
                              "flags": {"root-bus", "multifunction"}}),
            ("0000:00:1f.0", {"type": "ff", "flags": {"root-bus"}}),
            ("0000:7e:00.0", {"type": "ff", "flags": {"root-bus"}})):
        bench.check(f"full: {bdf}", expect_fields(facts, bdf, **wanted))
    bench.check("full: first line",
                expect_fields(facts, "0000:00:00.0", line="1"))


def test_forms(bench):
    wanted = full(bench)
    for name, content, more in (
            ("hex only", machine.hexes(), KERNEL),
            ("text -nn", machine.texts(), {}),
            ("text -n", machine.texts(ids="-n"), {}),
            ("text by name", machine.texts(ids=None), {}),
            ("text -vv", machine.texts(level="-vv"), {}),
            ("hex behind text", machine.texts() + machine.hexes(), {}),
            ("text behind hex", machine.hexes() + machine.texts(), {}),
            ("short hex beside text", machine.dump(size=256), {}),
            ("64 bytes beside text", machine.dump(size=64), {}),
            ("twice", machine.dump() + machine.dump(), {}),
            ("excerpt beside all", machine.dump(machine.host()[7:9], size=64) +
             machine.dump(), {}),
            ("listing beside all", "".join(
                t.split("\n")[0] + "\n" for t in machine.text()) + "\n" +
             machine.dump(), {})):
        bench.check(name, differ(bench.read(content), wanted, **more))


def test_no_notes(bench):
    for name, content in (("hex", machine.hexes()),
                          ("text", machine.texts(ids=None)),
                          ("both", machine.dump())):
        notes = bench.read(content).notes
        notes.pop("name", None)
        bench.check(f"{name}: understood all", notes)


def test_segment(bench):
    wanted = full(bench)
    functions = wanted.fn
    for segment in ("0001", "ffff"):
        content = re.sub(r"^(..:..\.. )", segment + r":\1", machine.dump(),
                         flags=re.M)
        wanted.fn = {b.replace("0000:", f"{segment}:", 1): f
                     for b, f in functions.items()}
        bench.check(f"segment {segment}", differ(bench.read(content), wanted))


def vmd(*addresses):
    """VMDs, and a root port with a disk behind one of them."""
    return [*(machine.Function(a, "8086:28c0", 0x010400, machine.RCIEP,
                               bars=[(0, 4)]) for a in addresses),
            machine.Function("10000:e1:00.0", "8086:352a", 0x060400,
                             machine.ROOT_PORT, (0xe2, 0xe2), (0x1f, 0x1d)),
            machine.Function("10000:e2:00.0", "144d:a825", 0x010802,
                             machine.ENDPOINT)]


def test_vmd(bench):
    facts = bench.read(machine.hexes(vmd("16:00.5")))
    bench.check("one VMD: readable", facts.unreadable())
    bench.check("one VMD: aliases", None if facts.aliases == [
        ("10000:e1:00.0", "0000:16:00.5"), ("10000:e2:00.0", "0000:16:00.5")]
        else repr(facts.aliases))
    facts = bench.read(machine.hexes(vmd("16:00.5", "26:00.5")))
    bench.check("two VMDs: unreadable", None if facts.unreadable() == {
        "10000:e1:00.0", "10000:e2:00.0"} else repr(facts.unreadable()))
    bench.check("two VMDs: no alias", facts.aliases)


def test_text_of_types(bench):
    """Wordings of lspci, old and new."""
    for words, kind in (
            ("Express (v2) Endpoint, MSI 00", "0"),
            ("Express Endpoint IRQ 0", "0"),
            ("Express (v1) Legacy Endpoint, IntMsgNum 0", "1"),
            ("Express (v2) Root Port (Slot+), MSI 00", "4"),
            ("Express Root Port (Slot-) IRQ 0", "4"),
            ("Express (v2) Upstream Port, IntMsgNum 0", "5"),
            ("Express (v2) Downstream Port (Slot+), MSI 00", "6"),
            ("Express (v1) PCI-Express to PCI/PCI-X Bridge, MSI 00", "7"),
            ("Express (v1) PCI/PCI-X Bridge, MSI 00", "7"),
            ("Express (v1) PCI/PCI-X to PCI-Express Bridge (Slot-)", "8"),
            ("Express (v2) Root Complex Integrated Endpoint", "9"),
            ("Express (v2) Root Complex Event Collector, MSI 00", "a")):
        facts = bench.read(
            "0000:00:01.0 Ethernet controller [0200]: A B [8086:1572]\n"
            "\tControl: I/O- Mem+\n\tStatus: Cap+ 66MHz-\n"
            f"\tCapabilities: [40] {words}\n"
            "\tCapabilities: [100 v1] Advanced Error Reporting\n\n")
        bench.check(f"type: {words}", expect_fields(
            facts, "0000:00:01.0", type=kind, flags={"root-bus"}))


def port(ids, acs=True):
    """Root port as text; IDs in numbers."""
    return (f"00:1c.0 PCI bridge [0604]: A B [{ids}] (rev 10)\n"
            "\tControl: I/O- Mem+ BusMaster+\n\tStatus: Cap+ 66MHz-\n"
            "\tBus: primary=00, secondary=01, subordinate=01, sec-latency=0\n"
            "\tCapabilities: [40] Express (v2) Root Port (Slot+), MSI 00\n"
            "\tCapabilities: [100 v1] Advanced Error Reporting\n" +
            ("\tCapabilities: [140 v1] Access Control Services\n"
             "\t\tACSCap:\tSrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ "
             "UpstreamFwd+ EgressCtrl- DirectTrans-\n"
             "\t\tACSCtl:\tSrcValid+ TransBlk- ReqRedir+ CmpltRedir+ "
             "UpstreamFwd+ EgressCtrl- DirectTrans-\n" if acs else "") + "\n")


def test_intel_ports(bench):
    """What text says of these ports is wrong, or not enough."""
    for ids, acs, unreadable in (
            ("8086:a110", True, True), ("8086:9d1b", True, True),
            ("8086:a110", False, True),
            ("8086:8c10", False, True), ("8086:1e10", False, True),
            ("8086:352a", True, False), ("8086:352a", False, False),
            ("1022:1483", True, False)):
        facts = bench.read(port(ids, acs))
        bench.check(f"port {ids}, acs {acs}", None if bool(
            facts.unreadable()) == unreadable else repr(facts.fn))
    named = port("8086:0000").replace(
        "A B [8086:0000]", "Intel Corporation No Such Root Port At All")
    facts = bench.read(named)
    bench.check("port of Intel without number", None if facts.unreadable()
                and facts.notes.get("name") == 1 else repr(facts.notes))


def test_sunrise_point(bench):
    """Double words, which lspci shows as words: only hex will do."""
    f = machine.Function("00:1c.0", "8086:a110", 0x060400, machine.ROOT_PORT,
                         (1, 1), (0x1f, 0))
    f.put("<II", f.space.index(b"\x0d\x00\x01") + 4, 0x1f, 0x1d)
    for name, content in (("hex", machine.hexes([f])),
                          ("hex and text", machine.dump([f])),
                          ("text, then hex", machine.texts([f]) +
                           machine.hexes([f]))):
        seen = bench.read(content)
        bench.check(f"sunrise point, {name}", seen.unreadable() or
                    expect_fields(seen, "0000:00:1c.0", acs="2:001f:001d"))
    seen = bench.read(machine.dump([f], size=256))
    bench.check("sunrise point, short hex", None if seen.unreadable()
                else repr(seen.fn))


def test_pch_hex(bench):
    """MPC.IRBNCE, as the kernel sets it on ports without ACS."""
    for mpc, flag in ((1 << 26, True), (~(1 << 26) & 0xffffffff, False)):
        f = machine.Function("00:1c.0", "8086:8c10", 0x060400,
                             machine.ROOT_PORT, (1, 1))
        f.put("<I", 0xd8, mpc)
        seen = bench.read(machine.hexes([f])).fn["0000:00:1c.0"]["flags"]
        bench.check(f"pch {mpc:x}", None if ("pch-acs" in seen) == flag and
                    "unreadable" not in seen else repr(seen))


def test_egress(bench):
    """A vector that is not all ones, or not shown, is open."""
    for vector, flag in ((0xffffffff, False), (0xfffffffe, True)):
        f = machine.Function("00:1c.0", "8086:352a", 0x060400,
                             machine.ROOT_PORT, (1, 1), (0x203f, 0x3d))
        at = f.space.index(b"\x0d\x00")
        f.put("<I", at + 8, vector)
        f.put("<I", at + 4, 0x003d203f)
        seen = bench.read(machine.hexes([f])).fn["0000:00:1c.0"]["flags"]
        bench.check(f"egress {vector:x}", None if ("egress-open" in seen) ==
                    flag and "unreadable" not in seen else repr(seen))
    shown = port("8086:352a").replace("EgressCtrl-", "EgressCtrl+")
    seen = bench.read(shown).fn["0000:00:1c.0"]["flags"]
    bench.check("egress in text", None if "egress-open" in seen and
                "unreadable" not in seen else repr(seen))


def test_drivers(bench):
    for driver, assigned in (("vfio-pci", True), ("mlx5_vfio_pci", True),
                             ("nvgrace_gpu_vfio_pci", True),
                             ("mlx5-vfio-pci", True), ("nvidia", False),
                             ("pcieport", False)):
        seen = bench.read(port("8086:352a")[:-1] +
                          f"\tKernel driver in use: {driver}\n\n")
        f = seen.fn["0000:00:1c.0"]
        bench.check(f"driver {driver}", None if f["driver"] == driver and
                    ("assigned" in f["flags"]) == assigned else repr(f))


def test_not_judged(bench):
    """What a form has no facts for."""
    never = {1, 2, 3, 9, 11, 14, 15, 16, 18, 20, 24}
    brief = "".join(t + "\n" for t in machine.text(level="-v"))
    names = "".join(t.split("\n")[0] + "\n" for t in machine.text())
    for name, content, more in (
            ("hex", machine.hexes(), set()), ("text", machine.texts(), set()),
            ("256 bytes", machine.hexes(size=256), {12}),
            ("64 bytes", machine.hexes(size=64), {12, 19}),
            ("text -v", brief, {12, 19}), ("names", names, {12, 17, 19}),
            ("names and hex", names + "\n" + machine.hexes(), set()),
            ("not root", machine.hexes(size=64) + brief, {12, 19})):
        seen = bench.read(content).unjudged
        bench.check(f"not judged, {name}", None if seen == never | more
                    else f"{seen}")


def gpu(*lines):
    """An endpoint as text."""
    return ("01:00.0 3D controller [0302]: A B [10de:2335]\n"
            "\tControl: I/O- Mem+ BusMaster+\n\tStatus: Cap+ 66MHz-\n" +
            "".join(f"\t{line}\n" for line in lines) + "\n")


EXPRESS = "Capabilities: [40] Express (v2) Endpoint, MSI 00"
CAPABILITY = "\tLnkCap:\tPort #0, Speed 32GT/s, Width x16, ASPM not supported"


def test_text_of_bars(bench):
    """Where lspci puts an address, or what it puts there."""
    for where, flag in (
            ("Region 0: Memory at 2000000 (64-bit) [size=16M]", False),
            ("Region 0: Memory at <unassigned> (64-bit, prefetchable)", True),
            ("Region 0: Memory at <unassigned> (32-bit) [disabled]", True),
            ("Region 0: Memory at <ignored> (32-bit) [size=16M]", True),
            ("Region 0: Memory at <ignored> (32-bit) [disabled]", False),
            ("Region 0: [virtual] Memory at 2000000 (32-bit)", False),
            ("Region 0: Memory at 2000000 (32-bit) [disabled] [size=1K]", False),
            ("Region 0: I/O ports at <unassigned> [disabled]", False),
            ("Expansion ROM at <unassigned> [disabled] [size=1M]", False),
            ("Memory at <unassigned> (64-bit, prefetchable)", True),
            ("[virtual] Memory at 2000000 (64-bit) [size=16M]", False)):
        seen = bench.read(gpu(where, EXPRESS)).fn["0000:01:00.0"]["flags"]
        bench.check(f"BAR: {where}", None if ("bar-unassigned" in seen) == flag
                    else repr(seen))
    # those of VFs are in the SR-IOV capability
    seen = bench.read(gpu(
        "Region 0: Memory at 2000000 (64-bit) [size=16M]", EXPRESS,
        "Capabilities: [250 v1] Single Root I/O Virtualization (SR-IOV)",
        "\tRegion 0: Memory at <unassigned> (64-bit)"))
    bench.check("BAR of VFs", expect_fields(seen, "0000:01:00.0",
                                            flags={"mem-bar"}))


def test_virtual_bar(bench):
    """The register has lost an address that the kernel knows."""
    f = machine.Function("01:00.0", "10de:2335", 0x030200, machine.ENDPOINT,
                         bars=[(0, 0xc)])
    text = machine.texts([f])
    told_so = text.replace("Region 0: Memory at <unassigned>",
                           "Region 0: [virtual] Memory at 2000000")
    for name, content, flag in (
            ("hex", machine.hexes([f]), True), ("text", text, True),
            ("virtual", told_so, False),
            ("virtual and hex", told_so + machine.hexes([f]), False),
            ("hex and virtual", machine.hexes([f]) + told_so, False)):
        seen = bench.read(content).fn["0000:01:00.0"]["flags"]
        bench.check(f"BAR in {name}", None if ("bar-unassigned" in seen) == flag
                    else repr(seen))


def test_bar_registers(bench):
    """Two registers for 64 bits; no address where there is no kind."""
    for bars, flag in (
            ([(0, 0xc)], True), ([(0, 0xc), (1, 0x40)], False),
            ([(0, 0x8)], True), ([(0, 0)], False), ([(0, 1)], False),
            ([(0, 0xfe000004), (2, 0xc)], True), ([(5, 0xc)], True),
            ([(0, 0xfe00000c), (1, 0xc)], False)):
        f = machine.Function("01:00.0", "10de:2335", 0x030200,
                             machine.ENDPOINT, bars=bars)
        seen = bench.read(machine.hexes([f])).fn["0000:01:00.0"]["flags"]
        bench.check(f"BAR registers {bars}", None if ("bar-unassigned" in seen)
                    == flag else repr(seen))
    f = machine.Function("00:01.0", "8086:352a", 0x060400, machine.ROOT_PORT,
                         (1, 1), bars=[(0, 0xc)])
    for name, content in (("hex", machine.hexes([f])),
                          ("text", machine.texts([f]))):
        seen = bench.read(content).fn["0000:00:01.0"]["flags"]
        bench.check(f"BAR of a port, {name}", None if "bar-unassigned" not in
                    seen else repr(seen))


def test_text_of_links(bench):
    """Wordings of lspci, old and new."""
    for lines, link in (
            ([CAPABILITY, "\tLnkSta:\tSpeed 32GT/s (ok), Width x16 (ok)"],
             "5,16,5,16"),
            ([CAPABILITY, "\tLnkSta:\tSpeed 2.5GT/s (downgraded), Width x8 "
              "(downgraded)"], "1,8,5,16"),
            ([CAPABILITY, "\tLnkSta:\tSpeed 16GT/s, Width x4, TrErr- Train-"],
             "4,4,5,16"),
            ([CAPABILITY, "\tLnkSta:\tSpeed unknown, Width x0, TrErr-"],
             "0,0,5,16"),
            ([CAPABILITY, "\tLnkSta:\tSpeed 8GT/s, Width x16",
              "\tLnkCap2: Supported Link Speeds: 2.5-64GT/s, Crosslink-"],
             "3,16,6,16"),
            ([CAPABILITY, "\tLnkSta:\tSpeed 8GT/s, Width x16",
              "\tLnkCap2: Supported Link Speeds: RsvdP, Crosslink-",
              "\tLnkSta2: Current De-emphasis Level: -6dB"], "3,16,5,16"),
            ([CAPABILITY, "\tLnkSta:\tSpeed 2.5GT/s, Width x16",
              "\tLnkCap2: Supported Link Speeds: 2.5GT/s, Crosslink-"],
             "1,16,1,16"),
            ([CAPABILITY, "\tLnkSta:\tSpeed 5GT/s (ok), Width\nx16 (ok)"],
             "2,16,5,16")):
        for name, content in (("", gpu(EXPRESS, *lines)),
                              ("no tabs, ", gpu(EXPRESS, *lines).replace(
                                  "\t", ""))):
            seen = bench.read(content)
            bench.check(f"link: {name}{lines[1:]}", expect_fields(
                seen, "0000:01:00.0", link=link))


def test_text_of_ats(bench):
    ats = "Capabilities: [200 v1] Address Translation Service (ATS)"
    other = "Capabilities: [100 v1] Advanced Error Reporting"
    for lines, flag, judged in (
            ([other, ats, "\tATSCtl:\tEnable+, Smallest Translation Unit: 00"],
             True, True),
            ([other, ats, "\tATSCtl:\tEnable-, Smallest Translation Unit: 00"],
             False, True),
            ([other], False, True), ([other, ats], False, False),
            ([other, "Capabilities: [200 v1] Unknown (15)"], False, False),
            ([], False, False)):
        seen = bench.read(gpu(EXPRESS, *lines))
        found = "ats" in seen.fn["0000:01:00.0"]["flags"]
        bench.check(f"ATS: {lines}", None if (found, 12 not in seen.unjudged)
                    == (flag, judged) else f"{seen.fn} {seen.unjudged}")
