// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/references.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "values/builtintool.h"
#include "workspace/argumentcheck.h"
#include "workspace/document.h"
#include "workspace/problems.h"
#include "workspace/workflowcheck.h"
#include "workspace/workflowjson.h"

#include <algorithm>
#include <array>

namespace signalbox::workspace {

namespace {
std::vector<std::string> listed(const std::set<std::string>& names)
{
    std::vector<std::string> list(names.begin(), names.end());
    std::erase(list, ""); // of a file that names nothing
    return list;
}

struct References
{
    const Folder& folder;
    DeclaredNames declared;
    WorkspaceView& view;
    std::vector<std::string> models;
    bool settingsRead;
    ArgumentCheck* arguments;

    [[nodiscard]] FileCheck checkOf(const std::string& file) const
    {
        return {file, &view.problems};
    }

    [[nodiscard]] bool ofServer(std::string_view name) const
    {
        const auto slash = name.find('/');
        return slash != std::string_view::npos
            && (!settingsRead || view.mcpServers.contains(std::string(name.substr(0, slash))));
    }

    void tool(const std::string& name, const std::string& path, const FileCheck& check) const
    {
        if (declared.tools.contains(name) || ofServer(name))
            return;
        if (name.find_first_of("*?") != std::string::npos) {
            const bool some = std::any_of(declared.tools.begin(), declared.tools.end(),
                                          [&](const auto& one) { return matchesGlob(name, one); });
            if (!some)
                check.warning(path, "a pattern that some tool fits", inQuotes(name),
                              "correct or remove it");
            return;
        }
        if (const auto slash = name.find('/'); slash != std::string::npos) {
            std::vector<std::string> servers;
            for (const auto& [server, entry] : view.mcpServers)
                servers.push_back(server);
            const auto server = name.substr(0, slash);
            check.error(path, "a tool of a server of mcp_servers", inQuotes(name),
                        suggestion(server, servers, "add the server to signalbox.json"));
            return;
        }
        check.error(path, "the name of a tool", inQuotes(name),
                    suggestion(name, listed(declared.tools), {}));
    }

    void agent(const std::string& name, const std::string& path, const FileCheck& check) const
    {
        if (!name.empty() && !declared.agents.contains(name))
            check.error(path, "the name of an agent", inQuotes(name),
                        suggestion(name, listed(declared.agents), "add it to agents/"));
    }

    void model(const std::string& name, const std::string& path, const FileCheck& check) const
    {
        if (!settingsRead || (name != "default" && declared.models.contains(name)))
            return;
        if (name == "default") {
            if (view.defaultModel.empty()
                && !declared.models.contains(
                    "default")) // a default that names nothing is told at its place
                check.error(path, "a model", "'default', and models has none",
                            "add \"default\" to models in signalbox.json");
            return;
        }
        check.error(path, "the name of an entry of models", inQuotes(name),
                    suggestion(name, models, "add it to signalbox.json"));
    }

    void ofTool(const ToolDefinition& one) const
    {
        const auto check = checkOf(one.source);
        const auto& builtins = builtinToolNames();
        const bool isBuiltin =
            std::find(builtins.begin(), builtins.end(), one.name) != builtins.end();
        if (one.kind == ToolKind::Builtin && !isBuiltin && !check.hasErrors())
            check.error("name", "the name of a built-in tool", inQuotes(one.name),
                        suggestion(one.name, builtins, {}));
        if (one.kind != ToolKind::Builtin && isBuiltin)
            check.error("name", "a name that no built-in tool has", inQuotes(one.name),
                        "rename the tool");
        if (!one.fallback.empty())
            fallback(one, check);
        if (one.kind == ToolKind::Agent && !one.agent.empty())
            agent(one.agent, "agent", check);
        if (one.kind == ToolKind::Mcp && settingsRead && !one.remote.empty()
            && !ofServer(one.remote))
            check.error("server", "the name of an entry of mcp_servers",
                        inQuotes(one.remote.substr(0, one.remote.find('/'))),
                        "add the server to signalbox.json");
        if (one.kind == ToolKind::Command)
            command(one, check);
    }

    void fallback(const ToolDefinition& one, const FileCheck& check) const
    {
        if (one.fallback.find_first_of("*?") != std::string::npos)
            check.error("fallback", "the name of one tool", inQuotes(one.fallback),
                        "name one tool");
        else
            tool(one.fallback, "fallback", check);
        const auto* next = &one;
        for (std::size_t hops = 0; next && hops <= view.tools.size(); ++hops) {
            if (next->fallback == one.name) {
                check.error("fallback", "a fallback that ends",
                            inQuotes(one.fallback) + ", which leads back here",
                            "choose another or remove it");
                return;
            }
            const auto found = view.tools.find(next->fallback);
            next = found == view.tools.end() ? nullptr : found->second.get();
        }
    }

    // A relative program, or an argument that is a script by its ending.
    [[nodiscard]] static bool namesFile(const std::string& argument, bool isProgram)
    {
        if (argument.empty() || argument.front() == '/' || argument.front() == '-'
            || argument.find('{') != std::string::npos)
            return false;
        if (isProgram)
            return argument.find('/') != std::string::npos;
        constexpr std::array<std::string_view, 8> endings = {".py",  ".sh", ".bash", ".js",
                                                             ".mjs", ".rb", ".pl",   ".lua"};
        return std::any_of(endings.begin(), endings.end(),
                           [&](auto ending) { return argument.ends_with(ending); });
    }

    void command(const ToolDefinition& one, const FileCheck& check) const
    {
        for (std::size_t i = 0; i < one.command.size(); ++i) {
            const auto& argument = one.command[i];
            if (namesFile(argument, i == 0) && !folder.has(argument))
                check.error(elementPath("command", i), "a file of the workspace",
                            inQuotes(argument) + ", which is not there",
                            "create it or correct the name");
            if (i > 0 && namesFile(argument, false))
                break; // what follows are the script's own arguments
        }
    }

    void ofModels() const
    {
        const auto check = checkOf("signalbox.json");
        for (const auto& [name, entry] : view.models) {
            if (entry.protocol != Protocol::Scripted || entry.script.empty())
                continue;
            const auto path = memberPath(memberPath("models", name), "script");
            const auto text = folder.read(entry.script);
            if (!text) {
                check.error(path, "a file of the workspace",
                            inQuotes(entry.script) + " (" + text.error().message + ")",
                            "create it or correct the name");
                continue;
            }
            const auto script = checkOf(entry.script);
            if (std::none_of(view.problems.begin(), view.problems.end(),
                             [&](const Problem& p) { return p.file == entry.script; }))
                (void)readDocument(FileKind::Script, *text, script);
        }
    }

    void ofAgent(const AgentDefinition& one) const
    {
        const auto check = checkOf(one.source);
        model(one.model, "model", check);
        for (std::size_t i = 0; i < one.tools.size(); ++i)
            tool(one.tools[i], elementPath("tools", i), check);
    }

    void ofNode(const Json& node, const std::string& path, const FileCheck& check)
        const // NOLINT(misc-no-recursion): depth is bounded by the parser
    {
        const auto kind = stringAt(node, "kind");
        if (kind == "agent")
            agent(stringAt(node, "agent"), memberPath(path, "agent"), check);
        if (kind == "tool" && !stringAt(node, "tool").empty())
            tool(stringAt(node, "tool"), memberPath(path, "tool"), check);
        if (const auto name = stringAt(node, "model"); !name.empty())
            model(name, memberPath(path, "model"), check);
        const auto other = stringAt(node, "workflow");
        if (kind == "workflow" && !other.empty() && !declared.workflows.contains(other))
            check.error(memberPath(path, "workflow"), "the name of a workflow", inQuotes(other),
                        suggestion(other, listed(declared.workflows), {}));
        if (const auto* inner = find(node, "node"))
            ofNode(*inner, memberPath(path, "node"), check);
    }

    void ofWorkflow(const WorkflowFile& workflow) const
    {
        const auto check = checkOf(workflow.source);
        const auto document = parseJson(workflow.document);
        if (!document)
            return;
        if (const auto orchestrator = orchestratorFromJson(workflow.document))
            checkOrchestrator(*orchestrator, check);
        if (const auto graph = graphFromJson(workflow.document))
            checkGraph(*graph, check, arguments);
        if (workflow.kind == "orchestrator") {
            agent(stringAt(*document, "lead"), "lead", check);
            const auto* agents = find(*document, "agents");
            for (std::size_t i = 0; agents && agents->is_array() && i < agents->size(); ++i) {
                if ((*agents)[i].is_string())
                    agent((*agents)[i].get<std::string>(), elementPath("agents", i), check);
            }
            return;
        }
        const auto* nodes = find(*document, "nodes");
        if (!nodes || !nodes->is_object())
            return;
        for (const auto& [name, node] : nodes->items())
            ofNode(node, memberPath("nodes", name), check);
    }
};

// Workflows that run each other in a circle would never end.
class Circles
{
public:
    explicit Circles(WorkspaceView& view)
        : m_view(view)
    {
        for (const auto& [name, file] : view.workflows) {
            const auto graph = graphFromJson(file.document);
            for (const auto& node : graph ? graph->nodes : std::vector<NodeDefinition>()) {
                const auto* one = node.node ? node.node.get() : &node;
                if (one->kind == NodeKind::Workflow)
                    m_runs[name].push_back({one->workflow, node.name});
            }
        }
    }

    void check()
    {
        for (const auto& [name, runs] : m_runs) {
            for (const auto& [other, node] : runs) {
                if (!leadsTo(other, name))
                    continue;
                const auto& file = m_view.workflows.at(name);
                FileCheck{file.source, &m_view.problems}.error(
                    memberPath(memberPath("nodes", node), "workflow"),
                    "a workflow that does not run this one again", inQuotes(other),
                    "break the circle");
            }
        }
    }

private:
    [[nodiscard]] bool leadsTo(const std::string& from, const std::string& to) const
    {
        std::set<std::string> seen = {from};
        std::vector<std::string> open = {from};
        while (!open.empty()) {
            const auto name = std::move(open.back());
            open.pop_back();
            if (name == to)
                return true;
            const auto found = m_runs.find(name);
            if (found == m_runs.end())
                continue;
            for (const auto& [other, node] : found->second) {
                if (seen.insert(other).second)
                    open.push_back(other);
            }
        }
        return false;
    }

    WorkspaceView& m_view;
    std::map<std::string, std::vector<std::pair<std::string, std::string>>> m_runs;
};
} // namespace

const std::vector<std::string>& builtinToolNames()
{
    static const auto names = [] {
        std::vector<std::string> all;
        for (const auto& tool : builtinTools())
            all.emplace_back(tool.name);
        return all;
    }();
    return names;
}

void checkReferences(const Folder& folder, DeclaredNames declared,
                     const UnloadedDefinitions& broken, bool settingsRead, WorkspaceView& view)
{
    declared.tools.insert(builtinToolNames().begin(), builtinToolNames().end());
    for (const auto& [name, tool] : view.tools)
        declared.tools.insert(name);
    for (const auto& [name, agent] : view.agents)
        declared.agents.insert(name);
    for (const auto& [name, workflow] : view.workflows)
        declared.workflows.insert(name);
    for (const auto& tool : broken.tools)
        declared.tools.insert(tool.name);
    for (const auto& agent : broken.agents)
        declared.agents.insert(agent.name);
    for (const auto& workflow : broken.workflows)
        declared.workflows.insert(workflow.name);
    ArgumentCheck arguments(view.tools);
    References references{folder, declared, view, {}, settingsRead, &arguments};
    for (const auto& [name, entry] : view.models)
        references.models.push_back(name);
    references.ofModels();
    for (const auto& [name, tool] : view.tools)
        references.ofTool(*tool);
    for (const auto& tool : broken.tools)
        references.ofTool(tool);
    for (const auto& [name, agent] : view.agents)
        references.ofAgent(agent);
    for (const auto& agent : broken.agents)
        references.ofAgent(agent);
    for (const auto& [name, workflow] : view.workflows)
        references.ofWorkflow(workflow);
    for (const auto& workflow : broken.workflows)
        references.ofWorkflow(workflow);
    Circles(view).check();
}

} // namespace signalbox::workspace
