// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/plainlabel.h"

#include <QLabel>

namespace signalbox::ui {

QLabel* plainLabel(const QString& text, const QString& role, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    if (!role.isEmpty())
        label->setProperty("role", role);
    return label;
}

QLabel* wrappedLabel(const QString& text, const QString& role, QWidget* parent)
{
    auto* label = plainLabel(text, role, parent);
    label->setWordWrap(true);
    return label;
}

} // namespace signalbox::ui
