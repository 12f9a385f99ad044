// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// The walk of a graph: from a visit to the next. What a visit does is in graphnodes.cpp, branches are in graphbranches.cpp.
#include "workflow/graphrun.h"

#include "base/text.h"
#include "workflow/decisiongate.h"

#include <algorithm>

namespace signalbox::workflow {

namespace {
constexpr std::string_view visitLimit = "max_steps";

std::string textOf(const Json& value)
{
    return value.is_string() ? value.get<std::string>() : value.is_null() ? "" : dumpJson(value);
}

// The visits of a graph that the record has, those of a run that goes on: branches meet them in any order, and all of them
// count before the first that is new.
std::int64_t visitsIn(const journal::Seam& seam, const std::string& path,
                      const std::vector<GraphNode>& nodes)
{
    std::int64_t visits = 0;
    if (!seam.recording() || seam.isReplay())
        return visits;
    for (const auto& node : nodes) {
        for (int n = 1; seam.recorded(childPath(path, "node", node.definition->name, n),
                                      EventType::NodeEntered);
             ++n)
            ++visits;
    }
    return visits;
}
} // namespace

GraphRun::GraphRun(RunScope& scope, std::shared_ptr<const GraphProgram> program,
                   const WorkflowJob& job)
    : m_scope(scope)
    , m_program(std::move(program))
    , m_job(job)
    , m_task(toUtf8(job.task))
    , m_visits(m_program->nodes().size())
    , m_visited(visitsIn(*scope.seam, m_job.path, m_program->nodes()))
    , m_mostVisits(m_program->definition().maxSteps)
{ }

bool GraphRun::Parallel::toleratesFailure() const
{
    for (const auto* one = this; one; one = one->outer) {
        if (one->collectsErrors || one->join == Join::Any)
            return true;
    }
    return false;
}

WorkResult GraphRun::run(std::stop_token stop)
{
    Walk walk{
        GraphState(m_program->definition()), m_job.label, m_program->start(), {}, {}, nullptr};
    if (!walk.state.value().empty())
        m_scope.seam->emit(m_job.path, EventType::StateChanged,
                           "{\"node\":\"\",\"patch\":" + walk.state.asPatch()
                               + ",\"workflow\":" + quoteJson(m_job.name) + "}");
    auto end = follow(walk, GraphNode::none, stop);
    if (!end)
        end = End{Outcome::Failed, "the graph ended nowhere", {}, walk.label};
    return {{end->outcome, std::move(end->output), join(walk.label, end->label)},
            dumpJson(end->value)};
}

GraphRun::End GraphRun::failed(const GraphNode& node, const std::string& words)
{
    return {Outcome::Failed, "node " + node.definition->name + ": " + words, {}, {}};
}

GraphRun::End GraphRun::stopped()
{
    return {Outcome::Stopped, "stopped", {}, {}};
}

const Event* GraphRun::fromRecord(const std::string& path, EventType type, bool readsFiles) const
{
    // a replay computes what it can, and so notices where it differs
    if (m_scope.seam->isReplay() && !readsFiles)
        return nullptr;
    return m_scope.seam->recorded(path, type);
}

expr::Scope GraphRun::scopeOf(const Walk& walk, const Item* item) const
{
    expr::Scope scope;
    scope.names = {{"state", &walk.state.value()}, {"task", &m_task}};
    if (item) {
        scope.names.emplace_back("item", &item->value);
        scope.names.emplace_back("index", &item->index);
    }
    if (walk.files.is_object())
        scope.file = [this, &walk](const std::string& name) {
            return walk.files.contains(name) ? fileOf(walk.files, name) : m_scope.file(name);
        };
    else
        scope.file = m_scope.file;
    return scope;
}

std::optional<GraphRun::End> GraphRun::follow(Walk& walk,
                                              std::size_t until, // NOLINT(misc-no-recursion)
                                              const std::stop_token& stop)
{
    while (walk.at != until) {
        if (auto end = visit(walk, stop))
            return end;
    }
    return std::nullopt;
}

std::optional<GraphRun::End> GraphRun::visit(Walk& walk, // NOLINT(misc-no-recursion)
                                             const std::stop_token& stop)
{
    const auto at = walk.at;
    const auto& node = nodeAt(at);
    const auto path = childPath(m_job.path, "node", node.definition->name, m_visits[at] + 1);
    if (auto end = mayEnter(walk, path, stop))
        return end;
    ++m_visits[at];
    const auto began = m_scope.clock->steady();
    Done done;
    done.end = enter(walk, path);
    const HoldPoint here{HoldPoint::When::Node, path, {}, node.definition->name};
    if (!done.end && !m_scope.control->checkpoint(here, *m_scope.seam, *m_scope.ledger, stop))
        done.end = stopped();
    if (!done.end) {
        const auto over = endInRecord(path);
        const bool isReplay = m_scope.seam->isReplay();
        std::stop_source noMore;
        noMore.request_stop(); // what the record has is folded, and nothing is begun
        done = perform({node, path, walk, nullptr, over && !isReplay ? noMore.get_token() : stop,
                        holdsFailure(walk)});
        // a stop and the end of a limit came at an instant that only the record knows
        if (over
            && (!isReplay || over->outcome == Outcome::Stopped || over->outcome == Outcome::Limit))
            done.end = over;
    }
    if (!done.end && !done.isSkipped)
        done.end = write(walk, path, done);
    leave(walk, path, done.end, began);
    if (done.end)
        return std::move(done.end);
    walk.label = join(walk.label, done.label);
    if (node.definition->kind == NodeKind::End)
        return End{Outcome::Done, textOf(done.result), std::move(done.result), walk.label};
    walk.last = std::move(done.result);
    walk.files = nullptr;
    return takeEdge(walk, path, stop);
}

std::optional<GraphRun::End> GraphRun::mayEnter(const Walk& walk, const std::string& path,
                                                const std::stop_token& stop)
{
    auto& seam = *m_scope.seam;
    const bool isRecorded = seam.recorded(path, EventType::NodeEntered) != nullptr;
    if (stop.stop_requested() && !isRecorded)
        return stopped();
    const bool isDecided = walk.parallel && walk.parallel->isDecided;
    if (!isRecorded
        && (isDecided || (seam.isReplay() && !seam.recorded(path, EventType::BudgetReached))))
        return stopped(); // here the record ends, or this branch did not win
    return checkLimits(path, stop);
}

// Time and visits, before a node is entered. What was reached in the record holds.
std::optional<GraphRun::End> GraphRun::checkLimits(const std::string& path,
                                                   const std::stop_token& stop)
{
    auto& seam = *m_scope.seam;
    std::optional<budget::Breach> breach;
    if (const auto* told = seam.recorded(path, EventType::BudgetReached)) {
        breach = budget::breachFromJson(told->data);
        if (!breach)
            return meetVisits(path, m_visited, stop);
    } else if (!seam.recorded(path, EventType::NodeEntered)) {
        if (const auto visits = ++m_visited; visits > m_mostVisits)
            return meetVisits(path, visits, stop);
        breach = m_scope.ledger->timeBreach();
    }
    if (!breach)
        return std::nullopt;
    if (onBreach(m_scope, *breach, path, childPath(path, "gate", 1), stop) == AfterBreach::Retry)
        return std::nullopt;
    if (stop.stop_requested())
        return stopped();
    return End{Outcome::Limit,
               "the limit of " + std::string(limitName(breach->limit)) + " was reached",
               {},
               {}};
}

std::optional<GraphRun::End> GraphRun::meetVisits(const std::string& path, std::int64_t visits,
                                                  const std::stop_token& stop)
{
    m_scope.seam->tellEarlier(path, EventType::BudgetReached); // by runs that were resumed
    // how many visits parallel branches had made by then is told by the record
    const auto* told = m_scope.seam->recorded(path, EventType::BudgetReached);
    const auto reached = told
        ? parseJson(told->data).value_or(Json::object())
        : Json{{"limit", visitLimit}, {"used", visits - 1}, {"of", m_mostVisits.load()}};
    const auto most = intAt(reached, "of").value_or(0);
    m_scope.seam->emit(path, EventType::BudgetReached, dumpJson(reached));
    const auto gatePath = childPath(path, "gate", 1);
    if (m_scope.approvals->isPerson()
        || m_scope.seam->recorded(gatePath, EventType::GateOpened) != nullptr) {
        GateQuestion question{GateQuestion::Kind::Limit, GateKind::Limit, gatePath};
        question.rule = "limit: max_steps";
        question.reason = "The graph has made as many visits as it may. What was done is kept.";
        question.choices = {"extend", "stop"};
        question.more = dumpJson(reached);
        const auto answer = askAt(m_scope, question, stop);
        if (answer && answer->decision == GateDecision::Extend) {
            m_mostVisits += m_program->definition().maxSteps;
            return std::nullopt;
        }
        if (stop.stop_requested())
            return stopped();
    }
    return End{Outcome::Limit,
               "the graph " + m_job.name + " made " + std::to_string(most)
                   + " visits, which is its limit of max_steps",
               {},
               {}};
}

// What a fork says of the state at this visit: the patch. Nothing: it says nothing here.
std::optional<Result<std::string>> GraphRun::changeState(Walk& walk, const std::string& path) const
{
    const auto change =
        std::find_if(m_scope.changes.begin(), m_scope.changes.end(),
                     [&path](const Change& one) { return one.key == "state" && one.at == path; });
    if (change == m_scope.changes.end())
        return std::nullopt;
    const auto wanted = parseJson(change->value);
    if (!wanted || !wanted->is_object())
        return fail(Errc::Invalid, "the state of the fork is no JSON object");
    return walk.state.replace(*wanted);
}

std::optional<GraphRun::End> GraphRun::enter(Walk& walk, const std::string& path)
{
    const auto& node = nodeAt(walk.at);
    auto& seam = *m_scope.seam;
    const auto name = quoteJson(node.definition->name);
    std::string data =
        "{\"kind\":\"" + std::string(nodeKindName(node.definition->kind)) + "\",\"node\":" + name;
    const auto change = changeState(walk, path);
    readFiles(walk, path);
    if (walk.files.is_object())
        data += ",\"files\":" + dumpJson(walk.files);
    if (walk.arrival && walk.arrival->entered.is_object() && !walk.arrival->entered.empty()) {
        auto more = dumpJson(walk.arrival->entered);
        data += ',' + more.substr(1, more.size() - 2);
    }
    seam.emit(path, EventType::NodeEntered, data + '}');
    if (walk.arrival && walk.arrival->patch != "[]")
        seam.emit(path, EventType::StateChanged,
                  "{\"node\":" + name + ",\"patch\":" + walk.arrival->patch
                      + ",\"since\":" + quoteJson(walk.arrival->since) + "}");
    walk.arrival.reset();
    if (!change)
        return std::nullopt;
    if (!*change)
        return failed(node, change->error().text());
    seam.emit(path, EventType::StateChanged,
              "{\"node\":" + name + ",\"patch\":" + **change + ",\"why\":\"fork\"}");
    return std::nullopt;
}

Result<Writes> GraphRun::writesOf(const Walk& walk, const Done& done) const
{
    const auto& node = nodeAt(walk.at);
    const auto& definition = *node.definition;
    Writes writes;
    if (definition.kind == NodeKind::Set) {
        for (const auto& [key, value] : done.result.items())
            writes.emplace_back(key, value);
    }
    auto scope = scopeOf(walk, nullptr);
    scope.names.emplace_back("result", &done.result);
    scope.names.emplace_back("results", &done.result);
    for (std::size_t i = 0; i < definition.writes.size(); ++i) {
        const auto& rule = definition.writes[i];
        if (rule.isField) {
            const auto* field = find(done.result, rule.key);
            if (!field)
                return fail(Errc::Invalid,
                            "writes " + rule.key + ", and the result has no such field: "
                                + std::string(truncateUtf8(dumpJson(done.result), 200)));
            writes.emplace_back(rule.key, *field);
        } else if (rule.expression.empty()) {
            writes.emplace_back(rule.key, done.result);
        } else {
            auto value = node.writes[i].evaluate(scope);
            if (!value) {
                auto error = value.error();
                error.message = "writes " + rule.key + ": " + error.message;
                return tl::unexpected(std::move(error));
            }
            writes.emplace_back(rule.key, std::move(*value));
        }
    }
    return writes;
}

std::optional<GraphRun::End> GraphRun::write(Walk& walk, const std::string& path, Done& done)
{
    const auto& node = nodeAt(walk.at);
    if (node.definition->writes.empty() && node.definition->kind != NodeKind::Set)
        return std::nullopt;
    auto& seam = *m_scope.seam;
    const auto* left = fromRecord(path, EventType::NodeLeft, node.readsFiles);
    const auto* recorded = fromRecord(path, EventType::StateChanged, node.readsFiles);
    if (left && !recorded)
        return std::nullopt; // it was left without a change
    if (recorded) {
        const auto data = parseJson(recorded->data).value_or(Json::object());
        const auto* patch = find(data, "patch");
        const auto replayed = walk.state.replay(patch ? *patch : Json());
        seam.emit(path, EventType::StateChanged, recorded->data);
        if (!replayed)
            return failed(node, replayed.error().text());
        return std::nullopt;
    }
    const auto writes = writesOf(walk, done);
    if (!writes)
        return failed(node, writes.error().text());
    const auto patch = walk.state.apply(*writes);
    if (!patch)
        return failed(node, patch.error().text());
    if (*patch != "[]")
        seam.emit(path, EventType::StateChanged,
                  "{\"node\":" + quoteJson(node.definition->name) + ",\"patch\":" + *patch + "}");
    return std::nullopt;
}

bool GraphRun::isTolerated(const Walk& walk) const
{
    return m_job.failureHolds || (walk.parallel && walk.parallel->toleratesFailure());
}

// A failure is for good: the graph goes on without it. Not so where branches race and none has won by the record: should
// all of them fail, the region is tried again when the run is resumed.
bool GraphRun::holdsFailure(const Walk& walk) const
{
    if (m_job.failureHolds)
        return true;
    for (const auto* one = walk.parallel; one; one = one->outer) {
        if (one->collectsErrors || (one->join == Join::Any && one->isDecided))
            return true;
    }
    return false;
}

// The joins of which one must be entered before a failure that is tolerated is for good.
Json GraphRun::awaitedJoins(const Walk& walk) const
{
    Json joins = Json::array();
    if (holdsFailure(walk))
        return joins;
    for (const auto* one = walk.parallel; one; one = one->outer) {
        if (one->join == Join::Any)
            joins.push_back(one->joinPath);
    }
    return joins;
}

// How a visit went wrong in the record, for good.
std::optional<GraphRun::End> GraphRun::endInRecord(const std::string& path)
{
    m_scope.seam->tellEarlier(path, EventType::NodeLeft);
    const auto* left = m_scope.seam->recorded(path, EventType::NodeLeft);
    const auto data = parseJson(left ? left->data : "{}").value_or(Json::object());
    if (boolAt(data, "ok", true))
        return std::nullopt;
    return End{outcomeFromName(stringAt(data, "outcome")), stringAt(data, "error"), {}, {}};
}

void GraphRun::leave(const Walk& walk, const std::string& path, const std::optional<End>& end,
                     std::chrono::steady_clock::time_point began)
{
    const auto& node = nodeAt(walk.at);
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(m_scope.clock->steady() - began);
    m_scope.seam->tellEarlier(path, EventType::NodeLeft);
    const auto* recorded = m_scope.seam->recorded(path, EventType::NodeLeft);
    std::string data;
    if (!end) {
        data = "{\"ms\":" + std::to_string(took.count())
            + ",\"node\":" + quoteJson(node.definition->name) + ",\"ok\":true}";
    } else {
        Json told = {{"node", node.definition->name},
                     {"ok", false},
                     {"outcome", outcomeName(end->outcome)},
                     {"error", toUtf8(end->output)},
                     {"ms", took.count()}};
        const auto* parallel = walk.parallel;
        const bool isOwn = end->outcome != Outcome::Stopped && end->outcome != Outcome::Limit;
        const bool isDecided = parallel && (parallel->winner >= 0 || parallel->isDecided);
        const bool isFinal = isTolerated(walk) && (isOwn || isDecided);
        // whether another had won by then is told by the record
        const auto before = parseJson(recorded ? recorded->data : "{}").value_or(Json::object());
        const auto joins = recorded ? Json() : awaitedJoins(walk);
        if (recorded ? boolAt(before, "final") : isFinal)
            told["final"] = true; // the run goes on without it
        if (const auto* until = recorded ? find(before, "until") : &joins;
            until && until->is_array() && !until->empty() && told.contains("final"))
            told["until"] = *until; // one of these is entered
        data = dumpJson(told);
    }
    m_scope.seam->emit(path, EventType::NodeLeft, std::move(data));
}

} // namespace signalbox::workflow
