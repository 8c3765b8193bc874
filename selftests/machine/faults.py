# SPDX-License-Identifier: GPL-2.0-only
"""What goes wrong with a guard that nobody looks at: each ends in a machine
that boots, hands out no unisolated GPU and says why."""

import json
import re

import expect
from install import BUILD_LIMIT, CLAIM_EARLY, WAITING, guarded
from machine import ISOLATED, UNISOLATED, CheckError
from suite import test

BUILT_IN = {"mode": "enforce", "profile": "standard", "scope": "gpu",
            "peers": "refuse", "present": "unbind"}
HELPER = "vfio-pci is not loaded on kernel"
SERVICE = "the guard is not loaded on kernel"
BUILD_IT = "dkms install --force vfioguard/"
# A build that fails, as after a kernel update that changed an interface
BROKEN_SOURCE = """
    sed -i '1i #error broken' /usr/src/vfioguard-*/kmod/main.c
    version=$(basename /usr/src/vfioguard-*)
    dkms remove vfioguard/${version#vfioguard-} --all
    if dkms install vfioguard/${version#vfioguard-} -k "$(basename /lib/modules/*)"; then
        exit 1
    fi
    update-initramfs -u
"""
WITHOUT_MODULE = """
    kernel=$(basename /lib/modules/*)
    module=$(modinfo -k $kernel -F filename vfioguard)
    mv $module /root
    depmod $kernel
    update-initramfs -u
    mv /root/${module##*/} $module
    depmod $kernel
"""
# DKMS goes on to call it installed.
LOST = """
    kernel=$(basename /lib/modules/*)
    rm $(modinfo -k $kernel -F filename vfioguard)
    depmod $kernel
    update-initramfs -u
"""
# An initramfs of before the installation, as where nobody may rebuild it
OLD_INITRAMFS = """
    tar -cPf /root/moved.tar --remove-files /usr/lib/modprobe.d/vfioguard.conf \
        /etc/modprobe.d/vfioguard.conf /usr/share/initramfs-tools/hooks/vfioguard
    update-initramfs -u
    tar -xPf /root/moved.tar
"""
# The kernel's own package calls the hooks, as when it is installed.
WITHOUT_HEADERS = """
    kernel=$(basename /lib/modules/*)
    dkms remove $(dkms status | cut -d, -f1 | head -n 1) -k $kernel
    dpkg-query -L $(dpkg-query -W -f '${Package}\\n' 'linux-headers-*') |
        tar -cPf /root/headers.tar --no-recursion -T -
    dpkg --purge --force-depends $(dpkg-query -W -f '${Package}\\n' 'linux-headers-*')
    dpkg-reconfigure linux-image-$kernel
"""
# As where openssl is missing
WITHOUT_SIGNATURE = """
    kernel=$(basename /lib/modules/*)
    module=$(modinfo -k $kernel -F filename vfioguard)
    case $module in
    *.xz)
        xz -d $module
        strip --strip-debug ${module%.xz}
        xz --check=crc32 ${module%.xz} ;;
    *)
        strip --strip-debug $module ;;
    esac
    [ -z "$(modinfo -k $kernel -F signer vfioguard)" ]
    depmod $kernel
    update-initramfs -u
"""
# Where the power goes before anything is configured
UNPACKED = """
    dpkg --no-triggers --unpack /media/*.deb
    [ ! -e /etc/modprobe.d/vfioguard.conf ]
"""
# Space for dpkg and for a copy of the source, and not for what compilers write.
# Root takes reserved blocks too, down to some that nobody gets.
FULL = """
    dpkg --unpack /media/*.deb
    dpkg --configure vfioguard
    size=$(($(stat -f -c '%f * %S / 1024' /)))
    until fallocate -l ${size}K /filler; do
        size=$((size - 256))
    done 2>/dev/null
    rm /filler
    fallocate -l $((size - 4096))K /filler
    dpkg --configure vfioguard-dkms || true
    ls /var/lib/dkms/vfioguard/*/build/make.log
    if modinfo -k $(basename /lib/modules/*) vfioguard; then
        exit 1
    fi
"""


def unguarded(boot, *words):
    """No guard, so no driver; status and the journal name the way out."""
    expect.running(boot)
    expect.bound(boot, [])
    release = boot.run("uname -r").strip()
    expect.order(boot, f"{HELPER} {re.escape(release)}: ", expect.ROOT)
    text = expect.absent(boot, *words)
    expect.journal(boot, HELPER, release, *words)
    return text


def way_out(machine, text):
    """What status tells to run helps."""
    commands = re.findall(r"'((?:dkms|/usr/lib)[^']*)'", text)
    if len(commands) != 2:
        raise CheckError(f"status names {commands}: {text}")
    machine.prepare("\n".join(commands))
    with machine.boot(expect.CLAIM) as boot:
        guarded(boot)


@test("build-fails")
def build_fails(machine):
    """the module does not build for the running kernel, or is lost: no vfio-pci"""
    machine.prepare(BROKEN_SOURCE)
    with machine.boot(expect.CLAIM) as boot:
        text = unguarded(boot, BUILD_IT)
    machine.prepare("sed -i 1d /usr/src/vfioguard-*/kmod/main.c")
    way_out(machine, text)
    machine.prepare(LOST)
    with machine.boot(expect.CLAIM) as boot:
        text = unguarded(boot, BUILD_IT)
    way_out(machine, text)


@test("unsigned")
def unsigned(machine):
    """a module with a signature that the kernel does not trust, and one without:
    no vfio-pci"""
    # These machines have no UEFI; secure-boot has.
    wayout = "without UEFI no key can be enrolled; remove module.sig_enforce=1"
    with machine.boot(expect.CLAIM + " module.sig_enforce=1") as boot:
        unguarded(boot, "does not trust the signature of vfioguard", wayout)
    machine.prepare(WITHOUT_SIGNATURE)
    with machine.boot(expect.CLAIM + " module.sig_enforce=1") as boot:
        # In the initramfs nobody knows that dkms made no key.
        unguarded(boot, wayout)
        expect.absent(boot, "vfioguard is not signed", wayout)
    with machine.boot(expect.CLAIM) as boot:
        guarded(boot)


@test("blacklisted")
def blacklisted(machine):
    """module_blacklist=vfioguard: no vfio-pci, and what waits for the guard does
    not start"""
    machine.prepare(WAITING)
    with machine.boot(expect.CLAIM + " module_blacklist=vfioguard") as boot:
        unguarded(boot, "module_blacklist= on the kernel command line forbids vfioguard; "
                  "remove it and reboot")
        if not boot.attempt("systemctl is-active libvirtd.service")[0]:
            raise CheckError("libvirtd runs without the guard")


@test("ftrace-off")
def ftrace_off(machine):
    """the guard cannot be armed: no vfio-pci"""
    with machine.boot(expect.CLAIM + " sysctl.kernel.ftrace_enabled=0") as boot:
        unguarded(boot, "kernel.ftrace_enabled is 0", "remove sysctl.kernel.ftrace_enabled=0 "
                  "from the kernel command line")


@test("initramfs-without")
def initramfs_without(machine):
    """an initramfs that was made before the module: no vfio-pci in there, the
    guard comes with the system"""
    machine.prepare(WITHOUT_MODULE)
    with machine.boot(expect.CLAIM) as boot:
        expect.running(boot)
        expect.bound(boot, [])
        expect.order(boot, HELPER, expect.ROOT, expect.ARMED)
        text = expect.status(boot, 1, "was refused in the initramfs")
        # By now they have another driver.
        boot.run("modprobe vfio-pci")
        for device in [ISOLATED, *UNISOLATED]:
            boot.run(f"""
                cd /sys/bus/pci/devices/{device}
                echo vfio-pci >driver_override
                [ ! -e driver ] || echo {device} >driver/unbind
                echo {device} >/sys/bus/pci/drivers_probe || true
            """)
        expect.bound(boot, [ISOLATED])
    machine.prepare(re.search(r"run '(.*rebuild-initramfs.*)' and reboot", text)[1])
    with machine.boot(expect.CLAIM) as boot:
        guarded(boot)


@test("initramfs-of-before")
def initramfs_of_before(machine):
    """an initramfs that was made before the installation: what it handed out is
    taken back, and it is told from when to when nobody looked"""
    machine.prepare(OLD_INITRAMFS)
    with machine.boot(expect.CLAIM) as boot:
        expect.running(boot)
        expect.order(boot, r"vfio_pci: add \[1234:1111", expect.ROOT, expect.ARMED)
        expect.bound(boot, [ISOLATED])
        for device in [ISOLATED, *UNISOLATED]:
            text = boot.attempt(f"vfioguard show {device}")[1]
            if not re.search(r"unguarded from 2\d\d\d-.*\n  to 2", text):
                raise CheckError(f"it is not told since when {device} was "
                                 f"unguarded: {text}")
        expect.status(boot, 1)


@test("driver-without-rule")
def driver_without_rule(machine):
    """a driver that came after the rules were made: guarded by that of the core"""
    machine.prepare("""
        [ "$(grep -c '^install vfio-pci ' /etc/modprobe.d/vfioguard.conf)" = 1 ]
        sed -i '/^install vfio-pci /d' /etc/modprobe.d/vfioguard.conf
        update-initramfs -u
    """)
    with machine.boot(expect.CLAIM) as boot:
        guarded(boot)
    with machine.boot(expect.CLAIM + " module_blacklist=vfioguard") as boot:
        unguarded(boot, "module_blacklist=")


def not_applied(boot, line):
    """The built-in policy holds, and the line at fault is told. These machines
    refuse devices, too, for which status ends with 1, and policy show does not."""
    expect.running(boot)
    expect.bound(boot, [ISOLATED])
    expect.journal(boot, "policy was not applied", f"policy.conf:{line}")
    expect.status(boot, 1, f"policy.conf:{line}")
    code, text = boot.attempt("vfioguard policy show --json")
    shown = json.loads(text)
    if code != 1 or {key: shown[key] for key in BUILT_IN} != BUILT_IN:
        raise CheckError(f"policy show ends with {code}: {text}")


@test("policy-broken")
def policy_broken(machine):
    """a policy file with a mistake: the built-in policy holds, status says
    which line"""
    machine.prepare("""
        echo >>/etc/vfioguard/policy.conf 'mode = sometimes'
        update-initramfs -u
    """)
    with machine.boot(expect.CLAIM) as boot:
        line = boot.run("wc -l </etc/vfioguard/policy.conf").strip()
        not_applied(boot, line)
    # One of before the mistake has what the file said then.
    machine.prepare("""
        sed -i 's/^mode = sometimes$/mode = audit\\nscope = all/' /etc/vfioguard/policy.conf
        update-initramfs -u
        sed -i 's/^mode = audit$/mode = sometimes/' /etc/vfioguard/policy.conf
    """)
    with machine.boot(expect.CLAIM) as boot:
        expect.order(boot, "vfioguard: would refuse: ", expect.ROOT)
        not_applied(boot, line)
        expect.journal(boot, "the built-in policy replaces that of the initramfs "
                       "(mode=audit scope=all)")
        # The line that status names, mended
        boot.run(f"""
            sed -i '{line}s/.*/mode = audit/' /etc/vfioguard/policy.conf
            vfioguard policy load
            vfioguard policy show
        """)


@test("no-headers")
def no_headers(machine):
    """a kernel without headers: told when it is installed, no vfio-pci"""
    text = machine.prepare(WITHOUT_HEADERS)
    release = machine.disk.newest()
    for words in ("has no module vfioguard: it will not hand out devices",
                  f"install linux-headers-{release}", BUILD_IT):
        if words not in text:
            raise CheckError(f"the kernel was installed without \"{words}\": {text}")
    with machine.boot(expect.CLAIM) as boot:
        text = unguarded(boot, f"install linux-headers-{release}")
    # As their package does
    machine.prepare("tar -xPf /root/headers.tar")
    way_out(machine, text)


@test("disk-full", installed=False)
def disk_full(machine):
    """the disk gets full while the module is built: no vfio-pci"""
    machine.prepare(CLAIM_EARLY["initramfs-tools"])
    machine.prepare(FULL)
    with machine.boot(expect.CLAIM) as boot:
        text = unguarded(boot, BUILD_IT)
    machine.prepare("rm /filler")
    way_out(machine, text)
    # Nothing else was wrong.
    machine.prepare("dpkg --configure vfioguard-dkms && modinfo -k $(basename /lib/modules/*) vfioguard")


def cut_install(machine, reached):
    """Cuts the power of a machine whose apt has come so far."""
    machine.prepare(CLAIM_EARLY["initramfs-tools"])
    with machine.boot() as boot:
        boot.run(f"""
            mount -o ro /dev/vdb /mnt
            apt-get -y install /mnt/*.deb >/root/log 2>&1 </dev/null &
            until {reached}; do
                [ -e /proc/$! ] || {{ cat /root/log; exit 1; }}
                sleep 0.2
            done
        """, BUILD_LIMIT)
        boot.cut()


@test("unpacked", installed=False)
def unpacked(machine):
    """the installation ends before anything is configured: what the initramfs
    hands out is taken back, and the next one hands out nothing"""
    machine.prepare(CLAIM_EARLY["initramfs-tools"])
    machine.prepare(UNPACKED)
    with machine.boot(expect.CLAIM) as boot:
        expect.order(boot, r"vfio_pci: add \[1234:1111", expect.ROOT)
        expect.running(boot)
        expect.bound(boot, [])
        if not boot.attempt("modprobe vfio-pci")[0]:
            raise CheckError("modprobe loads vfio-pci")
        expect.absent(boot, BUILD_IT)
        expect.journal(boot, SERVICE, BUILD_IT)
    machine.prepare("update-initramfs -u")
    with machine.boot(expect.CLAIM) as boot:
        text = unguarded(boot, BUILD_IT)
    way_out(machine, text)


@test("power-cut", installed=False)
def power_cut(machine):
    """the power goes while the module is built: no vfio-pci"""
    cut_install(machine, """[ -n "$(find /var/lib/dkms/vfioguard -name '*.o')" ]""")
    with machine.boot(expect.CLAIM) as boot:
        text = unguarded(boot, BUILD_IT)
    way_out(machine, text)


@test("power-cut-early", installed=False)
def power_cut_early(machine):
    """the power goes while the initramfs is made: what it hands out is taken back"""
    cut_install(machine, "ls -d /var/tmp/mkinitramfs_*")
    with machine.boot(expect.CLAIM) as boot:
        expect.order(boot, r"vfio_pci: add \[1234:1111", expect.ROOT)
        expect.running(boot)
        expect.bound(boot, [])
        text = expect.absent(boot, BUILD_IT)
        expect.journal(boot, SERVICE, BUILD_IT)
    way_out(machine, text)
