// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// From one node of a graph to the next: conditions, the person's choice, parallel branches and where they meet.
#include "base/text.h"
#include "workflow/branches.h"
#include "workflow/decisiongate.h"
#include "workflow/graphrun.h"

#include <algorithm>

namespace signalbox::workflow {

std::optional<GraphRun::End> GraphRun::barrier(const std::stop_token& stop)
{
    if (!m_program->definition().isDurable)
        return std::nullopt;
    const auto written = m_scope.seam->barrier(stop);
    if (written)
        return std::nullopt;
    if (written.error().code == Errc::Cancelled)
        return stopped();
    return End{Outcome::Interrupted, written.error().text(), {}, {}};
}

void GraphRun::tellEdge(const GraphNode& from, const std::string& path, const Choice& choice)
{
    const auto& to = *nodeAt(choice.edge->to).definition;
    std::string data = "{\"from\":" + quoteJson(from.definition->name) + ",\"to\":"
        + quoteJson(to.name) + ",\"visit\":" + std::to_string(m_visits[choice.edge->to] + 1);
    if (choice.edge->isConditional)
        data += ",\"when\":" + quoteJson(choice.edge->when.source());
    data += ",\"why\":\"" + std::string(choice.why) + "\"}";
    m_scope.seam->emit(path, EventType::EdgeTaken, std::move(data));
}

std::optional<GraphRun::End> GraphRun::takeEdge(Walk& walk, // NOLINT(misc-no-recursion)
                                                const std::string& path,
                                                const std::stop_token& stop)
{
    const auto& node = nodeAt(walk.at);
    if (node.edges.empty()) // the check of the workspace warns of it
        return End{Outcome::Done,
                   walk.last.is_string()     ? walk.last.get<std::string>()
                       : walk.last.is_null() ? std::string()
                                             : dumpJson(walk.last),
                   walk.last, walk.label};
    if (node.isConditional) {
        const auto choice = choose(walk, path, stop);
        if (!choice)
            return choice.error();
        tellEdge(node, path, *choice);
        walk.at = choice->edge->to;
        return barrier(stop);
    }
    for (const auto& edge : node.edges)
        tellEdge(node, path, {&edge, "plain"});
    if (auto end = barrier(stop))
        return end;
    if (node.edges.size() == 1) {
        walk.at = node.edges.front().to;
        return std::nullopt;
    }
    return runBranchesOf(walk, path, stop);
}

tl::expected<GraphRun::Choice, GraphRun::End>
GraphRun::choose(const Walk& walk, const std::string& path, const std::stop_token& stop)
{
    const auto& node = nodeAt(walk.at);
    if (const auto* recorded = fromRecord(path, EventType::EdgeTaken, node.readsFiles)) {
        const auto data = parseJson(recorded->data).value_or(Json::object());
        const auto why = stringAt(data, "why");
        const auto when = stringAt(data, "when");
        for (const auto& edge : node.edges) {
            if (nodeAt(edge.to).definition->name == stringAt(data, "to")
                && edge.isConditional == !when.empty()
                && (!edge.isConditional || edge.when.source() == when)) {
                if (why == "chosen") // the gate is told as well
                    return chooseByPerson(walk, path, {&edge}, stop);
                return Choice{&edge, edge.isConditional ? "when" : "otherwise"};
            }
        }
    }
    std::vector<const GraphEdge*> candidates;
    const GraphEdge* otherwise = nullptr;
    const auto scope = scopeOf(walk, nullptr);
    for (const auto& edge : node.edges) {
        if (edge.isOtherwise) {
            otherwise = &edge;
            continue;
        }
        const auto holds = edge.when.holds(scope);
        if (!holds)
            return tl::unexpected(failed(node,
                                         "the condition of the edge to "
                                             + nodeAt(edge.to).definition->name + ", "
                                             + edge.when.source() + ": " + holds.error().text()));
        if (!*holds)
            continue;
        candidates.push_back(&edge);
        if (!node.definition->asksWhenAmbiguous)
            break;
    }
    if (candidates.size() > 1)
        return chooseByPerson(walk, path, candidates, stop);
    if (!candidates.empty())
        return Choice{candidates.front(), "when"};
    if (otherwise)
        return Choice{otherwise, "otherwise"};
    return tl::unexpected(
        failed(node, "no condition of its edges holds, and none is marked otherwise"));
}

// More than one condition holds: a person chooses, or the node's default does.
tl::expected<GraphRun::Choice, GraphRun::End>
GraphRun::chooseByPerson(const Walk& walk, const std::string& path,
                         const std::vector<const GraphEdge*>& all, const std::stop_token& stop)
{
    const auto& node = nodeAt(walk.at);
    const auto& definition = *node.definition;
    const bool hasGate = definition.kind == NodeKind::Gate || definition.requiresApproval;
    GateQuestion question{GateQuestion::Kind::Choice, GateKind::Ambiguous,
                          childPath(path, "gate", hasGate ? 2 : 1)};
    question.rule = "ambiguous: " + definition.name;
    question.reason = "More than one way leads on from " + definition.name + ".";
    for (const auto* edge : all)
        question.choices.push_back(nodeAt(edge->to).definition->name);
    question.fallback = definition.defaultChoice;
    question.label = walk.label;
    Json more = {{"node", definition.name}};
    for (const auto* edge : all)
        more["conditions"].push_back(edge->when.source());
    question.more = dumpJson(more);
    const auto answer = askAt(m_scope, question, stop);
    if (!answer || answer->decision == GateDecision::Stop)
        return tl::unexpected(stopped());
    const auto chosen = answer->choice.empty() && answer->decision == GateDecision::Approve
        ? question.choices.front()
        : answer->choice;
    for (const auto& edge : node.edges) {
        if (nodeAt(edge.to).definition->name == chosen)
            return Choice{&edge, "chosen"};
    }
    auto end = failed(node,
                      answer->reason.empty() ? "nobody chose one of its ways"
                                             : "refused: " + toUtf8(answer->reason));
    end.outcome = Outcome::Denied;
    return tl::unexpected(std::move(end));
}

std::optional<GraphRun::End> GraphRun::runBranchesOf(Walk& walk, // NOLINT(misc-no-recursion)
                                                     const std::string& path,
                                                     const std::stop_token& stop)
{
    const auto& node = nodeAt(walk.at);
    const auto& joinNode = nodeAt(node.join);
    Parallel parallel;
    parallel.join = joinNode.definition->join;
    parallel.collectsErrors = joinNode.definition->collectsErrors;
    parallel.outer = walk.parallel;
    parallel.joinPath =
        childPath(m_job.path, "node", joinNode.definition->name, m_visits[node.join] + 1);
    if (const auto* met = m_scope.seam->recorded(parallel.joinPath, EventType::NodeEntered);
        met && parallel.join == Join::Any) {
        parallel.isDecided = true;
        parallel.winner =
            int(intAt(parseJson(met->data).value_or(Json::object()), "winner").value_or(0)) - 1;
    }
    std::vector<Branch> branches;
    for (const auto& edge : node.edges)
        branches.push_back(
            {{walk.state.branch(), walk.label, edge.to, {}, std::nullopt, &parallel}, {}});
    std::stop_source group;
    const std::stop_callback onStop(stop, [&group] { group.request_stop(); });
    runBranches(m_scope, branches.size(), branches.size(), [&](std::size_t i) {
        auto& branch = branches[i];
        branch.end = follow(branch.walk, node.join, group.get_token());
        int none = -1;
        const bool endsOthers = parallel.join == Join::Any ? !branch.end
                && (parallel.winner.compare_exchange_strong(none, int(i)) || none == int(i))
                                                           : branch.end && !parallel.collectsErrors;
        if (endsOthers && !m_scope.seam->isReplay()) // a replay ends where its record ends
            group.request_stop();
    });
    return meet(walk, path, branches, parallel, stop);
}

std::optional<GraphRun::End> GraphRun::meet(Walk& walk, const std::string& path,
                                            std::vector<Branch>& branches, const Parallel& parallel,
                                            const std::stop_token& stop)
{
    const auto& node = nodeAt(walk.at);
    const int winner = parallel.winner;
    std::optional<End> failure; // the first in the order of the file, a cancelled one last
    Json lost = Json::array();
    for (std::size_t i = 0; i < branches.size(); ++i) {
        auto& end = branches[i].end;
        if (!end)
            continue;
        if (end->outcome == Outcome::Done) // an end inside a region: the check refuses it
            end = failed(node, "a parallel branch ended before it met the others");
        lost.push_back(nodeAt(node.edges[i].to).definition->name);
        if (!failure || (failure->outcome == Outcome::Stopped && end->outcome != Outcome::Stopped))
            failure = *end;
    }
    // From how its branches ended alone, which the record has, and not from whether a stop is under way now.
    const auto firstThat = [&branches](Outcome outcome) {
        const auto found =
            std::find_if(branches.begin(), branches.end(), [&](const Branch& branch) {
                return branch.end && branch.end->outcome == outcome;
            });
        return found == branches.end() ? std::nullopt : found->end;
    };
    const auto limit = firstThat(Outcome::Limit);
    const bool isCutOff = firstThat(Outcome::Stopped).has_value();
    if (parallel.join == Join::Any && winner < 0)
        return isCutOff || !failure ? stopped() : failure;
    if (parallel.join == Join::All && failure) {
        if (!parallel.collectsErrors)
            return failure;
        // These are no failures: they end the run, and a run that goes on tries them again.
        if (limit || isCutOff)
            return limit ? limit : stopped();
    }
    if (stop.stop_requested() && winner < 0)
        return stopped();
    Arrival arrival{path, {}, Json::object()};
    Writes writes;
    for (std::size_t i = 0; i < branches.size(); ++i) {
        if (parallel.join == Join::Any && int(i) != winner)
            continue;
        auto noted = branches[i].walk.state.notes();
        writes.insert(writes.end(), std::make_move_iterator(noted.begin()),
                      std::make_move_iterator(noted.end()));
        walk.label = join(walk.label, branches[i].walk.label);
    }
    if (parallel.join == Join::Any) {
        arrival.entered["winner"] = winner + 1;
        walk.last = std::move(branches[std::size_t(winner)].walk.last);
    } else {
        walk.last = Json::array();
        for (auto& branch : branches)
            walk.last.push_back(branch.end ? Json() : std::move(branch.walk.last));
        if (!lost.empty())
            arrival.entered["failed"] = std::move(lost);
    }
    auto patch = walk.state.apply(writes);
    if (!patch)
        return failed(node, "its branches cannot be merged: " + patch.error().text());
    arrival.patch = std::move(*patch);
    walk.arrival = std::move(arrival);
    walk.at = node.join;
    return std::nullopt;
}

} // namespace signalbox::workflow
