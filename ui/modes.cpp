// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/modes.h"

#include "ui/frame/emptypage.h"

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
        {"Run", "run", "Ctrl+1", &make<EmptyRunsPage>},
        {"Runs", "runs", "Ctrl+2", &make<EmptyRunsPage>},
        {"Workflows", "workflows", "Ctrl+3", &make<EmptyWorkflowsPage>},
        {"Tools", "tools", "Ctrl+4", &make<EmptyRunsPage>},
        {"Policy", "policy", "Ctrl+5", &make<EmptyRunsPage>},
        {"Evals", "evals", "Ctrl+6", &make<EmptyEvalsPage>},
        {"Settings", "settings", "Ctrl+7", &make<EmptyRunsPage>},
    };
    return all;
}

} // namespace signalbox::ui
