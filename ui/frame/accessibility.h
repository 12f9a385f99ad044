// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace signalbox::ui {

// Interfaces for screen readers where those of Qt 6.4 do not say what the window promises: tabs of the mode bar, the
// nodes of a drawn graph, and
// combo boxes, whose name on Linux would be their text instead of their accessible name. Once, before widgets are shown.
void installAccessibility();

} // namespace signalbox::ui
