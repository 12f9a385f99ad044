// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/notifier.h"

#include <QApplication>
#include <QSystemTrayIcon>
#include <QWidget>

namespace signalbox::ui {

Notifier::Notifier(const Theme& theme, QWidget& window, QObject* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_window(window)
{ }

QSystemTrayIcon* Notifier::tray()
{
    if (!m_tray && QSystemTrayIcon::isSystemTrayAvailable()) {
        m_tray = new QSystemTrayIcon(m_theme.icon(QStringLiteral("signalbox"), Tint::Accent), this);
        connect(m_tray, &QSystemTrayIcon::messageClicked, &m_window, [this] {
            m_window.raise();
            m_window.activateWindow();
        });
        m_tray->show();
    }
    return m_tray;
}

void Notifier::tellBlocked(const QString& what)
{
    if (QApplication::activeWindow())
        return;
    QApplication::alert(&m_window);
    QApplication::beep();
    if (auto* icon = tray())
        icon->showMessage(tr("A run waits for you"), what, QSystemTrayIcon::Warning, 0);
}

void Notifier::tellDone(const QString& what)
{
    if (QApplication::activeWindow())
        return;
    QApplication::alert(&m_window, 3000);
    if (auto* icon = tray())
        icon->showMessage(tr("A run has ended"), what, QSystemTrayIcon::Information, 8000);
}

} // namespace signalbox::ui
