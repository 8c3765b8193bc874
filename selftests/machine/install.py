# SPDX-License-Identifier: GPL-2.0-only
"""Installing, upgrading and removing, on machines that boot."""

import json
import pathlib
import re
import shutil
import tempfile

import expect
from machine import ISOLATED, TOP, UNISOLATED, CheckError, build_programs, output
from suite import test

# TCG compiles some thirty times as slowly as the host.
BUILD_LIMIT = 6000
CLAIM_EARLY = {
    "initramfs-tools": """
        echo vfio-pci >>/etc/initramfs-tools/modules
        update-initramfs -u
    """,
    "dracut": """
        echo 'force_drivers+=" vfio-pci "' >/etc/dracut.conf.d/vfio.conf
        for image in /boot/initrd.img-*; do
            dracut --force $image ${image#*img-}
        done
    """,
}


README = (TOP / "README.md").read_text()
SOURCE = re.search(r"\n +apt-get install (build-essential dkms .*)\n +(make install)\n", README)
LIBVIRT = re.search(r"\n( +cp -rs .*libvirtd.*\n)(.*daemon-reload)\n", README)
def typed(command):
    """A command as README has it"""
    if not re.search(rf"^ +{re.escape(command)}( +#.*)?$", README, re.MULTILINE):
        raise CheckError(f"README does not say {command}")
    return command


# A stand-in for libvirt, and what README says to have it wait
WAITING = """
    printf '%s\\n' '[Service]' Type=oneshot RemainAfterExit=yes ExecStart=/bin/true \
        '[Install]' WantedBy=multi-user.target >/etc/systemd/system/libvirtd.service
    systemctl enable libvirtd.service
""" + LIBVIRT[1]


# Of the guard, once it is removed
LEFT = r"""
    find / -xdev -iname '*vfioguard*' ! -path '/var/log/*' \
        ! -path '/var/cache/*' ! -path '/root/*'
"""


def newer(deb, place):
    """The same package, one version later; what has a module has another one."""
    with tempfile.TemporaryDirectory() as tree:
        output("dpkg-deb", "-R", deb, tree)
        control = pathlib.Path(tree) / "DEBIAN/control"
        control.write_text(re.sub(r"(?m)^(Version: .*)$", r"\1+1",
                                  control.read_text()))
        for source in pathlib.Path(tree).glob("usr/src/*/kmod/main.c"):
            source.write_text(source.read_text() + "MODULE_INFO(build, \"newer\");\n")
        output("dpkg-deb", "-b", tree, place)


def guarded(boot):
    """The guard was there first, inside the initramfs."""
    expect.bound(boot, [ISOLATED])
    # vfio-pci says what it claimed once it has probed all of it.
    expect.order(boot, expect.ARMED, r"\] vfio[-_]pci",
                 r"vfio_pci: add \[1234:1111", expect.ROOT)
    for device in UNISOLATED:
        expect.order(boot, f"vfio-pci {device}: vfioguard: refused: ", expect.ROOT)
    expect.running(boot)
    expect.healthy(boot)


@test("stock", installed=False)
def stock(machine):
    """without the guard all GPUs are handed out inside the initramfs"""
    machine.prepare(CLAIM_EARLY["initramfs-tools"])
    with machine.boot(expect.CLAIM) as boot:
        expect.bound(boot, [ISOLATED, *UNISOLATED])
        expect.order(boot, r"vfio_pci: add \[1234:1111", expect.ROOT)
        expect.running(boot)
        return f"{stock.__doc__}; booted in {boot.seconds:.0f} s"


@test("boot")
def boot(machine):
    """the unisolated GPUs are refused inside the initramfs"""
    with machine.boot(expect.CLAIM) as booted:
        guarded(booted)
        booted.run("systemd-analyze security --threshold=30 vfioguard-policy.service")
        ratio = expect.ratio(booted)
        if ratio > 1.01:
            raise CheckError(f"the boot takes {ratio:.4f} times as long")
        return (f"{boot.__doc__}; the boot takes {ratio:.4f} times as long, and waits "
                f"{expect.service(booted):.1f} s for the service")


@test("dracut", tool="dracut")
def dracut(machine):
    """the same inside an initramfs that dracut made"""
    with machine.boot(expect.CLAIM) as booted:
        guarded(booted)


@test("policy")
def policy(machine):
    """a policy holds inside the initramfs, and the later one of the root file
    system after it; what waits for the guard starts"""
    machine.prepare(WAITING + """
        echo 'mode = audit' >>/etc/vfioguard/policy.conf
        /usr/lib/vfioguard/rebuild-initramfs
        sleep 1
        sed -i 's/^mode = audit$/mode = enforce/' /etc/vfioguard/policy.conf
        echo 'scope = all' >>/etc/vfioguard/policy.conf
    """)
    with machine.boot(expect.CLAIM) as booted:
        for device in UNISOLATED:
            expect.order(booted, f"vfio-pci {device}: vfioguard: would refuse: ", expect.ROOT,
                         f"vfio-pci {device}: vfioguard: unbound: ")
        expect.bound(booted, [ISOLATED])
        shown = json.loads(booted.run("vfioguard policy show --json"))
        if (shown["mode"], shown["scope"]) != ("enforce", "all"):
            raise CheckError(f"in force is {shown}")
        expect.journal(booted, "policy.conf is newer than /boot/initrd.img",
                       "rebuild-initramfs")
        expect.healthy(booted)
        booted.run(LIBVIRT[2])
        booted.run("systemctl is-active libvirtd.service")


@test("install", installed=False)
def install(machine):
    """apt installs the packages, and the next boot is guarded"""
    with machine.boot() as booted:
        booted.run("""
            mount -o ro /dev/vdb /mnt
            apt-get -y install /mnt/*.deb
            [ ! -d /sys/module/vfioguard ]
            [ ! -d /sys/module/vfio_pci ]
        """, BUILD_LIMIT)
        booted.run(CLAIM_EARLY["initramfs-tools"], BUILD_LIMIT)
    with machine.boot(expect.CLAIM) as booted:
        guarded(booted)
        # Two are refused, and it names them.
        code, text = booted.attempt(typed("vfioguard check"))
        if (code != 1 or not all(f"FAIL {device}" in text for device in UNISOLATED)
                or f"FAIL {ISOLATED}" in text):
            raise CheckError(f"check ended with {code}: {text}")


def still_guards(booted):
    """What the boot loaded is armed, and refuses as before."""
    expect.status(booted, 1, "armed")
    expect.healthy(booted)
    device = UNISOLATED[0]
    booted.run(f"""
        dmesg --clear
        cd /sys/bus/pci/devices/{device}
        [ ! -e driver ] || echo {device} >driver/unbind
        echo vfio-pci >driver_override
        echo {device} >/sys/bus/pci/drivers_probe || true
    """)
    expect.order(booted, f"vfio-pci {device}: vfioguard: refused: ")
    expect.bound(booted, [ISOLATED])


@test("upgrade")
def upgrade(machine):
    """an upgrade while a device is in use: the guard stays until the reboot"""
    (machine.media / "newer").mkdir()
    for deb in machine.media.glob("vfioguard*.deb"):
        newer(deb, machine.media / "newer" / deb.name)
    step = re.search(r"\n +(apt-get) (install --reinstall .*)", README)
    program, = [p for p in build_programs() if p.name == "vfio_open"]
    shutil.copy(program, machine.media)
    loaded = "cat /sys/module/vfioguard/srcversion"
    with machine.boot(expect.CLAIM) as booted:
        before = booted.run(f"""
            mount -o ro /dev/vdb /mnt
            modprobe vfio_iommu_type1
            /mnt/vfio_open {ISOLATED} --hold >/run/opened 2>&1 &
            until grep 'is open' /run/opened >/dev/null; do
                [ -e /proc/$! ] || {{ cat /run/opened; exit 1; }}
                sleep 1
            done
            {loaded}
        """)
        text = booted.run(f"{step[1]} -y {step[2]}".replace("./.build/deb", "/mnt/newer"),
                          BUILD_LIMIT)
        if "a reboot is pending" not in text:
            raise CheckError(f"upgraded without a word of the reboot: {text}")
        booted.run("ls /proc/[0-9]*/exe -l | grep -q vfio_open")
        if booted.run(loaded) != before:
            raise CheckError("the guard was replaced while a device was in use")
        expect.bound(booted, [ISOLATED])
        still_guards(booted)
    with machine.boot(expect.CLAIM) as booted:
        guarded(booted)
        if booted.run(loaded) == before:
            raise CheckError("after the reboot the old guard is loaded")


@test("recovery")
def recovery(machine):
    """vfioguard.mode=audit hands all out, and what README names tells why"""
    machine.prepare(typed("/usr/lib/vfioguard/rebuild-initramfs"))
    with machine.boot(expect.CLAIM + " vfioguard.mode=audit") as booted:
        expect.bound(booted, [ISOLATED, *UNISOLATED])
        expect.status(booted, 1, "mode audit, from the kernel command line")
        code, text = booted.attempt(typed("vfioguard check"))
        if code != 1 or f"FAIL {UNISOLATED[0]}" not in text:
            raise CheckError(f"check ended with {code}: {text}")
        booted.run(typed("journalctl -b -g vfioguard") + " | grep 'would refuse'")
        booted.run(typed("vfioguard policy load"))
        booted.run(typed("vfioguard policy show"))
    # The link of the package is not that of systemctl.
    machine.prepare("systemctl disable vfioguard-policy.service")
    # Taken away and back, as README and the tool say
    with machine.boot(expect.CLAIM) as booted:
        expect.healthy(booted)
        booted.run(typed("vfioguard disarm"))
        expect.status(booted, 2, "'rmmod vfioguard' and 'systemctl restart vfioguard-policy'")
        booted.run(typed("rmmod vfioguard") + " && systemctl restart vfioguard-policy")
        expect.healthy(booted)
        expect.bound(booted, [ISOLATED])
    machine.prepare("systemctl mask vfioguard-policy.service")
    with machine.boot() as booted:
        expect.running(booted)
        if not booted.attempt("systemctl is-active vfioguard-policy.service")[0]:
            raise CheckError("masked, and it runs")


def stock_again(machine):
    """Nothing is left, and nothing guards."""
    left = machine.prepare(LEFT)
    if left.strip():
        raise CheckError(f"removed, but there are {left}")
    with machine.boot(expect.CLAIM) as booted:
        expect.bound(booted, [ISOLATED, *UNISOLATED])
        expect.order(booted, r"vfio_pci: add \[1234:1111", expect.ROOT)
        expect.running(booted)


@test("remove")
def remove(machine):
    """purged packages leave a stock system"""
    with machine.boot(expect.CLAIM) as booted:
        guarded(booted)
        booted.run(typed("apt-get purge vfioguard vfioguard-dkms") + " -y", BUILD_LIMIT)
        # Until the reboot
        booted.run("[ -d /sys/module/vfioguard ]")
        expect.bound(booted, [ISOLATED])
    stock_again(machine)


def report_without_module(booted):
    """What README says of preflight, on this host and on a dump of it."""
    dump, *reports = re.findall(r"\n +((?:lspci -D|userspace/vfioguard preflight)[^#\n]*)",
                                README)
    booted.run(f"cd /root && {dump}")
    for command in reports:
        code, text = booted.attempt(f"cd /root && {command}")
        if code != 1 or "3 GPUs: 1 isolated, 2 refused" not in " ".join(text.split()):
            raise CheckError(f"{command} ended with {code}: {text}")
    if ISOLATED not in booted.run("vfioguard tree"):
        raise CheckError("vfioguard tree does not have all devices")


@test("source", tool=f"initramfs-tools {SOURCE[1]}", installed=False)
def source(machine):
    """installed from source the next boot is guarded, and uninstalled it is stock"""
    output("sh", "-euc", 'cd "$1" && git ls-files -z | tar --null -T - -cf "$2"',
           "-", TOP, machine.media / "source.tar")
    machine.prepare(CLAIM_EARLY["initramfs-tools"] + f"""
        tar -C /root -xf /media/source.tar
        cd /root
        {SOURCE[2]}
    """)
    with machine.boot(expect.CLAIM) as booted:
        guarded(booted)
        report_without_module(booted)
    machine.prepare("make -C /root uninstall")
    stock_again(machine)
