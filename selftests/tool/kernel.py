# SPDX-License-Identifier: GPL-2.0-only
"""What the kernel can answer beside good records, and what is asked of it."""

import json
import random
import struct

import hosts
import netlink as nl
from bench import answers, expect, validate

READERS = ["status", "list", "ports", "show 0000:03:00.0", "evaluate 0000:03:00.0",
           "check", "check --all", "check 0000:03:00.0", "journal"]


def test_absent(bench):
    for line in [*READERS, "disarm", "", "--json"]:
        done = bench.run(line, nl.no_family())
        bench.check(f"absent: {line}", expect(
            done, 2, out=False, err="is not loaded, no device is guarded; "
            "'systemctl restart vfioguard-policy' loads it"))
    sysfs = bench.sysfs({})
    (sysfs / "module/vfioguard").mkdir(parents=True)
    done = bench.run("check", nl.no_family(), VG_TEST_SYSFS=sysfs)
    bench.check("other network namespace",
                expect(done, 69, out=False, err="in the initial network namespace only"))
    for state, code, err in (("live", 69, "in the initial network namespace only"),
                             ("going", 2, "is not loaded"),
                             ("coming", 2, "is not loaded")):
        (sysfs / "module/vfioguard/initstate").write_text(f"{state}\n")
        done = bench.run("check", nl.no_family(), VG_TEST_SYSFS=sysfs)
        bench.check(f"a module that is {state}", expect(done, code, out=False, err=err))
    done = bench.run("list", VG_TEST_NO_SOCKET="1")
    bench.check("no socket", expect(done, 69, out=False,
                                    err="open: Too many open files"))


def test_absent_why(bench):
    """What could not load the guard at boot left the reason."""
    refusal = bench.dir / "refusal"
    for text, err in (("vfio-pci is not loaded on kernel 6: no\n",
                       "no device is guarded: vfio-pci is not loaded on kernel 6: no"),
                      ("no; bound and unguarded:" + 99 * " 0000:03:00.0" + "\n",
                       99 * " 0000:03:00.0" + "\n"),
                      ("\n", "'systemctl restart vfioguard-policy' loads it"),
                      ("", "'systemctl restart vfioguard-policy' loads it")):
        refusal.write_text(text)
        done = bench.run("status", nl.no_family(), VG_TEST_REFUSAL=refusal)
        bench.check(f"absent: {text!r}", expect(done, 2, out=False, err=err))


def test_requests(bench):
    """What goes to the kernel."""
    data = answers(hosts.STATUS, [hosts.gpu()], hosts.gpu(), hosts.gpu())
    bdf = nl.SETS["device"]["bdf"]["number"]
    for line, command, flags, argument in (
            ("list", "device-get", 0x301, None),
            ("show 0000:03:00.0", "device-get", 0x5, "0000:03:00.0"),
            ("show 3:0.0", "device-get", 0x5, "0000:03:00.0"),
            ("show ABCD:EF:1F.7", "device-get", 0x5, "abcd:ef:1f.7"),
            ("show abcdef01:EF:1F.7", "device-get", 0x5,
             "abcdef01:ef:1f.7"),
            ("evaluate 03:00.0", "evaluate", 0x5, "0000:03:00.0")):
        bench.run(line, data)
        kind, got, number, attributes = bench.requests()[-1]
        value = attributes.get(bdf, b"").rstrip(b"\0").decode() or None
        wanted = (nl.FAMILY, flags, nl.COMMANDS[command], argument)
        bench.check(f"request of {line}", None if (
            kind, got, number, value) == wanted else
            f"{(kind, got, number, value)}, expected {wanted}")


def test_refusals(bench):
    """What the kernel refuses, and which sentence and code that gives."""
    start = nl.family() + nl.status(hosts.STATUS)
    show = "show 0000:03:00.0"
    offset = nl.extack("no such thing", offset=20)
    for line, refusals, code, err in (
            ("list", [("device-get", 1)], 69, "needs CAP_NET_ADMIN in the "
             "initial user namespace; run as root"),
            (show, [("device-get", 1)], 69, "needs CAP_NET_ADMIN"),
            ("check", [("device-get", 1)], 69, "needs CAP_NET_ADMIN"),
            ("list", [("device-get", 2)], 2, "is not loaded"),
            ("list", [("device-get", 93)], 2, "is not loaded"),
            (show, [("device-get", 2), ("evaluate", 2)], 2, "is not loaded"),
            (show, [("device-get", 19)], 64,
             "there is no PCI function 0000:03:00.0"),
            ("check 03:00.0", [("device-get", 19)], 64,
             "there is no PCI function 0000:03:00.0"),
            (show, [("device-get", 2), ("evaluate", 19)], 64,
             "there is no PCI function 0000:03:00.0"),
            (show, [("device-get", 12)], 69, "cannot show 0000:03:00.0: "
             "request: Cannot allocate memory"),
            (show, [("device-get", 22, offset)], 69, "Invalid argument: no "
             "such thing (attribute bdf)"),
            (show, [("device-get", 22, nl.extack(offset=20))], 69,
             "Invalid argument: attribute bdf"),
            (show, [("device-get", 22, nl.extack("missing", missing=7))], 69,
             "missing (missing attribute 7)"),
            (show, [("device-get", 22, nl.extack("odd", offset=21))], 69,
             "Invalid argument: odd\n"),
            (show, [("device-get", 22, b"\xff" * 7)], 69,
             "request: Invalid argument\n"),
            ("disarm", [("disarm", 1)], 69, "needs CAP_SYS_ADMIN in the "
             "initial user namespace"),
            ("disarm", [("disarm", 1, nl.extack("no"))], 69,
             "needs CAP_SYS_ADMIN in the initial user namespace"),
            ("disarm", [("disarm", 16, nl.extack("ftrace keeps it"))], 69,
             "Device or resource busy: ftrace keeps it"),
    ):
        data = start
        for command, number, *ack in refusals:
            key = nl.COMMANDS[command]
            if line in ("list", "check"):
                data += nl.exchange(key | nl.DUMP, [
                    nl.error(number, *ack)])
            else:
                data += nl.refusal(command, number, ack=b"".join(ack))
        bench.check(f"{line} refused with {refusals}",
                    expect(bench.run(line, data), code, out=False, err=err))
    bench.check("disarm", expect(bench.run("disarm", start + nl.exchange(
        nl.COMMANDS["disarm"], [nl.ack()])), 0, out=True))
    bench.check("disarm twice", expect(bench.run(
        "disarm", start + nl.refusal("disarm", 114)), 0, out=True))
    refuse_quoted(bench, start)


def refuse_quoted(bench, start):
    """An error that quotes the request in full, and one in a dump's end."""
    request = struct.pack("=IHHII", 40, nl.FAMILY, 5, 0, 0) + bytes(24)
    data = start + nl.exchange(nl.COMMANDS["device-get"], [
        nl.error(22, nl.extack("quoted", offset=20), quote=request)])
    bench.check("quoted request", expect(
        bench.run("show 0000:03:00.0", data), 69, out=False,
        err="quoted (attribute bdf)"))
    data = start + nl.exchange(nl.COMMANDS["device-get"] | nl.DUMP, [
        nl.done(number=12, ack=nl.extack("half way"))])
    bench.check("end of a dump", expect(
        bench.run("list", data), 69, out=False,
        err="Cannot allocate memory: half way"))


def test_unprivileged(bench):
    """status works for everybody; without the devices the counters decide."""
    refused = nl.exchange(nl.COMMANDS["device-get"] | nl.DUMP, [nl.error(1)])
    for counters, code in (({"refused": 0}, 0), ({"refused": 1}, 1),
                           ({"refused": 0, "would-refuse": 1}, 1),
                           ({"refused": 0, "violations": 1}, 1)):
        data = nl.family() + nl.status(dict(hosts.STATUS, **counters))
        done = bench.run("status", data + refused)
        bench.check(f"unprivileged with {counters}", expect(
            done, code, out=True) or (None if "needs CAP_NET_ADMIN" in
                                      done.stdout else done.stdout))
        done = bench.run("status --json", data + refused)
        bench.check("unprivileged JSON", validate("status", done))


def test_show_evaluates(bench):
    """A function without a record is judged all the same."""
    data = nl.family() + nl.status(hosts.STATUS) + \
        nl.refusal("device-get", 2) + nl.one("evaluate", hosts.bmc())
    done = bench.run("show 0000:0a:00.0", data)
    bench.check("show falls back", expect(done, 0, out=True))


def test_dumps(bench):
    """Dumps that are interrupted start again, and nothing counts twice."""
    start = nl.family() + nl.status(hosts.STATUS)
    gone = hosts.gpu("0000:aa:00.0", 99)
    good = nl.dump([hosts.gpu()])
    key = nl.COMMANDS["device-get"] | nl.DUMP
    stale = nl.record("device", gone, nl.NLM_F_MULTI, seq=0xdead)
    for name, data in (
            ("interrupted", nl.dump([gone], True) * 3 + good),
            ("EINTR at the end", nl.exchange(key, [
                nl.record("device", gone, nl.NLM_F_MULTI),
                nl.done(number=4)]) + good),
            ("signal", nl.exchange(key, [4, 4, nl.record(
                "device", hosts.gpu(), nl.NLM_F_MULTI), nl.done()])),
            ("rest of an earlier one", nl.exchange(key, [
                stale, stale + nl.record("device", hosts.gpu(),
                                         nl.NLM_F_MULTI), nl.done()]))):
        done = bench.run("list --json", start + data)
        found = [d["bdf"] for d in json.loads(done.stdout or '{"devices":[]}')
                 ["devices"]]
        bench.check(f"dump: {name}", expect(done, 0, out=True) or
                    (found != ["0000:03:00.0"] and str(found)))
    for name, data, err in (
            ("never at rest", nl.dump([gone], True) * 10, "too fast"),
            ("overrun", nl.exchange(key, [nl.message(4, b"")]), "receive"),
            ("no buffer", nl.exchange(key, [105]), "No buffer space"),
            ("send", nl.exchange(key, [], 111), "send: Connection refused"),
            ("silence", nl.exchange(key, []), "receive: Connection timed")):
        bench.check(f"dump: {name}", expect(bench.run("list", start + data),
                                            69, out=False, err=err))


def test_malformed(bench):
    """Answers that no kernel should give."""
    start = nl.family() + nl.status(hosts.STATUS)
    key = nl.COMMANDS["device-get"]
    good = hosts.gpu()
    record = nl.record("device", good)
    short = {k: v for k, v in good.items() if k != "bdf"}
    for name, datagrams, err in (
            ("short number", [nl.record("device", dict(
                good, group=nl.Raw(b"\1\0")))], "attribute group of device is "
             "malformed (2 bytes)"),
            ("long number", [nl.record("device", dict(
                good, group=nl.Raw(bytes(8))))], "group of device"),
            ("text without end", [nl.record("device", dict(
                good, driver=nl.Raw(b"vfio")))], "driver of device"),
            ("empty text", [nl.record("device", dict(
                good, bdf=nl.Raw(b"")))], "bdf of device"),
            ("flag with a value", [nl.record("device", dict(
                good, **{"driver-busy": 1}) | {6: bytes(4)})], "driver_busy"),
            ("nest cut off", [nl.record("device", dict(
                good, finding=[nl.Raw(b"\x09\0\1\0\1")]))],
             "attributes of finding are cut off"),
            ("nested short number", [nl.record("device", dict(
                good, decision={"verdict": nl.Raw(b"\1")}))],
             "verdict of decision"),
            ("no address", [nl.record("device", short)], "bdf of device is "
             "missing"),
            ("no such address", [nl.record("device", dict(
                good, bdf="nonsense"))], "nonsense is no address"),
            ("attribute cut off", [nl.message(nl.FAMILY, bytes(
                [1, 1, 0, 0]) + b"\x40\0\1\0")], "cut off"),
            ("message cut off", [record[:-8]], "a message is cut off"),
            ("header cut off", [record[:10]], "a message is cut off"),
            ("no header", [nl.message(nl.FAMILY, b"")], "without its header"),
            ("short error", [nl.message(2, b"\1")], "without a number"),
            ("positive error", [nl.error(-5)], "Bad message"),
            ("empty", [b""], "an empty message"),
            ("nothing", [nl.ack()], "no record came")):
        done = bench.run("show 0000:03:00.0",
                         start + nl.exchange(key, datagrams))
        bench.check(f"malformed: {name}",
                    expect(done, 69, out=False, err=err))
    for name, status, err in (
            ("no abi", {"armed": 1}, "abi of status is missing"),
            ("not said to be armed", {"abi": 1}, "armed of status is")):
        done = bench.run("status", nl.family() + nl.status(status))
        bench.check(f"malformed: {name}",
                    expect(done, 69, out=False, err=err))
    hostile = dict(good, driver="\x1b[2J\u00e9", sentence="a\nb")
    done = bench.run("show 0000:03:00.0 --json", start + nl.exchange(
        key, [nl.record("device", hostile), nl.ack()]))
    bench.check("hostile texts", validate("show", done) or (
        None if '"?[2J??"' in done.stdout and '"a?b"' in done.stdout
        else done.stdout))


def spoil(rng, data):
    """Up to three bytes changed, and now and then the end cut off."""
    data = bytearray(data)
    for _ in range(rng.randrange(4)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data[:rng.randrange(len(data))] if rng.random() < .1
                 else data)


def test_fuzz(bench, rounds=400):
    """Bytes changed at random: an exit code, never a crash."""
    rng = random.Random(20260101)
    bad = []
    for number in range(rounds):
        broken = [spoil(rng, one) for one in (
            nl.record("device", rng.choice([
                hosts.leaking, hosts.h200, hosts.troubled])(),
                nl.NLM_F_MULTI),
            nl.record("device", hosts.many(), nl.NLM_F_MULTI), nl.done())]
        ports = [spoil(rng, one) for one in (
            nl.record("port", rng.choice(hosts.ports()), nl.NLM_F_MULTI),
            nl.done())]
        # a changed flag can say that the dump was interrupted: ask again
        data = nl.family() + nl.status(hosts.STATUS) + nl.exchange(
            nl.COMMANDS["device-get"] | nl.DUMP, broken) * 10 + nl.exchange(
            nl.COMMANDS["device-get"], [broken[0], nl.ack()]) + nl.exchange(
            nl.COMMANDS["port-get"] | nl.DUMP, ports) * 10
        line = rng.choice(["list", "list --json", "check", "status",
                           "check --all", "ports", "ports --json",
                           "list --columns name,link,bar,reset,vfs",
                           "show 0000:03:00.0", "show 0000:03:00.0 --json"])
        done = bench.run(line, data)
        if done.returncode not in (0, 1, 2, 69):
            bad.append(f"round {number}, {line}: exit {done.returncode}: "
                       f"{done.stderr[:2000]}")
    bench.check("fuzz", "\n".join(bad[:3]))
