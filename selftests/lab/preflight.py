# SPDX-License-Identifier: GPL-2.0-only
"""Compares what the module finds with what preflight finds without it."""

import base64
import json

# Of a device and of a finding: the same with the module and without.
SAME = ("bdf", "vendor", "device", "class", "driver", "numa_node", "slot_path",
        "group", "members", "member_count", "domain", "domain_count",
        "in_scope", "assigned", "verdict")
SAME_FINDING = ("rule", "severity", "cause", "subject", "culprit", "wanted",
                "seen", "quirk", "peers", "peer_count", "sentence")


def compare(device, facts):
    """Says what differs between the module and preflight, or nothing."""
    try:
        record = json.loads(base64.b64decode(facts["json"]))
        report = json.loads(base64.b64decode(facts["preflight"]))
    except ValueError:
        return "vfioguard preflight gave no JSON"
    found = [d for d in report["devices"] if d["bdf"] == device]
    if len(found) != 1:
        return f"preflight has {len(found)} records of it"
    skip = {rule["rule"] for rule in report["not_judged"]}
    module = without_rules(record, skip)
    if facts["peers"] == "same-owner":
        module = without_owners(module)
    alone = found[0]
    for key in SAME:
        if module[key] != alone[key]:
            return f"{key}: the module says {module[key]}, preflight {alone[key]}"
    if alone["verdict"] == "allow" and record["standing"] not in (
            "not-assigned", "refused", "violating", fate(report)):
        return (f"the module's device is {record['standing']}, "
                f"preflight's {fate(report)}")
    return compare_findings(module["findings"], alone["findings"])


def fate(report):
    """Of the one device that preflight was asked about."""
    return [name for count in report["summary"].values()
            for name in ("isolated", "shared", "refused") if count[name]][0]


def without_rules(record, skip):
    """A record as if whoever made it had not the facts for some rules, and
    were in mode enforce."""
    left = [f for f in record["findings"] if f["rule"] not in skip]
    verdict = record["verdict"]
    if verdict == "would-refuse":
        verdict = "refuse"
    if verdict == "refuse" and left != record["findings"]:
        refused = any(f["severity"] == "refuse" for f in left)
        verdict = "refuse" if refused else "allow"
    return dict(record, findings=left, verdict=verdict)


# Rules that only inform where peers may have one owner.
LEFT_TO_OWNERS = (4, 5, 6, 7, 8, 25)


def without_owners(record):
    """A record of the profile standard as if owners did not matter, which
    preflight does not know."""
    findings = [dict(f, severity="refuse") if f["rule"] in LEFT_TO_OWNERS else f
                for f in record["findings"]]
    refused = any(f["severity"] == "refuse" for f in findings)
    return dict(record, findings=findings,
                verdict="refuse" if refused else "allow")


def compare_findings(module, alone):
    rules = [[f["rule"] for f in side] for side in (module, alone)]
    if rules[0] != rules[1]:
        return f"the module finds rules {rules[0]}, preflight {rules[1]}"
    for one, other in zip(module, alone):
        for key in SAME_FINDING:
            if one[key] != other[key]:
                return (f"{key} of rule {one['rule']}: the module says "
                        f"{one[key]}, preflight {other[key]}")
    return ""
