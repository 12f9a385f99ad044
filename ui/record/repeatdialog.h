// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "trace/repeatfold.h"
#include "ui/uicontext.h"

#include <QDialog>
#include <QTimer>

#include <string>

class QCheckBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QTableWidget;

namespace signalbox::ui {

// One step done again several times from the same state, and how much what came of it differs. Not modal.
class RepeatDialog final : public QDialog
{
    Q_OBJECT

public:
    RepeatDialog(UiContext& context, std::string run, std::string at, std::string ticket,
                 QWidget* parent = nullptr);

    [[nodiscard]] const std::string& ticket() const { return m_ticket; }
    [[nodiscard]] const std::string& run() const { return m_run; }
    [[nodiscard]] const std::string& at() const { return m_at; }
    void onNotice(const engine::Notice& notice);

Q_SIGNALS:
    void commandIssued(const signalbox::engine::Command& command);
    void openRunRequested(const QString& run, const QString& path);

private:
    void build();
    void buildTable();
    void start();
    void fill();
    [[nodiscard]] QString spreadWords() const;

    UiContext& m_context;
    const std::string m_run;
    const std::string m_at;
    const std::string m_ticket;
    trace::RepeatFold m_fold;
    QSpinBox* m_times;
    QCheckBox* m_toTheEnd;
    QPushButton* m_start;
    QLabel* m_spread;
    QLabel* m_problem;
    QTableWidget* m_table;
    QTimer m_later; // many events fill the table once
};

} // namespace signalbox::ui
