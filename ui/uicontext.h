// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/theme.h"

#include <QSettings>

#include <string>

namespace signalbox::ui {

class RunView;

// What all pages share. Owned by the window; outlives every page.
struct UiContext
{
    Theme& theme;
    QSettings& settings; // keys begin with the page's name: "tools/splitter"
    engine::WorkspaceOpened opened = {}; // the latest; workspace may be null before the first
    RunView* runView = nullptr; // the run that the window shows; null without a window

    // A tool of the workspace or a built-in one; null where there is none of this name.
    [[nodiscard]] ToolPtr tool(const std::string& name) const
    {
        if (opened.workspace) {
            const auto found = opened.workspace->tools.find(name);
            if (found != opened.workspace->tools.end())
                return found->second;
        }
        for (const auto& builtin : opened.builtins) {
            if (builtin->name == name)
                return builtin;
        }
        return {};
    }
};

} // namespace signalbox::ui
