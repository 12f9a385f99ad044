// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

class QAction;
class QWidget;

namespace signalbox::ui {

// What a button does and the keys that do the same, as its tool tip, also when a person gives the action others. `words`
// may be empty.
void setKeyTip(QWidget& button, QAction& action, const QString& words);

} // namespace signalbox::ui
