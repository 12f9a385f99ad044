// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/workflowrun.h"

#include "base/jsonvalue.h"
#include "workflow/graphrun.h"
#include "workflow/orchestrator.h"
#include "workspace/workflowjson.h"

namespace signalbox::workflow {

namespace {
WorkResult failed(std::string words)
{
    return {{Outcome::Failed, std::move(words), {}}};
}
} // namespace

std::string modelFor(const RunScope& scope, const AgentDefinition& agent, const std::string& chosen)
{
    const bool namesNone = agent.model.empty() || agent.model == "default";
    const auto* entry = scope.models->entry(namesNone && !chosen.empty() ? chosen : agent.model);
    return entry ? entry->name : agent.model;
}

WorkResult runWorkflow(RunScope& scope, const WorkflowJob& job, std::stop_token stop)
{
    const auto& workflows = scope.workspace->workflows;
    const auto found = workflows.find(job.name);
    if (found == workflows.end())
        return failed("there is no workflow " + quoteJson(job.name));
    if (job.depth > deepestWorkflow)
        return failed("workflows are nested more than 16 deep at " + quoteJson(job.name));
    if (found->second.kind == "orchestrator") {
        const auto definition = workspace::orchestratorFromJson(found->second.document);
        if (!definition)
            return failed(definition.error().text());
        return Orchestrator(scope, *definition, job).run(std::move(stop));
    }
    auto definition = workspace::graphFromJson(found->second.document);
    if (!definition)
        return failed(definition.error().text());
    const auto program = GraphProgram::compile(std::move(*definition));
    if (!program)
        return failed(program.error().text());
    return GraphRun(scope, *program, job).run(std::move(stop));
}

} // namespace signalbox::workflow
