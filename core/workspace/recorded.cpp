// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// A workspace as a run recorded it: the definitions of run.started instead of the files of today.
#include "base/jsonvalue.h"
#include "workspace/definitions.h"
#include "workspace/workspace.h"

namespace signalbox::workspace {

namespace {
void takeAgents(const Json& definitions, WorkspaceView& view)
{
    const auto* agents = find(definitions, "agents");
    if (!agents || !agents->is_object())
        return;
    std::vector<Problem> problems;
    for (const auto& [name, document] : agents->items()) {
        auto agent =
            agentFromJson(dumpJson(document), "agents/" + name + ".json", view.root, problems);
        auto& kept = view.agents[name];
        if (agent)
            kept = std::move(*agent);
        if (const auto* instructions = find(definitions, "instructions"))
            kept.instructions = stringAt(*instructions, name, kept.instructions);
    }
}

void takeTools(const Json& definitions, WorkspaceView& view)
{
    const auto* tools = find(definitions, "tools");
    if (!tools || !tools->is_object())
        return;
    std::vector<Problem> problems;
    for (const auto& [name, document] : tools->items()) {
        if (find(document, "builtin"))
            continue;
        if (auto tool = toolFromJson(dumpJson(document), "tools/" + name + ".json", problems))
            view.tools[name] = std::make_shared<const ToolDefinition>(std::move(*tool));
    }
}

void takeWorkflows(const Json& definitions, WorkspaceView& view)
{
    const auto* workflows = find(definitions, "workflows");
    if (!workflows || !workflows->is_object())
        return;
    for (const auto& [name, document] : workflows->items())
        view.workflows[name] = {name, stringAt(document, "kind"), "workflows/" + name + ".json",
                                dumpJson(document)};
}
} // namespace

std::shared_ptr<const WorkspaceView> recordedView(const WorkspaceView& now, const Json& definitions)
{
    auto view = std::make_shared<WorkspaceView>(now);
    std::vector<Problem> problems;
    if (const auto* settings = find(definitions, "workspace"); settings && !settings->empty()) {
        view->models.clear();
        readSettings(*settings, dumpJson(*settings), {"signalbox.json", &problems}, *view);
    }
    if (const auto* policy = find(definitions, "policy"); policy && !policy->empty()) {
        if (auto read = policyFromJson(dumpJson(*policy), "policy.json", problems))
            view->policy = std::move(*read);
    }
    takeAgents(definitions, *view);
    takeTools(definitions, *view);
    takeWorkflows(definitions, *view);
    return view;
}

} // namespace signalbox::workspace
