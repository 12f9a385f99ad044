// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/page.h"
#include "ui/uicontext.h"

#include <QApplication>
#include <QDir>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <vector>

namespace signalbox::ui::testing {

// What a page needs around it: a theme, settings in a folder that goes with the test, and a record of its commands.
struct FakeWindow
{
    QTemporaryDir folder;
    Theme theme;
    QSettings settings{folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat};
    UiContext context{theme, settings};
    std::vector<engine::Command> commands;

    FakeWindow() { theme.applyTo(*qApp); }

    void listen(Page& page)
    {
        QObject::connect(&page, &Page::commandIssued, &page,
                         [this](const engine::Command& command) { commands.push_back(command); });
    }
    template <class T>
    [[nodiscard]] std::vector<T> issued() const
    {
        std::vector<T> out;
        for (const auto& command : commands) {
            if (const auto* one = std::get_if<T>(&command))
                out.push_back(*one);
        }
        return out;
    }
};

// The widget below `root` with this accessible name; fails the test where there is none.
template <class T>
[[nodiscard]] T* named(QWidget& root, const char* name)
{
    const auto wanted = QString::fromUtf8(name);
    for (auto* widget : root.findChildren<T*>()) {
        if (widget->accessibleName() == wanted && !widget->isHidden())
            return widget;
    }
    return nullptr;
}

// Draws a widget in both themes to the folder that SIGNALBOX_SHOTS names; nothing where it is not set.
inline void shoot(FakeWindow& window, QWidget& widget, const char* name)
{
    const QString target = qEnvironmentVariable("SIGNALBOX_SHOTS");
    if (target.isEmpty())
        return;
    for (const auto choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
        window.theme.setChoice(choice);
        QCoreApplication::processEvents();
        const QString file = QStringLiteral("%1-%2.png")
                                 .arg(QString::fromLatin1(name),
                                      choice == ThemeChoice::Dark ? QStringLiteral("dark")
                                                                  : QStringLiteral("light"));
        widget.grab().save(QDir(target).filePath(file));
    }
    window.theme.setChoice(ThemeChoice::Light);
}

} // namespace signalbox::ui::testing
