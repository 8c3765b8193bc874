# SPDX-License-Identifier: GPL-2.0-only
"""The facts of a host without the module: made-up sysfs trees. What is expected
is what snapshot.c of the module gathers."""

import json
import re
import shutil
import subprocess

from bench import ENVIRONMENT
from sysfs_tree import (DOWN, EP, MSI, PCI, PORT, RC, RP, UP, Tree, config,
                        differs, virtual)

ROOT, VF, MULTI, UNREADABLE, BAR, PCH, ASSIGNED, IOMMU = (
    {flag} for flag in ("root-bus", "vf", "multifunction", "unreadable",
                        "mem-bar", "pch-acs", "assigned", "iommu"))
NONE = set()
NO_RESET, NO_BUS, DIRECT, RELAXABLE, LOST, ATS = (
    {flag} for flag in ("no-reset", "no-bus-reset", "firmware-region",
                        "relaxable-region", "bar-unassigned", "ats"))
RULES = sum(1 << rule for rule in (11, 16, 24))
RULE_2, RULE_3, RULE_9, RULE_12, RULE_14, RULE_15, RULE_18, RULE_19 = (
    1 << rule for rule in (2, 3, 9, 12, 14, 15, 18, 19))


def small(bench):
    """Root port, switch without ACS, GPU; and a GPU on the root bus."""
    tree = Tree(bench)
    top = "pci0000:00/0000:00:02.0"
    tree.add(top, config(**PORT, buses=(1, 3)), bars=(), group=1)
    tree.add(f"{top}/0000:01:00.0", config(0x8232104c, 0x060400, UP,
                                           buses=(2, 3)), bars=(), group=1)
    tree.add(f"{top}/0000:01:00.0/0000:02:00.0", config(
        0x8233104c, 0x060400, DOWN, buses=(3, 3)), bars=(), group=2)
    tree.add(f"{top}/0000:01:00.0/0000:02:00.0/0000:03:00.0", config(),
             group=3, driver="vfio-pci", vfio=True, numa=1)
    tree.add("pci0000:00/0000:00:05.0", config(kind=RC), group=4, bars=(0x101,))
    return tree


def test_live(bench):
    found, done = small(bench).facts(bench)
    bench.check("live", differs(found, {
        "0000:00:02.0": {"ids": "8086:352a", "class": "060400", "type": RP,
                         "header": "1", "flags": ROOT | IOMMU, "group": "1",
                         "buses": "01-03", "acs": "1:001f:001d",
                         "driver": "-", "node": "-1"},
        "0000:01:00.0": {"type": UP, "flags": IOMMU, "buses": "02-03",
                         "acs": "0:0000:0000"},
        "0000:02:00.0": {"type": DOWN, "flags": IOMMU, "group": "2"},
        "0000:03:00.0": {"ids": "10de:2335", "class": "030200", "type": EP,
                         "header": "0", "flags": BAR | IOMMU | ASSIGNED,
                         "group": "3", "driver": "vfio-pci", "node": "1"},
        "0000:00:05.0": {"type": RC, "flags": ROOT | IOMMU, "group": "4"},
        "host": {"override": "0", "nosid": "0", "ivrs": "0", "unsafe": "0",
                 "live": "1", "unjudged": RULES | RULE_2},
    }) or done.stderr or ("note" in found and str(found["note"])))


def test_live_host(bench):
    for text, wanted in (
            ("pcie_acs_override=downstream", {"override": "1"}),
            ("intremap=nosid", {"nosid": "1", "unjudged": RULES}),
            ("x" * 40000, {"unjudged": RULES | RULE_2 | RULE_9}),
            (None, {"unjudged": RULES | RULE_2 | RULE_9})):
        tree = small(bench)
        tree.cmdline.write_text(text or "")
        if text is None:
            tree.cmdline.unlink()
        bench.check(f"live: command line {text and text[:32]}",
                    differs(tree.facts(bench)[0], {"host": wanted}))
    tables = tree.root / "firmware/acpi/tables"
    tables.mkdir(parents=True)
    (tables / "IVRS").write_bytes(b"IVRS")
    bench.check("live: IVRS", differs(tree.facts(bench)[0],
                                      {"host": {"ivrs": "1"}}))


def test_live_reset(bench):
    """No reset of one function, and no reset of the bus it is on."""
    tree = Tree(bench)
    root = "pci0000:00/0000:00:"
    methods = ("flr\n", "bus\n", "pm bus\n", "", "device_specific\n",
               "cxl_bus\n", None)
    both = NO_RESET | NO_BUS
    lacks = (NO_BUS, NO_RESET, NONE, NO_RESET, NO_BUS, NO_RESET, both)

    def look(name, lacks, others=None):
        wanted = {f"0000:{0x10 + slot:02x}:00.0": {"flags": BAR | IOMMU | lack}
                  for slot, lack in enumerate(lacks)}
        wanted.update(others or {})
        bench.check(f"live: {name}", differs(tree.facts(bench)[0], wanted))

    for slot, method in enumerate(methods):
        bus = 0x10 + slot
        port = f"{root}{slot + 1:02x}.0"
        tree.add(port, config(**PORT, buses=(bus, bus)), bars=(), reset=None)
        tree.add(f"{port}/0000:{bus:02x}:00.0", config(), reset=method,
                 group=bus)
    look("resets", lacks, {"0000:00:01.0": {"flags": ROOT},
                           "host": {"unjudged": RULES | RULE_2}})
    # the one that is found first has it listed
    for slot in range(len(methods)):
        bus = 0x10 + slot
        tree.add(f"{root}{slot + 1:02x}.0/0000:{bus:02x}:1f.0", config(),
                 reset="bus\n" if slot % 2 else "pm\n", group=bus)
    look("resets in company", (NO_BUS, NO_RESET, NONE, NO_RESET, NO_BUS,
                               NO_RESET, both),
         {"0000:10:1f.0": {"flags": BAR | IOMMU | NO_BUS},
          "0000:11:1f.0": {"flags": BAR | IOMMU | NO_RESET},
          "0000:12:1f.0": {"flags": BAR | IOMMU},
          "0000:16:1f.0": {"flags": BAR | IOMMU | NO_BUS}})
    # Linux before 5.15
    (tree.root / f"devices/{root}07.0/0000:16:00.0/reset").write_text("")
    look("reset without its method", (), {
        "0000:16:00.0": {"flags": BAR | IOMMU}})
    # neither there nor not there
    method = tree.root / f"devices/{root}01.0/0000:10:00.0/reset_method"
    method.unlink()
    method.mkdir()
    look("reset method not readable", (), {
        "0000:10:00.0": {"flags": BAR | IOMMU},
        "host": {"unjudged": RULES | RULE_2 | RULE_14 | RULE_15}})


def test_live_reset_beside(bench):
    """Root buses have no reset; bridges and VFs say nothing of their bus."""
    tree = Tree(bench)
    top = "pci0000:00/0000:00:02.0"
    tree.add("pci0000:00/0000:00:01.0", config(kind=RC), reset=None)
    tree.add(top, config(**PORT, buses=(1, 2)), bars=())
    tree.add(f"{top}/0000:01:00.0", config(0x412811f8, 0x060400, UP,
                                           buses=(2, 2)), bars=(), reset=None)
    tree.add(f"{top}/0000:01:00.1", config(0x412811f8, 0x058000), reset="flr\n")
    tree.add("pci0000:00/0000:00:03.0", config(**PORT, buses=(3, 3)), bars=())
    tree.add("pci0000:00/0000:00:03.0/0000:03:00.0", config())
    tree.add("pci0000:00/0000:00:03.0/0000:03:00.1", virtual(),
             pf="0000:03:00.0", reset=None, bars=(), ids=0x101a15b3)
    bench.check("live: resets beside bridges", differs(tree.facts(bench)[0], {
        "0000:00:01.0": {"flags": ROOT | BAR | NO_RESET},
        "0000:01:00.0": {"flags": NONE},
        "0000:01:00.1": {"flags": BAR | MULTI},
        "0000:03:00.0": {"flags": BAR},
        "0000:03:00.1": {"flags": VF}}))


def test_live_bars(bench):
    """What the kernel has no address for, or what it has given up."""
    tree = Tree(bench)
    mem, wide, unset = 0x40200, 0x140204, 0x20040200
    cases = (
        ((mem,), (), NONE), ((unset,), (), LOST),
        (((0, 0xffffff, wide),), (), LOST), (((0, 0, wide),), (), NONE),
        ((mem, (0, 0xff, 0x101)), (), NONE),       # I/O ports
        ((0,), ((0x10, 0xc),), LOST), ((0,), ((0x10, 0),), NONE),
        # given up, and the register still has the address of firmware
        ((0,), ((0x10, 0xc), (0x14, 0x40)), LOST), ((0,), ((0x10, 1),), NONE),
        ((0,), ((0x10, 0x8),), LOST), ((0,), ((0x10, 0xfe000000),), LOST),
        ((wide, 0, 0), ((0x10, 0xc), (0x14, 0xc)), NONE),  # its upper half
        # the register has lost what the kernel knows
        ((wide,), ((0x10, 0xc),), NONE),
        ((wide,), ((0x18, 0xc),), LOST), ((0,), ((0x24, 0xc),), LOST),
        ((mem, 0, 0, 0, 0, 0, unset), (), NONE),   # ROM
    )
    wanted = {}
    for slot, (bars, words, lost) in enumerate(cases):
        tree.add(f"pci0000:00/0000:00:{slot:02x}.0",
                 config(kind=RC, words=words), bars=bars)
        some = NONE if bars[0] == 0 else BAR
        wanted[f"0000:00:{slot:02x}.0"] = {"flags": ROOT | some | lost}
    tree.add("pci0000:00/0000:00:1c.0", config(**PORT, buses=(1, 1)),
             bars=(unset,))
    tree.add("pci0000:00/0000:00:1d.0", b"\xff" * 4096, ids=0x233510de,
             cls=0x030200, bars=(unset,))
    tree.add("pci0000:00/0000:00:1e.0", config(kind=RC))
    tree.add("pci0000:00/0000:00:1e.1", virtual(config(words=((0x10, 0xc),))),
             pf="0000:00:1e.0", bars=(unset,), ids=0x101a15b3)
    wanted["0000:00:1c.0"] = {"flags": ROOT | BAR}
    wanted["0000:00:1d.0"] = {"flags": ROOT | BAR | UNREADABLE | LOST}
    wanted["0000:00:1e.1"] = {"flags": ROOT | BAR | VF}
    bench.check("live: BARs", differs(tree.facts(bench)[0], wanted))


def express(cap, status, speeds=0):
    """Link registers for words= of config()."""
    return [(0x4c, cap), (0x50, status << 16), (0x6c, speeds)]


def test_live_link(bench):
    """Link and ATS; the highest speed is that of the vector."""
    tree = Tree(bench)
    top = "pci0000:00/0000:00:02.0"
    tree.add(top, config(**PORT, buses=(1, 1), words=express(
        0x105, 0x104, 0x3e)), bars=())
    ats = [(0x100, 0x1000f), (0x104, 0x80000000)]
    tree.add(f"{top}/0000:01:00.0", config(words=[*express(
        0x103, 0x104, 0x3e), *ats]))
    tree.add("pci0000:00/0000:00:03.0", config(kind=RC, words=[
        *express(0x104, 0x104), (0x100, 0x1000f), (0x104, 0x00200020)]))
    bench.check("live: link and ATS", differs(tree.facts(bench)[0], {
        "0000:00:02.0": {"link": "4,16,5,16", "flags": ROOT},
        "0000:01:00.0": {"link": "4,16,5,16", "flags": BAR | ATS},
        "0000:00:03.0": {"link": "0,0,0,0", "flags": ROOT | BAR},
        "host": {"unjudged": RULES | RULE_2 | RULE_18}}))


def test_live_regions(bench):
    """Read once, for all functions of the group and no others."""
    def look(name, text, flags, unjudged=0):
        tree = small(bench)
        tree.regions(1, text)
        bench.check(f"live: {name}", differs(tree.facts(bench)[0], {
            "0000:00:02.0": {"flags": ROOT | IOMMU | flags, "group": "1"},
            "0000:01:00.0": {"flags": IOMMU | flags, "group": "1"},
            "0000:02:00.0": {"flags": IOMMU, "group": "2"},
            "0000:03:00.0": {"flags": BAR | IOMMU | ASSIGNED},
            "host": {"unjudged": RULES | RULE_2 | unjudged}}))

    where = "0x000000007b000000 0x000000007fffffff"
    look("no region", "", NONE)
    look("direct region", f"{where} direct\n" + MSI, DIRECT)
    look("relaxable region", f"{MSI}{where} direct-relaxable\n", RELAXABLE)
    look("both", f"{where} direct-relaxable\n{where} direct\n",
         DIRECT | RELAXABLE)
    look("reserved region", f"{where} reserved\n", NONE)
    look("region of a new kind", f"{where} direct\n{where} new\n", DIRECT,
         RULE_18)
    look("no line of a region", "0x7b000000 direct\n", NONE, RULE_18)
    look("more in the line", f"{where} msi direct\n", NONE, RULE_18)
    look("regions not readable", None, NONE, RULE_18)
    tree = Tree(bench)
    tree.add("pci0000:00/0000:00:05.0", config(kind=RC))
    bench.check("live: no groups, no regions", differs(tree.facts(bench)[0], {
        "host": {"unjudged": RULES | RULE_2 | RULE_18}}))


def test_live_unsafe(bench):
    for type1, iommufd, unsafe, unjudged in (
            ("N\n", "N\n", "0", 0), ("Y\n", "N\n", "1", 0),
            ("N\n", "Y\n", "1", 0), (None, "Y\n", "1", 0),
            (None, "N\n", "0", 0), ("Y\n", None, "1", 0),
            (None, None, "0", RULE_3), ("", None, "0", RULE_3),
            ("Yes\n", None, "1", RULE_3), ("1\n", "N\n", "0", 0),
            ("N\n", "1\n", "0", 0)):
        tree = small(bench)
        shutil.rmtree(tree.root / "module")
        for module, text in (("vfio_iommu_type1", type1),
                             ("iommufd", iommufd)):
            if text is not None:
                tree.unsafe(module, text)
        bench.check(f"live: unsafe interrupts {type1!r} {iommufd!r}", differs(
            tree.facts(bench)[0], {"host": {
                "unsafe": unsafe, "unjudged": RULES | RULE_2 | unjudged}}))


def test_live_verdict(bench):
    """From sysfs to what preflight says."""
    tree = Tree(bench)
    root = "pci0000:00/0000:00:"
    tree.unsafe("iommufd", "Y\n")
    for slot, reset in ((1, None), (2, "flr\n")):
        tree.add(f"{root}0{slot}.0", config(**PORT, buses=(slot, slot)),
                 bars=(), group=slot)
        tree.add(f"{root}0{slot}.0/0000:0{slot}:00.0", config(), reset=reset,
                 group=10 + slot)
    tree.regions(11, "0x0 0xfff direct-relaxable\n")
    tree.regions(12, "0x0 0xfff direct\n")
    seen, done = judged(bench, tree)
    about = [(22, "info"), (23, "info")]
    wanted = {"0000:01:00.0": ("allow", [(3, "warn"), (14, "warn"),
                                         (18, "info"), *about]),
              "0000:02:00.0": ("refuse", [(3, "warn"), (18, "refuse"),
                                          *about])}
    bench.check("live: verdict", None if seen == wanted and
                done.returncode == 1 else f"{seen} {done.stderr}")


def judged(bench, tree, *options):
    """Verdict and findings by address, and the process."""
    done = subprocess.run(
        [bench.program, "preflight", "--json", *options], capture_output=True,
        text=True, env=dict(ENVIRONMENT, VG_TEST_SYSFS=tree.root,
                            VG_TEST_CMDLINE=tree.cmdline), timeout=30,
        check=False)
    return {d["bdf"]: (d["verdict"], [(f["rule"], f["severity"])
                                      for f in d["findings"]])
            for d in json.loads(done.stdout)["devices"]}, done


def test_live_device_rules(bench):
    """Facts of each rule about what a device is, and the rule."""
    tree = Tree(bench)
    root = "pci0000:00/0000:00:"
    wide = express(0x105, 0x105, 0x3e)

    def port(slot, acs=PORT["acs"]):
        tree.add(f"{root}0{slot}.0", config(**dict(PORT, acs=acs), words=wide,
                 buses=(slot, slot)), bars=(), group=slot)
        return f"{root}0{slot}.0/0000:0{slot}:0"

    # one thing wrong with each; 08:00 is the NIC beside 07:00
    tree.add(port(1) + "0.0", config(words=express(0x105, 0x085, 0x3e)),
             group=11)
    tree.add(port(2) + "0.0", config(), bars=(0x20040200,), group=12)
    tree.add(port(3) + "0.0", config(), reset=None, group=13)
    shared = port(4)
    tree.add(shared + "0.0", config(), reset="bus\n", group=14)
    tree.add(shared + "1.0", config(0x101915b3, 0x020000), group=24)
    pf = port(5)
    tree.add(pf + "0.0", config(), group=15, driver="vfio-pci", vfio=True)
    tree.add(pf + "0.1", virtual(config()), ids=0x233510de, group=25, bars=(),
             cls=0x030200, pf="0000:05:00.0")
    ats = [(0x100, 0x1000f), (0x104, 0x80000000)]
    tree.add(port(6, (0x5f, 0x5d)) + "0.0", config(words=ats), group=16)
    tree.add("pci0000:00/0000:00:06.1", config(**PORT, buses=(7, 7)), bars=(),
             group=6)
    tree.add("pci0000:00/0000:00:06.1/0000:07:00.0", config(), group=17)
    seen, _ = judged(bench, tree)
    kinds = {12, 14, 15, 17, 19, 20}
    rules = {bdf: [r for r, _ in found if r in kinds]
             for bdf, (_, found) in seen.items()}
    wanted = {"0000:01:00.0": [19], "0000:02:00.0": [17],
              "0000:03:00.0": [14], "0000:04:00.0": [15],
              "0000:05:00.0": [], "0000:05:00.1": [20],
              "0000:06:00.0": [12], "0000:07:00.0": [12]}
    bench.check("live: rules about devices",
                None if rules == wanted else f"{rules}, expected {wanted}")


def test_live_kernel(bench):
    """What the kernel knows better than registers, or nobody else knows."""
    tree = Tree(bench)
    root = "pci0000:00/0000:00:"
    tree.add(root + "00.0", config(cls=0x060000, kind=PCI), bars=(), pcie=False)
    tree.add(root + "01.0", config(), cls=0x120000, ids=0x11112222, group=7,
             iommu=False, driver="nouveau", vfio=True)
    tree.add(root + "02.0", config(header=0x80), bars=(0, 0, 0x101, 0, 0, 0x200),
             vfio=True)
    tree.add(root + "02.1", config(), bars=(0, 0, 0, 0, 0, 0, 0x46200))
    tree.add(root + "03.0", config(words=[(0x10, 0xfebf0000)]), bars=())
    tree.add(root + "1c.0", config(0x1c108086, 0x060400, RP, buses=(9, 9),
                                   words=[(0xd8, 1 << 26)]), bars=())
    tree.add(root + "1d.0", config(0x1c128086, 0x060400, RP, buses=(10, 10),
                                   words=[(0xd8, ~(1 << 26) & 0xfffffff)]),
             bars=())
    tree.add(root + "1e.0", config(words=[(0xd8, 1 << 26)]), bars=())
    tree.add(root + "1c.0/0000:09:01.0", config(), ari=True)
    tree.add(root + "1d.0/0000:0a:01.0", config(), ari=False)
    found = tree.facts(bench)[0]
    bench.check("live: the kernel's view", differs(found, {
        "0000:00:00.0": {"type": PCI, "flags": ROOT, "group": "-1"},
        "0000:00:01.0": {"ids": "2222:1111", "class": "120000", "group": "7",
                         "flags": ROOT | BAR | ASSIGNED, "driver": "nouveau"},
        "0000:00:02.0": {"header": "0", "flags": ROOT | BAR | MULTI},
        "0000:00:02.1": {"flags": ROOT | MULTI},
        "0000:00:03.0": {"flags": ROOT | LOST},
        "0000:00:1c.0": {"flags": ROOT | PCH},
        "0000:00:1d.0": {"flags": ROOT},
        "0000:00:1e.0": {"flags": ROOT},
        "0000:09:01.0": {"flags": BAR | MULTI},
        "0000:0a:01.0": {"flags": BAR},
    }))


def test_live_vf(bench):
    tree = Tree(bench)
    top = "pci0000:00/0000:00:02.0"
    tree.add(top, config(**PORT, buses=(1, 2)), bars=())
    tree.add(f"{top}/0000:01:00.0", config(0x101915b3, 0x020000))
    # On a bus that is nobody's secondary bus.
    for bdf, ari in (("0000:01:00.1", True), ("0000:02:00.0", False)):
        tree.add(f"{top}/{bdf}", virtual(), ids=0x101a15b3, cls=0x020000,
                 pf="0000:01:00.0", ari=ari, bars=())
    tree.add(f"{top}/0000:02:00.1", b"\xff" * 4096, ids=0x101a15b3,
             cls=0x020000, pf="0000:01:00.0", bars=())
    tree.add("pci0000:00/0000:00:03.0", config(0x101915b3, 0x020000, RC))
    tree.add("pci0000:00/0000:00:03.1", virtual(), ids=0x101a15b3,
             cls=0x020000, pf="0000:00:03.0", bars=())
    bench.check("live: VFs", differs(tree.facts(bench)[0], {
        "0000:00:02.0": {"flags": ROOT, "buses": "01-02"},
        "0000:01:00.0": {"flags": BAR, "pf": "0100"},
        "0000:01:00.1": {"ids": "15b3:101a", "class": "020000", "flags": VF,
                         "pf": "0100", "type": EP},
        "0000:02:00.0": {"ids": "15b3:101a", "flags": VF, "pf": "0100"},
        "0000:02:00.1": {"flags": VF | UNREADABLE, "pf": "0100"},
        "0000:00:03.1": {"flags": VF | ROOT, "pf": "0018"},
    }))


def test_live_alias(bench):
    """All behind a VMD has the requester ID of the VMD; others by their ID."""
    tree = Tree(bench)
    vmd = "pci0000:00/0000:00:0e.0"
    tree.add(vmd, config(0x467f8086, 0x010400, RC))
    port = f"{vmd}/pci10000:e0/10000:e0:06.0"
    tree.add(port, config(**PORT, buses=(0xe1, 0xe1)), bars=())
    tree.add(f"{port}/10000:e1:00.0", config(0x0a54144d, 0x010802))
    tree.add("pci0000:00/0000:00:03.0", config(0x92301b4b, 0x010601))
    bench.check("live: aliases", differs(tree.facts(bench)[0], {
        "0000:00:0e.0": {"flags": ROOT | BAR},
        "10000:e0:06.0": {"flags": ROOT, "buses": "e1-e1"},
        "10000:e1:00.0": {"flags": BAR},
        "alias 10000:e0:06.0": "0000:00:0e.0",
        "alias 10000:e1:00.0": "0000:00:0e.0",
        "alias 0000:00:03.0": "0000:00:03.1",
    }) or ("alias 0000:00:0e.0" in tree.facts(bench)[0]))


def test_live_unreadable(bench):
    tree = small(bench)
    port = tree.root / "devices/pci0000:00/0000:00:02.0"
    up = port / "0000:01:00.0"
    down = up / "0000:02:00.0"
    gpu = down / "0000:03:00.0"
    spaces = {place: (place / "config").read_bytes()
              for place in (port, up, down, gpu)}

    def look(name, wanted, **replaced):
        for place, space in spaces.items():
            (place / "config").write_bytes(space)
        for where, space in replaced.items():
            where = {"port": port, "up": up, "down": down, "gpu": gpu}[where]
            (where / "config").write_bytes(space)
        found, done = tree.facts(bench)
        bench.check(f"live: {name}", differs(found, wanted) or done.stderr)

    bad = UNREADABLE | IOMMU
    look("no answer", {
        "0000:02:00.0": {"flags": bad, "header": "1", "type": DOWN,
                         "buses": "03-03", "ids": "104c:8233"},
        "0000:03:00.0": {"flags": BAR | ASSIGNED | IOMMU},
        "note": {"config": "1"}}, down=b"\xff" * 4096)
    look("IDs are ones", {"0000:03:00.0": {"flags": bad | BAR | ASSIGNED}},
         gpu=virtual(config()))
    look("on another bus", {
        "0000:02:00.0": {"flags": bad, "buses": "03-04"}},
        down=config(0x8233104c, 0x060400, DOWN, buses=(4, 4)))
    look("not programmed", {"0000:01:00.0": {"flags": bad, "buses": "02-02"}},
         up=config(0x8232104c, 0x060400, UP, buses=(0, 0)))
    look("bus numbers are ones", {"0000:01:00.0": {"flags": bad}},
         up=config(0x8232104c, 0x060400, UP, buses=(255, 255),
                   words=[(0x18, 0xffffffff)]))
    look("empty", {"0000:03:00.0": {"flags": bad | BAR | ASSIGNED},
                   "note": {"config": "1"}}, gpu=b"")
    look("ACS is ones", {"0000:00:02.0": {"flags": bad | ROOT},
                         "note": {"config": "1"}},
         port=config(**dict(PORT, acs=(0xffff, 0xffff)), buses=(1, 3)))
    # The kernel has no extended space either: no capability, but readable.
    look("no extended space", {
        "0000:00:02.0": {"flags": ROOT | IOMMU, "acs": "0:0000:0000"}},
        port=config(**PORT, buses=(1, 3), size=256))
    # Not root: ports are still ports, bridges lead where they lead.
    short = {name: space[:64] for name, space in
             zip(("port", "up", "down", "gpu"), spaces.values())}
    look("not root", {
        "0000:00:02.0": {"flags": bad | ROOT, "type": RP, "buses": "01-03"},
        "0000:01:00.0": {"flags": bad, "type": UP, "buses": "02-03"},
        "0000:02:00.0": {"flags": bad, "type": DOWN, "header": "1"},
        "0000:03:00.0": {"flags": bad | BAR | ASSIGNED, "type": EP},
        "0000:00:05.0": {"flags": ROOT | IOMMU, "type": RC},
        "note": {"config": "4"},
        "host": {"unjudged": RULES | RULE_2 | RULE_12 | RULE_19}}, **short)


def test_live_hotplug(bench):
    """What is gone is skipped; what is there, but not readable, is kept."""
    tree = small(bench)
    devices = tree.root / "bus/pci/devices"
    (devices / "0000:04:00.0").symlink_to("../../../devices/gone")
    found, done = tree.facts(bench)
    bench.check("live: unplugged", done.stderr or done.returncode or
                "0000:04:00.0" in found or len(found) != 6)
    for name in ("vendor", "class", "resource", "config"):
        tree = small(bench)
        (devices / "0000:03:00.0" / name).unlink()
        found, done = tree.facts(bench)
        bench.check(f"live: no {name}", done.stderr or differs(found, {
            "0000:03:00.0": {"group": "3"}, "note": {"config": "1"}}) or (
                not UNREADABLE <= found["0000:03:00.0"]["flags"]))


def test_live_none(bench):
    tree = Tree(bench)
    for name, spoil, err in (
            ("empty bus", lambda: None, "has no PCI function|is empty"),
            ("no bus", lambda: shutil.rmtree(tree.root / "bus"),
             "is sysfs mounted on"),
            ("odd entry", lambda: (tree.root / "bus/pci/devices/x").mkdir(
                parents=True), "parse entry name x")):
        spoil()
        # libpci does not close what it was scanning
        found, done = tree.facts(bench, ASAN_OPTIONS="detect_leaks=0")
        bench.check(f"live: {name}", None if done.returncode == 69 and
                    not found and "-F FILE" in done.stderr and
                    done.stderr.count("\n") == 1 and
                    re.search(err, done.stderr) else str(done))
