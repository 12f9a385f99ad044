// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/uicontext.h"
#include "ui/workflow/statetable.h"

#include <QWidget>

#include <QStringList>

#include <map>
#include <string>

namespace signalbox::ui {

class MemberForm;

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
    void addAgents();
    [[nodiscard]] QStringList agents() const;
    [[nodiscard]] QStringList nodes() const;

    const UiContext& m_context;
    OrderedPtr m_document; // null before the first show()
    MemberForm* m_fields = nullptr;
    StateTable* m_state;
    QWidget* m_stateHead;
    bool m_isOrchestrator = false;
};

} // namespace signalbox::ui
