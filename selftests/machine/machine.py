# SPDX-License-Identifier: GPL-2.0-only
"""A full Debian that keeps what it writes from boot to boot. Kernel and
initramfs are those that its own disk holds at the time of each boot."""

import base64
import os
import pathlib
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import tomllib

LAB = pathlib.Path(__file__).resolve().parent.parent / "lab"
sys.path.insert(0, str(LAB))
import arch  # noqa: E402
from lab import (BUILD, SPLAT, TOP, CheckError, LabError,  # noqa: E402, F401
                 build_programs, die_with_parent, output)

HERE = pathlib.Path(__file__).resolve().parent
# A boot takes 30 s when nothing else runs, and several minutes on a busy host.
BOOT_LIMIT = 900
STEP_LIMIT = 600
# TCG does rep stosb byte by byte, which is how a CPU with erms clears pages.
CPU = "max,-erms,-fsrm,-la57,-smap"
# Devices, and words for the kernel
IOMMU = arch.AMD64.iommu["usual"]
# Of the directories of this process
PREFIX = f"vg-boot-{os.getpid()}-"
# Alone below its root port, and two behind a switch without ACS.
ISOLATED = "0000:01:00.0"
UNISOLATED = ["0000:04:00.0", "0000:05:00.0"]


def topology(nested):
    shapes = tomllib.loads((LAB / "topologies.toml").read_text())
    # Who maps memory for a device of a virtual machine of ours has to be heard.
    iommu = [device + ",caching-mode=on" * nested for device in IOMMU[0]]
    return [*iommu, *shapes["switch"]]


def image(suite, tool, debs=()):
    return pathlib.Path(output(HERE / "image", suite, tool, *debs).strip())


class Disk:
    """The file system of one machine, a private copy of an image."""

    def __init__(self, source, place):
        self.path = place / "disk.img"
        output("cp", "--sparse=always", source, self.path)

    def run(self, script, media):
        """Runs a script in the machine while it is off, which is fast."""
        done = subprocess.run([HERE / "in-disk", "--media", media, self.path,
                               "sh", "-euc", script],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False,
                              preexec_fn=die_with_parent)
        if done.returncode:
            raise CheckError(f"ended with {done.returncode}: {script.strip()}: "
                             f"{done.stdout.strip()[-2000:]}")
        return done.stdout

    def boot_files(self, release):
        """Copies kernel and initramfs out, as a boot loader reads them. Who
        lost power has to replay the journal first."""
        subprocess.run(["/sbin/e2fsck", "-p", "-E", "journal_only", self.path],
                       stdout=subprocess.DEVNULL, check=False)
        release = release or self.newest()
        files = []
        for name in ("vmlinuz", "initrd.img"):
            place = self.path.with_name(name)
            self.dump(f"/boot/{name}-{release}", place)
            files.append(place)
        return files

    def dump(self, path, place):
        """Copies one file out."""
        # debugfs leaves what is there, and is content.
        place.unlink(missing_ok=True)
        self._debugfs(f"dump {path} {place}")
        if not place.exists() or not place.stat().st_size:
            raise LabError(f"no {path} on the disk")

    def newest(self):
        """The release that a boot loader takes by default."""
        names = re.findall(r"\bvmlinuz-(\S+)", self._debugfs("ls -p /boot")
                           .replace("/", " "))
        return sorted(names, key=lambda name: [
            int(part) if part.isdigit() else part
            for part in re.split(r"(\d+)", name)])[-1]

    def _debugfs(self, request):
        return output("/sbin/debugfs", "-R", request, self.path,
                      stderr=subprocess.DEVNULL)


class Machine:
    """What one test does is done on one of these."""

    def __init__(self, source, log, files=()):
        self.log = log
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.write_text("")
        self.place = pathlib.Path(tempfile.mkdtemp(
            prefix=PREFIX, dir=BUILD))
        # What a test brings along, a second disk of the machine
        self.media = self.place / "media"
        self.media.mkdir()
        try:
            for path in files:
                shutil.copy(path, self.media)
            self.disk = Disk(source, self.place)
        except BaseException:
            self.close()
            raise

    def boot(self, cmdline="", release="", nested=False, loader=None):
        """nested: with what virtual machines need that run in it; loader: what
        brings the kernel there, QEMU itself without one."""
        image = self.media.with_suffix(".img")
        image.unlink(missing_ok=True)
        output("/sbin/mke2fs", "-q", "-t", "ext4", "-d", self.media, image, "64M")
        return Boot(self, cmdline, release, nested, loader or Direct())

    def prepare(self, script):
        """What was done at an earlier time, and is not what a test is about."""
        text = self.disk.run(script, self.media)
        with self.log.open("a") as log:
            log.write(f"lab: {script.strip()}\n{text}")
        return text

    def close(self):
        shutil.rmtree(self.place)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Direct:
    """QEMU loads kernel and initramfs."""

    stdin = subprocess.DEVNULL

    def options(self, _machine, kernel, initrd, cmdline):
        return ["-M", "q35", "-kernel", kernel, "-initrd", initrd,
                "-append", cmdline]

    def watch(self, _boot):
        """Does what the one at the console does before the kernel comes; says
        whether it comes."""
        return True


class Boot:
    """One boot, from power on to power off."""

    def __init__(self, machine, cmdline, release, nested, loader):
        self.machine = machine
        self.nested = nested
        self.cmdline = cmdline
        self.loader = loader
        self.nonce = secrets.token_hex(16)
        self.late = False
        self.ended = False
        kernel, initrd = machine.disk.boot_files(release)
        start = time.monotonic()
        ours, theirs = socket.socketpair()
        self.serial = machine.log.open("a")
        self.qemu = subprocess.Popen(
            self._command(kernel, initrd, theirs.fileno()),
            pass_fds=[theirs.fileno()], stdin=loader.stdin,
            stdout=self.serial, stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent)
        theirs.close()
        self.port = ours.makefile("rw", encoding="utf-8", errors="replace")
        ours.close()
        try:
            if loader.watch(self):
                self._answer("ready", BOOT_LIMIT)
            else:
                self.ended = True
        except BaseException:
            self.cut()
            raise
        self.seconds = time.monotonic() - start

    def _command(self, kernel, initrd, control):
        devices = [*topology(self.nested),
                   "virtio-blk-pci,drive=root,bus=pcie.0,addr=1c",
                   "virtio-blk-pci,drive=media,bus=pcie.0,addr=1d",
                   "virtio-serial-pci,bus=pcie.0,addr=1e",
                   "virtserialport,chardev=control,name=lab"]
        # On a busy host a CPU of the machine may get no time for long.
        append = (f"root=/dev/vda rw console=ttyS0 loglevel=7 panic=-1 "
                  f"oops=panic panic_on_warn=1 no_timer_check "
                  f"watchdog_thresh=60 rcupdate.rcu_cpu_stall_timeout=300 "
                  f"{IOMMU[1]} {self.cmdline} lab_nonce={self.nonce}")
        # What the machine flushed survives the end of this process anyway.
        drive = "format=raw,if=none,cache=unsafe"
        command = ["qemu-system-x86_64", "-accel", "tcg,thread=multi",
                   # With svm each boot loads kvm.
                   "-cpu", CPU + ("" if self.nested else ",-svm"), "-smp", "2",
                   "-m", "3G" if self.nested else "1536M", "-no-reboot",
                   "-nodefaults", "-display", "none", "-serial", "stdio",
                   *self.loader.options(self.machine, kernel, initrd, append),
                   "-drive", f"file={self.machine.disk.path},id=root,{drive}",
                   "-drive", f"file={self.machine.media}.img,id=media,"
                             f"readonly=on,{drive}",
                   "-chardev", f"socket,id=control,fd={control}"]
        for device in devices:
            command += ["-device", device]
        return command

    def _answer(self, wanted, limit):
        """The next line of the machine, without the nonce it has to show."""
        timer = threading.Timer(limit, self._expire)
        timer.start()
        line = self.port.readline().split()
        timer.cancel()
        self._complain(limit)
        if len(line) < 2 or line[0] != self.nonce:
            raise LabError(f"the machine ended without a word ({wanted})")
        return line[1:]

    def _expire(self):
        self.late = True
        self.qemu.kill()

    def _complain(self, limit):
        splat = SPLAT.search(self.machine.log.read_text(errors="replace"))
        if splat:
            raise LabError(f"the kernel log says \"{splat.group()}\"")
        if self.late:
            raise LabError(f"no answer within {limit} s")

    def attempt(self, script, limit=STEP_LIMIT):
        """Runs a script in the machine; returns exit status and output."""
        self.start(script)
        status, *text = self._answer(script, limit)
        return int(status), base64.b64decode("".join(text)).decode(
            errors="replace")

    def start(self, script):
        """Only starts it: whoever cuts the power does not wait."""
        self.port.write(base64.b64encode(script.encode()).decode() + "\n")
        self.port.flush()

    def run(self, script, limit=STEP_LIMIT):
        status, text = self.attempt(script, limit)
        if status:
            raise CheckError(f"ended with {status}: {script.strip()}: "
                             f"{text.strip()[-2000:]}")
        return text

    def driver(self, device):
        path = f"/sys/bus/pci/devices/{device}/driver"
        return self.run(f"[ ! -e {path} ] || basename $(readlink {path})").strip()

    def cut(self):
        """Power off, at once."""
        self.ended = True
        self.qemu.kill()
        self.qemu.wait()
        self.port.close()
        self.serial.close()

    def shut_down(self):
        self.start("systemctl --no-block reboot")
        try:
            self.qemu.wait(BOOT_LIMIT)
        except subprocess.TimeoutExpired as why:
            raise LabError("the machine does not shut down") from why
        finally:
            self.cut()
        self._complain(BOOT_LIMIT)
        if self.qemu.returncode:
            raise LabError(f"QEMU ended with status {self.qemu.returncode}")

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is not None or self.ended:
            self.cut()
        elif self.qemu.poll() is not None:
            self.cut()
            self._complain(BOOT_LIMIT)
            raise LabError("the machine ended by itself")
        else:
            self.shut_down()
