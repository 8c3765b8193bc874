# SPDX-License-Identifier: GPL-2.0-only
"""Compares what three clients make of one answer of the family: the kernel's
own ynl, libnl-3 by tables of the spec, and the tool."""

import base64
import json
import pathlib

import yaml

import schema

SPEC = pathlib.Path(__file__).resolve().parents[2] / "uapi/vfioguard.yaml"


class Spec:
    """uapi/vfioguard.yaml, with look-ups by name."""

    def __init__(self, path=SPEC):
        table = yaml.safe_load(path.read_text())
        self.operations = {op["name"]: op for op in table["operations"]["list"]}
        self.sets = {s["name"]: {a["name"]: a for a in s["attributes"]}
                     for s in table["attribute-sets"]}
        self.definitions = {d["name"]: d for d in table["definitions"]}

    def numbers(self, name):
        """Names of an enum with their numbers."""
        enum = self.definitions[name]
        return {entry["name"]: value for value, entry
                in enumerate(enum["entries"], enum.get("value-start", 0))}


def parse(words):
    """words: FORM OPERATION CLIENT=BASE64..."""
    form, operation, *answers = words.split(" ")
    return form, operation, dict(answer.split("=", 1) for answer in answers)


def compare(words):
    """What differs, or nothing."""
    form, operation, texts = parse(words)
    try:
        seen = {client: json.loads(base64.b64decode(text))
                for client, text in texts.items() if text}
    except ValueError:
        return f"{operation}: no JSON from one of {', '.join(texts)}"
    spec = Spec()
    space = spec.operations[operation]["attribute-set"]
    sides = {client: as_list(answer, form) for client, answer in seen.items()
             if client != "tool"}
    if set(seen) != {"ynl", "nl", "tool"}:
        return f"{operation}: only {', '.join(seen)} answered"
    problem = compare_netlink(spec, space, sides) or \
        compare_tool(spec, space, sides["nl"], seen["tool"], form)
    return f"{operation}: {problem}" if problem else ""


# Definitions of what the tool makes of an answer.
DOCUMENTS = {"do status-get": "status", "do device-get": "show",
             "do evaluate": "evaluate", "dump device-get": "list",
             "dump port-get": "ports", "dump journal-get": "journal",
             "do policy-get": "policy"}


def validate(words):
    """What is wrong with the tool's document, or nothing."""
    form, operation, texts = parse(words)
    try:
        document = json.loads(base64.b64decode(texts["tool"]))
    except ValueError:
        return f"{operation}: no JSON from the tool"
    return schema.problem(document, DOCUMENTS[f"{form} {operation}"])


def as_list(answer, form):
    return answer if form == "dump" else [answer]


def compare_netlink(spec, space, sides):
    ynl, other = (sides[client] for client in ("ynl", "nl"))
    if not ynl:
        return "no record, nothing was compared"
    if len(ynl) != len(other):
        return f"{len(ynl)} records through ynl, {len(other)} through libnl"
    for one, two in zip(ynl, other):
        one, two = (ordered(spec, space, record) for record in (one, two))
        for name in sorted(one.keys() | two.keys()):
            if one.get(name) != two.get(name):
                return (f"{name} of {one.get('bdf', space)}: {one.get(name)} "
                        f"through ynl, {two.get(name)} through libnl")
    return ""


def ordered(spec, space, record):
    """ynl prints flags in any order."""
    result = {}
    for name, value in record.items():
        attribute = spec.sets[space][name]
        nested = attribute.get("nested-attributes")
        if attribute.get("enum-as-flags"):
            value = sorted(value)
        elif nested and isinstance(value, list):
            value = [ordered(spec, nested, item) for item in value]
        elif nested:
            value = ordered(spec, nested, value)
        result[name] = value
    return result


# Where the tool has its records, if not at the top.
LISTS = {"device": "devices", "port": "ports", "journal": "entries"}
# What the tool turns into something else; each is compared after turning back.
TURNED = {"sizes": lambda sizes: sum(size >> 20 for size in sizes)}


def compare_tool(spec, space, records, document, form):
    if space in LISTS and LISTS[space] in document:
        document = document[LISTS[space]]
    elif space == "status" and "status" in document:
        document = document["status"]
    tool = as_list(document, form)
    if form == "dump":
        tool, records = (sorted(side, key=lambda record: record.get("bdf") or "")
                         for side in (tool, records))
    if len(tool) != len(records):
        return f"{len(records)} records, the tool has {len(tool)}"
    for record, shown in zip(records, tool):
        problem = compare_record(spec, space, record, shown)
        if problem:
            return f"{record.get('bdf', space)}: {problem}"
    return ""


def key_of(name, shown):
    """The tool's key: dashes are underlines, lists are in the plural."""
    base = name.replace("-", "_")
    for key in (f"{base}_bits", f"{base}s", base):
        if key in shown:
            return key
    return None


def compare_record(spec, space, record, shown):
    for name, attribute in spec.sets[space].items():
        if attribute["type"] == "pad":
            continue
        key = key_of(name, shown)
        if key is None:
            return f"the tool does not show {name}"
        problem = compare_value(spec, attribute, record.get(name), shown[key])
        if problem:
            return f"{key}: {problem}"
    return ""


def compare_value(spec, attribute, value, shown):
    if attribute.get("multi-attr"):
        value = [] if value is None else value
        if len(value) != len(shown):
            return f"{len(value)} entries, the tool has {len(shown)}"
        problems = (compare_single(spec, attribute, *pair)
                    for pair in zip(value, shown))
        return next(filter(None, problems), "")
    return compare_single(spec, attribute, value, shown)


def compare_single(spec, attribute, value, shown):
    nested = attribute.get("nested-attributes")
    if nested and value is not None and shown is not None:
        return compare_record(spec, nested, value, shown)
    if same(spec, attribute, value, shown):
        return ""
    return f"{value} in the message, the tool has {shown}"


# What the tool has for an attribute that was not sent, if not null: also the
# length of an empty list.
ABSENT = {"flag": False}


def same(spec, attribute, value, shown):
    """Whether the tool shows a value, absent ones included."""
    if value is None:
        return shown == [] or shown is ABSENT.get(attribute["type"]) or \
            attribute["name"].endswith("-count") and shown == 0
    if attribute["name"] in TURNED:
        return TURNED[attribute["name"]](shown) == value
    if attribute.get("enum-as-flags"):
        return sorted(shown) == sorted(value)
    if "enum" in attribute:
        number = spec.numbers(attribute["enum"])[value]
        rule = shown.get("rule") if isinstance(shown, dict) else shown
        return rule in (value, number)
    if isinstance(value, int) and isinstance(shown, str):
        return int(shown, 16) == value
    return shown == value
