// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

class QPushButton;
class QWidget;

namespace signalbox::ui {

// A button that Return presses only where it has the focus: it is never the default one.
[[nodiscard]] QPushButton* plainButton(const QString& text, const QString& accessibleName,
                                       QWidget* parent = nullptr);
// The same without a frame, for what is beside the matter.
[[nodiscard]] QPushButton* flatButton(const QString& text, const QString& accessibleName,
                                      QWidget* parent = nullptr);

} // namespace signalbox::ui
