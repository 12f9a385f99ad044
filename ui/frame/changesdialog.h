// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/theme.h"

#include <QDialog>

#include <memory>
#include <string>
#include <vector>

class QLabel;
class QPushButton;
class QTableWidget;

namespace signalbox::ui {

// What a run did to the world, a line each: what can be taken back, what was, and what cannot be. Never modal.
class ChangesDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit ChangesDialog(const Theme& theme, QWidget* parent = nullptr);

    void setRun(const std::string& run);
    // Of another run than the one that is shown: ignored.
    void showChanges(const engine::ChangesListed& listed);

Q_SIGNALS:
    void commandIssued(const engine::Command& command);

private:
    void addRow(int row, const RunChange& change);
    void updateButtons();
    void issue(bool redo, bool all);
    [[nodiscard]] const RunChange* selected() const;

    const Theme& m_theme;
    std::string m_run;
    std::shared_ptr<const std::vector<RunChange>> m_changes;
    QLabel* m_words;
    QTableWidget* m_table;
    QPushButton* m_undo;
    QPushButton* m_redo;
    QPushButton* m_undoAll;
    QPushButton* m_redoAll;
};

} // namespace signalbox::ui
