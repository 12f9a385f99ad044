// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "budget/breaker.h"
#include "workflow/agentloop.h"
#include "workflow/modelcall.h"
#include "workflow/toolbatch.h"

#include <map>
#include <vector>

namespace signalbox::workflow {

// One agent at work: its state between its steps. The loop itself is in agentloop.cpp.
class AgentWork
{
public:
    AgentWork(RunScope& scope, const AgentJob& job, std::stop_token stop);
    [[nodiscard]] AgentResult run();

private:
    void append(Message message, std::string path);
    [[nodiscard]] AgentResult end(Outcome outcome, std::string output);
    // The next request of this step in the record.
    [[nodiscard]] const Event* recordedRequest(const std::string& stepPath) const;
    // A fork bends the run here: what came before is the record's.
    void takeChange(const std::string& path, const std::string& stepPath);
    // What the person told the agent meanwhile, before its next request: never between a call and its result. `when` is
    // "step", or "answer" where the agent would have ended its turn.
    bool takeSteering(const std::string& stepPath, std::string_view when);
    [[nodiscard]] tl::expected<ModelAnswer, AgentResult> ask(int step, const std::string& stepPath);
    // What a reply leads to: an end, or the next step.
    [[nodiscard]] std::optional<AgentResult> take(const ModelAnswer& answered, int step,
                                                  const std::string& stepPath);
    // Whose the opaque blocks of a reply are: they are bound to the model that made them.
    [[nodiscard]] std::string providerOf(const ModelEntry& entry) const;
    [[nodiscard]] std::optional<AgentResult> answer(const llm::Reply& reply, int step,
                                                    const std::string& stepPath);
    // Empty where the answer follows the agent's output schema, or there is none.
    [[nodiscard]] std::string schemaComplaint(const std::string& text) const;

    // agentlimits.cpp
    // Steps and time, before anything of the step is done. What was reached and decided in the record holds.
    [[nodiscard]] std::optional<AgentResult> checkLimits(int step, const std::string& stepPath);
    // The part of the run's budget that is this agent's own. Follows from what was recorded: told again in a replay.
    [[nodiscard]] std::optional<AgentResult> checkShare();
    // A limit that the record says was reached here. An end that the run was resumed from is only told.
    [[nodiscard]] std::optional<AgentResult> foldLimit(const Event& reached,
                                                       const std::string& stepPath);
    // A person extends, asks for a last answer, or it ends here.
    [[nodiscard]] std::optional<AgentResult> meet(const budget::Breach& breach,
                                                  const std::string& stepPath);
    void wrapUp(const budget::Breach& breach, const std::string& stepPath);

    // agenttools.cpp
    // A lead's only tool.
    [[nodiscard]] std::optional<AgentResult> takePlans(const llm::Reply& reply,
                                                       const std::string& stepPath);
    [[nodiscard]] std::optional<AgentResult> runTools(const llm::Reply& reply, int step,
                                                      const std::string& stepPath);
    [[nodiscard]] tools::CallSite siteOf(const ToolCall& call, const llm::Reply& reply, int step,
                                         const std::string& stepPath, int n);
    [[nodiscard]] static std::string argumentsHash(const ToolCall& call);
    [[nodiscard]] std::optional<AgentResult>
    afterTools(const std::vector<tools::CallOutcome>& outcomes, int step,
               const std::string& stepPath);

    RunScope& m_scope;
    const AgentJob& m_job;
    std::string m_model; // name of an entry
    std::stop_token m_stop;
    Conversation m_conversation;
    std::vector<std::string> m_paths; // the step that brought each message
    budget::Breaker m_breaker;
    std::map<std::string, int> m_gates; // limit gates opened at each step
    std::int64_t m_moreSteps = 0; // what a person added to the agent's own limit
    std::int64_t m_usedTokens = 0; // by this agent alone
    Money m_usedCost{};
    bool m_wrappingUp = false;
};

} // namespace signalbox::workflow
