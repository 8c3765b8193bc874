# SPDX-License-Identifier: GPL-2.0-only
"""What can be tested without any answer: arguments, help, explanations, and
the files beside the program."""

import json
import os
import re
import shutil
import subprocess

import jsonschema

import netlink as nl
from bench import TOOL, expect, validate
from schema import SCHEMA

# A mistake on the command line, and a part of the sentence it gets.
USAGE = [
    ("frobnicate", "unknown command 'frobnicate'"),
    ("--frobnicate", "unrecognized option '--frobnicate'"),
    ("-x", "invalid option -- 'x'"),
    ("--json=1", "doesn't allow an argument"),
    ("status --frobnicate", "unrecognized option '--frobnicate'"),
    ("status -V", "invalid option -- 'V'"),
    ("status now", "unexpected argument 'now'"),
    ("list 0000:03:00.0", "unexpected argument '0000:03:00.0'"),
    ("show", "BDF is missing"),
    ("show 03:00.0 04:00.0", "unexpected argument '04:00.0'"),
    ("evaluate", "BDF is missing"),
    ("evaluate --", "BDF is missing"),
    ("explain 5 6", "unexpected argument '6'"),
    ("explain 0", "there is no rule '0'"),
    ("explain 26", "there is no rule '26'"),
    ("explain -- -1", "there is no rule '-1'"),
    ("explain 5x", "there is no rule '5x'"),
    ("explain 99999999999999999999", "there is no rule"),
    ("explain acs", "there is no rule 'acs'"),
    (["explain", ""], "there is no rule ''"),
    ("check --all 03:00.0", "--all is about all devices"),
    ("list --columns", "requires an argument"),
    ("show 03:00.0 --columns id", "unrecognized option '--columns'"),
    ("list --all", "unrecognized option '--all'"),
    ("policy", "ACTION [FILE] is missing"),
    ("policy set", "'set' is not known, use show, load, reset or parameters"),
    ("policy show x", "policy show: unexpected argument 'x'"),
    ("policy load x y", "unexpected argument 'y'"),
    ("policy load --json x", "there is no JSON of it"),
    ("policy reset x", "unexpected argument 'x'"),
    ("policy reset --json", "there is no JSON of it"),
    ("policy parameters --json x", "there is no JSON of it"),
    ("disarm now", "unexpected argument 'now'"),
    ("disarm --json", "unrecognized option '--json'"),
    ("--json disarm", "there is no JSON of it"),
    *((f"{command} {bdf}", f"'{bdf}' is no PCI address")
      for command in ("show", "evaluate", "check 0000:03:00.0")
      for bdf in ("x", "3", "03:00", "03:00.", "03:00.8", "03:20.0",
                  "103:00.0", "0x3:00.0", "+3:00.0", "03:00.0.0", ":03:00.0",
                  "123456789:03:00.0", "0000:03:00.0x", "0000:0000:03:00.0",
                  "0000:03:00,0", "*:03:00.0")),
    (["show", " 03:00.0"], "is no PCI address"),
    (["show", ""], "'' is no PCI address"),
]


def test_usage(bench):
    for line, err in USAGE:
        bench.check(f"usage {line}",
                    expect(bench.run(line), 64, out=False, err=err))


def test_help(bench):
    for line in ("--help", "-h", "--help frobnicate", "--version", "-V"):
        bench.check(line, expect(bench.run(line), 0, out=True))
    version = bench.run("--version").stdout
    bench.check("ABI", None if f"(ABI {nl.ABI})" in version else version)
    text = bench.run("--help").stdout
    for command in [*nl.COMMANDS, "list", "show", "ports", "check",
                    "explain"]:
        if not command.endswith(("-get", "-set", "-ntf")):
            bench.check(f"help names {command}",
                        None if f"\n  {command} " in text else text)
            done = bench.run(f"{command} --help")
            bench.check(f"{command} --help", expect(done, 0, out=True) or (
                None if done.stdout.startswith(f"Usage: vfioguard {command}")
                else done.stdout))
    wide = [l for l in text.splitlines() if len(l) > 80]
    bench.check("help fits 80 columns", wide)


def test_explain(bench):
    table = bench.run("explain")
    rows = dict(re.findall(r"^ +(\d+)  (\S+)", table.stdout, re.M))
    rules = {str(number): name for name, number in nl.ENUMS["rule"].items()}
    bench.check("explain lists all rules", expect(table, 0, out=True) or (
        None if rows == rules else f"{rows} are not {rules}"))
    for number, name in rules.items():
        by_name = bench.run(f"explain {name}")
        bench.check(f"explain {name}", expect(by_name, 0, out=True) or (
            None if by_name.stdout.startswith(f"Rule {number}, {name}: ") and
            "\nFix" in by_name.stdout else by_name.stdout))
        bench.check(f"explain {number}", None if by_name.stdout == bench.run(
            f"explain {number}").stdout else "differs from the name's")
    done = bench.run("explain --json")
    found = {str(r["rule"]): r["name"]
             for r in json.loads(done.stdout)["rules"]}
    bench.check("explain --json", expect(done, 0, out=True) or
                validate("explain", done) or (found != rules and found))


def test_schema(bench):
    """The names of the schema are those of the spec."""
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    found = SCHEMA["definitions"]
    for name, where in (("verdict", found["verdict"]),
                        ("severity", found["severity"]),
                        ("cause", found["cause"]),
                        ("rule", found["rule_name"])):
        names = where["anyOf"][0]["enum"]
        bench.check(f"schema {name}", set(names) ^ set(nl.ENUMS[name]))
    for name, where, special in (
            ("mode", None, ()), ("profile", None, ()), ("scope", None, ()),
            ("peers", None, ()), ("present", None, ()),
            ("trigger", "decision", ()), ("action", "decision", ()),
            ("power-state", "device", ()), ("reset-method", None, ()),
            ("reset-result", "reset", "last"), ("region-type", "region", "type"),
            ("domain-type", "dma", ()), ("port-type", "port", "type")):
        place = found[name.replace("-", "_")] if not where else \
            found[where]["properties"][special or name.replace("-", "_")]
        names = [n for n in place["anyOf"][0]["enum"] if n]
        bench.check(f"schema {name}", set(names) ^ set(nl.ENUMS[name]))
    flags = found["bar"]["properties"]["flags"]["items"]["anyOf"][0]["enum"]
    bench.check("schema bar-flag", None if flags == nl.FLAGS["bar-flag"]
                else flags)
    renamed = {name: f"{name}s" for name in (
        "member", "finding", "peer", "bar", "rebar", "method", "region")}
    for name in ("status", "device", "finding", "decision", "peer", "bar",
                 "rebar", "affected", "reset", "interrupts", "region", "dma",
                 "link", "sriov", "port", "policy", "owner", "close"):
        spec = {renamed.get(a, a.replace("-", "_"))
                for a in nl.SETS[name] if a != "pad"}
        bench.check(f"schema has all of {name}",
                    spec - set(found[name]["properties"]))


def test_root(bench):
    """Who validates with the file alone is told of what is no document."""
    validator = jsonschema.Draft7Validator(SCHEMA)
    for document in ({}, 42, [], None, {"abi": 1}):
        bench.check(f"no document: {document}", validator.is_valid(document))
    commands = {choice["$ref"].rpartition("/")[2] for choice in SCHEMA["anyOf"]}
    page = (TOOL / "vfioguard.8").read_text()
    for command in commands:
        bench.check(f"root has command {command}", None if re.search(
            rf'^\.(B|BI|BR) "?{command}\b', page, re.M) else "no such one")


def command_ok(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.STDOUT, check=False,
                          env=dict(os.environ, MANROFFSEQ="", LC_ALL="C.UTF-8"))
    return done.stdout if done.returncode or done.stdout.strip() else None


def test_files(bench):
    page = TOOL / "vfioguard.8"
    bench.check("groff", command_ok("sh", "-c", "groff -man -ww -b -Tutf8 "
                                    f"{page} 2>&1 >/dev/null"))
    if shutil.which("mandoc"):
        bench.check("mandoc", command_ok("mandoc", "-Tlint", "-Wwarning",
                                         str(page)))
    text = page.read_text()
    for command in ("status", "list", "show", "evaluate", "ports", "check",
                    "explain", "preflight", "tree", "snapshot", "policy",
                    "disarm"):
        bench.check(f"man page has {command}", None if re.search(
            rf'^\.(B|BI|BR) "?{command}\b', text, re.M) else "no")
    completion = TOOL / "completion.bash"
    bench.check("completion", command_ok("bash", "-n", str(completion)))
    if shutil.which("shellcheck"):
        bench.check("shellcheck", command_ok("shellcheck", "-s", "bash",
                                             str(completion)))
    for words, wanted in (("vfioguard e", "evaluate explain events"),
                          ("vfioguard explain acs-r", "acs-reach-in"),
                          ("vfioguard preflight --pr",
                           "--profile --predict"),
                          ("vfioguard preflight --profile m", "mainline"),
                          ("vfioguard tree --scope ", "gpu all"),
                          ("vfioguard snapshot --", "--file --groups --help"),
                          ("vfioguard check --a", "--all"),
                          ("vfioguard list --c", "--columns"),
                          ("vfioguard list --columns verd", "verdict"),
                          ("vfioguard list --columns id,verd", "id,verdict"),
                          ("vfioguard pol", "policy"),
                          ("vfioguard policy ", "show load reset parameters "
                           "--json --help"),
                          ("vfioguard policy show --j", "--json"),
                          (f"vfioguard policy load {TOOL}/policy.c",
                           f"{TOOL}/policy.conf"),
                          ("vfioguard journal --s", "--since"),
                          ("vfioguard events --f", "--follow"),
                          ("vfioguard disarm -", "--help")):
        bench.check(f"completion of '{words}'", complete(bench, words, wanted))


def complete(bench, words, wanted):
    last = len(words.split(" ")) - 1
    script = (f"PATH={bench.program.parent}:$PATH; . {TOOL}/completion.bash; "
              f"COMP_WORDS=({words}); COMP_CWORD={last}; COMP_LINE='{words}'; "
              f"COMP_POINT={len(words)}; _vfioguard; echo ${{COMPREPLY[*]}}")
    done = subprocess.run(["bash", "-c", script], stdout=subprocess.PIPE,
                          text=True, check=False)
    return None if done.stdout.strip() == wanted else done.stdout


def test_install(bench):
    root = bench.dir / "root"
    for target in ("install", "uninstall"):
        done = subprocess.run(["make", "-s", "-C", TOOL, target,
                               f"DESTDIR={root}", "PREFIX=/usr"], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True,
                              check=False)
        files = sorted(str(p.relative_to(root)) for p in root.rglob("*")
                       if p.is_file())
        wanted = [] if target == "uninstall" else [
            "usr/sbin/vfioguard",
            "usr/share/bash-completion/completions/vfioguard",
            "usr/share/man/man8/vfioguard.8",
            "usr/share/vfioguard/vfioguard.schema.json"]
        bench.check(target, done.returncode and done.stdout or
                    (files != wanted and str(files)))
