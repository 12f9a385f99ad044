// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/run/runview.h"
#include "ui/theme.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace signalbox::ui {

// A line to tell the agents of the run something while they work, and above it what was said and waits, was taken or taken
// back. The text that is typed stays when it could not be sent.
class SteerPanel : public QWidget
{
    Q_OBJECT

public:
    SteerPanel(const Theme& theme, RunView& view, QWidget* parent = nullptr);

    void focusText();
    void giveBack(); // what was sent last could not be: it stands in the line again

Q_SIGNALS:
    void commandIssued(const signalbox::engine::Command& command);

private:
    void refresh();
    void showState();
    void fillAgents();
    [[nodiscard]] QWidget* rowOf(const trace::SteerItem& item);
    void send();

    const Theme& m_theme;
    RunView& m_view;
    QScrollArea* m_queue;
    QVBoxLayout* m_rows;
    QLineEdit* m_text;
    QComboBox* m_when;
    QComboBox* m_agent;
    QPushButton* m_send;
    QString m_sent; // last
    std::vector<trace::SteerItem> m_items;
    std::vector<std::string> m_agents; // paths of those that are at work
};

} // namespace signalbox::ui
