# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""The built program, driven from outside on copies of the example workspace and against a model server of our own."""
import collections
import json
import shutil
import sys
import unittest

from case import Case, COPY, EXAMPLE, Served, SOURCE, TASK, events_of, hasten, of


class Example(Case):
    """The invoice desk, from its inbox to what lies on the disk."""

    def check_desk(self, desk):
        self.assertEqual(self.names(desk / "review"), ["fwd-delta-55013.eml", "scan-0042.txt"])
        filed = {vendor.name: len(self.names(vendor)) for vendor in (desk / "vendors").iterdir()}
        self.assertEqual(filed, {"Acme": 5, "Borealis": 4, "Cobalt": 4, "Delta": 4, "Evergreen": 3})
        ledger = (desk / "ledger" / "ledger.csv").read_text().splitlines()
        self.assertEqual(len(ledger), 1 + 3 + 17)
        total = sum(float(line.split(",")[3]) for line in ledger[4:])
        self.assertEqual(round(total, 2), 5982.40)
        self.assertIn("5,982.40", (desk / "reports" / "summary.md").read_text())

    def check_clerk(self, events, decision):
        self.check_order(events)
        self.assertEqual(len(of(events, "model.replied")), 14)
        gates = of(events, "gate.opened")
        self.assertEqual([(gate["data"]["kind"], gate["data"]["tool"]) for gate in gates], [("call", "delete_file")])
        decided = of(events, "gate.decided")
        self.assertEqual([(one["data"]["decision"], one["data"]["by"]) for one in decided], [(decision, "headless")])
        self.assertEqual(decided[0]["data"]["hash"], gates[0]["data"]["hash"])
        failed = [event for event in of(events, "tool.finished") if not event["data"]["ok"]]
        self.assertGreaterEqual(len(failed), 2)  # the scan that cannot be read, the vendor that is none
        self.assertEqual(events[-1]["data"]["outcome"], "done")
        self.assertEqual(events[-1]["data"]["totals"]["steps"], 14)

    def test_denied_the_copy_stays(self):
        desk = self.example()
        events = self.clerk(desk)
        self.check_clerk(events, "deny")
        self.check_desk(desk)
        self.assertEqual(self.names(desk / "inbox"), [COPY])
        deletion = of(events, "gate.opened")[0]["path"]
        told = [event for event in of(events, "tool.finished") if event["path"] == deletion]
        self.assertTrue(json.dumps(told[0]["data"]["error"]).lstrip('"{').startswith("denied:")
                        or "denied:" in json.dumps(told[0]["data"]), told)
        self.assertFalse([event for event in of(events, "tool.started") if event["path"] == deletion])
        self.assertIn("was kept", events[-1]["data"]["output"])

    def test_approved_the_copy_goes_to_the_trash(self):
        desk = self.example()
        events = self.clerk(desk, "--gates", "approve")
        self.check_clerk(events, "approve")
        self.check_desk(desk)
        self.assertEqual(self.names(desk / "inbox"), [])
        kept = [path for path in (desk / ".signalbox" / "trash").rglob("*") if path.is_file()]
        self.assertEqual([path.read_text() for path in kept if COPY in path.name], [(EXAMPLE / "inbox" / COPY).read_text()])

    def test_the_run_is_found_again(self):
        desk = self.example()
        events = self.clerk(desk)
        run = events[0]["run"]
        listed = json.loads(self.good("runs", "--json", "-C", desk).out)
        self.assertEqual([(one["run"], one["task"], one["agent"], one["outcome"]) for one in listed],
                         [(run, TASK, "clerk", "done")])
        self.assertEqual(listed[0]["totals"]["tool_calls"], events[-1]["data"]["totals"]["tool_calls"])
        self.assertIn(TASK, self.good("runs", "-C", desk).out)
        for word in ("last", run, run[:20]):
            self.assertEqual(events_of(self.good("show", word, "--json", "-C", desk).out), events)
        self.assertIn(TASK, self.good("show", "last", cwd=desk / "inbox").out)
        self.good("export", "last", "--format", "jsonl", "-o", self.folder / "run.jsonl", "-C", desk)
        self.assertEqual(events_of((self.folder / "run.jsonl").read_text()), events)
        self.good("export", "last", "--format", "markdown", "-o", self.folder / "run.md", "-C", desk)
        self.assertIn("delete_file", (self.folder / "run.md").read_text())

    def test_without_events_stdout_is_the_answer_alone(self):
        desk = self.example()
        done = self.good("run", desk, "--agent", "auditor", "--task", "Check September", "--trust")
        self.assertEqual(len(done.out.splitlines()), 1)
        self.assertIn("667.00", done.out)

    def test_a_limit_ends_with_3_and_keeps_what_was_done(self):
        desk = self.example()
        events = self.clerk(desk, "--limit", "steps=6", code=3)
        self.check_order(events)
        self.assertEqual(len(of(events, "model.requested")), 6)
        self.assertEqual(events[-1]["data"]["outcome"], "limit")
        self.assertEqual(of(events, "budget.reached")[0]["data"]["limit"], "steps")
        self.assertTrue((desk / "vendors" / "Acme" / "acme-1041.txt").is_file())

    def test_untrusted_allow_rules_do_not_count(self):
        desk = self.example()
        done = self.good("run", desk, "--agent", "clerk", "--task", TASK, "--events")
        rules = {event["data"]["verdict"] for event in of(events_of(done.out), "policy.decided")
                 if event["data"]["rule"] == "file invoices"}
        self.assertNotIn("allow", rules)
        self.assertEqual(len(self.names(desk / "vendors" / "Acme")), 1)

    def test_the_example_command_makes_and_runs_it(self):
        target = self.folder / "new" / "desk"
        self.good("example", "--folder", target)
        self.check_desk(target)
        self.assertEqual(self.names(target / "inbox"), [COPY])  # nobody was there to approve
        self.assertEqual(len(json.loads(self.good("runs", "--json", "-C", target).out)), 1)


class Templates(Case):
    """The workflows that the program brings along: made, checked, run to their end and replayed."""

    # template -> workflow, task, way through the nodes, gates, end of the answer, files that are new or changed
    ALL = json.loads((SOURCE / "resources" / "examples" / "templates" / "templates.json").read_text())

    def made(self, name):
        """A template as `signalbox new` makes it, whose model does not take its time."""
        target = self.folder / name
        self.good("new", name, target)
        hasten(target / "scripts" / f"{name}.json")
        return target

    def files(self, folder):
        return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*")
                if path.is_file() and ".signalbox" not in path.parts}

    def whole(self, name, *more, task=None, code=0):
        """Makes, checks, runs and replays one; gives its events, its answer and what is new on the disk."""
        self.desk = self.made(name)
        entry = {one["name"]: one for one in self.ALL}[name]
        self.assertTrue(self.good("check", self.desk).out.startswith("0 errors, 0 warnings"))
        self.assertIn(" 0 failed", self.good("tools", "test", "-C", self.desk).out)
        before = self.files(self.desk)
        words = ("run", self.desk, "--workflow", entry["workflow"], "--task", task or entry["task"], "--events", *more)
        events = events_of(self.good(*words, code=code).out)
        self.check_order(events)
        again = events_of(self.good("replay", "last", "--events", "-C", self.desk, code=code).out)
        self.assertEqual([(e["seq"], e["path"], e["type"], e["data"]) for e in again],
                         [(e["seq"], e["path"], e["type"], e["data"]) for e in events])
        after = self.files(self.desk)
        self.assertEqual(set(before) - set(after), set())
        changed = {file: text for file, text in after.items() if before.get(file) != text}
        return events, events[-1]["data"]["output"], changed

    def way(self, events):
        return " ".join(event["path"].removeprefix("/node:") for event in of(events, "node.entered")
                        if event["path"].count("node:") == 1)

    def gates(self, events):
        return [(event["data"]["kind"], event["data"]["rule"]) for event in of(events, "gate.opened")]

    def test_all_eight_are_listed(self):
        listed = json.loads(self.good("new", "--list", "--json").out)
        self.assertEqual([{key: one[key] for key in ("name", "title", "workflow", "task")} for one in listed], self.ALL)
        self.assertEqual(len(listed), 8)
        text = self.good("new", "--list").out
        for one in listed:
            self.assertIn(one["purpose"], text)
            self.assertTrue(all(agent["description"] for agent in one["agents"]))

    def test_wrong_use_makes_nothing(self):
        (self.folder / "full").mkdir()
        (self.folder / "full" / "mine.txt").write_text("x")
        for words in ([], ["voting"], ["poem", "p"], ["../voting", "p"], ["voting", "full"], ["voting", "full/mine.txt"],
                      ["--list", "voting"], ["voting", "a", "b"], ["--no-such-option"]):
            with self.subTest(words=words):
                done = self.good("new", *words, code=2)
                self.assertEqual(done.out, "")
                self.assertTrue(done.err.startswith("signalbox"), done.err)
        self.assertEqual(self.names(self.folder), ["full"])
        self.assertEqual(self.names(self.folder / "full"), ["mine.txt"])

    def test_prompt_chain_sends_back_what_fails_its_checks(self):
        events, answer, files = self.whole("prompt-chain")
        self.assertEqual(self.way(events), "read:1 outline:1 check:1 complete:1 check:2 draft:1 shorten:1 save:1 done:1")
        self.assertEqual(set(files), {"out/release-notes.md"})
        self.assertEqual(files["out/release-notes.md"], answer + "\n")
        self.assertLessEqual(len(answer), 700)
        self.assertEqual([line for line in answer.splitlines() if line.startswith("#")],
                         ["# Version 2.4", "## New", "## Fixed", "## Removed", "## Known issues"])
        self.assertEqual(self.gates(events), [])

    def test_routing_takes_the_branch_of_the_mail(self):
        for task, branch, words in ((None, "billing", "EUR 249.00 back to the same card"),
                                    ("My Nova lamp flickers since yesterday.", "technical", "until it clicks"),
                                    ("Can I send the notebooks of order A-1006 back?", "returns", "EUR 18.50"),
                                    ("Do you have a shop in Ghent?", "front-desk", "write to you within a day"),
                                    ("My invoice is wrong", "billing", "send us the order number")):
            with self.subTest(branch=branch):
                events, answer, files = self.whole("routing", task=task)
                self.assertEqual(self.way(events), f"classify:1 {branch}:1 save:1 done:1")
                self.assertIn(words, answer)
                self.assertEqual(set(files), {"out/reply.md"})
                self.assertTrue(files["out/reply.md"].endswith(f"-->\n{answer}\n"))
                shutil.rmtree(self.desk)

    def test_parallel_sections_merge_what_three_reviewers_found(self):
        events, answer, files = self.whole("parallel-sections")
        self.assertEqual(answer, "Blocked: 5 findings, the worst of severity 4 of 4. See out/review.md.")
        self.assertEqual(sorted(self.way(events).split()), ["blocked:1", "list-tests:1", "read:1", "save:1", "security:1",
                                                            "speed:1", "summary:1", "tests:1"])
        asked = [event for event in of(events, "agent.started") if event["path"] == "/node:summary:1/agent:summariser:1"]
        self.assertTrue(asked[0]["data"]["task"].startswith("3 reviewers, worst severity 4. Findings: [{"))
        self.assertEqual(set(files), {"out/review.md"})
        self.assertEqual(files["out/review.md"].count("**"), 6)

    def test_voting_counts_five_jurors(self):
        events, answer, files = self.whole("voting")
        self.assertEqual(self.way(events), "read:1 vote:1 count:1 phishing:1 explain:1 save:1 done:1")
        votes = [json.loads(event["data"]["output"])["verdict"] for event in of(events, "agent.finished")
                 if "/item:" in event["path"]]
        self.assertEqual(sorted(votes), ["genuine"] + ["phishing"] * 4)
        self.assertTrue(answer.startswith("**Phishing**, by 4 of 5 votes."))
        self.assertEqual(files, {"out/verdict.md": answer + "\n"})

    def test_the_lead_plans_again_when_a_table_cannot_be_read(self):
        events, answer, files = self.whole("orchestrator-workers", "--gates", "approve")
        plans = [[(step["id"], step["agent"]) for step in event["data"]["steps"]] for event in of(events, "plan.made")]
        self.assertEqual(plans, [[("north", "analyst"), ("south", "analyst"), ("west", "analyst")],
                                 [("clean-west", "cleaner"), ("west-again", "analyst"), ("report", "writer")]])
        self.assertEqual(self.gates(events), [("plan", "plan_gate: ask")] * 2)
        total = 0
        for table in ("sales/north.csv", "sales/south.csv", "sales/clean/west.csv"):
            lines = (self.desk / table).read_text().splitlines()[1:]
            total += sum(float(line.split(",")[3]) for line in lines)
        self.assertIn(f"brought EUR {total:,.2f}:", answer)
        self.assertEqual(set(files), {"sales/clean/west.csv", "reports/quarter.md"})
        self.assertIn(f"**EUR {total:,.2f}**", files["reports/quarter.md"])

    def test_a_plan_that_nobody_approves_ends_with_4(self):
        events, answer, files = self.whole("orchestrator-workers", code=4)
        self.assertEqual(files, {})

    def test_the_optimiser_ends_when_it_is_good_enough(self):
        events, answer, files = self.whole("evaluator-optimiser")
        self.assertEqual(self.way(events), "read:1 write:1 judge:1 keep:1 write:2 judge:2 keep:2 write:3 judge:3 keep:3 save:1 done:1")
        text, verdict = answer.rsplit("\n\n", 1)
        self.assertEqual((verdict, len(text) <= 280), ("(9 of 10 after 3 rounds)", True))
        self.assertEqual(files, {"out/nova.txt": text + "\n"})

    def test_a_person_is_asked_at_three_places(self):
        events, answer, files = self.whole("human-in-the-loop", "--gates", "approve")
        self.assertEqual(self.way(events), "read:1 assess:1 as-warranty:1 letter:1 letter-ok:1 pay:1 done:1")
        self.assertEqual(self.gates(events), [("ambiguous", "ambiguous: assess"), ("node", "gate: letter-ok"),
                                              ("call", "requires_approval")])
        self.assertTrue(answer.startswith("Case 4711: EUR 60.00 as warranty (paid).\n\nDear M. Castell,"))
        self.assertEqual(files, {"refunds.csv": "case,amount,basis\n4702,35.00,warranty\n4711,60.00,warranty\n"})
        second = self.good("run", self.desk, "--workflow", "refund", "--task", "Settle case 4711", "--gates", "approve")
        self.assertIn("was paid before", second.out)
        self.assertEqual((self.desk / "refunds.csv").read_text(), files["refunds.csv"])

    def test_without_a_person_nothing_is_paid(self):
        events, answer, files = self.whole("human-in-the-loop", code=4)
        self.assertEqual((files, of(events, "tool.started")[1:]), ({}, []))

    def test_the_team_mends_the_figure_that_its_checker_found(self):
        events, answer, files = self.whole("research-team")
        self.assertEqual(self.way(events), "split:1 look:1 write:1 check:1 again:1 write:2 check:2 publish:1 done:1")
        inner = collections.Counter(event["data"]["node"] for event in of(events, "node.entered") if "/item:" in event["path"])
        self.assertEqual(inner, {"search": 4, "confirm": 4, "found": 4})
        papers = [event["data"]["output"] for event in of(events, "agent.finished") if "/agent:writer:" in event["path"]]
        self.assertEqual(["28 % of customers" in papers[0], "18 % of customers" in papers[1]], [True, True])
        self.assertEqual((answer, files), (papers[1], {"out/briefing.md": papers[1] + "\n"}))


class Commands(Case):
    """What needs no run of the whole example."""

    def test_check_passes_the_example(self):
        self.assertIn("0 errors", self.good("check", self.example()).out)

    def test_check_names_every_problem_of_every_file(self):
        desk = self.example()
        (desk / "agents" / "broken.json").write_text('{"name": "broken", "tools": [')
        tool = json.loads((desk / "tools" / "file_hash.json").read_text())
        (desk / "tools" / "file_hash.json").write_text(json.dumps({**tool, "kind": "spell", "command": "rm -rf /"}))
        (desk / "tools" / "deep.json").write_text("[" * 100_000)
        (desk / "policy.json").write_text(json.dumps({"rules": [{"name": "x", "verdict": "perhaps"}]}))
        done = self.good("check", desk, code=2)
        for words in ("agents/broken.json", "tools/file_hash.json", "tools/deep.json", "policy.json", "perhaps"):
            self.assertIn(words, done.out)
        self.good("run", desk, "--agent", "clerk", "--task", "x", code=2)

    def test_tools_are_listed_shown_and_called(self):
        desk = self.example()
        listed = json.loads(self.good("tools", "list", "--json", "-C", desk).out)
        names = {tool["name"]: tool for tool in listed}
        self.assertLessEqual({"read_file", "delete_file", "ask_user", "file_hash", "file_invoice"}, set(names))
        self.assertEqual(names["file_hash"]["effects"], ["read"])
        self.assertIn("invoice_total", self.good("tools", "list", "-C", desk).out)
        self.assertEqual(json.loads(self.good("tools", "show", "file_hash", "-C", desk).out)["name"], "file_hash")
        one = json.loads(self.good("tools", "call", "file_hash", "--arguments", '{"path": "vendors.json"}', "-C", desk).out)
        self.assertEqual(one["bytes"] if "bytes" in one else one["size"], (desk / "vendors.json").stat().st_size)
        self.assertIn("0 failed", self.good("tools", "test", "file_hash", "-C", desk).out)

    def test_a_call_by_hand_is_held_to_the_rules(self):
        desk = self.example()
        call = ("tools", "call", "delete_file", "-C", desk)
        done = self.good(*call, "--arguments", '{"path": "ledger/ledger.csv"}', "--trust", code=1)
        self.assertIn("ten years", done.err)
        self.good(*call, "--arguments", '{"path": "inbox/acme-1041.txt"}', "--gates", "deny", code=1)
        self.assertTrue((desk / "inbox" / "acme-1041.txt").is_file())
        for arguments in ('{"path": "../home"}', '{"path": "/etc/passwd"}', '{"path": "not/there"}', '{"file": "x"}', "{}"):
            self.good(*call, "--arguments", arguments, code=1)
        for arguments in ("[]", '"x"', "{", "", "[" * 100_000):
            self.good(*call, "--arguments", arguments, code=2)

    def test_wrong_use_ends_with_2(self):
        desk = self.example()
        for words in (["run", desk], ["run", desk, "--agent", "clerk"], ["run", desk, "--agent", "nobody", "--task", "x"],
                      ["run", desk, "--agent", "clerk", "--task", "x", "--model", "none"],
                      ["run", desk, "--agent", "clerk", "--task", "x", "--limit", "hours=1"],
                      ["run", desk, "--agent", "clerk", "--task", "x", "--gates", "perhaps"],
                      ["run", desk, "--agent", "clerk", "--task", "x", "--no-such-option"],
                      ["run", desk, "--agent", "clerk", "--task", b"\xff\xfe"],
                      ["run", self.folder / "nowhere", "--agent", "clerk", "--task", "x"],
                      ["show", "-C", desk], ["show", "last", "-C", desk], ["show", "0", "1", "-C", desk],
                      ["export", "last", "--format", "doc", "-C", desk], ["tools", "juggle", "-C", desk],
                      ["tools", "show", "nothing", "-C", desk], ["check", self.folder / "nowhere"]):
            with self.subTest(words=words):
                done = self.good(*words, code=2)
                self.assertEqual(done.out, "")
                self.assertTrue(done.err.startswith("signalbox"), done.err)

    def test_help_of_a_command(self):
        self.assertEqual(self.good("run", "--help").out, self.good("--help").out)
        self.assertEqual(self.good("show", "-h").out, self.good("--help").out)

    def test_help_and_version(self):
        self.assertIn("signalbox run WORKSPACE", self.good("--help").out)
        self.assertRegex(self.good("--version").out, r"^signalbox \d+\.\d+")

    def test_looking_creates_nothing(self):
        desk = self.example()
        self.assertEqual(json.loads(self.good("runs", "--json", "-C", desk).out), [])
        self.good("check", desk)
        self.good("tools", "list", "-C", desk)
        self.good("tools", "show", "file_hash", "-C", desk)
        self.assertFalse((desk / ".signalbox").exists())


class Contract(Served):
    """A run against a server on loopback, and the checks that stand beside the project."""

    def test_reads_writes_and_answers(self):
        desk, server = self.serve({"calls": [("read_file", {"path": "a.txt"}), ("read_file", {"path": "b.txt"})]},
                                  {"calls": [("write_file", {"path": "out/sum.txt", "content": "42 €"})]}, {"text": "It is 42 €."})
        events = self.start(desk, "--gates", "approve")
        self.assertEqual((desk / "out" / "sum.txt").read_text(encoding="utf-8"), "42 €")
        self.assertEqual(events[-1]["data"]["output"], "It is 42 €.")
        self.assertEqual([event["data"]["ok"] for event in of(events, "tool.finished")].count(False), 1)
        answers = [message for message in server.requests[1]["messages"] if message["role"] == "tool"]
        self.assertEqual([message["tool_call_id"] for message in answers], ["call_0", "call_1"])
        self.assertIn("40 + 2 €", answers[0]["content"])

    def test_a_denied_call_is_a_message(self):
        desk, server = self.serve({"calls": [("write_file", {"path": "x", "content": "y"})]}, {"text": "Then not."})
        events = self.start(desk)
        self.assertFalse((desk / "x").exists())
        self.assertTrue(server.requests[1]["messages"][-1]["content"].startswith("denied:"))
        self.assertEqual([event["data"]["decision"] for event in of(events, "gate.decided")], ["deny"])

    def test_hostile_calls_reach_nothing(self):
        calls = [("write_file", {"path": "../out.txt", "content": "x"}), ("read_file", {"path": "/etc/passwd"}),
                 ("delete_file", {"path": "a.txt"}), ("no_such_tool", {}), ("read_file", {"path": 7}),
                 ("write_file", {"path": "signalbox.json", "content": "{}"})]
        desk, server = self.serve({"calls": calls}, {"text": "I give up."})
        before = (desk / "signalbox.json").read_text()
        events = self.start(desk)
        self.assertEqual([event["data"]["ok"] for event in of(events, "tool.finished")], [False] * len(calls))
        self.assertEqual(((desk / "signalbox.json").read_text(), (self.folder / "out.txt").exists()), (before, False))

    def test_a_page_instead_of_a_reply_fails_plainly(self):
        desk, server = self.serve({"raw": "<html>Sign in</html>", "type": "text/html"})
        events = self.start(desk, code=1)
        self.assertEqual(events[-1]["data"]["outcome"], "failed")
        self.assertTrue(of(events, "model.failed"))

    def test_a_bad_key_is_not_asked_again(self):
        desk, server = self.serve({"raw": '{"error": {"message": "bad key"}}', "type": "application/json", "status": 401})
        events = self.start(desk, code=1)
        self.assertEqual(len(server.requests), 1)
        self.assertEqual(of(events, "model.failed")[0]["data"]["error"]["status"], 401)

    def test_checks_beside_the_project(self):
        self.beside("main_job.py")


class Record(Served):
    """Replay, resume, fork and compare from a record."""

    def recorded(self):
        desk, server = self.serve({"calls": [("read_file", {"path": "a.txt"})]},
                                  {"calls": [("write_file", {"path": "out.txt", "content": "42"})]}, {"text": "Done."})
        return desk, server, self.start(desk, "--gates", "approve")

    def test_a_replay_tells_the_same_and_touches_nothing(self):
        desk, server, events = self.recorded()
        (desk / "out.txt").unlink()
        asked = len(server.requests)
        again = events_of(self.good("replay", "last", "--events", "-C", desk).out)
        self.assertEqual([(e["seq"], e["path"], e["type"], e["data"]) for e in again],
                         [(e["seq"], e["path"], e["type"], e["data"]) for e in events])
        self.assertEqual((len(server.requests), (desk / "out.txt").exists()), (asked, False))

    def test_a_replay_with_other_definitions_says_where_it_diverges(self):
        desk, server, events = self.recorded()
        agent = json.loads((desk / "agents" / "clerk.json").read_text())
        (desk / "agents" / "clerk.json").write_text(json.dumps({**agent, "tools": ["read_file"]}))
        done = self.good("replay", "last", "--definitions", "present", "-C", desk, code=7)
        self.assertIn("diverged at /agent:clerk:1/step:1/model:1", done.err)
        self.good("replay", "last", "-C", desk)

    def test_a_fork_keeps_what_came_before_and_leaves_its_parent_alone(self):
        desk, server, events = self.recorded()
        before = self.good("show", "last", "--json", "-C", desk).out
        run = events[0]["run"]
        asked = len(server.requests)
        path = of(events, "tool.finished")[0]["path"]
        forked = events_of(self.good("fork", run, "--at", path, "--set", "result=[1,2]", "--gates", "approve", "--events",
                                     "-C", desk).out)
        self.assertEqual((forked[0]["seq"], forked[0]["data"]["forked_from"]),
                         (1, {"run": run, "at": path, "changed": {"result": [1, 2]}}))
        # the server has no more turns: it answers the first request after the fork, which sees the changed result
        self.assertEqual(len(server.requests) - asked, 1)
        self.assertIn("[1,2]", json.dumps(server.requests[-1]["messages"]))
        self.assertEqual(self.good("show", run, "--json", "-C", desk).out, before)
        shown = events_of(self.good("show", forked[0]["run"], "--json", "-C", desk).out)
        self.assertEqual([e.get("inherited", False) for e in shown].count(True), len(shown) - len(forked))
        compared = json.loads(self.good("compare", run, forked[0]["run"], "--json", "-C", desk).out)
        self.assertEqual(compared["first_divergence"], path)
        self.good("replay", forked[0]["run"], "-C", desk)

    def test_a_place_that_is_not_there_is_a_usage_error(self):
        desk, server, events = self.recorded()
        self.good("fork", "last", "--at", "/nowhere", "--set", "result=1", "-C", desk, code=2)
        self.good("replay", "nothing", "-C", desk, code=2)

    def test_checks_beside_the_project(self):
        self.beside("durable.py", KILLS="8")


if __name__ == "__main__":
    unittest.main(argv=["end_to_end", *sys.argv[4:]])
