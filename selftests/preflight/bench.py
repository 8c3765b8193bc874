# SPDX-License-Identifier: GPL-2.0-only
"""Runs the program on a file, and counts."""

import os
import pathlib
import shutil
import subprocess
import tempfile

ENVIRONMENT = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8",
               "ASAN_OPTIONS": "detect_leaks=1:exitcode=99",
               "UBSAN_OPTIONS": "exitcode=99"}
DUMPS = pathlib.Path(__file__).resolve().parents[2] / "../shared/dumps"


class Facts:
    """What the program printed: {bdf: fields}, notes and aliases."""

    def __init__(self, done):
        self.code = done.returncode
        self.err = done.stderr
        self.fn, self.notes, self.spans, self.aliases = {}, {}, {}, []
        self.unjudged = None
        for line in done.stdout.splitlines():
            words = line.split()
            if words[0] == "note":
                name, count = words[1].split("=")
                self.notes[name] = int(count)
                self.spans[name] = words[2:]
            elif words[0] == "alias":
                self.aliases.append((words[1], words[2]))
            elif words[0] == "host":
                mask = int(words[-1].split("=")[1], 16)
                self.unjudged = {rule for rule in range(32) if mask >> rule & 1}
            else:
                fields = dict(word.split("=", 1) for word in words[1:])
                fields["flags"] = set(filter(None, fields["flags"].split(",")))
                self.fn[words[0]] = fields

    def unreadable(self):
        return {b for b, f in self.fn.items() if "unreadable" in f["flags"]}


class Bench:
    """Runs the program on files, and counts."""

    def __init__(self, program):
        self.program = pathlib.Path(program).resolve()
        self.passed = self.failed = 0
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="vg-preflight-"))

    def close(self):
        shutil.rmtree(self.dir)

    def check(self, name, why):
        """why: what is wrong, or nothing."""
        if why:
            self.failed += 1
            print(f"FAIL {name}: {why}")
        else:
            self.passed += 1

    def read(self, file, groups=None):
        """file, groups: what is in them, or a path."""
        argv = [self.program]
        for name, content in (("file", file), ("groups", groups)):
            if content is None or isinstance(content, pathlib.Path):
                argv += [content] if content else []
                continue
            if isinstance(content, str):
                content = content.encode()
            (self.dir / name).write_bytes(content)
            argv.append(self.dir / name)
        return Facts(subprocess.run(argv, env=ENVIRONMENT, text=True,
                                    capture_output=True, timeout=60,
                                    check=False))


def differ(seen, wanted, ignore=(), flags=(), only=None):
    """Function by function; ignore: fields, flags: flags that do not count."""
    if seen.code != wanted.code:
        return f"exit {seen.code}, expected {wanted.code}: {seen.err}"
    if set(seen.fn) != set(wanted.fn):
        return f"functions: {sorted(set(seen.fn) ^ set(wanted.fn))}"
    for bdf, f in wanted.fn.items():
        if only is not None and bdf not in only:
            continue
        for field, value in f.items():
            if field in ("line", *ignore):
                continue
            other = seen.fn[bdf][field]
            if field == "flags":
                value, other = value - set(flags), other - set(flags)
            if other != value:
                return f"{bdf} {field}: {other}, expected {value}"
    return None


def refused(facts, *parts):
    """Exit 69, one line that holds all parts, and no facts."""
    if facts.code != 69:
        return f"exit {facts.code}: {facts.err}"
    if facts.err.count("\n") != 1:
        return f"not one line: {facts.err!r}"
    missing = [p for p in parts if p not in facts.err]
    return f"{missing} not in {facts.err!r}" if missing else None
