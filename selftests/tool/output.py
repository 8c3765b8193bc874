# SPDX-License-Identifier: GPL-2.0-only
"""What people and programs get to see."""

import os
import pty
import re

import hosts
from bench import answers, expect, validate

H200 = {
    "pci0000:00/0000:00:03.0": "8086:352a",
    "pci0000:00/0000:00:03.0/0000:01:00.0": "1000:c030",
    "pci0000:00/0000:00:03.0/0000:01:00.0/0000:02:01.0": "1000:c030",
    "pci0000:00/0000:00:03.0/0000:01:00.0/0000:02:01.0/0000:03:00.0":
        "10de:2335",
}


def cases():
    """Name, answers, sysfs, command lines."""
    quiet = hosts.STATUS
    fleet = [hosts.bmc(), hosts.leaking(), hosts.switch(),
             hosts.gpu("0000:1b:00.0", 15), hosts.audited()]
    once = hosts.gpu(decision=hosts.decision(
        "refuse", "kept", trigger="present", sequence=9, rule="no-iommu",
        sentence="refused: IOMMU group 20 is not backed by an IOMMU "
                 "(no-iommu)"))
    yield "isolated", quiet, [hosts.gpu()], hosts.gpu(), H200
    yield "empty", quiet, [], hosts.gpu(), {}
    yield "fleet", dict(quiet, violations=1, mode="audit"), fleet, \
        hosts.leaking(), H200
    yield "fleet-without-sysfs", quiet, fleet, hosts.leaking(), {}
    yield "audited", dict(quiet, mode="audit"), [hosts.audited()], \
        hosts.audited(), {}
    yield "kept", dict(quiet, violations=1), [once], once, {}
    yield "swapped", quiet, [hosts.many()], hosts.many(), {}
    yield "management-display", quiet, [hosts.bmc()], hosts.bmc(), {}
    yield "disarmed", dict(quiet, armed=0), [hosts.gpu()], hosts.gpu(), {}
    yield "lost", dict(quiet, **{"lost-devices": 2}), [hosts.gpu()], \
        hosts.gpu(), {}
    yield "newer-abi", newer_status(), [newer_device()], newer_device(), {}
    yield "older-abi", dict(older_status()), [older_device()], \
        older_device(), {}


def newer_status():
    return dict(hosts.STATUS, abi=9, mode=7, profile=8, scope=9, present=10,
                **{"not-judged": [14, 31]}) | {77: b"future\0", 78: b""}


def newer_device():
    finding = {"rule": 31, "severity": 9, "cause": 44, "wanted": 0x8084,
               "seen": 0x80, "culprit": "0000:02:01.0", 90: b"1234",
               "peer": [{"bdf": "0000:05:00.0", 55: b"12345678"}]}
    return hosts.gpu(verdict=12, sentence="maybe: to be seen",
                     finding=[finding], **{"finding-count": 1},
                     decision=hosts.decision(13, 14, trigger=15,
                                             rule=31)) | {101: b"x" * 40}


def older_status():
    return {"abi": 0, "armed": 1}


def older_device():
    return {"bdf": "0000:03:00.0", "assigned": 1, "verdict": "allow"}


def transcript(bench, status, devices, single, paths):
    sysfs = bench.sysfs(paths)
    bdf = single["bdf"]
    text = ""
    for line in ("status", "list", f"show {bdf}", f"evaluate {bdf}", "check",
                 f"check {bdf}"):
        for suffix in ("", " --json"):
            done = bench.run(line + suffix, answers(
                status, devices, single, single), VG_TEST_SYSFS=sysfs)
            text += f"$ vfioguard {line}{suffix}\n{done.stdout}"
            text += "".join(f"stderr: {l}\n"
                            for l in done.stderr.splitlines())
            text += f"[exit {done.returncode}]\n\n"
            if suffix:
                bench.check(f"schema of {line}",
                            validate(line.split()[0], done))
            elif line == "list":
                table = done.stdout.partition("\n\n")[0].splitlines()
                bench.check("list fits 100 columns",
                            [l for l in table if len(l) > 100])
    return text


def test_expected(bench):
    for name, status, devices, single, paths in cases():
        bench.expected(name, transcript(bench, status, devices, single, paths))


def test_output(bench):
    """A report that cannot be written is not a good one; colour."""
    data = answers(hosts.STATUS, [hosts.gpu()], hosts.gpu())
    for line in ("list", "list --json", "explain", "--help", "check"):
        with open("/dev/full", "w", encoding="ascii") as full:
            done = bench.run(line, data, stdout=full)
        bench.check(f"full disk: {line}", None if done.returncode == 69
                    else f"exit {done.returncode}")
    for env, wanted in (({"TERM": "xterm"}, True), ({}, False),
                        ({"TERM": "dumb"}, False),
                        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
                        ({"TERM": "xterm", "NO_COLOR": ""}, True)):
        master, slave = pty.openpty()
        bench.run("check", data, stdout=slave, **env)
        os.close(slave)
        text = os.read(master, 65536).decode()
        os.close(master)
        bench.check(f"colour on a terminal with {env}",
                    None if ("\x1b[" in text) == wanted else text)
        plain = re.sub(r"\x1b\[[0-9]*m|\r", "", text)
        bench.check("colour adds nothing", None if plain == bench.run(
            "check", data).stdout else plain)
    done = bench.run("check", data, TERM="xterm")
    bench.check("no colour in a pipe", "\x1b" in done.stdout and done.stdout)
