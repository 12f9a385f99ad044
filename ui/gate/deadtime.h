// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

class QAbstractButton;
class QWidget;

namespace signalbox::ui {

// Keeps the buttons of a window from being pressed by accident: they are dead for a moment after it appears or comes
// forward, the click that brings it forward does nothing, and no key but their own mnemonics presses them.
class DeadTime final : public QObject
{
    Q_OBJECT

public:
    explicit DeadTime(QWidget* window);

    void guard(QAbstractButton* button);
    void start();
    [[nodiscard]] bool isOver() const { return !m_timer.isActive(); }
    [[nodiscard]] int left() const; // milliseconds

    static constexpr int length = 700; // milliseconds

Q_SIGNALS:
    void ticked(); // the time left or its end

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* m_window;
    QTimer m_timer;
    QElapsedTimer m_since;
    bool m_broughtForward = false; // by a click on a window that no window manager activates
};

} // namespace signalbox::ui
