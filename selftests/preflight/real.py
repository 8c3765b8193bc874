# SPDX-License-Identifier: GPL-2.0-only
"""Dumps of real machines, where they are."""

import re

from bench import DUMPS, differ


def find(name):
    file = DUMPS / name
    if file.exists():
        return file
    print(f"skip {name}: it is not here")
    return None


def count(facts, cls, vendor):
    return sum(f["class"].startswith(cls) and f["ids"].startswith(vendor)
               for f in facts.fn.values())


def equal(seen, wanted):
    return None if seen == wanted else f"{seen}, expected {wanted}"


def test_alderlake(bench):
    file = find("alderlake-3070ti.vvvxxxx.txt")
    if not file:
        return
    facts = bench.read(file)
    bench.check("alderlake: functions", equal(len(facts.fn), 29))
    groups, bdf = {}, None
    for line in file.read_text().splitlines():
        head = re.match(r"([0-9a-f]{2}:\S+) \w", line)
        group = re.match(r"\tIOMMU group: (\d+)", line)
        if head and not line[2:4] == ": ":
            bdf = f"0000:{head[1]}"
        if group:
            groups[bdf] = group[1]
    bench.check("alderlake: groups", equal(
        {b: f["group"] for b, f in facts.fn.items()}, groups))
    bench.check("alderlake: unreadable", equal(facts.unreadable(),
                                               {"0000:2f:00.0"}))


def test_h100(bench):
    file = find("xe9680-h100-hgx.vvv.txt")
    if not file:
        return
    facts = bench.read(file)
    bench.check("h100: functions", equal(len(facts.fn), 517))
    bench.check("h100: GPUs", equal(count(facts, "0302", "10de"), 8))
    bench.check("h100: NVSwitches", equal(count(facts, "0680", "10de"), 4))
    bench.check("h100: unreadable", facts.unreadable())
    bench.check("h100: bridges", facts.notes.get("bridge"))


def test_mi300x(bench):
    file = find("xe9680-mi300x-branch.xxxx.txt")
    if not file:
        return
    both = bench.read(file)
    bench.check("mi300x: functions", equal(len(both.fn), 16))
    bench.check("mi300x: understood", both.notes)
    # lspci -t is in between
    blocks = re.sub(r"^ .*\n", "", file.read_text(), flags=re.M)
    blocks = re.sub(r"(ff0:.*\n)(?=37:)", r"\1\n", blocks).split("\n\n")
    rows = [b + "\n\n" for b in blocks if re.search(r"^00: ", b, re.M)]
    text = [b + "\n\n" for b in blocks if not re.search(r"^00: ", b, re.M)]
    seen, wanted = bench.read("".join(text)), bench.read("".join(rows))
    unnamed = [b for b, f in seen.fn.items() if f["ids"].endswith(":0000")]
    bench.check("mi300x: names", equal(seen.notes.get("name", 0),
                                       len(unnamed)))
    # an older pci.ids does not have all of these
    for bdf in unnamed:
        wanted.fn[bdf]["ids"] = seen.fn[bdf]["ids"]
    bench.check("mi300x: hex and text", differ(
        seen, wanted, ignore=("node", "driver", "group")))


def test_hpe(bench):
    file = find("hpe-skylake-sriov.vvv.txt")
    if not file:
        return
    facts = bench.read(file)
    bench.check("hpe: functions", equal(len(facts.fn), 310))
    vfs = {b: f["pf"] for b, f in facts.fn.items() if "vf" in f["flags"]}
    bench.check("hpe: VFs", equal(vfs, {
        "0000:12:00.2": "1200", "0000:12:00.3": "1200",
        "0000:12:00.4": "1200", "0000:12:01.2": "1201",
        "0000:12:01.3": "1201", "0000:12:01.4": "1201"}))
