# SPDX-License-Identifier: GPL-2.0-only
"""The policy: of files, of the kernel command line, and in force."""

import json
import os
import re
import struct

import hosts
import netlink as nl
from bench import TOOL, expect, validate

KEYS = list(nl.SETS["policy"])
DEFAULTS = {key: next(iter(nl.ENUMS[key])) for key in KEYS}
ACCEPTED = "use mode, profile, scope, peers or present"
NO_SECTION = "there are no sections, only key = value"
NEITHER = "is neither key = value nor a comment"

# Bytes of a file, the line at fault and what is said about it.
BROKEN = [
    (b"mode = off\n", 1, "mode 'off' is not known, use enforce or audit"),
    (b"# a\n\nprofile = strict\n", 3, "profile 'strict' is not known, use "
     "standard, paranoid or mainline"),
    (b"scope = GPU", 1, "scope 'GPU' is not known, use gpu or all"),
    (b"scope = all all", 1, "scope 'all all' is not known"),
    (b"present = unbindx", 1, "present 'unbindx' is not known, use unbind or "
     "keep"),
    (b"peers = none", 1, "peers 'none' is not known, use refuse or "
     "same-owner\n"),
    (b"mode = \"audit\"\n", 1, "mode '\"audit\"' is not known"),
    (b"mode = audit # why\n", 1, "mode 'audit # why' is not known"),
    (b"mode = \x1b[31maudit\n", 1, "mode '?[31maudit' is not known"),
    (b"mode = \xe2\x80\xaeaudit\n", 1, "mode '???audit' is not known"),
    (b"mode =\n", 1, "mode has no value, use enforce or audit"),
    (b"scope = all\nmode =   \t \nmode = audit\n", 2, "mode has no value"),
    (b"mode\n", 1, NEITHER),
    (b"scope = all\naudit\n", 2, NEITHER),
    (b"mode = audit\n  audit\n", 2, NEITHER),
    (b"mode = audit\n\tscope = gpus\n", 2, "scope 'gpus' is not known"),
    (b"= audit\n", 1, f"there is no key '', {ACCEPTED}"),
    (b"Mode = audit\n", 1, f"there is no key 'Mode', {ACCEPTED}"),
    (b"vfioguard.mode = audit\n", 1, "there is no key 'vfioguard.mode'"),
    (b"mo\x07de = audit\n", 1, "there is no key 'mo?de'"),
    (b"[policy]\nmode = audit\n", 1, NO_SECTION),
    (b"mode = audit\n  [empty]\n", 2, NO_SECTION),
    (b"[broken\n", 1, NO_SECTION),
    (b"mode = audit\nscope = all\nmode = audit\n", 3,
     "mode is in line 1 already"),
    (b"mode = audit\0\n", 1, "has a NUL byte"),
    (b"# a\n#\0\nmode = off\n", 2, "has a NUL byte"),
    (b"#" + b"x" * 190 + b"\n", 1, "is longer than 190 characters"),
    (b"mode = audit" + b" " * 200 + b"\n", 1, "is longer than 190 characters"),
    (b"scope = x\n\n\nmode = off\n", 1, "scope 'x' is not known"),
    (b"mode\nscope = x\n", 1, NEITHER),
]

GOOD = [
    (b"", ""),
    (b"# mode = audit\n\n   # scope = all\n", ""),
    (b"mode = audit", "mode=audit"),
    (b"mode=audit\n", "mode=audit"),
    (b"  mode\t=   audit  \r\nscope=all\r\n", "mode=audit scope=all"),
    (b"\xef\xbb\xbfmode = audit\n", "mode=audit"),
    (b"#" + b"x" * 189 + b"\nmode = audit\n", "mode=audit"),
    (b"present = keep\npeers = refuse\nscope = all\nprofile = paranoid\n"
     b"mode = audit\n",
     "mode=audit profile=paranoid scope=all peers=refuse present=keep"),
]


def write(bench, text, name="policy.conf"):
    path = bench.dir / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def policy_answers(status=hosts.STATUS, **values):
    reply = [nl.record("policy", dict(DEFAULTS, **values)), nl.ack()]
    return nl.family() + nl.status(status) + \
        nl.exchange(nl.COMMANDS["policy-get"], reply) + \
        nl.exchange(nl.COMMANDS["policy-set"], [nl.ack()]) + nl.dump([])


def values_set(bench):
    """What the last request to set something gave."""
    attributes = [request[3] for request in bench.requests()
                  if request[2] == nl.COMMANDS["policy-set"]][-1]
    names = {spec["number"]: name for name, spec in nl.SETS["policy"].items()}
    found = {}
    for number, payload in attributes.items():
        words = {v: k for k, v in nl.ENUMS[names[number]].items()}
        found[names[number]] = words[struct.unpack("=I", payload)[0]]
    return found


def commands_sent(bench):
    return [command for _, _, command, _ in bench.requests()]


def test_broken_file(bench):
    requests = bench.dir / "requests"
    for text, line, err in BROKEN:
        path = write(bench, text)
        requests.unlink(missing_ok=True)
        for action in ("parameters", "load"):
            done = bench.run(f"policy {action} {path}", policy_answers())
            bench.check(f"{action} of {text[:30]!r}", expect(
                done, 1, out=False, err=f": {path}:{line}: {err}"))
        bench.check(f"nothing set for {text[:30]!r}",
                    nl.COMMANDS["policy-set"] in commands_sent(bench) and
                    str(bench.requests()))


def test_unreadable_file(bench):
    for path, err in ((bench.dir, "Is a directory"),
                      ("/nonexistent", "No such file or directory"),
                      ("/dev/zero", "File too large")):
        for action in ("parameters", "load"):
            done = bench.run(f"policy {action} {path}", policy_answers())
            bench.check(f"{action} of {path}", expect(
                done, 1, out=False, err=f"{path}: cannot be read: {err}"))


def test_not_a_file(bench):
    """In place of the file of boot: nothing to wait for, and not nothing."""
    pipe = bench.dir / "pipe"
    os.mkfifo(pipe)
    link = bench.dir / "link"
    cmdline = write(bench, "quiet", "cmdline")
    for target, err in ((bench.dir / "gone", "a symbolic link to nothing"),
                        (pipe, "not a regular file"),
                        ("/dev/zero", "not a regular file"),
                        ("/dev/null", "not a regular file"),
                        (bench.dir, "not a regular file")):
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        env = {"VG_TEST_POLICY": link, "VG_TEST_CMDLINE": cmdline}
        fault = f"{link}: cannot be read: {err}"
        for line in ("policy parameters", "policy load", f"policy load {link}"):
            done = bench.run(line, policy_answers(), **env)
            bench.check(f"{line}: {target}", expect(done, 1, False, f": {fault}\n"))
        for line in ("status", "check", "policy show"):
            done = bench.run(line, policy_answers(), **env)
            bench.check(f"{line}: {target}", expect(done, 1, True) or (
                f"not applied: {fault}\n" not in done.stdout and done.stdout))
    link.unlink()
    write(bench, "mode = audit\n", "real.conf")
    link.symlink_to("real.conf")
    done = bench.run("policy parameters", VG_TEST_POLICY=link, VG_TEST_CMDLINE=cmdline)
    bench.check("a link to a file", expect(done, 0, True) or
                (done.stdout != "mode=audit\n" and done.stdout))


def test_named_stream(bench):
    """What somebody names can be a device, or the end of a pipe."""
    cmdline = write(bench, "quiet", "cmdline")
    done = bench.run("policy load /dev/null", policy_answers(), VG_TEST_CMDLINE=cmdline)
    bench.check("load of /dev/null", expect(done, 0, True))
    for text in (b"mode = audit\n", b"scope = all\nmode = audit"):
        ours, theirs = os.pipe()
        os.write(theirs, text)
        os.close(theirs)
        done = bench.run("policy parameters /dev/stdin", stdin=ours, VG_TEST_CMDLINE=cmdline)
        os.close(ours)
        bench.check(f"parameters of a pipe with {text!r}", expect(done, 0, True) or
                    ("mode=audit" not in done.stdout and done.stdout))


def test_good_file(bench):
    for text, wanted in GOOD:
        path = write(bench, text)
        done = bench.run(f"policy parameters {path}",
                         VG_TEST_CMDLINE=write(bench, "quiet", "cmdline"))
        bench.check(f"parameters of {text[:30]!r}", expect(
            done, 0, out=bool(wanted)) or
            (done.stdout.rstrip("\n") != wanted and done.stdout))
        done = bench.run(f"policy load {path}", policy_answers(),
                         VG_TEST_CMDLINE=bench.dir / "cmdline")
        pairs = dict(word.split("=") for word in wanted.split())
        bench.check(f"load of {text[:30]!r}", expect(done, 0, out=True) or
                    (values_set(bench) != pairs and str(values_set(bench))))
    done = bench.run("policy parameters", VG_TEST_POLICY=path,
                     VG_TEST_CMDLINE=bench.dir / "cmdline")
    bench.check("the file that boot has", expect(done, 0, out=True) or
                (done.stdout.rstrip("\n") != wanted and done.stdout))


def test_words(bench):
    """All words of the spec."""
    cmdline = write(bench, "quiet", "cmdline")
    for key in KEYS:
        for word in nl.ENUMS[key]:
            path = write(bench, f"{key} = {word}\n")
            done = bench.run(f"policy load {path}", policy_answers(),
                             VG_TEST_CMDLINE=cmdline)
            bench.check(f"{key} = {word}", expect(
                done, 0, out=True) or (values_set(bench) != {key: word} and
                                       str(values_set(bench))))


def test_example(bench):
    """It is valid as it is, and what it shows are the defaults."""
    cmdline = write(bench, "", "cmdline")
    example = TOOL / "policy.conf"
    done = bench.run(f"policy load {example}", policy_answers(),
                     VG_TEST_CMDLINE=cmdline)
    bench.check("example", expect(done, 0, out=True) or
                (values_set(bench) and str(values_set(bench))))
    path = write(bench, re.sub(r"^#(\w+ = )", r"\1", example.read_text(),
                               flags=re.M))
    done = bench.run(f"policy parameters {path}", VG_TEST_CMDLINE=cmdline)
    wanted = " ".join(f"{key}={word}" for key, word in DEFAULTS.items())
    bench.check("defaults of the example", expect(done, 0, out=True) or
                (done.stdout != wanted + "\n" and done.stdout))


WINS = "the kernel command line says mode=audit, {}:2 says enforce: the " \
    "command line wins"

# Command line, parameters, what load sets, what is said.
CMDLINES = [
    ("quiet vfioguard.mode=audit", "mode=audit scope=all",
     {"mode": "audit", "scope": "all"}, WINS),
    ("vfioguard.mode=enforce \"vfioguard.mode=audit\"", "mode=audit scope=all",
     {"mode": "audit", "scope": "all"}, WINS),
    ("vfioguard.scope=all", "mode=enforce scope=all",
     {"mode": "enforce", "scope": "all"}, None),
    ("xvfioguard.mode=audit vfioguard.mod=audit", "mode=enforce scope=all",
     {"mode": "enforce", "scope": "all"}, None),
    # modprobe goes on there
    ("quiet -- 1 vfioguard.mode=audit --", "mode=audit scope=all",
     {"mode": "audit", "scope": "all"}, WINS),
]


def test_command_line(bench):
    path = write(bench, "scope = all\nmode = enforce\n")
    for text, parameters, wanted, said in CMDLINES:
        cmdline = write(bench, text, "cmdline")
        err = said and said.format(path)
        done = bench.run(f"policy parameters {path}", VG_TEST_CMDLINE=cmdline)
        bench.check(f"parameters with {text}", expect(done, 0, True, err) or
                    (done.stdout != parameters + "\n" and done.stdout))
        done = bench.run(f"policy load {path}", policy_answers(),
                         VG_TEST_CMDLINE=cmdline)
        bench.check(f"load with {text}", expect(done, 0, True, err) or
                    (values_set(bench) != wanted and str(values_set(bench))))


def test_command_line_alone(bench):
    """What the file does not say: set again, told, no parameter of ours."""
    path = write(bench, "scope = all\n")
    cmdline = write(bench, "vfioguard.mode=audit", "cmdline")
    err = "the kernel command line says mode=audit\n"
    done = bench.run(f"policy load {path}", policy_answers(),
                     VG_TEST_CMDLINE=cmdline)
    bench.check("load: only on the command line", expect(done, 0, True, err) or (
        values_set(bench) != {"mode": "audit", "scope": "all"} and
        str(values_set(bench))))
    done = bench.run(f"policy parameters {path}", VG_TEST_CMDLINE=cmdline)
    bench.check("parameters: only on the command line", expect(done, 0, True) or (
        done.stdout != "scope=all\n" and done.stdout))


def test_broken_command_line(bench):
    path = write(bench, "scope = all\n")
    cmdline = write(bench, "vfioguard.mode=off", "cmdline")
    err = "kernel command line: vfioguard.mode 'off' is not known, use " \
        "enforce or audit"
    for action in ("load", "parameters"):
        done = bench.run(f"policy {action} {path}", policy_answers(),
                         VG_TEST_CMDLINE=cmdline)
        bench.check(f"{action} with a broken command line",
                    expect(done, 1, False, err))
    for text, code, err in (
            ("vfioguard.mode=off vfioguard.mode=audit", 0,
             "the kernel command line says mode=audit"),
            ("vfioguard.mode=audit vfioguard.mode=off", 1, err)):
        done = bench.run(f"policy load {path}", policy_answers(),
                         VG_TEST_CMDLINE=write(bench, text, "cmdline"))
        bench.check(f"the last one wins: {text}",
                    expect(done, code, not code, err))
    done = bench.run(f"policy parameters {path}")
    bench.check("no command line", expect(
        done, 0, True, "the kernel command line cannot be read"))


# In force, file, command line, exit code, lines of "policy show".
SHOWN = [
    ({}, None, "", 0, ["mode     enforce", "profile  standard", "scope    gpu",
                       "peers    refuse", "present  unbind"]),
    ({}, "mode = enforce\n", "", 0, ["mode     enforce"]),
    ({}, "\nscope = all\n", "", 1, ["scope    gpu, but FILE:2 says all"]),
    ({"mode": "audit"}, "mode = enforce\n", "vfioguard.mode=audit", 0,
     ["mode     audit, from the kernel command line"]),
    ({"mode": "audit"}, None, "vfioguard.mode=audit", 0,
     ["mode     audit, from the kernel command line"]),
    ({}, "mode = enforce\n", "vfioguard.mode=audit", 1,
     ["mode     enforce, but the kernel command line says audit"]),
    ({"scope": "all"}, "scope = al\nmode = audit\n", "", 1,
     ["mode     enforce", "scope    all",
      "not applied: FILE:1: scope 'al' is not known, use gpu or all"]),
    ({}, None, "vfioguard.mode=off", 1,
     ["not applied: kernel command line: vfioguard.mode 'off' is not known, "
      "use enforce or audit"]),
]


def run_with(bench, command, values, text, cmdline):
    path = bench.dir / "shown.conf"
    path.unlink(missing_ok=True)
    if text is not None:
        path.write_text(text)
    status = dict(hosts.STATUS, **{k: v for k, v in values.items()
                                   if k in hosts.STATUS})
    return bench.run(command, policy_answers(status, **values),
                     VG_TEST_POLICY=path,
                     VG_TEST_CMDLINE=write(bench, cmdline, "cmdline"))


def test_show(bench):
    path = bench.dir / "shown.conf"
    for values, text, cmdline, code, lines in SHOWN:
        name = f"{values} {text!r} {cmdline}"
        done = run_with(bench, "policy show", values, text, cmdline)
        lacking = [line for line in lines if line.replace("FILE", str(path))
                   not in done.stdout.splitlines()]
        bench.check(f"show {name}", expect(done, code, True) or
                    (lacking and f"{lacking} not in {done.stdout}"))
        done = run_with(bench, "policy show --json", values, text, cmdline)
        bench.check(f"show --json {name}", expect(done, code, True) or
                    validate("policy", done))
        document = json.loads(done.stdout)
        shown = {key: document[key] for key in KEYS}
        bench.check(f"in force {name}", shown != dict(DEFAULTS, **values) and
                    str(shown))
        bench.check(f"configured {name}", check_configured(
            document["configured"], text, cmdline, code))


def check_configured(configured, text, cmdline, code):
    if text is None and not cmdline:
        return configured
    applied = not configured["error"] and all(
        key["applied"] for key in configured["keys"])
    if applied != (code == 0):
        return f"{configured}, exit code {code}"
    if bool(configured["file"]) != (text is not None):
        return str(configured)
    from_cmdline = [key for key in configured["keys"]
                    if key["source"] == "command-line"]
    return bool(from_cmdline) != ("=audit" in cmdline) and str(configured)


def test_status(bench):
    """The same in what everybody may see."""
    path = bench.dir / "shown.conf"
    for values, text, cmdline, code, lines in SHOWN:
        name = f"status {values} {text!r} {cmdline}"
        done = run_with(bench, "status", values, text, cmdline)
        special = [re.sub(r" +", " ", line).replace("FILE", str(path))
                   for line in lines if "," in line]
        said = re.sub(r" +", " ", done.stdout)
        lacking = [line for line in special if line not in said]
        bench.check(name, expect(done, code, True) or
                    (lacking and f"{lacking} not in {done.stdout}"))
        has = "\n policy " in said
        bench.check(f"{name} speaks of a policy", has != bool(
            text or cmdline) and done.stdout)
        done = run_with(bench, "status --json", values, text, cmdline)
        bench.check(f"{name} --json", expect(done, code, True) or
                    validate("status", done) or check_configured(
                        json.loads(done.stdout)["configured"], text, cmdline,
                        code))
    done = run_with(bench, "status", {}, "scope = gpu\n", "")
    bench.check("status: as in the file", f"as in {path}\n" not in
                done.stdout and done.stdout)


def test_check_and_list(bench):
    """A policy that is not in force is no matter of one command."""
    path = bench.dir / "shown.conf"
    for values, text, cmdline, code, lines in SHOWN:
        name = f"{values} {text!r} {cmdline}"
        why = [re.sub(r"^(\w+) +", r"\1 ", line).replace("FILE", str(path))
               for line in lines if ", but" in line or "not applied" in line]
        done = run_with(bench, "check", values, text, cmdline)
        bench.check(f"check {name}", expect(done, code, True) or
                    (code and f"FAIL policy: {why[0]}\n" not in done.stdout and
                     f"{why} not in {done.stdout}"))
        done = run_with(bench, "check --json", values, text, cmdline)
        bench.check(f"check --json {name}", validate("check", done))
        done = run_with(bench, "list", values, text, cmdline)
        bench.check(f"list {name}", expect(
            done, code, True, f"policy: {why[0]}\n" if code else None))


def test_hidden_file(bench):
    """Who may not read the file cannot tell whether it is in force."""
    path = write(bench, "mode = audit\n", "hidden.conf")
    path.chmod(0)
    bench.dir.chmod(0o777)
    nobody = 65534 if os.geteuid() == 0 else None
    for name in ("answers", "requests", "cmdline"):
        (bench.dir / name).touch()
        (bench.dir / name).chmod(0o666)
    done = bench.run("status", policy_answers(), user=nobody, VG_TEST_POLICY=path)
    bench.check("status: hidden file", expect(done, 0, True) or (
        f"policy      {path}: cannot be read: Permission denied\n" not in done.stdout and
        done.stdout))
    done = bench.run("status --json", policy_answers(), user=nobody, VG_TEST_POLICY=path)
    bench.check("status --json: hidden file", validate("status", done) or
                done.returncode and str(done))


def test_left_over(bench):
    """A key that is in force and in no file any more."""
    path = write(bench, "mode = enforce\n")
    cmdline = write(bench, "quiet", "cmdline")
    done = bench.run(f"policy load {path}", policy_answers(
        scope="all", profile="paranoid"), VG_TEST_CMDLINE=cmdline)
    bench.check("load tells what is left", expect(
        done, 0, True, "profile stays paranoid and scope stays all: "
        f"{path} does not say otherwise\n"))
    done = bench.run(f"policy load {path}", policy_answers(mode="enforce"),
                     VG_TEST_CMDLINE=cmdline)
    bench.check("load: nothing is left", expect(done, 0, True))


def test_reset(bench):
    """The built-in policy, and what the kernel command line says; no file."""
    broken = write(bench, "mode = sometimes\n")
    for text, wanted, err in (
            ("quiet", {}, ""),
            ("vfioguard.mode=audit vfioguard.scope=gpu", {"mode": "audit"},
             "the kernel command line says mode=audit\n")):
        cmdline = write(bench, text, "cmdline")
        done = bench.run("policy reset", policy_answers(mode="audit", scope="all"),
                         VG_TEST_CMDLINE=cmdline, VG_TEST_POLICY=broken)
        values = dict(DEFAULTS, **wanted)
        said = "reset: " + ", ".join(f"{key} {values[key]}" for key in KEYS) + "\n"
        bench.check(f"reset with {text}", expect(done, 0, True, err or None) or (
            values_set(bench) != values and str(values_set(bench))) or (
            done.stdout != said and done.stdout))
    done = bench.run("policy reset", policy_answers(), VG_TEST_CMDLINE="/nonexistent")
    bench.check("reset without a command line", expect(
        done, 0, True, "vfioguard.* on it is not regarded\n"))
    (bench.dir / "requests").unlink()
    cmdline = write(bench, "vfioguard.mode=sometimes", "cmdline")
    done = bench.run("policy reset", policy_answers(), VG_TEST_CMDLINE=cmdline)
    bench.check("reset with a broken command line", expect(
        done, 1, False, "vfioguard.mode 'sometimes' is not known"))
    bench.check("nothing is reset then",
                nl.COMMANDS["policy-set"] in commands_sent(bench) and
                str(bench.requests()))


def test_refusals(bench):
    start = nl.family() + nl.status(hosts.STATUS)
    path = write(bench, "mode = audit\n")
    cmdline = write(bench, "", "cmdline")
    old = "the module that is loaded is too old to be asked for its policy"
    for line, command, number, ack, err in (
            ("policy show", "policy-get", 1, b"", "needs CAP_NET_ADMIN"),
            ("policy show", "policy-get", 95, b"", old),
            (f"policy load {path}", "policy-set", 1, b"",
             "cannot set the policy: needs CAP_SYS_ADMIN"),
            ("policy reset", "policy-set", 1, b"",
             "cannot set the policy: needs CAP_SYS_ADMIN"),
            (f"policy load {path}", "policy-set", 95, b"", old),
            (f"policy load {path}", "policy-set", 22,
             nl.extack("there is no such value", offset=20),
             "there is no such value (attribute mode)")):
        done = bench.run(line, start + nl.refusal(command, number, ack=ack),
                         VG_TEST_CMDLINE=cmdline)
        bench.check(f"{line}: errno {number}", expect(done, 69, False, err))
    for line in ("policy show", "policy reset", f"policy load {path}"):
        done = bench.run(line, nl.no_family(), VG_TEST_CMDLINE=cmdline)
        bench.check(f"absent: {line}", expect(
            done, 2, False, err="no device is guarded"))
    broken = write(bench, "mode = on\n", "broken")
    for name, data in (("absent", nl.no_family()),
                       ("disarmed", policy_answers(dict(hosts.STATUS, armed=0)))):
        done = bench.run(f"policy load {broken}", data, VG_TEST_CMDLINE=cmdline)
        bench.check(f"{name}: policy load of a broken file",
                    done.returncode != 2 and f"{done.returncode}: {done.stderr}")
    for line in ("policy show", "policy reset", f"policy load {path}"):
        done = bench.run(line, policy_answers(dict(hosts.STATUS, armed=0)),
                         VG_TEST_CMDLINE=cmdline)
        bench.check(f"disarmed: {line}", expect(
            done, 2, True, err="the gate is not armed, no device is guarded; "
            "reboot, or"))
    short = nl.exchange(nl.COMMANDS["policy-get"],
                        [nl.record("policy", {"mode": "audit"}), nl.ack()])
    done = bench.run("policy show", start + short)
    bench.check("a policy in part", expect(
        done, 69, False, err="attribute profile of policy is missing"))
    none = nl.exchange(nl.COMMANDS["policy-get"], [nl.ack()])
    done = bench.run("policy show", start + none)
    bench.check("no policy", expect(done, 69, False, err="no record came"))
