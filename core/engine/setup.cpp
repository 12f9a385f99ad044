// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/setup.h"

#include "base/jsonvalue.h"
#include "tools/builtintools.h"
#include "tools/commandtool.h"
#include "tools/fetchtool.h"
#include "tools/workspacefiles.h"

namespace signalbox::engine {

Services::Services(const workspace::UserFolders& user)
{
    if (auto builtIn = budget::PriceTable::builtIn())
        prices = std::move(*builtIn);
    // a broken file of the person leaves the table as it was: prices it names are then unknown or as built in
    (void)prices.addFile(user.config / "prices.json");
}

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

std::string Setup::definitions(const std::string& agent) const
{
    Json value = {{"workspace", parseJson(m_workspace->document).value_or(Json::object())},
                  {"policy", parseJson(m_workspace->policy.document).value_or(Json::object())},
                  {"tools", Json::object()}};
    if (const auto found = m_workspace->agents.find(agent); found != m_workspace->agents.end()) {
        value["agents"][agent] = parseJson(found->second.document).value_or(Json::object());
        value["instructions"][agent] = found->second.instructions;
        for (const auto* tool : m_registry.choose(found->second.tools)) {
            const auto& definition = *tool->definition;
            value["tools"][definition.name] = definition.source.empty()
                ? Json{{"builtin", definition.hash}}
                : parseJson(definition.document).value_or(Json::object());
        }
    }
    return dumpJson(value);
}

} // namespace signalbox::engine
