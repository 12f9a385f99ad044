// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/seam.h"
#include "testing/fakeclock.h"
#include "tools/callpipeline.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

// What a call needs around it, without files, processes and network.
namespace signalbox::testing {

// Answers as a test says; counts. The argument `path` is a target whose identity is "1" unless `onResolve` says otherwise.
class FakeRunner final : public tools::Runner
{
public:
    std::function<Result<tools::Resolved>(const ToolDefinition&, const Json&)> onResolve;
    std::function<tools::RunnerResult(const ToolDefinition&, const tools::Resolved&,
                                      const tools::RunContext&, std::stop_token)>
        onRun; // empty: "ran NAME"

    [[nodiscard]] Result<tools::Resolved> resolve(const ToolDefinition& tool,
                                                  const Json& arguments) const override;
    [[nodiscard]] tools::RunnerResult run(const ToolDefinition& tool, const tools::Resolved& call,
                                          const tools::RunContext& context,
                                          std::stop_token stop) const override;
    [[nodiscard]] int runs() const { return m_runs; }

    // The arguments, with their path as a target of this identity.
    [[nodiscard]] static tools::Resolved resolved(const Json& arguments, std::string identity);

private:
    mutable std::atomic<int> m_runs{0};
};

// A writer that keeps the order of events and barriers, and lets a test act when an event is told.
class SpyWriter final : public journal::Writer
{
public:
    explicit SpyWriter(std::unique_ptr<journal::Writer> writer);

    std::function<void(const journal::Draft&)> onAppend; // behind the event

    [[nodiscard]] const std::string& run() const override { return m_writer->run(); }
    Result<std::int64_t> append(journal::Draft draft) override;
    void hurry() override { m_writer->hurry(); }
    [[nodiscard]] Result<> barrier(std::stop_token stop) override;
    // Types of events with "barrier" between them, each after a blank.
    [[nodiscard]] std::string order() const;

private:
    std::unique_ptr<journal::Writer> m_writer;
    mutable std::mutex m_mutex; // guards m_order
    std::string m_order;
};

// read {path, note?} · write {path, content?} · erase {path} · send {to} · spend {} · ask_user, as a workspace would have them.
[[nodiscard]] ToolDefinition definition(std::string name, Effects effects);
[[nodiscard]] tools::Registry plainTools(const FakeRunner& runner);

// One limit, nothing else.
[[nodiscard]] Limits ofSteps(std::int64_t steps);
[[nodiscard]] Limits ofTokens(std::int64_t tokens);
[[nodiscard]] Limits ofCost(Money cost);
[[nodiscard]] Limits ofSeconds(std::chrono::milliseconds time);
[[nodiscard]] Limits ofCalls(std::int64_t calls);
// A workspace's policy with these rules or labels.
[[nodiscard]] Policy policyOf(std::vector<PolicyRule> rules, std::vector<LabelRule> labels = {});

struct BenchSettings
{
    gate::Gates gates = gate::Gates::Person;
    Limits limits = {};
    Policy policy = {};
    bool trusted = true;
    std::vector<std::string> secrets = {};
    std::shared_ptr<const journal::Recording> recording = {};
    bool replay = false; // nothing is written
};

// One pipeline with all it works with.
class CallBench
{
public:
    explicit CallBench(BenchSettings settings = {});

    // Through the pipeline at `path`. What the person answers stands in `answers`, one for each gate.
    tools::CallOutcome call(const std::string& tool, const std::string& arguments,
                            std::stop_token stop = {});
    tools::CallOutcome call(const ToolCall& call, tools::CallSite site, std::stop_token stop = {});
    [[nodiscard]] tools::CallSite site(int n = 1) const;

    [[nodiscard]] std::vector<Event> events() const;
    [[nodiscard]] std::string lines() const; // of all events
    [[nodiscard]] std::string told() const; // by a replay, in the recorded order
    [[nodiscard]] std::shared_ptr<const journal::Recording> recording() const;
    // The only event of this type, or the n-th.
    [[nodiscard]] Event event(EventType type, std::size_t n = 0) const;

    BenchSettings settings;
    FakeClock clock;
    FakeRunner runner;
    tools::Registry registry;
    std::vector<GateAnswer> answers;
    std::function<void(const std::string& gateId)> onGate; // before the answer
    std::unique_ptr<journal::Journal> journal;
    std::unique_ptr<SpyWriter> writer;
    std::unique_ptr<journal::Seam> seam;
    gate::Evaluator policy;
    gate::Grants grants;
    gate::Approvals approvals;
    budget::Ledger ledger;
    tools::Secrets secrets;
    tools::PipelineParts parts;
    int calls = 0;

private:
    void answer(const journal::Draft& draft);

    std::size_t m_answered = 0;
    std::string m_told;
};

} // namespace signalbox::testing
