# SPDX-License-Identifier: GPL-2.0-only
"""Records of made-up hosts, as the module would send them."""

MS = 1_000_000

STATUS = {
    "abi": 1, "version": "0.1.0", "armed": 1, "mode": "enforce",
    "profile": "standard", "scope": "gpu", "present": "unbind",
    "armed-at": 3_141 * MS,
    "boot-id": "6f1d5c8e-2a44-4b0c-9d7a-0d3b5a1f7c11",
    "sequence": 3, "allowed": 2, "refused": 1, "would-refuse": 0,
    "unbound": 0, "violations": 0, "devices-created": 4,
    "devices-destroyed": 1,
    "not-judged": ["unsafe-interrupts", "acs-drift", "translated-p2p",
                   "reset-missing"],
    "lost-devices": 0,
}


def decision(verdict="allow", action="allowed", **more):
    return {"sequence": 1, "time": 12_345 * MS, "trigger": "bind",
            "verdict": verdict, "action": action, "sentence": "allowed",
            **more}


def gpu(bdf="0000:03:00.0", group=20, **more):
    """An H200, alone and allowed."""
    return {"bdf": bdf, "vendor": 0x10de, "device": 0x2335,
            "class": 0x030200, "driver": "vfio-pci", "numa-node": 0,
            "slot-path": "00:03.0/00.0/01.0/00.0", "group": group,
            "member": [bdf], "member-count": 1, "domain": [bdf],
            "domain-count": 1, "in-scope": 1, "assigned": 1, "open": 0,
            "verdict": "allow", "sentence": "allowed", "finding": [],
            "finding-count": 0, "decision": decision(), **more}


ROOT_COMPLEX = {
    "rule": "root-complex-asserted", "severity": "info", "cause": "none",
    "sentence": "isolation from devices outside the slot of 0000:00:03.0 "
                "rests on the root complex",
    "subject": "0000:03:00.0", "culprit": "0000:00:03.0", "wanted": 0,
    "seen": 0x1d, "peer-count": 0,
}

LEAK = ("0000:02:01.0 has ACS P2P Request Redirect off, so this device can "
        "write into 0000:04:00.0 (IOMMU group 21)")
INBOUND = ("0000:02:02.0 has no ACS capability, so 0000:04:00.0 (IOMMU group "
           "21) can write into this device")
SPOOFING = ("0000:02:02.0 has no ACS capability, so this device can act under "
            "the requester ID of 0000:04:00.0 (IOMMU group 21)")


def leaking():
    """The same below a switch that leaks, refused and left alone."""
    peer = {"bdf": "0000:04:00.0", "group": 21}
    return gpu(
        domain=["0000:03:00.0", "0000:04:00.0"], **{"domain-count": 2},
        assigned=0, verdict="refuse", driver="nvidia",
        sentence=f"refused: {LEAK} (acs-path)",
        finding=[
            {"rule": "acs-path", "severity": "refuse",
             "cause": "request-redirect-off", "sentence": LEAK,
             "subject": "0000:03:00.0", "culprit": "0000:02:01.0",
             "wanted": 0x04, "seen": 0x19, "peer-count": 1, "peer": [peer]},
            {"rule": "acs-reach-in", "severity": "refuse",
             "cause": "no-acs", "sentence": INBOUND,
             "subject": "0000:03:00.0", "culprit": "0000:02:02.0",
             "wanted": 0x04, "seen": 0, "peer-count": 1, "peer": [peer]},
            ROOT_COMPLEX,
            {"rule": "acs-source-validation", "severity": "refuse",
             "cause": "no-acs", "sentence": SPOOFING,
             "subject": "0000:03:00.0", "culprit": "0000:02:02.0",
             "wanted": 0x01, "seen": 0, "peer-count": 1, "peer": [peer]},
        ],
        **{"finding-count": 4},
        decision=decision("refuse", "refused", sequence=3, rule="acs-path",
                          sentence=f"refused: {LEAK} (acs-path)"))


def audited():
    """Two functions of one adapter in use although a rule refuses."""
    return gpu(
        "0001:41:00.0", 7, verdict="would-refuse", open=1, vendor=0x1002,
        device=0x74a1, **{"class": 0x120000, "numa-node": -1},
        **{"slot-path": "0001:40:01.1/00.0"},
        sentence="would refuse: interrupt remapping does not isolate the "
                 "MSIs of IOMMU group 7 (msi-not-isolated)",
        finding=[
            {"rule": "msi-not-isolated", "severity": "refuse",
             "cause": "none", "subject": "0001:41:00.0", "wanted": 0,
             "seen": 0, "peer-count": 0,
             "sentence": "interrupt remapping does not isolate the MSIs of "
                         "IOMMU group 7"},
        ],
        **{"finding-count": 1},
        decision=decision("would-refuse", "audited", sequence=2,
                          rule="msi-not-isolated", sentence="would refuse: "
                          "interrupt remapping does not isolate the MSIs of "
                          "IOMMU group 7 (msi-not-isolated)"))


def switch():
    """An NVSwitch that nobody has taken yet."""
    record = gpu("0000:83:00.0", 90, device=0x22a3, assigned=0,
                 **{"class": 0x068000, "slot-path":
                    "80:01.0/00.0/00.0/00.0"})
    del record["driver"], record["decision"]
    return record


def bmc():
    """The display of a management controller, on a conventional bus."""
    sentence = ("0000:09:00.0 leads to a conventional PCI bus, so this "
                "device can write into 0000:0a:01.0 (IOMMU group 31)")
    record = gpu("0000:0a:00.0", 30, vendor=0x1a03, device=0x2000,
                 assigned=0, driver="ast", verdict="refuse",
                 sentence=f"refused: {sentence} (acs-path)",
                 **{"class": 0x030000, "slot-path": "00:1c.5/00.0/00.0"},
                 finding=[{"rule": "acs-path", "severity": "refuse",
                           "cause": "conventional-bus",
                           "culprit": "0000:09:00.0", "peer-count": 1,
                           "sentence": sentence,
                           "peer": [{"bdf": "0000:0a:01.0"}]}])
    record["finding-count"] = 1
    del record["decision"]
    return record


def many():
    """A NIC that is judged because it endangers a GPU; lists that were cut."""
    peers = [{"bdf": f"0000:{bus:02x}:00.0", "group": bus}
             for bus in range(0x50, 0x58)]
    sentence = ("0000:4f:00.0 has ACS Source Validation off and no port "
                "above validates, so this device can act under any "
                "requester ID")
    return gpu("0000:4e:00.1", 44, vendor=0x15b3, device=0x1021,
               driver="mlx5_vfio_pci", verdict="refuse", open=1,
               **{"class": 0x020000, "in-scope": 0, "member-count": 12,
                  "slot-path": "4d:00.0/00.1", "finding-count": 40},
               member=[f"0000:4e:{i:02x}.0" for i in range(9)],
               sentence=f"refused: {sentence} (acs-source-validation)",
               finding=[{"rule": "acs-source-validation",
                         "severity": "refuse",
                         "cause": "source-validation-off",
                         "sentence": sentence, "subject": "0000:50:00.0",
                         "culprit": "0000:4d:00.0", "wanted": 0x61,
                         "seen": 0x7c, "peer-count": 11, "peer": peers}])


def host(*devices, **more):
    """STATUS with counters that fit the devices."""
    return dict(STATUS, **more), list(devices)
