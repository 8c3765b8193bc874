# SPDX-License-Identifier: GPL-2.0-only
"""Files as they arrive: cut, wrapped, quoted, mixed, and no text at all."""

import copy
import gzip
import lzma

import machine
from bench import differ, refused
from forms import address, expect_fields, full, port

GPU = "0000:18:00.0"


def isolated_more(seen, wanted):
    """Whether damage made a function look better than it is."""
    for bdf, f in seen.fn.items():
        if "unreadable" in f["flags"]:
            continue
        good = wanted.fn.get(bdf)
        if not good:
            return f"{bdf} is not there"
        for field in ("type", "acs", "header", "buses"):
            if f[field] != good[field]:
                return f"{bdf} {field}: {f[field]}, not {good[field]}"
    return None


def test_cut(bench):
    """Cut anywhere: what is left is as it was, or unreadable."""
    wanted = full(bench)
    for name, content in (("hex", machine.hexes()),
                          ("text", machine.texts()),
                          ("both", machine.dump())):
        step = len(content) // 61
        for end in range(step, len(content), step):
            bench.check(f"{name} cut at {end}", isolated_more(
                bench.read(content[:end]), wanted))


def test_cut_hex(bench):
    content = machine.hexes()
    at = content.index("18:00.0 ")
    gpu = content[:content.index("\n1f0: ", at)]
    seen = bench.read(gpu)
    # what lspci would have shown behind it, for each port that leads there
    behind = {f"0000:{bus}:00.0" for bus in ("19", "1a")}
    bench.check("hex cut: unreadable", None if seen.unreadable() ==
                {GPU} | behind else repr(seen.unreadable()))
    bench.check("hex cut: said", None if "end" in seen.notes
                else repr(seen.notes))
    whole = bench.read(content[:content.index("\n", content.index(
        "\nff0: ", at) + 1) + 1] + "\n")
    bench.check("not cut: nothing is put there", None if "end" not in
                whole.notes and not whole.unreadable() & behind
                else repr(whole.notes))
    bench.check("hex cut: counted", None if seen.notes.get("cut") == 1 and
                seen.notes.get("config") == 1 else repr(seen.notes))
    rows = content.split("\n")
    del rows[40]
    seen = bench.read("\n".join(rows))
    bench.check("row missing", None if seen.unreadable() == {"0000:00:00.0"}
                and seen.notes.get("cut") == 1 else repr(seen.notes))


def test_sibling_lost(bench):
    """Function 0 says that there are others: they are lost with the rest."""
    content = machine.hexes()
    cut = content[:content.index("00:00.1 ") + 4]
    sibling = "0000:00:00.1"
    seen = bench.read(cut)
    bench.check("sibling lost", None if sibling in seen.unreadable()
                else repr(seen.fn))
    whole = content[:content.index("00:00.1 ")]
    seen = bench.read(whole)
    bench.check("no sibling, nothing lost", None if sibling not in seen.fn
                else repr(seen.fn))


def test_swapped_rows(bench):
    rows = machine.hexes().split("\n")
    rows[30], rows[40] = rows[40], rows[30]
    seen = bench.read("\n".join(rows))
    bench.check("rows out of order", None if seen.unreadable() ==
                {"0000:00:00.0"} else repr(seen.unreadable()))


def test_broken_chain(bench):
    """What follows in the list of capabilities is not known."""
    content = port("8086:352a", acs=False)
    for words in ("[60] <chain broken>", "[60] <chain looped>",
                  "<access denied>"):
        seen = bench.read(content[:-1] + f"\tCapabilities: {words}\n\n")
        bench.check(words, None if seen.unreadable() else repr(seen.fn))


def test_cut_text(bench):
    """Behind every line of a port, and within the lines."""
    content = machine.texts()
    at = content.index("17:00.0 ")
    wanted = full(bench)
    for end in range(at + 12, content.index("\tKernel", at), 37):
        bench.check(f"port cut at {end}",
                    isolated_more(bench.read(content[:end]), wanted))
    blank = content.index("\t\t\t 10Bit", at) + 4
    bench.check("port cut in blanks",
                isolated_more(bench.read(content[:blank]), wanted))
    for name, mark in (("header", "\tControl:"), ("status", "\tBus: "),
                       ("bus", "\tCapabilities: [80]"),
                       ("express", "\tCapabilities: [100"),
                       ("AER", "\tCapabilities: [150"),
                       ("ACS", "\t\tACSCap:"), ("cap", "\t\tACSCtl:"),
                       ("half", "UpstreamFwd+ EgressCtrl- DirectTrans+")):
        end = content.index(mark, at)
        seen = bench.read(content[:end])
        bench.check(f"text cut behind {name}", None if "0000:17:00.0" in
                    seen.unreadable() else repr(seen.fn["0000:17:00.0"]))
    garbled = content.replace("ReqRedir+ CmpltRedir+", "ReqRed+ CmpltRedir+")
    seen = bench.read(garbled)
    line = garbled[:garbled.index("ReqRed+ ")].count("\n") + 1
    bench.check("garbled registers", None if seen.unreadable() and
                seen.spans["cut"][0].startswith(f"{line}-")
                else repr(seen.spans))
    bench.check("garbled registers: rest", isolated_more(seen, wanted))


def wrap(content, width):
    """As a mail program does: at blanks, the rest without indentation."""
    result = []
    for line in content.split("\n"):
        while len(line.expandtabs()) > width:
            at = line.rfind(" ", 8, width - (len(line.expandtabs()) -
                                             len(line)))
            if at < 8:
                break
            result.append(line[:at])
            line = line[at + 1:]
        result.append(line)
    return "\n".join(result)


def test_wrapped(bench):
    wanted = full(bench)
    for width in (76, 72, 60):
        for name, content in (("both", machine.dump()),
                              ("text", machine.texts(ids=None))):
            seen = bench.read(wrap(content, width))
            bench.check(f"{name} wrapped at {width}", differ(seen, wanted) or
                        (None if seen.notes.get("joined") else "no note"))
    seen = bench.read(wrap(machine.dump(), 40))
    bench.check("hex wrapped", differ(seen, wanted))


def test_dressed(bench):
    """Quoted, other line ends, other blanks: nothing is lost."""
    wanted = full(bench)
    content = machine.dump()
    lines = content.split("\n")
    for name, variant in (
            ("quoted", "\n".join("> " + x for x in lines)),
            ("quoted without blank", "\n".join(">" + x for x in lines)),
            ("quoted twice", "\n".join("> > " + x for x in lines)),
            ("CRLF", content.replace("\n", "\r\n")),
            ("BOM", "\ufeff" + content),
            ("form feeds", content.replace("\n\n", "\n\f\n")),
            ("tabs to blanks", content.expandtabs()),
            ("indented", "\n".join("    " + x if x else x for x in lines)),
            ("trailing blanks", "\n".join(x + "  " for x in lines)),
            ("no tabs", "\n".join(x.lstrip("\t") for x in lines)),
            ("comments", "# a host\n" + content + "# end\n"),
            ("NUL between", content.replace("\n\n", "\n\0\n")),
            ("messages", content.replace(
                "\tCapabilities: [80]", "pcilib: sysfs_read_vpd: read failed: "
                "No such device\n\tCapabilities: [80]")),
            ("long line", "x" * 10_000_000 + "\n\n" + content),
            ("around", "Hi all,\n\nthis is my host:\n\n$ sudo lspci -vvvxxxx\n"
             + content + "[    1.5] pci 0000:00:00.0: x\n-- \nme\n")):
        bench.check(name, differ(bench.read(variant), wanted))


def test_bug_report(bench):
    """Sections of nvidia-bug-report.sh: an excerpt, other logs, all."""
    gpus = [f for f in machine.host() if f.ids.startswith("10de:")]
    excerpt = machine.dump(gpus, size=256, ids=None, level="-v")
    rule = "_" * 46
    content = (f"\nStart of NVIDIA bug report log file.\n\n{rule}\n\n"
               "*** /proc/cpuinfo\nprocessor\t: 0\nflags\t\t: fpu vme\n\n"
               f"{rule}\n\n/usr/bin/lspci -d \"10de:*\" -v -xxx\n\n{excerpt}"
               f"{rule}\n\n/usr/bin/lspci -t\n\n-[0000:00]-+-00.0\n"
               "           +-00.1\n           \\-01.0-[01]----00.0\n\n"
               f"{rule}\n\n/usr/bin/lspci -nn\n\n" +
               "".join(t.split("\n")[0] + "\n" for t in machine.text()) +
               f"\n{rule}\n\n/usr/bin/lspci -nnDvvvxxxx\n\n{machine.dump()}"
               f"{rule}\n\n*** /var/log/kern.log\n"
               "[    0.000000] Linux version 6.12\n\tindented: 12 34\n")
    seen = bench.read(content)
    bench.check("bug report", differ(seen, full(bench)))
    bench.check("bug report: other lines",
                None if seen.notes.get("line") else "no note")
    only = bench.read(content[:content.index("/usr/bin/lspci -nnDvvvxxxx")])
    bench.check("bug report: excerpt only", None if only.unreadable() ==
                set(only.fn) and len(only.fn) == len(machine.host())
                else repr(only.unreadable()))


def deny(block):
    """What a user sees of it."""
    head, caps = block[:block.index("\tCapabilities:")], ""
    if "Kernel driver" in block:
        caps = block[block.index("\tKernel driver"):]
    return head + "\tCapabilities: <access denied>\n" + caps


def test_no_root(bench):
    everything = {address(f) for f in machine.host()}
    denied = "".join(deny(t) + "\n" for t in machine.text())
    bench.check("access denied", None if bench.read(denied).unreadable() ==
                everything else "readable")
    seen = bench.read(machine.hexes(size=64))
    bench.check("64 bytes", None if seen.unreadable() == everything
                else repr(seen.unreadable() ^ everything))
    bench.check("64 bytes: counted", None if seen.notes.get("config") ==
                len(everything) else repr(seen.notes))
    pcie = {address(f) for f in machine.host() if len(f.space) == 4096}
    for name, content in (
            ("256 bytes", machine.hexes(size=256)),
            ("text of 256 bytes", drop_extended(machine.texts())),
            ("-v", machine.texts(level="-v"))):
        seen = bench.read(content)
        bench.check(name, None if seen.unreadable() >= pcie else
                    repr(pcie - seen.unreadable()))
    bench.check("256 bytes: conventional ones are whole", None if
                bench.read(machine.hexes(size=256)).unreadable() == pcie
                else "unreadable")


def drop_extended(content):
    """The text without what is in extended config space."""
    lines, drop = [], False
    for line in content.split("\n"):
        if line.startswith("\tCapabilities: ["):
            drop = " v" in line.split("]")[0]
        elif not line.startswith("\t\t"):
            drop = False
        if not drop:
            lines.append(line)
    return "\n".join(lines)


def test_named_only(bench):
    content = "".join(t.split("\n")[0] + "\n" for t in machine.text())
    seen = bench.read(content)
    bench.check("lspci -nn", None if seen.unreadable() == set(seen.fn) and
                len(seen.fn) == len(machine.host())
                else repr(seen.unreadable()))


def without(content, bdf):
    return "".join(b + "\n\n" for b in content.split("\n\n")
                   if b and not b.startswith(bdf))


def test_bridge_removed(bench):
    wanted = full(bench)
    for gone, orphans in (("17:00.0", {"0000:18:00.0"}),
                          ("16:00.0", {"0000:17:00.0", "0000:17:01.0",
                                       "0000:17:1f.0"}),
                          ("15:01.0", {"0000:16:00.0"})):
        seen = bench.read(without(machine.dump(), gone))
        rooted = [b for b in orphans if "root-bus" in seen.fn[b]["flags"]]
        bench.check(f"without {gone}: no root bus", rooted)
        bench.check(f"without {gone}: counted", None if
                    seen.notes.get("bridge") == len(orphans)
                    else repr(seen.notes))
        wanted.fn.pop(f"0000:{gone}", None)
        bench.check(f"without {gone}: rest", differ(seen, wanted))
        wanted = full(bench)


def test_pf_removed(bench):
    seen = bench.read(without(machine.hexes(), "19:00.0"))
    vfs = {"0000:19:00.1", "0000:19:00.2"}
    bench.check("VF without PF", None if seen.unreadable() == vfs
                else repr(seen.unreadable()))


def test_mixed(bench):
    """Two hosts in one file: what contradicts is unreadable."""
    content = machine.dump()
    for name, old, new in (
            ("ID", "[10de:2335]", "[10de:2330]"),
            ("class", "3D controller [0302]", "Ethernet controller [0200]"),
            ("bus", "secondary=18, subordinate=18",
             "secondary=18, subordinate=19"),
            ("ACS", "ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- "
             "DirectTrans-", "ReqRedir- CmpltRedir+ UpstreamFwd+ EgressCtrl- "
             "DirectTrans-"),
            ("group", "IOMMU group: 15", "IOMMU group: 16"),
            ("type", "Downstream Port (Slot-)", "Upstream Port")):
        changed = machine.texts().replace(old, new)
        if changed == machine.texts():
            bench.check(f"mixed {name}", "nothing was changed")
            continue
        seen = bench.read(content + changed)
        bench.check(f"mixed {name}", None if seen.unreadable() and
                    seen.notes.get("conflict") == len(seen.unreadable())
                    else repr(seen.notes))


def test_gone(bench):
    """A function that fell off the bus."""
    f = [f for f in machine.host() if f.bdf == "18:00.0"][0]
    dead = (f"18:00.0 3D controller [0302]: NVIDIA Corporation Device "
            "[10de:2335] (rev ff) (prog-if ff)\n"
            "\t!!! Unknown header type 7f\n\tKernel driver in use: vfio-pci\n")
    ones = "".join(f"{at:02x}: " + " ".join(["ff"] * 16) + "\n"
                   for at in range(0, 4096, 16))
    for name, block in (("text", dead), ("both", dead + ones)):
        seen = bench.read(without(machine.dump(), f.bdf) + block + "\n")
        bench.check(f"gone, {name}", (None if seen.unreadable() == {GPU} else
                                      repr(seen.unreadable())) or expect_fields(
            seen, GPU, ids="10de:2335", driver="vfio-pci"))
    seen = bench.read(machine.dump() + dead + "\n")
    bench.check("gone later", None if seen.unreadable() == {GPU} and
                seen.notes.get("conflict") == 1 else repr(seen.notes))


def test_no_acs_registers(bench):
    """Named, but not shown: lspci -v, or one that does not know it."""
    start = port("8086:352a").index("\tCapabilities: [140")
    for words in ("[140 v1] Access Control Services", "[140] Access Controls",
                  "[140 v1] #0d", "[140 v1] Extended Capability ID 0xd"):
        content = port("8086:352a")[:start] + f"\tCapabilities: {words}\n\n"
        seen = bench.read(content)
        bench.check(words, None if seen.unreadable() else "readable")


def test_names(bench):
    seen = bench.read(machine.texts(ids=None).replace(
        "3D controller:", "Frobnicator:"))
    bench.check("unknown class", None if seen.unreadable() == {
        "0000:18:00.0", "0000:29:00.0"} and seen.notes.get("name") == 2
        else repr(seen.notes))
    name = "Ice Lake Memory Map/VT-d"
    seen = bench.read(machine.texts(ids=None).replace(name, name[:-1]))
    bench.check("half a name", None if seen.notes.get("name") == 1 and
                seen.fn["0000:00:00.0"]["ids"] == "8086:0000"
                else repr(seen.fn["0000:00:00.0"]))
    seen = bench.read(machine.texts(ids=None).replace(
        "NVIDIA Corporation", "Frob Inc."))
    bench.check("unknown vendor", None if seen.notes.get("name") == 2 and
                seen.fn[GPU]["ids"] == "0000:0000" and not seen.unreadable()
                else repr(seen.fn[GPU]))


def test_no_text(bench):
    data = machine.dump().encode()
    for name, content, parts in (
            ("gzip", gzip.compress(data), ("gzip", "zcat", "-F -")),
            ("xz", lzma.compress(data), ("xz", "xzcat")),
            ("zstd", b"\x28\xb5\x2f\xfd....", ("zstd", "zstdcat")),
            ("UTF-16", data.decode().encode("utf-16"), ("UTF-16", "iconv")),
            ("UTF-16 BE", b"\xfe\xff" + data.decode().encode("utf-16-be"),
             ("UTF-16", "iconv")),
            ("UTF-16 without mark", data.decode().encode("utf-16-le"),
             ("binary",)),
            ("binary", bytes(range(4)) * 4096 + bytes(8192), ("binary",)),
            ("empty", b"", ("no PCI function", "lspci -Dnnvvvxxxx")),
            ("prose", b"Dear all,\n\nit does not work. 12:30: we met.\n",
             ("no PCI function", "lspci -Dnnvvvxxxx"))):
        seen = bench.read(content)
        bench.check(name, refused(seen, str(bench.dir / "file"), *parts))
        bench.check(f"{name}: no facts", seen.fn)


def join_next(content, bdf):
    """Without the first line of a function, and the blank one before it."""
    at = content.index(f"\n\n{bdf} ")
    return content[:at] + content[content.index("\n", at + 2):]


def test_lost_headline(bench):
    """The lines of one function below the first line of another."""
    for name, content in (("text", machine.texts()), ("hex", machine.hexes()),
                          ("both", machine.dump())):
        for bdf, before in (("19:00.0", "18:00.0"), ("17:01.0", "17:00.0"),
                            ("16:00.0", "15:01.0"), ("17:1f.0", "17:01.0")):
            seen = bench.read(join_next(content, bdf))
            bench.check(f"{name}: {bdf} without headline", None if
                        f"0000:{before}" in seen.unreadable() and
                        seen.notes.get("conflict") == 1 else repr(seen.notes))
        seen = bench.read(join_next(content, "2b:00.0"))
        bench.check(f"{name}: lost behind a port", None if
                    "0000:2b:00.0" in seen.unreadable() and
                    seen.notes.get("missing") == 1 else repr(seen.notes))


def link(content, bdf, bits):
    """With registers of link and slot in the text of a port."""
    at = content.index("\tCapabilities: [100", content.index(f"{bdf} "))
    return content[:at] + bits + content[at:]


def test_link_up(bench):
    """A link that is up leads to something."""
    content = without(machine.texts(), "2b:00.0 ")
    port_bdf, behind = "28:1f.0", "0000:2b:00.0"
    for words, put in (("", False),
                       ("\t\tLnkSta:\tSpeed 16GT/s, Width x16\n"
                        "\t\t\tTrErr- Train- SlotClk+ DLActive+ BWMgmt-\n",
                        True),
                       ("\t\tLnkSta:\tSpeed 16GT/s, TrErr- DLActive+\n", True),
                       ("\t\t\tTrErr- SlotClk+ DLActive- BWMgmt-\n", False),
                       ("\t\tSltCtl:\tEnable: PwrFlt- PresDet+ CmdCplt-\n"
                        "\t\tSltSta:\tStatus: PowerFlt- PresDet- Interlock-\n"
                        "\t\t\tChanged: MRL- PresDet+ LinkState-\n", False),
                       ("\t\tSltSta:\tStatus: PowerFlt- PresDet+\n", True)):
        seen = bench.read(link(content, port_bdf, words))
        bench.check(f"link: {words!r}", None if put ==
                    (behind in seen.unreadable()) == ("missing" in seen.notes)
                    else repr(seen.notes))


def test_link_up_hex(bench):
    functions = [f for f in machine.host() if f.bdf != "2b:00.0"]
    for at, (value, mask), put in (
            (0x92, (0x2000, 0), False), (0x92, (0x2000, 1 << 20), True),
            (0x9a, (0x40, 0), False), (0x9a, (0x40, 1 << 24), True)):
        changed = [clone(f) for f in functions]
        f = [f for f in changed if f.bdf == "28:1f.0"][0]
        f.put("<H", at, value)
        if mask == 1 << 20:
            f.put("<I", 0x8c, mask)
        elif mask:
            f.put("<H", 0x82, 0x162)
        seen = bench.read(machine.hexes(changed))
        bench.check(f"link in hex: {at:x} {mask:x}", None if put ==
                    ("0000:2b:00.0" in seen.unreadable()) else
                    repr(seen.notes))


def clone(f):
    """A copy whose registers can be changed."""
    other = copy.copy(f)
    other.space = bytearray(f.space)
    return other


def block(content, bdf):
    """The lines below the first line of a function."""
    at = content.index("\n", content.index(f"{bdf} ")) + 1
    return content[at:content.index("\n\n", at) + 1]


def test_class_and_header(bench):
    """The body of another function: it stays a peer, and is unreadable."""
    for name, content in (("text", machine.texts()),
                          ("names", machine.texts(ids=None)),
                          ("both", machine.dump())):
        gpu, switch = block(content, "18:00.0"), block(content, "17:1f.0")
        if name == "both":
            gpu, switch = (x[:x.index("00: ")] for x in (gpu, switch))
        seen = bench.read(content.replace(gpu, switch, 1))
        bench.check(f"{name}: endpoint with a bridge's body", None if
                    GPU in seen.unreadable() and seen.fn[GPU]["header"] == "0"
                    else repr(seen.fn[GPU]))
        at = content.index("17:1f.0 ")
        seen = bench.read(content[:at] + content[at:].replace(switch, gpu, 1))
        bridge = seen.fn["0000:17:1f.0"]
        # its registers and its name are those of a bridge in "both"
        bench.check(f"{name}: bridge with an endpoint's body", None if
                    "unreadable" in bridge["flags"] and
                    bridge["header"] == ("1" if name == "both" else "0")
                    else repr(bridge))
        if name != "both":
            continue
        rows = [b[b.index("00: "):] for b in (block(content, "18:00.0"),
                                              block(content, "17:1f.0"))]
        seen = bench.read(content.replace(*rows, 1))
        bench.check("endpoint with a bridge's registers", None if
                    GPU in seen.unreadable() and seen.fn[GPU]["header"] == "0"
                    else repr(seen.fn[GPU]))


def test_bridge_without_buses(bench):
    for ids in ("-nn", None):
        content = machine.texts(ids=ids)
        at = content.index("\tBus: ", content.index("17:1f.0 "))
        seen = bench.read(content[:at] + content[content.index("\n", at) + 1:])
        bench.check(f"no bus numbers: {ids}", None if "0000:17:1f.0" in
                    seen.unreadable() else repr(seen.fn["0000:17:1f.0"]))


def rename(content, bdf, words):
    """Another first line."""
    at = content.index(f"\n\n{bdf} ") + 2
    return content[:at] + words + content[content.index("\n", at):]


def test_damaged_headline(bench):
    """With its address a function is there, and without it one is lost."""
    sas, port_bdf = "0000:1a:00.0", "0000:17:1f.0"
    content = machine.texts()
    headline = content[content.index("\n1a:00.0 ") + 9:].split("\n")[0]
    for words in ("1a:00.0 Serial Attached SC", "1a:00.0", "1a:00.0 Serial Atta"):
        seen = bench.read(rename(content, "1a:00.0", words))
        bench.check(f"headline {words}", None if sas in seen.unreadable() and
                    seen.notes.get("cut") == 1 else repr(seen.notes))
    seen = bench.read(rename(content, "1a:00.0", f"1a:00.0\n{headline}"))
    bench.check("wrapped behind the address", differ(seen, full(bench)))
    for words in ("pcie 1a:00.0 X: Y", "- 1a:00.0 X: Y", "1a:0",
                  "\033[1m1a:00.0\033[0m X: Y"):
        for name, damaged in (("text", content), ("hex", machine.hexes())):
            seen = bench.read(rename(damaged, "1a:00.0", words))
            bench.check(f"{name}: headline {words!r}", None if
                        sas in seen.unreadable() and "cut" in seen.notes and
                        seen.notes.get("missing") == 1 else
                        f"{seen.notes} {port_bdf}")


def test_cut_behind(bench):
    """The file ends behind what looks complete, or somebody says so."""
    for name, content in (("both", machine.dump()), ("hex", machine.hexes()),
                          ("text", machine.texts())):
        at = content.index("\n1a:00.0 ") + 1
        for end in ("1a:00", "1a", "1a:00.0", "1a:00.0 Serial Attac", "1a:0\n",
                    "[snip]\n", "...\n", "[message truncated]\n", "<snip>",
                    "[...]\n", "\u2026\n"):
            seen = bench.read(content[:at] + end)
            bench.check(f"{name}: ends with {end!r}", None if "0000:1a:00.0"
                        in seen.unreadable() else repr(seen.notes))
    both = machine.dump()
    at = both.index("\n00: ", both.index("\n18:00.0 "))
    for name, end in (("before", at + 1), ("in", at + 30),
                      ("behind 256 bytes of", both.index("\n100: ", at) + 1)):
        seen = bench.read(both[:end])
        bench.check(f"cut {name} a hex dump", None if "end" in seen.notes and
                    "0000:1a:00.0" in seen.unreadable() else repr(seen.notes))
    content = machine.texts()
    at = content.index("\tCapabilities: [100", content.index("\n18:00.0 "))
    seen = bench.read(content[:at] + "\t...\n" +
                      content[content.index("\tKernel", at):])
    bench.check("lines left out", None if GPU in seen.unreadable() else
                repr(seen.fn[GPU]))
