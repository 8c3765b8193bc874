# SPDX-License-Identifier: GPL-2.0-only
"""The state of lockdown, and devices that were assigned before the guard."""

import json
import os
import time

import hosts
from bench import answers, expect, validate


def test_lockdown(bench):
    for text, level, line in (
            ("none [integrity] confidentiality\n", "integrity",
             "integrity: setpci cannot change ACS"),
            ("[none] integrity confidentiality\n", "none",
             "none: root can change ACS with setpci"),
            (None, None, "unknown\n")):
        sysfs = bench.sysfs({})
        if text:
            (sysfs / "kernel/security").mkdir(parents=True)
            (sysfs / "kernel/security/lockdown").write_text(text)
        done = bench.run("status --json", answers(hosts.STATUS), VG_TEST_SYSFS=sysfs)
        bench.check(f"lockdown {level}: JSON", validate("status", done) or
                    (json.loads(done.stdout)["lockdown"]["value"] != level and
                     done.stdout))
        done = bench.run("status", answers(hosts.STATUS), VG_TEST_SYSFS=sysfs)
        bench.check(f"lockdown {level}", f"lockdown    {line}" not in done.stdout and
                    done.stdout)


def test_notices(bench):
    """What loads the guard at boot left a line for each thing amiss."""
    notice = bench.dir / "notice"
    for text, lines in (("", []), ("\n", []), ("one\n\ntwo \x1b[31m\n",
                                              ["one", "two ?[31m"])):
        notice.write_text(text)
        done = bench.run("status", answers(hosts.STATUS), VG_TEST_NOTICE=notice)
        bench.check(f"notices {lines}", expect(done, bool(lines), True) or
                    ([line for line in lines if line not in done.stdout] or
                     ("notice" in done.stdout) != bool(lines)) and done.stdout)
        done = bench.run("status --json", answers(hosts.STATUS), VG_TEST_NOTICE=notice)
        bench.check(f"notices {lines}, JSON", validate("status", done) or
                    json.loads(done.stdout)["notices"] != lines and done.stdout)
        done = bench.run("check", answers(hosts.STATUS), VG_TEST_NOTICE=notice)
        bench.check(f"check: notices {lines}", expect(done, bool(lines), True) or
                    [line for line in lines if f"FAIL boot: {line}\n" not in done.stdout])
        done = bench.run("check --json", answers(hosts.STATUS), VG_TEST_NOTICE=notice)
        bench.check(f"check: notices {lines}, JSON", validate("check", done))
        done = bench.run("check --all", answers(hosts.STATUS), VG_TEST_NOTICE=notice)
        bench.check(f"check --all: notices {lines}", [
            line for line in lines if line not in done.stdout] and done.stdout + done.stderr)


def unguarded_gpu(until):
    gpu = hosts.gpu()
    gpu["decision"] = dict(hosts.decision(), **{"trigger": "present",
                                                "unguarded-until": until})
    return gpu


def run_unguarded(bench, until, dev="/nonexistent", nodes="/nonexistent"):
    gpu = unguarded_gpu(until)
    data = answers(hosts.STATUS, single=gpu)
    env = {"VG_TEST_DEV": dev, "VG_TEST_NODES": nodes}
    shown = bench.run("show 0000:03:00.0", data, **env).stdout
    done = bench.run("show 0000:03:00.0 --json", data, **env)
    return shown, done


def test_unguarded(bench):
    """The tests' clock starts in 2026, so the node of the group is later."""
    until = (int(time.time()) + 3600 - 1767225600) * 10**9
    dev = bench.dir / "dev"
    (dev / "vfio").mkdir(parents=True, exist_ok=True)
    node = dev / "vfio" / str(hosts.gpu()["group"])
    node.write_text("")
    shown, done = run_unguarded(bench, until, dev)
    record = json.loads(done.stdout)["unguarded"]
    born = os.stat(node).st_mtime_ns - 1767225600 * 10**9
    bench.check("unguarded: JSON", validate("show", done) or
                (record["to"] != until or abs(record["from"] - born) > 10**9) and record)
    bench.check("unguarded", "  unguarded from 20" not in shown and shown)
    shown, done = run_unguarded(bench, until)
    bench.check("unguarded, no node", validate("show", done) or
                json.loads(done.stdout)["unguarded"]["from"] is not None or
                "unguarded from its bind, at a time that is not known" not in shown)
    # unbound, or bound anew: what was seen before the guard came counts
    nodes = bench.dir / "nodes"
    group = hosts.gpu()["group"]
    nodes.write_text(f"/dev/vfio/{group}1 1767225601.000000000\n"
                     f"/dev/vfio/{group} 1767225602.250000000\n")
    for place in ("/nonexistent", dev):
        shown, done = run_unguarded(bench, until, place, nodes)
        bench.check(f"unguarded, node in {place} of before", validate("show", done) or
                    json.loads(done.stdout)["unguarded"]["from"] != 2250000000 and shown)
    for text in ("", f"/dev/vfio/{group} \n", f"/dev/vfio/{group} -\n", "x" * 5000):
        nodes.write_text(text)
        shown, done = run_unguarded(bench, until, nodes=nodes)
        bench.check(f"unguarded, bad node {text[:20]}", json.loads(
            done.stdout)["unguarded"]["from"] is not None and shown)
    # bound after the guard was armed: a clock was set
    shown, done = run_unguarded(bench, 10**9, dev)
    bench.check("unguarded, nonsense", json.loads(done.stdout)["unguarded"]["from"])

