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
#include <vector>

namespace signalbox {

struct Breakers
{
    bool enabled = true;
    int equalCalls = 4;
    int equalErrors = 3;
    int cycles = 3;

    bool operator==(const Breakers&) const = default;
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
    Policy policy;
    std::vector<Problem> problems;
    bool trusted = false;
    std::string document; // text of signalbox.json

    [[nodiscard]] const ModelEntry* model(const std::string& modelName) const
    {
        const auto found = models.find(modelName == "default" || modelName.empty() ? defaultModel
                                                                                   : modelName);
        return found == models.end() ? nullptr : &found->second;
    }
};

} // namespace signalbox
