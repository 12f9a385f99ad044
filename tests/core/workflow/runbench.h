// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/tools/callbench.h"
#include "workflow/agentrun.h"

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

// A whole run of one agent with a model that a test plays, without files, network and waiting.
namespace signalbox::testing {

using ModelTurn = std::function<tl::expected<llm::Reply, llm::Failure>(
    const llm::Request& request, const llm::OnDelta& onDelta, std::stop_token stop)>;

// One reply or failure after the other. Notes what a provider would refuse: a call without its one result, a result
// without its call, an unexpected request.
class FakeModel final : public llm::ModelClient
{
public:
    explicit FakeModel(std::string protocol = "scripted");

    void add(ModelTurn turn);
    [[nodiscard]] std::string complaints() const; // one a line
    [[nodiscard]] std::size_t unused() const;
    [[nodiscard]] int requests() const;

    [[nodiscard]] llm::Preamble prepare(std::string_view instructions,
                                        const std::vector<ToolPtr>& tools,
                                        std::string_view outputSchema) const override;
    [[nodiscard]] net::Bytes wire(const Message& message) const override;
    [[nodiscard]] tl::expected<llm::Reply, llm::Failure>
    complete(const llm::Request& request, const llm::OnDelta& onDelta,
             std::stop_token stop) const override;
    [[nodiscard]] std::string_view protocol() const override { return m_protocol; }
    [[nodiscard]] std::string contentProvider() const override { return m_protocol + "/fake"; }

    mutable std::atomic<int> prepared{0};
    mutable std::atomic<int> wired{0};

private:
    void check(const llm::Request& request) const; // m_mutex held

    std::string m_protocol;
    mutable std::mutex m_mutex; // guards all below
    mutable std::deque<ModelTurn> m_turns;
    mutable std::string m_complaints;
    mutable int m_requests = 0;
};

[[nodiscard]] llm::Failure failure(std::string type); // to be asked again at once, where it is

// Turns.
[[nodiscard]] ModelTurn says(std::string text);
[[nodiscard]] ModelTurn calls(std::vector<ToolCall> calls, std::string text = {});
[[nodiscard]] ModelTurn replies(llm::Reply reply);
[[nodiscard]] ModelTurn fails(std::string type, bool retry); // wants to be asked again at once
[[nodiscard]] ToolCall toolCall(std::string id, std::string name, std::string arguments = "{}");

// Entries "main" and, as its fallback where a test asks for it, "spare".
class FakeModels final : public workflow::Models
{
public:
    FakeModels();
    [[nodiscard]] const ModelEntry* entry(const std::string& name) const override;
    [[nodiscard]] Result<const llm::ModelClient*> client(const std::string& name) override;
    [[nodiscard]] Cost cost(const ModelEntry& entry, const Usage& usage) const override;
    [[nodiscard]] budget::WorstCase worstCase(const ModelEntry& entry,
                                              std::int64_t input) const override;

    std::map<std::string, ModelEntry> entries;
    FakeModel main;
    FakeModel spare;
    std::optional<Error> refused; // of client("main")
    Cost perToken; // absent: unknown
};

// A call bench with a model and an agent "clerk" that may use every tool.
class RunBench
{
public:
    explicit RunBench(BenchSettings settings = {});

    workflow::RunEnd run(std::stop_token stop = {});
    [[nodiscard]] std::string lines() const; // of all events, run.started and its end too
    // Of a replay of this run: how it differs from what was written; empty where it does not.
    [[nodiscard]] std::string replayed(const std::function<void(RunBench&)>& prepare = {}) const;

    CallBench bench;
    FakeModels models;
    WorkspaceView workspace;
    workflow::Control control;
    workflow::Steering steering;
    workflow::Deadlines deadlines;
    std::atomic<int> branches{0};
    workflow::RunScope scope;
    tools::CallPipeline pipeline;
    std::string task = "sort";
    AgentDefinition& agent; // of the workspace

private:
    [[nodiscard]] tools::PipelineParts parts();
};

} // namespace signalbox::testing
