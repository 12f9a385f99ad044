# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""What was recorded: taken back, searched, exported, imported, and read where it was damaged or forged."""
import hashlib
import json
import os
import pathlib
import pty
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import unittest

from case import Case, PROGRAM, data_of, events_of, of, plain

TOOLS = ("read_file", "write_file", "edit_file", "move_file", "delete_file", "run_command")


def turn(*calls):
    return {"tool_calls": [{"name": name, "arguments": arguments} for name, arguments in calls]}


class Records(Case):
    def desk(self, *turns, **files):
        """An agent that may use the built-in tools, allowed by rule, and the files it works on."""
        files = {name.replace("__", "/").replace("_txt", ".txt"): text for name, text in files.items()}
        files["policy.json"] = json.dumps({"rules": [{"name": "all", "effects": ["read", "write", "destroy", "execute"], "verdict": "allow"}]})
        return self.made({"clerk": [*turns, {"text": "That is all."}]}, files, TOOLS)

    def start(self, desk, *more, code=0):
        done = self.good("run", desk, "--agent", "clerk", "--task", "Tidy up the desk", "--gates", "approve", "--trust", "--events",
                         *more, code=code)
        return events_of(done.out)

    def changed(self):
        """A desk on which a run changed four files, one after another."""
        desk = self.desk(turn(("write_file", {"path": "new/a.txt", "content": "new"})),
                         turn(("edit_file", {"path": "b.txt", "old": "two", "new": "2"})),
                         turn(("move_file", {"from": "c.txt", "to": "d.txt"})), turn(("delete_file", {"path": "e.txt"})),
                         b_txt="one two", c_txt="moved", e_txt="deleted")
        before = self.files(desk)
        events = self.start(desk)
        self.check_order(events)
        self.after = {"new/a.txt": "new", "b.txt": "one 2", "d.txt": "moved"}
        self.before = {"b.txt": "one two", "c.txt": "moved", "e.txt": "deleted"}
        self.assertEqual(self.texts(desk), self.after)
        return desk, events, before

    def files(self, desk):
        return {path.relative_to(desk).as_posix(): path.read_bytes() for path in desk.rglob("*")
                if path.is_file() and ".signalbox" not in path.parts}

    def texts(self, desk):
        return {name: text.decode() for name, text in self.files(desk).items() if name.endswith(".txt")}


class Undo(Records):
    def test_a_whole_run_is_taken_back_and_done_again(self):
        desk, events, before = self.changed()
        listed = json.loads(self.good("undo", "last", "--list", "--json", "-C", desk).out)
        self.assertEqual([(one["at"], one["tool"], one["state"], one["reversible"]) for one in listed],
                         [(f"/agent:clerk:1/step:{i}/tool:1", tool, "done", True)
                          for i, tool in enumerate(("write_file", "edit_file", "move_file", "delete_file"), 1)])
        done = json.loads(self.good("undo", "last", "--json", "-C", desk).out)
        self.assertEqual([one["ok"] for one in done["items"]], [True] * 4)
        self.assertEqual(self.files(desk), before)
        self.assertFalse((desk / "new").exists())
        self.assertIn("nothing is left", self.good("undo", "last", "-C", desk).out)
        self.good("undo", "last", "--redo", "-C", desk)
        self.assertEqual(self.texts(desk), self.after)
        self.assertEqual(events_of(self.good("show", events[0]["run"], "--json", "-C", desk).out), events)

    def test_an_undo_is_a_run_that_replays_and_does_nothing(self):
        desk, events, before = self.changed()
        record = json.loads(self.good("undo", "last", "--json", "-C", desk).out)["record"]
        told = events_of(self.good("show", record, "--json", "-C", desk).out)
        self.assertEqual((told[0]["type"], told[-1]["type"], told[0]["data"]["undoes"]),
                         ("run.started", "run.finished", events[0]["run"]))
        self.good("undo", events[0]["run"], "--redo", "-C", desk)
        again = events_of(self.good("replay", record, "--events", "-C", desk).out)
        self.assertEqual(plain(again), plain(told))
        self.assertEqual(self.texts(desk), self.after)
        self.good("resume", record, "-C", desk, code=2)
        self.good("fork", record, "--at", "/tool:1", "-C", desk, code=2)

    def test_one_call_is_taken_back_and_done_again(self):
        desk, events, before = self.changed()
        at = "/agent:clerk:1/step:4/tool:1"
        self.good("undo", "last", "--at", at, "-C", desk)
        self.assertEqual(self.texts(desk), {**self.after, "e.txt": "deleted"})
        states = [one["state"] for one in json.loads(self.good("undo", "last", "--list", "--json", "-C", desk).out)]
        self.assertEqual(states, ["done"] * 3 + ["undone"])
        self.good("undo", "last", "--at", at, "--redo", "-C", desk)
        self.assertEqual(self.texts(desk), self.after)
        for at in ("/", "/agent:clerk:1/step:9/tool:1", "nowhere"):
            self.good("undo", "last", "--at", at, "-C", desk, code=1)
        self.assertEqual(self.texts(desk), self.after)

    def test_a_file_that_was_changed_since_is_left_alone(self):
        desk, events, before = self.changed()
        (desk / "b.txt").write_text("mine")
        (desk / "e.txt").write_text("mine too")
        done = self.good("undo", "last", "-C", desk, code=1)
        self.assertIn("b.txt", done.err)
        self.assertIn("e.txt", done.err)
        self.assertEqual(self.texts(desk), {"b.txt": "mine", "c.txt": "moved", "e.txt": "mine too"})

    def test_a_link_put_in_the_way_leads_nowhere(self):
        desk, events, before = self.changed()
        outside = self.folder / "outside"
        outside.mkdir()
        (outside / "b.txt").write_text("one 2")
        (desk / "b.txt").unlink()
        (desk / "b.txt").symlink_to(outside / "b.txt")
        shutil.rmtree(desk / "new")
        (outside / "a.txt").write_text("new")
        (desk / "new").symlink_to(outside)
        self.call("undo", "last", "-C", desk)
        self.assertEqual({path.name: path.read_text() for path in outside.iterdir()}, {"a.txt": "new", "b.txt": "one 2"})

    def test_what_cannot_be_taken_back_is_said(self):
        desk = self.desk(turn(("run_command", {"command": ["true"]})))
        self.start(desk)
        listed = json.loads(self.good("undo", "last", "--list", "--json", "-C", desk).out)
        self.assertEqual([(one["reversible"], "execute" in one["effects"]) for one in listed], [(False, True)])
        self.good("undo", "last", "--at", listed[0]["at"], "-C", desk, code=1)

    def test_wrong_use(self):
        desk, events, before = self.changed()
        for words in ([], ["last", "last"], ["last", "--at"], ["nothing"], ["last", "--all"], ["last", "--redo=1"]):
            done = self.good("undo", *words, "-C", desk, code=2)
            self.assertTrue(done.err.startswith("signalbox"), done.err)
        self.assertEqual(self.texts(desk), self.after)

    def test_a_fork_takes_back_what_lies_behind_it(self):
        desk, events, before = self.changed()
        forked = events_of(self.good("fork", "last", "--at", "/agent:clerk:1/step:3/tool:1", "--set", 'result="no"', "--undo",
                                     "--gates", "approve", "--events", "-C", desk).out)
        # behind the point the file was deleted: taken back, then deleted again by the fork
        self.assertEqual(forked[-1]["data"]["outcome"], "done")
        self.assertEqual(self.texts(desk), {"new/a.txt": "new", "b.txt": "one 2", "c.txt": "moved"})
        # a fork of the fork covers what its parents did, too
        second = self.good("fork", forked[0]["run"], "--at", "/agent:clerk:1/step:2/tool:1", "--set", 'result="no"', "--undo",
                           "--gates", "approve", "--events", "-C", desk)
        self.assertNotIn("left as it is", second.err)
        self.assertEqual(self.texts(desk)["b.txt"], "one two")


class Look(Records):
    def test_a_search_finds_words_in_every_run(self):
        desk = self.desk(turn(("write_file", {"path": "a.txt", "content": "the heron stands still"})))
        events = self.start(desk)
        hits = json.loads(self.good("search", "heron", "--json", "-C", desk).out)
        self.assertTrue(hits)
        self.assertEqual({hit["run"] for hit in hits}, {events[0]["run"]})
        for hit in hits:
            self.assertEqual(set(hit), {"run", "path", "seq", "type", "time", "snippet", "marks"})
            self.assertEqual((events[hit["seq"] - 1]["path"], events[hit["seq"] - 1]["type"]), (hit["path"], hit["type"]))
        self.assertIn("heron", self.good("search", "heron", "-C", desk).out)
        self.assertEqual(json.loads(self.good("search", "flamingo", "--json", "-C", desk).out), [])
        self.assertEqual(len(json.loads(self.good("search", "heron", "--limit", "1", "--json", "-C", desk).out)), 1)
        self.assertEqual(json.loads(self.good("search", "heron stands", "--run", "last", "--json", "-C", desk).out)[0]["run"], events[0]["run"])
        for hostile in ('"', "heron OR", "NEAR(", "a*b*c*", "^", ")", "'; DROP TABLE run; --", "\u202e", "-", "é" * 5000):
            done = self.call("search", "--json", "-C", desk, "--", hostile)
            self.assertIn(done.code, (0, 2), (hostile, done.err))
            self.assertNotIn("rror near", done.err)
        for words in ([], [" "], ["x", "--limit", "0"], ["x", "--limit", "-1"], ["x", "--limit", "many"], ["x", "--limit", "9" * 30],
                      ["x", "--run", "nothing"]):
            self.good("search", *words, "-C", desk, code=2)

    def test_every_format_of_an_export(self):
        desk = self.desk(turn(("write_file", {"path": "a.txt", "content": "<script>alert(1)</script><img src=x onerror=alert(2)>"})))
        events = self.start(desk)
        out = self.folder / "out"
        out.mkdir()
        for format in ("run", "html", "jsonl", "markdown"):
            self.good("export", "last", "--format", format, "-o", out / f"x.{format}", "-C", desk)
            self.assertGreater((out / f"x.{format}").stat().st_size, 500)
        self.assertEqual(events_of((out / "x.jsonl").read_text()), events)
        page = (out / "x.html").read_text()
        self.assertTrue(page.startswith("<!DOCTYPE html>") or page.startswith("<!doctype html>"))
        for word in ("<script>alert", "<img", "http://", "https://"):
            self.assertNotIn(word, page)
        self.assertIn("&lt;script&gt;alert(1)", page)
        self.assertEqual(self.good("export", "last", "--format", "jsonl", "-C", desk).out, (out / "x.jsonl").read_text())
        for words in (["last", "--format", "doc"], [], ["last", "last"], ["last", "--format", "run"], ["nothing"], ["last", "--format"]):
            self.good("export", *words, "-C", desk, code=2)
        (out / "link").symlink_to(desk / "policy.json")
        before = (desk / "policy.json").read_text()
        for place in (out, out / "no" / "folder" / "x", "/proc/x", "/dev/null", out / "link"):
            self.assertEqual(self.call("export", "last", "--format", "jsonl", "-o", place, "-C", desk).code, 1, place)
        self.assertEqual(((desk / "policy.json").read_text(), (out / "link").is_symlink()), (before, True))
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))

    def test_a_run_is_recorded_and_comes_back_whole(self):
        desk = self.desk(turn(("write_file", {"path": "a.txt", "content": "x"})))
        file = self.folder / "r.run"
        events = self.start(desk, "--record", str(file))
        self.assertEqual(events_of(self.good("show", file, "--json").out), events)
        self.assertEqual(plain(events_of(self.good("replay", file, "--events").out)), plain(events))
        other = self.made({}, {})
        self.assertEqual(self.good("import", file, "-C", other).out.strip(), events[0]["run"])
        self.assertEqual(events_of(self.good("show", "last", "--json", "-C", other).out), events)
        self.assertIn("already", self.good("import", file, "-C", other).err)
        listed = json.loads(self.good("runs", "--json", "-C", other).out)
        self.assertEqual([(one["run"], one["outcome"]) for one in listed], [(events[0]["run"], "done")])
        self.assertTrue(listed[0]["imported_from"])
        self.good("undo", "last", "-C", other, code=1)
        self.good("replay", "last", "-C", other)
        self.assertEqual(json.loads(self.good("compare", file, "last", "--json", "-C", other).out).get("first_divergence"), None)
        # a limit ends the run, and the record is there all the same
        failed = self.folder / "f.run"
        self.start(desk, "--limit", "steps=1", "--record", str(failed), code=3)
        self.good("show", failed)
        self.start(desk, "--record", str(self.folder / "no" / "x.run"), code=1)

    def test_a_secret_is_taken_out_and_the_file_replays(self):
        key = "sk-ant-api03-" + "a1B2c3D4" * 8
        line = "MIIEowIBAAKCAQEAv4tDDQmGv0hY1x9+/EyzDgn5sG0b9uJk1Q"
        desk = self.desk(turn(("read_file", {"path": "k.txt"})), turn(("write_file", {"path": "a.txt", "content": "x"})),
                         k_txt=f"key = {key}\n-----BEGIN RSA PRIVATE KEY-----\n{line}\n{line}\n-----END RSA PRIVATE KEY-----\nafter\n")
        file = self.folder / "s.run"
        events = self.start(desk, "--record", str(file))
        self.assertNotIn(key, file.read_text())
        self.assertNotIn(line, file.read_text())
        self.assertIn("after", file.read_text())
        self.assertIn("[redacted]", file.read_text())
        again = events_of(self.good("replay", file, "--events").out)
        self.assertEqual(plain(again), plain(events_of(self.good("show", file, "--json").out)))
        for format in ("jsonl", "html", "markdown"):
            self.assertNotIn(key, self.good("export", "last", "--format", format, "-C", desk).out)
            self.assertNotIn(line, self.good("export", "last", "--format", format, "-C", desk).out)

    def test_a_value_is_never_an_option_of_the_command(self):
        tool = {"name": "look", "description": "x", "kind": "command", "input": "argv", "effects": ["read"],
                "parameters": {"type": "object", "properties": {"word": {"type": ["string", "number"]}, "out": {"type": "string"}}},
                "command": ["echo", "{word}", "-o", "{out}", "--", "{word}"]}
        desk = self.made({}, {"tools/look.json": json.dumps(tool)})
        call = lambda **arguments: self.call("tools", "call", "look", "--arguments", json.dumps(arguments), "-C", desk, "--trust")
        self.assertEqual(call(word="x", out="y").out.strip(), "x -o y -- x")
        self.assertEqual(call(word=-5).out.strip(), "-5 -o -- -5")
        self.assertEqual(call(word="-", out="y").out.strip(), "- -o y -- -")
        self.assertEqual(call(word="x", out="-y").code, 1)  # whether -o takes a value only echo knows
        done = call(word="--exec=sh", out="y")
        self.assertEqual((done.code, done.out, "--exec=sh" in done.err), (1, "", True))
        (desk / "tools" / "look.json").write_text(json.dumps({**tool, "command": ["echo", "--", "{word}"]}))
        self.assertEqual(call(word="--exec=sh").out.strip(), "-- --exec=sh")

    def test_a_tool_that_fails_falls_back_on_another(self):
        tool = {"description": "x", "kind": "command", "input": "stdin-json", "effects": ["read"], "parameters": {"type": "object"}}
        first = {**tool, "name": "first", "command": ["python3", "-c", "import sys; sys.exit('no line')"], "fallback": "second"}
        second = {**tool, "name": "second", "command": ["python3", "-c", "print('from the archive')"]}
        desk = self.made({"clerk": [turn(("first", {})), {"text": "Done."}]},
                         {f"tools/{one['name']}.json": json.dumps(one) for one in (first, second)}, ["first"])
        events = self.start(desk)
        self.check_order(events)
        path = "/agent:clerk:1/step:1/tool:1"
        self.assertEqual([(event["path"], event["data"]["ok"], event["data"].get("fallback")) for event in of(events, "tool.finished")],
                         [(path, False, "second"), (path + "/tool:1", True, None)])
        self.assertIn("this is the result of second", json.dumps(data_of(events, "model.requested")[1]["messages_added"]))
        self.check_replay(desk, events)
        run = events[0]["run"]
        # a fork with another result of the first needs no second; one with another result of the second keeps the first
        told = lambda at: events_of(self.good("fork", run, "--at", at, "--set", 'result="mended"', "--events", "-C", desk).out)
        for at, words in ((path, "mended"), (path + "/tool:1", "[first failed: the command ended with exit code 1: no line; this is the result of second]\nmended")):
            forked = told(at)
            self.assertEqual([len(of(forked, "tool.started")), data_of(forked, "run.finished")[-1]["outcome"]], [0, "done"])
            self.assertIn(json.dumps(words)[1:-1], json.dumps(data_of(forked, "model.requested")[0]["messages_added"]))
            self.good("replay", "last", "-C", desk)
        # what the run began with holds, also of a tool that its agent was not given
        (desk / "tools" / "second.json").write_text(json.dumps({**second, "command": ["false"]}))
        self.good("replay", run, "-C", desk)
        (desk / "tools" / "second.json").write_text(json.dumps(second))
        self.assertIn("from the archive", self.good("tools", "call", "first", "--arguments", "{}", "-C", desk).out)
        (desk / "tools" / "second.json").write_text(json.dumps({**second, "fallback": "first"}))
        self.assertEqual(self.good("check", desk, code=2).out.count("a fallback that ends"), 2)
        (desk / "tools" / "first.json").write_text(json.dumps({**first, "fallback": "none"}))
        self.assertIn("none", self.good("check", desk, code=2).out)

    def test_a_run_that_was_left_replays(self):
        tool = {"name": "wait", "description": "x", "kind": "command", "input": "stdin-json", "effects": ["read", "write"], "timeout_s": 60,
                "parameters": {"type": "object"}, "command": ["tail", "-f", "/dev/null"]}
        desk = self.made({"clerk": [turn(("wait", {})), {"text": "Done."}]}, {"tools/wait.json": json.dumps(tool)}, ["wait"])
        for number, code, outcome in ((signal.SIGINT, 5, "stopped"), (signal.SIGTERM, 6, "interrupted"), (signal.SIGHUP, 6, "interrupted")):
            run = subprocess.Popen([PROGRAM, "run", desk, "--agent", "clerk", "--task", "T", "--gates", "approve", "--trust", "--events"],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self.env, cwd=self.folder)
            told = []
            while not told or told[-1]["type"] != "tool.started":
                told.append(json.loads(run.stdout.readline()))
            run.send_signal(number)
            told += events_of(run.communicate(timeout=60)[0].decode())
            with self.subTest(signal=number):
                self.check_order(told)
                self.assertEqual((run.returncode, told[-1]["data"]["outcome"]), (code, outcome))
                self.check_replay(desk, told, code)

    def test_what_cannot_be_written_was_not_done(self):
        desk = self.made({"clerk": [{"text": "Done."}]}, {})
        for words in (("run", desk, "--agent", "clerk", "--task", "T"), ("runs", "-C", desk), ("show", "last", "-C", desk), ("check", desk)):
            with open("/dev/full", "w") as full:
                done = subprocess.run([PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, env=self.env, timeout=60)
            self.assertEqual((done.returncode, b"cannot write" in done.stderr), (1, True), words)
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run([PROGRAM, "runs", "-C", desk], stdin=subprocess.DEVNULL, stdout=write, stderr=subprocess.PIPE, env=self.env, timeout=60)
        os.close(write)
        self.assertNotIn(b"cannot write", done.stderr)

    def test_a_descriptor_that_is_closed_is_nobody_elses(self):
        tool = {"name": "wait", "description": "x", "kind": "command", "input": "stdin-json", "effects": ["read"], "timeout_s": 60,
                "parameters": {"type": "object"}, "command": ["python3", "-c", "open('fifo').read()"]}
        desk = self.made({"clerk": [turn(("wait", {})), {"text": "Done."}]},
                         {"tools/wait.json": json.dumps({**tool, "effects": ["read", "write"]})}, ["wait"])
        os.mkfifo(desk / "fifo")
        run = subprocess.Popen(["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", PROGRAM, "run", desk, "--agent", "clerk", "--task", "T",
                                "--gates", "approve", "--trust", "--events"], env=self.env, cwd=self.folder)
        with open(desk / "fifo", "w"):  # until here the tool reads
            open_as = [os.readlink(f"/proc/{run.pid}/fd/{number}") for number in range(3)]
        self.assertEqual((open_as, run.wait(60)), (["/dev/null"] * 3, 0))

    def test_a_rule_for_writes_allows_a_write_where_it_says(self):
        rule = {"name": "writes in out/", "effects": ["write"], "when": "args.path.startsWith('out/')", "verdict": "allow"}
        desk = self.made({"clerk": [turn(*[("write_file", {"path": path, "content": "x"}) for path in ("out/a.txt", "b.txt", "out/../c.txt")]),
                                    {"text": "Done."}]}, {"policy.json": json.dumps({"rules": [rule]}), "out/.keep": ""}, ["write_file"])
        events = events_of(self.good("run", desk, "--agent", "clerk", "--task", "T", "--trust", "--events").out)
        self.assertEqual(sorted((event["path"][-1], event["data"]["rule"]) for event in of(events, "policy.decided")),
                         [("1", "writes in out/"), ("2", "default: write → ask"), ("3", "default: write → ask")])
        self.assertEqual(list(self.texts(desk)), ["out/a.txt"])

    def test_a_fork_of_a_fork_keeps_what_the_first_changed(self):
        desk = self.made({"clerk": [*[turn(("list_files", {})) for _ in range(3)], {"text": "Done."}]}, {}, ["list_files"])
        first = events_of(self.good("run", desk, "--agent", "clerk", "--task", "T", "--events").out)[0]["run"]
        step = lambda n: f"/agent:clerk:1/step:{n}/model:1"

        def forked(run, at, *change):
            told = events_of(self.good("fork", run, "--at", at, *(("--set", change[0]) if change else ()), "--events", "-C", desk).out)
            self.check_replay(desk, told)
            whole = events_of(self.good("show", "last", "--json", "-C", desk).out)
            said = [message["text"] for data in data_of(whole, "model.requested") for message in data["messages_added"] if message["role"] == "user"]
            return told[0]["run"], said[1:]

        again, said = forked(first, step(2), "message=again")
        self.assertEqual(said, ["again"])
        more, said = forked(again, step(3), "message=more")
        self.assertEqual(said, ["again", "more"])
        self.assertEqual(forked(more, step(4), "instructions=Be brief")[1], ["again", "more"])
        self.assertEqual(forked(more, step(3))[1], ["again", "more"])  # the same step once more
        self.assertEqual(forked(more, step(3), 'instructions=["a", "b"]')[1], ["again", "more"])
        self.assertEqual(forked(more, step(3), "message=other")[1], ["again", "other"])
        self.assertEqual(forked(more, step(2), "message=other")[1], ["other"])  # what came behind it is cut off
        self.assertEqual(forked(more, step(1), "message=early")[1], ["early"])
        last, said = forked(more, step(4), "message=last")
        self.assertEqual(said, ["again", "more", "last"])
        file = self.folder / "deep.run"
        self.good("export", last, "--format", "run", "-o", file, "-C", desk)
        other = self.made({}, {})
        self.good("replay", file)
        self.good("import", file, "-C", other)
        self.good("replay", "last", "-C", other)

    def test_a_workspace_that_is_not_trusted_opens_no_sandbox(self):
        tool = {"name": "reach", "description": "x", "kind": "command", "input": "stdin-json", "effects": ["read", "network"],
                "parameters": {"type": "object"}, "command": ["ls", "/sys/class/net", "/opt"]}
        for sandbox, words in (({"network": "host"}, "the network"), ("off", "without a sandbox"), ({"read_only": ["/opt"]}, "folders outside")):
            desk = self.made({"clerk": [turn(("reach", {})), {"text": "Done."}]}, {"tools/reach.json": json.dumps({**tool, "sandbox": sandbox})}, ["reach"])
            with self.subTest(sandbox=sandbox):
                done = self.good("run", desk, "--agent", "clerk", "--task", "T", "--gates", "approve", "--events", code=2)
                self.assertEqual((done.out, "reach" in done.err, words in done.err, "signalbox trust" in done.err), ("", True, True, True), done.err)
                self.assertEqual(json.loads(self.good("runs", "--json", "-C", desk).out), [])
                self.assertNotEqual(self.call("tools", "call", "reach", "--arguments", "{}", "-C", desk).code, 0)  # there is no /opt in there
                self.good("run", desk, "--agent", "clerk", "--task", "T", "--gates", "approve", "--trust")

    def test_a_call_by_hand_goes_where_its_file_goes(self):
        tool = {"name": "look", "description": "x", "kind": "command", "input": "stdin-json", "effects": ["read"],
                "parameters": {"type": "object"}, "command": ["echo", "here"]}
        desk = self.made({}, {"tools/look.json": json.dumps(tool)})
        file = self.folder / "call.run"
        for name in ("look", "list_files"):
            self.good("tools", "call", name, "--arguments", "{}", "-C", desk)
            self.good("export", "last", "--format", "run", "-o", file, "-C", desk)
            events = events_of(self.good("show", file, "--json").out)
            self.assertEqual(list(events[0]["data"]["definitions"]["tools"]), [name])
            self.assertEqual(plain(events_of(self.good("replay", file, "--events").out)), plain(events))
            self.good("import", file, "-C", self.made({}, {}))

    def in_doubt(self, calls):
        """A desk whose run was killed while these calls ran, the paths of the calls, and the same desk again and again."""
        tool = {"name": "pay", "description": "x", "kind": "command", "input": "stdin-json", "effects": ["read", "write"],
                "parameters": {"type": "object"}, "command": ["tail", "-f", "/dev/null"], "timeout_s": 60,
                "result": {"schema": {"type": "object", "properties": {"paid": {"type": "integer"}}, "required": ["paid"]}}}
        desk = self.made({"clerk": [turn(*[("pay", {"n": n}) for n in range(calls)]), {"text": "Done."}]},
                         {"tools/pay.json": json.dumps(tool)}, ["pay"])
        run = subprocess.Popen([PROGRAM, "run", desk, "--agent", "clerk", "--task", "T", "--gates", "approve", "--trust", "--events"],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self.env, cwd=self.folder)
        paths = []
        while len(paths) < calls:
            event = json.loads(run.stdout.readline())
            paths += [event["path"]] if event["type"] == "tool.started" else []
        run.kill()
        run.communicate()
        return desk, sorted(paths)

    def test_what_is_in_doubt_is_marked_done_with_its_result(self):
        desk, (path,) = self.in_doubt(1)
        resume = lambda *answers: self.call("resume", "last", "--events", "-C", desk, *(word for one in answers for word in ("--in-doubt", one)))
        before = self.good("show", "last", "--json", "-C", desk).out
        for answers, code, words in (
                ((), 6, path), (("stop",), 6, path), (("retry", "stop"), 6, path), (("retry", path + "=stop"), 6, path),
                (("done:",), 2, "needs a result"), (("done:{}",), 2, "paid"), ((path + "=done:7",), 2, "expected an object"), (('done:{"paid":"x"}',), 2, "paid"),
                (("retry", path + "0=done"), 2, "nothing is in doubt at " + path + "0"), ((path + "=maybe",), 2, "takes stop")):
            with self.subTest(answers=answers):
                done = resume(*answers)
                self.assertEqual((done.code, done.out, words in done.err), (code, "", True), done.err)
        self.assertEqual(self.good("show", "last", "--json", "-C", desk).out, before)
        done = resume(path + '=done:{"paid": 7, "note": "a=b"}')
        self.assertEqual(done.code, 0, done.err)
        events = events_of(done.out)
        finished, = data_of(events, "tool.finished")
        self.assertEqual((finished["ok"], finished["result"], finished["label"]["integrity"]), (True, {"paid": 7, "note": "a=b"}, "endorsed"))
        decided, = data_of(events, "gate.decided")
        self.assertEqual((decided["decision"], decided["by"], decided["result"]), ("done", "human", {"paid": 7, "note": "a=b"}))
        self.assertEqual(self.good("replay", "last", "--events", "-C", desk).code, 0)

    def test_each_of_several_in_doubt_has_its_own_result(self):
        desk, paths = self.in_doubt(2)
        done = self.good("resume", "last", "-C", desk, "--in-doubt", 'done:{"paid":1}', code=2)
        self.assertIn("several calls", done.err)
        self.assertEqual(len(self.good("resume", "last", "-C", desk, "--in-doubt", paths[0] + "=done", code=6).err.splitlines()), 2)
        done = self.good("resume", "last", "--events", "-C", desk, "--in-doubt", 'done:{"paid":2}', "--in-doubt", paths[0] + '=done:{"paid":1}')
        self.assertEqual({event["path"]: event["data"]["result"]["paid"] for event in of(events_of(done.out), "tool.finished")},
                         {paths[0]: 1, paths[1]: 2})

    def test_a_run_held_at_a_breakpoint(self):
        desk = self.desk(turn(("write_file", {"path": "a.txt", "content": "x"})))
        words = [PROGRAM, "run", desk, "--agent", "clerk", "--task", "T", "--gates", "ask", "--break", "tool=write_*", "--trust", "--events"]
        for answer, code, written in ((b"c\n", 0, True), (b"s\n", 5, False)):
            (desk / "a.txt").unlink(missing_ok=True)
            ours, theirs = pty.openpty()
            run = subprocess.Popen(words, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.env, cwd=self.folder)
            os.close(theirs)
            seen = b""
            while b"[s]top? " not in seen:
                byte = run.stderr.read(1)
                self.assertTrue(byte, seen)
                seen += byte
            self.assertFalse((desk / "a.txt").exists())
            os.write(ours, answer)
            out, _ = run.communicate(timeout=60)
            os.close(ours)
            self.assertEqual((run.returncode, (desk / "a.txt").exists()), (code, written))
            events = events_of(out.decode())
            self.assertEqual(len(of(events, "run.paused")), 1)
            self.assertIn("tool", json.dumps(of(events, "run.paused")))
        for words in (["--break", "tool=x"], ["--break", "tool=x", "--gates", "ask"], ["--break", "perhaps", "--gates", "ask"],
                      ["--break", "text=(", "--gates", "ask"]):
            self.good("run", desk, "--agent", "clerk", "--task", "T", *words, code=2)


class Damage(Records):
    """A record that was cut, changed, forged or is of a newer program: told, never a crash, and never believed."""

    def recorded(self):
        desk = self.desk(turn(("write_file", {"path": "a.txt", "content": "word " * 100}), ("read_file", {"path": "b.txt"})),
                         turn(("read_file", {"path": "b.txt"})), b_txt="b " * 400)
        file = self.folder / "r.run"
        return desk, self.start(desk, "--record", str(file)), file

    def check_refused(self, file, desk, shown):
        """Shown as far as it goes (or not at all), and nothing is done with it."""
        done = self.call("show", file)
        self.assertEqual(done.code, 1 if shown else 2, done.err[-400:])
        self.assertTrue(done.err.startswith("signalbox") or "damaged" in done.err, done.err[-400:])
        for words in (["replay", file], ["import", file, "-C", desk], ["fork", file, "--at", "/agent:clerk:1/step:1/tool:1", "--set", "result=1", "-C", desk]):
            self.assertEqual(self.call(*words).code, 2, words[0])
        self.assertIn(self.call("export", file, "--format", "html", "-C", desk).code, (1, 2))

    def test_a_changed_byte_is_told(self):
        desk, events, file = self.recorded()
        whole = file.read_bytes()
        other = self.made({}, {})
        for share in range(0, 20):
            at = len(whole) * share // 20 + 7
            changed = bytearray(whole)
            changed[at] ^= 1
            file.write_bytes(changed)
            with self.subTest(at=at):
                done = self.call("replay", file, "-C", other)
                self.assertEqual(done.code, 2, done.err)
                self.assertIn(self.call("show", file, "--json").code, (1, 2))
                self.assertEqual(self.call("import", file, "-C", other).code, 2)
        self.assertEqual(json.loads(self.good("runs", "--json", "-C", other).out), [])

    def sealed(self, lines, last, change=lambda manifest: None, words=lambda line: line):
        """The file of these lines with the size in its first line and the check in its last one made good."""
        compact = lambda value: json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        manifest = json.loads(lines[last])["manifest"]
        change(manifest)
        ending = lambda: words(f'{{"manifest":{compact(manifest)}}}'.encode())
        size = len(b"\n".join([*lines[:last], ending(), b""]))
        head = lines[0][:lines[0].index(b'"bytes":')] + f'"bytes":{size:16}}}'.encode()
        del manifest["check"]
        manifest["check"] = hashlib.sha256(head + b"\n" + compact(manifest).encode()).hexdigest()
        return b"\n".join([head, *lines[1:last], ending(), b""])

    def test_what_no_event_tells_is_told_as_well(self):
        desk = self.desk(turn(*(("write_file", {"path": f"{word}.txt", "content": word * 300}) for word in "ab")))
        file = self.folder / "r.run"
        self.start(desk, "--record", str(file))
        whole = file.read_bytes()
        lines = whole.split(b"\n")
        last = len(lines) - 2
        isContent = [line.startswith(b'{"content"') for line in lines]
        first = next(at for at in range(last) if isContent[at] and isContent[at + 1])
        second = first + 1
        event = next(at for at, line in enumerate(lines) if line.startswith(b'{"event"'))
        same = lines[event].replace(b'"seq"', b'"s\\u0065q"')
        self.assertEqual(json.loads(same), json.loads(lines[event]))
        self.assertEqual(self.sealed(lines, last), whole)
        other = self.folder / "other.run"
        for name, changed in (("contents in another order", {first: lines[second], second: lines[first]}),
                              ("a content twice", {first: lines[first] + b"\n" + lines[first]}),
                              ("a space more", {second: lines[second].replace(b'"value":', b'"value": ')}),
                              ("a letter as its number", {event: same})):
            with self.subTest(name=name):
                other.write_bytes(self.sealed([changed.get(at, line) for at, line in enumerate(lines)], last))
                self.check_refused(other, desk, shown=True)
                self.assertIn("a line was written otherwise", self.call("show", other).err)
        other.write_bytes(self.sealed(lines, last, words=lambda line: line.replace(b'{"manifest":{', b'{"manifest": {')))
        self.check_refused(other, desk, shown=True)
        # what an earlier program wrote has no such member
        other.write_bytes(self.sealed(lines, last, change=lambda manifest: manifest.pop("lines")))
        self.good("replay", other, "-C", desk)

    def test_a_cut_file_is_shown_as_far_as_it_goes(self):
        desk, events, file = self.recorded()
        whole = file.read_bytes()
        other = self.made({}, {})
        for share in (1, 5, 10, 15, 19):
            file.write_bytes(whole[:len(whole) * share // 20])
            with self.subTest(share=share):
                done = self.call("show", file, "--json")
                self.assertIn(done.code, (1, 2))
                told = events_of(done.out)
                self.assertEqual(told, events[:len(told)])
                self.assertEqual(self.call("import", file, "-C", other).code, 2)
        for text in (b"", b"\n", b"{}", b"x" * 100_000, whole[:50], b"\0" * 4096):
            file.write_bytes(text)
            self.check_refused(file, other, shown=False)

    def test_a_file_that_is_larger_than_it_says(self):
        desk, events, file = self.recorded()
        whole = file.read_bytes()
        file.write_bytes(whole + b" " * (len(whole) * 99))
        self.check_refused(file, desk, shown=False)
        self.assertIn("bytes", self.call("show", file).err)
        file.write_bytes(whole.replace(b'"events"', b'"events" ', 1))
        self.check_refused(file, desk, shown=False)

    def test_a_file_of_a_newer_program(self):
        desk, events, file = self.recorded()
        file.write_bytes(file.read_bytes().replace(b'"signalbox_run":1', b'"signalbox_run":9', 1))
        self.assertIn("newer", self.call("show", file).err)
        self.check_refused(file, desk, shown=False)

    def test_what_is_no_file_of_ours(self):
        desk, events, file = self.recorded()
        fifo = self.folder / "f.run"
        os.mkfifo(fifo)
        folder = self.folder / "d.run"
        folder.mkdir()
        for place in (fifo, folder, self.folder / "none.run", pathlib.Path("/dev/zero.run")):
            self.assertEqual(self.call("show", place, timeout=20).code, 2, place)
            self.assertEqual(self.call("import", place, "-C", desk, timeout=20).code, 2, place)

    def test_a_journal_of_a_newer_version_is_only_read(self):
        desk, events, file = self.recorded()
        with sqlite3.connect(desk / ".signalbox" / "journal.db") as database:
            database.execute("PRAGMA user_version = 999")
        database.close()
        self.assertEqual(events_of(self.good("show", "last", "--json", "-C", desk).out), events)
        self.assertEqual(len(json.loads(self.good("runs", "--json", "-C", desk).out)), 1)
        done = self.call("run", desk, "--agent", "clerk", "--task", "T")
        self.assertIn(done.code, (1, 2))
        self.assertIn("newer", done.err)
        self.assertEqual(self.call("import", file, "-C", desk).code, 2)

    def test_a_damaged_database_is_told(self):
        desk, events, file = self.recorded()
        database = desk / ".signalbox" / "journal.db"
        whole = database.read_bytes()
        for name, text in (("no database", b"hello"), ("noise", bytes(range(256)) * 64), ("cut", whole[:len(whole) // 2]),
                           ("a torn page", whole[:4096] + b"\xff" * 4096 + whole[8192:])):
            with self.subTest(name=name):
                database.write_bytes(text)
                for more in ("-wal", "-shm"):
                    pathlib.Path(str(database) + more).unlink(missing_ok=True)
                for words in (["runs"], ["show", "last"], ["search", "word"], ["undo", "last"],
                              ["replay", "last"], ["resume", "last"], ["export", "last"]):
                    done = self.call(*words, "-C", desk)
                    self.assertIn(done.code, (0, 1, 2), (words, done.err))
                    self.assertTrue(done.code == 0 or done.err.startswith("signalbox"), done.err)
                self.assertEqual(database.read_bytes()[:64], text[:64])
        # runs of a desk beside it are as they were
        other = self.made({}, {})
        self.good("import", file, "-C", other)
        self.assertEqual(events_of(self.good("show", "last", "--json", "-C", other).out), events)

    def test_a_forged_file_crashes_nothing(self):
        """Every number in order, and data that no program would write."""
        desk, events, file = self.recorded()
        other = self.made({}, {})
        values = (None, True, -1, 10**400, 1e308, "", "\u202e\x1b[2J", "x" * 3000, [], [[1]], [None, 7], {}, {"a": {"b": None}},
                  "2" * 40, 9223372036854775807, -9223372036854775808)
        forged = self.folder / "forged.run"
        self.seal(forged, events)
        self.assertEqual(plain(events_of(self.good("replay", forged, "--events").out)), plain(events))
        for i, event in enumerate(events):
            for j, name in enumerate(sorted(event["data"]) + ["path", "time"]):
                value = values[(i * 7 + j * 3) % len(values)]
                changed = json.loads(json.dumps(events))
                if name == "path":
                    changed[i]["path"] = ("/", "//", "/node:x:99999999999", "\x1b[2J", "/agent:clerk:1/step:0/tool:-1")[j % 5]
                elif name == "time":
                    changed[i]["time"] = str(value)
                else:
                    changed[i]["data"][name] = value
                self.seal(forged, changed)
                self.check_survives(forged, other, (event["type"], name, str(value)[:20]))

    def test_lines_that_hold_something_else(self):
        desk, events, file = self.recorded()
        lines = file.read_text().splitlines()
        for line in ('{"manifest":5}', '{"manifest":[1]}', '{"manifest":{}}', '{"manifest":{"redacted":[5],"check":7}}', '{"content":5}',
                     '{"content":"%s","value":1}' % ("0" * 64), '{"event":5}', '{"event":{"data":{}},"contents":5}', "[]", "5", "null",
                     '{"event":{"seq":1,"data":{"x":null}},"contents":{"/x":"%s"},"chain":""}' % ("0" * 64), '{"prices":[]}'):
            for at in (1, 2, len(lines) // 2, len(lines) - 1):
                changed = lines[:at] + [line] + lines[at + 1:]
                file.write_text("\n".join(changed) + "\n")
                with self.subTest(line=line, at=at):
                    done = self.call("show", file, "--json")
                    self.assertIn(done.code, (1, 2), done.err)
                    self.assertEqual(self.call("import", file, "-C", desk).code, 2)

    def seal(self, file, events):
        """A run file of these events, as anybody could write one."""
        compact = lambda value: json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
        line = lambda event: ('{"seq":%d,"time":%s,"run":"%s","path":%s,"type":"%s","data":%s}' % (
            event["seq"], json.dumps(event["time"]), event["run"], json.dumps(event["path"]), event["type"], compact(event["data"])))
        chain = hashlib.sha256(events[0]["run"].encode()).digest()
        body = ""
        prices = compact({})
        for event in events:
            chain = hashlib.sha256(chain + line(event).encode()).digest()
            body += '{"event":%s,"chain":"%s"}\n' % (line(event), chain.hex())
        manifest = {"events": len(events), "inherited": 0, "contents": 0, "head": chain.hex(),
                    "prices": hashlib.sha256(prices.encode()).hexdigest(), "redactions": 0, "redacted": []}
        head = '{"signalbox_run":1,"run":"%s","program":"x","created":"2026-01-01T00:00:00.000000Z","events":%d,"inherited":0,"bytes":99999999}\n' % (
            events[0]["run"], len(events))
        manifest["check"] = hashlib.sha256((head + compact(manifest)).encode()).hexdigest()
        file.write_text(head + '{"prices":{}}\n' + body + '{"manifest":%s}\n' % compact(manifest))

    def check_survives(self, file, desk, what):
        for words in (["show", file], ["show", file, "--graph"], ["replay", file, "--events"], ["export", file, "--format", "html"]):
            done = self.call(*words, timeout=60)
            self.assertIn(done.code, range(0, 8), (what, words[0], done.err[-300:]))


if __name__ == "__main__":
    unittest.main(argv=["records", *sys.argv[4:]])
