# SPDX-License-Identifier: GPL-2.0-only
"""Entries of the journal, for people and for programs."""

import json
import struct

import hosts
import netlink as nl
from bench import expect, validate, validate_document

SECOND = 1_000_000_000
# 2026-01-31 12:00:00 UTC
NOON = 1_769_860_800 * SECOND
# Of a module that has said much
STATUS = dict(hosts.STATUS, sequence=2**64 - 1)


def entry(sequence, event="decision", **more):
    return {"sequence": sequence, "event": event, "time": sequence * SECOND,
            "realtime": NOON + sequence * SECOND, "boot-id": STATUS["boot-id"],
            "mode": "enforce", "profile": "standard", "scope": "gpu",
            "peers": "refuse", "present": "unbind", **more}


def refusal(sequence):
    return entry(sequence, bdf="0000:03:00.0", vendor=0x10de, device=0x2335,
                 trigger="bind", verdict="refuse", action="refused",
                 rule=["acs-path", "acs-reach-in"], culprit="0000:02:01.0",
                 wanted=4, seen=0x19, sentence=f"refused: {hosts.LEAK} (acs-path)",
                 **{"slot-path": "00:03.0/00.0/01.0/00.0"})


def drift(sequence, event="drift", **more):
    return entry(sequence, event, bdf="0000:03:00.0", vendor=0x10de, device=0x2335,
                 culprit="0000:02:01.0", wanted=4, seen=0x19, approved=0x1d,
                 owner={"pid": 812, "start-time": 3 * SECOND, "command": "qemu-system-x86",
                        "uid": 64055, "cgroup": 7777},
                 sentence="0000:02:01.0 isolates less than when this device was approved: "
                 "ACS RR off", **more)


def journal():
    return [entry(1, "armed", sentence="0.1.0 armed: mode enforce"), refusal(2),
            entry(3, "policy", mode="audit", sentence="policy set: mode enforce -> audit"),
            drift(4, rule=["acs-drift"])]


def replies(entries, interrupted=False, status=STATUS):
    return nl.family() + nl.status(status) + nl.dump(entries, interrupted, "journal")


def test_journal(bench):
    done = bench.run("journal", replies(journal()))
    bench.check("journal", expect(done, 0, out=True))
    text = f"$ vfioguard journal\n{done.stdout}"
    done = bench.run("journal --json", replies(journal()))
    bench.check("journal --json", expect(done, 0, out=True) or validate("journal", done))
    bench.expected("journal", f"{text}$ vfioguard journal --json\n{done.stdout}")
    newer = [entry(1, 9, mode=7, trigger=8) | {99: b"future\0"}, {"sequence": 2, "event": 1}]
    for suffix in ("", " --json"):
        done = bench.run("journal" + suffix, replies(newer))
        bench.check(f"newer and older entries{suffix}", expect(done, 0, out=True) or
                    (suffix and validate("journal", done)))
    done = bench.run("journal", replies([], status=dict(STATUS, armed=0)))
    bench.check("journal, disarmed", expect(done, 2, out=True, err="not armed"))


def test_devices(bench):
    """Entries about a device that are no decisions."""
    events = ("drift", "drift-end", "gain", "close")
    entries = [drift(number, event) for number, event in enumerate(events, 1)]
    done = bench.run("journal --json", replies(entries))
    bench.check("no decisions", expect(done, 0, out=True) or validate("journal", done))
    found = json.loads(done.stdout)["entries"]
    for event, one in zip(events, found):
        wanted = {"event": event, "bdf": "0000:03:00.0", "verdict": None, "action": None,
                  "approved": ["SV", "RR", "CR", "UF"], "approved_bits": 0x1d}
        bench.check(f"entry {event}", {k: one[k] for k in wanted} != wanted and str(one))
        bench.check(f"owner of {event}", one["owner"]["pid"] != 812 and str(one))
    done = bench.run("journal", replies(entries))
    bench.check("owners", expect(done, 0, out=True) or
                (done.stdout.count("[qemu-system-x86, process 812, user 64055]") != 4
                 and done.stdout))


def test_since(bench):
    for argument, sent in (("7", 7), ("0", None), (str(2**64 - 1), 2**64 - 1)):
        bench.run(f"journal --since {argument}", replies([]))
        found = bench.requests()[-1][3].get(nl.SETS["journal"]["sequence"]["number"])
        wanted = sent and struct.pack("=Q", sent)
        bench.check(f"--since {argument}", found != wanted and str(found))
    for argument in ("", "x", "-1", "+1", " 1", "1x", str(2**64)):
        done = bench.run(["journal", "--since", argument])
        bench.check(f"--since '{argument}'", expect(done, 64, out=False,
                                                    err="is no number of an entry"))


def test_since_before(bench):
    """A number of an earlier load: all there is, and a word."""
    status = dict(STATUS, sequence=6)
    for command in ("journal", "journal --json", "events", "events --json"):
        for since, told in ((7, True), (6, False)):
            done = bench.run(f"{command} --since {since}",
                             replies([refusal(5), refusal(6)] if told else [], status=status))
            sent = bench.requests()[-1][3].get(nl.SETS["journal"]["sequence"]["number"])
            wanted = None if told else struct.pack("=Q", since)
            bench.check(f"{command} --since {since}", (sent != wanted and str(sent)) or expect(
                done, 0, out=True if told else None,
                err="there is no entry 7 yet, the last is 6" if told else None))


def test_overwritten(bench):
    for since, count in ((0, 4), (3, 1), (4, 0)):
        data = replies([refusal(5), refusal(6)])
        done = bench.run(f"journal --since {since}", data)
        said = f"{count} entries from {since + 1} on have been overwritten"
        bench.check(f"{count} overwritten", expect(done, 0, out=True) or
                    ((said in done.stdout) != bool(count) and done.stdout))
        done = bench.run(f"journal --since {since} --json", data)
        document = json.loads(done.stdout)
        bench.check(f"{count} overwritten, JSON", document["overwritten"] != count and
                    done.stdout)


def test_interrupted(bench):
    """Overwritten while it was read: what came counts, what is missing too."""
    data = replies([refusal(5), refusal(9)], True)
    done = bench.run("journal --json", data)
    document = json.loads(done.stdout)
    found = [e["sequence"] for e in document["entries"]]
    bench.check("interrupted", expect(done, 0, out=True) or (found != [5, 9] and str(found)))
    bench.check("interrupted, counted", document["overwritten"] != 7 and done.stdout)


def test_failures(bench):
    start = nl.family() + nl.status(STATUS)
    key = nl.COMMANDS["journal-get"] | nl.DUMP
    for number, ack, err in ((1, b"", "needs CAP_NET_ADMIN"),
                             (95, b"", "too old to be asked for its journal"),
                             (12, b"", "cannot read the journal")):
        done = bench.run("journal", start + nl.exchange(key, [nl.error(number, ack)]))
        bench.check(f"error {number}", expect(done, 69, out=False, err=err))
    short = {k: v for k, v in refusal(1).items() if k != "sequence"}
    done = bench.run("journal", replies([short]))
    bench.check("no number", expect(done, 69, out=False, err="sequence of entry is missing"))


def lines(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def follow(bench, events, dumps):
    """Events are datagrams, or numbers: errors of the receive; dumps are what is read from the
    ring, one after the other."""
    data = nl.family() + nl.status(STATUS) + \
        nl.exchange(nl.EVENTS, [one if isinstance(one, int) else nl.record("journal", one)
                                for one in events])
    for one in dumps:
        data += nl.dump(one, what="journal") if isinstance(one, list) else \
            nl.exchange(nl.COMMANDS["journal-get"] | nl.DUMP, [nl.error(one)])
    return bench.run("events --follow --json", data)


def test_events(bench):
    done = bench.run("events --json", replies(journal()))
    bench.check("events --json", expect(done, 0, out=True) or (
        [e["sequence"] for e in lines(done)] != [1, 2, 3, 4] and done.stdout))
    for entry_line in lines(done):
        bench.check("line of events", validate_document("events", entry_line))
    done = bench.run("events --since 1", replies([refusal(5)]))
    bench.check("events", expect(done, 0, out=True) or (
        "3 entries from 2 on were missed" not in done.stdout and done.stdout))


AGAIN, NO_BUFFER, GONE, TIMED_OUT = 11, 105, 2, 110
# Events, what the ring has at each look, what is printed: numbers, or how many
# were missed. It ends with a receive that timed out, as there are no more.
FOLLOWED = [
    ("in order", [refusal(2), refusal(3)], [[refusal(1)]], [1, 2, 3]),
    ("one that was read already", [refusal(1), refusal(2)], [[refusal(1)]], [1, 2]),
    ("a gap", [refusal(3), refusal(4)], [[refusal(1)], [refusal(2), refusal(3)]], [1, 2, 3, 4]),
    ("a loss", [NO_BUFFER, refusal(4)], [[refusal(1)], [refusal(2), refusal(3)]], [1, 2, 3, 4]),
    ("more than there is", [NO_BUFFER, refusal(10)], [[refusal(1)], [refusal(8), refusal(9)]],
     [1, "6 since 1", 8, 9, 10]),
    ("overwritten before", [], [[refusal(5)]], ["4 since 0", 5]),
    ("nothing for a while", [AGAIN, refusal(2)], [[refusal(1)], []], [1, 2]),
    ("a signal", [4, refusal(2)], [[refusal(1)], []], [1, 2]),
]


def test_follow(bench):
    for name, events, dumps, wanted in FOLLOWED:
        done = follow(bench, events, dumps)
        found = [f"{e['missed']} since {e['since']}" if "missed" in e else e["sequence"]
                 for e in lines(done)]
        bench.check(f"followed: {name}", expect(done, 69, out=True, err="Connection timed out") or
                    (found != wanted and str(found)))
        for one in lines(done):
            bench.check(f"line: {name}", validate_document("events", one))
    done = follow(bench, [AGAIN], [[refusal(1)], GONE])
    bench.check("unloaded", expect(done, 2, out=True, err="is not loaded"))


def test_no_listening(bench):
    start = nl.status(STATUS)
    done = bench.run("events --follow", nl.family(group=0) + start)
    bench.check("no group", expect(done, 69, out=False, err="too old to tell of events"))
    done = bench.run("events --follow", nl.family() + start + nl.exchange(nl.EVENTS, [], 1))
    bench.check("not allowed", expect(done, 69, out=False, err="needs CAP_NET_ADMIN"))
