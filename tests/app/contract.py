# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""The words of the program: what every event says, what every command answers to wrong use, what a terminal is spared."""
import json
import os
import pty
import re
import subprocess
import sys
import unittest

from case import PROGRAM, data_of, events_of, of
from records import Records, turn
from workflows import END, LEAD, Workflows, edges, graph, mark, plan

NUMBER, TEXT, LIST, OBJECT, FLAG = (int, float), str, list, dict, bool
KNOWN_OR_NOT = (int, float, type(None))
ANY = object
# members that every event of a type has, each with what it is
EVENTS = {
    "run.started": {"task": TEXT, "model": TEXT, "limits": OBJECT, "definition_hash": TEXT},
    "agent.started": {"agent": TEXT, "model": TEXT, "task": TEXT},
    "agent.finished": {"outcome": TEXT, "output": TEXT},
    "model.requested": {"provider": TEXT, "model": TEXT, "messages_added": LIST, "tools": LIST, "reserved": OBJECT},
    "model.replied": {"text": TEXT, "tool_calls": LIST, "usage": OBJECT, "cost_usd": KNOWN_OR_NOT, "stop_reason": TEXT,
                      "model_served": TEXT, "ms": NUMBER},
    "model.failed": {"error": OBJECT, "attempt": NUMBER},
    "tool.requested": {"call_id": TEXT, "tool": TEXT, "arguments": ANY},
    "tool.checked": {"call_id": TEXT, "ok": FLAG, "findings": LIST},
    "policy.decided": {"call_id": TEXT, "verdict": TEXT, "rule": TEXT, "reason": TEXT, "labels": OBJECT},
    "gate.opened": {"gate_id": TEXT, "kind": TEXT, "rule": TEXT, "reason": TEXT, "labels": OBJECT, "choices": LIST},
    "gate.decided": {"gate_id": TEXT, "decision": TEXT, "by": TEXT},
    "grant.added": {"scope": TEXT, "matcher": TEXT, "from_gate": TEXT},
    "tool.started": {"call_id": TEXT, "arguments": OBJECT, "key": TEXT},
    "tool.finished": {"call_id": TEXT, "ok": FLAG, "label": OBJECT, "ms": NUMBER},
    "plan.made": {"steps": LIST}, "node.entered": {"node": TEXT}, "node.left": {"node": TEXT},
    "edge.taken": {"from": TEXT, "to": TEXT, "why": TEXT}, "state.changed": {"node": TEXT, "patch": LIST},
    "budget.warned": {"limit": TEXT, "used": NUMBER, "of": NUMBER}, "budget.reached": {"limit": TEXT, "used": NUMBER, "of": NUMBER},
    "cost.alerted": {"cost_usd": NUMBER, "baseline_usd": NUMBER, "ratio": NUMBER},
    "breaker.tripped": {"tool": TEXT, "evidence": TEXT, "action": TEXT}, "text.sanitised": {"where": TEXT, "what": TEXT},
    "run.paused": {}, "run.resumed": {"from": NUMBER, "by": TEXT}, "replay.diverged": {"path": TEXT, "expected": ANY, "found": ANY},
    "run.finished": {"outcome": TEXT, "output": TEXT, "totals": OBJECT}}
OUTCOMES = ("done", "failed", "limit", "denied", "stopped", "interrupted")
GATES = ("call", "limit", "plan", "node", "ambiguous", "confidence", "in_doubt", "breaker", "trust")
SEGMENT = re.compile(r"/(agent:[\w-]{1,64}:[1-9]\d*|node:[\w-]{1,64}:[1-9]\d*|(step|model|tool|item|plan|gate|check|clock|rand):[1-9]\d*)")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


class Events(Records, Workflows):
    """Every event of runs of every kind says what it is to say, and no more than a reader knows of its path and time."""

    def check(self, events):
        self.seen |= {event["type"] for event in events}
        calls = {}
        for event in events:
            where = json.dumps(event)[:400]
            data = event["data"]
            self.assertEqual(list(event), ["seq", "time", "run", "path", "type", "data"], where)
            self.assertRegex(event["time"], TIME.pattern + "$")
            self.assertTrue(event["path"] == "/" or SEGMENT.sub("", event["path"]) == "", event["path"])
            for name, kind in EVENTS[event["type"]].items():
                self.assertIn(name, data, where)
                self.assertIsInstance(data[name], kind, (name, where))
                self.assertFalse(kind == NUMBER and isinstance(data[name], bool), where)
            if "call_id" in data and event["path"] != "/":
                self.assertEqual(calls.setdefault(event["path"], data["call_id"]), data["call_id"])
        self.check_more(events)

    def check_more(self, events):
        for data in data_of(events, "run.started"):
            self.assertTrue(("agent" in data) != ("workflow" in data))
            self.assertRegex(data["definition_hash"], "^[0-9a-f]{64}$")
        for data in data_of(events, "run.finished"):
            self.assertIn(data["outcome"], OUTCOMES)
            self.assertEqual(set(data["totals"]), {"steps", "tokens", "cost_usd", "tool_calls", "seconds"})
        for data in data_of(events, "model.replied"):
            self.assertEqual({"input", "output", "cache_read", "cache_write", "reasoning"} - set(data["usage"]), set())
            for call in data["tool_calls"]:
                self.assertEqual({"id", "name", "arguments"} - set(call), set())
        for data in data_of(events, "model.requested"):
            self.assertLessEqual({"tokens", "cost_usd"}, set(data["reserved"]))
        for data in data_of(events, "model.failed"):
            self.assertLessEqual({"type", "message"}, set(data["error"]))
        for data in data_of(events, "tool.finished"):
            self.assertTrue(("result" in data) == data["ok"] and ("error" in data) != data["ok"], data)
            self.assertIn(data["label"]["integrity"], ("trusted", "endorsed", "untrusted"))
            self.assertIn(data["label"]["confidentiality"], ("public", "private", "secret"))
        for data in data_of(events, "policy.decided"):
            self.assertIn(data["verdict"], ("allow", "ask", "deny"))
        for data in data_of(events, "gate.opened"):
            self.assertIn(data["kind"], GATES)
        self.assertEqual({data["gate_id"] for data in data_of(events, "gate.decided")} - {data["gate_id"] for data in data_of(events, "gate.opened")}, set())
        for data in data_of(events, "plan.made"):
            for step in data["steps"]:
                self.assertLessEqual({"id", "agent", "task", "dependencies"}, set(step))
        for data in data_of(events, "state.changed"):
            for operation in data["patch"]:
                self.assertLessEqual({"op", "path"}, set(operation))

    def test_every_event_says_what_it_is_to_say(self):
        self.seen = set()
        again = [("read_file", {"path": "b.txt"})]
        desk = Records.desk(self, turn(("write_file", {"path": "a.txt", "content": "x"}), ("read_file", {"path": "none"}), ("nothing", {})),
                            turn(("read_file", {"path": "b.txt"}), ("read_file", {"file": 1})), *(turn(*again) for _ in range(5)),
                            b_txt="hidden \U000e0041 text")
        self.check(Records.start(self, desk))
        self.check(Records.start(self, desk, "--limit", "tokens=3000", code=3))
        self.check(Records.start(self, desk, "--limit", "tool_calls=1", code=3))
        policy = json.loads((desk / "policy.json").read_text())
        (desk / "policy.json").write_text(json.dumps({"rules": [{"name": "no", "tool": "write_file", "verdict": "deny", "reason": "not here"}]}))
        self.check(Records.start(self, desk))
        (desk / "policy.json").unlink()
        self.check(events_of(self.good("run", desk, "--agent", "clerk", "--task", "T", "--events").out))
        (desk / "policy.json").write_text(json.dumps(policy))
        script = json.loads((desk / "s.json").read_text())
        (desk / "s.json").write_text(json.dumps({"clerk": [{"error": {"type": "overloaded", "message": "later"}}] * 5}))
        self.check(Records.start(self, desk, code=1))
        (desk / "s.json").write_text(json.dumps(script))
        desk = Workflows.desk(self, graph(
            {"s": {"kind": "set", "set": {"n": "1"}}, "a": mark("a"), "b": {"kind": "map", "over": "[1, 2]", "node": {"kind": "agent", "agent": "clerk"}},
             "j": {"kind": "gate", "join": "all", "prompt": "?", "choices": ["x"], "default": "x"}, "e": END},
            edges("s a", "s b", "a j", "b j", "j e"), {"n": 0}), {"clerk": [{"text": "x"}]})
        events = Workflows.start(self, desk)
        self.check(events)
        self.check(Workflows.start(self, Workflows.desk(self, graph({"a": mark("x")}, edges("a a"), max_steps=2)), code=3))
        self.check(Workflows.start(self, Workflows.desk(self, {**LEAD, "plan_gate": "ask"}, {
            "lead": [plan(("a", "w1", "x")), {"text": "s"}], "w1": [{"text": "x"}], "w2": []}), "--gates", "approve"))
        self.assertEqual(set(EVENTS) - self.seen, {"grant.added", "cost.alerted", "run.paused", "run.resumed", "replay.diverged"})

    def test_a_replay_that_diverges_says_so_in_its_events(self):
        desk = Records.desk(self, turn(("write_file", {"path": "a.txt", "content": "x"})))
        events = Records.start(self, desk)
        agent = json.loads((desk / "agents" / "clerk.json").read_text())
        (desk / "agents" / "clerk.json").write_text(json.dumps({**agent, "tools": ["read_file"]}))
        done = self.good("replay", "last", "--definitions", "present", "--events", "-C", desk, code=7)
        told = events_of(done.out)
        self.seen = set()
        self.check(told)
        self.assertEqual((told[-1]["type"], told[-1]["path"], told[-1]["run"]),
                         ("replay.diverged", "/agent:clerk:1/step:1/model:1", events[0]["run"]))
        self.assertEqual([event["seq"] for event in told], list(range(1, len(told) + 1)))
        self.assertEqual(told[:-1], events[:len(told) - 1])


class Words(Records):
    """Wrong use ends with 2 and a word on stderr; stdout stays empty, and nothing is made."""

    WRONG = {
        "run": ([], ["--agent"], ["--agent", "clerk", "--agent", "x", "--task", "T"], ["--agent", "clerk", "--task", "T", "--events=1"],
                *(["--agent", "clerk", "--task", "T", "--limit", limit] for limit in (
                    "", "steps", "steps=", "steps=x", "steps=-1", "steps=1.5", "steps=99999999999999999999", "cost_usd=nan",
                    "cost_usd=-1", "cost_usd=inf", "seconds=1e400", "tokens=0x10", "steps=1;tokens=2", "Steps=1")),
                ["--agent", "clerk", "--task", "T", "--sandbox", "perhaps"], ["--agent", "clerk", "--task", "T", "--gates", ""],
                ["--agent", "../clerk", "--task", "T"], ["--agent", "clerk", "--task", "T", "--model", "../x"]),
        "replay": ([], ["a", "b"], ["last", "--definitions", "old"], ["last", "--what"], ["\u202e"], ["x" * 5000]),
        "resume": ([], ["last", "--in-doubt", "maybe"], ["last", "--in-doubt", "PATH=maybe"], ["last", "--limit", "x=1"], ["last", "--gates", "all"]),
        "fork": ([], ["last"], ["last", "--set", "result=1"], ["last", "--at"], ["last", "--at", "/x", "--set", "result"],
                 ["last", "--at", "/x", "--set", "=1"], ["last", "--at", "/agent:clerk:1/step:1/tool:1", "--set", "colour=red"],
                 ["last", "--at", "/agent:clerk:1/step:1/tool:1", "--set", "message=hi"],
                 ["last", "--at", "/agent:clerk:1/step:1/model:1", "--set", "result=1"],
                 ["last", "--at", "/agent:clerk:1/step:1/model:1", "--set", "model=nothing"],
                 ["last", "--at", "/agent:clerk:1/step:1/tool:1", "--set", "arguments=7"],
                 ["last", "--at", "/agent:clerk:1/step:1/tool:1", "--set", "decision=approve"],
                 ["last", "--at", "/agent:clerk:1/step:1/tool:1", "--set", "result=1", "--set", "result=2"],
                 *(["last", "--at", "/agent:clerk:1/step:1/model:1", "--set", "limits=" + value]
                   for value in ("5", "null", "{}", "steps=9", '{"fly":1}', '{"steps":-1}', '{"steps":"x"}', '{"steps":9,"fly":1}'))),
        "show": ([], ["last", "last"], ["last", "--xml"], [""], ["%s%n"]),
        "compare": ([], ["last"], ["last", "nothing"], ["last", "last", "last"]),
        "export": ([], ["last", "--format", "pdf"], ["last", "--format", ""]),
        "import": ([], ["none.run"], ["signalbox.json"], ["a", "b"]),
        "undo": ([], ["none"]), "search": ([], [""]), "tools": (["fly"], ["call"], ["show", "none"], ["call", "none", "--arguments", "{}"],
                                                               ["call", "read_file", "--arguments", "[1]"]),
        "runs": (["--all"],), "check": (["--fast"],), "trust": (["--all"],)}

    def test_wrong_use_of_every_command(self):
        desk = self.desk(turn(("write_file", {"path": "a.txt", "content": "x"})))
        self.start(desk)
        before = self.files(desk)
        runs = self.good("runs", "--json", "-C", desk).out
        for command, cases in self.WRONG.items():
            for words in cases:
                with self.subTest(command=command, words=words):
                    done = self.good(command, *(["-C", desk] if command != "run" else [desk]), *words, code=2)
                    self.assertEqual(done.out, "")
                    self.assertTrue(done.err.startswith("signalbox"), done.err)
                    self.assertLess(len(done.err), 8000)
        self.assertEqual((self.files(desk), self.good("runs", "--json", "-C", desk).out), (before, runs))

    def test_what_is_no_workspace(self):
        (self.folder / "file").write_text("x")
        for place in (self.folder, self.folder / "file", self.folder / "none", self.folder / "none" / "deeper", "", "\n", "x" * 5000):
            for command in (["runs"], ["show", "last"], ["tools", "list"], ["search", "x"], ["undo", "last"], ["replay", "last"]):
                with self.subTest(place=str(place)[:60], command=command):
                    self.good(*command, "-C", place, code=2)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["file"])

    def test_a_terminal_is_not_steered(self):
        evil = "\x1b]0;title\x07\x1b[2J\u202eevil\x9b31m\u200b"
        desk = self.made({"clerk": [{"text": "A" + evil + "B\nC\x00D"}]}, {"a.txt": evil})
        words = ("run", desk, "--agent", "clerk", "--task", evil)
        self.assertEqual(self.good(*words).out, "A" + evil + "B\nC\x00D\n")  # into a pipe as it came
        for command in (words, ("runs", "-C", desk), ("show", "last", "-C", desk), ("search", "evil", "-C", desk),
                        ("tools", "call", "read_file", "--arguments", '{"path": "a.txt"}', "-C", desk), ("compare", "last", "last", "-C", desk)):
            ours, theirs = pty.openpty()
            run = subprocess.Popen([PROGRAM, *command], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=self.env, cwd=self.folder)
            os.close(theirs)
            seen = b""
            try:
                while part := os.read(ours, 65536):
                    seen += part
            except OSError:  # the other end is closed
                pass
            os.close(ours)
            self.assertEqual(run.wait(60), 0, command)
            text = seen.decode().replace("\x1b[1m", "").replace("\x1b[0m", "")
            for character in "\x1b\x07\u202e\x9b\u200b\x00":
                self.assertNotIn(character, text, command[0])


if __name__ == "__main__":
    unittest.main(argv=["contract", *sys.argv[4:]])
