# SPDX-License-Identifier: GPL-2.0-only
"""What a booted machine has to show."""

import re

from machine import ISOLATED, UNISOLATED, CheckError

# vfio-pci claims every GPU that it is asked to, wherever it is loaded.
CLAIM = "vfio-pci.ids=1234:1111"
# The root file system: what comes before it happened inside the initramfs.
ROOT = r"EXT4-fs \(vda\): mounted"
ARMED = r"vfioguard: \S+ armed"


def drivers(boot):
    return {device: boot.driver(device) for device in [ISOLATED, *UNISOLATED]}


def bound(boot, wanted):
    """Exactly these have been handed to vfio-pci."""
    seen = [device for device, driver in drivers(boot).items()
            if driver == "vfio-pci"]
    if seen != list(wanted):
        raise CheckError(f"vfio-pci has {seen}, expected {list(wanted)}")


def running(boot):
    """All of the machine is up; one unit may have failed, and be told of."""
    state = boot.attempt("systemctl is-system-running --wait")[1].strip()
    if state not in ("running", "degraded"):
        raise CheckError(f"the machine is {state}")
    return state


def healthy(boot):
    """Nothing of ours failed."""
    failed = boot.run("systemctl list-units --failed --plain --no-legend 'vfioguard*'").strip()
    if failed:
        raise CheckError(f"failed: {failed}")
    boot.run("systemctl is-active vfioguard-policy.service")


def order(boot, *patterns):
    """These lines are in the kernel log, the first of each in this order."""
    log = boot.run("dmesg").splitlines()
    last = -1
    for pattern in patterns:
        where = next((number for number, line in enumerate(log)
                      if re.search(pattern, line)), None)
        if where is None:
            raise CheckError(f"the kernel log does not say {pattern}")
        if where < last:
            raise CheckError(f"{pattern} comes too early in the kernel log: "
                             f"{log[where]}")
        last = where


def status(boot, code, *words):
    """The tool ends with this code, and its output has these words."""
    seen, text = boot.attempt("vfioguard status")
    if seen != code:
        raise CheckError(f"status ended with {seen}, expected {code}: {text}")
    for word in words:
        if word not in text:
            raise CheckError(f"status does not say \"{word}\": {text}")
    return text


def absent(boot, *words):
    """There is no guard, or it is not armed: one sentence with these words."""
    text = status(boot, 2, *words)
    if len(text.splitlines()) != 1:
        raise CheckError(f"status says more than one sentence: {text}")
    return text


def journal(boot, *words):
    """One line of the journal of this boot has all of these words."""
    text = boot.run("journalctl -b -o cat --no-pager")
    if not any(all(word in line for word in words)
               for line in text.splitlines()):
        raise CheckError(f"the journal does not say {' ... '.join(words)}")


def ratio(boot):
    """How long the boot took until systemd had started all, over what it had taken
    without the time from the load of the module until it was armed."""
    log = boot.run("dmesg")
    start, end = [float(re.search(r"\[ *([\d.]+)\] " + words, log).group(1))
                  for words in ("vfioguard: loading", ARMED)]
    whole = int(boot.run("systemctl show -P FinishTimestampMonotonic")) / 1e6
    return whole / (whole - (end - start))


def service(boot):
    """Seconds that the boot waited for our service."""
    times = [int(boot.run(f"systemctl show -P {name} vfioguard-policy.service"))
             for name in ("InactiveExitTimestampMonotonic", "ActiveEnterTimestampMonotonic")]
    return (times[1] - times[0]) / 1e6
