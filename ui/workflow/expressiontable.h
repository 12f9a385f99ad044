// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "ui/workflow/scopecheck.h"

#include <QStringList>
#include <QWidget>

#include <optional>
#include <vector>

class QComboBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace signalbox::ui {

class ScopeField;

// Names of the state, each with its expression: "set" of a node, or its "writes".
class ExpressionTable final : public QWidget
{
    Q_OBJECT

public:
    // `name`: for screen readers, "Set" gives "Set 1 key", "Set 1 expression".
    explicit ExpressionTable(const QString& name, QWidget* parent = nullptr);

    void setScope(const WorkflowScope& scope);
    void setValue(const OrderedJson& object);
    [[nodiscard]] OrderedJson value() const; // rows without a name are left out

Q_SIGNALS:
    void edited();

private:
    struct Row
    {
        QWidget* box;
        QComboBox* key;
        ScopeField* expression;
    };
    Row& addRow();
    void removeRow(QWidget* box);

    QString m_name;
    WorkflowScope m_scope;
    std::vector<Row> m_rows;
    QVBoxLayout* m_column;
    QPushButton* m_add;
    bool m_isFilling = false;
};

// "writes" of a node: nothing, the whole result, fields of the same names, or expressions.
class WritesField final : public QWidget
{
    Q_OBJECT

public:
    explicit WritesField(QWidget* parent = nullptr);

    void setScope(const WorkflowScope& scope);
    void setValue(const OrderedJson* value);
    // Nothing where the node writes nothing.
    [[nodiscard]] std::optional<OrderedJson> value() const;

Q_SIGNALS:
    void edited();

private:
    enum Way
    {
        Nothing,
        Whole,
        Fields,
        Expressions
    };
    void showWay();

    QComboBox* m_way;
    QComboBox* m_whole;
    QLineEdit* m_fields;
    ExpressionTable* m_table;
    bool m_isFilling = false;
};

} // namespace signalbox::ui
