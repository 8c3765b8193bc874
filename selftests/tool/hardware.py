# SPDX-License-Identifier: GPL-2.0-only
"""What a device is made of: facts of the module, of the host, and of the
table of models."""

import json
import re

import hosts
import netlink as nl
from bench import answers, expect, validate
from output import H200

PCI_IDS = """10de  NVIDIA Corporation
\t2335  GH100 [H200 SXM 141GB]
\t22a3  GH100 [H100 NVSwitch]
"""
IOMEM = """00000000-00000fff : Reserved
c0000000-c1ffffff : PCI Bus 0000:03
  c0000000-c1ffffff : 0000:03:00.0
    c0000000-c07e8fff : BOOTFB
600000000000-603fffffffff : PCI Bus 0000:03
  600000000000-603fffffffff : 0000:03:00.0
    600000000000-603fffffffff : vfio-pci
"""
HIDDEN = """00000000-00000000 : Reserved
00000000-00000000 : BOOTFB
"""
AER = "DLP 0\nACSViol {}\nTOTAL_ERR_{} {}\n"


def surroundings(bench, iomem):
    """sysfs, pci.ids and iomem of a host; the environment that says so."""
    sysfs = bench.sysfs(H200)
    device = sysfs / "bus/pci/devices/0000:03:00.0"
    (device / "aer_dev_correctable").write_text("RxErr 7\nTOTAL_ERR_COR 7\n")
    (device / "aer_dev_nonfatal").write_text(AER.format(2, "NONFATAL", 3))
    (device / "aer_dev_fatal").write_text(AER.format(1, "FATAL", 1))
    (sysfs / "class/iommu/dmar0").mkdir(parents=True)
    (sysfs / "class/iommu/dmar1").mkdir()
    (bench.dir / "cmdline").write_text("quiet intel_iommu=on\n")
    group = sysfs / "kernel/iommu_groups/20"
    group.mkdir(parents=True)
    (group / "type").write_text("DMA-FQ\n")
    (bench.dir / "pci.ids").write_text(PCI_IDS)
    (bench.dir / "iomem").write_text(iomem)
    return {"VG_TEST_SYSFS": sysfs, "VG_TEST_IOMEM": bench.dir / "iomem",
            "VG_TEST_CMDLINE": bench.dir / "cmdline",
            "VG_TEST_PCI_IDS": bench.dir / "pci.ids"}


def cases():
    """Name, device, ports, iomem."""
    yield "hardware", hosts.h200(), hosts.ports(), HIDDEN
    yield "hardware-troubled", hosts.troubled(), hosts.ports(), IOMEM
    yield "hardware-vf", hosts.vf(), [], IOMEM


LINES = ("show BDF", "list", "ports", "check --all")


def transcript(bench, device, ports, iomem):
    env = surroundings(bench, iomem)
    data = answers(hosts.STATUS, [device], device) + nl.dump(
        ports, what="port")
    text = ""
    for line in LINES:
        for suffix in ("", " --json"):
            command = line.replace("BDF", device["bdf"]) + suffix
            done = bench.run(command, data, **env)
            text += f"$ vfioguard {command}\n{done.stdout}"
            text += "".join(f"stderr: {l}\n"
                            for l in done.stderr.splitlines())
            text += f"[exit {done.returncode}]\n\n"
            if suffix:
                bench.check(f"schema of {command}",
                            validate(line.split()[0], done))
            elif line in ("list", "ports"):
                table = done.stdout.partition("\n\n")[0].splitlines()
                bench.check(f"{line} fits 100 columns",
                            [l for l in table if len(l) > 100])
    return text


def test_hardware(bench):
    for name, device, ports, iomem in cases():
        bench.expected(name, transcript(bench, device, ports, iomem))


def without(part):
    record = hosts.h200()
    del record[part]
    return record


def vf_without_number():
    record = hosts.vf()
    del record["sriov"]["vf-index"]
    return record


def vf_of_busy():
    record = hosts.vf()
    del record["sriov"]["pf-driver"]
    record["sriov"]["pf-driver-busy"] = 1
    return record


def busy():
    record = hosts.h200(assigned=0, **{"driver-busy": 1})
    del record["driver"]
    return record


def test_wording(bench):
    """Sentences that others rely on."""
    for name, device, sentence in (
            ("BAR1", hosts.h200(), "BAR1 256 GiB as expected for H200 SXM"),
            ("small BAR1", hosts.troubled(),
             "BAR1 32 MiB, expected 256 GiB for H200 SXM"),
            ("link", hosts.troubled(), "link Gen4 x8, this GPU and its port "
             "can do Gen5 x16"),
            ("full link", hosts.h200(),
             "link Gen5 x16 as expected for H200 SXM"),
            ("no link", without("link"),
             "link not there, expected Gen5 x16 for H200 SXM"),
            ("link that is down", hosts.h200(link={"speed": 0, "width": 0}),
             "link down, expected Gen5 x16 for H200 SXM"),
            ("degraded below what the model has", hosts.h200(link=dict(
                hosts.h200()["link"], speed=3, degraded=1, **{
                    "port-max-speed": 4})),
             "link Gen3 x16, this GPU and its port can do Gen4 x16\n"
             "    source: Link Capabilities of the device and of its port"),
            ("link of no model that is down", hosts.h200(
                device=0x1234, link=dict(hosts.h200()["link"], speed=0,
                                         width=0)),
             "link down, this GPU and its port can do Gen5 x16\n"
             "    source: Link Capabilities of the device and of its port"),
            ("a size beyond 8 EiB", hosts.h200(rebar=[{
                "index": 2, "sizes": 1 << 43, "current": 1 << 63,
                "largest": 1}]),
             "ReBAR       BAR 2: 8 EiB only, now 8 EiB, the largest"),
            ("no SR-IOV", without("sriov"), "SR-IOV not there, "
             "expected 32 VFs for H200 SXM (inferred)"),
            ("no MSI-X", hosts.h200(interrupts={"msi-vectors": 16}),
             "MSI-X not there, expected 9 vectors for H200 SXM (inferred)"),
            ("VF without a number", vf_without_number(),
             "SR-IOV      a VF of 0000:03:00.0 (nvidia)"),
            ("VF of a PF that is busy", vf_of_busy(),
             "SR-IOV      VF 3 of 0000:03:00.0 (driver busy)"),
            ("busy", busy(), "driver      not known: being bound, unbound or "
             "reset")):
        done = bench.run(f"show {device['bdf']}", answers(
            hosts.STATUS, [], device))
        bench.check(f"wording of {name}", None if
                    f"\n  {sentence}\n" in done.stdout else done.stdout)


def test_busy(bench):
    """Its lock is all that was seen: nobody says why somebody has it."""
    for line, said in (("list", " (busy) "),
                       ("check --all", "VFIO driver (driver busy)\n")):
        done = bench.run(line, answers(hosts.STATUS, [busy()]) +
                         nl.dump([], what="port"))
        bench.check(f"busy: {line}",
                    None if said in done.stdout else done.stdout)


def test_sources(bench):
    """Each expectation says where it comes from; the unseen is not compared."""
    for ids, count in (((0x10de, 0x2335), 8), ((0x10de, 0x2330), 8),
                       ((0x10de, 0x233b), 1), ((0x10de, 0x22a3), 4),
                       ((0x1002, 0x74a1), 6), ((0x1234, 0x1111), 1)):
        device = hosts.h200(vendor=ids[0], device=ids[1])
        done = bench.run("show 0000:03:00.0 --json",
                         answers(hosts.STATUS, [], device))
        found = json.loads(done.stdout)["expectations"]
        bench.check(f"expectations of {ids}", None if len(found) == count and
                    all(e["source"] for e in found) else found)
    done = bench.run("show 0000:03:00.0 --json",
                     answers(hosts.STATUS, [], hosts.gpu()))
    bench.check("nothing seen, nothing compared",
                json.loads(done.stdout)["expectations"])


def test_not_alone(bench):
    """What reaches others, and is not refused, is not called isolated."""
    beside = dict(hosts.gpu(), domain=["0000:03:00.0", "0000:03:00.1"],
                  **{"domain-count": 2})
    many = dict(hosts.gpu(), **{"domain-count": 40})
    # Of ARI; a region that the kernel takes for harmless; no Source Validation
    # where nobody else is
    linked = dict(hosts.h200(), domain=["0000:03:00.0", "0000:03:01.0"],
                  **{"domain-count": 2})
    relaxable = dict(hosts.gpu(), finding=[dict(
        hosts.ROOT_COMPLEX, rule="firmware-region")], **{"finding-count": 1})
    nobody = dict(hosts.gpu(), finding=[dict(
        let(hosts.gpu())["finding"][3], peer=[], **{"peer-count": 0})],
        **{"finding-count": 1})
    grouped = dict(hosts.gpu(), domain=["0000:03:00.0", "0000:04:00.0"],
                   **{"domain-count": 2})
    for device, standing, text in (
            (hosts.gpu(), "isolated", "isolated"),
            (beside, "isolated", "isolated"),
            (many, "shared", "not alone, with its IOMMU group"),
            (grouped, "shared", "not alone, with its IOMMU group"),
            (linked, "isolated", "isolated"),
            (relaxable, "isolated", "isolated"),
            (nobody, "isolated", "isolated"),
            (let(hosts.gpu()), "shared",
             "not alone, and the policy lets it")):
        data = answers(hosts.STATUS, [device], device)
        done = bench.run("check", data)
        bench.check(f"check: {text}", expect(done, 0, out=True) or (
            None if f"PASS 0000:03:00.0: {text}" in done.stdout
            else done.stdout))
        done = bench.run("list --json", data)
        report = json.loads(done.stdout)
        bench.check(f"list: {text}", validate("list", done) or (
            None if report["devices"][0]["standing"] == standing and
            report["summary"]["gpus"][standing] == 1 else done.stdout))
        done = bench.run("list", data)
        word = "not alone" if standing == "shared" else standing
        bench.check(f"summary: {text}", None if f"1 GPU: 1 {word}" in
                    done.stdout else done.stdout)


BROKEN_IDS = ("garbage\n", "12\n", "\x01\x02\n",
              "10de  " + "x" * 5000 + "\n")


def test_broken_ids(bench):
    """A name is not worth a report."""
    device = hosts.h200(device=0x1234)
    for text in BROKEN_IDS:
        env = surroundings(bench, IOMEM)
        env["VG_TEST_PCI_IDS"].write_text(PCI_IDS + text)
        for line in ("show 0000:03:00.0 --json", "list --json",
                     "list --columns name,device"):
            done = bench.run(line, answers(hosts.STATUS, [device], device),
                             **env)
            bench.check(f"{line} with {text[:8]!r} in pci.ids", expect(
                done, 0, out=True, err="names of devices are missing: "))


def test_ports(bench):
    """Widths, exit codes, and a module that does not know the command."""
    start = nl.family() + nl.status(hosts.STATUS)
    wide = dict(hosts.ports()[2], bdf="abcdef01:ff:1f.7", group=123456789,
                **{"acs-control": 0x7f, "acs-capability": 0x7f,
                   "wanted": 0x7f, "device-count": 1000,
                   "endangered-count": 1000, "quirk": "q" * 80})
    done = bench.run("ports", start + nl.dump([wide], what="port") +
                     nl.dump([]))
    bench.check("wide ports", [l for l in done.stdout.splitlines()
                               if len(l) > 100])
    for devices, code in (([], 0), ([hosts.bmc()], 0),
                          ([hosts.leaking()], 1), ([hosts.gpu()], 0)):
        done = bench.run("ports", start + nl.dump(hosts.ports(), what="port")
                         + nl.dump(devices))
        bench.check(f"ports beside {len(devices)} devices",
                    expect(done, code, out=True))
    key = nl.COMMANDS["port-get"] | nl.DUMP
    for name, data, code, err in (
            ("older module", [nl.error(95)], 69, "is too old for that"),
            ("unprivileged", [nl.error(1)], 69, "needs CAP_NET_ADMIN"),
            ("no address", [nl.record("port", {"group": 1}, 2), nl.done()],
             69, "bdf of port is missing"),
            ("no such address", [nl.record("port", {"bdf": "x"}, 2),
                                 nl.done()], 69, "x is no address"),
            ("short register", [nl.record("port", {
                "bdf": "0000:00:03.0", "wanted": nl.Raw(b"\1")}, 2),
                nl.done()], 69, "wanted of port")):
        bench.check(f"ports: {name}", expect(bench.run(
            "ports", start + nl.exchange(key, data)), code, out=False,
            err=err))
    done = bench.run("ports", start + nl.dump(
        hosts.ports()[:1], True, what="port") * 2 + nl.dump(
        hosts.ports()[1:2], what="port") + nl.dump([]))
    bench.check("interrupted ports", None if "1 port, 0 at fault" in
                done.stdout else done.stdout)


COLUMNS = """\
DEVICE        NAME                   NUMA  LINK                 BAR      RESET  POWER  DOMAIN     VFS
0000:03:00.0  H200 SXM               0     Gen5 x16             256 GiB  flr    d0     unmanaged  0 of 32
0000:03:00.0  H200 SXM               0     Gen4 x8 of Gen5 x16  32 MiB   none   d3hot  -          4 of 32
0000:03:00.4  H200 SXM               0     -                    4 GiB    -      -      identity   VF 3
0000:0a:00.0  Graphics \?            0     -                    -        -      -      -          -
"""


def test_columns(bench):
    env = surroundings(bench, IOMEM)
    with open(env["VG_TEST_PCI_IDS"], "ab") as ids:
        ids.write(b"1a03  ASPEED\n\t2000  Graphics \xff\n")
    devices = [hosts.h200(), hosts.troubled(), hosts.vf(), hosts.bmc()]
    data = answers(hosts.STATUS, devices)
    names = "device,name,numa,link,bar,reset,power,domain,vfs"
    done = bench.run(f"list --columns {names}", data, **env)
    table = done.stdout.partition("\n\n")[0] + "\n"
    wanted = re.sub(" {2,}", "  ", COLUMNS).replace("\\?", "?")
    bench.check("columns", None if re.sub(" {2,}", "  ", table) == wanted
                else table)
    every = bench.run("list --columns help")
    known = re.findall(r"^(\w+) ", every.stdout, re.M)
    bench.check("columns help", expect(every, 0, out=True) or
                (len(known) != 16 and known))
    for name in known:
        done = bench.run(["list", "--columns", name], data, **env)
        bench.check(f"column {name}", expect(done, 1, out=True) or (
            None if done.stdout.startswith(name.upper()) else done.stdout))
    done = bench.run(f"list --columns {','.join(known)}", data, **env)
    bench.check("all columns", expect(done, 1, out=True))
    lesser = [hosts.h200(link=dict(hosts.h200()["link"], speed=3, degraded=1,
                                   **{"port-max-speed": 4})),
              hosts.h200(link=dict(hosts.h200()["link"], speed=0, width=0)),
              vf_without_number()]
    done = bench.run("list --columns link,vfs", answers(hosts.STATUS, lesser),
                     **env)
    bench.check("columns of lesser links", None if re.findall(
        r"^(Gen3 x16 of Gen4 x16|down|-)  +(0 of 32|VF)$", done.stdout, re.M)
        == [("Gen3 x16 of Gen4 x16", "0 of 32"), ("down", "0 of 32"),
            ("-", "VF")] else done.stdout)
    for line in ("list --json --columns id", "list --columns help --json"):
        bench.check(line, expect(bench.run(line, data, **env), 64, out=False,
                                 err="--columns is for text"))
    done = bench.run("list --columns reason,device", data, **env)
    bench.check("reason first", None if re.search(
        r"^reset-shared 0000:02:01.0 +0000:03:00.0$", done.stdout, re.M)
        else done.stdout)
    for wrong, err in (("x", "column 'x' is not known"),
                       ("device,", "column '' is not known"),
                       ("", "column '' is not known"),
                       ("Device", "column 'Device' is not known"),
                       (",".join(["id"] * 17), "not more than 16 columns")):
        bench.check(f"columns {wrong!r}", expect(bench.run(
            ["list", "--columns", wrong]), 64, out=False, err=err))


def results(bench, status, devices, ports, env):
    """Items of check --all that did not pass, the exit code, and output."""
    data = nl.family() + nl.status(status) + nl.dump(devices) + \
        nl.dump(ports, what="port")
    done = bench.run("check --all --json", data, **env)
    bench.check("schema of check --all", validate("check_all", done))
    found = {(c["item"], c["result"]) for c in
             json.loads(done.stdout)["checks"] if c["result"] != "PASS"}
    return found, done.returncode


def let(record):
    """What leaks, where the policy lets it."""
    leaking = hosts.leaking()
    findings = [dict(f, severity="info") for f in leaking["finding"]]
    return dict(record, finding=findings, domain=leaking["domain"], **{
        "domain-count": 2, "finding-count": len(findings)})


def drift():
    return dict(hosts.leaking()["finding"][0], rule="acs-drift", cause="none")


def shared_reset():
    record = hosts.troubled()
    return hosts.h200(reset=dict(record["reset"], last="worked", needed=0),
                      **{key: record[key] for key in (
                          "verdict", "sentence", "finding", "finding-count",
                          "decision", "assigned", "driver")})


def parameter(sysfs, module, name, value):
    place = sysfs / f"module/{module}/parameters"
    place.mkdir(parents=True)
    (place / name).write_text(f"{value}\n")


def test_checklist(bench):
    """One fault at a time: which item fails, and how badly."""
    whole = IOMEM.replace("BOOTFB", "vfio-pci")
    good = hosts.h200()
    idle = {"assigned": 0, "decision": {"verdict": "allow"}}
    left = {"time": 1, "needs-reset": 0, "bus-master": 1}
    fine = hosts.ports()[:2]
    for name, devices, ports, change, wanted, code in (
            ("nothing", [good], fine, {}, set(), 0),
            ("no device", [], [], {}, set(), 0),
            ("BMC only", [hosts.bmc()], [], {}, set(), 0),
            ("no module parts", [hosts.gpu()], fine, {}, {
                (i, "WARN") for i in (
                    "DMA translation", "interrupt remapping", "BARs",
                    "resizable BARs", "model", "link", "reset")}, 0),
            ("reset that VFIO did not try", [hosts.h200(reset={
                "method": [], "hot-reset": 1, "affected-count": 1,
                "last": "failed"})], fine, {}, {("model", "WARN")}, 0),
            ("reserved size", [hosts.h200(rebar=[{
                "index": 2, "sizes": 1 << 18}])], fine, {},
             {("resizable BARs", "WARN")}, 0),
            ("dead link of no model", [hosts.h200(device=0x1234, link=dict(
                good["link"], speed=0, width=0))], fine, {},
             {("link", "WARN")}, 0),
            ("left to the policy", [let(hosts.h200())], hosts.ports()[:4], {},
             {("ACS", "WARN"), ("isolation", "WARN")}, 0),
            ("drift of a port", [dict(let(hosts.h200()), verdict="refuse",
                                      finding=[drift()])],
             hosts.ports()[:3], {}, {("ACS", "FAIL"), ("isolation", "FAIL")}, 1),
            ("in one group", [hosts.h200(domain=[
                "0000:03:00.0", "0000:04:00.0"], **{"domain-count": 2})],
             fine, {}, set(), 0),
            ("port blamed for a reset", [shared_reset()], [dict(
                hosts.ports()[2], wanted=0, **{"acs-control": 0x1d,
                                               "endangered-count": 1})], {},
             {("isolation", "FAIL"), ("reset", "FAIL"), ("model", "WARN"),
              ("VFIO driver", "WARN")}, 1),
            ("ports", [hosts.h200(**{k: v for k, v in
                                     hosts.leaking().items() if k in (
                                         "verdict", "finding", "decision",
                                         "sentence")})],
             hosts.ports()[:4], {},
             {("ACS", "FAIL"), ("isolation", "FAIL")}, 1),
            ("MSIs", [hosts.h200(interrupts=dict(
                good["interrupts"], isolated=0))], fine, {},
             {("interrupt remapping", "FAIL")}, 1),
            ("MSIs of an idle one", [hosts.h200(**idle, interrupts=dict(
                good["interrupts"], isolated=0))], fine, {},
             {("interrupt remapping", "WARN"), ("VFIO driver", "WARN")}, 0),
            ("no IOMMU below", [hosts.h200(dma={"iommu": 0})], fine, {},
             {("DMA translation", "FAIL")}, 1),
            ("BAR without address", [hosts.h200(bar=[*good["bar"], {
                "index": 5, "flags": set(), "size": 1}])], fine, {},
             {("BARs", "WARN")}, 0),
            ("low BAR", [hosts.h200(device=0x1234, bar=[hosts.bar(
                0, 0x80000000, 256 << 20, {"64-bit", "assigned"})])],
             fine, {}, {("BARs", "WARN")}, 0),
            ("small ReBAR", [hosts.h200(rebar=[dict(
                good["rebar"][0], largest=0)])], fine, {},
             {("resizable BARs", "WARN")}, 0),
            ("slow link", [hosts.h200(link=dict(
                good["link"], speed=1, degraded=1))], fine, {},
             {("link", "WARN")}, 0),
            ("slow port", [hosts.h200(link=dict(
                good["link"], speed=4, **{"port-max-speed": 4}))], fine, {},
             {("link", "WARN")}, 0),
            ("small BAR1", [hosts.h200(bar=[hosts.bar(
                2, 1 << 40, 32 << 20)])], fine, {}, {("model", "WARN")}, 0),
            ("no reset", [hosts.h200(device=0x1234, reset={
                "hot-reset": 0})], fine, {}, {("reset", "WARN")}, 0),
            ("failed reset", [hosts.h200(reset=dict(
                good["reset"], last="failed"))], fine, {},
             {("reset", "FAIL")}, 1),
            ("left without a reset", [hosts.h200(reset=dict(
                good["reset"], needed=1))], fine, {},
             {("reset", "WARN")}, 0),
            ("left mastering the bus", [hosts.h200(close=left)], fine, {},
             {("reset", "WARN")}, 0),
            ("left so, and opened since", [hosts.h200(
                open=1, close=left, reset=dict(good["reset"], needed=1))],
             fine, {}, set(), 0),
            ("left so, and with a driver since", [hosts.h200(
                driver="nvidia", close=left, **idle)], fine, {},
             {("VFIO driver", "WARN")}, 0),
            ("left reset", [hosts.h200(close=dict(left, **{"bus-master": 0}))],
             fine, {}, set(), 0),
            ("host driver", [hosts.h200(driver="nvidia", **idle)], fine, {},
             {("VFIO driver", "WARN")}, 0),
            ("framebuffer", [hosts.h200(bar=[hosts.bar(
                2, 0xc0000000, 256 << 30)], device=0x1234)], fine,
             {"VG_TEST_IOMEM": IOMEM}, {("framebuffer", "FAIL")}, 1),
            ("hidden", [good], fine, {"VG_TEST_IOMEM": HIDDEN},
             {("framebuffer", "WARN")}, 0),
            ("override", [good], fine, {
                "VG_TEST_CMDLINE": "x pcie_acs_override=multifunction\n"},
             {("ACS override", "FAIL")}, 1),
            ("not the override", [good], fine, {
                "VG_TEST_CMDLINE": "xpcie_acs_override=multifunction\n"},
             set(), 0)):
        env = surroundings(bench, whole)
        for key, text in change.items():
            env[key].write_text(text)
        found = results(bench, hosts.STATUS, devices, ports, env)
        bench.check(f"checklist: {name}",
                    None if found == (wanted, code) else found)
    host_faults(bench, good, whole)


def host_faults(bench, good, whole):
    for name, module, option in (
            ("type1", "vfio_iommu_type1", "allow_unsafe_interrupts"),
            ("iommufd", "iommufd", "allow_unsafe_interrupts"),
            ("no-IOMMU", "vfio", "enable_unsafe_noiommu_mode")):
        for value in "YN":
            env = surroundings(bench, whole)
            parameter(env["VG_TEST_SYSFS"], module, option, value)
            wanted = {("unsafe parameters", "WARN")} if value == "Y" else set()
            found = results(bench, hosts.STATUS, [good], [], env)
            bench.check(f"checklist: {name} {value}",
                        None if found == (wanted, 0) else found)
    env = surroundings(bench, whole)
    for unit in (env["VG_TEST_SYSFS"] / "class/iommu").iterdir():
        unit.rmdir()
    del env["VG_TEST_CMDLINE"]
    found = results(bench, dict(hosts.STATUS, **{"lost-devices": 1}), [good],
                    [], env)
    wanted = {("IOMMU", "FAIL"), ("ACS override", "WARN"), ("guard", "FAIL")}
    bench.check("checklist: host", None if found == (wanted, 1) else found)
    found = results(bench, dict(hosts.STATUS, mode="audit"), [good], [],
                    surroundings(bench, whole))
    bench.check("checklist: audit",
                None if found == ({("guard", "WARN")}, 0) else found)
    found = results(bench, dict(hosts.STATUS, armed=0), [good], [],
                    surroundings(bench, whole))
    bench.check("checklist: not armed",
                None if found == ({("guard", "FAIL")}, 2) else found)


def test_direct_translated(bench):
    """EC and DT are wanted off, so the command must clear them."""
    for wanted, cause, command in (
            (0x40, "direct-translated", "0000:0040"),
            (0x20, "egress-control-open", "0000:0020"),
            (0x04, "request-redirect-off", "0004:0004"),
            (0x44, "request-redirect-off", "0004:0044")):
        device = hosts.h200(finding=[{
            "rule": "translated-p2p", "severity": "warn", "cause": cause,
            "culprit": "0000:02:01.0", "wanted": wanted, "seen": 0x5d}])
        done = bench.run("show 0000:03:00.0",
                         answers(hosts.STATUS, [], device))
        line = f"setpci -s 0000:02:01.0 ECAP_ACS+6.w={command}\n"
        bench.check(f"command for {cause} {wanted:x}",
                    None if line in done.stdout else done.stdout)
    done = bench.run("explain translated-p2p --json")
    causes = [f["cause"] for f in json.loads(done.stdout)["rules"][0]["fixes"]]
    bench.check("cause of translated-p2p", None if causes == [
        "direct-translated"] else causes)


def test_peers_in_the_way(bench):
    """Rule 24 names the peer, its driver as it is now, and the way out."""
    sysfs = bench.sysfs(H200)
    peer = sysfs / "bus/pci/devices/0000:04:00.0"
    for cause, driver, lines in (
            ("other-owner", "vfio-pci", ["vfioguard show 0000:04:00.0"]),
            ("host-driver", "bochs-drm", [
                "0000:04:00.0 has driver bochs-drm. To bind it",
                "echo vfio-pci >/sys/bus/pci/devices/0000:04:00.0/driver_override",
                "echo 0000:04:00.0 >/sys/bus/pci/drivers/bochs-drm/unbind",
                "echo 0000:04:00.0 >/sys/bus/pci/drivers_probe"]),
            ("host-driver", None, [
                "0000:04:00.0 has no driver any more. To bind it",
                "echo 0000:04:00.0 >/sys/bus/pci/drivers_probe"]),
            ("not-quiet", None, ["setpci -s 0000:04:00.0 COMMAND=0:6"])):
        peer.mkdir(parents=True, exist_ok=True)
        (peer / "driver").unlink(missing_ok=True)
        if driver:
            (peer / "driver").symlink_to(f"../../../bus/pci/drivers/{driver}")
        device = hosts.h200(verdict="refuse", finding=[{
            "rule": "peer-owner-conflict", "severity": "refuse",
            "cause": cause, "culprit": "0000:04:00.0"}])
        done = bench.run("show 0000:03:00.0",
                         answers(hosts.STATUS, [], device),
                         VG_TEST_SYSFS=sysfs)
        missing = [line for line in lines if f" {line}" not in done.stdout]
        bench.check(f"way out: {cause} {driver}",
                    f"{missing} not in {done.stdout}" if missing else None)
        bench.check(f"no driver made up: {cause} {driver}",
                    "unbind" in done.stdout and cause != "host-driver" and
                    done.stdout)


def test_bad_parts(bench):
    """Parts of the wrong length."""
    start = nl.family() + nl.status(hosts.STATUS)
    for name, part, err in (
            ("short size", {"bar": [{"size": nl.Raw(bytes(4))}]},
             "size of bar is malformed (4 bytes)"),
            ("flag with a value", {"rebar": [{3: bytes(4)}]}, "vf of rebar"),
            ("nest cut off", {"reset": nl.Raw(b"\x09\0\1\0\1")},
             "attributes of reset are cut off"),
            ("short method", {"reset": {"method": [nl.Raw(b"\1")]}},
             "method of reset"),
            ("nobody affected", {"reset": {"affected": [{"group": 1}]}},
             "bdf of affected is missing"),
            ("text without end", {"link": {"port": nl.Raw(b"x")}},
             "port of link"),
            ("short mask", {"dma": {"mask": nl.Raw(bytes(4))}},
             "mask of dma"),
            ("short region", {"dma": {"region": [
                {"start": nl.Raw(bytes(4))}]}}, "start of region"),
            ("long pin", {"interrupts": {"pin": nl.Raw(bytes(8))}},
             "pin of interrupts"),
            ("short VFs", {"sriov": {"num-vfs": nl.Raw(b"")}},
             "num_vfs of sriov")):
        data = start + nl.exchange(nl.COMMANDS["device-get"], [
            nl.record("device", hosts.gpu(**part))])
        bench.check(f"malformed: {name}", expect(
            bench.run("show 0000:03:00.0", data), 69, out=False, err=err))
