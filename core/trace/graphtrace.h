// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "values/event.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::trace {

// One visit of a node of a graph.
struct NodeVisit
{
    std::string path; // "/node:judge:2"
    std::string
        scope; // where its graph runs: "/", or the visit of the node that runs a sub-workflow
    std::string node;
    std::string kind;
    int n = 0; // 2: the second visit of this node
    Timestamp entered{};
    std::optional<Timestamp> left;
    bool ok = true;
    std::string error;
    std::string changed; // keys of the state that it wrote, "a, b"
    std::string next; // where its edges led, "pay, log"
    bool isBent = false; // a person changed the state that it began with

    bool operator==(const NodeVisit&) const = default;
};

// How often an edge was taken, over all visits.
struct TakenEdge
{
    std::string scope;
    std::string from;
    std::string to;
    std::string when; // the condition as it was in the file; empty of others
    std::string why; // of the last time: "when", "otherwise", "plain", "chosen"
    std::int64_t count = 0;
    std::int64_t chosen = 0; // of them by a person, where several matched

    bool operator==(const TakenEdge&) const = default;
};

// A step of the latest plan of an orchestrator and how far it is.
struct PlannedStep
{
    enum class State : std::uint8_t
    {
        Planned,
        Running,
        Done,
        Failed
    };
    std::string id;
    std::string agent;
    std::string task;
    std::vector<std::string> dependencies; // ids
    std::string path; // of the agent that works on it, once it has begun
    State state = State::Planned;

    bool operator==(const PlannedStep&) const = default;
};

// A plan as it was made, with what became of its steps. Of a replan, steps that an earlier plan has done have the path there.
struct MadePlan
{
    std::string path; // "/agent:lead:1/step:2/plan:1"
    bool isEdited = false; // by a person, before it ran
    std::vector<PlannedStep> steps;

    bool operator==(const MadePlan&) const = default;
};

// The way of one run through its graphs: visits in order, edges, and the state before and after each visit, which is
// folded from the recorded changes. What a branch sees is what its own way has written. No locks: one owner.
class GraphTrace
{
public:
    static constexpr std::uint32_t noVisit = 0xFFFFFFFF;
    static constexpr std::size_t mostVisits = 1'000'000; // later ones are not kept

    void fold(const Event& event, const Json& data);
    [[nodiscard]] static bool isFolded(EventType type); // others change nothing

    [[nodiscard]] const std::vector<NodeVisit>& visits() const { return m_visits; } // as entered
    [[nodiscard]] const std::vector<TakenEdge>& edges() const { return m_edges; }
    [[nodiscard]] std::uint32_t find(std::string_view path) const; // noVisit where there is none
    // The workflow that runs at a scope; empty where the journal does not say.
    [[nodiscard]] std::string workflowOf(const std::string& scope) const;
    [[nodiscard]] const std::vector<MadePlan>& plans() const
    {
        return m_plans;
    } // as they were made

    struct States
    {
        std::shared_ptr<const Json> before; // never null
        std::shared_ptr<const Json> after;
    };
    // Costs with the length of the way that led there since the last state that was kept.
    [[nodiscard]] States statesOf(std::uint32_t visit) const;

private:
    struct Way // of a visit
    {
        std::uint32_t from = noVisit; // whose edge led here
        std::uint32_t since = noVisit; // of a join: the arrival begins from the state of this visit
        std::shared_ptr<const Json> arrival; // patch at the arrival; null: none
        std::shared_ptr<Json> own; // patches of the visit, one list; null: none
        mutable std::shared_ptr<const Json> after; // kept now and then
    };

    void enter(const Event& event, const Json& data);
    void leave(const Event& event, const Json& data);
    void take(const Event& event, const Json& data);
    void change(const Event& event, const Json& data);
    void makePlan(const Event& event, const Json& data);
    [[nodiscard]] const PlannedStep* doneStep(const std::string& id) const; // null: none
    void startAgent(const Event& event, const Json& data);
    void finishAgent(const Event& event, const Json& data);
    [[nodiscard]] std::shared_ptr<const Json> stateAfter(std::uint32_t visit) const;
    [[nodiscard]] std::uint32_t before(std::uint32_t visit) const;
    [[nodiscard]] std::shared_ptr<const Json> initial(const std::string& scope) const;

    std::vector<NodeVisit> m_visits;
    std::vector<Way> m_ways; // by visit
    std::vector<TakenEdge> m_edges;
    std::map<std::string, std::uint32_t, std::less<>> m_byPath;
    std::map<std::string, std::uint32_t, std::less<>> m_arriving; // path of a visit to come -> from
    std::map<std::string, std::shared_ptr<const Json>> m_initial; // by scope
    std::map<std::string, std::string> m_workflows; // by scope
    std::vector<MadePlan> m_plans;
};

// RFC 6902, add, replace and remove; an operation that does not fit is left out. Never throws.
void applyPatch(Json& value, const Json& patch);

} // namespace signalbox::trace
