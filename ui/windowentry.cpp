// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/windowentry.h"

#include "ui/frame/mainwindow.h"
#include "ui/frame/screenshots.h"
#include "ui/frame/systemcolors.h"
#include "ui/noticelog.h"
#include "ui/theme.h"

#include <QApplication>
#include <QSettings>
#include <QTimer>

namespace signalbox::ui {

namespace {

constexpr int screenshotStartMs = 1500;

void restoreTheme(Theme& theme, const QSettings& settings)
{
    const int choice = settings.value(QStringLiteral("theme/choice")).toInt();
    theme.setChoice(choice == int(ThemeChoice::Light) || choice == int(ThemeChoice::Dark)
                        ? ThemeChoice(choice)
                        : ThemeChoice::System);
    theme.setFontSize(settings.value(QStringLiteral("theme/fontSize")).toInt());
}

} // namespace

int runWindow(int& argc, char** argv, engine::Port& port, const WindowOptions& options)
{
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("signalbox"));
    QCoreApplication::setApplicationName(QStringLiteral("signalbox"));
    QCoreApplication::setApplicationVersion(QString::fromStdString(options.version));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Signalbox"));
    QSettings settings;
    Theme theme;
    restoreTheme(theme, settings);
    theme.applyTo(application);
    const auto log = logNotices(port);
    MainWindow window(port, theme, settings);
    window.show();
    SystemColors desktop(theme);
    QTimer::singleShot(0, &desktop, &SystemColors::ask); // after the first sight
    port.send(engine::OpenWorkspace{options.workspace});
    if (!options.file.empty())
        window.openFile(QString::fromStdString(options.file));
    if (!options.screenshots.empty()) {
        auto* tour = new ScreenshotTour(window, theme, QString::fromStdString(options.screenshots));
        QObject::connect(tour, &ScreenshotTour::finished, &window,
                         [](bool good) { QCoreApplication::exit(good ? 0 : 1); });
        QTimer::singleShot(screenshotStartMs, tour, &ScreenshotTour::start);
    }
    return QApplication::exec();
}

} // namespace signalbox::ui
