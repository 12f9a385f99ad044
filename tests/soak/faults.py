# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""Full disks, broken disks and power cuts: each of the first writes of a run is answered with an error, or is the last one
before the current is gone. What the program said was committed stays, nothing crashes, it says why it ends and with which
code, and the other runs of the workspace can be read and resumed.

faults.py SIGNALBOX SHIM [--writes N] [--step N] [--cuts N] [--seed S]"""
import argparse
import collections
import pathlib
import random
import shutil
import sys
import tempfile

import desk as desks

SECTOR = 512
KINDS = ("ENOSPC", "EIO", "EIO*")


def read_log(path):
    """(kind, offset, path, bytes) of every change that the shim noted."""
    raw, at, changes = path.read_bytes() if path.exists() else b"", 0, []
    while at < len(raw):
        end = raw.index(b"\n", at)
        kind, offset, size, name = raw[at:end].decode().split(" ", 3)
        changes.append((kind, int(offset), name, raw[end + 1:end + 1 + int(size)]))
        at = end + 1 + int(size)
    return changes


class Disk:
    """Files as a disk keeps them: what was synced is there, of the rest any part may be, torn at sectors."""

    def __init__(self, folder):
        self.files = {str(path): bytearray(path.read_bytes()) for path in folder.rglob("*") if path.is_file()}

    def apply(self, change):
        kind, offset, name, data = change
        if kind == "write":
            file = self.files.setdefault(name, bytearray())
            offset = len(file) if offset < 0 else offset
            file.extend(b"\0" * (offset + len(data) - len(file)))
            file[offset:offset + len(data)] = data
        elif kind == "truncate":
            file = self.files.setdefault(name, bytearray())
            del file[offset:]
            file.extend(b"\0" * (offset - len(file)))
        elif kind == "remove":
            self.files.pop(name, None)
        elif kind == "rename" and name in self.files:
            self.files[data.decode()] = self.files.pop(name)

    def cut(self, changes, rng):
        """Of each file what came before its last sync, and of the rest what chance leaves."""
        synced = {}
        for i, (kind, _, name, _) in enumerate(changes):
            if kind == "sync":
                synced[name] = i
        for i, change in enumerate(changes):
            if i < synced.get(change[2], -1):
                self.apply(change)
            elif change[0] == "write":
                self.apply_torn(change, rng)
            elif rng.random() < 0.5:
                self.apply(change)

    def apply_torn(self, change, rng):
        kind, offset, name, data = change
        for at in range(0, len(data), SECTOR):
            if rng.random() < 0.5:
                self.apply((kind, max(offset, 0) + at, name, data[at:at + SECTOR]))

    def put(self, folder):
        shutil.rmtree(folder)
        for name, data in self.files.items():
            path = pathlib.Path(name)
            if path.name.endswith("-shm"):
                continue  # memory, gone with the current
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def start_words(desk):
    return ["run", desk.root, "--agent", desks.AGENT, "--task", "witness", "--events"]


def first_run(desk, told):
    """A run that nothing happens to; its effects are not those of the next."""
    run = desks.told_by(desk.good(*start_words(desk)).out, told)
    desk.check_effects()
    desk.put("witness.txt", "")
    return run


def check_after(desk, told, first):
    """The run that ended before is as it was; the one that was hit goes on to its end, or never began."""
    desk.check_database()
    desk.check_told(told)
    desk.check_end(first)
    for one in desk.runs():
        run = one["run"]
        if run == first:
            continue
        if one["outcome"] != "done":
            answers = [word for path, n in desk.doubts(run).items()
                       for word in ("--in-doubt", f"{path}={'done' if desk.witnessed()[n] else 'retry'}")]
            desks.told_by(desk.good("resume", run, "-C", desk.root, "--events", *answers).out, told)
        desk.check_end(run)
        desk.check_effects()
    desk.check_told(told)


def one_fault(desk, kind, nth):
    """False: the run ended before its nth write."""
    told = {}
    first = first_run(desk, told)
    count = desk.folder / "count"
    done = desk.call(*start_words(desk), env=desk.fault(error=kind, at=nth, count=count))
    desks.hold(done.code >= 0, kind, nth, "crashed with", done.code, done.err[-600:])
    hit = int(count.read_text()) >= nth
    run = desks.told_by(done.out, told)
    if hit and done.code not in (0, 6):
        desks.hold(done.code in (1, 2), kind, nth, "ended with", done.code, done.err[-400:])
    if done.code != 0:
        desks.hold(len(done.err.strip()) > 20, kind, nth, "ended without a word")
        desks.hold(any(word in done.err for word in ("journal", "disk", "write", "cannot")),
                   kind, nth, "does not say why:", done.err[-400:])
    if kind == "ENOSPC" and hit and done.code != 0 and run in told:
        last = desk.lines(run)
        desks.hold(b'"run.finished"' in last[len(last)], kind, nth, "the end was not written from the reserve:",
                   done.err[-400:], last[len(last)][:300])
    check_after(desk, told, first)
    return hit


def one_cut(desk, rng, most):
    told = {}
    first = first_run(desk, told)
    disk = Disk(desk.journal)
    log = desk.folder / "log"
    point = rng.choice(("before", "torn", "written", "synced"))
    env = desk.fault(kill=point, at=rng.randrange(1, most), log=log)
    done = desk.call(*start_words(desk), env=env)
    desks.hold(done.code in (-9, 0), "a power cut ended with", done.code, done.err[-400:])
    desks.told_by(done.out, told)
    desks.await_orphans()
    disk.cut(read_log(log), rng)
    disk.put(desk.journal)
    check_after(desk, told, first)
    return done.code == -9


def attempt(options, name, act):
    with tempfile.TemporaryDirectory(prefix="signalbox-soak-") as folder:
        desk = desks.Desk(options.program, folder, steps=options.steps, shim=options.shim)
        try:
            return act(desk), 0
        except desks.Broken as broken:
            print(f"FAILED {name}: {broken}", flush=True)
            if options.keep:
                shutil.copytree(folder, f"{options.keep}/{name.replace(' ', '-')}", dirs_exist_ok=True)
            return True, 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("shim")
    parser.add_argument("--writes", type=int, default=200, help="the first so many writes are hit")
    parser.add_argument("--step", type=int, default=1, help="only each so-manieth of them")
    parser.add_argument("--steps", type=int, default=4, help="of the run that is hit")
    parser.add_argument("--cuts", type=int, default=100)
    parser.add_argument("--seed", default=str(random.SystemRandom().randrange(1 << 30)))
    parser.add_argument("--keep", help="folder for workspaces of runs that failed")
    options = parser.parse_args()
    print("seed", options.seed, flush=True)
    desks.adopt_orphans()
    tally, failures = collections.Counter(), 0
    offset = random.Random(options.seed).randrange(options.step)
    for kind in KINDS:
        for nth in range(1 + offset, options.writes + 1, options.step):
            hit, failed = attempt(options, f"{kind} {nth}", lambda desk: one_fault(desk, kind, nth))
            failures += failed
            if not hit:
                break
            tally[kind] += 1
    for n in range(options.cuts):
        rng = random.Random(f"{options.seed}:{n}")
        hit, failed = attempt(options, f"cut {n}", lambda desk: one_cut(desk, rng, options.writes))
        failures += failed
        tally["power cuts"] += hit
    for name, hits in sorted(tally.items()):
        print(f"{hits:5}  {name}")
    print(f"{failures} promises broken")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
