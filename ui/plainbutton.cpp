// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/plainbutton.h"

#include <QPushButton>

namespace signalbox::ui {

QPushButton* plainButton(const QString& text, const QString& accessibleName, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setAccessibleName(accessibleName);
    button->setAutoDefault(false);
    return button;
}

QPushButton* flatButton(const QString& text, const QString& accessibleName, QWidget* parent)
{
    auto* button = plainButton(text, accessibleName, parent);
    button->setProperty("kind", QStringLiteral("flat"));
    return button;
}

} // namespace signalbox::ui
