// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gate/deadtime.h"

#include <QAbstractButton>
#include <QEvent>
#include <QKeyEvent>

namespace signalbox::ui {

DeadTime::DeadTime(QWidget* window)
    : QObject(window)
    , m_window(window)
{
    m_timer.setInterval(100);
    window->installEventFilter(this);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_since.elapsed() >= length)
            m_timer.stop();
        Q_EMIT ticked();
    });
}

void DeadTime::guard(QAbstractButton* button)
{
    button->installEventFilter(this);
}

void DeadTime::start()
{
    m_since.start();
    m_timer.start();
    Q_EMIT ticked();
}

int DeadTime::left() const
{
    return isOver() ? 0 : std::max(0, length - int(m_since.elapsed()));
}

bool DeadTime::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_window) {
        // Window managers give the focus before the click, so the click falls into this time.
        if (event->type() == QEvent::WindowActivate || event->type() == QEvent::Show)
            start();
        if (event->type() == QEvent::WindowDeactivate || event->type() == QEvent::Hide)
            m_broughtForward = false;
        return false;
    }
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::KeyRelease: {
        const int key = static_cast<QKeyEvent*>(event)->key();
        return key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter
            || key == Qt::Key_Select;
    }
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonDblClick:
        if (!isOver())
            return true;
        if (!m_window->isActiveWindow() && !m_broughtForward) {
            m_broughtForward = true;
            m_window->activateWindow();
            start();
            return true;
        }
        return false;
    default:
        return false;
    }
}

} // namespace signalbox::ui
