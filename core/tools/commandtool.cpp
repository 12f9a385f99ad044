// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/commandtool.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "values/policy.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace signalbox::tools {

namespace {
constexpr std::size_t keptErrors = 4000; // of stderr in a failure that the model reads

std::string asText(const Json& value)
{
    return value.is_string() ? value.get_ref<const std::string&>() : dumpJson(value);
}

std::string endOf(const std::string& text)
{
    const auto clean = toUtf8(trim(text));
    if (clean.size() <= keptErrors)
        return clean;
    auto start = clean.size() - keptErrors;
    while (start < clean.size() && (static_cast<unsigned char>(clean[start]) & 0xC0) == 0x80)
        ++start;
    return "..." + clean.substr(start);
}

const Json* properties(const Json& schema)
{
    return find(schema, "properties");
}

enum class PathUse
{
    None,
    Likely, // by its name: made plain where it lies in the workspace
    Certain, // by a check or its format: must lie in the workspace
};

PathUse pathUse(const ToolDefinition& tool, const Json& schema, const std::string& param)
{
    for (const auto& check : tool.checks) {
        if (check.param == param && check.check.starts_with("path_"))
            return PathUse::Certain;
    }
    const auto* all = properties(schema);
    const auto* own = all ? find(*all, param) : nullptr;
    if (own && stringAt(*own, "format") == "path")
        return PathUse::Certain;
    for (const std::string_view name : {"path", "file", "folder", "dir", "directory", "filename"}) {
        if (param == name || param.ends_with("_" + std::string(name)))
            return PathUse::Likely;
    }
    return PathUse::None;
}

// One element of argv; nothing where it names an absent parameter.
std::optional<std::string> fillOne(const std::string& element, const Json& known,
                                   const Json& arguments)
{
    std::string filled;
    for (std::size_t at = 0; at < element.size();) {
        const auto close = element[at] == '{' ? element.find('}', at) : std::string::npos;
        const auto name =
            close == std::string::npos ? std::string() : element.substr(at + 1, close - at - 1);
        const auto* value = name.empty() ? nullptr : find(arguments, name);
        if (value) {
            filled += asText(*value); // not looked through again for placeholders
            at = close + 1;
        } else if (!name.empty() && known.contains(name)) {
            return std::nullopt;
        } else {
            filled += element[at++];
        }
    }
    return filled;
}

std::string whyEnded(const process::Outcome& outcome, std::chrono::milliseconds timeout)
{
    if (outcome.timedOut) {
        const auto ms = timeout.count();
        return "took longer than "
            + (ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms")
            + " and was ended";
    }
    if (outcome.tooManyProcesses)
        return "started too many processes and was ended";
    // The sandbox passes a signal on as 128 + its number.
    const int signal = outcome.exitCode > 128 && outcome.exitCode < 128 + 65
        ? outcome.exitCode - 128
        : outcome.signal;
    if (signal > 0) {
        const auto* name = ::sigabbrev_np(signal);
        return "was ended by signal " + std::to_string(signal)
            + (name ? std::string(" (SIG") + name + ")" : std::string());
    }
    return "ended with exit code " + std::to_string(outcome.exitCode);
}

RunnerResult failure(const process::Outcome& outcome, std::chrono::milliseconds timeout)
{
    auto words = "the command " + whyEnded(outcome, timeout);
    const auto errors = endOf(outcome.errors);
    if (!errors.empty())
        words += ": " + errors;
    Json result{{"error", words}};
    if (outcome.exitCode >= 0)
        result["exit_code"] = outcome.exitCode;
    if (const auto output = endOf(outcome.output); !output.empty())
        result["output"] = output;
    RunnerResult failed;
    failed.ok = false;
    failed.result = dumpJson(result);
    failed.errors = toUtf8(outcome.errors);
    failed.cut = outcome.outputCut;
    return failed;
}

// A value that begins with - and that the author listed, or gave a pattern that begins with one.
bool allowsOption(const Json& parameter, const Json& value)
{
    if (const auto* only = find(parameter, "const"))
        return *only == value;
    if (const auto* listed = find(parameter, "enum"); listed && listed->is_array())
        return std::find(listed->begin(), listed->end(), value) != listed->end();
    return stringAt(parameter, "pattern").starts_with("^-");
}

// A value that the program would take for an option of its own: "{pattern}" filled with "--exec=sh". What follows "--" is
// none, nor what is filled in behind a "-" that the author wrote in the same argument, nor a number, a single "-" or what the
// parameter's schema allows; whether an argument before it takes a value only its program knows. Empty: there is none.
std::string takenForOption(const ToolDefinition& tool, const Json& known, const Json& arguments)
{
    for (std::size_t i = 1; i < tool.command.size() && tool.command[i] != "--"; ++i) {
        const auto& element = tool.command[i];
        const auto filled = fillOne(element, known, arguments);
        if (!filled || element.starts_with('-') || !filled->starts_with('-') || *filled == "-")
            continue;
        const bool isAlone = element.find('}') == element.size() - 1;
        const auto param = isAlone ? element.substr(1, element.size() - 2) : std::string();
        const auto* value = find(arguments, param);
        const auto* parameter = find(known, param);
        if (!value || !parameter || !(value->is_number() || allowsOption(*parameter, *value)))
            return *filled;
    }
    return {};
}

// A file whose name begins with - is given as "./-name".
Json withPlainPaths(Json arguments, const std::vector<Target>& targets)
{
    for (const auto& target : targets) {
        const auto path = stringAt(arguments, target.param);
        if (path.starts_with('-'))
            arguments[target.param] = "./" + path;
    }
    return arguments;
}

bool leadsOut(const std::string& folder)
{
    return folder.starts_with('/') || folder.starts_with('~')
        || folder.find("..") != std::string::npos;
}

std::string environmentValue(const char* name, const char* fallback)
{
    const auto* value = std::getenv(name);
    return value ? value : fallback;
}
} // namespace

std::vector<std::string> fillArguments(const ToolDefinition& tool, const Json& arguments)
{
    const auto schema = parseJson(tool.parameters).value_or(Json::object());
    const auto* all = properties(schema);
    const auto known = all && all->is_object() ? *all : Json::object();
    std::vector<std::string> argv;
    for (const auto& element : tool.command) {
        if (auto filled = fillOne(element, known, arguments))
            argv.push_back(std::move(*filled));
    }
    return argv;
}

CommandRunner::CommandRunner(process::Processes& processes, const WorkspaceFiles& files,
                             std::shared_ptr<const WorkspaceView> workspace,
                             CommandSettings settings)
    : m_processes(processes)
    , m_files(files)
    , m_workspace(std::move(workspace))
    , m_settings(std::move(settings))
{ }

Result<Resolved> CommandRunner::resolve(const ToolDefinition& tool, const Json& arguments) const
{
    Resolved resolved;
    auto canonical = arguments;
    const auto schema = parseJson(tool.parameters).value_or(Json::object());
    for (const auto& [param, value] : arguments.items()) {
        const auto use = value.is_string() ? pathUse(tool, schema, param) : PathUse::None;
        const auto path = value.is_string() ? value.get<std::string>() : std::string();
        if (use == PathUse::None || path.empty() || path.find("://") != std::string::npos)
            continue;
        auto target = m_files.locate(path);
        if (!target && use == PathUse::Likely && path.starts_with('/'))
            continue; // of the sandbox, perhaps; nothing of a policy for paths inside matches it
        if (!target)
            return tl::unexpected(target.error());
        target->param = param;
        canonical[param] = target->path.empty() ? "." : target->path;
        resolved.targets.push_back(std::move(*target));
    }
    const auto* all = properties(schema);
    const auto option = tool.input == CommandInput::StdinJson
        ? std::string()
        : takenForOption(tool, all && all->is_object() ? *all : Json::object(),
                         withPlainPaths(canonical, resolved.targets));
    if (!option.empty())
        return fail(Errc::Invalid,
                    quoteJson(truncateUtf8(option, 80))
                        + " begins with - and would be taken for an option of the command: give a "
                          "value that does not (its author can let it pass: -- before the "
                          "placeholder, or an enum of the parameter)");
    resolved.arguments = dumpJson(canonical);
    return resolved;
}

SandboxSpec CommandRunner::specOf(const ToolDefinition& tool) const
{
    return tool.sandbox ? *tool.sandbox : m_workspace ? m_workspace->sandbox : SandboxSpec();
}

std::string CommandRunner::needsTrust(const ToolDefinition& tool) const
{
    const auto spec = specOf(tool);
    if (!m_workspace || m_workspace->trusted || m_settings.sandboxOff)
        return {};
    if (!spec.enabled)
        return "a run without a sandbox";
    if (spec.network && tool.effects().has(Effect::Network))
        return "the network";
    return std::any_of(spec.readOnly.begin(), spec.readOnly.end(), leadsOut)
        ? "folders outside the workspace"
        : "";
}

bool CommandRunner::isConfined(const ToolDefinition& tool) const
{
    const bool wantsOut = !specOf(tool).enabled && m_workspace && m_workspace->trusted;
    return !m_settings.sandboxOff && !wantsOut;
}

Result<process::Outcome> CommandRunner::start(const ToolDefinition& tool, process::Command command,
                                              const RunContext& context, std::stop_token stop) const
{
    command.folder = m_files.root();
    command.timeout = tool.timeout;
    command.lockFile = context.lock;
    if (!isConfined(tool)) {
        command.environment = {{"PATH", environmentValue("PATH", "/usr/local/bin:/usr/bin:/bin")},
                               {"HOME", environmentValue("HOME", "/tmp")},
                               {"LANG", "C.UTF-8"}};
        return m_processes.run(std::move(command), stop);
    }
    process::Sandbox sandbox;
    sandbox.workspace = m_files.root();
    sandbox.effects = tool.effects();
    sandbox.spec = specOf(tool);
    if (m_workspace && !m_workspace->trusted) { // what it asks for is not granted yet
        sandbox.spec.network = false;
        std::erase_if(sandbox.spec.readOnly, leadsOut);
    }
    sandbox.protectedNames = protectedNames();
    sandbox.program = m_settings.bubblewrap;
    auto wrapped = process::sandboxed(std::move(command), sandbox);
    if (!wrapped)
        return tl::unexpected(wrapped.error());
    return m_processes.run(std::move(*wrapped), stop);
}

RunnerResult CommandRunner::run(const ToolDefinition& tool, const Resolved& call,
                                const RunContext& context, std::stop_token stop) const
{
    const auto arguments = parseJson(call.arguments);
    if (!arguments)
        return failedResult(arguments.error().text());
    process::Command command;
    if (tool.input == CommandInput::StdinJson) {
        command.argv = tool.command;
        command.input = call.arguments + "\n";
    } else {
        command.argv = fillArguments(tool, withPlainPaths(*arguments, call.targets));
    }
    if (command.argv.empty())
        return failedResult("the tool '" + tool.name + "' names no command");
    const auto outcome = start(tool, std::move(command), context, stop);
    if (!outcome)
        return failedResult(outcome.error().code == Errc::Cancelled ? "cancelled"
                                                                    : outcome.error().text());
    if (outcome->exitCode != 0 || outcome->timedOut || outcome->tooManyProcesses)
        return failure(*outcome, tool.timeout);
    RunnerResult result;
    result.errors = toUtf8(outcome->errors);
    result.cut = outcome->outputCut;
    const auto parsed =
        outcome->outputCut ? Result<Json>(fail(Errc::Limit, "cut")) : parseJson(outcome->output);
    result.result = parsed ? dumpJson(*parsed) : quoteJson(outcome->output);
    return result;
}

RunnerResult CommandRunner::runArguments(const ToolDefinition& tool, const Json& arguments,
                                         const RunContext& context, std::stop_token stop) const
{
    process::Command command;
    if (const auto* list = find(arguments, "command"); list && list->is_array()) {
        for (const auto& element : *list)
            command.argv.push_back(asText(element));
    }
    if (command.argv.empty() || command.argv.front().empty())
        return failedResult(
            "'command' needs a program and its arguments, for example [\"ls\", \"-l\"]");
    const auto outcome = start(tool, command, context, stop);
    if (!outcome)
        return failedResult(outcome.error().code == Errc::Cancelled ? "cancelled"
                                                                    : outcome.error().text());
    if (outcome->exitCode != 0 || outcome->timedOut || outcome->tooManyProcesses)
        return failure(*outcome, tool.timeout);
    Json result{{"command", command.argv}, {"exit_code", 0}, {"output", toUtf8(outcome->output)}};
    if (const auto errors = endOf(outcome->errors); !errors.empty())
        result["errors"] = errors;
    RunnerResult done;
    done.result = dumpJson(result);
    done.errors = toUtf8(outcome->errors);
    done.cut = outcome->outputCut;
    return done;
}

} // namespace signalbox::tools
