# SPDX-License-Identifier: GPL-2.0-only
"""The kernel's own netlink command line for a guest: python3, the modules that
it loads, and specs. Nothing of ours but the spec is in it."""

import os
import pathlib
import re
import shutil
import subprocess

PYTHON = "/usr/bin/python3"
# Prints the files of all modules that a script and what it imports load.
LIST = """
import os, runpy, sys
import encodings.ascii, encodings.latin_1
sys.dont_write_bytecode = True
sys.argv = [sys.argv[1], "--help"]
sys.path[0] = os.path.dirname(sys.argv[0])
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit:
    pass
print("\\n".join(getattr(m, "__file__", None) or "" for m in sys.modules.values()))
"""


def script(source):
    """cli.py of a kernel source; it moved in 6.14."""
    tools = pathlib.Path(source) / "tools/net/ynl"
    moved = tools / "pyynl/cli.py"
    return moved if moved.exists() else tools / "cli.py"


def run(*command):
    """With nothing of this machine's environment, as in the guest."""
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True,
                          env={"PATH": "/usr/bin:/bin"}).stdout


def libraries(program):
    done = subprocess.run(["ldd", program], capture_output=True, text=True,
                          check=False)
    return re.findall(r"(/\S+) \(0x", done.stdout)


def python_files(cli):
    files = [line for line in run(PYTHON, "-c", LIST, str(cli)).splitlines()
             if line.startswith("/usr/lib/python3")]
    shared = [f for f in files if f.endswith(".so")]
    for program in [PYTHON, *shared]:
        files += libraries(program)
    for file in files:
        yield file
        # Compiled already: the guest is slow.
        parent, name = os.path.split(file)
        tag = pathlib.Path(PYTHON).resolve().name.replace("python", "").replace(".", "")
        cached = f"{parent}/__pycache__/{name[:-3]}.cpython-{tag}.pyc"
        if name.endswith(".py") and os.path.exists(cached):
            yield cached


def place(source, target):
    """A copy that keeps its time, by which python knows compiled modules."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)


def fill(tree, source, spec):
    """Fills the tree of an initramfs: python, /lab/ynl and /lab/specs."""
    cli = script(source)
    place(PYTHON, tree / PYTHON.lstrip("/"))
    for file in python_files(cli):
        place(file, tree / file.lstrip("/"))
    for file in cli.parent.rglob("*.py"):
        place(file, tree / "lab/ynl" / file.relative_to(cli.parent))
    place(spec, tree / "lab/specs" / spec.name)
    place(pathlib.Path(source) / "Documentation/netlink/specs/nlctrl.yaml",
          tree / "lab/specs/nlctrl.yaml")
