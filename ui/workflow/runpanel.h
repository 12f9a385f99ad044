// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/uicontext.h"
#include "ui/workflow/visitmodel.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <string>

class QLabel;
class QPushButton;
class QSplitter;
class QTableView;

namespace signalbox::ui {

class CodeEdit;

// The run that is drawn over the graph: its visits in order, one by one or all together, and the state before and after
// the chosen one.
class RunPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit RunPanel(const UiContext& context, QWidget* parent = nullptr);

    void show(const RunOverlay& overlay, const std::shared_ptr<trace::RunTrace>& trace,
              const trace::RunStatus& status);
    // Of a node: its last visit. Nothing: the graph shows all of the run.
    void choose(std::optional<std::uint32_t> visit, bool isUnrolled = true);
    void chooseNode(const std::string& node); // the graph goes on to show all of the run
    // The visit up to which the graph shows the run, as it was then; noVisit: all of it.
    [[nodiscard]] std::uint32_t until() const
    {
        return m_chosen && m_isUnrolled ? *m_chosen : trace::GraphTrace::noVisit;
    }
    [[nodiscard]] std::optional<std::uint32_t> chosen() const { return m_chosen; }
    [[nodiscard]] std::string chosenPath() const;
    void step(int by); // to the next or previous visit

Q_SIGNALS:
    void chosenChanged();
    void openWanted(const QString& path); // in the step trace
    void forkWanted(const QString& path);

private:
    void showHead();
    void showStates();
    void showAnswer();
    [[nodiscard]] int rowOf(std::uint32_t visit) const;

    VisitModel m_model;
    std::shared_ptr<trace::RunTrace> m_trace;
    std::optional<std::uint32_t> m_chosen;
    trace::RunStatus m_status;
    QLabel* m_title;
    QLabel* m_place;
    QPushButton* m_previous;
    QPushButton* m_next;
    QPushButton* m_all;
    QPushButton* m_open;
    QPushButton* m_fork;
    QSplitter* m_splitter;
    QTableView* m_table;
    QLabel* m_stateTitle;
    CodeEdit* m_state;
    bool m_isUnrolled = false;
    bool m_isFilling = false;
    bool m_isAnswerShown = false;
    std::string m_shownAnswer;
};

} // namespace signalbox::ui
