// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/modes.h"

#include "ui/frame/emptypage.h"
#include "ui/policy/policypage.h"
#include "ui/run/runpage.h"
#include "ui/runs/runspage.h"
#include "ui/settings/settingspage.h"
#include "ui/tools/toolspage.h"
#include "ui/workflow/workflowpage.h"

namespace signalbox::ui {

namespace {
template <class T>
Page* make(UiContext& context, QWidget* parent)
{
    return new T(context, parent);
}
} // namespace

const std::vector<Mode>& modes()
{
    static const std::vector<Mode> all = {
        {"Run", "run", "Ctrl+1", &make<RunPage>},
        {"Runs", "runs", "Ctrl+2", &make<RunsPage>},
        {"Workflows", "workflows", "Ctrl+3", &make<WorkflowPage>},
        {"Tools", "tools", "Ctrl+4", &make<ToolsPage>},
        {"Policy", "policy", "Ctrl+5", &make<PolicyPage>},
        {"Evals", "evals", "Ctrl+6", &make<EmptyEvalsPage>},
        {"Settings", "settings", "Ctrl+7", &make<SettingsPage>},
    };
    return all;
}

} // namespace signalbox::ui
