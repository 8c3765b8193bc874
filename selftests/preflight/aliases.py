# SPDX-License-Identifier: GPL-2.0-only
"""The table of requester IDs against drivers/pci/quirks.c of the kernel."""

import os
import pathlib
import re
import subprocess

import machine

TOP = pathlib.Path(__file__).resolve().parents[2]
CALLBACKS = {
    "quirk_dma_func0_alias", "quirk_dma_func1_alias", "quirk_fixed_dma_alias",
    "quirk_use_pcie_bridge_dma_alias", "quirk_mic_x200_dma_alias",
    "quirk_pex_vca_alias", "quirk_plx_ntb_dma_alias",
    "quirk_bridge_cavm_thrx2_pcie_root",
}
# asks the device, through its memory BAR
NOT_BY_ID = {"quirk_switchtec_ntb_dma_alias"}


def source():
    """A kernel source that has drivers/pci, or None."""
    found = os.environ.get("VG_KERNEL_SOURCE")
    if not found:
        cache = os.environ.get("XDG_CACHE_HOME",
                               pathlib.Path.home() / ".cache")
        found = pathlib.Path(cache) / "vfioguard/source-6.12"
    found = pathlib.Path(found)
    return found if (found / "drivers/pci/quirks.c").exists() else None


def ours():
    rows, callback = set(), None
    for line in (TOP / "userspace/alias.c").read_text().splitlines():
        comment = re.match(r"\t/\* (\w+)", line)
        row = re.match(r"\t\{ 0x(\w{4}), 0x(\w{4}), \w+ \},", line)
        if comment:
            callback = comment[1]
        if row and callback in CALLBACKS:
            rows.add((callback, row[1], row[2]))
    return rows


def number(word, ids):
    return f"{int(ids.get(word, word), 16):04x}"


def theirs(tree):
    text = (tree / "include/linux/pci_ids.h").read_text()
    ids = dict(re.findall(r"#define\s+(PCI_\w+)\s+(0x\w+)", text))
    text = (tree / "drivers/pci/quirks.c").read_text()
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    rows = set()
    for args in re.findall(r"DECLARE_PCI_FIXUP_\w+\((.*?)\);", text, re.S):
        words = [w.strip() for w in args.split(",")]
        if words[-1] in CALLBACKS and len(words) == 3:
            rows.add((words[-1], number(words[0], ids),
                      number(words[1], ids)))
    return rows, text


def test_source(bench):
    tree = source()
    if not tree:
        print("skip the table of aliases: no drivers/pci/quirks.c in the "
              "cache of kernel sources")
        return
    rows, text = theirs(tree)
    bench.check("aliases: rows of ours", ours() - rows)
    bench.check("aliases: rows of the kernel", rows - ours())
    bench.check("aliases: found any", None if len(rows) > 30 else repr(rows))
    calling = set()
    for body in re.findall(r"^static void (\w+)\(struct pci_dev \*\w+\)\n"
                           r"\{(.*?)^\}", text, re.S | re.M):
        if re.search(r"pci_add_dma_alias|BRIDGE_XLATE_ROOT|"
                     r"PCIE_BRIDGE_ALIAS", body[1]):
            calling.add(body[0])
    bench.check("aliases: callbacks", calling ^ (CALLBACKS | NOT_BY_ID))


def test_applied(bench):
    port = machine.Function("00:01.0", "8086:352a", 0x060400,
                            machine.ROOT_PORT, (1, 2), (0x1f, 0x1d))
    for ids, kind, cls, buses, aliases, flag in (
            ("1b4b:9230", 0, 0x010601, None, ["01:00.1"], None),
            ("1180:e832", 0, 0x0c0010, None, [], None),
            ("8086:2260", 0, 0x068000, None, ["01:10.0", "01:11.0", "01:12.3"], None),
            ("9005:0285", 0, 0x010400, None, ["01:01.0"], None),
            ("1b21:1080", None, 0x060401, (2, 2), [], "alias-secondary"),
            ("1b21:1080", 7, 0x060401, (2, 2), [], None),
            ("14e4:9084", 7, 0x060400, (2, 2), [], "xlate-root"),
            ("1a03:1150", 7, 0x060400, (2, 2), [], "bridge-no-alias"),
            ("10de:2335", 0, 0x030200, None, [], None)):
        f = machine.Function("01:00.0", ids, cls, kind, buses)
        seen = bench.read(machine.hexes([port, f]))
        wanted = [("0000:01:00.0", f"0000:{a}") for a in aliases]
        flags = seen.fn["0000:01:00.0"]["flags"]
        bench.check(f"alias of {ids}", None if seen.aliases == wanted and
                    flags == ({flag} if flag else set())
                    else repr((seen.aliases, flags)))
    function = machine.Function("01:00.1", "1180:e832", 0x0c0010, 0)
    seen = bench.read(machine.hexes([port, function]))
    bench.check("alias of function 1", None if seen.aliases ==
                [("0000:01:00.1", "0000:01:00.0")] else repr(seen.aliases))
    for ids, count in (("8086:2954", 159), ("10b5:87b0", 255)):
        f = machine.Function("01:00.0", ids, 0x068000, 0)
        seen = bench.read(machine.hexes([port, f]))
        bench.check(f"aliases of {ids}", None if len(seen.aliases) == count
                    else repr(len(seen.aliases)))


def test_kernel_script(bench):
    """What the test needs is among what is fetched."""
    done = subprocess.run(["grep", "-c", "drivers/pci/quirks.c",
                           TOP / "selftests/lab/kernel"],
                          capture_output=True, check=False)
    bench.check("aliases: source is fetched", done.returncode)
