// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/screenshots.h"

#include "ui/frame/mainwindow.h"
#include "ui/gate/gatedialog.h"
#include "ui/gate/gateinbox.h"
#include "ui/modes.h"

#include <QCoreApplication>
#include <QDir>
#include <QPixmap>

namespace signalbox::ui {

bool takeScreenshots(MainWindow& window, Theme& theme, const QString& folder)
{
    if (!QDir().mkpath(folder))
        return false;
    window.resize(1440, 900); // also where the screen is smaller
    const auto choice = theme.choice();
    bool good = true;
    for (const auto wanted : {ThemeChoice::Light, ThemeChoice::Dark}) {
        theme.setChoice(wanted);
        const auto suffix = wanted == ThemeChoice::Light ? QStringLiteral("-light.png")
                                                         : QStringLiteral("-dark.png");
        const auto save = [&](QWidget& widget, const QString& name) {
            QCoreApplication::processEvents();
            good = widget.grab().save(QDir(folder).filePath(name + suffix)) && good;
        };
        for (int mode = 0; mode < window.modeCount(); ++mode) {
            window.showMode(mode);
            save(window, QString::fromLatin1(modes()[std::size_t(mode)].name).toLower());
        }
        if (auto* dialog = window.gates().dialog(); dialog && dialog->isVisible())
            save(*dialog, QStringLiteral("gate"));
    }
    window.showMode(0);
    theme.setChoice(choice);
    return good;
}

} // namespace signalbox::ui
