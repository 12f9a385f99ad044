// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/agentdefinition.h"
#include "values/modelentry.h"
#include "values/policy.h"
#include "values/problem.h"
#include "values/tooldefinition.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace signalbox {

// "breakers" of signalbox.json: how many in a row are a loop.
struct Breakers
{
    bool enabled = true;
    int equalCalls = 4;
    int equalErrors = 3;
    int cycles = 3;

    bool operator==(const Breakers&) const = default;
};

// An entry of "mcp_servers"; `${secret:NAME}` and `${env:NAME}` in its values are resolved at the call.
struct McpServerEntry
{
    std::string name;
    std::vector<std::string> command; // program and arguments, empty where there is a url
    std::vector<std::pair<std::string, std::string>> env;
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    bool disabled = false;

    bool operator==(const McpServerEntry&) const = default;
};

// "otlp": where traces go.
struct OtlpEntry
{
    std::string endpoint;
    std::string protocol = "http/protobuf";
    std::vector<std::pair<std::string, std::string>> headers;
    bool content = false; // prompts and results, not only figures

    bool operator==(const OtlpEntry&) const = default;
};

// workflows/NAME.json, checked against its schema; what it means is the business of core/workflow.
struct WorkflowFile
{
    std::string name;
    std::string kind; // "graph" or "orchestrator"
    std::string source; // file, relative to the workspace
    std::string document; // the JSON text of that file

    bool operator==(const WorkflowFile&) const = default;
};

// Everything of a workspace that was read, at one instant; immutable. Files that are wrong stand in `problems`.
struct WorkspaceView
{
    std::string root; // absolute path
    std::string name;
    std::map<std::string, ModelEntry> models;
    std::string defaultModel; // name of an entry
    Limits limits;
    Breakers breakers;
    SandboxSpec sandbox;
    std::optional<double> costOverBaseline;
    std::map<std::string, AgentDefinition> agents;
    std::map<std::string, ToolPtr> tools; // by full name; built-in ones are not in it
    std::map<std::string, WorkflowFile> workflows;
    std::vector<WorkflowFile> brokenWorkflows; // with errors: shown to be mended, never run
    std::map<std::string, McpServerEntry> mcpServers;
    std::optional<OtlpEntry> otlp;
    Policy policy;
    std::vector<Problem> problems;
    bool trusted = false;
    std::string document; // text of signalbox.json

    [[nodiscard]] const ModelEntry* model(const std::string& modelName) const
    {
        const auto found =
            models.find(modelName == "default" || modelName.empty() ? defaultModel : modelName);
        return found == models.end() ? nullptr : &found->second;
    }
};

} // namespace signalbox
