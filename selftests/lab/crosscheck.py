# SPDX-License-Identifier: GPL-2.0-only
"""Compares what the module tells about functions with what sysfs, lspci and
VFIO tell about them, field by field.

Everything here is decoded anew: it shares no code with module or tool."""

import base64
import copy
import dataclasses
import io
import json
import re
import tarfile

import sysfs
from config_space import ConfigSpace


# What nobody else tells: the module's own judgement, and what the kernel keeps
# to itself.
ALONE = {
    "close", "decision", "domain", "domain-count", "fabric", "finding",
    "finding-count", "in-scope", "open", "owner", "sentence", "verdict",
    "interrupts.intx-masking-broken", "interrupts.isolated", "reset.needed",
}
# The same of a port.
ALONE_OF_PORTS = {"wanted", "endangered-count", "quirk", "last-change"}
# Told only of a group without a VFIO driver, or of a device that VFIO opens;
# of the mask sysfs has its number of bits.
SOMETIMES = {"dma.domain-type", "dma.mask", "reset.hot-reset", "reset.last"}


class Host:
    """What the guest sent."""

    def __init__(self, text):
        with tarfile.open(fileobj=io.BytesIO(base64.b64decode(text))) as tar:
            self.texts = {
                file_name(member): tar.extractfile(member).read().decode()
                for member in tar.getmembers() if member.isfile()}
        self.records = [json.loads(line)
                        for line in self.texts["records"].splitlines()]
        self.after = {record["bdf"]: record for record in map(
            json.loads, self.texts["after"].splitlines())}
        self.ports = json.loads(self.texts["ports"])
        self.vfio = {facts["bdf"]: facts for facts in map(
            json.loads, self.texts["vfio"].splitlines())}
        self.sysfs = sysfs.Tree(self.texts["files"], self.texts["links"])
        self.config = {
            block.split(" ", 1)[0]: ConfigSpace(block)
            for block in self.texts["lspci"].split("\n\n") if block.strip()}


def is_assigned(function):
    return function.get("driver") in ("vfio-pci", "variant_vfio_pci")


def file_name(member):
    return member.name.removeprefix("./")


def compare(text):
    """text: BASE64 of the archive. Returns what differs, or nothing, and how
    much was compared."""
    host = Host(text)
    problems = []
    count = 0
    if {r["bdf"] for r in host.records} != set(host.sysfs.functions):
        problems.append(f"records of {len(host.records)} functions, sysfs has "
                        f"{len(host.sysfs.functions)}")
    if {p["bdf"] for p in host.ports} != bridges_above(watched(host), host):
        problems.append(f"{len(host.ports)} ports, the host has others")
    for kind in kinds(host):
        for record in kind.records:
            for name, told, seen in kind.facts(host, record):
                count += 1
                if told != seen:
                    problems.append(f"{record['bdf']} {name}: the module says "
                                    f"{told}, the host {seen}")
    if not problems:
        problems = [f"{name}: another value goes unnoticed"
                    for kind in kinds(host) for name in unnoticed(host, kind)]
    return "; ".join(problems), count


@dataclasses.dataclass
class Kind:
    """Records of one kind, and what is said of one."""
    records: list
    facts: callable
    alone: set


def kinds(host):
    return (Kind(host.records, facts, ALONE),
            Kind(host.ports, port_facts, ALONE_OF_PORTS))


def leaves(value, alone, path=()):
    """Paths of all values of a record that others tell too."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in pairs:
        here = (*path, key)
        if field(here) in alone or here == ("bdf",):
            continue
        if isinstance(item, (dict, list)):
            yield from leaves(item, alone, here)
        else:
            yield here


def field(path):
    return ".".join(key for key in path if isinstance(key, str))


def altered(record, path):
    record = copy.deepcopy(record)
    place = record
    for key in path[:-1]:
        place = place[key]
    value = place[path[-1]]
    if value is True:
        del place[path[-1]]
        return record
    place[path[-1]] = f"{value}?" if isinstance(value, str) else value + 1
    return record


def unnoticed(host, kind):
    """Fields in which a false value would not be found, in no record."""
    noticed, blind = set(SOMETIMES), set()
    for record in kind.records:
        for path in leaves(record, kind.alone):
            if field(path) in noticed:
                continue
            blind.add(field(path))
            false = kind.facts(host, altered(record, path))
            if any(told != seen for _, told, seen in false):
                noticed.add(field(path))
    return sorted(blind - noticed)


def facts(host, record):
    """Name, what the module tells, what others tell."""
    function = host.sysfs.functions[record["bdf"]]
    yield from identity(record, function)
    yield from groups(host, record, function)
    yield from bars(host, record, function)
    yield from resets(host, record, function)
    yield from link(host, record, function)
    yield from sriov(host, record, function)
    yield from resizes(record, function)
    if record["bdf"] in host.config:
        yield from registers(record, function, host.config[record["bdf"]])
    # Whoever lets it be opened, and nobody else has it open
    if is_assigned(function) and record["verdict"] == "allow" and not record.get("open"):
        yield "VFIO", "open", "open" if record["bdf"] in host.vfio else "not open"
    if record["bdf"] in host.vfio:
        yield from through_vfio(record, host.vfio[record["bdf"]])
        yield "VFIO reset", \
            host.after[record["bdf"]]["reset"].get("last") == "worked", \
            bool(host.vfio[record["bdf"]]["reset"])


def watched(host):
    """What ports are told of: in scope, by the module's word, or assigned."""
    return [host.sysfs.functions[r["bdf"]] for r in host.records
            if r["in-scope"] or r["assigned"]]


def bridges_above(functions, host):
    """A VF's are those of its PF."""
    return {bdf for f in functions
            for bdf in host.sysfs.functions[f.get("physfn", f.bdf)].path[:-1]}


def port_facts(host, record):
    function = host.sysfs.functions[record["bdf"]]
    config = host.config[record["bdf"]]
    for name in ("vendor", "device"):
        yield name, record[name], int(function[name], 16)
    yield "slot-path", record["slot-path"], function.slot_path()
    yield "group", record.get("group"), function.group()
    yield "type", record["type"], config.port_type()
    yield "buses", (record["secondary"], record["subordinate"]), config.buses()
    yield "unreadable", "unreadable" in record, False
    yield "acs", (record.get("acs-capability"), record.get("acs-control")), \
        config.acs()
    yield "device-count", record["device-count"], sum(
        record["bdf"] in bridges_above([f], host) for f in watched(host))


def identity(record, function):
    for name in ("vendor", "device", "subsystem-vendor", "subsystem-device",
                 "class"):
        yield name, record[name], int(function[name.replace("-", "_")], 16)
    yield "numa-node", record["numa-node"], int(function.get("numa_node", -1))
    yield "driver", record.get("driver"), function.get("driver")
    yield "assigned", record["assigned"], int(is_assigned(function))
    yield "slot-path", record["slot-path"], function.slot_path()
    yield "power-state", record["power-state"], function["power_state"].lower()


def groups(host, record, function):
    number = function.get("iommu_group")
    yield "group", record.get("group"), number and int(number)
    yield "iommu", record["dma"]["iommu"], int("iommu" in function)
    if number is None:
        return
    members = host.sysfs.members(number)
    shown = record["member"]
    yield "member-count", record["member-count"], len(members)
    yield "member", shown, members[:len(shown)]
    dma = record["dma"]
    yield "region-count", dma["region-count"], len(host.sysfs.regions(number))
    yield "region", [(r["start"], r["length"], r["type"].replace("sw-", ""))
                     for r in dma.get("region", [])], host.sysfs.regions(number)
    yield "dma mask", dma["mask"].bit_length(), int(function["dma_mask_bits"])
    if not any(is_assigned(host.sysfs.functions[m]) for m in members):
        yield ("domain-type", dma.get("domain-type"),
               host.sysfs.group_type(number))


def bars(host, record, function):
    """The kernel's resources; one without is told from config space alone."""
    resources = function.resources()
    told = {bar["index"]: bar for bar in record.get("bar", [])}
    yield "bars", [i for i, bar in sorted(told.items()) if "size" in bar], \
        sorted(resources)
    config = host.config[record["bdf"]]
    for index, resource in resources.items():
        bar = told.get(index, {})
        yield f"bar {index} size", bar.get("size"), resource.size
        yield f"bar {index} address", bar.get("address"), resource.address
        wanted = resource.flags
        if resource.address is not None and config.decodes(
                index, resource.io, "physfn" in function):
            wanted = wanted | {"enabled"}
        yield f"bar {index} flags", set(bar.get("flags", [])), wanted


def resets(host, record, function):
    reset = record["reset"]
    bus = host.sysfs.can_reset_as_bus(function)
    methods = [m.replace("_", "-") for m in
               function.get("reset_method", "").split()]
    usable = [m for m in methods if bus or m not in ("bus", "cxl-bus")]
    yield "reset methods", reset.get("method", []), usable
    yield "reset used", reset.get("used"), usable[0] if usable else None
    if reset["hot-reset"]:
        others = host.sysfs.others_below_parent(function)
        yield "affected-count", reset["affected-count"], len(others)
        told = sorted((a["bdf"], a.get("group", -1), a.get("driver", ""))
                      for a in reset.get("affected", []))
        # In no promised order, and the first ones only.
        yield "affected", told, [
            entry for entry in (
                (o.bdf, -1 if o.group() is None else o.group(),
                 o.get("driver", "")) for o in others)
            if entry in told or len(others) == len(told)]


def has_link(host, function, port):
    """There is one below a port, not inside a switch; VFs have none."""
    return port is not None and "physfn" not in function and \
        host.config[port.bdf].is_downstream() and \
        bool(function.speed("max_link_speed"))


def link(host, record, function):
    port = host.sysfs.parent(function)
    yield "link", "link" in record, has_link(host, function, port)
    if "link" not in record:
        return
    told = record["link"]
    yield "speed", told["speed"], function.speed("current_link_speed")
    yield "width", told["width"], int(function["current_link_width"])
    yield "max-speed", told["max-speed"], function.speed("max_link_speed")
    yield "max-width", told["max-width"], int(function["max_link_width"])
    yield "port", told["port"], port.bdf
    yield "port-max-speed", told["port-max-speed"], \
        port.speed("max_link_speed")
    yield "port-max-width", told["port-max-width"], int(port["max_link_width"])
    yield "degraded", told["degraded"], int(
        function.is_below(port, "speed") or function.is_below(port, "width"))


def sriov(host, record, function):
    told = record.get("sriov", {})
    pf = function.get("physfn")
    yield "pf", told.get("pf"), pf
    if pf:
        yield "pf-driver", told.get("pf-driver"), \
            host.sysfs.functions[pf].get("driver")
        yield "vf-index", told.get("vf-index"), host.sysfs.vf_index(function)
    for name, file in (("total-vfs", "sriov_totalvfs"),
                       ("num-vfs", "sriov_numvfs")):
        yield name, told.get(name), int(function[file]) \
            if file in function else None


def registers(record, function, config):
    told = record["interrupts"]
    virtual = "physfn" in function
    yield "pin", told.get("pin"), config.pin()
    for name, seen in (("msi", config.msi()), ("msix", config.msix())):
        yield f"{name}-vectors", told.get(f"{name}-vectors"), seen and seen[0]
        yield f"{name}-enabled", told.get(f"{name}-enabled"), seen and seen[1]
    yield "ats", record["dma"].get("ats-enabled"), config.ats()
    yield "pri", record["dma"].get("pri-enabled"), config.pri()
    yield "pasid", record["dma"].get("pasid-enabled"), config.pasid()
    yield "aer", record.get("aer-uncorrectable"), config.aer()
    yield "rebar", [
        (r["index"], "vf" in r, r["sizes"], r.get("current"),
         r.get("largest"))
        for r in record.get("rebar", [])], config.rebars()
    if not virtual:
        yield "lspci's interrupts", (
            told.get("pin"), told.get("msi-vectors"), told.get("msi-enabled"),
            told.get("msix-vectors"), told.get("msix-enabled")), \
            config.interrupts_of_lspci()


def resizes(record, function):
    """Where the kernel lets a register be resized: a bit for each power of two,
    in MiB."""
    told = {r["index"]: r["sizes"] for r in record.get("rebar", [])
            if "vf" not in r}
    for name, text in function.items():
        found = re.fullmatch(r"resource(\d)_resize", name)
        if found:
            yield name, told.get(int(found[1])), int(text, 16)


def through_vfio(record, facts):
    sizes = {bar["index"]: bar["size"] for bar in record.get("bar", [])
             if "size" in bar}
    for index, size in enumerate(facts["regions"][:6]):
        yield f"VFIO region {index}", sizes.get(index, 0), size
    # VFIO shows a ROM only if it can be read.
    if facts["regions"][6]:
        yield "VFIO ROM", sizes.get(6), facts["regions"][6]
    told = record["interrupts"]
    intx, msi, msix = facts["irqs"]
    yield "VFIO INTx", bool(intx) <= ("pin" in told), True
    yield "VFIO MSI", told.get("msi-vectors", 0), msi
    yield "VFIO MSI-X", told.get("msix-vectors", 0), msix
    reset = record["reset"]
    yield "VFIO hot reset", reset["hot-reset"], int("hot_reset" in facts)
    if "hot_reset" in facts:
        others = sorted((d["bdf"], d["group"]) for d in facts["hot_reset"]
                        if d["bdf"] != record["bdf"])
        yield "VFIO hot reset devices", sorted(
            (a["bdf"], a.get("group")) for a in reset.get("affected", [])), others
