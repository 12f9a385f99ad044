// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/workflow/graph.h"
#include "ui/workflow/scopecheck.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace signalbox::ui {

class ScopeField;

// The form of one edge: where it leads, on what condition, and when it is tried among those of its node.
class EdgeForm final : public QWidget
{
    Q_OBJECT

public:
    explicit EdgeForm(QWidget* parent = nullptr);

    void show(const Graph& graph, const GraphEdge& edge, const WorkflowScope& scope,
              bool isEditable);
    [[nodiscard]] QString conditionProblem() const; // as the field shows it; empty: none

Q_SIGNALS:
    void endChosen(bool isFrom, const QString& node);
    void conditionEdited(signalbox::ui::EdgeKind kind, const QString& when);
    void labelEdited(const QString& label);
    void moveWanted(bool earlier);
    void deleteWanted();

private:
    void tellCondition();

    QComboBox* m_from;
    QComboBox* m_to;
    QComboBox* m_kind;
    ScopeField* m_when;
    QLineEdit* m_label;
    QLabel* m_order;
    QPushButton* m_earlier;
    QPushButton* m_later;
    QPushButton* m_delete;
    bool m_isFilling = false;
};

} // namespace signalbox::ui
