# SPDX-License-Identifier: GPL-2.0-only
"""What a virtual machine and what runs in it take, by architecture."""

import dataclasses
import pathlib
import re
import shutil
import subprocess

LAB = pathlib.Path(__file__).resolve().parent


@dataclasses.dataclass
class Arch:
    name: str
    qemu: list
    machine: str
    # What a scenario calls it: devices, and what the kernel is told.
    iommu: dict
    cmdline: str
    # Firmware of its own takes some, too.
    memory: int = 512
    # Triplet of the compiler; none for this machine's own.
    triplet: str = ""

    def sysroot(self):
        """Where its libraries and programs are."""
        if not self.triplet:
            return pathlib.Path("/")
        return pathlib.Path(subprocess.run(
            [LAB / "sysroot", self.name], stdout=subprocess.PIPE, text=True,
            stdin=subprocess.DEVNULL, check=True).stdout.strip())

    def build(self):
        """What make has to be told: the compiler, and where libraries are."""
        if not self.triplet:
            return []
        root = self.sysroot()
        place = root / f"usr/lib/{self.triplet}/pkgconfig"
        return [f"CC={self.triplet}-gcc --sysroot={root}",
                f"PKG_CONFIG=env PKG_CONFIG_LIBDIR={place} "
                f"PKG_CONFIG_SYSROOT_DIR={root} pkg-config"]

    def which(self, program):
        root = self.sysroot()
        path = ":".join(str(root / d) for d in ("usr/bin", "usr/sbin", "bin", "sbin"))
        return pathlib.Path(shutil.which(program, path=path))

    def libraries(self, program):
        """{path in the guest: file} of the libraries that a program wants."""
        if not self.triplet:
            done = subprocess.run(["ldd", program], capture_output=True, text=True,
                                  check=False)
            return {path.lstrip("/"): pathlib.Path(path)
                    for path in re.findall(r"(/\S+) \(0x", done.stdout)}
        root = self.sysroot()
        places = [root / "lib", root / "lib" / self.triplet,
                  root / "usr/lib" / self.triplet]
        found = {}
        left = needed(program)
        while left:
            name = left.pop()
            source = next(p / name for p in places if (p / name).exists())
            target = str(source.relative_to(root))
            if target not in found:
                found[target] = source
                left += needed(source)
        return found


def needed(program):
    """What the file itself says: the libraries, and what loads them."""
    told = subprocess.run(["readelf", "-ld", program], stdout=subprocess.PIPE,
                          text=True, check=True).stdout
    return (re.findall(r"\(NEEDED\).*\[(.*)\]", told) +
            re.findall(r"interpreter: /lib/(.*)\]", told))


AMD64 = Arch(
    name="amd64", qemu=["qemu-system-x86_64"], machine="q35",
    # A busy host starves the guest: its check of the timer would panic.
    cmdline="console=ttyS0 no_timer_check",
    iommu={
        "usual": (["intel-iommu,intremap=on"], "intel_iommu=on"),
        "intel-noremap": (["intel-iommu,intremap=off"], "intel_iommu=on"),
        "amd": (["amd-iommu,intremap=on"], ""),
        "none": ([], ""),
    })

# With UEFI firmware ACPI tells of the root ports; from a device tree the kernel
# would learn too late that there is an IOMMU, and leave their ACS off.
ARM64 = Arch(
    name="arm64", triplet="aarch64-linux-gnu", memory=1024,
    qemu=["qemu-system-aarch64", "-bios", "/usr/share/qemu-efi-aarch64/QEMU_EFI.fd"],
    machine="virt,iommu=smmuv3,gic-version=3", cmdline="console=ttyAMA0",
    iommu={"usual": ([], "")})


def of_kernel(name):
    """The architecture of a kernel, by the name that the lab has for it."""
    return ARM64 if name.endswith("-" + ARM64.name) else AMD64
