# SPDX-License-Identifier: GPL-2.0-only
"""The drawings of tree, as text and for dot(1)."""

import os
import pty
import re
import subprocess
import tempfile

from bench import HERE, expect
from dumps import DUMPS

HOSTS = HERE.parent / "preflight/hosts"
WIDTH = 100
ADDRESS = r"[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]"

EXPECTED = {
    "tree-hgx": [
        "tree -F HOSTS/hgx-h200.snapshot",
        "tree -F HOSTS/hgx-h200.snapshot --predict",
        "tree -F HOSTS/hgx-h200.snapshot --override --acs 9c:01.0=on",
        "tree -F HOSTS/hgx-h200.snapshot --only 3e:00.0",
        "tree -F HOSTS/hgx-h200.snapshot --only c1:00.0 --only 3a:00.0",
        "tree -F HOSTS/hgx-h200.snapshot --dot",
    ],
    "tree-workstation": [
        "tree -F HOSTS/workstation.snapshot",
        "tree -F HOSTS/workstation.snapshot --all",
        "tree -F HOSTS/workstation.snapshot --profile paranoid",
        "tree -F HOSTS/workstation.snapshot --acs 00:1c.0=1f",
        "tree -F HOSTS/workstation.snapshot --dot",
    ],
    "tree-mixed": [
        "tree -F HOSTS/mixed.snapshot",
        "tree -F HOSTS/mixed.snapshot --all",
        "tree -F HOSTS/mixed.snapshot --only 03:01.0",
        "tree -F HOSTS/mixed.snapshot --only 00:02.2",
        "tree -F HOSTS/mixed.snapshot --dot",
    ],
    "tree-sriov": [
        "tree -F HOSTS/sriov.snapshot",
        "tree -F HOSTS/sriov.snapshot --all --scope all",
        "tree -F HOSTS/sriov.snapshot --only 31:02.2",
        "tree -F HOSTS/sriov.snapshot --only 31:02.2 --only 31:02.4",
        "tree -F HOSTS/sriov.snapshot --dot",
    ],
}


def transcript(bench, lines):
    text = ""
    for line in lines:
        done = bench.run(line.replace("HOSTS", str(HOSTS)))
        text += f"$ vfioguard {line}\n{done.stdout}"
        text += "".join(f"stderr: {l}\n" for l in done.stderr.splitlines())
        text += f"[exit {done.returncode}]\n\n"
        check_width(bench, line, done)
    return text.replace(str(HOSTS), "HOSTS")


def check_width(bench, name, done):
    if "--dot" not in name:
        bench.check(f"width and blanks of {name}",
                    [l for l in done.stdout.splitlines()
                     if len(l) > WIDTH or l != l.rstrip() or "\x1b" in l])


def test_tree_expected(bench):
    for name, lines in EXPECTED.items():
        bench.expected(name, transcript(bench, lines))


def text_domains(text):
    """{address: letter} of the lines of endpoints, one by one."""
    found = {}
    for line in text.splitlines():
        match = re.match(rf"[^0-9a-f]*({ADDRESS}) .*? (?:~?\d+|-)  *"
                         r"([A-Z]{1,4})(?:$| )", line)
        if match and not re.search(r"\[[0-9a-f]{2}(-[0-9a-f]{2})?\]", line):
            found[match[1]] = match[2]
    return found


def dot_domains(text):
    """{address: letter}, {letter: label}; names of clusters, one each."""
    clusters = re.findall(r"\tsubgraph cluster_([A-Z]+) \{\n(.*?)\n\t\}", text,
                          re.S)
    nodes = [(address, letter) for letter, body in clusters
             for address in re.findall(rf'^\t\t"({ADDRESS})" \[', body, re.M)]
    return nodes, [letter for letter, _ in clusters]


def wrong_clusters(tree, graph):
    """What the graph says of domains, against what the text says."""
    nodes, letters = dot_domains(graph)
    if len(set(letters)) != len(letters):
        return f"a domain is drawn twice: {letters}"
    if len(dict(nodes)) != len(nodes):
        return f"an endpoint is drawn twice: {nodes}"
    drawn = re.findall(rf'^\t+"({ADDRESS})" \[', graph, re.M)
    if len(set(drawn)) != len(drawn):
        return "a function is drawn twice"
    if not letters or dict(nodes) != text_domains(tree):
        return f"{dict(nodes)}, in the text {text_domains(tree)}"
    # every node of an edge is there
    ends = re.findall(r'"(\S+)" -> "(\S+)";', graph)
    missing = {e for pair in ends for e in pair} - set(drawn) - set(
        re.findall(r'^\t"([0-9a-f]{4,8}:[0-9a-f]{2})" \[', graph, re.M))
    return f"edges to nowhere: {missing}" if missing else None


def wrong_picture(graph):
    """dot(1) has to take it, and draws each cluster once."""
    done = subprocess.run(["dot", "-Tsvg"], input=graph, text=True,
                          capture_output=True, timeout=60, check=False)
    if done.returncode or done.stderr:
        return f"exit {done.returncode}: {done.stderr}"
    seen = re.findall(r'class="cluster">\n<title>cluster_([A-Z]+)<',
                      done.stdout)
    if sorted(seen) != sorted(dot_domains(graph)[1]):
        return f"clusters of the picture: {seen}"
    return None


def wrong_stems(text):
    """A stem goes on until a line ends it; not where levels are cut."""
    lines = text.split("\n\n", maxsplit=1)[0].splitlines()
    for above, below in zip(lines, lines[1:]):
        if above.startswith("…") or below.startswith("…"):
            continue
        for i, glyph in enumerate(above):
            if glyph in "├│" and below[i:i + 1] not in ("├", "│", "└"):
                return f"{above}\n{below}"
        for i, glyph in enumerate(below):
            if glyph == "│" and above[i:i + 1] not in ("├", "│"):
                return f"{above}\n{below}"
    return None


def check_graph(bench, options):
    tree = bench.run(["tree", *options])
    graph = bench.run(["tree", "--dot", *options])
    name = " ".join(options)
    bench.check(f"text of {name}", expect(tree, 0, True))
    bench.check(f"graph of {name}", expect(graph, 0, True))
    check_width(bench, name, tree)
    bench.check(f"stems of {name}", wrong_stems(tree.stdout))
    bench.check(f"clusters of {name}",
                wrong_clusters(tree.stdout, graph.stdout))
    bench.check(f"picture of {name}", wrong_picture(graph.stdout))


def test_tree_graphs(bench):
    for host in sorted(HOSTS.glob("*.snapshot")):
        for more in ([], ["--all"], ["--override"], ["--scope", "all"],
                     ["--acs", "all=on"]):
            check_graph(bench, ["-F", str(host), *more])
    check_graph(bench, ["-F", str(HOSTS / "hgx-h200.snapshot"), "--only",
                        "c3:00.0"])


def test_tree_dumps(bench):
    for dump in sorted(DUMPS.glob("*.txt")):
        check_graph(bench, ["-F", str(dump)])


def test_tree_h100(bench):
    """Eight GPUs, each in one domain with all below its switch."""
    dump = DUMPS / "xe9680-h100-hgx.vvv.txt"
    if not dump.exists():
        return
    graph = bench.run(["tree", "--dot", "-F", str(dump)]).stdout
    nodes, _ = dot_domains(graph)
    gpus = re.findall(rf'label="GPU 10de:2330\\n({ADDRESS}) ', graph)
    shared = [list(dict(nodes).values()).count(dict(nodes)[g]) for g in gpus]
    bench.check("domains of the H100 host", None if sorted(shared) ==
                [4, 4, 4, 4, 4, 4, 6, 6] else shared)
    bench.check("each GPU in a domain of its own", None if len(
        {dict(nodes)[g] for g in gpus}) == 8 else nodes)


def test_tree_unknown(bench):
    host = HOSTS / "hgx-h200.snapshot"
    for dot in ([], ["--dot"]):
        done = bench.run(["tree", "-F", str(host), "--only", "77:00.0", *dot])
        bench.check("--only of what is not there",
                    expect(done, 69, False, "0000:77:00.0: there is no such "
                           f"function in {host}"))


def test_tree_ascii(bench):
    """The same without line-drawing characters; nothing else changes."""
    argv = ["tree", "-F", str(HOSTS / "hgx-h200.snapshot")]
    plain = bench.run(argv, LC_ALL="C").stdout
    drawn = bench.run(argv).stdout
    bench.check("ASCII where the locale has no more",
                None if plain.isascii() and not drawn.isascii() else plain)
    for old, new in (("├─", "|-"), ("└─", "`-"), ("│", "|")):
        drawn = drawn.replace(old, new)
    bench.check("the same tree in ASCII", None if plain == drawn else plain)


def on_terminal(bench, argv, **env):
    """What the program writes on a terminal."""
    with tempfile.TemporaryFile() as copy:
        master, slave = pty.openpty()
        pid = os.fork()
        if not pid:
            os.close(slave)
            try:
                while data := os.read(master, 65536):
                    os.write(copy.fileno(), data)
            except OSError:
                pass
            os._exit(0)
        os.close(master)
        bench.run(argv, stdout=slave, **env)
        os.close(slave)
        os.waitpid(pid, 0)
        copy.seek(0)
        return copy.read().decode().replace("\r", "")


def test_tree_colour(bench):
    argv = ["tree", "-F", str(HOSTS / "hgx-h200.snapshot")]
    text = on_terminal(bench, argv, TERM="xterm")
    bench.check("colour on a terminal", None if "\x1b[" in text else text)
    letters = dict(re.findall(r"\x1b\[([0-9;]*)m([ABC])\x1b", text))
    bench.check("domains side by side have colours of their own",
                None if len(letters) == 3 else letters)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    bench.check("colour adds nothing to the tree", None if plain == bench.run(
        argv).stdout else plain)
    text = on_terminal(bench, argv, TERM="xterm", NO_COLOR="1")
    bench.check("NO_COLOR", "\x1b" in text and text)


def snapshot(lines):
    return "\n".join(["vfioguard-snapshot 2", "host", *lines,
                      f"end functions={len(lines)} aliases=0", ""])


def chain(depth, comb=False):
    """A GPU and a NIC below so many bridges in a row; with a management
    endpoint beside each upstream port it is a comb."""
    lines = ["10000:00:01.0 id=8086:352a class=060400 type=root-port "
             f"buses=01-{depth:02x} acs=SV+RR+CR+UF+EC+DT+ group=0 "
             "flags=root-bus,iommu,msi-isolated"]
    for bus in range(1, depth):
        kind = "downstream-port acs=SV-RR-CR-UF-" if bus % 2 == 0 else \
            "upstream-port"
        lines.append(f"10000:{bus:02x}:00.0 id=1000:c030 class=060400 "
                     f"type={kind} buses={bus + 1:02x}-{depth:02x} "
                     f"group={2147483000 + bus} flags=iommu,msi-isolated")
        if comb and bus % 2:
            lines.append(f"10000:{bus:02x}:00.1 id=1000:00b2 class=010700 "
                         "type=endpoint group=7 flags=iommu,msi-isolated")
    for function, ids in (("00.0", "10de:2335 class=030200"),
                          ("00.1", "15b3:1021 class=0fab00")):
        lines.append(f"10000:{depth:02x}:{function} id={ids} type=endpoint "
                     f"group={2147483600 + int(function[-1])} "
                     "flags=multifunction,mem-bar,iommu,msi-isolated")
    return snapshot(lines)


def large(segments, functions):
    """Segments with a GPU each, and VFs of one NIC that stand for many."""
    lines = []
    for s in range(segments):
        lines += [f"{s:04x}:00:01.0 id=8086:352a class=060400 type=root-port "
                  "buses=01-01 acs=SV+RR+CR+UF+ flags=root-bus",
                  f"{s:04x}:00:02.0 id=8086:352a class=060400 type=root-port "
                  "buses=02-02 acs=SV+RR+CR+UF+ flags=root-bus",
                  f"{s:04x}:02:00.0 id=10de:2335 class=030200 type=endpoint "
                  "flags=mem-bar"]
        for f in range(functions - 3):
            of = " vf-of=01:00.0" if f else ""
            lines.append(f"{s:04x}:01:{f >> 3:02x}.{f & 7} id=15b3:1021 "
                         f"class=020000 type=endpoint{of} flags=mem-bar")
    return snapshot(lines)


def test_tree_sizes(bench):
    """Deep and large hosts: every line fits, and time does not run away."""
    path = bench.dir / "host.snapshot"
    for depth in (8, 9, 40, 255):
        path.write_text(chain(depth))
        check_graph(bench, ["-F", str(path)])
        # dot(1) takes minutes for longer combs
        path.write_text(chain(depth, comb=depth <= 40))
        check_graph(bench, ["-F", str(path), "--all", "--scope", "all"])
    path.write_text(large(128, 250))
    for more in ([], ["--all"], ["--dot"], ["--only", "0012:02:00.0"]):
        done = bench.run(["tree", "-F", str(path), *more])
        bench.check(f"32000 functions {more}", expect(done, 0, True))
        check_width(bench, " ".join(more), done)
