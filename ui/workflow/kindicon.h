// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme.h"
#include "ui/workflow/graph.h"

#include <QPainterPath>

namespace signalbox::ui {

// Strokes of the icon of a kind in a square of 16 by 16.
[[nodiscard]] const QPainterPath& kindStrokes(NodeKind kind);
[[nodiscard]] Tint kindTint(NodeKind kind);
// Word for a person: "agent", "map".
[[nodiscard]] QString kindWord(NodeKind kind);
// For menus and lists.
[[nodiscard]] QIcon kindIcon(NodeKind kind, const Theme& theme);

} // namespace signalbox::ui
