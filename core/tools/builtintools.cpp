// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/builtintools.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "values/builtintool.h"

namespace signalbox::tools {

namespace {
ToolPtr makeDefinition(const BuiltinTool& builtin)
{
    auto tool = std::make_shared<ToolDefinition>();
    tool->name = builtin.name;
    tool->description = builtin.description;
    tool->kind = ToolKind::Builtin;
    tool->parameters = dumpJson(parseJson(builtin.parameters).value_or(Json::object()));
    tool->declaredEffects = builtin.effects;
    tool->idempotent = builtin.idempotent;
    if (tool->name == "run_command")
        tool->timeout = std::chrono::seconds(60);
    const auto document = Json{{"name", tool->name},
                               {"description", tool->description},
                               {"kind", "builtin"},
                               {"parameters", parseJson(tool->parameters).value_or(Json())},
                               {"effects", builtin.effects.names()}};
    tool->document = dumpJson(document);
    tool->hash = sha256(tool->document).hex();
    return tool;
}

// The parameters of a built-in tool that are paths.
std::vector<std::string> pathParams(std::string_view tool)
{
    if (tool == "move_file")
        return {"from", "to"};
    if (tool == "read_file" || tool == "write_file" || tool == "edit_file" || tool == "delete_file"
        || tool == "list_files" || tool == "search_files")
        return {"path"};
    return {};
}

const Target& targetOf(const Resolved& call, std::string_view param)
{
    static const Target none;
    for (const auto& target : call.targets) {
        if (target.param == param)
            return target;
    }
    return none;
}
} // namespace

const std::vector<ToolPtr>& builtinDefinitions()
{
    static const auto definitions = [] {
        std::vector<ToolPtr> made;
        for (const auto& builtin : builtinTools())
            made.push_back(makeDefinition(builtin));
        return made;
    }();
    return definitions;
}

BuiltinRunner::BuiltinRunner(const WorkspaceFiles& files, const CommandRunner& commands,
                             const FetchTool& fetch)
    : m_files(files)
    , m_commands(commands)
    , m_fetch(fetch)
{ }

Result<Resolved> BuiltinRunner::resolve(const ToolDefinition& tool, const Json& arguments) const
{
    if (tool.name == "fetch_url")
        return m_fetch.resolve(arguments);
    Resolved resolved;
    auto canonical = arguments;
    for (const auto& param : pathParams(tool.name)) {
        if (!arguments.contains(param) && param != "path")
            continue;
        auto target = m_files.locate(stringAt(arguments, param));
        if (!target)
            return tl::unexpected(target.error());
        target->param = param;
        if (arguments.contains(param))
            canonical[param] = target->path;
        resolved.targets.push_back(std::move(*target));
    }
    resolved.arguments = dumpJson(canonical);
    return resolved;
}

RunnerResult BuiltinRunner::run(const ToolDefinition& tool, const Resolved& call,
                                const RunContext& context, std::stop_token stop) const
{
    const auto arguments = parseJson(call.arguments);
    if (!arguments)
        return failedResult(arguments.error().text());
    const auto& name = tool.name;
    if (name == "read_file")
        return readFileTool(m_files, *arguments, targetOf(call, "path"), stop);
    if (name == "write_file")
        return writeFileTool(m_files, *arguments, targetOf(call, "path"), context);
    if (name == "edit_file")
        return editFileTool(m_files, *arguments, targetOf(call, "path"), context);
    if (name == "list_files")
        return listFilesTool(m_files, *arguments, targetOf(call, "path"), stop);
    if (name == "search_files")
        return searchFilesTool(m_files, *arguments, targetOf(call, "path"), stop);
    if (name == "move_file")
        return moveFileTool(m_files, targetOf(call, "from"), targetOf(call, "to"), context);
    if (name == "delete_file")
        return deleteFileTool(m_files, targetOf(call, "path"), context);
    if (name == "run_command")
        return m_commands.runArguments(tool, *arguments, context, stop);
    if (name == "fetch_url")
        return m_fetch.run(call, stop);
    return failedResult(name == "ask_user" ? "no person is here to answer"
                                           : "there is no built-in tool '" + name + "'");
}

bool BuiltinRunner::isReversible(const ToolDefinition& tool) const
{
    return tool.name == "write_file" || tool.name == "edit_file" || tool.name == "move_file"
        || tool.name == "delete_file";
}

std::optional<std::string> BuiltinRunner::before(const ToolDefinition& tool,
                                                 const Resolved& call) const
{
    constexpr std::size_t most = 64u << 10; // bytes; a gate is no place for more
    if ((tool.name != "write_file" && tool.name != "edit_file") || call.targets.empty())
        return std::nullopt;
    auto text = m_files.readAll(call.targets.front(), most);
    if (!text || !isUtf8(*text))
        return std::nullopt;
    return std::move(*text);
}

} // namespace signalbox::tools
