// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/page.h"

#include <vector>

namespace signalbox::ui {

// A tab of the mode bar.
struct Mode
{
    const char* name; // untranslated, also the accessible name and the settings key
    const char* icon; // resources/icons
    const char* shortcut;
    Page* (*create)(UiContext&, QWidget* parent);
};

[[nodiscard]] const std::vector<Mode>& modes();

} // namespace signalbox::ui
