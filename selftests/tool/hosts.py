# SPDX-License-Identifier: GPL-2.0-only
"""Records of made-up hosts, as the module would send them."""

MS = 1_000_000

STATUS = {
    "abi": 1, "version": "0.1.0", "armed": 1, "mode": "enforce",
    "profile": "standard", "scope": "gpu", "peers": "refuse",
    "present": "unbind",
    "armed-at": 3_141 * MS,
    "boot-id": "6f1d5c8e-2a44-4b0c-9d7a-0d3b5a1f7c11",
    "sequence": 3, "allowed": 2, "refused": 1, "would-refuse": 0,
    "unbound": 0, "violations": 0, "devices-created": 4,
    "devices-destroyed": 1,
    "not-judged": ["unsafe-interrupts", "acs-drift", "translated-p2p",
                   "reset-missing"],
    "lost-devices": 0, "lost-events": 0,
    "watch-interval": 5, "watch-passes": 61, "watch-time": 3050000,
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


GIB = 1 << 30
MIB = 1 << 20
WHERE = {"64-bit", "prefetchable", "assigned", "above-4g", "enabled"}


def bar(index, address, size, flags=None):
    return {"index": index, "flags": WHERE if flags is None else flags,
            "address": address, "size": size}


def hardware():
    """What an H200 in good health is made of."""
    return {
        "subsystem-vendor": 0x10de, "subsystem-device": 0x18be,
        "fabric": 1, "power-state": "d0",
        "bar": [bar(0, 0x63fe00000000, 16 * MIB),
                bar(2, 0x600000000000, 256 * GIB),
                bar(4, 0x63fe40000000, 32 * MIB),
                bar(6, 0xd1000000, 512 << 10, {"assigned", "rom", "enabled"})],
        "rebar": [{"index": 2, "sizes": (1 << 19) - (1 << 6),
                   "current": 256 * GIB, "largest": 1},
                  {"index": 2, "vf": 1, "sizes": 1 << 12,
                   "current": 4 * GIB, "largest": 1}],
        "reset": {"method": ["flr", "bus"], "used": "flr", "hot-reset": 1,
                  "affected": [], "affected-count": 0, "last": "worked",
                  "needed": 0},
        "interrupts": {"pin": 1, "intx-masking-broken": 0,
                       "msi-vectors": 16, "msi-enabled": 0,
                       "msix-vectors": 9, "msix-enabled": 1, "isolated": 1},
        "dma": {"iommu": 1, "domain-type": "unmanaged",
                "mask": (1 << 52) - 1,
                "region": [{"start": 0xfee00000, "length": 0x100000,
                            "type": "msi"}], "region-count": 1},
        "link": {"speed": 5, "width": 16, "max-speed": 5, "max-width": 16,
                 "port": "0000:02:01.0", "port-max-speed": 5,
                 "port-max-width": 16, "degraded": 0},
        "aer-uncorrectable": 0,
        "sriov": {"total-vfs": 32, "num-vfs": 0},
    }


def h200(**more):
    return gpu(**{**hardware(), **more})


def troubled():
    """An H200 on which nearly everything is wrong that can be."""
    record = h200(
        verdict="refuse", driver="nvidia", assigned=0,
        sentence="refused: the only reset of this device also resets "
                 "0000:03:00.1 (IOMMU group 22) (reset-shared)",
        finding=[{"rule": "reset-shared", "severity": "refuse",
                  "cause": "none", "culprit": "0000:02:01.0",
                  "sentence": "the only reset of this device also resets "
                              "0000:03:00.1 (IOMMU group 22)",
                  "subject": "0000:03:00.0", "peer-count": 1,
                  "peer": [{"bdf": "0000:03:00.1", "group": 22}]}],
        **{"finding-count": 1, "power-state": "d3hot",
           "aer-uncorrectable": 1 << 14 | 1 << 20 | 1 << 31})
    record["decision"] = decision("refuse", "refused", rule="reset-shared",
                                  sentence=record["sentence"])
    record["bar"] = [
        bar(0, 0xd0000000, 16 * MIB, {"64-bit", "prefetchable", "assigned"}),
        bar(2, 0xc0000000, 32 * MIB, {"64-bit", "assigned", "enabled"}),
        {"index": 4, "flags": {"64-bit"}}, {"index": 5, "flags": {"io"},
                                            "size": 128},
        {"index": 6, "flags": {"rom"}, "size": 512 << 10}]
    record["rebar"] = [{"index": 2, "sizes": 1 << 18 | 1 << 6 | 1 << 5,
                        "current": 32 * MIB, "largest": 0},
                       {"index": 3, "sizes": 0},
                       {"index": 4, "sizes": 1 << 43 | 1, "largest": 0}]
    record["reset"] = {
        "method": [], "hot-reset": 1, "affected-count": 3, "last": "failed",
        "needed": 1,
        "affected": [{"bdf": "0000:03:00.1", "group": 22,
                      "driver": "snd_hda_intel"},
                     {"bdf": "0000:03:00.2", "driver-busy": 1}]}
    record["interrupts"] = {"pin": 2, "intx-masking-broken": 1,
                            "msi-vectors": 16, "msi-enabled": 1,
                            "isolated": 0}
    record["dma"] = {
        "iommu": 0, "mask": (1 << 64) - 1, "ats-enabled": 1,
        "pri-enabled": 0, "pasid-enabled": 1, "region-count": 9,
        "region": [{"start": 0x7d000000, "length": 0x200000,
                    "type": "direct"},
                   {"start": 0xfee00000, "length": 0x100000, "type": 77}]}
    record["link"].update({"speed": 4, "width": 8, "degraded": 1})
    record["sriov"] = {"total-vfs": 32, "num-vfs": 4}
    return record


def vf():
    """A VF has the ID of its PF: nothing is expected of it."""
    record = gpu("0000:03:00.4", 24, **{"slot-path": "00:03.0/00.0/01.0/00.4"})
    record["bar"] = [bar(0, 0x63ff00000000, 256 << 10),
                     bar(2, 0x620000000000, 4 * GIB)]
    record["sriov"] = {"pf": "0000:03:00.0", "pf-driver": "nvidia",
                       "vf-index": 3}
    record["dma"] = {"iommu": 1, "domain-type": "identity"}
    return record


def ports():
    """The bridges above leaking()."""
    return [
        {"bdf": "0000:00:03.0", "vendor": 0x8086, "device": 0x352a,
         "type": "root-port", "slot-path": "00:03.0", "group": 4,
         "secondary": 1, "subordinate": 4, "acs-capability": 0x1f,
         "acs-control": 0x1d, "wanted": 0, "device-count": 2,
         "endangered-count": 0},
        {"bdf": "0000:01:00.0", "vendor": 0x1000, "device": 0xc030,
         "type": "upstream", "slot-path": "00:03.0/00.0", "group": 5,
         "secondary": 2, "subordinate": 4, "wanted": 0, "device-count": 2,
         "endangered-count": 0},
        {"bdf": "0000:02:01.0", "vendor": 0x1000, "device": 0xc030,
         "type": "downstream", "slot-path": "00:03.0/00.0/01.0", "group": 6,
         "secondary": 3, "subordinate": 3, "acs-capability": 0x5f,
         "acs-control": 0x19, "wanted": 0x04, "device-count": 1,
         "endangered-count": 1},
        {"bdf": "0000:02:02.0", "vendor": 0x1000, "device": 0xc030,
         "type": "downstream", "slot-path": "00:03.0/00.0/02.0", "group": 7,
         "secondary": 4, "subordinate": 4, "wanted": 0x05,
         "device-count": 2, "endangered-count": 2, "last-change": 77 * MS},
        {"bdf": "0001:40:01.1", "vendor": 0x8086, "device": 0xa110,
         "type": "root-port", "slot-path": "0001:40:01.1", "secondary": 65,
         "subordinate": 65, "wanted": 0, "device-count": 1,
         "quirk": "pci_quirk_intel_pch_acs", "endangered-count": 0},
        {"bdf": "0001:80:00.0", "type": "conventional", "unreadable": 1,
         "wanted": 0x60, "acs-capability": 0x7f, "acs-control": 0x65,
         "device-count": 1, "endangered-count": 1},
    ]
