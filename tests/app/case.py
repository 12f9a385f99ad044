# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the tests of the built program stand on: a folder and a home of their own, workspaces, a model server on loopback.

FILE.py SIGNALBOX SOURCE SHARED CLASS: the program, the source folder, the folder beside it that may hold further checks,
and the class of tests to run."""
import collections
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

PROGRAM, SOURCE, SHARED = (pathlib.Path(word).absolute() for word in sys.argv[1:4])
EXAMPLE = SOURCE / "resources" / "examples" / "invoice-desk"
TASK = "Sort the inbox"
COPY = "acme-1042-copy.txt"  # the duplicate that the clerk asks to delete

def hasten(script):
    """Takes out of a script the time that its model takes."""
    turns = json.loads(script.read_text())
    for agent in turns.values():
        for turn in agent if isinstance(agent, list) else []:
            for alternative in turn if isinstance(turn, list) else [turn]:
                alternative.pop("delay_ms", None)
                alternative.pop("chunks_per_second", None)
    script.write_text(json.dumps(turns))


Done = collections.namedtuple("Done", "code out err")


def events_of(text):
    return [json.loads(line) for line in text.splitlines()]


def of(events, *types):
    return [event for event in events if event["type"] in types]


def data_of(events, *types):
    return [event["data"] for event in of(events, *types)]


def plain(events):
    """What a replay tells again, but for what may differ: times and totals."""
    free = ("ms", "seconds", "totals", "request_id", "retry_in_s", "meta")
    return [(event["seq"], event["path"], event["type"], {name: value for name, value in event["data"].items() if name not in free})
            for event in events]


class Case(unittest.TestCase):
    """A folder and a home of its own for each test; nothing of the person's is seen or touched."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="signalbox-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        home = self.folder / "home"
        self.env = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen",
                    **{f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}}
        # what a sanitizer needs to be told
        self.env.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")})

    def call(self, *words, cwd=None, timeout=120):
        done = subprocess.run([PROGRAM, *words], capture_output=True, timeout=timeout, cwd=cwd or self.folder,
                              env=self.env, stdin=subprocess.DEVNULL)
        return Done(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))

    def good(self, *words, code=0, **more):
        done = self.call(*words, **more)
        self.assertEqual(done.code, code, f"{words}: {done.err[-800:]}")
        return done

    def example(self):
        """A copy of the example whose model does not take its time."""
        target = self.folder / "invoice-desk"
        shutil.copytree(EXAMPLE, target)
        hasten(target / "scripts" / "demo.json")
        for name in ("inbox", "reports", "review"):
            (target / name).mkdir(exist_ok=True)
        return target

    def made(self, script, files, agents=()):
        """A workspace of these files whose model says what its script says, to each agent that is named there."""
        desk = self.folder / f"desk-{len(list(self.folder.iterdir()))}"
        files = {"signalbox.json": json.dumps({"name": "desk", "models": {"default": {"provider": "scripted", "script": "s.json"}}}),
                 "s.json": json.dumps(script), **files}
        for name in {"clerk", *script}:
            files.setdefault(f"agents/{name}.json", json.dumps({
                "name": name, "description": "works", "model": "default", "instructions": "Work.", "tools": list(agents)}))
        for name, text in files.items():
            (desk / name).parent.mkdir(parents=True, exist_ok=True)
            (desk / name).write_text(text)
        return desk

    def check_replay(self, desk, events, code=0):
        """The last run of the desk replays to these events and ends with its code."""
        again = events_of(self.good("replay", "last", "--events", "-C", desk, code=code).out)
        self.assertEqual(plain(again), plain(events))

    def clerk(self, workspace, *more, code=0):
        done = self.good("run", workspace, "--agent", "clerk", "--task", TASK, "--trust", "--events", *more, code=code)
        return events_of(done.out)

    def names(self, folder):
        return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))

    def check_order(self, events):
        """What holds for the events of every run."""
        self.assertEqual([event["seq"] for event in events], list(range(1, len(events) + 1)))
        self.assertEqual((events[0]["type"], events[-1]["type"]), ("run.started", "run.finished"))
        self.assertEqual(len({event["run"] for event in events}), 1)
        allowed = ["tool.requested", "tool.checked", "breaker.tripped", "policy.decided", "gate.opened", "gate.decided",
                   "grant.added", "budget.reached", "tool.started", "text.sanitised", "tool.finished"]
        calls = collections.defaultdict(list)
        for event in events:
            if "/tool:" in event["path"]:
                calls[event["path"]].append(event["type"])
        for path, types in calls.items():
            self.assertEqual(types, sorted(types, key=allowed.index), path)
            self.assertEqual((types.count("tool.requested"), types.count("tool.finished")), (1, 1), path)
        for event in of(events, "tool.started"):
            self.assertIn("policy.decided", calls[event["path"]])
        asked = {event["path"]: event["seq"] for event in of(events, "model.requested")}
        replied = {event["path"]: event["seq"] for event in of(events, "model.replied")}
        broken = {event["path"] for event in of(events, "model.failed")}
        cut = {event["path"] for event in of(events, "agent.finished") if event["data"]["outcome"] in ("stopped", "limit")}
        self.assertLessEqual(set(replied), set(asked))
        self.assertEqual([path for path in set(asked) - set(replied) - broken if path.rsplit("/step:", 1)[0] not in cut], [])
        self.assertTrue(all(asked[path] < replied[path] for path in replied))


class Provider(http.server.BaseHTTPRequestHandler):
    """Chat Completions, as little as a run needs: the server's `turns` in their order."""
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(body)
        turn = self.server.turns[min(len(self.server.requests), len(self.server.turns)) - 1]
        delta = {"role": "assistant", "content": turn.get("text", "")}
        calls = [{"index": i, "id": f"call_{i}", "type": "function",
                  "function": {"name": name, "arguments": json.dumps(arguments)}}
                 for i, (name, arguments) in enumerate(turn.get("calls", []))]
        if calls:
            delta["tool_calls"] = calls
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "fake",
                 "choices": [{"index": 0, "delta": delta, "finish_reason": "tool_calls" if calls else "stop"}],
                 "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}}
        sent = turn.get("raw", f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n").encode()
        self.send_response(turn.get("status", 200))
        self.send_header("Content-Type", turn.get("type", "text/event-stream"))
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_):
        pass


class Served(Case):
    """A workspace whose model is a server on loopback."""

    def serve(self, *turns):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
        server.daemon_threads = True
        server.turns, server.requests = turns, []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        desk = self.folder / "desk"
        for name, value in (("signalbox.json", {"name": "desk", "models": {"default": {
                "provider": "openai-chat", "base_url": f"http://127.0.0.1:{server.server_port}/v1", "model": "fake"}}}),
                            ("agents/clerk.json", {"name": "clerk", "description": "works", "model": "default",
                                                   "instructions": "Work.", "tools": ["read_file", "write_file"]})):
            (desk / name).parent.mkdir(parents=True, exist_ok=True)
            (desk / name).write_text(json.dumps(value))
        (desk / "a.txt").write_text("40 + 2 €")
        return desk, server

    def start(self, desk, *more, code=0):
        done = self.good("run", desk, "--agent", "clerk", "--task", "Add it up", "--events", *more, code=code)
        events = events_of(done.out)
        self.check_order(events) if code == 0 else None
        return events

    def beside(self, name, **environment):
        """A check that stands beside the project; where it is absent the cases here are all."""
        check = SHARED / "checks" / name
        if not check.is_file():
            print(f"{check} is absent: the cases above are all")
            return
        done = subprocess.run([sys.executable, check], env={**os.environ, "SIGNALBOX": str(PROGRAM), **environment},
                              cwd=self.folder, capture_output=True, text=True, timeout=280)
        print(done.stdout)
        self.assertEqual((done.returncode, ", 0 fall short" in done.stdout), (0, True), done.stdout[-2000:] + done.stderr[-500:])
