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

// What bringing a template into a workspace writes. Nothing that is there is replaced but signalbox.json, which gains a model.
struct TemplatePlan
{
    struct File
    {
        std::string file; // relative to the workspace
        std::string text;
        std::string before; // what signalbox.json holds now; empty: the file is new
        std::string
            templateName; // its name in the template where another file has that name, else empty

        bool operator==(const File&) const = default;
    };

    std::string name; // of the template
    std::string workflow; // as it will be called
    bool isScripted =
        true; // its agents play the template's script; else they use the default model
    std::vector<File> files;
    std::vector<std::string> kept; // that are there already, word for word
    std::string hash; // of all above: what is written is what was shown

    bool operator==(const TemplatePlan&) const = default;
};

} // namespace signalbox
