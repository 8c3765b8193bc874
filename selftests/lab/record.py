# SPDX-License-Identifier: GPL-2.0-only
"""Compares what a guest says of a device with what a scenario expects."""

import base64
import json

import schema


def compare(expect, facts, guard):
    """Says what differs between an expectation and a device, or nothing."""
    members = sorted(m for m in facts["members"].split(",") if m)
    if "group" in expect and members != sorted(expect["group"]):
        return f"the kernel's group is {members}, expected {expect['group']}"
    bound = expect.get("bound", expect["verdict"] != "refuse")
    if not guard:
        bound = expect.get("stock_bound", True)
    driver = expect.get("driver", "vfio-pci")
    if (facts["driver"] == driver) != bound:
        return f"driver is {facts['driver']}, expected {'' if bound else 'not '}{driver}"
    if not guard:
        return ""
    try:
        record = json.loads(base64.b64decode(facts["json"]))
    except ValueError:
        return "vfioguard show gave no JSON"
    return schema.problem(record, "show") or \
        compare_record(expect, record) or \
        compare_log(expect, record, facts["log"])


def compare_record(expect, record):
    """The record is what "vfioguard show --json" printed."""
    refusing = [f for f in record["findings"] if f["severity"] == "refuse"]
    rules = [f["rule"] for f in refusing]
    first = refusing[0] if refusing else {}
    seen = {
        "verdict": record["verdict"],
        "group": sorted(record["members"]),
        "domain": sorted(record["domain"]),
        "refuse": rules,
        "rules": [f["rule"] for f in record["findings"]],
        "rule": first.get("rule"),
        "culprit": first.get("culprit"),
        "cause": first.get("cause"),
        "subject": first.get("subject"),
        "action": (record["decision"] or {}).get("action"),
        "trigger": (record["decision"] or {}).get("trigger"),
    }
    for key, value in seen.items():
        wanted = sorted(expect[key]) if key in ("group", "domain") and key in expect \
            else expect.get(key, value)
        if value != wanted:
            return f"{key} is {value}, expected {wanted}: {record['sentence']}"
    causes = {str(f["rule"]): f["cause"] for f in refusing}
    for rule, cause in expect.get("causes", {}).items():
        if causes.get(rule) != cause:
            return f"causes are {causes}, expected {cause} of rule {rule}"
    peers = [peer["bdf"] for peer in first.get("peers", [])]
    if "peer" in expect and expect["peer"] not in peers:
        return f"peers are {peers}, expected {expect['peer']} among them"
    if record["verdict"] != "allow":
        for key in ("culprit", "peer"):
            if expect.get(key, "") not in record["sentence"]:
                return f"the sentence does not name {expect[key]}: {record['sentence']}"
    return ""


def compare_log(expect, record, log):
    """A refusal is said once in the kernel log, or as often as a scenario judges
    the device; an allowed bind is silent."""
    reason = record["sentence"].partition(": ")[2]
    said = [line for line in log.splitlines()
            if "vfioguard: " in line and reason in line]
    wanted = expect.get("said", int(record["verdict"] != "allow"))
    if len(said) != wanted:
        return f"said {len(said)} times in the kernel log, expected {wanted}: {reason}"
    return ""
