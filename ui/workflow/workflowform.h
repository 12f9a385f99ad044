// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/uicontext.h"
#include "ui/workflow/statetable.h"

#include <QWidget>

#include <functional>
#include <vector>

class QFormLayout;
class QListWidget;

namespace signalbox::ui {

// The form of a whole workflow: its own members, and the state of a graph or the agents of an orchestrator.
class WorkflowForm final : public QWidget
{
    Q_OBJECT

public:
    explicit WorkflowForm(const UiContext& context, QWidget* parent = nullptr);

    void show(const OrderedJson& document, const std::map<std::string, ProblemMark>& stateProblems,
              bool isEditable);
    [[nodiscard]] StateTable& state() const { return *m_state; }

Q_SIGNALS:
    void memberEdited(const QString& member,
                      const signalbox::OrderedJson* value); // nullptr: removed

private:
    void rebuild(bool isOrchestrator);
    void addLine(const QString& label, const char* member);
    void addNames(const QString& label, const char* member, bool areNodes);
    void addNumber(const QString& label, const char* member, int least, int most,
                   const QString& unset);
    void addChoice(const QString& label, const char* member,
                   const std::vector<std::pair<QString, const char*>>& choices);
    void addAgents();
    void set(const char* member, const OrderedJson* value);

    const UiContext& m_context;
    OrderedPtr m_document; // null before the first show()
    QWidget* m_fields = nullptr;
    QFormLayout* m_rows = nullptr;
    StateTable* m_state;
    QWidget* m_stateHead;
    std::vector<std::function<void()>> m_loads;
    bool m_isOrchestrator = false;
    bool m_isFilling = false;
};

} // namespace signalbox::ui
