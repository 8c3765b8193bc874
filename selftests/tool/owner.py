# SPDX-License-Identifier: GPL-2.0-only
"""Who has a device open: what the module says, and what /proc adds."""

import json
import os
import shutil

import hosts
from bench import answers, expect, validate

PID = 4242
START = 98_765_432_100_000


def owner(**more):
    return {"pid": PID, "start-time": START, "command": "qemu-system-x86",
            "uid": 64055, "cgroup": 7777, **more}


def opened():
    """Open to a virtual machine, and left badly by the one before."""
    return hosts.gpu(
        open=1, owner=owner(),
        close={"time": 12_000 * hosts.MS, "needs-reset": 1, "bus-master": 1,
               "owner": owner(pid=4100, command="python3", uid=0)},
        decision=hosts.decision(trigger="open", owner=owner()))


def proc(bench, cmdline=b"", cgroup=b"", start=START, name=b"qemu) S 1"):
    """What /proc says of the process."""
    root = bench.dir / "proc"
    shutil.rmtree(root, ignore_errors=True)
    place = root / str(PID)
    place.mkdir(parents=True)
    ticks = start // (1_000_000_000 // os.sysconf("SC_CLK_TCK"))
    place.joinpath("stat").write_bytes(
        b"%d (%s) S%s %d 0 0\n" % (PID, name, b" 0" * 18, ticks))
    place.joinpath("cmdline").write_bytes(cmdline)
    place.joinpath("cgroup").write_bytes(cgroup)
    return root


def host_owner(bench, **more):
    """What the tool makes of it."""
    done = bench.run("show 0000:03:00.0 --json",
                     answers(hosts.STATUS, [opened()], opened()),
                     VG_TEST_PROC=proc(bench, **more))
    bench.check("owner schema", validate("show", done))
    found = json.loads(done.stdout)["host"]["owner"]
    return found["guest"], found["cgroup"]


GUESTS = [
    (b"qemu\0-name\0guest=one,debug-threads=on\0", "one"),
    (b"qemu\0-m\0004G\0-name\0two\0-S\0", "two"),
    (b"qemu\0--name\0guest=a,,b,process=x\0", "a,b"),
    (b"qemu\0-name\0debug-threads=on,guest=x\0", "x"),
    (b"qemu\0-name\0process=a,,guest=b,guest=c,,\0", "c,"),
    (b"qemu\0-name\0debug-threads=on\0", None),
    (b"qemu\0-name\0\xff\0", "?"),
    (b"qemu\0-name\0", None),
    (b"qemu\0-named\0three\0", None),
    (b"qemu\0-name\0guest=\x1b[31m\xc3\xa9\0", "?[31m??"),
    (b"", None),
]


def test_owner(bench):
    for cmdline, wanted in GUESTS:
        guest, _ = host_owner(bench, cmdline=cmdline)
        bench.check(f"guest of {cmdline}", None if (guest or None) == wanted
                    else guest)
    for text, wanted in (
            (b"0::/machine.slice/one\n", "/machine.slice/one"),
            (b"4:cpu:/x\n0::/b\n", "/b"), (b"4:cpu:/x\n", None), (b"", None)):
        _, cgroup = host_owner(bench, cgroup=text)
        bench.check(f"cgroup of {text}", None if cgroup == wanted else cgroup)
    other = host_owner(bench, cmdline=GUESTS[0][0], cgroup=b"0::/x\n",
                       start=START + 20_000_000)
    bench.check("the number belongs to another process now",
                None if other == (None, None) else other)
    for name in (b"a b) R 7", b")", b"((", b""):
        guest, _ = host_owner(bench, cmdline=GUESTS[0][0], name=name)
        bench.check(f"process called {name}", None if guest == "one" else guest)


def test_report(bench):
    data = answers(hosts.STATUS, [opened()], opened())
    done = bench.run("show 0000:03:00.0", data, VG_TEST_PROC=proc(
        bench, cmdline=GUESTS[0][0], cgroup=b"0::/machine.slice/one\n"))
    bench.check("report", expect(done, 0, out=True))
    for line in ("owner       virtual machine one, qemu-system-x86, process 4242, user 64055",
                 "            cgroup /machine.slice/one",
                 "last owner  python3, process 4100, user 0",
                 "            left without a reset, bus mastering left on"):
        bench.check(f"report says {line}",
                    None if f"\n  {line}\n" in done.stdout else done.stdout)
    gone = bench.run("show 0000:03:00.0", data)
    bench.check("the process has ended", None if
                "\n  owner       qemu-system-x86, process 4242" in gone.stdout
                else gone.stdout)


def test_others(bench):
    """That somebody else had what it reaches is nothing against a device."""
    for trigger, rule, code in (("open", "peer-owner-conflict", 0),
                                ("open", "acs-path", 1),
                                ("bind", "peer-owner-conflict", 1)):
        device = hosts.gpu(decision=hosts.decision("refuse", "refused", trigger=trigger,
                                                   rule=rule, sentence="refused"))
        for command in ("check", "list", "status"):
            done = bench.run(command, answers(hosts.STATUS, [device]))
            bench.check(f"{command}: {trigger} refused by {rule}", expect(done, code, out=True))
    for is_open in (1, 0):
        device = hosts.gpu(decision=hosts.decision("refuse", "kept-open", trigger="watch",
                                                   sentence="refused"), open=is_open)
        done = bench.run("check", answers(hosts.STATUS, [device]))
        bench.check(f"check: kept-open, open {is_open}", expect(done, is_open, out=True))
