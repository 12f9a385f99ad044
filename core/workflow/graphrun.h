// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workflow/graphprogram.h"
#include "workflow/graphstate.h"
#include "workflow/workflowrun.h"

#include <atomic>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace signalbox::workflow {

// A state graph at work. A visit of a node is: enter, perform, write, leave, take an edge. Parallel branches walk on threads
// of their own with a state of their own until they meet at a join. Everything that depends on more than recorded values
// is asked of the record first, so that a replay goes the same way.
class GraphRun
{
public:
    GraphRun(RunScope& scope, std::shared_ptr<const GraphProgram> program, const WorkflowJob& job);

    [[nodiscard]] WorkResult run(std::stop_token stop);

private:
    // Why a walk ends before it reaches what it walks to.
    struct End
    {
        Outcome outcome = Outcome::Failed;
        std::string output;
        Json value = {};
        Label label = {};
    };
    // Branches that run side by side.
    struct Parallel
    {
        Join join = Join::All;
        bool collectsErrors = false;
        bool isDecided = false; // the record says which branch won
        std::atomic<int> winner{-1};
        std::string joinPath; // the visit where they meet
        const Parallel* outer = nullptr;

        [[nodiscard]] bool toleratesFailure() const;
    };
    // What parallel branches bring to the node where they meet.
    struct Arrival
    {
        std::string since; // the visit that opened them: the patch begins from its state
        std::string patch;
        Json entered; // members of node.entered
    };
    // One walk along the edges: of the graph, or of a branch.
    struct Walk
    {
        GraphState state;
        Label label;
        std::size_t at = 0; // the node to visit next
        Json last = {}; // result of the last node
        std::optional<Arrival> arrival = {};
        const Parallel* parallel = nullptr;
        Json files =
            {}; // what file() gave at this visit, by name: {"value"} or {"error"}; null: it reads none
    };
    struct Item
    {
        Json value;
        Json index;
    };
    // What a node did.
    struct Done
    {
        std::optional<End> end = {}; // it went wrong
        Json result = {};
        Label label = {};
        bool isSkipped = false; // by a person: nothing is written
    };
    struct Branch
    {
        Walk walk;
        std::optional<End> end = {};
    };
    // A node where it is performed: at a visit, or for one item of a map.
    struct Place
    {
        const GraphNode& node;
        std::string path;
        const Walk& walk;
        const Item* item = nullptr;
        std::stop_token stop;
        bool failureHolds =
            false; // the graph goes on without it: it is not tried again when the run is resumed
    };

    [[nodiscard]] std::optional<End> follow(Walk& walk, std::size_t until,
                                            const std::stop_token& stop);
    [[nodiscard]] std::optional<End> visit(Walk& walk, const std::stop_token& stop);
    [[nodiscard]] std::optional<End> mayEnter(const Walk& walk, const std::string& path,
                                              const std::stop_token& stop);
    [[nodiscard]] std::optional<End> checkLimits(const std::string& path,
                                                 const std::stop_token& stop);
    [[nodiscard]] std::optional<End> meetVisits(const std::string& path, std::int64_t visits,
                                                const std::stop_token& stop);
    [[nodiscard]] std::optional<Result<std::string>> changeState(Walk& walk,
                                                                 const std::string& path) const;
    [[nodiscard]] static Result<Json> fileOf(const Json& files, const std::string& name);
    [[nodiscard]] std::optional<End> enter(Walk& walk, const std::string& path);
    [[nodiscard]] std::optional<End> write(Walk& walk, const std::string& path, Done& done);
    [[nodiscard]] Result<Writes> writesOf(const Walk& walk, const Done& done) const;
    void leave(const Walk& walk, const std::string& path, const std::optional<End>& end,
               std::chrono::steady_clock::time_point began);

    [[nodiscard]] std::optional<End> takeEdge(Walk& walk, const std::string& path,
                                              const std::stop_token& stop);
    struct Choice
    {
        const GraphEdge* edge = nullptr;
        const char* why = "";
    };
    [[nodiscard]] tl::expected<Choice, End> choose(const Walk& walk, const std::string& path,
                                                   const std::stop_token& stop);
    [[nodiscard]] tl::expected<Choice, End> chooseByPerson(const Walk& walk,
                                                           const std::string& path,
                                                           const std::vector<const GraphEdge*>& all,
                                                           const std::stop_token& stop);
    void tellEdge(const GraphNode& from, const std::string& path, const Choice& choice);
    [[nodiscard]] std::optional<End> barrier(const std::stop_token& stop);
    [[nodiscard]] std::optional<End> runBranchesOf(Walk& walk, const std::string& path,
                                                   const std::stop_token& stop);
    [[nodiscard]] std::optional<End> meet(Walk& walk, const std::string& path,
                                          std::vector<Branch>& branches, const Parallel& parallel,
                                          const std::stop_token& stop);

    // What a node does, by its kind (graphnodes.cpp).
    [[nodiscard]] Done perform(const Place& place);
    [[nodiscard]] std::optional<Done> approve(const Place& place);
    [[nodiscard]] Done performAgent(const Place& place);
    [[nodiscard]] Done performModel(const Place& place);
    [[nodiscard]] Done runAgentAt(const Place& place, const AgentDefinition& agent,
                                  const std::string& model);
    [[nodiscard]] Done performTool(const Place& place);
    [[nodiscard]] Done performMap(const Place& place);
    [[nodiscard]] Done performSet(const Place& place);
    [[nodiscard]] Done performGate(const Place& place);
    [[nodiscard]] Done performWorkflow(const Place& place);
    [[nodiscard]] Done performEnd(const Place& place);

    [[nodiscard]] expr::Scope scopeOf(const Walk& walk, const Item* item) const;
    // What is read from files for the node is read once, before it is entered, and kept in the record (graphfiles.cpp).
    void readFiles(Walk& walk, const std::string& path) const;
    void gather(const GraphNode& node, const Walk& walk, const Item* item, Json& files,
                std::size_t& bytes) const;
    [[nodiscard]] const GraphNode& nodeAt(std::size_t at) const { return m_program->nodes()[at]; }
    [[nodiscard]] static End failed(const GraphNode& node, const std::string& words);
    [[nodiscard]] static End stopped();
    [[nodiscard]] std::optional<End> endInRecord(const std::string& path);
    [[nodiscard]] bool isTolerated(const Walk& walk) const;
    [[nodiscard]] bool holdsFailure(const Walk& walk) const;
    [[nodiscard]] Json awaitedJoins(const Walk& walk) const;
    // The recorded event that holds instead of a value computed again; nullptr: compute it.
    [[nodiscard]] const Event* fromRecord(const std::string& path, EventType type,
                                          bool readsFiles) const;

    RunScope& m_scope;
    std::shared_ptr<const GraphProgram> m_program;
    const WorkflowJob& m_job;
    Json m_task;
    std::vector<int> m_visits; // by node; a node belongs to one branch at a time
    std::atomic<std::int64_t> m_visited; // those of the record, and each that is new
    std::atomic<std::int64_t> m_mostVisits;
};

} // namespace signalbox::workflow
