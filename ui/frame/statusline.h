// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/run/runview.h"
#include "ui/uicontext.h"

#include <QWidget>

class QLabel;

namespace signalbox::ui {

// The foot of the window: state of the run, its counts, the journal, the sandbox, and the latest message.
class StatusLine : public QWidget
{
    Q_OBJECT

public:
    StatusLine(UiContext& context, RunView& view, QWidget* parent = nullptr);

    void refresh();
    void setMessage(const QString& text, bool isError = false);

private:
    void showState();

    UiContext& m_context;
    RunView& m_view;
    QLabel* m_dot;
    QLabel* m_state;
    QLabel* m_counts;
    QLabel* m_journal;
    QLabel* m_message;
    QLabel* m_sandbox;
    QLabel* m_trust;
};

} // namespace signalbox::ui
