// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/windowentry.h"

#include "ui/frame/mainwindow.h"
#include "ui/frame/screenshots.h"
#include "ui/frame/systemcolors.h"
#include "ui/gate/gatedialog.h"
#include "ui/gate/gateinbox.h"
#include "ui/noticelog.h"
#include "ui/theme.h"

#include <QApplication>
#include <QDeadlineTimer>
#include <QSettings>
#include <QTimer>

namespace signalbox::ui {

namespace {

// The example runs to its gate in about twenty seconds; without one the pictures are taken after all.
constexpr int screenshotPatienceMs = 60'000;
constexpr int screenshotStartMs = 1500;
constexpr int lookAgainMs = 300;

// Draws everything once a gate waits, or when the patience is over, and ends the program.
void takeWhenAGateWaits(MainWindow& window, Theme& theme, const QString& folder)
{
    auto* timer = new QTimer(&window);
    const QDeadlineTimer patience(screenshotPatienceMs);
    QObject::connect(timer, &QTimer::timeout, &window, [&window, &theme, folder, timer, patience] {
        const auto* dialog = window.gates().dialog();
        if (!(dialog && dialog->isVisible()) && !patience.hasExpired())
            return;
        timer->stop();
        QCoreApplication::exit(takeScreenshots(window, theme, folder) ? 0 : 1);
    });
    timer->start(lookAgainMs);
}

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
        QTimer::singleShot(screenshotStartMs, &window, [&window, &theme, &port, &options] {
            port.send(engine::StartRun{
                "clerk", "Sort the invoices in inbox/ and remove the duplicates", {}, {}});
            takeWhenAGateWaits(window, theme, QString::fromStdString(options.screenshots));
        });
    }
    return QApplication::exec();
}

} // namespace signalbox::ui
