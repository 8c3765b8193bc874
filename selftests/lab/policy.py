# SPDX-License-Identifier: GPL-2.0-only
"""Compares the policy that the kernel reports for the family, as the
kernel's own ynl decodes it (nlctrl getpolicy), with what the spec says."""

import base64
import json

import clients

# A type of the spec as nlctrl names it: our strings end with a NUL.
TYPES = {"string": "nul-string"}


def compare(text):
    """text: BASE64 of the JSON; says what differs, or nothing."""
    try:
        reported = reported_policies(json.loads(base64.b64decode(text)))
    except ValueError:
        return "getpolicy: no JSON"
    spec = clients.Spec()
    problems = [
        f"{name} {form}: the kernel takes {reported.get((number, form))}, "
        f"the spec has {wanted}"
        for (number, form), (name, wanted) in specified(spec).items()
        if reported.get((number, form)) != wanted]
    extra = reported.keys() - specified(spec).keys()
    problems += [f"the kernel has an operation {key}" for key in sorted(extra)]
    return "; ".join(problems)


def reported_policies(messages):
    """{(operation, "do" or "dump"): {attribute: type and limits}}"""
    attributes = {}
    for message in messages:
        if "policy" in message:
            entry = dict(message["policy"])
            index, number = entry.pop("policy-id"), entry.pop("attr-id")
            attributes.setdefault(index, {})[number] = entry
    result = {}
    for message in messages:
        if "op-policy" in message:
            entry = dict(message["op-policy"])
            number = entry.pop("op-id")
            for form, index in entry.items():
                result[number, form] = attributes.get(index, {})
    return result


def specified(spec):
    """The same from the spec, with the operation's name."""
    result = {}
    for number, op in enumerate(spec.operations.values(), 1):
        for form in ("do", "dump"):
            if form not in op:
                continue
            # The hand-written table has one policy for both forms; that the
            # dump refuses what it lets through, netlink_test shows.
            request = op.get("do", op[form]).get("request", {})
            result[number, form] = (op["name"], {
                place: limits(spec, attribute)
                for place, attribute in enumerate(
                    spec.sets[op["attribute-set"]].values(), 1)
                if attribute["name"] in request.get("attributes", [])})
    return result


def limits(spec, attribute):
    """Without limits of our own none is told for a string; of a number the
    kernel tells those of its type."""
    told = {"type": TYPES.get(attribute["type"], attribute["type"])}
    if told["type"] in ("u32", "u64"):
        told.update({"min-value-u": 0, "max-value-u": (1 << int(told["type"][1:])) - 1})
    longest = attribute.get("checks", {}).get("max-len")
    if longest in spec.definitions:
        longest = spec.definitions[longest]["value"]
    if longest is not None:
        told["max-length"] = longest
    return told
