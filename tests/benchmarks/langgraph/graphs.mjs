// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0

// The graphs of bench_graph on LangGraph: `npm install` in this folder (or a copy of it), then
// node graphs.mjs cycle|fan COUNT memory|durable|synced FILE
// One line of JSON on stdout; FILE is the database of a durable run: as its checkpointer opens it, where a loss of power may
// take the last commits, or with synchronous=FULL, as our journal is written.
import { Annotation, END, MemorySaver, Send, START, StateGraph } from "@langchain/langgraph";
import { SqliteSaver } from "@langchain/langgraph-checkpoint-sqlite";

const [scenario, count, keeps, file] = [process.argv[2], Number(process.argv[3]), process.argv[4], process.argv[5]];

function cycle(steps) {
  const state = Annotation.Root({ n: Annotation({ reducer: (_, now) => now, default: () => 0 }) });
  return new StateGraph(state)
    .addNode("add", ({ n }) => ({ n: n + 1 }))
    .addEdge(START, "add")
    .addConditionalEdges("add", ({ n }) => (n < steps ? "add" : END));
}

function fan(items) {
  const state = Annotation.Root({ out: Annotation({ reducer: (all, more) => all.concat(more), default: () => [] }) });
  return new StateGraph(state)
    .addNode("each", ({ item }) => ({ out: [item * 2] }))
    .addNode("join", () => ({}))
    .addConditionalEdges(START, () => Array.from({ length: items }, (_, item) => new Send("each", { item })))
    .addEdge("each", "join")
    .addEdge("join", END);
}

const savers = {
  memory: () => new MemorySaver(),
  durable: () => SqliteSaver.fromConnString(file),
  synced: () => {
    const saver = SqliteSaver.fromConnString(file);
    saver.db.pragma("synchronous = FULL");
    return saver;
  },
};
const graph = (scenario === "fan" ? fan(count) : cycle(count)).compile({ checkpointer: savers[keeps]() });
const start = process.hrtime.bigint();
const result = await graph.invoke({}, { recursionLimit: count + 100, configurable: { thread_id: "1" }, durability: "sync" });
const us = Number(process.hrtime.bigint() - start) / 1000;
const done = scenario === "fan" ? result.out.length : result.n;
if (done !== count) throw new Error(`${done} of ${count}`);
console.log(JSON.stringify({ us_each: us / count, rss_mb: process.resourceUsage().maxRSS / 1024 }));
