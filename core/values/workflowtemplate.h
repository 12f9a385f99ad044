// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/workspaceview.h"

#include <string>
#include <vector>

namespace signalbox {

// A workspace that the program brings along to show one way of letting agents work together. It runs without a key.
struct WorkflowTemplate
{
    struct Agent
    {
        std::string name;
        std::string description;

        bool operator==(const Agent&) const = default;
    };

    std::string name; // also of its workspace: "prompt-chain"
    std::string title; // "Prompt chain"
    std::string purpose; // what the pattern is for, one or two sentences
    std::string workflow; // the one to run
    std::string task; // that its scripted model knows
    std::vector<Agent> agents; // in the order of their names
    std::vector<WorkflowFile> workflows; // the one to run first

    bool operator==(const WorkflowTemplate&) const = default;
};

} // namespace signalbox
