// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/keytip.h"

#include <QAction>
#include <QWidget>

namespace signalbox::ui {

void setKeyTip(QWidget& button, QAction& action, const QString& words)
{
    const auto show = [&button, &action, words] {
        const auto keys = action.shortcut().toString(QKeySequence::NativeText);
        button.setToolTip(words.isEmpty() || keys.isEmpty()
                              ? words + keys
                              : QStringLiteral("%1 (%2)").arg(words, keys));
    };
    show();
    QObject::connect(&action, &QAction::changed, &button, show);
}

} // namespace signalbox::ui
