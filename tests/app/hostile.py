# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""Model servers and workspaces that mean harm, or are broken, and what the built program makes of them."""
import json
import subprocess
import sys
import unittest

from case import PROGRAM, Case, Served, data_of, events_of, of


def chunk(delta, finish, **more):
    return "data: " + json.dumps({"id": "c", "model": "fake", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more}) + "\n\n"


class Servers(Served):
    def test_more_tokens_than_there_are_do_not_turn_a_limit_round(self):
        call = {"index": 0, "id": "a", "type": "function", "function": {"name": "read_file", "arguments": "{\"path\": \"a.txt\"}"}}
        usage = {"prompt_tokens": 2**63 - 1, "completion_tokens": 2**63 - 1, "prompt_tokens_details": {"cached_tokens": 2**63 - 1}}
        desk, server = self.serve({"raw": chunk({"tool_calls": [call]}, "tool_calls", usage=usage) + "data: [DONE]\n\n"}, {"text": "never"})
        events = self.start(desk, code=3)
        self.assertEqual(len(server.requests), 1)
        self.assertGreater(data_of(events, "budget.reached")[0]["used"], 10**12)
        self.assertGreater(data_of(events, "run.finished")[0]["totals"]["tokens"], 10**12)
        self.check_replay(desk, events, code=3)
        self.assertEqual(of(events, "tool.finished")[0]["data"]["ok"], True)


class Changes(Case):
    """What happens to a workspace while a run is on."""

    def during(self, act):
        """A run of four writes during which something is done: its events, its end, and the desk."""
        turns = [{"tool_calls": [{"name": "write_file", "arguments": {"path": f"out{i}.txt", "content": "x"}}], "delay_ms": 250} for i in range(4)]
        desk = self.made({"clerk": [*turns, {"text": "Done."}]}, {}, ["write_file"])
        run = subprocess.Popen([PROGRAM, "run", desk, "--agent", "clerk", "--task", "T", "--gates", "approve", "--events"], env=self.env,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        lines = []
        for line in run.stdout:
            lines.append(line)
            if json.loads(line)["type"] == "tool.finished" and act:
                act(desk)
                act = None
        told = run.stderr.read()
        run.stdout.close()
        run.stderr.close()
        return [json.loads(line) for line in lines], run.wait(), told, desk

    def test_a_journal_that_is_deleted_ends_the_run(self):
        for name in ("journal.db", "journal.db-wal"):
            with self.subTest(name=name):
                events, code, told, desk = self.during(lambda desk: (desk / ".signalbox" / name).unlink())
                self.assertEqual(code, 6, told)
                self.assertIn("the journal was deleted", told)
                self.assertLess(len(of(events, "tool.finished")), 4)
                self.assertFalse((desk / "out3.txt").exists())

    def test_a_workspace_that_is_moved_keeps_its_record(self):
        moved = lambda desk: desk.with_name("moved")
        events, code, told, desk = self.during(lambda desk: desk.rename(moved(desk)))
        self.assertEqual(code, 0, told)
        failed = [data for data in data_of(events, "tool.finished") if not data["ok"]]
        self.assertIn("cannot open the workspace", json.dumps(failed))
        self.check_replay(moved(desk), events)

    def test_definitions_that_change_under_a_run_change_nothing_of_it(self):
        def change(desk):
            (desk / "agents" / "clerk.json").write_text("{broken")
            (desk / "s.json").write_text("{}")
            (desk / "policy.json").write_text("[]")
        events, code, told, desk = self.during(change)
        self.assertEqual((code, len(of(events, "tool.started"))), (0, 4), told)
        self.check_replay(desk, events)


class Fallbacks(Case):
    """What a tool that cannot be called at all leaves to the one that it names."""

    def called(self, first, rules=(), **more):
        tool = {"description": "x", "kind": "command", "input": "stdin-json", "effects": ["read"], "parameters": {"type": "object"}}
        first = {**tool, "name": "first", "fallback": "second", "command": ["true"], **first}
        second = {**tool, "name": "second", "command": ["python3", "-c", "print('from the archive')"], **more}
        desk = self.made({"clerk": [{"tool_calls": [{"name": "first", "arguments": {}}]}, {"text": "Done."}]},
                         {f"tools/{one['name']}.json": json.dumps(one) for one in (first, second)} | {"policy.json": json.dumps({"rules": list(rules)})}, ["first"])
        events = events_of(self.good("run", desk, "--agent", "clerk", "--task", "T", "--events").out)
        self.check_order(events)
        self.check_replay(desk, events)
        return [(event["path"].split("/tool:", 1)[1], event["data"]["ok"], "fallback" in event["data"], json.dumps(event["data"].get("error", "")))
                for event in of(events, "tool.finished")]

    def test_a_program_that_is_not_there_or_none_falls_back(self):
        for command, words in ((["/no/such/program"], "No such file"), (["/etc/passwd"], "Permission denied"), (["no-such-program"], "No such file")):
            with self.subTest(command=command):
                failed, done = self.called({"command": command})
                self.assertEqual((failed[:3], done), (("1", False, True), ("1/tool:1", True, False, '""')))
                self.assertIn(words, failed[3])

    def test_a_refusal_holds_and_falls_back_on_nothing(self):
        deny = {"name": "no", "tool": "first", "verdict": "deny", "reason": "not today"}
        for first, rules, words in (({}, [deny], "denied: not today"), ({"effects": ["destroy"]}, [], "denied: no person"),
                                    ({"parameters": {"type": "object", "required": ["path"]}}, [], "invalid arguments")):
            with self.subTest(words=words):
                (refused,) = self.called(first, rules)
                self.assertEqual(refused[:3], ("1", False, False))
                self.assertIn(words, refused[3])

    def test_what_it_falls_back_on_is_held_to_the_rules(self):
        deny = {"name": "no", "tool": "second", "verdict": "deny", "reason": "not today"}
        for rules, more in (([deny], {}), ([], {"effects": ["destroy"]})):
            failed, denied = self.called({"command": ["false"]}, rules, **more)
            self.assertEqual((failed[:3], denied[:3]), (("1", False, True), ("1/tool:1", False, False)))
            self.assertIn("denied: ", denied[3])


if __name__ == "__main__":
    unittest.main(argv=["hostile", *sys.argv[4:]])
