// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/setup.h"

#include "base/jsonvalue.h"
#include "tools/builtintools.h"
#include "tools/commandtool.h"
#include "tools/fetchtool.h"
#include "tools/workspacefiles.h"
#include "workspace/definitions.h"
#include "workspace/workflowjson.h"

namespace signalbox::engine {

namespace {
budget::PriceTable pricesOf(const workspace::UserFolders& user)
{
    auto prices = budget::PriceTable::builtIn().value_or(budget::PriceTable());
    // a broken file of the person leaves the table as it was: prices it names are then unknown or as built in
    (void)prices.addFile(user.config / "prices.json");
    return prices;
}
} // namespace

Services::Services(const workspace::UserFolders& user)
    : prices(std::async(std::launch::async, [user] { return pricesOf(user); }))
{ }

struct Setup::Runners
{
    Runners(std::shared_ptr<const WorkspaceView> workspace, Services& services, bool sandboxOff)
        : files(workspace->root)
        , commands(services.processes, files, workspace, {.sandboxOff = sandboxOff})
        , fetch(services.http)
        , builtin(files, commands, fetch)
    { }

    tools::WorkspaceFiles files;
    tools::CommandRunner commands;
    tools::FetchTool fetch;
    tools::BuiltinRunner builtin;
};

std::vector<ToolPtr> builtinTools()
{
    return tools::builtinDefinitions();
}

Setup::Setup(std::shared_ptr<const WorkspaceView> workspace, Services& services,
             SecretStore* secrets, const Policy& person, bool sandboxOff)
    : m_workspace(std::move(workspace))
    , m_runners(std::make_unique<Runners>(m_workspace, services, sandboxOff))
    , m_policy(gate::Evaluator::compile(person, m_workspace->policy, m_workspace->trusted))
    , m_models(m_workspace, services.http, services.prices, secrets, services.clock)
{
    for (const auto& tool : tools::builtinDefinitions())
        m_registry.add(tool, &m_runners->builtin,
                       tool->name != "run_command" || m_runners->commands.isConfined(*tool));
    for (const auto& [name, tool] : m_workspace->tools) {
        const bool isCommand = tool->kind == ToolKind::Command;
        m_registry.add(tool, isCommand ? &m_runners->commands : nullptr,
                       isCommand && m_runners->commands.isConfined(*tool));
    }
}

Setup::~Setup() = default;

Result<Json> Setup::file(const std::string& name) const
{
    constexpr std::size_t most = 1u << 20; // bytes
    const auto target = m_runners->files.locate(name);
    if (!target)
        return tl::unexpected(target.error());
    auto text = m_runners->files.readAll(*target, most);
    if (!text)
        return tl::unexpected(text.error());
    if (auto value = parseJson(*text))
        return std::move(*value);
    return Json(std::move(*text));
}

void Setup::reachNode(const NodeDefinition& node, Reach& reach, // NOLINT(misc-no-recursion)
                      std::vector<std::string>& open) const
{
    if (!node.agent.empty())
        reach.agents.insert(node.agent);
    if (!node.tool.empty())
        reach.tools.insert(node.tool);
    if (node.kind == NodeKind::Model)
        reach.models.insert(node.model.empty() ? "default" : node.model);
    if (!node.workflow.empty())
        open.push_back(node.workflow);
    if (node.node)
        reachNode(*node.node, reach, open);
}

Setup::Reach Setup::reachOf(const std::string& agent, const std::string& workflow) const
{
    Reach reach;
    std::vector<std::string> open;
    if (workflow.empty())
        reach.agents.insert(agent);
    else
        open.push_back(workflow);
    while (!open.empty()) {
        const auto name = std::move(open.back());
        open.pop_back();
        const auto found = m_workspace->workflows.find(name);
        if (found == m_workspace->workflows.end() || !reach.workflows.insert(name).second)
            continue;
        if (const auto team = workspace::orchestratorFromJson(found->second.document)) {
            reach.agents.insert(team->lead);
            reach.agents.insert(team->agents.begin(), team->agents.end());
        }
        if (const auto graph = workspace::graphFromJson(found->second.document)) {
            for (const auto& node : graph->nodes)
                reachNode(node, reach, open);
        }
    }
    for (const auto& name : reach.agents) {
        if (const auto found = m_workspace->agents.find(name); found != m_workspace->agents.end())
            reach.models.insert(found->second.model);
    }
    return reach;
}

std::string Setup::definitions(const std::string& agent, const std::string& workflow) const
{
    Json value = {{"workspace", parseJson(m_workspace->document).value_or(Json::object())},
                  {"policy", parseJson(m_workspace->policy.document).value_or(Json::object())},
                  {"tools", Json::object()}};
    const auto addTool = [&](const tools::Tool& chosen) { // and what is called in its place
        for (const auto* tool = &chosen; tool && !value["tools"].contains(tool->definition->name);
             tool = m_registry.find(tool->definition->fallback)) {
            const auto& definition = *tool->definition;
            value["tools"][definition.name] = definition.source.empty()
                ? Json{{"builtin", definition.hash}}
                : parseJson(definition.document).value_or(Json::object());
        }
    };
    const auto reach = reachOf(agent, workflow);
    for (const auto& name : reach.agents) {
        const auto found = m_workspace->agents.find(name);
        if (found == m_workspace->agents.end())
            continue;
        value["agents"][name] = parseJson(found->second.document).value_or(Json::object());
        value["instructions"][name] = found->second.instructions;
        for (const auto* tool : m_registry.choose(found->second.tools))
            addTool(*tool);
    }
    for (const auto& name : reach.tools) {
        if (const auto* tool = m_registry.find(name))
            addTool(*tool);
    }
    for (const auto& name : reach.workflows)
        value["workflows"][name] =
            parseJson(m_workspace->workflows.at(name).document).value_or(Json::object());
    return dumpJson(value);
}

// A tool of the run that works only where the workspace is trusted ends it before it begins.
Result<> Setup::mayUse(const Reach& reach) const
{
    std::vector<const tools::Tool*> used;
    for (const auto& name : reach.agents) {
        const auto found = m_workspace->agents.find(name);
        if (found == m_workspace->agents.end())
            continue;
        const auto chosen = m_registry.choose(found->second.tools);
        used.insert(used.end(), chosen.begin(), chosen.end());
    }
    for (const auto& name : reach.tools)
        used.push_back(m_registry.find(name));
    for (const auto* tool : used) {
        if (!tool || tool->definition->kind != ToolKind::Command)
            continue;
        if (const auto what = m_runners->commands.needsTrust(*tool->definition); !what.empty())
            return fail(Errc::Denied,
                        "tool " + tool->definition->name + ": the workspace is not trusted to give "
                            + "it " + what + "; look at it and run `signalbox trust "
                            + m_workspace->root + "`");
    }
    return {};
}

Result<Limits> Setup::mayStart(const std::string& agent, const std::string& workflow,
                               const std::string& model)
{
    Limits own;
    if (workflow.empty()) {
        const auto found = m_workspace->agents.find(agent);
        if (found == m_workspace->agents.end())
            return fail(Errc::NotFound,
                        "there is no agent \"" + agent + "\" in " + m_workspace->root + "/agents");
        own = found->second.limits;
    } else {
        const auto found = m_workspace->workflows.find(workflow);
        if (found == m_workspace->workflows.end())
            return fail(Errc::NotFound,
                        "there is no workflow \"" + workflow + "\" in " + m_workspace->root
                            + "/workflows");
        for (const auto& problem : m_workspace->problems) {
            if (problem.file == found->second.source && problem.severity == Severity::Error)
                return fail(Errc::Invalid, workspace::problemText(problem));
        }
        const auto document = parseJson(found->second.document);
        if (const auto* limits = document ? find(*document, "limits") : nullptr)
            own = workspace::limitsFromJson(*limits);
    }
    const auto reach = reachOf(agent, workflow);
    if (auto used = mayUse(reach); !used)
        return tl::unexpected(used.error());
    auto models = reach.models;
    if (!model.empty()) {
        models.erase("default");
        if (!workflow.empty())
            models.insert(model);
        else
            models = {model};
    }
    for (const auto& name : models) {
        if (!m_models.entry(name))
            return fail(Errc::NotFound, "there is no model \"" + name + "\" in signalbox.json");
        if (auto client = m_models.client(name);
            !client && client.error().code == Errc::Denied && !m_workspace->trusted)
            return tl::unexpected(client.error());
    }
    return own;
}

} // namespace signalbox::engine
