# SPDX-License-Identifier: GPL-2.0-only
"""IOMMU groups in files of their own, and among other lines."""

import gzip

import machine
from bench import differ, refused
from forms import full


def listing(form, indent="\t", domain=True):
    lines, last = [], None
    for f in sorted(machine.host(), key=lambda f: (f.group, f.bdf)):
        bdf = f"0000:{f.bdf}" if domain else f.bdf
        name = f"{bdf} Some class [0302]: Some device [{f.ids}] (rev 01)"
        if form == "heading":
            if f.group != last:
                lines.append(f"IOMMU Group {f.group}:")
            lines.append(f"{indent}{name}")
        else:
            lines.append(form.format(group=f.group, ids=f.ids, rest=name))
        last = f.group
    return "\n".join(lines) + "\n"


def forms():
    return {
        "find": machine.find_output(),
        "find, other order": "".join(reversed(
            machine.find_output().splitlines(True))),
        "find in the directory": machine.find_output().replace(
            "/sys/kernel/iommu_groups", "."),
        "heading": listing("heading"),
        "heading, short": listing("heading", domain=False),
        "heading, blanks": listing("heading", "    ", False),
        "heading, lower case": listing("heading").replace("IOMMU Group",
                                                          "iommu group"),
        "heading, not indented": listing("heading", ""),
        "one line": listing("IOMMU Group {group} {rest}", domain=False),
        "one line, colon": listing("IOMMU Group {group}: {rest}"),
        "one line, IDs first": listing("Group:  {group}  [{ids}] {rest}"),
    }


def test_forms(bench):
    wanted = full(bench)
    for name, groups in forms().items():
        for end in ("\n", "\r\n"):
            seen = bench.read(machine.dump(groups=False),
                              groups.replace("\n", end))
            bench.check(f"groups: {name}", differ(
                seen, wanted, ignore=("node",)))
            bench.check(f"groups: {name}, understood", seen.notes)


def test_same_file(bench):
    wanted = full(bench)
    for name in ("find", "heading", "one line"):
        for content in (machine.dump(groups=False) + forms()[name],
                        forms()[name] + "\n" + machine.dump(groups=False)):
            seen = bench.read(content)
            bench.check(f"groups in the file: {name}",
                        differ(seen, wanted, ignore=("node",)))


def test_replace(bench):
    one = "/sys/kernel/iommu_groups/99/devices/0000:18:00.0\n"
    seen = bench.read(machine.dump(), one)
    groups = {f["group"] for b, f in seen.fn.items() if b != "0000:18:00.0"}
    bench.check("groups: replaced", None if groups == {"-1"} and
                seen.fn["0000:18:00.0"]["group"] == "99" else repr(groups))
    bench.check("groups: ungrouped", None if seen.notes.get("ungrouped") ==
                len(machine.host()) - 1 else repr(seen.notes))


def test_unknown(bench):
    more = "/sys/kernel/iommu_groups/99/devices/0000:99:00.0\n"
    seen = bench.read(machine.dump(), machine.find_output() + more)
    bench.check("groups: unknown function", None if
                seen.notes.get("group") == 1 else repr(seen.notes))
    bench.check("groups: the others", differ(seen, full(bench)))
    seen = bench.read(machine.dump() + more)
    bench.check("groups: unknown function in the file", None if
                seen.notes.get("group") == 1 else repr(seen.notes))
    seen = bench.read(machine.dump() + more, machine.find_output())
    bench.check("groups: replaced, and so is what was wrong", seen.notes)


def test_contradiction(bench):
    more = "/sys/kernel/iommu_groups/99/devices/0000:18:00.0\n"
    lines = machine.find_output().count("\n")
    seen = bench.read(machine.dump(), machine.find_output() + more)
    bench.check("groups: contradiction", refused(
        seen, f"groups:{lines + 1}:", "0000:18:00.0", "group 99", "15"))
    seen = bench.read(machine.dump() + more)
    bench.check("groups: contradiction in the file", None if
                seen.unreadable() == {"0000:18:00.0"}
                else repr(seen.unreadable()))
    seen = bench.read(machine.dump(), machine.find_output() * 2)
    bench.check("groups: said twice", differ(seen, full(bench)))


def test_no_groups(bench):
    for name, content, part in (
            ("empty", "", "find /sys/kernel/iommu_groups -type l"),
            ("prose", "Dear all,\n", "find /sys/kernel/iommu_groups"),
            ("gzip", gzip.compress(machine.find_output().encode()), "zcat")):
        seen = bench.read(machine.dump(), content)
        bench.check(f"groups: {name}", refused(seen, "groups", part))


def test_damaged(bench):
    """A number that is none, and a heading that cannot be read."""
    find, gpu = machine.find_output(), "0000:18:00.0"
    line = [n for n in find.splitlines() if n.endswith(gpu)][0]
    for number in ("0x11", "-1", "x1", ""):
        bad = f"/sys/kernel/iommu_groups/{number}/devices/{gpu}"
        seen = bench.read(machine.dump(groups=False), find.replace(line, bad))
        bench.check(f"groups: number {number!r}", None if
                    seen.fn[gpu]["group"] == "-1" and
                    seen.notes.get("line") == 1 else repr(seen.notes))
    for bad in (f"/sys/kernel/iommu_groups/99999999999/devices/{gpu}",
                f"IOMMU Group 99999999999 {gpu}"):
        seen = bench.read(machine.dump(), find.replace(line, bad))
        number = find[:find.index(line)].count("\n") + 1
        bench.check(f"groups: {bad}", refused(seen, f"groups:{number}:"))
    for indent in ("\t", ""):
        names = listing("heading", indent)
        group = full(bench).fn[gpu]["group"]
        for bad in ("IOMMU Gro", f"IOMMU Group {group}x:", "?"):
            damaged = names.replace(f"IOMMU Group {group}:", bad)
            seen = bench.read(machine.dump(groups=False), damaged)
            bench.check(f"groups: heading {bad}{indent}", None if
                        seen.fn[gpu]["group"] == "-1" and
                        "line" in seen.notes else repr(seen.fn[gpu]))
