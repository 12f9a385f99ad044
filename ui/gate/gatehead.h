// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"
#include "ui/gate/pendinggate.h"
#include "ui/theme.h"

#include <QWidget>

#include <optional>

class QLabel;
class QTimer;
class QToolButton;

namespace signalbox::ui {

// The top of the window of a gate: what is asked, where in the run, which of the gates that wait this is, and how long
// it still waits.
class GateHead final : public QWidget
{
    Q_OBJECT

public:
    explicit GateHead(const Theme& theme, QWidget* parent = nullptr);

    void setGate(const PendingGate& gate);
    void setPlace(int index, int count); // "1 of 2 waiting"

Q_SIGNALS:
    void stepWanted(int by); // another of the gates that wait

private:
    void showDeadline();

    std::optional<Timestamp> m_deadline; // none: it waits for ever
    QTimer* m_clock;
    QLabel* m_title;
    QLabel* m_subtitle;
    QLabel* m_place;
    QLabel* m_left; // until the deadline
    QToolButton* m_previous = nullptr;
    QToolButton* m_next = nullptr;
};

} // namespace signalbox::ui
