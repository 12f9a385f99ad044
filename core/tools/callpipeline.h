// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "budget/breaker.h"
#include "budget/ledger.h"
#include "gate/approvals.h"
#include "gate/evaluator.h"
#include "gate/grants.h"
#include "journal/seam.h"
#include "tools/check.h"
#include "tools/registry.h"
#include "tools/resultshape.h"
#include "values/breakpoint.h"
#include "values/message.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace signalbox::tools {

// Why a call that is not ok did not fail by itself; "outcome" of tool.finished.
enum class CallEnd
{
    Ran, // it is ok, or failed: nothing is said in the record
    Denied, // by a rule, a person, or because nobody was there
    Skipped, // by a person
    Cancelled, // what it is a part of came to its end
    Limit // that was reached before it began
};
[[nodiscard]] std::string_view callEndName(CallEnd end); // "" denied skipped cancelled limit
[[nodiscard]] CallEnd callEndFromName(std::string_view name); // Ran: anything else

// What a person, or nobody, said to a limit that was reached.
enum class AfterLimit
{
    Retry, // it was extended
    WrapUp, // a last answer, then the end
    End
};

// What the pipeline of one run works with; all borrowed, all outlive it.
struct PipelineParts
{
    const Registry* registry = nullptr;
    const gate::Evaluator* policy = nullptr;
    gate::Grants* grants = nullptr;
    gate::Approvals* approvals = nullptr;
    budget::Ledger* ledger = nullptr;
    journal::Seam* seam = nullptr;
    const Clock* clock = nullptr;
    // What must not stand in a result, as of now: the key of a fallback is used later than the first one.
    std::function<Secrets()> secrets;
    std::string root; // of the workspace
    std::string trash; // folder of the run's trash
    std::string lock; // the run's lock file
    bool trusted = false;
    std::function<Result<Json>(const std::string& name)> file; // file('NAME') of expressions
    // A limit was reached at `path`, for the n-th time there.
    std::function<AfterLimit(const budget::Breach& breach, const std::string& path, int n,
                             std::stop_token stop)>
        onBreach;
    // What a person said beforehand of a call that began and has no result; nothing: ask. Only of a resumed run.
    std::function<std::optional<GateAnswer>(const std::string& path)> inDoubt;
    // Holds where the run is to be held: before a call is decided, before it runs and behind its result.
    std::function<Result<>(const HoldPoint& point, std::stop_token stop)> checkpoint;
};

// Who asks, and from where.
struct CallSite
{
    std::string path; // "/agent:clerk:1/step:3/tool:1"
    std::string agent;
    std::string task;
    int step = 0;
    const Json* state = nullptr; // of the graph that calls, as it is now; for rules and checks
    Label context; // the worst of what the model has seen
    std::string says; // the model's own words of this reply
    std::optional<double> askBelow; // confidence under which a person is asked
    std::optional<budget::Trip> trip; // the breaker's word on this call
    bool requiresApproval = false; // the place asks, whatever the tool and the policy say
    std::int64_t resultTokens = 4000; // what the model sees of the result at most
    std::function<Json(const Json& arguments)>
        provenance; // where each argument came from, for the gate
    int fallbacks = 0; // tools that failed before this one, which is called in their place
};

// What came of a call, and what it means for the run.
struct CallOutcome
{
    ToolAnswer answer; // for the model
    CallEnd end = CallEnd::Ran;
    Label label;
    std::string resultJson; // as it stands in the journal
    std::string errors; // end of stderr
    std::optional<budget::Breach> breach; // a limit ended it
    bool wrapUp = false; // and the person wants a last answer
    bool stopRun = false; // the person said stop
    bool cancelled = false;
    std::string fallback; // the tool that was called in its place, since it could not do its work
    std::string fallbackArguments; // JSON
};

// The one place where a tool is called, in one order: look up, schema, meaning, resolve, policy and gate, budget, intent,
// run, shape and label, journal, message; where it ran and failed, the same of its fallback. Every failure is an answer with ok:false that says what would have worked.
// Thread safe: parallel calls of a run use one pipeline.
class CallPipeline
{
public:
    explicit CallPipeline(PipelineParts parts);

    [[nodiscard]] CallOutcome run(const ToolCall& call, const CallSite& site,
                                  std::stop_token stop) const;

private:
    struct Work;

    [[nodiscard]] CallOutcome runOne(const ToolCall& call, const CallSite& site,
                                     std::stop_token stop) const;
    void chooseFallback(Work& work) const;
    [[nodiscard]] CallOutcome fallBack(const ToolCall& call, const CallSite& site,
                                       CallOutcome first, const std::stop_token& stop) const;
    [[nodiscard]] bool foldRecorded(Work& work) const;
    void foldLimits(Work& work) const;
    void meetLimit(Work& work, const budget::Breach& breach) const;
    void execute(Work& work) const;
    [[nodiscard]] bool prepare(Work& work, const Json& arguments) const;
    [[nodiscard]] bool check(Work& work) const;
    [[nodiscard]] bool admit(Work& work) const;
    [[nodiscard]] gate::Ruling rule(Work& work) const;
    [[nodiscard]] bool passGate(Work& work, gate::Ruling ruling, GateKind kind) const;
    [[nodiscard]] Result<GateAnswer> ask(Work& work, const gate::Ruling& ruling, GateKind kind,
                                         const std::string& gateId) const;
    [[nodiscard]] bool obey(Work& work, const GateAnswer& answer, const std::string& gateId) const;
    [[nodiscard]] bool edited(Work& work, const std::string& arguments) const;
    void askPerson(Work& work) const;
    [[nodiscard]] bool passBreaker(Work& work) const;
    [[nodiscard]] bool passHold(Work& work, HoldPoint::When when) const;
    void holdBehind(Work& work) const;
    [[nodiscard]] bool reserve(Work& work) const;
    void start(Work& work) const;
    [[nodiscard]] bool settleDoubt(Work& work, int began) const;
    void finish(Work& work, RunnerResult result, Label label) const;
    void refuse(Work& work, const std::string& words, CallEnd end = CallEnd::Ran) const;
    void emit(Work& work, EventType type, const Json& data) const;

    PipelineParts m_parts;
};

} // namespace signalbox::tools
