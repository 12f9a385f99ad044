# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""Runs the benchmarks of a release build and prints what was measured beside what is to be reached.

table.py BUILD SERVER CLIENT [SECTION ...]: the fake server and the bare client are programs, `SERVER PORT STEPS` and
`CLIENT PORT STEPS CONCURRENT incr`. Sections: step, many, stop, cli, record, graph, frames, scrub, workflow, window; all without one. FOLDER on a real
disk: the environment's SIGNALBOX_BENCH_DIR, else the build folder. SIGNALBOX_LANGGRAPH: a folder where langgraph/package.json is installed; the
graphs are then run on it, too, in turns with ours."""
import json
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

REPEATS = int(os.environ.get("SIGNALBOX_BENCH_REPEATS", "5"))
STEPS = 100


class Failed(Exception):
    pass


def run(*words, env=None):
    """The JSON that a benchmark prints."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=600, env=env)
    if done.returncode != 0:
        raise Failed(f"{pathlib.Path(str(words[0])).name} {words[1]}: {done.stderr.strip()[-300:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The fake server on a free port, for the length of a `with`."""

    def __init__(self, program):
        self.program = program

    def __enter__(self):
        self.port = free_port()
        self.process = subprocess.Popen([self.program, str(self.port), str(STEPS)])
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self.port
            time.sleep(0.02)
        raise Failed("the fake server did not start")

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


class Table:
    def __init__(self):
        self.missed = 0

    def head(self):
        print(f"{'figure':<58}{'measured':>14}{'goal':>14}{'floor':>14}")

    def row(self, figure, measured, goal, floor="", good=True):
        self.missed += 0 if good else 1
        print(f"{figure:<58}{measured:>14}{goal:>14}{floor:>14}{'' if good else '   missed'}", flush=True)

    def broke(self, section, error):
        self.missed += 1
        print(f"{section}: {error}", flush=True)


class Bench:
    def __init__(self, build, server, client):
        self.programs = pathlib.Path(build) / "tests" / "benchmarks"
        self.signalbox = pathlib.Path(build) / "app" / "signalbox"
        self.server, self.client = server, client
        self.scratch = tempfile.TemporaryDirectory(dir=os.environ.get("SIGNALBOX_BENCH_DIR", build))
        self.folder = self.scratch.name
        self.table = Table()

    def engine(self, scenario, port, steps, journal, agents=1):
        return run(self.programs / "bench_engine", scenario, port, steps, journal, self.folder, agents)

    def step(self):
        """Overhead of a step over the bare client; growth with the length of a run."""
        samples = {"floor": [], "memory": [], "durable": []}
        with Server(self.server) as port:
            for _ in range(REPEATS):  # in turns: what disturbs one disturbs all
                samples["floor"].append(run(self.client, port, STEPS, 1, "incr"))
                for journal in ("memory", "durable"):
                    samples[journal].append(self.engine("single", port, STEPS, journal))
            long = [self.engine("single", port, 500, "memory") for _ in range(REPEATS)]
            # the same requests byte for byte, or nearly: our own bare client knows how
            floors = [run(self.programs / "bareclient", port, 500, 1, "incr", long[0]["result_bytes"])
                      for _ in range(REPEATS)]
            sizes = {steps: self.engine("single", port, steps, "durable")["journal_bytes"]
                     for steps in (100, 300, 500)}

        def at(runs, step):
            return statistics.median(sample["at"][step] for sample in runs)
        floor = at(samples["floor"], "50")
        for journal, goal in (("memory", 0.3), ("durable", 2.0)):
            over = (at(samples[journal], "50") - floor) / 1000
            self.table.row(f"a step over the bare client, journal {'in memory' if journal == 'memory' else 'durable'}",
                           f"{over:.2f} ms", f"<= {goal} ms", f"{floor / 1000:.2f} ms", over <= goal)
        extra = {step: at(long, step) - at(floors, step) for step in ("10", "500")}
        growth = extra["500"] / extra["10"]
        self.table.row("step 500 against step 10, beyond the bare client", f"{growth:.2f} x", "<= 1.3 x",
                       f"{at(floors, '500') / at(floors, '10'):.1f} x", growth <= 1.3)
        early, late = (sizes[300] - sizes[100]) / 200, (sizes[500] - sizes[300]) / 200
        self.table.row("journal, bytes a step: steps 100 to 300, 300 to 500", f"{early:.0f}, {late:.0f}", "the same", "",
                       late <= 1.1 * early)

    def many(self):
        with Server(self.server) as port:
            floor = run(self.client, port, 50, 64, "incr")["steps_s"]
            runs = [self.engine("many", port, 50, "durable", 64) for _ in range(3)]
            crowd = self.engine("many", port, 20, "durable", 500)
        steps = statistics.median(sample["steps_s"] for sample in runs)
        memory = max(sample["rss_mb"] for sample in runs)
        self.table.row("64 agents: durable steps a second", f"{steps:.0f}", ">= 3000", f"{floor:.0f}", steps >= 3000)
        self.table.row("64 agents: memory", f"{memory:.0f} MB", "< 60 MB", "", memory < 60)
        self.table.row("500 agents: durable steps a second, memory", f"{crowd['steps_s']:.0f}, {crowd['rss_mb']:.0f} MB", "it works")

    def stop(self):
        with Server(self.programs / "fastserver") as port:  # the one that can stall
            worst = max(self.engine("stop", port, 0, "durable", 64)["stop_ms"] for _ in range(3))
        self.table.row("64 agents amid streams and tools: stopped after", f"{worst:.0f} ms", "< 1000 ms", "", worst < 1000)

    def cli(self):
        told = run(self.programs / "bench_cli", self.signalbox, self.programs / "bench_empty", self.folder, 15)
        ratio = told["first_request_ms"] / told["empty_ms"]
        self.table.row("command line: start to first request, empty programs", f"{ratio:.2f} x", "<= 1.5 x", "1 x", ratio <= 1.5)
        self.table.row("command line: start to first request", f"{told['first_request_ms']:.0f} ms", "", f"{told['empty_ms']:.0f} ms")
        self.table.row("command line: memory", f"{told['rss_mb']:.0f} MB", "< 25 MB", f"{told['empty_mb']:.0f} MB", told["rss_mb"] < 25)

    def long_run(self, home, steps):
        """A workspace with one recorded run of so many steps, and how to call the program on it."""
        root = pathlib.Path(home) / "desk"
        calls = [{"name": "list_files", "arguments": {"path": "inbox"}}, {"name": "read_file", "arguments": {"path": "inbox/a.txt"}}]
        turns = [{"text": f"Step {n}: I look at the next invoice, number {n * 7919 % 10007}, and compare it with the ledger.",
                  "tool_calls": calls} for n in range(steps - 1)] + [{"text": "done"}]
        for name, value in {
            "signalbox.json": {"signalbox": 1, "name": "desk", "breakers": False,
                               "models": {"default": {"provider": "scripted", "script": "s.json"}},
                               "limits": {"steps": 10 ** 6, "tokens": 10 ** 12, "tool_calls": 10 ** 6, "seconds": 10 ** 5}},
            "s.json": {"clerk": turns},
            "agents/clerk.json": {"name": "clerk", "model": "default", "instructions": "You sort.", "tools": ["list_files", "read_file"]},
        }.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(value))
        (root / "inbox").mkdir()
        (root / "inbox" / "a.txt").write_text("an invoice of Acme over 120.00 EUR\n" * 12)
        env = {**os.environ, "HOME": home, **{f"XDG_{name}_HOME": f"{home}/{name.lower()}" for name in ("CONFIG", "DATA", "CACHE", "STATE")}}

        def call(*words, code=0):
            began = time.monotonic()
            done = subprocess.run([self.signalbox, *words], capture_output=True, text=True, env=env, cwd=root, timeout=900)
            if done.returncode != code:
                raise Failed(f"signalbox {words[0]} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
            return time.monotonic() - began
        call("run", str(root), "--agent", "clerk", "--task", "sort", "--trust")
        return root, call

    def record(self):
        """A long run from its record, and what the record costs."""
        steps = 10_000
        with tempfile.TemporaryDirectory(dir=self.folder) as home:
            root, call = self.long_run(home, steps)
            database = sqlite3.connect(root / ".signalbox" / "journal.db")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            events, = database.execute("SELECT count(*) FROM event").fetchone()
            kept, = database.execute("SELECT coalesce(sum(length(bytes)), 0) FROM content").fetchone()
            database.close()
            size = (root / ".signalbox" / "journal.db").stat().st_size
            each = (size - 1.1 * kept) / events
            self.table.row(f"journal, bytes an event beyond its contents ({events} events)", f"{each:.0f}", "<= 400", "", each <= 400)
            empty = min(call("runs") for _ in range(3))
            replays = [call("replay", "last") for _ in range(3)]
            rate = steps / min(replays)
            self.table.row(f"replay of {steps} steps, from start to end", f"{rate:.0f} steps/s", ">= 5000", f"{empty * 1000:.0f} ms", rate >= 5000)
            fork = min(call("fork", "last", "--at", f"/agent:clerk:1/step:{steps}/model:1", "--set", 'message="and now"') for _ in range(2))
            self.table.row(f"fork at step {steps}: start to end of the fork", f"{fork:.2f} s", "< 2 s", "", fork < 2)

    def graph(self):
        """Graphs without a model, beside LangGraph where it is installed; a plan's agents beside as many alone."""
        def in_turns(scenario, count, journal, their_count, their_journals):
            ours, theirs = [], []
            for turn in range(3):
                ours.append(run(self.programs / "bench_graph", scenario, count, journal, self.folder))
                if turn < len(their_journals):
                    theirs.append(self.langgraph(scenario, their_count, their_journals[turn]))
            return ours, theirs

        ours, theirs = in_turns("cycle", 10_000, "memory", 10_000, ["memory", "memory"])
        each = min(sample["us_step"] for sample in ours)
        self.table.row("a graph of 10,000 steps in memory: a step; LangGraph", f"{each:.1f} us", "<= 30 us", min(theirs), each <= 30)
        growth = statistics.median(sample["last"] / sample["first"] for sample in ours)
        self.table.row("the same: last steps against first", f"{growth:.2f} x", "1 x", "", growth <= 1.2)
        ours, theirs = in_turns("cycle", 10_000, "durable", 2_000, ["durable", "synced"])
        ratio = statistics.median(sample["ratio"] for sample in ours)
        bare = statistics.median(sample["bare_us"] for sample in ours)
        self.table.row("the same, durable at every step, over bare commits", f"{ratio:.2f} x", "<= 1.3 x", f"{bare:.0f} us", ratio <= 1.3)
        each = statistics.median(sample["us_step"] for sample in ours)
        self.table.row("the same: a step; LangGraph, synchronous=NORMAL", f"{each:.0f} us", "", theirs[0])
        self.table.row("the same: a step; LangGraph, synchronous=FULL, as ours", f"{each:.0f} us", "", theirs[1])
        memory = {}
        for items in (1_000, 10_000):
            ours, theirs = in_turns("fan", items, "memory", 1_000, ["memory"])
            each = min(sample["us_item"] for sample in ours)
            memory[items] = max(sample["rss_mb"] for sample in ours)
            self.table.row(f"fan-out over {items} items: a branch; LangGraph, of 1000", f"{each:.1f} us", "<= 50 us", theirs[0], each <= 50)
        self.table.row("memory with 1,000 items, with 10,000", f"{memory[1_000]:.0f}, {memory[10_000]:.0f} MB", "")
        teams = [run(self.programs / "bench_graph", "team", 64, "memory", self.folder) for _ in range(REPEATS)]
        ratio = statistics.median(team["together_ms"] / team["alone_ms"] for team in teams)
        alone = statistics.median(team["alone_ms"] for team in teams)
        self.table.row("64 sub-agents of a plan against 64 agents alone", f"{ratio:.2f} x", "<= 1.05 x", f"{alone:.0f} ms", ratio <= 1.05)

    def langgraph(self, scenario, count, journal):
        """What a step or a branch costs there; empty where it is not installed."""
        installed = os.environ.get("SIGNALBOX_LANGGRAPH")
        if not installed:
            return ""
        script = pathlib.Path(installed) / "graphs.mjs"
        shutil.copyfile(pathlib.Path(__file__).parent / "langgraph" / "graphs.mjs", script)
        told = run("node", script, scenario, count, journal, pathlib.Path(self.folder) / f"{scenario}-{journal}.db")
        return f"{told['us_each']:.0f} us"

    def frames(self):
        """The window while 64 agents stream 64,000 tokens a second."""
        done = subprocess.run([self.programs / "bench_window", "streamsOf64Agents"], capture_output=True, text=True, timeout=300,
                              env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        told = re.search(r"64,000 tokens/s: \d+ frames, median ([\d.]+) ms, 95 % under ([\d.]+) ms", done.stdout)
        if not told:
            raise Failed(f"bench_window: {done.stdout[-300:]}{done.stderr[-300:]}")
        median, most = float(told[1]), float(told[2])
        self.table.row("window amid 64 agents, 64,000 tokens/s: frame, 95 %", f"{most:.1f} ms", "< 16 ms", f"{median:.1f} ms", most < 16)

    def scrub(self):
        """A recorded run of 10,000 steps in the window: opened, and played back by hand."""
        done = subprocess.run([self.programs / "bench_scrub"], capture_output=True, text=True, timeout=300,
                              env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        opened = re.search(r"(\d+) events; first frame of the run: (\d+) ms", done.stdout)
        whole = re.search(r"the whole run: (\d+) ms; longest frame meanwhile ([\d.]+) ms", done.stdout)
        drags = re.findall(r"([a-z ]+): median ([\d.]+) ms, 95 % under ([\d.]+) ms", done.stdout)
        if not opened or not whole or not drags:
            raise Failed(f"bench_scrub: {done.stdout[-300:]}{done.stderr[-300:]}")
        self.table.row(f"a run of {opened[1]} events: first frame", f"{opened[2]} ms", "< 200 ms", "", int(opened[2]) < 200)
        self.table.row("the same: all of it, longest frame", f"{whole[1]}, {float(whole[2]):.0f} ms", "< 2000 ms", "", int(whole[1]) < 2000)
        for what, median, most in drags:
            self.table.row(f"the same played back, {what}: frame, 95 %", f"{float(most):.1f} ms", "< 16.7 ms", f"{float(median):.1f} ms",
                           float(most) < 16.7)

    def workflow(self):
        """A graph of 300 nodes under the hand, and its layout."""
        done = subprocess.run([self.programs / "bench_workflow", "300"], capture_output=True, text=True, timeout=300,
                              env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        tidy = re.search(r"^tidy: (\d+) ms$", done.stdout, re.MULTILINE)
        if not tidy:
            raise Failed(f"bench_workflow: {done.stdout[-300:]}{done.stderr[-300:]}")
        for what in ("one node dragged, at 100 %", "all nodes dragged, at 100 %", "one node dragged, all in sight",
                     "all nodes dragged, all in sight"):
            told = re.search(rf"^{re.escape(what)}: median ([\d.]+) ms, 95 % under ([\d.]+) ms", done.stdout, re.MULTILINE)
            if not told:
                raise Failed(f"bench_workflow: nothing of {what}")
            median, most = float(told[1]), float(told[2])
            self.table.row(f"300 nodes, {what}: frame, 95 %", f"{most:.1f} ms", "< 16.7 ms", f"{median:.1f} ms", most < 16.7)
        self.table.row("300 nodes: tidied, on a thread of its own", f"{tidy[1]} ms", "< 1000 ms", "", int(tidy[1]) < 1000)

    def window(self):
        if not shutil.which("Xvfb"):
            raise Failed("Xvfb is not installed")
        with tempfile.TemporaryDirectory() as home:
            read, write = os.pipe()
            xvfb = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
                                    pass_fds=[write], stderr=subprocess.DEVNULL)
            try:
                os.close(write)
                number = os.read(read, 16).decode().strip()
                env = {**os.environ, "DISPLAY": ":" + number, "HOME": home, "QT_QPA_PLATFORM": "xcb",
                       **{f"XDG_{name}_HOME": f"{home}/{name.lower()}" for name in ("CONFIG", "DATA", "CACHE", "STATE")}}
                env.pop("DBUS_SESSION_BUS_ADDRESS", None)
                runs = [run(self.programs / "bench_window_start", 700, self.signalbox, env=env) for _ in range(REPEATS + 1)][1:]
            finally:
                xvfb.terminate()
                xvfb.wait()
                os.close(read)
        ms = statistics.median(sample["map_ms"] for sample in runs)
        memory = max(sample["rss_mb"] for sample in runs)
        self.table.row("window: start to mapped", f"{ms:.0f} ms", "< 150 ms", "", ms < 150)
        self.table.row("window: memory", f"{memory:.0f} MB", "< 80 MB", "", memory < 80)


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    bench = Bench(*sys.argv[1:4])
    bench.table.head()
    for section in sys.argv[4:] or ("step", "many", "stop", "cli", "record", "graph", "frames", "scrub", "workflow", "window"):
        try:
            getattr(bench, section)()
        except (Failed, subprocess.TimeoutExpired, KeyError) as error:
            bench.table.broke(section, error)
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load {load:.1f}" + (": too busy to be believed" if load > os.cpu_count() + 1 else ""))
    sys.exit(1 if bench.table.missed else 0)


main()
