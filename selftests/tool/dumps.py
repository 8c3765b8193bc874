# SPDX-License-Identifier: GPL-2.0-only
"""What a PCIe engineer reads from lspci of real machines, worked out by hand
from the ACSCap and ACSCtl lines of each port. Skipped where the files are
absent: they are not part of the project."""

import json
import re
import subprocess
import tempfile

from bench import validate
from netlink import TOP

DUMPS = TOP.parent / "shared/dumps"

# Of each PEX890xx tree: root port, bus of the downstream ports, GPU, and what
# else is below the same switch. All ACS Control registers are 0.
H100 = {
    "15:01.0": ("17", "19:00.0", ["18:00.0", "1a:00.0", "1b:00.0", "1b:00.1",
                                  "1c:00.0"]),
    "37:01.0": ("39", "3b:00.0", ["3a:00.0", "3c:00.0", "3d:00.0"]),
    "48:01.0": ("4a", "4c:00.0", ["4b:00.0", "4d:00.0", "4e:00.0"]),
    "59:01.0": ("5b", "5d:00.0", ["5c:00.0", "5e:00.0", "5f:00.0"]),
    "97:01.0": ("99", "9b:00.0", ["9a:00.0", "9c:00.0", "9d:00.0", "9d:00.1",
                                  "9e:00.0"]),
    "b7:01.0": ("b9", "bb:00.0", ["ba:00.0", "bc:00.0", "bd:00.0"]),
    "c7:01.0": ("c9", "cb:00.0", ["ca:00.0", "cc:00.0", "cd:00.0"]),
    "d7:01.0": ("d9", "db:00.0", ["da:00.0", "dc:00.0", "dd:00.0"]),
}
NVSWITCHES = ["83:00.0", "84:00.0", "85:00.0", "86:00.0"]
# Rules that refuse because a device is not isolated
ISOLATION = {4, 5, 6, 7, 8, 13, 24, 25}


def full(address):
    return f"0000:{address}"


def addresses(*short):
    return sorted(full(a) for a in short)


class Report:
    """One run of preflight, with names for what is looked at."""

    def __init__(self, bench, name, *options):
        self.done = bench.run(["preflight", "-F", str(DUMPS / name), "--json",
                               *options])
        bench.check(f"schema of {name} {' '.join(options)}",
                    validate("preflight", self.done))
        self.json = json.loads(self.done.stdout or "{}")
        self.devices = {d["bdf"]: d for d in self.json.get("devices", [])}

    def device(self, short):
        return self.devices.get(full(short), {})

    def domain(self, short):
        return sorted(self.device(short).get("domain", []))

    def refusing(self, short):
        return [f for f in self.device(short).get("findings", [])
                if f["severity"] == "refuse"]

    def rules(self, short):
        return {f["rule"]: f for f in self.device(short).get("findings", [])}


def equal(bench, name, seen, wanted):
    bench.check(name, None if seen == wanted else f"{seen}, expected {wanted}")


def alone_file(bdfs):
    """Groups as a kernel with an override would claim them."""
    file = tempfile.NamedTemporaryFile("w", suffix=".groups")
    for number, bdf in enumerate(bdfs):
        file.write(f"/sys/kernel/iommu_groups/{number}/devices/{bdf}\n")
    file.flush()
    return file


def test_h100(bench):
    name = "xe9680-h100-hgx.vvv.txt"
    if not (DUMPS / name).exists():
        return
    r = Report(bench, name)
    equal(bench, "h100: exit", r.done.returncode, 1)
    equal(bench, "h100: functions", r.json["functions"], 517)
    equal(bench, "h100: a prediction", r.json["groups"], "predicted")
    equal(bench, "h100: GPUs", r.json["summary"]["gpus"],
          {"total": 8, "isolated": 0, "shared": 0, "refused": 8})
    equal(bench, "h100: NVSwitches", r.json["summary"]["nvswitches"]["total"],
          4)
    equal(bench, "h100: the BMC's display is apart",
          [d["bdf"] for d in r.json["devices"] if d["sort"] == "displays"],
          [full("03:00.0")])
    gpus = {full(gpu) for _, gpu, _ in H100.values()}
    for root, (bus, gpu, others) in H100.items():
        equal(bench, f"h100: {gpu} verdict", r.device(gpu).get("verdict"),
              "refuse")
        equal(bench, f"h100: {gpu} domain", r.domain(gpu),
              addresses(gpu, *others))
        equal(bench, f"h100: {gpu} culprit is its own port",
              r.refusing(gpu)[0]["culprit"], full(f"{bus}:01.0"))
        peers = {p["bdf"] for f in r.device(gpu)["findings"]
                 for p in f["peers"]}
        equal(bench, f"h100: {gpu} has no GPU as peer", peers & gpus, set())
        # the whole list of ports: each of the switch, and the root port
        ports = {c["bdf"] for c in r.json["causes"][0]["culprits"]}
        slots = ["00.0", "01.0", "02.0", "1f.0"] + \
            (["03.0"] if len(others) == 5 else [])
        wanted = {full(f"{bus}:{slot}") for slot in slots} | {full(root)}
        equal(bench, f"h100: ports to fix for {gpu}", wanted - ports, set())
    for switch in NVSWITCHES:
        equal(bench, f"h100: {switch} domain", r.domain(switch),
              addresses("81:00.1", *NVSWITCHES))
    equal(bench, "h100: one cause", [c["name"] for c in r.json["causes"]],
          ["acs-off"])
    equal(bench, "h100: fixed", [r.json["mended"][s]["isolated"]
                                 for s in ("gpus", "nvswitches")], [8, 4])
    equal(bench, "h100: NVLink is told of", [s for s in
          [gpu for _, gpu, _ in H100.values()] + NVSWITCHES
          if 22 not in r.rules(s)], [])
    on_everywhere(bench, name)
    claimed_alone(bench, name)


def on_everywhere(bench, name):
    r = Report(bench, name, "--acs", "all=on")
    equal(bench, "h100 on: exit", r.done.returncode, 0)
    for short in [gpu for _, gpu, _ in H100.values()] + NVSWITCHES:
        equal(bench, f"h100 on: {short} is alone", r.domain(short),
              addresses(short))
        equal(bench, f"h100 on: {short} members", r.device(short)["members"],
              addresses(short))
        equal(bench, f"h100 on: {short} isolation",
              [f["rule"] for f in r.refusing(short)
               if f["rule"] in ISOLATION], [])


def claimed_alone(bench, name):
    """Claims smaller than the domain: the ports are named by rules 4 and 5."""
    every = [full(a) for _, gpu, others in H100.values()
             for a in [gpu, *others]]
    with alone_file(every) as groups:
        r = Report(bench, name, "--groups", groups.name)
    for bus, gpu, others in H100.values():
        rules = r.rules(gpu)
        equal(bench, f"h100 claimed: {gpu} goes out through its port",
              rules[4]["culprit"], full(f"{bus}:01.0"))
        equal(bench, f"h100 claimed: {gpu} bits at fault",
              rules[4]["wanted"], ["RR"])
        equal(bench, f"h100 claimed: {gpu} reaches",
              sorted(p["bdf"] for p in rules[4]["peers"]), addresses(*others))
        inbound = {f["culprit"] for f in r.device(gpu)["findings"]
                   if f["rule"] == 5}
        equal(bench, f"h100 claimed: {gpu} is reached through",
              {full(f"{bus}:00.0"), full(f"{bus}:1f.0")} <= inbound, True)


def test_alderlake(bench):
    name = "alderlake-3070ti.vvvxxxx.txt"
    if not (DUMPS / name).exists():
        return
    r = Report(bench, name)
    equal(bench, "alderlake: recorded", r.json["groups"], "recorded")
    equal(bench, "alderlake: GPU and audio", r.domain("01:00.0"),
          addresses("01:00.0", "01:00.1"))
    equal(bench, "alderlake: the group is the same",
          [r.device("01:00.0")[k] for k in ("group", "members", "verdict")],
          [17, addresses("01:00.0", "01:00.1"), "allow"])
    equal(bench, "alderlake: exit", r.done.returncode, 0)
    # the prediction, function by function, bridges too, with what the kernel
    # did: the tree has the group of each, predicted ones with ~
    recorded = drawn_groups(bench, name)
    predicted = drawn_groups(bench, name, "--predict")
    equal(bench, "alderlake: functions", len(recorded), 29)
    equal(bench, "alderlake: recorded groups", len(set(recorded.values())), 22)
    equal(bench, "alderlake: a prediction", {g[0] for g in predicted.values()},
          {"~"})
    for bdf, group in recorded.items():
        equal(bench, f"alderlake: {bdf} predicted",
              [o for o, g in predicted.items() if g == predicted.get(bdf)],
              [o for o, g in recorded.items() if g == group])


def drawn_groups(bench, name, *options):
    """{address: group} of everything that the tree draws."""
    done = bench.run(["tree", "-F", str(DUMPS / name), "--all", *options])
    tree = done.stdout.partition("\nIsolation domains")[0]
    column = tree.index("GROUP")
    return {found.group(): line[column:].split()[0]
            for line in tree.splitlines()
            if (found := re.search(r"[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]",
                                   line))}


def test_mi300x(bench):
    name = "xe9680-mi300x-branch.xxxx.txt"
    if not (DUMPS / name).exists():
        return
    r = Report(bench, name)
    # hex and text of the same functions
    equal(bench, "mi300x: functions", r.json["functions"], 16)
    equal(bench, "mi300x: no conflict",
          [n for n in r.json["notes"] if n["name"] == "conflict"], [])
    # downstream ports redirect, the root port does not forward: requests
    # turn round there and reach everything else below the switch
    below = addresses("3a:00.0", "3d:00.0", "3e:00.0", "3f:00.0")
    equal(bench, "mi300x: domain", r.domain("3d:00.0"), below)
    equal(bench, "mi300x: predicted group holds it all",
          set(below) <= set(r.device("3d:00.0")["members"]), True)
    equal(bench, "mi300x: not alone", r.json["summary"]["gpus"],
          {"total": 1, "isolated": 0, "shared": 1, "refused": 0})
    equal(bench, "mi300x: the root port is the one cause",
          [[c["bdf"] for c in cause["culprits"]]
           for cause in r.json["causes"]], [[full("37:01.0")]])
    with alone_file(below) as groups:
        claimed = Report(bench, name, "--groups", groups.name)
    finding = claimed.rules("3d:00.0")[4]
    equal(bench, "mi300x: claimed alone",
          [claimed.done.returncode, finding["culprit"], finding["cause"]],
          [1, full("37:01.0"), "upstream-forwarding-off"])
    mended = Report(bench, name, "--acs", "37:01.0=on")
    equal(bench, "mi300x: with the root port on", mended.domain("3d:00.0"),
          addresses("3d:00.0"))


def test_hpe(bench):
    name = "hpe-skylake-sriov.vvv.txt"
    if not (DUMPS / name).exists():
        return
    r = Report(bench, name, "--scope", "all")
    equal(bench, "hpe: functions", r.json["functions"], 310)
    vfs = {"12:00.2": "12:00.0", "12:00.3": "12:00.0", "12:00.4": "12:00.0",
           "12:01.2": "12:00.1", "12:01.3": "12:00.1", "12:01.4": "12:00.1"}
    for vf, pf in vfs.items():
        equal(bench, f"hpe: VF {vf}", [r.device(vf).get("verdict"),
                                       r.domain(vf), r.device(vf)["members"]],
              ["allow", addresses(vf), addresses(vf)])
        equal(bench, f"hpe: VF {vf} rests on its PF",
              r.rules(vf)[21]["culprit"], full(pf))
    equal(bench, "hpe: VFs in use", [r.device(vf)["assigned"] for vf in vfs],
          [False, False, True, False, False, True])
    # an empty ACS capability declares that there is no peer-to-peer
    for short in ("12:00.0", "12:00.1", "37:00.0", "37:00.1"):
        equal(bench, f"hpe: empty capability {short}",
              [r.device(short).get("verdict"), r.domain(short),
               r.device(short)["members"]],
              ["allow", addresses(short), addresses(short)])
    # no ACS capability: one device, one group; with a quirk: on its word
    for short in ("02:00.0", "02:00.1", "02:00.2", "02:00.3"):
        equal(bench, f"hpe: no capability {short}",
              [r.device(short).get("verdict"), r.device(short)["members"]],
              ["allow", addresses("02:00.0", "02:00.1", "02:00.2",
                                  "02:00.3")])
    for short in ("5d:00.0", "5d:00.1"):
        equal(bench, f"hpe: quirk {short}",
              [r.device(short).get("verdict"), r.domain(short),
               r.rules(short)[10]["quirk"]],
              ["allow", addresses(short), "pci_quirk_mf_endpoint_acs"])
    # PCH root ports cannot forward upstream: what is alone below them needs
    # no forwarding
    equal(bench, "hpe: display of the BMC", r.device("01:00.1").get("members"),
          addresses("01:00.0", "01:00.1", "01:00.2", "01:00.4"))
    equal(bench, "hpe: nothing is refused below PCH ports",
          [s for s in ("01:00.1", "02:00.0") if r.refusing(s)], [])


# Rule 19 by hand: LnkSta below LnkCap2 and LnkCap of both ends. A PEX890xx port
# at 16 GT/s above a disk that can do no more is none, nor is a GPU of 16 lanes
# below a root port of 8. 81:00.1 claims 16 lanes, function 0 of its device 2.
DEGRADED = {
    "xe9680-h100-hgx.vvv.txt": addresses("81:00.1"),
    "xe9680-mi300x-branch.xxxx.txt": [],
    "hpe-skylake-sriov.vvv.txt": [],
    "alderlake-3070ti.vvvxxxx.txt": [],
}


def test_links(bench):
    """Rules 12, 17 and 19: no ATS is on, each BAR has an address."""
    for name, degraded in DEGRADED.items():
        if not (DUMPS / name).exists():
            continue
        r = Report(bench, name, "--scope", "all")
        found = {rule: [bdf for bdf, d in r.devices.items() if rule in
                        [f["rule"] for f in d["findings"]]]
                 for rule in (12, 17, 19)}
        equal(bench, f"{name}: device rules", found,
              {12: [], 17: [], 19: degraded})
        equal(bench, f"{name}: all judged", {12, 17, 19, 22} & {
            rule["rule"] for rule in r.json["not_judged"]}, set())


def test_link_facts(bench):
    """What LnkCap, LnkCap2 and LnkSta say: speed and width, then the highest."""
    name = "xe9680-h100-hgx.vvv.txt"
    if not (DUMPS / name).exists():
        return
    done = subprocess.run([bench.program.parent / "facts", DUMPS / name],
                          capture_output=True, text=True, timeout=60,
                          check=True)
    links = dict(re.findall(r"^0000:(\S+) .* link=(\S+)", done.stdout, re.M))
    wanted = {gpu: "5,16,5,16" for _, gpu, _ in H100.values()}
    wanted.update({switch: "4,2,4,2" for switch in NVSWITCHES})
    wanted.update({"17:00.0": "4,4,5,4", "17:03.0": "4,16,5,16",
                   "80:01.0": "4,2,4,16", "81:00.0": "4,2,4,2"})
    equal(bench, "h100: links", {b: links.get(b) for b in wanted}, wanted)
