# SPDX-License-Identifier: GPL-2.0-only
"""The list of boot tests: what each is called, and where it runs."""

import dataclasses
import typing

from machine import LabError, Machine, image

RELEASES = ("bookworm", "trixie")


@dataclasses.dataclass
class Case:
    """One test on one Debian."""

    name: str
    debian: str
    summary: str
    steps: typing.Callable
    tool: str
    installed: bool

    def run(self, debs, log):
        source = image(self.debian, self.tool, debs if self.installed else [])
        with Machine(source, log, debs) as machine:
            return self.steps(machine)


CASES = []


def test(name, releases=RELEASES, tool="initramfs-tools", installed=True):
    """Makes a function a test. Its first line of documentation is what passed;
    installed: vfioguard's packages are on the disk before it starts."""
    def register(steps):
        summary = " ".join(steps.__doc__.split())
        CASES.extend(Case(name, debian, summary, steps, tool, installed)
                     for debian in releases)
        return steps
    return register


def choose(names):
    chosen = [case for case in CASES if not names or case.name in names
              or f"{case.name}@{case.debian}" in names]
    known = {case.name for case in CASES} | {
        f"{case.name}@{case.debian}" for case in CASES}
    unknown = set(names) - known
    if unknown:
        raise LabError(f"no such test: {', '.join(sorted(unknown))}")
    return chosen
