# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""Kills runs at random instants and around the commit of every type of event, and holds the program to its promise: no
committed step is lost, no effect is repeated, what is in doubt is said, and resume brings the run to its end.

kills.py SIGNALBOX SHIM [--kills N] [--each N] [--seed S]: N kills at random instants, N at each kind of point."""
import argparse
import collections
import os
import random
import select
import subprocess
import sys
import tempfile
import time

import desk as desks

POINTS = ("before", "torn", "written", "synced")
TYPES = ("run.started", "agent.started", "model.requested", "model.replied", "tool.requested", "tool.checked",
         "policy.decided", "gate.opened", "gate.decided", "tool.started", "tool.finished", "agent.finished",
         "run.finished")
MOST_GENERATIONS = 3  # of one run that are killed: then it may end


class Killer:
    """Starts a program and kills it after some lines of its output and an instant more."""

    def __init__(self, desk, rng):
        self.desk, self.rng = desk, rng

    def run(self, words, told):
        """A kill at random. Returns the run and whether the program was killed before it had ended."""
        lines = self.rng.randrange(0, 70)
        more = self.rng.uniform(0, 0.02)
        process = self.desk.start(*words)
        out = b""
        start = time.monotonic()
        first = self.rng.uniform(0, 0.15)  # before the first line
        while out.count(b"\n") < lines or lines == 0:
            ready, _, _ = select.select([process.stdout], [], [], first if lines == 0 else desks.PATIENCE)
            if lines == 0 or not ready or time.monotonic() - start > desks.PATIENCE:
                break
            piece = os.read(process.stdout.fileno(), 1 << 16)
            if not piece:
                break
            out += piece
        try:
            process.wait(timeout=more)
        except subprocess.TimeoutExpired:
            process.kill()
        rest, err = process.communicate()
        killed = process.returncode == -9
        desks.hold(killed or process.returncode in (0, 6), words, "ended with", process.returncode, err[-400:])
        return desks.told_by(out + rest, told), killed

    def at_point(self, words, told, point, kind, nth):
        env = self.desk.fault(kill=point, type=kind, at=nth)
        done = self.desk.call(*words, env=env)
        killed = done.code == -9
        desks.hold(killed or done.code in (0, 6), words, "ended with", done.code, done.err[-400:])
        return desks.told_by(done.out, told), killed


def check_after_kill(desk, told):
    desks.await_orphans()
    desk.check_database()
    desk.check_told(told)


def settle(desk, run, rng, skipped):
    """The answers for what is in doubt; first `resume` alone must name it all and do nothing."""
    doubts = desk.doubts(run)
    skipped -= {n for n in skipped if n in doubts.values()}  # the skip was killed before it was written
    if not doubts:
        return []
    before = desk.lines(run)
    done = desk.good("resume", run, "-C", desk.root, code=6)
    for path in doubts:
        desks.hold(f"in doubt: {path} " in done.err, path, "is in doubt and was not named", done.err)
    desks.hold(desk.lines(run) == before, "resume changed a run in doubt")
    words = []
    for path, n in doubts.items():
        happened = desk.witnessed()[n] > 0
        answer = "done" if happened else rng.choice(["retry", "retry", "skip"])
        if answer == "skip":
            skipped.add(n)
        words += ["--in-doubt", f"{path}={answer}"]
    return words


def one_run(desk, rng, kill):
    """From a start that is killed to the end of the run. Returns how often it was killed."""
    told, kills, skipped = {}, 0, set()
    words = ["run", desk.root, "--agent", desks.AGENT, "--task", "witness", "--events"]
    run, killed = kill(words, told)
    while killed:
        kills += 1
        check_after_kill(desk, told)
        known = desk.runs()
        run = run or (known[0]["run"] if known else None)
        if run is None:
            return kills  # killed before its first event
        state = [one for one in known if one["run"] == run]
        desks.hold(len(state) == 1 and state[0]["outcome"] in ("interrupted", "done"), "after a kill:", state)
        if state[0]["outcome"] == "done":
            break
        words = ["resume", run, "-C", desk.root, "--events", *settle(desk, run, rng, skipped)]
        if kills < MOST_GENERATIONS:
            _, killed = kill(words, told)
        else:
            desks.told_by(desk.good(*words).out, told)
            killed = False
    if kills > 0 and desk.runs()[0]["outcome"] != "done":
        words = ["resume", run, "-C", desk.root, "--events", *settle(desk, run, rng, skipped)]
        desks.told_by(desk.good(*words).out, told)
    desk.check_told(told)
    desk.check_end(run)
    desk.check_effects(skipped)
    return kills


def attempt(options, name, rng, kill_with, tally):
    """One run in a folder of its own. False: a promise was broken."""
    with tempfile.TemporaryDirectory(prefix="signalbox-soak-") as folder:
        desk = desks.Desk(options.program, folder, shim=options.shim)
        killer = Killer(desk, rng)
        try:
            tally[name] += one_run(desk, rng, lambda words, told: kill_with(killer, words, told))
            return True
        except desks.Broken as broken:
            print(f"FAILED {name}: {broken}", flush=True)
            if options.keep:
                desks.shutil.copytree(folder, f"{options.keep}/{name.replace(' ', '-')}", dirs_exist_ok=True)
            return False


def soak_at_random(options, tally):
    failures, n = 0, 0
    while tally["random"] < options.kills and n < options.kills * 3:
        seed = f"{options.seed}:{n}"
        rng = random.Random(seed)
        if not attempt(options, "random", rng, lambda killer, words, told: killer.run(words, told), tally):
            print(f"  with seed {seed}", flush=True)
            failures += 1
        n += 1
        if n % 50 == 0:
            print(f"  {n} runs, {tally['random']} kills", flush=True)
    return failures


def soak_at_points(options, tally):
    failures = 0
    for kind in TYPES:
        for point in POINTS:
            name = f"{point} {kind}"
            nth = 1
            for turn in range(2 * options.each):
                if tally[name] >= options.each:
                    break
                rng = random.Random(f"{options.seed}:{kind}:{point}:{turn}")
                before = tally[name]
                if not attempt(options, name, rng,
                               lambda killer, words, told: killer.at_point(words, told, point, kind, nth), tally):
                    print(f"  turn {turn}", flush=True)
                    failures += 1
                nth = nth + 1 if tally[name] > before else 1  # behind the last one of a run: from the first again
    return failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("shim")
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--each", type=int, default=0)
    parser.add_argument("--seed", default=str(random.SystemRandom().randrange(1 << 30)))
    parser.add_argument("--keep", help="folder for workspaces of runs that failed")
    options = parser.parse_args()
    print("seed", options.seed, flush=True)
    desks.adopt_orphans()
    tally = collections.Counter()
    began = time.monotonic()
    failures = soak_at_random(options, tally) + (soak_at_points(options, tally) if options.each else 0)
    for name, kills in sorted(tally.items()):
        print(f"{kills:5} kills  {name}")
    print(f"{sum(tally.values())} kills in {time.monotonic() - began:.0f} s, {failures} runs failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
