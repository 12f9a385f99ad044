# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""A workspace whose tool leaves a witness of every effect, the program on it, and what must hold whatever happened to it."""
import collections
import ctypes
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess

PATIENCE = 120  # seconds until a program that does not end is a failure
AGENT = "clerk"

Done = collections.namedtuple("Done", "code out err")


class Broken(Exception):
    """A promise that did not hold."""


def hold(condition, *what):
    if not condition:
        raise Broken(" ".join(str(word) for word in what))


def adopt_orphans():
    """What a killed program leaves behind becomes ours, so that its end can be awaited."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def await_orphans():
    """Waits until everything is gone that killed programs had started."""
    def too_late(*_):
        os.system(f"ps -eo pid,ppid,stat,args | awk '$2=={os.getpid()}'")
        raise Broken("what a killed program had started lives on")
    signal.signal(signal.SIGALRM, too_late)
    signal.alarm(20)
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        pass
    finally:
        signal.alarm(0)


def turns(steps):
    """Each step makes two effects, one after the other or in parallel; between them stands what else a run knows."""
    def witness(n):
        return {"name": "witness", "arguments": {"n": n}}
    script, effects = [], []
    for step in range(steps):
        first, second = f"{step}a", f"{step}b"
        effects += [first, second]
        calls = [witness(first), witness(second), {"name": "read_file", "arguments": {"path": "inbox/a.txt"}}]
        if step % 3 == 1:
            calls.append({"name": "write_file", "arguments": {"path": "elsewhere.txt", "content": "x"}})  # denied
        if step % 3 == 2:
            calls.append({"name": "witness", "arguments": {"n": 7}})  # against its schema
        script.append({"text": "step " + str(step) + " " + "words " * 60, "tool_calls": calls})
    script.append({"text": "all done"})
    return script, effects


class Desk:
    def __init__(self, program, folder, steps=4, shim=None):
        self.program, self.shim = pathlib.Path(program).resolve(), shim and pathlib.Path(shim).resolve()
        self.folder = pathlib.Path(folder)
        self.root = self.folder / "desk"
        self.journal = self.root / ".signalbox"
        home = self.folder / "home"
        self.env = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen",
                    **{f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}}
        self.env.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")})
        script, self.effects = turns(steps)
        for name, value in {
            "signalbox.json": {"signalbox": 1, "name": "desk", "limits": {"steps": steps + 2},
                               "models": {"default": "demo", "demo": {"provider": "scripted", "script": "s.json"}}},
            "s.json": {AGENT: script},
            f"agents/{AGENT}.json": {"name": AGENT, "model": "default", "instructions": "You bear witness.",
                                     "tools": ["witness", "read_file", "write_file"]},
            "tools/witness.json": {
                "name": "witness", "description": "Leaves a line.", "kind": "command",
                "command": ["sh", "scripts/witness.sh", "{n}"], "input": "argv", "effects": ["read", "write"],
                "parameters": {"type": "object", "properties": {"n": {"type": "string"}}, "required": ["n"]}},
            "policy.json": {"rules": [{"name": "witness", "tool": "witness", "verdict": "allow"}]},
        }.items():
            self.put(name, json.dumps(value))
        self.put("inbox/a.txt", "an invoice\n" * 30)
        self.put("scripts/witness.sh", 'echo "$1" >> witness.txt\necho "{\\"seen\\": \\"$1\\"}"\n')
        self.put("witness.txt", "")
        self.good("trust", self.root)

    def put(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def fault(self, **variables):
        """The environment of a program with the shim, which is told FAULT_..."""
        env = dict(self.env)
        if variables:
            env.update(LD_PRELOAD=str(self.shim), FAULT_FOLDER=str(self.journal))
            env.update({f"FAULT_{name.upper()}": str(value) for name, value in variables.items()})
            env["ASAN_OPTIONS"] = env.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        return env

    def start(self, *words, env=None):
        return subprocess.Popen([self.program, *map(str, words)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, cwd=self.root, env=env or self.env)

    def call(self, *words, env=None):
        process = self.start(*words, env=env)
        out, err = process.communicate(timeout=PATIENCE)
        return Done(process.returncode, out, err.decode("utf-8", "replace"))

    def good(self, *words, code=0, env=None):
        done = self.call(*words, env=env)
        hold(done.code == code, words, "ended with", done.code, "not", code, done.err[-600:])
        return done

    def witnessed(self):
        return collections.Counter((self.root / "witness.txt").read_text().split())

    def lines(self, run):
        """The events of a run as the program tells them, by seq."""
        out = self.good("show", run, "--json", "-C", self.root).out
        return {json.loads(line)["seq"]: line for line in out.splitlines()}

    def runs(self):
        return json.loads(self.good("runs", "--json", "-C", self.root).out)

    def check_database(self):
        """On a copy, so that what is found is what the program will find."""
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for name in ("journal.db", "journal.db-wal"):
            if (self.journal / name).exists():
                shutil.copy(self.journal / name, copy / name)
        if not (copy / "journal.db").exists():
            return
        database = sqlite3.connect(copy / "journal.db")
        found = database.execute("PRAGMA integrity_check").fetchall()
        database.close()
        hold(found == [("ok",)], "integrity_check:", found)

    def check_told(self, told):
        """What the program said was committed is there, byte for byte."""
        for run, lines in told.items():
            there = self.lines(run)
            hold(sorted(there) == list(range(1, len(there) + 1)), "seq has gaps", run, sorted(there))
            for seq, line in lines.items():
                hold(there.get(seq) == line, "lost or changed: event", seq, "of", run, line, there.get(seq))

    def doubts(self, run):
        """Paths of effects that began and have no result, with their n."""
        open_calls = {}
        for _, line in sorted(self.lines(run).items()):
            event = json.loads(line)
            if event["type"] == "tool.started" and "n" in event["data"]["arguments"]:
                open_calls[event["path"]] = event["data"]["arguments"]["n"]
            elif event["type"] in ("tool.finished", "gate.decided"):
                open_calls.pop(event["path"], None)  # decided: not in doubt until it begins again
        return open_calls

    def check_effects(self, skipped=()):
        seen = self.witnessed()
        for effect in self.effects:
            hold(seen[effect] == (0 if effect in skipped else 1), "effect", effect, "happened", seen[effect], "times")

    def check_end(self, run):
        """The run is whole: every call has one result, every answered request one reply, and it can be replayed."""
        events = [json.loads(line) for _, line in sorted(self.lines(run).items())]
        count = collections.Counter((event["type"], event["path"]) for event in events)
        for (kind, path), n in count.items():
            if kind in ("tool.finished", "tool.requested", "model.replied"):
                hold(n == 1, kind, n, "times at", path)
            if kind == "tool.requested":
                hold(count["tool.finished", path] == 1, "no tool.finished at", path)
        hold(events[-1]["type"] == "run.finished", "the last event is", events[-1]["type"])
        hold(events[-1]["data"]["outcome"] == "done", events[-1]["data"])
        for event in events:
            hold(event["run"] == run, "an event of another run")
        self.good("replay", run, "-C", self.root)


def told_by(out, told):
    """Notes the whole lines of an --events output; returns the run, None where nothing came."""
    run = None
    for line in out.split(b"\n")[:-1]:
        event = json.loads(line)
        run = event["run"]
        told.setdefault(run, {})[event["seq"]] = line
    return run
