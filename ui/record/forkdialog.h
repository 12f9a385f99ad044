// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "trace/forkplace.h"
#include "ui/uicontext.h"

#include <QDialog>

#include <string>

class QLabel;
class QListWidget;
class QPushButton;

namespace signalbox::ui {

class ForkEditor;

// Goes on from a recorded step with one thing changed. Not modal; closed and opened again it holds what was typed. Says
// which calls behind the step will stay done.
class ForkDialog final : public QDialog
{
    Q_OBJECT

public:
    // ticket: of the command it sends, and of the answers that are for it.
    ForkDialog(UiContext& context, std::string run, const trace::ForkPlace& place,
               std::string ticket, QWidget* parent = nullptr);

    [[nodiscard]] const std::string& ticket() const { return m_ticket; }
    [[nodiscard]] const std::string& run() const { return m_run; }
    [[nodiscard]] const std::string& at() const { return m_place.at; }
    void choose(const std::string& key);
    void showFailure(const QString& why);

Q_SIGNALS:
    void commandIssued(const signalbox::engine::Command& command);

private:
    void build(UiContext& context);
    [[nodiscard]] QWidget* makeLater(UiContext& context);
    void send();
    void refresh();

    const std::string m_run;
    const trace::ForkPlace m_place;
    const std::string m_ticket;
    QListWidget* m_choices;
    ForkEditor* m_editor;
    QLabel* m_hint;
    QLabel* m_problem;
    QPushButton* m_send;
};

} // namespace signalbox::ui
