# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""Journals that somebody damaged: bytes flipped in the head, the pages and the log, files cut or gone, a newer version, a
folder that cannot be written to. Whatever the program is asked then, it does not crash, it says what is wrong, and it never
answers with an empty list.

damage.py SIGNALBOX [--count N] [--seed S]"""
import argparse
import collections
import json
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile

import desk as desks

FILES = ("journal.db", "journal.db-wal", "journal.db-shm")


def flip(path, rng, start, end, times):
    data = bytearray(path.read_bytes())
    end = min(end, len(data))
    for _ in range(times if start < end else 0):
        data[rng.randrange(start, end)] ^= 1 << rng.randrange(8)
    path.write_bytes(bytes(data))


def cut(path, rng):
    data = path.read_bytes()
    path.write_bytes(data[:rng.randrange(len(data))] if data else b"")


def newer(folder):
    database = sqlite3.connect(folder / "journal.db")
    database.execute("PRAGMA user_version=99")
    database.commit()
    database.close()


# name: (what is done to the folder, whether every run must still be listed)
DAMAGES = {
    "head of the database": lambda folder, rng: flip(folder / FILES[0], rng, 0, 100, 3),
    "pages": lambda folder, rng: flip(folder / FILES[0], rng, 100, 1 << 30, 200),
    "head of the log": lambda folder, rng: flip(folder / FILES[1], rng, 0, 32, 2),
    "log": lambda folder, rng: flip(folder / FILES[1], rng, 32, 1 << 30, 50),
    "index of the log": lambda folder, rng: flip(folder / FILES[2], rng, 0, 1 << 30, 50),
    "database cut": lambda folder, rng: cut(folder / FILES[0], rng),
    "database empty": lambda folder, rng: (folder / FILES[0]).write_bytes(b""),
    "log cut": lambda folder, rng: cut(folder / FILES[1], rng),
    "index of the log gone": lambda folder, rng: (folder / FILES[2]).unlink(missing_ok=True),
    "page size that is none": lambda folder, rng: (folder / FILES[0]).open("r+b").write(
        (folder / FILES[0]).read_bytes()[:16] + struct.pack(">H", rng.randrange(1 << 16))),
    "newer": lambda folder, rng: newer(folder),
}
LOSES_NOTHING = ("index of the log", "index of the log gone", "newer")


def make_runs(desk):
    """One run that ended, and one that was killed and left its log."""
    ended = desks.told_by(desk.good("run", desk.root, "--agent", desks.AGENT, "--task", "first", "--events").out, {})
    process = desk.start("run", desk.root, "--agent", desks.AGENT, "--task", "second", "--events")
    for _ in range(30):
        process.stdout.readline()
    process.kill()
    process.communicate()
    desks.await_orphans()
    return ended


def check_answers(desk, ended, name, runs):
    for words in (["runs", "--json"], ["runs"], ["show", ended, "--json"], ["show", "last"], ["replay", ended],
                  ["resume", "last", "--in-doubt", "skip"], ["export", ended, "--format", "jsonl", "-o", desk.folder / "x"],
                  ["tools", "list"]):
        done = desk.call(*words, "-C", desk.root)
        desks.hold(0 <= done.code <= 7, name, words, "crashed with", done.code, done.err[-500:])
        if done.code in (1, 2):
            desks.hold(len(done.err.strip()) > 20, name, words, "fails without a word")
        if words == ["runs", "--json"]:
            listed = json.loads(done.out) if done.code == 0 else None
            desks.hold(listed is None or len(listed) > 0, name, "an empty list of runs", done.err)
            desks.hold(done.code in (0, 1), name, words, "ended with", done.code)
            desks.hold(done.code == 0 or not done.out.strip(), name, "a list beside an error")
            if name in LOSES_NOTHING:
                desks.hold(listed is not None and {one["run"] for one in listed} == runs, name, "lost runs:", listed)
    done = desk.call("run", desk.root, "--agent", desks.AGENT, "--task", "third")
    desks.hold(0 <= done.code <= 7, name, "a new run crashed with", done.code, done.err[-500:])


def check_read_only(desk, ended, runs):
    """In a mount namespace of its own, where root too cannot write."""
    script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
    def call(*words):
        done = subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", str(desk.root), str(desk.program), *map(str, words)],
                              capture_output=True, env=desk.env, cwd=desk.folder, timeout=desks.PATIENCE)
        return desks.Done(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))
    if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode != 0:
        return  # no namespaces here
    done = call("runs", "--json", "-C", desk.root)
    desks.hold(done.code == 0, "read-only:", done.code, done.err)
    desks.hold({one["run"] for one in json.loads(done.out)} == runs or "journal.db-wal" in done.err, "read-only lost runs")
    desks.hold(call("show", ended, "--json", "-C", desk.root).code == 0, "read-only: show")
    done = call("run", desk.root, "--agent", desks.AGENT, "--task", "third")
    desks.hold(done.code in (1, 2) and len(done.err.strip()) > 20, "read-only: run", done.code, done.err)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--count", type=int, default=2, help="of each kind of damage")
    parser.add_argument("--seed", default=str(random.SystemRandom().randrange(1 << 30)))
    options = parser.parse_args()
    print("seed", options.seed, flush=True)
    desks.adopt_orphans()
    tally, failures = collections.Counter(), 0
    with tempfile.TemporaryDirectory(prefix="signalbox-soak-") as folder:
        desk = desks.Desk(options.program, folder, steps=2)
        ended = make_runs(desk)
        sound = desk.folder / "sound"
        shutil.copytree(desk.journal, sound)
        runs = {one["run"] for one in desk.runs()}

        def attempt(name, act):
            shutil.rmtree(desk.journal)
            shutil.copytree(sound, desk.journal)
            try:
                act()
                tally[name] += 1
                return 0
            except desks.Broken as broken:
                print(f"FAILED {name}: {broken}", flush=True)
                return 1

        for name, damage in DAMAGES.items():
            for n in range(options.count):
                def act():
                    damage(desk.journal, random.Random(f"{options.seed}:{name}:{n}"))
                    check_answers(desk, ended, name, runs)
                failures += attempt(name, act)
        failures += attempt("read-only folder", lambda: check_read_only(desk, ended, runs))
    for name, count in tally.items():
        print(f"{count:5}  {name}")
    print(f"{failures} promises broken")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
