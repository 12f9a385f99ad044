// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/jsonedit/codecolours.h"

namespace signalbox::ui {

CodeColours codeColours(const QPalette& palette)
{
    const bool dark = palette.color(QPalette::Base).lightness() < 128;
    if (dark)
        return {.key = QColor(0x7ab0ff),
                .text = QColor(0x7bd88f),
                .number = QColor(0xe8b86d),
                .literal = QColor(0xc79bf0),
                .muted = QColor(0x9aa3b2),
                .error = QColor(0xff6b66),
                .errorGround = QColor(0x45262b),
                .warning = QColor(0xf0b54a),
                .warningGround = QColor(0x3c3220),
                .good = QColor(0x52c98b),
                .goodGround = QColor(0x1d3a2c),
                .accent = QColor(0x5b9bff),
                .accentGround = QColor(0x22324f)};
    return {.key = QColor(0x1d5fd6),
            .text = QColor(0x157347),
            .number = QColor(0x9a4f00),
            .literal = QColor(0x7a3db8),
            .muted = QColor(0x667085),
            .error = QColor(0xc5221f),
            .errorGround = QColor(0xfde3e4),
            .warning = QColor(0xa15c00),
            .warningGround = QColor(0xfff3dc),
            .good = QColor(0x157a45),
            .goodGround = QColor(0xe0f4e8),
            .accent = QColor(0x2163df),
            .accentGround = QColor(0xe3ecfd)};
}

} // namespace signalbox::ui
