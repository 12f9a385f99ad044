// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme.h"

#include <QObject>

class QSystemTrayIcon;

namespace signalbox::ui {

// Tells a person who looks elsewhere that a run waits or has ended: by the task bar, the tray and a sound. Blocked and
// done are told apart. Nothing while the window is the active one.
class Notifier : public QObject
{
    Q_OBJECT

public:
    Notifier(const Theme& theme, QWidget& window, QObject* parent = nullptr);

    void tellBlocked(const QString& what);
    void tellDone(const QString& what);

private:
    [[nodiscard]] QSystemTrayIcon* tray(); // null where the desktop has none

    const Theme& m_theme;
    QWidget& m_window;
    QSystemTrayIcon* m_tray = nullptr; // made for the first message
};

} // namespace signalbox::ui
