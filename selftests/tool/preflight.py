# SPDX-License-Identifier: GPL-2.0-only
"""preflight and snapshot on small hosts of our own (selftests/preflight/hosts)."""

import json
import os
import re

from bench import HERE, TOOL, expect, validate

HOSTS = HERE.parent / "preflight/hosts"
H200 = HOSTS / "hgx-h200.snapshot"


def transcript(bench, lines):
    """What people see, then what programs see, of each command line."""
    text = ""
    for line in lines:
        done = bench.run(line.replace("HOSTS", str(HOSTS)).split())
        text += f"$ vfioguard {line}\n{done.stdout}".replace(str(HOSTS),
                                                             "HOSTS")
        text += "".join(f"stderr: {l}\n" for l in done.stderr.replace(
            str(HOSTS), "HOSTS").splitlines())
        text += f"[exit {done.returncode}]\n\n"
        if "--json" in line:
            bench.check(f"schema of {line}", validate("preflight", done))
    return text


EXPECTED = {
    "preflight-hgx": [
        "preflight -F HOSTS/hgx-h200.snapshot",
        "preflight -F HOSTS/hgx-h200.snapshot --predict",
        "preflight -F HOSTS/hgx-h200.snapshot --predict --acs all=on",
        "preflight -F HOSTS/hgx-h200.snapshot --device 3e:00.0",
        "preflight -F HOSTS/hgx-h200.snapshot --json --device 3e:00.0",
    ],
    "preflight-workstation": [
        "preflight -F HOSTS/workstation.snapshot",
        "preflight -F HOSTS/workstation.snapshot --profile paranoid",
        "preflight -F HOSTS/workstation.snapshot --profile mainline",
        "preflight -F HOSTS/workstation.snapshot --acs 00:01.0=off",
        "preflight -F HOSTS/workstation.snapshot --acs 00:01.0=0c --json",
    ],
    "preflight-sriov": [
        "preflight -F HOSTS/sriov.snapshot",
        "preflight -F HOSTS/sriov.snapshot --scope all",
        "preflight -F HOSTS/sriov.snapshot --override",
        "preflight -F HOSTS/sriov.snapshot --override --json",
    ],
}


def test_expected(bench):
    for name, lines in EXPECTED.items():
        bench.expected(name, transcript(bench, lines))


def test_usage(bench):
    """Bad input: one sentence that names it, and nothing on standard output."""
    host = f"-F {H200}"
    for line, code, said in (
            (f"preflight {host} --profile strict", 64, "profile 'strict'"),
            (f"preflight {host} --scope GPU", 64, "scope 'GPU'"),
            (f"preflight {host} --acs 3c:01.0", 64, "--acs '3c:01.0'"),
            (f"preflight {host} --acs 3c:01.0=10000", 64, "=10000'"),
            (f"preflight {host} --acs 3c:01.0=-1", 64, "=-1'"),
            (f"preflight {host} --acs 3c:41.0=on", 64, "3c:41.0=on"),
            (f"preflight {host} --acs =on", 64, "--acs '=on'"),
            (f"preflight {host} --device 3c:1", 64, "'3c:1' is no PCI"),
            (f"preflight {host} --device 77:00.0", 69, "0000:77:00.0"),
            (f"preflight {host} --device 3e:00.0 --device 3c:01.0", 69,
             "0000:3c:01.0 is a bridge: bridges are not handed out"),
            (f"preflight {host} --acs 77:00.0=on", 69,
             "0000:77:00.0: there is no such function"),
            (f"preflight {host} --acs 3e:00.0=on", 69,
             "0000:3e:00.0: it has no ACS capability"),
            (f"preflight {host} --acs 3a:01.0=80", 69,
             "bits 0080 are not in its ACS capability"),
            ("preflight -F /nonexistent", 69, "/nonexistent: cannot be"),
            ("preflight -F /", 69, "/: cannot be read"),
            (f"preflight {host} --groups /nonexistent", 69, "/nonexistent"),
            ("preflight -F - --groups -", 64, "standard input can be one of"),
            (f"preflight {host} extra", 64, "unexpected argument 'extra'"),
            (f"snapshot {host} --acs all=on", 64, None),
            (f"snapshot {host} --json", 64, None),
            ("preflight -F", 64, None),
            (f"list {host}", 64, None)):
        done = bench.run(line)
        if said:
            bench.check(line, expect(done, code, False, said))
        else:
            bench.check(line, None if done.returncode == code and
                        done.stderr and not done.stdout
                        else f"{done.returncode} {done.stdout}")
    for command in ("preflight", "snapshot", "tree"):
        done = bench.run(f"{command} --help")
        bench.check(f"{command} --help", expect(done, 0, True))
        bench.check(f"{command} --help fits", [
            line for line in done.stdout.splitlines() if len(line) > 100])


def judged(bench, *options):
    done = bench.run(["preflight", "--json", *options])
    return done.returncode, json.loads(done.stdout)


def test_what_if(bench):
    """Each what-if changes what it says, and nothing else."""
    sriov = ["-F", str(HOSTS / "sriov.snapshot")]
    code, before = judged(bench, *sriov)
    bench.check("what-if: allowed before", code)
    code, after = judged(bench, *sriov, "--acs", "0000:16:01.0=off")
    changed = [d["bdf"] for d, e in zip(before["devices"], after["devices"])
               if d["verdict"] != e["verdict"] or d["domain"] != e["domain"]]
    bench.check("what-if: the GPU suffers", None if changed == ["0000:17:00.0"]
                else f"changed: {changed}")
    bench.check("what-if: exit", None if code == 1 else f"exit {code}")
    # an override invents claims where there is no capability
    recorded = {d["bdf"]: d for d in judged(
        bench, "-F", str(H200))[1]["devices"]}
    code, invented = judged(bench, "-F", str(H200), "--override")
    bench.check("override: rule 9 is judged", None if all(
        9 in [f["rule"] for f in d["findings"]] for d in invented["devices"])
        else "not fired")
    bench.check("override: said so", None if invented["groups"] == "override"
                and code == 1 and recorded else invented["groups"])


def test_let(bench):
    """Allowed by the profile alone, and said so."""
    line = f"preflight -F {HOSTS}/mixed.snapshot --profile "
    for profile, said in (("mainline", True), ("standard", False)):
        done = bench.run(line + profile)
        bench.check(f"{profile} lets it", None if (
            " allowed by this profile only: not alone, and beyond its IOMMU "
            "group\n" in done.stdout) == said else done.stdout)


def test_named(bench):
    """A device that is named twice is one; an NVSwitch is no bridge."""
    code, once = judged(bench, "-F", str(H200), "--device", "3e:00.0")
    again, twice = judged(bench, "-F", str(H200), "--device", "3e:00.0",
                          "--device", "0000:3e:00.0")
    bench.check("named twice", None if (code, once) == (again, twice)
                else str(twice["summary"]))
    switch = next(line.split()[0] for line in H200.read_text().splitlines()
                  if " class=0680" in line)
    summary = judged(bench, "-F", str(H200), "--device", switch)[1]["summary"]
    bench.check("NVSwitch by name", None if summary["nvswitches"]["total"] == 1
                else str(summary))


def test_fabric(bench):
    """Whatever of this vendor has a name here is one of a fabric."""
    table = re.findall(r"{ 0x10de, 0x(\w{4}), \"(.*?)\"",
                       (TOOL / "expected_gpu.c").read_text())
    bench.check("models of the vendor", None if table else "none found")
    host = bench.dir / "model.snapshot"
    for device, name in table:
        kind = "068000" if name.startswith("NVSwitch") else "030200"
        host.write_text(H200.read_text().replace(
            "id=10de:2335 class=030200", f"id=10de:{device} class={kind}"))
        found = judged(bench, "-F", str(host), "--device", "3e:00.0")[1]
        rules = [f["rule"] for f in found["devices"][0]["findings"]]
        bench.check(f"fabric of {name}", None if 22 in rules else rules)


def test_not_judged(bench):
    """What a file cannot carry is listed, and decides nothing."""
    dump = bench.dir / "host.txt"
    dump.write_text("""\
0000:00:01.0 PCI bridge [0604]: Intel Corporation Device [8086:352a] (prog-if 00 [Normal decode])
\tControl: I/O- Mem+ BusMaster+
\tBus: primary=00, secondary=01, subordinate=01, sec-latency=0
\tCapabilities: [40] Express (v2) Root Port (Slot+), MSI 00
\tCapabilities: [100 v1] Access Control Services
\t\tACSCap:\tSrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-
\t\tACSCtl:\tSrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-

0000:01:00.0 3D controller [0302]: NVIDIA Corporation GH100 [H200 SXM 141GB] [10de:2335]
\tControl: I/O- Mem+ BusMaster+
\tRegion 0: Memory at 2000000000 (64-bit, prefetchable) [size=16M]
\tCapabilities: [60] Express (v2) Endpoint, MSI 00
\t\tDevCap:\tMaxPayload 256 bytes, PhantFunc 0, Latency L0s unlimited, L1 <64us
\tCapabilities: [100 v2] Advanced Error Reporting

""")
    code, report = judged(bench, "-F", str(dump))
    rules = {r["rule"] for r in report["not_judged"]}
    wanted = {1, 2, 3, 9, 11, 14, 15, 16, 18, 20, 24}
    bench.check("not judged in a file", wanted - rules)
    device = report["devices"][0]
    bench.check("not judged: no finding of these", [
        f for f in device["findings"] if f["rule"] in rules])
    bench.check("not judged: verdict and exit", None if
                (code, device["verdict"]) == (0, "allow")
                else f"{code} {device['sentence']}")


SERVER = """\
vfioguard-snapshot {version}
host ivrs=no
0000:00:01.0 id=8086:352a class=060400 type=root-port buses=01-01 acs=SV+RR+CR+UF+ group=1 {port}root-bus,mem-bar
0000:01:00.0 id=10de:2335 class=030200 type=endpoint group=2 {gpu}iommu,msi-isolated
0000:01:00.1 id=10de:2335 class=030200 type=endpoint vf-of=01:00.0 group=3 flags=iommu,msi-isolated
0000:00:02.0 id=8086:352a class=060400 type=root-port buses=02-02 acs=SV+RR+CR+UF+DT- group=4 flags=root-bus
0000:02:00.0 id=10de:2335 class=030200 type=endpoint group=5 flags=iommu,msi-isolated
end functions=5 aliases=0
"""


def test_device_rules(bench):
    """From the facts of a snapshot to rules about what a device is."""
    host = bench.dir / "server.snapshot"
    fast, slow = "link=5,16,5,16 flags=", "link=4,16,5,16 flags="
    for version, port, gpu, rules in (
            (2, "flags=", "flags=", set()), (2, fast, slow, {19}),
            (2, "link=3,16,4,16 flags=", "link=3,16,3,16 flags=", set()),
            (2, "flags=", "flags=bar-unassigned,", {17}),
            (2, "flags=", "flags=no-reset,no-bus-reset,", {14}),
            (2, "flags=", "flags=no-reset,", {15}),
            (2, "flags=no-bus-reset,", "flags=no-reset,", {14}),
            (1, fast, "link=4,16,5,16 flags=bar-unassigned,no-reset,", {14})):
        host.write_text(SERVER.format(version=version, port=port, gpu=gpu))
        report = judged(bench, "-F", str(host))[1]
        found = {f["rule"] for f in report["devices"][0]["findings"]}
        bench.check(f"rules of {port} {gpu}", None if found -
                    {22, 23, 21, 6, 25} == rules else f"{found}")
    found = {f["rule"] for f in report["devices"][1]["findings"]}
    bench.check("rule 20 without a PF in use", 20 in found)
    host.write_text(SERVER.format(version=2, port="flags=",
                                  gpu="flags=assigned,"))
    found = judged(bench, "-F", str(host))[1]["devices"][1]["findings"]
    bench.check("rule 20", None if 20 in [f["rule"] for f in found]
                else f"{found}")


def test_lost(bench):
    """No device in what is left of a cut file is no good news."""
    dump = bench.dir / "cut.txt"
    for name, text in (
            ("row", "00:00.0 Host bridge [0600]: Intel [8086:0d57]\n00: 86 8"),
            ("text", "00:1c.0 PCI bridge [0604]: Intel [8086:352a]\n\tContr"),
            ("address", "00:00.0 Host bridge [0600]: Intel [8086:0d57]\n"
             "\tControl: I/O- Mem+ BusMaster+\n\tStatus: Cap-\n\n01:0")):
        dump.write_text(text)
        done = bench.run(["preflight", "-F", str(dump)])
        bench.check(f"cut in {name}, nothing left", expect(
            done, 69, False, "functions are missing"))


def test_snapshot(bench):
    """A snapshot of a snapshot is the same, whichever way it is read."""
    for path in sorted(HOSTS.glob("*.snapshot")):
        first = bench.run(["snapshot", "-F", str(path)])
        noted = ("note: functions without an IOMMU group beside others: 1 "
                 "(line 32)\n" if path.stem == "mixed" else "")
        bench.check(f"notes on {path.stem}", None if first.stderr == noted
                    else f"{first.stderr!r}, expected {noted!r}")
        first.stderr = ""
        bench.check(f"snapshot {path.stem}", expect(first, 0, True))
        again = bench.dir / "again"
        again.write_text(first.stdout)
        second = bench.run(["snapshot", "-F", str(again)])
        bench.check(f"snapshot of {path.stem} again",
                    None if first.stdout == second.stdout else "differs")
        for options in ([], ["--predict", "--acs", "all=off"]):
            a = judged(bench, "-F", str(path), *options)[1]
            b = judged(bench, "-F", str(again), *options)[1]
            bench.check(f"judged the same {path.stem} {options}",
                        None if a["devices"] == b["devices"] else "differs")


def test_standard_input(bench):
    read, write = os.pipe()
    os.write(write, H200.read_bytes())
    os.close(write)
    saved = os.dup(0)
    os.dup2(read, 0)
    try:
        done = bench.run(["preflight", "-F", "-", "--json"], stdin=None)
    finally:
        os.dup2(saved, 0)
        os.close(read)
        os.close(saved)
    bench.check("standard input", None if json.loads(done.stdout)["devices"]
                == judged(bench, "-F", str(H200))[1]["devices"] else "differs")
