// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

class QLabel;
class QWidget;

namespace signalbox::ui {

// A label for text of others: plain, never rich. `role`: its look in the style sheet ("muted", "error"), empty for the usual.
[[nodiscard]] QLabel* plainLabel(const QString& text = {}, const QString& role = {},
                                 QWidget* parent = nullptr);
// The same, as many lines as it needs.
[[nodiscard]] QLabel* wrappedLabel(const QString& text, const QString& role,
                                   QWidget* parent = nullptr);

} // namespace signalbox::ui
