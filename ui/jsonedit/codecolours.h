// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QPalette>

namespace signalbox::ui {

// Colours of code, taken from how dark the palette is, so that editors follow a theme without knowing it.
struct CodeColours
{
    QColor key;
    QColor text;
    QColor number;
    QColor literal;
    QColor muted;
    QColor error;
    QColor errorGround; // behind a chip and a removed line
    QColor warning;
    QColor warningGround;
    QColor good;
    QColor goodGround; // behind an added line
    QColor accent;
    QColor accentGround;
};

[[nodiscard]] CodeColours codeColours(const QPalette& palette);

} // namespace signalbox::ui
