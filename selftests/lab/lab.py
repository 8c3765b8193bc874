# SPDX-License-Identifier: GPL-2.0-only
"""Boots stock kernels in QEMU with an initramfs of our own and judges what
the guest reports. A run passes only on the nonce it was given."""

import base64
import contextlib
import ctypes
import dataclasses
import json
import os
import pathlib
import re
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import tomllib

import arch
import clients
import crosscheck
import dmar
import policy
import preflight
import record
import ynl

LAB = pathlib.Path(__file__).resolve().parent
TOP = LAB.parent.parent
BUILD = TOP / ".build"

# What the guest loads, with what these depend on.
GUEST_MODULES = ["virtio_pci", "virtio_console", "vfio_iommu_type1", "vfio-pci"]
# What else it can load, from selftests/kmod.
TEST_MODULES = ["pci_overlay", "variant_vfio_pci"]
# The kernel that watches itself, and the one that loads only what it trusts:
# accepted where a series is, in no list.
DEBUG = "debug"
SECURE = "secure"
# How much longer it takes, and how much more memory its watching takes.
DEBUG_PATIENCE = 4
DEBUG_MEMORY = 2
# Seconds; a guest that lives says so every five, and a starved one every now and then
DEAD = 100
# Never in a kernel log of a good run.
SPLAT = re.compile(r"WARNING:|BUG:|Oops|Kernel panic|blocked for more than|"
                   r"possible (circular|recursive) locking|soft lockup|"
                   r"RCU detected stalls|rcu.*self-detected|"
                   r"INFO: (possible|trying|HARDIRQ|SOFTIRQ)|"
                   r"inconsistent lock state|suspicious RCU usage|"
                   r"turning off the locking correctness validator|"
                   r"ODEBUG: (?!selftest passed)|UBSAN: |refcount_t: |"
                   r"kmemleak: (\d+ new suspected|.* disabled)")


class LabError(Exception):
    """A run that went wrong: it does not show what it was to show."""


class EmulatorError(LabError):
    """QEMU crashed, which nothing in a guest may make it do, or let all timers of
    the guest stop: whatever hangs or spins there, a watchdog or the guest's sign
    of life would have written a line."""


class CheckError(Exception):
    """A run that went well until an expectation did not hold."""


def die_with_parent():
    """A guest does not outlive the lab, whatever ends that."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


def kernels():
    """What KERNELS lists: {series: what "make check" runs there}"""
    lines = (LAB / "KERNELS").read_text().splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return {series: share for series, _, share in rows}


def usual():
    """The newest series that is checked in full: where one is enough."""
    return [series for series, share in kernels().items() if share == "all"][-1]


def output(*command, **kwargs):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True,
                          stdin=subprocess.DEVNULL, check=False, **kwargs)
    if done.returncode:
        raise LabError(f"failed: {shlex.join(map(str, command))}")
    return done.stdout


@dataclasses.dataclass
class Scenario:
    name: str
    summary: str
    steps: str
    devices: list = dataclasses.field(default_factory=list)
    iommu: str = "usual"
    cmdline: str = ""
    module: str = ""
    cpu: str = "max"
    # With a thread for each CPU guests of QEMU 7.2 oopsed on an int3 that ftrace
    # leaves for a moment, and had CPUs that never saw a timer or an interrupt;
    # with one thread never. Taken for TCG, not proven. So only scenarios whose
    # CPUs race for something have it.
    accel: str = "tcg,thread=single"
    properties: list = dataclasses.field(default_factory=list)
    expect: list = dataclasses.field(default_factory=list)
    # Devices that firmware keeps memory mapped for: "02.0/00.0", from bus 0 on.
    rmrr: list = dataclasses.field(default_factory=list)
    gate: list = dataclasses.field(default_factory=list)
    kernels: list = dataclasses.field(default_factory=lambda: [*kernels(), DEBUG])
    # "make check" runs it on the series that it does not check in full, too.
    essential: bool = False
    # "make check" leaves it to "make check-slow" and to those who name a kernel.
    slow: bool = False
    limit: int = 300
    # Dumps under load, DUMPS= in the environment says otherwise.
    dumps: int = 0
    # The guest gets python and the kernel's ynl.
    ynl: bool = False
    # Complaints of the kernel that are not about us: patterns of lines of its log.
    known: list = dataclasses.field(default_factory=list)
    # Of a broken guest: why it fails.
    reason: str = ""
    # {kernel or architecture: what differs there}
    on: dict = dataclasses.field(default_factory=dict)

    def is_for(self, kernel):
        """On another architecture only what says how it is there."""
        machine = arch.of_kernel(kernel)
        return (kernel.removesuffix("-" + machine.name) in self.kernels and
                (not machine.triplet or machine.name in self.on))

    def on_kernel(self, kernel):
        other = self.on.get(kernel, self.on.get(arch.of_kernel(kernel).name, {}))
        return dataclasses.replace(self, **other)

    @classmethod
    def load(cls, path):
        try:
            table = tomllib.loads(path.read_text())
            if "topology" in table:
                shared = tomllib.loads((LAB / "topologies.toml").read_text())
                shape = shared[table.pop("topology")]
                # Devices alone, or with what else they need.
                if isinstance(shape, list):
                    shape = {"devices": shape}
                devices = shape["devices"] + table.get("devices", [])
                table = {**shape, **table, "devices": devices}
            return cls(name=path.stem, **table)
        except (KeyError, TypeError, tomllib.TOMLDecodeError) as why:
            raise LabError(f"{path}: {why}") from why


def load_scenarios(names=(), where="scenarios"):
    found = [Scenario.load(p) for p in sorted((LAB / where).glob("*.toml"))]
    unknown = set(names) - {s.name for s in found}
    if unknown:
        raise LabError(f"no such scenario: {', '.join(sorted(unknown))}")
    return [s for s in found if not names or s.name in names]


class Image:
    """The initramfs of one kernel: everything but the scenario."""

    def __init__(self, series, guard=True, mutant=""):
        self.series = series
        self.arch = arch.of_kernel(series)
        self.patience = DEBUG_PATIENCE if series == DEBUG else 1
        self.memory = self.arch.memory * (DEBUG_MEMORY if series == DEBUG else 1)
        self.guard = guard
        self.label = series + (f"-mutant-{mutant}" if mutant else "")
        info = output(LAB / "kernel", series).split()
        info = dict(line.split("=", 1) for line in info)
        self.build = pathlib.Path(info["KDIR"])
        self.version = info["VERSION"]
        self.vmlinuz = info["VMLINUZ"]
        self.modules = pathlib.Path(info["MODULES"])
        self.tree = pathlib.Path(tempfile.mkdtemp(prefix="vg-lab-"))
        try:
            self._fill(mutant)
            self.cpio = archive(self.tree)
        finally:
            shutil.rmtree(self.tree)

    def _fill(self, mutant):
        for name in ("bin", "dev", "proc", "sys", "tmp", "lab", "root"):
            (self.tree / name).mkdir()
        self._busybox()
        for program in ("lspci", "setpci", "setpriv"):
            self._program(self.arch.which(program), f"usr/bin/{program}")
        shutil.copy(LAB / "guest/init", self.tree / "init")
        shutil.copy(LAB / "guest/lib.sh", self.tree / "lab/lib.sh")
        shutil.copytree(LAB / "overlays", self.tree / "lab/overlays")
        for program in build_programs(self.arch):
            self._program(program, f"usr/bin/{program.name}")
        wanted = list(GUEST_MODULES)
        extra = [output(LAB / "testmodule", name, self.series).strip()
                 for name in TEST_MODULES]
        if self.guard:
            env = dict(os.environ, VG_MUTANT=mutant)
            extra.append(output(LAB / "module", self.series, env=env).strip())
            self._program(build_tool(self.arch), "usr/sbin/vfioguard")
            wanted += output("/sbin/modinfo", "-F", "depends", extra[-1]).strip().split(",")
            if self.series == SECURE:
                self._untrusted(extra[-1])
        elif self.series == DEBUG:
            # What the debug kernel must complain about.
            extra.append(output(LAB / "testmodule", "broken", self.series).strip())
        self._modules(wanted, extra)

    def _busybox(self):
        shutil.copy(self.arch.which("busybox"), self.tree / "bin/busybox")
        for name in output("/bin/busybox", "--list").split():
            link = self.tree / "bin" / name
            if not link.exists():
                link.symlink_to("busybox")

    def _program(self, source, target):
        """Copies a program together with the libraries it asks for."""
        for name, path in {target: source, **self.arch.libraries(source)}.items():
            place = self.tree / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)

    def _modules(self, wanted, extra):
        """Copies modules and what they depend on, unpacked for busybox."""
        depends = {}
        for line in (self.modules / "modules.dep").read_text().splitlines():
            path, rest = line.split(":", 1)
            name = pathlib.Path(path).name.split(".")[0].replace("-", "_")
            depends[name] = [path, *rest.split()]
        base = self.tree / "lib/modules" / self.version
        base.mkdir(parents=True)
        for name in wanted:
            # Not there: built into this kernel.
            for path in depends.get(name.replace("-", "_"), []):
                source = self.modules / path
                place = base / pathlib.Path(path).name.removesuffix(".xz")
                if source.suffix == ".xz":
                    place.write_bytes(subprocess.run(
                        ["xz", "-dc", source], stdout=subprocess.PIPE,
                        check=True).stdout)
                else:
                    shutil.copy(source, place)
        for path in extra:
            shutil.copy(path, base)
            if self.series == SECURE:
                self._sign(base / pathlib.Path(path).name,
                           *sorted((self.build / "certs").glob("signing_key.*")))
        for name in ("modules.builtin", "modules.builtin.modinfo",
                     "modules.order"):
            shutil.copy(self.modules / name, base)
        output("/sbin/depmod", "-b", self.tree, self.version)

    def _sign(self, module, key, certificate):
        output(self.build / "scripts/sign-file", "sha256", key, certificate, module)

    def _untrusted(self, module):
        """The guard without a signature, and with that of an unknown key."""
        shutil.copy(module, self.tree / "lab/unsigned.ko")
        stranger = shutil.copy(module, self.tree / "lab/stranger.ko")
        with tempfile.TemporaryDirectory() as keys:
            key, certificate = f"{keys}/key", f"{keys}/certificate"
            output("openssl", "req", "-new", "-x509", "-newkey", "rsa:2048",
                   "-nodes", "-subj", "/CN=stranger", "-outform", "DER",
                   "-keyout", key, "-out", certificate, stderr=subprocess.DEVNULL)
            self._sign(stranger, key, certificate)


def archive(tree):
    names = "\0".join(str(p.relative_to(tree)) for p in sorted(tree.rglob("*")))
    return subprocess.run(["cpio", "-o0", "-H", "newc", "--quiet", "-R", "0:0"],
                          cwd=tree, input=names.encode(), check=True,
                          stdout=subprocess.PIPE).stdout


def build_tool(machine=arch.AMD64):
    """Outside userspace/ unless it is for this machine."""
    name = f"{BUILD}/{machine.name}/vfioguard" if machine.triplet else "vfioguard"
    output("make", "-s", "-C", TOP / "userspace", name, *machine.build(),
           *([f"OUT={BUILD / machine.name}"] if machine.triplet else []))
    return TOP / "userspace" / name


def build_programs(machine=arch.AMD64):
    out = BUILD / ("vm" + (f"-{machine.name}" if machine.triplet else ""))
    out.mkdir(parents=True, exist_ok=True)
    source = output(LAB / "kernel", "source", usual()).strip()
    output("make", "-s", "-C", TOP / "selftests/vm", f"OUT={out}",
           f"KSFT={source}/tools/testing/selftests", *machine.build())
    return sorted(p for p in out.iterdir()
                  if p.is_file() and os.access(p, os.X_OK))


class Run:
    """One boot of one scenario."""

    def __init__(self, image, scenario, log_name=None):
        self.image = image
        self.scenario = scenario
        self.dumps = int(os.environ.get("DUMPS", scenario.dumps))
        longer = max(1, self.dumps // (scenario.dumps or self.dumps or 1))
        self.limit = scenario.limit * image.patience * longer
        self.nonce = secrets.token_hex(16)
        self.said = []
        self.checked = set()
        self.passed = False
        self.compared = 0
        self.seconds = 0.0
        self.log = BUILD / "log" / image.label / (log_name or scenario.name)
        self.log = self.log.with_name(self.log.name + ".log")
        self.log.parent.mkdir(parents=True, exist_ok=True)

    def initrd(self, place):
        with tempfile.TemporaryDirectory() as tree:
            tree = pathlib.Path(tree)
            (tree / "lab").mkdir()
            (tree / "lab/run").write_text(
                f"GUARD={int(self.image.guard)}\n"
                f"PATIENCE={self.image.patience}\n"
                f"PREFLIGHT={shlex.quote(self.preflight())}\n"
                f"DUMPS={self.dumps}\n"
                f"MODULE_PARAMETERS={shlex.quote(self.scenario.module)}\n"
                f". /lab/lib.sh\n{self.scenario.steps}\nfinish\n")
            if self.scenario.ynl:
                ynl.fill(tree, output(LAB / "kernel", "source", usual()).strip(),
                         TOP / "uapi/vfioguard.yaml")
            tables = self.tables() if self.scenario.rmrr else b""
            place.write_bytes(tables + self.image.cpio + archive(tree))

    def tables(self):
        """Takes what QEMU makes for these devices from a boot before."""
        first = Run(self.image, dataclasses.replace(
            self.scenario, rmrr=[], expect=[],
            steps="say $(base64 /sys/firmware/acpi/tables/DMAR)"),
            log_name=self.scenario.name + "-dmar")
        first.run()
        table = base64.b64decode("".join(first.said[0].split()))
        with tempfile.TemporaryDirectory() as tree:
            place = pathlib.Path(tree) / dmar.PLACE
            place.parent.mkdir(parents=True)
            place.write_bytes(dmar.with_reserved_memory(table, self.scenario.rmrr))
            return archive(pathlib.Path(tree))

    def preflight(self):
        """Options that let preflight judge as the module does."""
        return " ".join(f"--{key} {value}" for key, value in re.findall(
            r"\b(scope|profile)=(\w+)", self.scenario.module))

    def command(self, initrd, control, monitor):
        machine = self.image.arch
        devices, cmdline = machine.iommu[self.scenario.iommu]
        # The control port sits far away from what scenarios use.
        devices = [*devices, *self.scenario.devices,
                   "virtio-serial-pci,bus=pcie.0,addr=1e",
                   "virtserialport,chardev=control,name=lab"]
        append = (f"{machine.cmdline} loglevel=7 panic=-1 oops=panic "
                  f"panic_on_warn=1 {cmdline} {self.scenario.cmdline} "
                  f"lab_nonce={self.nonce}")
        command = [*machine.qemu, "-accel", self.scenario.accel,
                   "-cpu", self.scenario.cpu, "-smp", "2",
                   "-m", f"{self.image.memory}M", "-no-reboot",
                   "-M", machine.machine, "-nodefaults", "-display", "none",
                   "-serial", f"file:{self.log}", "-kernel", self.image.vmlinuz,
                   "-initrd", str(initrd), "-append", append,
                   "-chardev", f"socket,id=control,fd={control}",
                   "-chardev", f"socket,id=monitor,fd={monitor}",
                   "-mon", "chardev=monitor,mode=control"]
        for setting in self.scenario.properties:
            command += ["-global", setting]
        for device in devices:
            command += ["-device", device]
        return command

    def run(self):
        """Raises CheckError or LabError unless the run passed."""
        start = time.monotonic()
        self.log.write_text("")
        with tempfile.TemporaryDirectory() as place:
            initrd = pathlib.Path(place) / "initrd"
            self.initrd(initrd)
            control, far_control = socket.socketpair()
            monitor, far_monitor = socket.socketpair()
            fds = (far_control.fileno(), far_monitor.fileno())
            with subprocess.Popen(self.command(initrd, *fds), pass_fds=fds,
                                  stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE, text=True,
                                  preexec_fn=die_with_parent) as qemu:
                far_control.close()
                far_monitor.close()
                timer = threading.Timer(self.limit, qemu.kill)
                timer.start()
                try:
                    with contextlib.suppress(ConnectionError):
                        self.talk(control, Monitor(monitor))
                    complaint = qemu.communicate()[1]
                finally:
                    late = not timer.is_alive()
                    timer.cancel()
                    qemu.kill()
                    control.close()
                    monitor.close()
                    self.seconds = time.monotonic() - start
        self.conclude(qemu.returncode, late, complaint)

    def conclude(self, status, late, complaint):
        splat = SPLAT.search("\n".join(
            line for line in self.log.read_text(errors="replace").splitlines()
            if not any(re.search(known, line) for known in self.scenario.known)))
        if splat:
            raise LabError(f"the kernel log says \"{splat.group()}\"")
        if late and time.time() - self.log.stat().st_mtime > DEAD:
            raise EmulatorError(f"a guest of which nothing was heard for {DEAD} s")
        if late:
            raise LabError(f"no end within {self.limit} s")
        if status < 0:
            raise EmulatorError(f"QEMU died of {signal.Signals(-status).name}")
        if status:
            raise LabError(f"QEMU ended with status {status}: {complaint.strip()}")
        if not self.passed:
            raise LabError("the guest ended without a word")
        missed = {(e["device"], e.get("label", "-"))
                  for e in self.scenario.expect} - self.checked
        if missed:
            raise LabError(f"expected but never checked: {sorted(missed)}")

    def talk(self, control, monitor):
        with control.makefile("rw", encoding="utf-8", errors="replace") as port:
            while line := port.readline():
                word, _, rest = line.rstrip("\r\n").partition(" ")
                answer = "ok"
                if word == "say":
                    self.said.append(rest)
                    continue
                if word == "fail":
                    raise CheckError(rest)
                if word == "broken":
                    raise LabError(rest)
                if word == "PASS":
                    self.passed = rest == self.nonce
                elif word == "check":
                    self.check(rest)
                elif word == "clients":
                    self.judge(clients.compare(rest) or clients.validate(rest))
                elif word == "crosscheck":
                    self.crosscheck(rest)
                elif word == "policy":
                    self.judge(policy.compare(rest))
                elif word == "qmp":
                    monitor.execute(rest)
                else:
                    raise LabError(f"the guest said: {line.strip()}")
                port.write(answer + "\n")
                port.flush()

    def judge(self, problem):
        if problem:
            raise CheckError(problem)

    def crosscheck(self, text):
        """What the guest sent stays beside the log, for whoever looks into a
        difference."""
        self.log.with_suffix(".tar.gz").write_bytes(base64.b64decode(text))
        problem, self.compared = crosscheck.compare(text)
        self.judge(problem)

    def check(self, words):
        device, label, *fields = words.split(" ")
        facts = dict(field.split("=", 1) for field in fields)
        for expect in self.scenario.expect:
            if (expect["device"], expect.get("label", "-")) == (device, label):
                break
        else:
            raise LabError(f"no expectation for {device} {label}")
        self.checked.add((device, label))
        facts["log"] = base64.b64decode(facts["log"]).decode()
        problem = record.compare(expect, facts, self.image.guard)
        if not problem and self.image.guard:
            problem = preflight.compare(device, facts)
        if problem:
            raise CheckError(f"{device}: {problem}")


class Monitor:
    """QEMU's own control channel, for hotplug."""

    def __init__(self, sock):
        self.sock = sock
        self.port = sock.makefile("rw", encoding="utf-8")
        self.ready = False

    def execute(self, words):
        """words: COMMAND KEY=VALUE..."""
        if not self.ready:
            self.port.readline()
            self._command({"execute": "qmp_capabilities"})
            self.ready = True
        command, *pairs = words.split()
        arguments = dict(pair.split("=", 1) for pair in pairs)
        self._command({"execute": command, "arguments": arguments})

    def _command(self, command):
        self.port.write(json.dumps(command) + "\n")
        self.port.flush()
        while line := self.port.readline():
            reply = json.loads(line)
            if "error" in reply:
                raise LabError(f"QEMU: {reply['error']['desc']}")
            if "return" in reply:
                return
        raise ConnectionError("QEMU's monitor is gone")
