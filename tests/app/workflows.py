# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""Graphs and orchestrators of the built program, run, replayed, resumed and forked from the command line."""
import json
import sys
import time
import unittest

from case import Case, data_of, events_of, of

WITNESS = """import json, sys
given = json.load(sys.stdin)
open("witness.log", "a").write(given["w"] + "\\n")
sys.exit(print("it broke", file=sys.stderr) or 3) if given["w"] in open("breaks").read().split() else print(json.dumps({"v": given["w"]}))
"""
TOOL = {"name": "mark", "description": "Writes a word down.", "kind": "command", "command": ["python3", "mark.py"],
        "input": "stdin-json", "effects": ["read", "write"],
        "parameters": {"type": "object", "properties": {"w": {"type": "string"}}, "required": ["w"], "additionalProperties": False}}


def mark(word, **more):
    return {"kind": "tool", "tool": "mark", "arguments": {"w": word}, **more}


def edges(*words):
    """"a b" is an edge, "a b CONDITION" one with a condition, "a b -" the other way."""
    listed = []
    for word in words:
        start, end, *rest = word.split(" ", 2)
        listed.append({"from": start, "to": end, **({} if not rest else {"otherwise": True} if rest == ["-"] else {"when": rest[0]})})
    return listed


def graph(nodes, ways, state=None, start=None, **more):
    return {"name": "w", "kind": "graph", "state": {name: {"default": value} if not isinstance(value, dict) else value
                                                   for name, value in (state or {}).items()},
            "start": start or next(iter(nodes)), "nodes": nodes, "edges": ways, **more}


END = {"kind": "end", "output": "${state}"}


class Workflows(Case):
    """A desk with one tool whose calls can be counted, and a scripted model."""

    def desk(self, workflow, script=None, breaks="", more=(), rules=True):
        files = {"mark.py": WITNESS, "witness.log": "", "breaks": breaks, "s.json": json.dumps(script or {}),
                 "tools/mark.json": json.dumps(TOOL)}
        for one in (workflow, *more):
            files[f"workflows/{one['name']}.json"] = json.dumps(one)
        if rules:
            files["policy.json"] = json.dumps({"rules": [{"name": "marks", "tool": "mark", "effects": ["read", "write"], "verdict": "allow"}]})
        return self.made(script or {}, files)

    def start(self, desk, *more, code=0):
        done = self.good("run", desk, "--workflow", "w", "--task", "T", "--trust", "--events", *more, code=code)
        events = events_of(done.out)
        self.check_order(events)
        self.check_replay(desk, events, code)
        return events

    def marks(self, desk):
        return (desk / "witness.log").read_text().split()

    def output(self, events):
        return events[-1]["data"]["output"]


class Graphs(Workflows):
    def test_a_cycle_that_reaches_its_limit_ends_with_3(self):
        desk = self.desk(graph({"a": mark("x")}, edges("a a"), max_steps=7))
        events = self.start(desk, code=3)
        self.assertEqual(len(of(events, "node.entered")), 7)
        self.assertEqual(data_of(events, "budget.reached"), [{"limit": "max_steps", "used": 7, "of": 7}])
        self.assertEqual(self.marks(desk), ["x"] * 7)
        # a graph of more visits goes on where it stood
        self.good("resume", "last", "-C", desk, code=3)
        self.assertEqual(self.marks(desk), ["x"] * 7)

    def test_a_failing_branch_ends_its_siblings_and_is_tried_again(self):
        desk = self.desk(graph({"s": {"kind": "set", "set": {}}, "bad": mark("bad", writes={"l": "result.v"}),
                                "slow": {"kind": "agent", "agent": "slow", "writes": {"l": "result"}},
                                "j": {"kind": "set", "join": "all", "set": {}}, "e": END},
                               edges("s bad", "s slow", "bad j", "slow j", "j e"), {"l": {"default": [], "merge": "append"}}),
                         {"slow": [{"text": "slow", "delay_ms": 20000}]}, breaks="bad")
        began = time.monotonic()
        events = self.start(desk, code=1)
        self.assertLess(time.monotonic() - began, 12)
        self.assertEqual(data_of(events, "run.finished")[0]["outcome"], "failed")
        self.assertIn("bad", self.output(events))
        self.assertIn("it broke", self.output(events))
        (desk / "breaks").write_text("")
        script = {"slow": [{"text": "slow"}]}
        (desk / "s.json").write_text(json.dumps(script))
        more = events_of(self.good("resume", "last", "--events", "-C", desk).out)
        self.assertEqual([event["seq"] for event in more], list(range(len(events) + 1, len(events) + len(more) + 1)))
        self.assertEqual(json.loads(self.output(more)), {"l": ["bad", "slow"]})
        self.assertEqual(self.marks(desk), ["bad", "bad"])
        self.check_replay(desk, events + more)
        self.good("resume", "last", "-C", desk, code=2)

    def test_collect_goes_on_without_the_branch_that_failed(self):
        desk = self.desk(graph({"s": {"kind": "set", "set": {}}, "bad": mark("bad"), "good": mark("good", writes={"l": "result.v"}),
                                "j": {"kind": "set", "join": "all", "on_error": "collect", "set": {}}, "e": END},
                               edges("s bad", "s good", "bad j", "good j", "j e"), {"l": {"default": [], "merge": "append"}}),
                         breaks="bad")
        events = self.start(desk)
        self.assertEqual(json.loads(self.output(events)), {"l": ["good"]})
        joined = [event["data"] for event in of(events, "node.entered") if event["path"] == "/node:j:1"]
        self.assertEqual(joined[0]["failed"], ["bad"])

    def test_what_a_limit_kept_from_running_is_no_failure_of_a_branch(self):
        # of calls side by side, in a map and beside it, some find the limit reached
        many = {"kind": "map", "over": "['1', '2', '3', '4']", "max_parallel": 2, "node": mark("${item}"), "writes": {"l": "results.map(r, r.v)"}}
        for collects in (False, True):
            with self.subTest(collects=collects):
                # what is cancelled beside it may have had its effect, and is tried again all the same
                more = {"on_error": "collect"} if collects else {}
                desk = self.desk(graph({"s": {"kind": "set", "set": {}}, "m": many, "b": mark("b", writes={"l": "result.v"}),
                                        "j": {"kind": "set", "join": "all", "set": {}, **more}, "e": END},
                                       edges("s m", "s b", "m j", "b j", "j e"), {"l": {"default": [], "merge": "append"}}))
                events = self.start(desk, "--limit", "tool_calls=3", code=3)
                self.assertLessEqual(len(self.marks(desk)), 3)
                self.assertEqual({data["outcome"] for data in data_of(events, "node.left") if not data["ok"]} - {"stopped"}, {"limit"})
                again = events_of(self.good("resume", "last", "--limit", "tool_calls=30", "--events", "-C", desk).out)
                self.assertEqual(json.loads(self.output(again)), {"l": ["1", "2", "3", "4", "b"]})
                self.assertEqual(set(self.marks(desk)), {"1", "2", "3", "4", "b"})
                self.check_replay(desk, events + again)
                way = self.good("show", "last", "--graph", "-C", desk).out
                self.assertNotIn("limit", way)
                self.assertEqual(sorted(line.split()[:2] for line in way.splitlines()),
                                 [["b:1", "tool"], ["e:1", "end"], ["j:1", "set"], ["m:1", "map"], ["s:1", "set"]])

    def test_a_limit_ends_a_region_that_collects_also_behind_a_failure(self):
        many = {"kind": "map", "over": "['1', '2', '3', '4']", "max_parallel": 1, "node": mark("${item}"), "writes": {"l": "results.map(r, r.v)"}}
        desk = self.desk(graph({"s": {"kind": "set", "set": {}}, "bad": mark("bad", writes={"l": "result.v"}), "m": many,
                                "j": {"kind": "set", "join": "all", "on_error": "collect", "set": {}}, "e": END},
                               edges("s bad", "s m", "bad j", "m j", "j e"), {"l": {"default": [], "merge": "append"}}), breaks="bad")
        events = self.start(desk, "--limit", "tool_calls=4", code=3)
        self.assertFalse([data for data in data_of(events, "node.entered") if data["node"] == "j"])
        again = events_of(self.good("resume", "last", "--limit", "tool_calls=30", "--events", "-C", desk).out)
        self.assertEqual(json.loads(self.output(again)), {"l": ["1", "2", "3", "4"]})
        self.assertEqual([data["failed"] for data in data_of(again, "node.entered") if data["node"] == "j"], [["bad"]])
        self.check_replay(desk, events + again)

    def test_agents_that_share_a_limit_replay_and_go_on(self):
        used = {"input": 400, "output": 100}
        script = {"a": [{"tool_calls": [{"name": "list_files", "arguments": {}}], "usage": used, "delay_ms": 60}, {"text": "A", "usage": used}],
                  "b": [{"text": "B", "usage": used, "delay_ms": 90}]}
        for collects in (False, True):
            more = {"on_error": "collect"} if collects else {}
            workflow = graph({"s": {"kind": "set", "set": {}},
                              "m": {"kind": "map", "over": "[1, 2]", "node": {"kind": "agent", "agent": "a", "task": "x"}, "writes": {"l": "results"}, **more},
                              "b": {"kind": "agent", "agent": "b", "writes": {"l": "result"}},
                              "j": {"kind": "set", "join": "all", "set": {}, **more}, "e": END},
                             edges("s m", "s b", "m j", "b j", "j e"), {"l": {"default": [], "merge": "append"}})
            for limit in ("tokens=900", "tool_calls=1", "steps=1"):
                with self.subTest(collects=collects, limit=limit):
                    desk = self.desk(workflow, script)
                    (desk / "agents" / "a.json").write_text(json.dumps({"name": "a", "model": "default", "instructions": "Work.", "tools": ["list_files"]}))
                    events = events_of(self.good("run", desk, "--workflow", "w", "--task", "T", "--trust", "--events", "--limit", limit, code=3).out)
                    self.check_replay(desk, events, code=3)
                    done = self.good("resume", "last", "--limit", "tokens=90000,tool_calls=50,steps=20", "--events", "-C", desk)
                    again = events_of(done.out)
                    self.assertEqual(json.loads(self.output(again)), {"l": ["A", "A", "B"]})
                    self.check_replay(desk, events + again)

    def test_the_first_of_any_wins(self):
        desk = self.desk(graph({"s": {"kind": "set", "set": {}}, "slow": {"kind": "agent", "agent": "slow", "writes": ["who"]},
                                "fast": {"kind": "agent", "agent": "fast", "writes": ["who"]},
                                "j": {"kind": "set", "join": "any", "set": {}}, "e": END},
                               edges("s slow", "s fast", "slow j", "fast j", "j e"), {"who": ""}),
                         {"slow": [{"text": "slow", "delay_ms": 20000}], "fast": [{"text": "fast"}]})
        events = self.start(desk)
        self.assertEqual(json.loads(self.output(events)), {"who": "fast"})

    def test_an_exploding_expression_and_a_growing_state_end_the_run(self):
        for name, workflow, words in (
                ("expression", graph({"s": {"kind": "set", "set": {
                    "l": "state.l.filter(a, state.l.all(b, state.l.all(c, a + b + c >= 0)))"}}, "e": END}, edges("s e"),
                    {"l": list(range(1000))}), "s: "),
                ("state", graph({"s": {"kind": "set", "set": {"t": "state.t + state.t"}}}, edges("s s"), {"t": "0123456789"},
                                max_steps=100), "8 MiB"),
                ("fifty megabytes", graph({"s": {"kind": "set", "set": {"t": "file('big.json')"}}, "e": END}, edges("s e"),
                                          {"t": None}), "")):
            with self.subTest(name=name):
                desk = self.desk(workflow)
                (desk / "big.json").write_text(json.dumps("x" * 50_000_000))
                began = time.monotonic()
                done = self.good("run", desk, "--workflow", "w", "--task", "T", "--events", code=1)
                self.assertLess(time.monotonic() - began, 20)
                events = events_of(done.out)
                self.check_order(events)
                self.assertIn(words, self.output(events))
                self.assertLess(len(done.out), 60_000_000)
                self.good("replay", "last", "-C", desk, code=1)

    def test_a_default_of_fifty_megabytes_is_refused(self):
        desk = self.desk(graph({"e": END}, [], {"t": "x"}))
        file = desk / "workflows" / "w.json"
        file.write_text(file.read_text().replace('"x"', json.dumps("x" * 50_000_000)))
        done = self.call("run", desk, "--workflow", "w", "--task", "T")
        self.assertIn(done.code, (1, 2), done.err[-300:])
        self.assertLess(len(done.err), 10_000)

    def test_questions_that_nobody_answers(self):
        gate = {"kind": "gate", "prompt": "?", "choices": ["a", "b"], "writes": ["v"]}
        desk = self.desk(graph({"q": gate, "e": END}, edges("q e"), {"v": None}))
        for more in ((), ("--gates", "approve")):
            events = self.start(desk, *more, code=4)
            self.assertEqual(data_of(events, "gate.opened")[0]["choices"], ["a", "b"])
            self.assertEqual(data_of(events, "gate.decided")[0]["by"], "headless")
            self.assertEqual(events[-1]["data"]["outcome"], "denied")
        desk = self.other(desk, graph({"q": {**gate, "default": "b"}, "e": END}, edges("q e"), {"v": None}))
        self.assertEqual(json.loads(self.output(self.start(desk))), {"v": "b"})
        ways = edges("s x true", "s y true")
        desk = self.other(desk, graph({"s": {"kind": "set", "set": {}, "ambiguous": "ask", "default": "y"},
                                       "x": {"kind": "end", "output": "x"}, "y": {"kind": "end", "output": "y"}}, ways))
        events = self.start(desk)
        self.assertEqual((self.output(events), data_of(events, "gate.opened")[0]["kind"]), ("y", "ambiguous"))
        desk = self.other(desk, graph({"s": {"kind": "set", "set": {}, "ambiguous": "ask"},
                                       "x": {"kind": "end", "output": "x"}, "y": {"kind": "end", "output": "y"}}, ways))
        self.start(desk, code=4)
        desk = self.other(desk, graph({"t": mark("x", requires_approval=True), "e": END}, edges("t e")))
        self.start(desk, code=4)
        self.assertEqual(self.marks(desk), [])
        self.start(desk, "--gates", "approve")
        self.assertEqual(self.marks(desk), ["x"])

    def other(self, desk, workflow):
        (desk / "workflows" / "w.json").write_text(json.dumps(workflow))
        return desk

    def test_a_way_that_nobody_made_fails_and_names_the_node(self):
        desk = self.desk(graph({"judge": {"kind": "set", "set": {}}, "e": END}, edges("judge e false")))
        self.assertIn("otherwise", self.good("check", desk).out)
        self.assertIn("judge", self.output(self.start(desk, code=1)))

    def test_the_way_through_a_graph_is_shown(self):
        sub = {**graph({"i": {"kind": "set", "set": {"k": "state.k + 41"}}, "o": {"kind": "end", "output": "${state.k}"}},
                       edges("i o"), {"k": 1}), "name": "sub"}
        desk = self.desk(graph({"one": {"kind": "set", "set": {"n": "state.n + 1"}},
                                "many": {"kind": "map", "over": "[1, 2, 3]", "node": {"kind": "set", "set": {"v": "item * 2"}}, "writes": {"l": "results.map(x, x.v)"}},
                                "inner": {"kind": "workflow", "workflow": "sub", "writes": {"n": "result"}}, "e": END},
                               edges("one many", "many inner", "inner e"), {"n": 0, "l": []}), more=(sub,))
        events = self.start(desk)
        self.assertEqual(json.loads(self.output(events)), {"n": 42, "l": [2, 4, 6]})
        shown = self.good("show", "last", "--graph", "-C", desk).out
        self.assertEqual([line.split()[:2] for line in shown.splitlines()],
                         [["one:1", "set"], ["many:1", "map"], ["inner:1/i:1", "set"], ["inner:1/o:1", "end"], ["inner:1", "workflow"], ["e:1", "end"]])
        told = [json.loads(line) for line in self.good("show", "last", "--graph", "--json", "-C", desk).out.splitlines()]
        self.assertEqual([(line["path"], line["node"], line["kind"], line["outcome"], line["patch"], line["edges"]) for line in told if line["path"].count("/") == 1],
                         [("/node:one:1", "one", "set", "done", [{"op": "replace", "path": "/n", "value": 1}], [{"to": "many", "why": "plain"}]),
                          ("/node:many:1", "many", "map", "done", [{"op": "replace", "path": "/l", "value": [2, 4, 6]}], [{"to": "inner", "why": "plain"}]),
                          ("/node:inner:1", "inner", "workflow", "done", [{"op": "replace", "path": "/n", "value": 42}], [{"to": "e", "why": "plain"}]),
                          ("/node:e:1", "e", "end", "done", [], [])])
        self.good("run", desk, "--agent", "clerk", "--task", "T", code=1)
        for more in ((), ("--json",)):
            done = self.good("show", "last", "--graph", *more, "-C", desk)
            self.assertEqual((done.out, "no graph" in done.err), ("", True))

    def test_the_way_of_a_plan_and_of_a_failure_is_shown_as_json(self):
        odd = "a/b~c, d"
        lead = {**LEAD, "name": "team"}
        desk = self.desk(graph({"n": {"kind": "workflow", "workflow": "team", "writes": {odd: "result"}}, "bad": mark("bad")},
                               edges("n bad"), {odd: None}),
                         {"lead": [plan(("a", "w1", "find"), ("b", "w2", "use", "a")), {"text": "both"}], "w1": [{"text": "one"}], "w2": [{"text": "two"}]},
                         breaks="bad", more=(lead,))
        self.start(desk, code=1)
        told = [json.loads(line) for line in self.good("show", "last", "--graph", "--json", "-C", desk).out.splitlines()]
        self.assertEqual([(line["path"], line["kind"]) for line in told],
                         [("/node:n:1/agent:lead:1/step:1/plan:1", "plan"), ("/node:n:1", "workflow"), ("/node:bad:1", "tool")])
        self.assertEqual([(step["id"], step["agent"], step["dependencies"]) for step in told[0]["steps"]], [("a", "w1", []), ("b", "w2", ["a"])])
        self.assertEqual(told[1]["patch"], [{"op": "replace", "path": "/a~1b~0c, d", "value": "both"}])
        self.assertEqual((told[2]["outcome"], "it broke" in told[2]["error"]), ("failed", True))
        self.assertIn("state: " + odd, self.good("show", "last", "--graph", "-C", desk).out)

    def test_a_fork_with_another_state(self):
        desk = self.desk(graph({"a": mark("a", writes={"l": "result.v"}), "b": mark("${state.word}", writes={"l": "result.v"}), "e": END},
                               edges("a b", "b e"), {"word": "b", "l": {"default": [], "merge": "append"}}))
        events = self.start(desk)
        self.assertEqual(json.loads(self.output(events)), {"word": "b", "l": ["a", "b"]})
        run = events[0]["run"]
        words = ("fork", run, "--at", "/node:b:1", "--events", "-C", desk)
        forked = events_of(self.good(*words, "--set", 'state={"word": "c"}').out)
        self.assertEqual(json.loads(self.output(forked)), {"word": "c", "l": ["a", "c"]})
        self.assertEqual(self.marks(desk), ["a", "b", "c"])
        self.check_replay(desk, forked)
        runs = self.good("runs", "--json", "-C", desk).out
        for state in ("5", "[]", "null", "", "not json", '[{"op": "replace", "path": "/word", "value": 1}]'):
            self.assertIn("state takes an object", self.good(*words, "--set", "state=" + state, code=2).err)
        self.assertEqual(self.good("runs", "--json", "-C", desk).out, runs)
        self.assertIn("unknown", self.good(*words, "--set", 'state={"unknown": 1}', code=1).err)
        for at in ("/", "/node:b:9", "/node:b:1/tool:1", "nowhere", ""):
            self.good("fork", run, "--at", at, "--set", 'state={"word": "c"}', "-C", desk, code=2)
        self.assertEqual(self.marks(desk), ["a", "b", "c"])

    def test_items_that_fail_at_the_same_time_replay(self):
        desk = self.desk(graph({"m": {"kind": "map", "over": "[1, 2, 3, 4, 5, 6, 7, 8]", "node": mark("${item}")}}, []))
        for _ in range(8):
            events = self.start(desk, code=1)
            self.assertIn("(item ", self.output(events))

    def test_visits_of_parallel_branches_count_all_when_a_run_goes_on(self):
        s = {"kind": "set", "set": {}}
        desk = self.desk(graph({"s": s, "a": mark("a"), "b": mark("slow"), "a2": s, "b2": s, "j": {**s, "join": "all"}, "e": END},
                               edges("s a", "s b", "a a2", "b b2", "a2 j", "b2 j", "j e"), max_steps=4))
        (desk / "mark.py").write_text(WITNESS + "given['w'] == 'slow' and __import__('threading').Event().wait(0.2)\n")
        events = self.start(desk, code=3)
        for _ in range(3):
            events += events_of(self.good("resume", "last", "--events", "-C", desk, code=3).out)
            self.check_replay(desk, events, 3)
        self.assertEqual(len(of(events, "node.entered")), 4)

    def test_a_limit_is_told_the_same_wherever_it_ended_branches_inside_branches(self):
        s = {"kind": "set", "set": {}}
        desk = self.desk(graph({"s": s, "i": s, "x": mark("x"), "y": mark("y"), "ij": {**s, "join": "all"}, "z": mark("z"), "w": mark("w"),
                                "j": {**s, "join": "all"}, "e": END},
                               edges("s i", "s z", "s w", "i x", "i y", "x ij", "y ij", "ij j", "z j", "w j", "j e")))
        for calls in (1, 1, 2, 2, 3, 3):
            events = self.start(desk, "--limit", f"tool_calls={calls}", code=3)
            self.assertIn("limit of tool calls", self.output(events))

    def test_items_that_another_cut_off_replay(self):
        sub = {**graph({"t": mark("${task}"), "o": {"kind": "end", "output": "x"}}, edges("t o")), "name": "sub"}
        for node in (mark("${item}"), {"kind": "workflow", "workflow": "sub", "task": "${item}"}, {"kind": "agent", "agent": "w1", "task": "${item}"}):
            for items in (["slow", "bad"], ["bad", "slow"], ["slow", "bad", "slow"]):
                with self.subTest(kind=node["kind"], items=items):
                    desk = self.desk(graph({"m": {"kind": "map", "over": json.dumps(items), "node": node}}, []),
                                     {"w1": [[{"when": "slow", "text": "x", "delay_ms": 20000}, {"error": {"type": "invalid_request", "message": "it broke"}, "delay_ms": 300}]]},
                                     breaks="bad", more=(sub,))
                    (desk / "mark.py").write_text(WITNESS + "given['w'] == 'slow' and __import__('threading').Event().wait(20)\n")
                    began = time.monotonic()
                    events = self.start(desk, code=1)
                    self.assertLess(time.monotonic() - began, 12)
                    self.assertIn("it broke", self.output(events))
                    self.assertIn(f"(item {items.index('bad') + 1})", self.output(events))

    def test_what_was_read_from_a_file_holds_in_a_replay(self):
        sub = {**graph({"s": {"kind": "set", "set": {"k": "task"}}, "o": {"kind": "end", "output": "${state.k}"}}, edges("s o"), {"k": 0}), "name": "sub"}
        text, many = "${file('t.txt')}", "file('l.json')"
        for name, node in (("arguments", mark(text)), ("a task", {"kind": "agent", "agent": "clerk", "task": text}),
                           ("a task of a workflow", {"kind": "workflow", "workflow": "sub", "task": text}),
                           ("a prompt", {"kind": "gate", "prompt": text, "default": "d"}), ("writes", mark("x", writes={"v": "file('t.txt')"})),
                           ("set", {"kind": "set", "set": {"v": many}}),
                           ("a map", {"kind": "map", "over": many, "node": mark("${item}")}),
                           ("items", {"kind": "map", "over": "['t.txt', 'l.json']", "node": mark("${task}${size(file(item))}")}),
                           ("a set in a map", {"kind": "map", "over": "[1, 2]", "node": {"kind": "set", "set": {"q": "file('t.txt')"}}}),
                           ("both", mark(text, writes={"v": many})), ("a file that is not there", mark("${file('none')}"))):
            with self.subTest(name=name):
                desk = self.desk(graph({"n": {**node, "writes": node.get("writes", ["v"])} if node["kind"] != "set" else node,
                                        "e": {"kind": "end", "output": "${state.v} " + text}}, edges("n e"), {"v": None}),
                                 {"clerk": [{"text": "done"}]}, more=(sub,))
                (desk / "t.txt").write_text("before")
                (desk / "l.json").write_text('["a", "b"]')
                code = 1 if "not there" in name else 0
                events = events_of(self.good("run", desk, "--workflow", "w", "--task", "T", "--trust", "--events", code=code).out)
                self.check_order(events)
                for file in ("t.txt", "l.json", "none"):
                    (desk / file).write_text('["after", "it", "changed"]')
                self.check_replay(desk, events, code)
                (desk / "t.txt").unlink()
                self.check_replay(desk, events, code)
                entered = {event["path"]: event["data"].get("files") for event in of(events, "node.entered")}
                if code == 0:
                    self.assertEqual(entered["/node:e:1"], {"t.txt": {"value": "before"}})

    def test_two_ways_through_a_graph_are_compared(self):
        gate = {"kind": "gate", "prompt": "?", "choices": ["x", "y"], "default": "y", "writes": ["v"]}
        desk = self.desk(graph({"q": gate, "a": {"kind": "set", "set": {"r": "1"}}, "b": {"kind": "set", "set": {"r": "2"}}, "e": END},
                               edges("q a state.v == 'x'", "q b -", "a e", "b e"), {"v": None, "r": 0}))
        run = self.start(desk)[0]["run"]
        self.good("fork", run, "--at", "/node:q:1/gate:1", "--set", "decision=x", "-C", desk)
        compared = json.loads(self.good("compare", run, "last", "--json", "-C", desk).out)
        self.assertEqual(compared["first_divergence"], "/node:q:1")
        told = lambda step: step and (step["path"], step["kind"], step["text"], [one.get("value") for one in step["state"]])
        self.assertEqual([(step["alignment"], step["differences"], told(step["a"]), told(step["b"])) for step in compared["steps"]],
                         [("differs", ["state", "way"], ("/node:q:1", "node", "b", ["y"]), ("/node:q:1", "node", "a", ["x"])),
                          ("only_a", [], ("/node:b:1", "node", "e", [2]), None), ("only_b", [], None, ("/node:a:1", "node", "e", [1])),
                          ("same", [], ("/node:e:1", "node", "", []), ("/node:e:1", "node", "", []))])
        self.assertEqual([compared["delta"][name] for name in ("steps", "tokens", "tool_calls")], [0, 0, 0])
        self.assertIsNone(json.loads(self.good("compare", run, run, "--json", "-C", desk).out)["first_divergence"])

    def test_a_fork_with_other_arguments_of_a_node(self):
        desk = self.desk(graph({"a": {"kind": "tool", "tool": "list_files", "arguments": {"glob": "${state.of}"}, "writes": ["found"]},
                                "e": {"kind": "end", "output": "${state.found}"}}, edges("a e"), {"of": "*.none", "found": None}))
        run = self.start(desk)[0]["run"]
        told = events_of(self.good("fork", run, "--at", "/node:a:1/tool:1", "--set", 'arguments={"glob": "signalbox.*"}', "--events", "-C", desk).out)
        self.assertEqual(data_of(told, "tool.started")[0]["arguments"], {"glob": "signalbox.*"})
        self.assertIn("signalbox.json", told[-1]["data"]["output"])
        self.check_replay(desk, told)
        told = events_of(self.good("fork", "last", "--at", "/node:e:1", "--set", 'state={"of": "x"}', "--events", "-C", desk).out)
        self.check_replay(desk, told)

    def test_wrong_graphs_are_refused_before_they_run(self):
        s = {"kind": "set", "set": {}}
        for name, workflow, word in (
                ("no start", graph({"s": s}, [], start="x"), "x"),
                ("unknown node", graph({"s": s}, edges("s nowhere")), "nowhere"),
                ("unknown tool", graph({"s": {"kind": "tool", "tool": "nope", "arguments": {}}}, []), "nope"),
                ("unknown agent", graph({"s": {"kind": "agent", "agent": "ghost"}}, []), "ghost"),
                ("unknown key", graph({"s": {"kind": "set", "set": {"z": "1"}}}, []), "z"),
                ("broken expression", graph({"s": {"kind": "set", "set": {"z": "1 +"}}}, [], {"z": 0}), "z"),
                ("unknown name", graph({"s": s, "e": {"kind": "end", "output": "${stat.z}"}}, edges("s e"), {"z": 0}), "stat"),
                ("both kinds of edges", graph({"s": s, "a": s, "b": s}, edges("s a", "s b true")), "s"),
                ("no join", graph({"s": s, "a": s, "b": s}, edges("s a", "s b")), "join"),
                ("an end inside", graph({"s": s, "a": END, "b": s, "j": {**s, "join": "all"}}, edges("s a", "s b", "b j")), "a"),
                ("a workflow in itself", graph({"s": {"kind": "workflow", "workflow": "w"}}, []), "w"),
                ("unknown kind", graph({"s": {"kind": "dance"}}, []), "dance"),
                ("no nodes", graph({"s": s}, [])|{"nodes": {}}, "nodes"),
                ("nodes as a list", graph({"s": s}, [])|{"nodes": [1]}, "nodes"),
                ("a huge limit", graph({"s": s}, [], max_steps=10**30), "64 bits"),
                ("a negative limit", graph({"s": s}, [], max_steps=-1), "max_steps")):
            with self.subTest(name=name):
                desk = self.desk(workflow)
                checked = self.good("check", desk, code=2)
                self.assertIn(word, checked.out)
                self.assertIn("workflows/w.json", checked.out)
                done = self.good("run", desk, "--workflow", "w", "--task", "T", "--events", code=2)
                self.assertEqual(done.out, "")

    def test_what_is_wrong_is_told_as_json(self):
        desk = self.desk(graph({"s": {"kind": "set", "set": {}}}, edges("s nowhere state.m")))
        checked = json.loads(self.good("check", desk, "--json", code=2).out)
        self.assertEqual((checked["errors"], checked["workflows"], checked["problems"][0]),
                         (2, 1, {"severity": "error", "file": "workflows/w.json", "path": "edges[0].to", "line": 1, "expected": "the name of a node",
                                 "found": "'nowhere'", "mend": "did you mean 's'?"} | {"mend": checked["problems"][0]["mend"]}))
        (desk / "workflows" / "w.json").write_text(json.dumps(graph({"s": mark("x", arguments={"w": 5}), "e": END}, edges("s e")), indent=1))
        (desk / "agents" / "clerk.json").write_text("{")
        told = {(one["file"], one["path"]): one["line"] for one in json.loads(self.good("check", "--json", "-C", desk, code=2).out)["problems"]}
        line = (desk / "workflows" / "w.json").read_text().splitlines()[told["workflows/w.json", "nodes.s.arguments.w"] - 1]
        self.assertIn('"w": 5', line)
        self.assertIsNone(told["agents/clerk.json", ""])
        (desk / "agents" / "clerk.json").unlink()
        (desk / "workflows" / "w.json").write_text(json.dumps(graph({"e": END}, [])))
        checked = json.loads(self.good("check", desk, "--json").out)
        self.assertEqual((checked["errors"], checked["warnings"], checked["problems"]), (0, 0, []))

    def test_unknown_workflows_are_named(self):
        desk = self.desk(graph({"e": END}, []))
        for word in ("nope", "", "../w", "w.json"):
            self.good("run", desk, "--workflow", word, "--task", "T", code=2)
        self.good("run", desk, "--workflow", "w", "--agent", "clerk", "--task", "T", code=2)


LEAD = {"name": "w", "kind": "orchestrator", "lead": "lead", "agents": ["w1", "w2"], "max_parallel": 2, "replans": 1, "plan_gate": "allow"}


def plan(*steps):
    return {"tool_calls": [{"name": "plan", "arguments": {"steps": [
        {"id": id, "agent": agent, "task": task, "dependencies": list(needs)} for id, agent, task, *needs in steps]}}]}


class Plans(Workflows):
    def team(self, lead, w1=None, w2=None, **more):
        text = lambda words: [{"text": words}]
        return self.desk({**LEAD, **more}, {"lead": lead, "w1": w1 or text("one"), "w2": w2 or text("two")})

    def told(self, events, agent="lead"):
        """All that the lead was told."""
        return json.dumps([event["data"]["messages_added"] for event in of(events, "model.requested")
                           if f"/agent:{agent}:" in event["path"]])

    def test_steps_run_in_their_order_and_are_summed_up(self):
        desk = self.team([plan(("a", "w1", "find A"), ("b", "w2", "use it", "a")), {"text": "both"}])
        events = self.start(desk)
        self.assertEqual(self.output(events), "both")
        self.assertEqual([(e["path"], e["data"]["task"].split("\n")[0]) for e in of(events, "agent.started")][1:],
                         [("/agent:lead:1/step:1/plan:1/agent:w1:1", "find A"), ("/agent:lead:1/step:1/plan:1/agent:w2:2", "use it")])
        self.assertIn("one", data_of(events, "agent.started")[2]["task"])
        self.assertFalse(of(events, "tool.requested", "tool.started"))

    def test_a_plan_that_cannot_run_is_refused_in_words(self):
        for name, refused in (("unknown agent", plan(("a", "ghost", "x"))), ("unknown step", plan(("a", "w1", "x", "z"))),
                              ("circle", plan(("a", "w1", "x", "b"), ("b", "w1", "y", "a"))), ("itself", plan(("a", "w1", "x", "a"))),
                              ("twice", plan(("a", "w1", "x"), ("a", "w1", "y"))), ("empty", plan()),
                              ("ten thousand", plan(*((f"s{i}", "w1", "t") for i in range(10_000)))),
                              ("no list", {"tool_calls": [{"name": "plan", "arguments": {"steps": 7}}]}),
                              ("no object", {"tool_calls": [{"name": "plan", "arguments": [1, 2]}]}),
                              ("another tool", {"tool_calls": [{"name": "read_file", "arguments": {"path": "mark.py"}}]})):
            with self.subTest(name=name):
                desk = self.team([refused, {"text": "I cannot"}])
                events = self.start(desk, "--limit", "tokens=3000000")
                self.assertEqual(self.output(events), "I cannot")
                self.assertFalse(of(events, "plan.made", "tool.started"))
                self.assertEqual(len(of(events, "agent.started")), 1)

    def test_a_plan_that_nobody_approves_ends_with_4(self):
        desk = self.team([plan(("a", "w1", "x")), {"text": "done"}], plan_gate="ask")
        events = self.start(desk, code=4)
        self.assertEqual([data["kind"] for data in data_of(events, "gate.opened")], ["plan"])
        self.assertEqual(len(of(events, "agent.started")), 1)
        events = self.start(desk, "--gates", "approve")
        self.assertEqual(self.output(events), "done")

    def test_what_failed_is_planned_again_and_what_is_done_is_kept(self):
        error = {"error": {"type": "invalid_request", "message": "no"}}
        desk = self.team([plan(("a", "w1", "x"), ("b", "w2", "y"), ("c", "w1", "z", "b")),
                          plan(("a", "w1", "x"), ("b", "w1", "y")), plan(("b", "w1", "y")), {"text": "sum"}], w2=[error])
        events = self.start(desk)
        self.assertEqual(len(of(events, "plan.made")), 2)
        self.assertEqual(sorted([event["path"].split("/plan:")[0][-1] + event["path"][-5:] for event in of(events, "agent.started")][1:]),
                         ["1:w1:1", "1:w2:2", "2:w1:2"])
        told = self.told(events)
        for words in ("skipped", "failed", "answer now in plain text"):
            self.assertIn(words, told)

    def test_a_lead_without_a_plan_answers(self):
        self.assertEqual(self.output(self.start(self.team([{"text": "I know it"}]))), "I know it")

    def test_a_limit_of_the_run_holds_the_team(self):
        desk = self.team([plan(("a", "w1", "x"), ("b", "w2", "y")), {"text": "sum"}])
        events = self.start(desk, "--limit", "tokens=300", code=3)
        self.assertEqual(data_of(events, "budget.reached")[0]["limit"], "tokens")
        self.assertEqual(events[-1]["data"]["outcome"], "limit")


if __name__ == "__main__":
    unittest.main(argv=["workflows", *sys.argv[4:]])
