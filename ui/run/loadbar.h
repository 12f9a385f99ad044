// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/run/runview.h"
#include "ui/theme.h"

#include <QFrame>
#include <QTimer>

class QAction;
class QLabel;

namespace signalbox::ui {

// Over the trace while a recorded run is being read: how far it is, and a way to end it.
class LoadBar final : public QFrame
{
    Q_OBJECT

public:
    LoadBar(const Theme& theme, RunView& view, QWidget* parent = nullptr);

    [[nodiscard]] QAction* stopAction() const { return m_stop; }

Q_SIGNALS:
    void commandIssued(const signalbox::engine::Command& command);

private:
    void refresh();
    void stop();

    RunView& m_view;
    QTimer m_delay; // what is read at once shows no bar
    QLabel* m_words;
    QAction* m_stop;
};

} // namespace signalbox::ui
