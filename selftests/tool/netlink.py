# SPDX-License-Identifier: GPL-2.0-only
"""Answers of the module as bytes, made from uapi/vfioguard.yaml and not from
the header that the tool is compiled with: a second opinion on the ABI."""

import pathlib
import struct

import yaml

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
SPEC = yaml.safe_load((TOP / "uapi/vfioguard.yaml").read_text())

FAMILY = 0x25
CONTROL = 0x10000
EVENTS = 0x20000
GROUP = 0x99
DUMP = 0x100

NLMSG_ERROR = 2
NLMSG_DONE = 3
NLM_F_MULTI = 2
NLM_F_DUMP_INTR = 0x10
NLM_F_CAPPED = 0x100
NLM_F_ACK_TLVS = 0x200
NLMSGERR_ATTR_MSG = 1
NLMSGERR_ATTR_OFFS = 2
NLMSGERR_ATTR_MISS_TYPE = 5
CTRL_ATTR_FAMILY_ID = 1
CTRL_ATTR_MCAST_GROUPS = 7
NESTED = 0x8000

SETS = {}
for _set in SPEC["attribute-sets"]:
    SETS[_set["name"]] = {
        a["name"]: dict(a, number=i)
        for i, a in enumerate(_set["attributes"], 1)
    }
ENUMS = {}
FLAGS = {d["name"]: [e["name"] for e in d["entries"]]
         for d in SPEC["definitions"] if d["type"] == "flags"}
for _enum in SPEC["definitions"]:
    if _enum["type"] == "enum":
        ENUMS[_enum["name"]] = {
            e["name"]: i for i, e in
            enumerate(_enum["entries"], _enum.get("value-start", 0))
        }
COMMANDS = {o["name"]: i
            for i, o in enumerate(SPEC["operations"]["list"], 1)}
ABI = next(d["value"] for d in SPEC["definitions"] if d["name"] == "abi")


class Raw(bytes):
    """Payload of an attribute as it is, for malformed ones."""


def attribute(number, payload):
    data = struct.pack("=HH", 4 + len(payload), number) + payload
    return data + bytes(-len(data) % 4)


def encode_value(spec, value):
    if isinstance(value, Raw):
        return bytes(value)
    if isinstance(value, set):
        names = FLAGS[spec["enum"]]
        value = sum(1 << names.index(name) for name in value)
    if "enum" in spec and isinstance(value, str):
        value = ENUMS[spec["enum"]][value]
    kind = spec["type"]
    if kind == "string":
        return value.encode() + b"\0"
    if kind == "flag":
        return b""
    return struct.pack({"u32": "=I", "s32": "=i", "u64": "=Q"}[kind], value)


def encode(name, record):
    """Attributes of a record; keys are names of the spec, or numbers with
    bytes for attributes that the spec does not have."""
    data = b""
    for key, value in record.items():
        if isinstance(key, int):
            data += attribute(key, value)
            continue
        spec = SETS[name][key]
        for one in value if spec.get("multi-attr") else [value]:
            if spec["type"] == "nest" and not isinstance(one, Raw):
                data += attribute(spec["number"] | NESTED,
                                  encode(spec["nested-attributes"], one))
            else:
                data += attribute(spec["number"], encode_value(spec, one))
    return data


def message(kind, payload, flags=0, seq=0):
    data = struct.pack("=IHHII", 16 + len(payload), kind, flags, seq, 0)
    return data + payload + bytes(-len(payload) % 4)


def record(name, value, flags=0, seq=0):
    return message(FAMILY, bytes([1, 1, 0, 0]) + encode(name, value), flags,
                   seq)


def extack(text=None, offset=None, missing=None):
    data = b""
    if text is not None:
        data += attribute(NLMSGERR_ATTR_MSG, text.encode() + b"\0")
    if offset is not None:
        data += attribute(NLMSGERR_ATTR_OFFS, struct.pack("=I", offset))
    if missing is not None:
        data += attribute(NLMSGERR_ATTR_MISS_TYPE, struct.pack("=I", missing))
    return data


def error(number, ack=b"", quote=None):
    """NLMSG_ERROR with the header of the request, or all of it, quoted."""
    header = quote or struct.pack("=IHHII", 16, FAMILY, 0, 0, 0)
    flags = (0 if quote else NLM_F_CAPPED) | (NLM_F_ACK_TLVS if ack else 0)
    return message(NLMSG_ERROR, struct.pack("=i", -number) + header + ack,
                   flags)


def ack():
    return error(0)


def done(flags=0, number=0, ack=b""):
    return message(NLMSG_DONE, struct.pack("=i", -number) + ack,
                   flags | NLM_F_MULTI | (NLM_F_ACK_TLVS if ack else 0))


def exchange(key, datagrams, send_error=0):
    """One request and its answer, in the form that fake.c reads. A number
    instead of bytes is an errno of the receive."""
    data = struct.pack("=III", key, send_error, len(datagrams))
    for one in datagrams:
        if isinstance(one, int):
            data += struct.pack("=i", -one)
        else:
            data += struct.pack("=i", len(one)) + one
    return data


def family(group=GROUP):
    groups = attribute(CTRL_ATTR_MCAST_GROUPS | NESTED, attribute(
        1 | NESTED, attribute(2, struct.pack("=I", group)) + attribute(1, b"events\0")))
    found = message(0x10, bytes([1, 2, 0, 0]) + attribute(
        2, b"vfioguard\0") + attribute(CTRL_ATTR_FAMILY_ID, struct.pack(
            "=H", FAMILY)) + (groups if group else b""))
    return exchange(CONTROL, [found, ack()])


def no_family():
    return exchange(CONTROL, [error(2)])


def status(value):
    return exchange(COMMANDS["status-get"],
                    [record("status", value), ack()])


def refusal(command, number, **kwargs):
    return exchange(COMMANDS[command], [error(number, **kwargs)])


def one(command, value):
    return exchange(COMMANDS[command], [record("device", value), ack()])


def dump(values, interrupted=False, what="device"):
    flags = NLM_F_MULTI | (NLM_F_DUMP_INTR if interrupted else 0)
    datagrams = [record(what, v, flags) for v in values]
    end = done(NLM_F_DUMP_INTR if interrupted else 0)
    return exchange(COMMANDS[f"{what}-get"] | DUMP, datagrams + [end])


def requests(data):
    """Splits what fake.c logged: (type, flags, command, attributes)."""
    found = []
    while data:
        length, kind, flags = struct.unpack_from("=IHH", data)
        attributes = {}
        at = 20
        while at < length:
            size, number = struct.unpack_from("=HH", data, at)
            attributes[number] = data[at + 4:at + size]
            at += size + -size % 4
        found.append((kind, flags, data[16], attributes))
        data = data[length:]
    return found
