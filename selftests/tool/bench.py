# SPDX-License-Identifier: GPL-2.0-only
"""Runs the program on made-up answers, and counts."""

import difflib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import netlink as nl

HERE = pathlib.Path(__file__).resolve().parent
TOOL = nl.TOP / "userspace"
# Behind our own modules, some of which have the names of the lab's
sys.path.append(str(HERE.parent / "lab"))
import schema  # noqa: E402
ENVIRONMENT = {"PATH": os.environ["PATH"], "TZ": "UTC", "LC_ALL": "C.UTF-8",
               "ASAN_OPTIONS": "detect_leaks=1:abort_on_error=0:exitcode=99",
               "UBSAN_OPTIONS": "exitcode=99"}


class Bench:
    """Runs the program on answers, and counts."""

    def __init__(self, program, update):
        self.program = pathlib.Path(program).resolve()
        self.update = update
        self.passed = self.failed = 0
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="vg-tool-"))

    def check(self, name, why):
        """why: what is wrong, or nothing."""
        if why:
            self.failed += 1
            print(f"FAIL {name}: {why}")
        else:
            self.passed += 1

    def expected(self, name, text):
        """Compares a text with the file of that name, or updates it."""
        path = HERE / "expected" / f"{name}.txt"
        if self.update:
            path.write_text(text)
        wanted = path.read_text() if path.exists() else ""
        self.check(f"expected {name}", "".join(difflib.unified_diff(
            wanted.splitlines(True), text.splitlines(True), str(path), "now")))

    def run(self, line, answers=b"", stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL, user=None, **env):
        (self.dir / "answers").write_bytes(answers)
        env = dict(ENVIRONMENT, VG_TEST_ANSWERS=self.dir / "answers",
                   VG_TEST_REQUESTS=self.dir / "requests", **env)
        argv = line if isinstance(line, list) else line.split()
        return subprocess.run([self.program, *argv], env=env, text=True,
                              stdout=stdout, stderr=subprocess.PIPE,
                              stdin=stdin, timeout=30,
                              check=False, user=user)

    def requests(self):
        return nl.requests((self.dir / "requests").read_bytes())

    def sysfs(self, paths):
        """A sysfs with the functions on these paths: {path: ids}."""
        root = self.dir / "sysfs"
        shutil.rmtree(root, ignore_errors=True)
        (root / "bus/pci/devices").mkdir(parents=True)
        for path, ids in paths.items():
            place = root / "devices" / path
            place.mkdir(parents=True, exist_ok=True)
            (root / "bus/pci/devices" / place.name).symlink_to(place)
            for name, value in zip(("vendor", "device"), ids.split(":")):
                (place / name).write_text(f"0x{value}\n")
        return root


def one_sentence(text):
    return text.count("\n") == 1 and text.startswith("vfioguard")


def expect(done, code, out=None, err=None):
    """out: False for none, True for some; err: a part of it."""
    if done.returncode != code:
        return f"exit {done.returncode}, expected {code}: {done.stderr}"
    if out is not None and bool(done.stdout) != out:
        return f"standard output: {done.stdout!r}"
    if err is None and done.stderr:
        return f"unexpected: {done.stderr}"
    if err is not None and (err not in done.stderr or
                            not one_sentence(done.stderr)):
        return f"expected one sentence with '{err}': {done.stderr!r}"
    return None


def validate(command, done):
    try:
        return validate_document(command, json.loads(done.stdout))
    except ValueError as why:
        return str(why)


def validate_document(name, document):
    """By its definition, and as whoever knows only the file does."""
    return schema.problem(document, name) or schema.problem(document)


def answers(status, devices=(), single=None, evaluated=None):
    """What a module with these devices would say to any command."""
    data = nl.family() + nl.status(status) + nl.dump(devices)
    if single:
        data += nl.one("device-get", single)
    if evaluated:
        data += nl.one("evaluate", evaluated)
    return data
